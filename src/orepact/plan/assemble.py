"""From columns, options, rates and ceilings to the arrays that the plan reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from orepact.mine import ColumnTable
from orepact.plan.data import Ask, Ceiling, PlanColumn, PlanData, PlanOption, PlanParty, PlanSide
from orepact.plan.discount import discount_factors, present_value

__all__ = ["FacilityTerms", "OptionCost", "Premium", "assemble"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionCost:
    """What an option costs and adds; money is million of the case's money, real.

    Parameters
    ----------
    construction : tuple of float
        In the first, second, ... year from the start.
    operating : float
        Per year from opening on, as long as a column that needs it lives.
    shares : dict of str to float
        Part of each payer, 0 to 1.
    adds : dict of str to tuple of float
        By resource: cumulative capacity in the first, second, ... year of operation.
    """

    construction: tuple[float, ...]
    operating: float = 0.0
    shares: Mapping[str, float] = field(default_factory=dict)
    adds: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityTerms:
    """A lender's programme: who lends, its ceiling in money of the day, its expected loss."""

    lender: str
    ceiling: float
    credit_loss: float
    """Expected per year, on the balance outstanding at the end of each year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Premium:
    """What a party would pay beyond the market per unit of a product; a switch, 0 unless shown."""

    party: str
    product: str
    per_unit: float
    """Million of the case's money per product unit."""


def _party_cash(
    table: ColumnTable, parties: Sequence[PlanParty], facilities: Mapping[str, FacilityTerms]
) -> Floats:
    """Cash of the plan's parties: the table's, less expected credit loss."""
    shape = (len(table.columns), len(table.scenarios), len(parties), len(table.years))
    cash = np.zeros(shape)
    places = {party.id: n for n, party in enumerate(parties)}
    for n, name in enumerate(table.parties):
        cash[:, :, places[name]] += table.cash[:, :, n]
    for n, name in enumerate(table.facilities):
        terms = facilities[name]
        loss = terms.credit_loss * table.balance[:, n]
        cash[:, :, places[terms.lender]] -= loss[:, None, :]
    return cash


def _benefits(
    table: ColumnTable,
    parties: Sequence[PlanParty],
    premiums: Sequence[Premium],
    insured: Mapping[str, Floats],
) -> Floats:
    """Return what is worth something and is no cash: no transfer can pass it on.

    Returns
    -------
    benefit : ndarray, shape (column, party, year)
    """
    found = np.zeros((len(table.columns), len(parties), len(table.years)))
    places = {party.id: n for n, party in enumerate(parties)}
    deals = np.array([float(column.needs_deal) for column in table.columns])
    for premium in premiums:
        if premium.product in table.products:
            made = table.output[:, table.products.index(premium.product)] * deals[:, None]
            found[:, places[premium.party]] += premium.per_unit * made
    for name, amounts in insured.items():
        found[:, places[name]] += amounts
    return found


def _owners(table: ColumnTable, cash: Floats, parties: Sequence[PlanParty]) -> list[str]:
    """Return per column the company that receives most, else whoever receives most."""
    received = np.clip(cash, 0.0, None).sum(axis=(1, 3))
    is_company = np.array([party.side is PlanSide.COMPANY for party in parties])
    found = []
    for amounts in received:
        ranked = np.where(is_company & (amounts > 0.0), amounts + amounts.sum(), amounts)
        found.append(parties[int(np.argmax(ranked))].id if amounts.any() else "")
    return found


def _split(table: ColumnTable, cash: Floats) -> tuple[Floats, Floats]:
    """Return cash that follows the commitment, and cash that can still be dropped.

    Parameters
    ----------
    cash : ndarray, shape (column, scenario, party, year)
    """
    until = np.array(
        [10**6 if column.decide_after is None else column.decide_after for column in table.columns]
    )
    is_sunk = (table.years[None, :] <= until[:, None])[:, None, None, :]
    return np.where(is_sunk, cash, 0.0), np.where(is_sunk, 0.0, cash)


def _option_arrays(
    table: ColumnTable,
    options: Sequence[PlanOption],
    costs: Mapping[str, OptionCost],
    parties: Sequence[PlanParty],
    starts: Sequence[int],
) -> Floats:
    """Return payments, shape (option, start, party, year)."""
    years = table.years
    found = np.zeros((len(options), len(starts), len(parties), years.size))
    places = {party.id: n for n, party in enumerate(parties)}
    for n, option in enumerate(options):
        cost = costs[option.id]
        last = _last_use(table, option, cost)
        for m, start in enumerate(starts):
            amounts = np.zeros(years.size)
            for offset, amount in enumerate(cost.construction):
                at = start + offset - int(years[0])
                if at < years.size:
                    amounts[at] += amount
            amounts[(years >= start + option.lead) & (years <= last)] += cost.operating
            for party, share in cost.shares.items():
                found[n, m, places[party]] = share * amounts
    return found


def _last_use(table: ColumnTable, option: PlanOption, cost: OptionCost) -> int:
    """Return the last year in which any column that can need the option still has cash."""
    last = int(table.years[0])
    added = [n for n, name in enumerate(table.resources) if name in cost.adds]
    for n, column in enumerate(table.columns):
        is_needed = any(need.enabler == option.id for need in column.needs)
        if is_needed or (table.use[n, added] > 0.0).any():
            busy = np.flatnonzero(np.abs(table.cash[n]).sum(axis=(0, 1)))
            last = max(last, int(table.years[busy[-1]]) if busy.size else last)
    return last


def _adds(
    options: Sequence[PlanOption],
    costs: Mapping[str, OptionCost],
    resources: Sequence[str],
) -> Floats:
    longest = max((len(s) for c in costs.values() for s in c.adds.values()), default=1)
    found = np.zeros((len(options), len(resources), longest))
    for n, option in enumerate(options):
        for name, steps in costs[option.id].adds.items():
            if name in resources and steps:
                padded = [*steps, *[steps[-1]] * (longest - len(steps))]
                found[n, resources.index(name)] = padded
    return found


def _columns(table: ColumnTable, owners: Sequence[str]) -> tuple[PlanColumn, ...]:
    return tuple(
        PlanColumn(
            id=column.id,
            project=column.project,
            variant=column.variant,
            package=column.package,
            first_spend=column.first_spend_year,
            first_production=column.first_production_year,
            needs=tuple((need.enabler, need.from_year) for need in column.needs),
            decide_after=column.decide_after,
            needs_deal=column.needs_deal,
            owner=owner,
        )
        for column, owner in zip(table.columns, owners, strict=True)
    )


def assemble(
    table: ColumnTable,
    *,
    parties: Sequence[PlanParty],
    rates: Mapping[str, float],
    weights: Sequence[float],
    horizon: tuple[int, int],
    options: Sequence[PlanOption] = (),
    costs: Mapping[str, OptionCost] | None = None,
    in_place: Mapping[str, float] | None = None,
    facilities: Mapping[str, FacilityTerms] | None = None,
    price_level: Floats | None = None,
    premiums: Sequence[Premium] = (),
    insured: Mapping[str, Floats] | None = None,
    tolls: Floats | None = None,
    left_out: Mapping[str, str] | None = None,
    ceilings: Sequence[Ceiling] = (),
    asks: Sequence[Ask] = (),
) -> PlanData:
    """Return the plan's arrays.

    Parameters
    ----------
    table : ColumnTable
        Every party of it must be in ``parties``.
    rates : dict of str to float
        Real rate per party, a fraction per year.
    weights : sequence of float
        Of the table's scenarios; normalised to sum to 1.
    horizon : (int, int)
        First and last decision year.
    price_level : ndarray, shape (year,)
        Money of the day per real money, for the ceilings of lenders; left out, 1.
    insured : dict of str to ndarray, shape (column, year)
        By party: expected loss avoided by each column, million of the case's money a year.
    tolls : ndarray, shape (column, party, year)
        What owners of enablers receive of a column; the projects' cash has paid it already.
    left_out : dict of str to str
        Columns, projects and options that may not be chosen, and why.
    """
    costs = costs or {}
    facilities = facilities or {}
    in_place = in_place or {}
    rate = np.array([rates[party.id] for party in parties])
    factors = discount_factors(table.years, horizon[0], rate)
    cash = _party_cash(table, parties, facilities)
    if tolls is not None:
        cash = cash + tolls[:, None]
    benefits = _benefits(table, parties, premiums, insured or {})
    early, later = (part[:, 0] for part in _split(table, benefits[:, None]))
    benefit_sunk, benefit_late = (present_value(part, factors) for part in (early, later))
    sunk, late = _split(table, cash)
    owners = _owners(table, cash, parties)
    firm_or_late = np.where(
        np.array([c.decide_after is None for c in table.columns])[:, None, None, None], sunk, late
    )
    receipts = np.clip(firm_or_late, 0.0, None)
    hub = np.array([next((n for n, p in enumerate(parties) if p.id == o), 0) for o in owners], int)
    owner_stream = receipts[np.arange(len(hub)), :, hub] if len(hub) else receipts[:, :, 0]
    level = np.ones(table.years.size) if price_level is None else price_level
    starts = range(horizon[0], horizon[1] + 1)
    paid = _option_arrays(table, options, costs, parties, starts)
    own = present_value(receipts, factors)
    at_own = np.einsum("cst,pt->csp", owner_stream, factors)
    weight = np.asarray(weights, dtype=float)
    return PlanData(
        columns=_columns(table, owners),
        options=tuple(options),
        parties=tuple(parties),
        scenarios=table.scenarios,
        weights=weight / weight.sum(),
        years=table.years,
        horizon=horizon,
        resources=table.resources,
        resource_units=table.resource_units,
        products=table.products,
        product_units=table.product_units,
        facilities=table.facilities,
        sunk=present_value(sunk, factors) + benefit_sunk[:, None, :],
        late=present_value(late, factors) + benefit_late[:, None, :],
        owner_gives=np.minimum(at_own, np.take_along_axis(at_own, hub[:, None, None], axis=2)),
        owner_pays=at_own,
        party_gives=np.minimum(own, np.einsum("cspt,ct->csp", receipts, factors[hub])),
        party_pays=own,
        use=table.use,
        in_place=np.array([in_place.get(name, 0.0) for name in table.resources]),
        adds=_adds(options, costs, table.resources),
        output=table.output,
        facility_draw=np.einsum("cft,t->cf", table.draw, level),
        facility_ceiling=np.array([facilities[name].ceiling for name in table.facilities]),
        column_outlay=np.clip(-cash, 0.0, None),
        option_outlay=paid,
        option_value=-present_value(paid, factors),
        touches=_touches(table, cash, parties, options, costs),
        ceilings=tuple(ceilings),
        asks=tuple(asks),
        left_out=_left_out(table, options, horizon, left_out or {}),
        benefit_sunk=benefit_sunk,
        benefit_late=benefit_late,
        benefit_by_year=benefits,
        toll_by_year=np.zeros(benefits.shape) if tolls is None else tolls,
    )


def _touches(
    table: ColumnTable,
    cash: Floats,
    parties: Sequence[PlanParty],
    options: Sequence[PlanOption],
    costs: Mapping[str, OptionCost],
) -> NDArray[np.bool_]:
    """Whether a column concerns a party: by its cash, by paying what it needs, or as importer."""
    found = np.abs(cash).sum(axis=(1, 3)) > 0.0
    for a, party in enumerate(parties):
        payer_of = {o.id for o in options if costs[o.id].shares.get(party.id, 0.0) > 0.0}
        adds = {name for option in payer_of for name in costs[option].adds}
        used = [n for n, name in enumerate(table.resources) if name in adds]
        for c, column in enumerate(table.columns):
            pays = any(need.enabler in payer_of for need in column.needs)
            is_carrier = bool((table.use[c, used] > 0.0).any())
            is_buyer = party.side is PlanSide.IMPORTER and column.needs_deal
            found[c, a] |= pays or is_carrier or is_buyer
    return np.asarray(found)


def _left_out(
    table: ColumnTable,
    options: Sequence[PlanOption],
    horizon: tuple[int, int],
    refused: Mapping[str, str],
) -> dict[str, str]:
    """Return columns and options that may not be chosen: refused, or too late to produce."""
    found = {option.id: refused[option.id] for option in options if option.id in refused}
    for column in table.columns:
        if column.project in refused or column.id in refused:
            found[column.id] = refused.get(column.project, refused.get(column.id, ""))
        elif not horizon[0] <= column.first_spend_year <= horizon[1]:
            found[column.id] = "its first spend lies outside the decision years"
        elif column.first_production_year > int(table.years[-1]):
            found[column.id] = "it cannot produce within the years of the case"
    return found
