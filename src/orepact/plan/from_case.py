"""A partnership case as plan data: parties, rates, options, gates, ceilings and requirements."""

from __future__ import annotations

import math
import pickle
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case, UnevidencedConsent, surroundings
from orepact.enable import EnablerOption, Standing
from orepact.errors import CaseError
from orepact.mine import ColumnTable, MoneyBasis, columns
from orepact.plan.assemble import FacilityTerms, OptionCost, Premium, assemble
from orepact.plan.benefit import insured
from orepact.plan.case_outlets import binding_outlets, case_by_products
from orepact.plan.data import (
    Ask,
    AskKind,
    Ceiling,
    PlanData,
    PlanOption,
    PlanParty,
    PlanSide,
)
from orepact.plan.discount import discount_factors
from orepact.plan.eligible import ineligible_columns
from orepact.plan.fan import Fan, JointValues
from orepact.plan.from_joint import fan_of_case, joint_values, same_columns, with_joint
from orepact.plan.joint import DRAWS
from orepact.plan.joint_values import ColumnValues, Lens
from orepact.plan.rates import at_end, first_of_side, party_rates
from orepact.plan.repairs import awaited, gated, unrepaired
from orepact.plan.settings import Setting, Settings
from orepact.plan.tolls import Toll, case_tolls, toll_receipts, with_tolls
from orepact.plan.workforce import local_floors
from orepact.quantity import convert

__all__ = [
    "Setting",
    "Settings",
    "build_data",
    "case_columns",
    "central_lens",
    "dump_values",
    "facility_terms",
    "fresh_draws",
    "load_values",
    "money_basis",
    "real_rates",
    "tolled_columns",
]

_SHIELDED = frozenset({"district", "community"})
_YEARS_OPEN = 40
_OTHER_SEED = 1_000_003
_LONGER = 30
"""Years beyond the table for which discount factors are ready: late production ends later."""


def money_basis(case: Case) -> MoneyBasis:
    """Return the case's money: price year, price levels and expected inflation."""
    money = case.header.money
    return MoneyBasis(
        year=money.year,
        price_index={entry.year: entry.level.value for entry in money.price_index},
        inflation=money.inflation.to("%") / 100.0,
    )


def case_columns(case: Case, *, is_structured: bool = True) -> ColumnTable:
    """Return every way that every project of the case can go.

    Parameters
    ----------
    case : Case
    is_structured : bool
        Whether a package with a structure is sized and served as it says; else every facility is
        drawn and repaid as it stands.

    Raises
    ------
    CaseError : if the case has no price decks or no facilities
    """
    decks, facilities = case.decks, case.facilities
    if decks is None or facilities is None:
        missing = "decks.yaml" if decks is None else "facilities.yaml"
        raise CaseError(
            f"the case has no {missing}",
            where=case.id,
            why="a plan needs prices and finance packages",
            do=f"Add {missing}; `orepact case schema` shows its form",
        )
    return columns(
        list(case.projects.values()),
        regimes=case.regimes,
        decks=decks,
        facilities=facilities,
        money=money_basis(case),
        start_year=case.header.horizon.start,
        end_year=case.header.horizon.end,
        is_structured=is_structured,
        host=surroundings(case).host,
    )


def _parties(case: Case) -> list[PlanParty]:
    return [
        PlanParty(
            id=party.id,
            title=party.title,
            side=PlanSide(str(party.side)),
            must_agree=party.must_agree,
            may_give=str(party.side) in {"importer", "host", "company"}
            and str(party.tier) not in _SHIELDED,
        )
        for party in case.parties
    ]


def _lead(option: EnablerOption, setting: Setting) -> int:
    """Return whole years from start to first capacity at an end of the range."""
    years = option.lead_time
    return math.ceil(at_end(years.bounds("yr"), years.to("yr"), setting))


def _option_cost(case: Case, option: EnablerOption) -> OptionCost:
    whole = case.real(option.cost, "MUSD") * option.charged_share
    units = {resource.id: resource.unit for resource in case.resources}
    return OptionCost(
        construction=tuple(whole * share / 100.0 for share in option.spend.shares),
        operating=case.real(option.operating_cost, "MUSD/yr") * option.charged_share,
        shares=option.shares(),
        adds={
            step.resource: tuple(
                option.capacity(step.resource, year, units[step.resource])
                for year in range(_YEARS_OPEN)
            )
            for step in option.provides
        },
    )


def _in_place(case: Case, table: ColumnTable) -> dict[str, float]:
    units = dict(zip(table.resources, table.resource_units, strict=True))
    return {
        resource.id: resource.in_place.to(units[resource.id])
        for resource in case.resources
        if resource.id in units
    }


def _facilities(case: Case, setting: Setting) -> dict[str, FacilityTerms]:
    assert case.facilities is not None
    return {
        item.id: FacilityTerms(
            lender=item.lender,
            ceiling=item.amount.to("MUSD"),
            credit_loss=at_end(item.credit_loss.bounds("%"), item.credit_loss.to("%"), setting)
            / 100.0,
        )
        for item in case.facilities.facilities
    }


def _premiums(case: Case, table: ColumnTable, setting: Setting) -> list[Premium]:
    importers = [party.id for party in case.parties if str(party.side) == "importer"]
    units = dict(zip(table.products, table.product_units, strict=True))
    sold: dict[tuple[str, str], set[str]] = {}
    for project in case.projects.values():
        for product in project.products:
            sold.setdefault((product.commodity, str(product.stage)), set()).add(product.id)
    found = []
    for item in case.header.strategic_premiums:
        low, high = item.premium.bounds("USD/t")
        per_tonne = at_end((low, high), item.premium.to("USD/t"), setting)
        for product_id in sorted(sold.get((item.commodity, item.stage), ())) if per_tonne else ():
            tonnes = convert(1.0, units[product_id], "t/yr")
            found.append(
                Premium(party=importers[0], product=product_id, per_unit=per_tonne * tonnes / 1e6)
            )
    return found


def _refused(case: Case, settings: Settings) -> dict[str, str]:
    found = dict(settings.refused)
    is_left_out = case.header.unevidenced_consent is UnevidencedConsent.LEAVE_OUT
    for id_ in (*case.projects, *case.enablers):
        standing = case.standing(id_)
        if standing is Standing.BLOCKED:
            found[id_] = "a consent or permit is withheld or withdrawn"
        elif (
            standing is Standing.UNEVIDENCED
            and (settings.leave_out_unevidenced or is_left_out)
            and id_ in case.projects
        ):
            found[id_] = "its consent or permits are not evidenced"
    return found


def _asks(case: Case, table: ColumnTable) -> list[Ask]:
    units = dict(zip(table.products, table.product_units, strict=True))
    found = []
    for item in case.header.requirements:
        kind = AskKind(str(item.kind))
        amount = 0.0
        if item.amount is not None:
            amount = (
                case.real(item.amount, "MUSD")
                if kind is AskKind.SPENDING_CAP
                else item.amount.to(units.get(item.product, item.amount.unit))
            )
        found.append(
            Ask(
                id=item.id,
                title=item.title,
                kind=kind,
                target=item.product or item.what or item.party,
                by=item.by,
                amount=amount,
            )
        )
    return found


def build_data(
    case: Case, table: ColumnTable | None = None, settings: Settings | None = None
) -> PlanData:
    """Return what a plan of the case chooses from.

    Parameters
    ----------
    case : Case
    table : ColumnTable
        Of :func:`case_columns`; left out it is computed.
    settings : Settings
        Switches; left out, the case's central values.

    Raises
    ------
    CaseError : if a party has no rate, or the case has no decks or facilities
    """
    settings = settings or Settings()
    table = case_columns(case) if table is None else table
    assert case.decks is not None
    weights = {deck.id: deck.weight.to("%") for deck in case.decks.decks}
    if settings.deck:
        weights = {name: float(name == settings.deck) for name in weights}
    importers = {party.id for party in case.parties if str(party.side) == "importer"}
    options = [
        PlanOption(
            id=option.id,
            title=option.title,
            lead=_lead(option, settings.leads),
            earliest=option.earliest_start,
            needs=tuple((need.option, need.lag_years) for need in option.needs),
            needs_deal=any(
                share > 0.0 for party, share in option.shares().items() if party in importers
            ),
        )
        for option in case.enablers.values()
    ]
    refused = _refused(case, settings) | ineligible_columns(case, table)
    for column in table.columns:
        if column.first_spend_year < settings.without_before:
            refused[column.id] = f"it spends before {settings.without_before}"
    parties = _parties(case)
    if settings.is_law_awaited and not settings.is_joint:
        refused |= unrepaired(case, table)
    data = assemble(
        table,
        parties=parties,
        rates=real_rates(case, settings),
        weights=[weights[name] for name in table.scenarios],
        horizon=(case.header.horizon.start, case.header.horizon.end),
        options=options,
        costs={option.id: _option_cost(case, option) for option in case.enablers.values()},
        in_place=_in_place(case, table),
        facilities=_facilities(case, settings.credit_loss),
        price_level=money_basis(case).level(table.years),
        premiums=_premiums(case, table, settings.premiums),
        insured=_insured(case, table) if settings.is_insured else None,
        tolls=_tolls(case, table, parties) if settings.is_tolled else None,
        left_out=refused,
        ceilings=[
            Ceiling(
                party=budget.party,
                covers_options=budget.covers in ("enablers", "both"),
                covers_projects=budget.covers in ("projects", "both"),
                amount=case.real(budget.ceiling, "MUSD"),
            )
            for budget in case.header.budgets
        ],
        asks=_asks(case, table),
    )
    money = case.header.money
    data = replace(data, money=f"million {money.currency} of {money.year}", risk=settings.risk)
    data = replace(data, outlets=binding_outlets(case, data), by_products=case_by_products(case))
    if settings.is_local_share_binding:
        data = replace(data, floors=local_floors(case, data))
    return _joined(case, table, data, settings) if settings.is_joint else data


_Ends = tuple[Setting, Setting, str]
"""Ends of rates and of credit loss, and the party whose rate all take; empty, each its own."""
_LENSES: tuple[_Ends, ...] = (
    (Setting.CENTRAL, Setting.CENTRAL, ""),
    (Setting.LOW, Setting.CENTRAL, ""),
    (Setting.HIGH, Setting.CENTRAL, ""),
    (Setting.CENTRAL, Setting.HIGH, ""),
)
"""What the switches look through, and then the rate of the host's first party for all."""
_KEPT: list[tuple[ColumnTable, tuple[object, ...], JointValues, Fan | None]] = []
_MOST_KEPT = 2


def tolled_columns(case: Case) -> tuple[Case, ColumnTable]:
    """Return a case whose projects pay tolls, and every way that they can go then."""
    tolled = with_tolls(case, _tolls_of(case))
    return tolled, case_columns(tolled)


_TOLLS: list[tuple[str, tuple[Toll, ...]]] = []


def _tolls_of(case: Case) -> tuple[Toll, ...]:
    key = f"{case.fingerprint} {[(item.path, item.after.value) for item in case.overrides]}"
    for known, tolls in _TOLLS:
        if known == key:
            return tolls
    tolls = case_tolls(case)
    _TOLLS.append((key, tolls))
    del _TOLLS[:-_MOST_KEPT]
    return tolls


def _tolls(case: Case, table: ColumnTable, parties: Sequence[PlanParty]) -> NDArray[np.float64]:
    return toll_receipts(table, _tolls_of(case), [party.id for party in parties])


_INSURED: list[tuple[ColumnTable, dict[str, NDArray[np.float64]]]] = []


def _insured(case: Case, table: ColumnTable) -> dict[str, NDArray[np.float64]]:
    """Return expected loss avoided by party, column and year; once per table."""
    for known, amounts in _INSURED:
        if known is table:
            return amounts
    found = insured(case, table)
    amounts = {} if found.gap else {found.party: found.by_column}
    _INSURED.append((table, amounts))
    del _INSURED[:-_MOST_KEPT]
    return amounts


def _joined(case: Case, table: ColumnTable, data: PlanData, settings: Settings) -> PlanData:
    """Return the data with the joint process; the draws of a table are made once."""
    asked = _ends(settings)
    lenses = (*_LENSES, (Setting.CENTRAL, Setting.CENTRAL, first_of_side(case).get("host", "")))
    lenses = lenses if asked in lenses else (_LENSES[0], asked)
    joint, fan = _drawn(case, table, data, settings, lenses)
    if settings.is_law_awaited:
        is_open = awaited(case, data.columns, draws=settings.draws, seed=settings.seed)
        data, joint = gated(data, joint, is_open)
        fan = fan_of_case(data, joint)
    return with_joint(data, joint, fan, lenses.index(asked))


def _ends(settings: Settings) -> _Ends:
    return settings.rates, settings.credit_loss, settings.one_rate


def _drawn(
    case: Case,
    table: ColumnTable,
    data: PlanData,
    settings: Settings,
    lenses: tuple[_Ends, ...],
) -> tuple[JointValues, Fan | None]:
    """Return all columns in all draws, and their fan; made once for a table."""
    key = (settings.draws, settings.seed, lenses)
    for known, name, joint, fan in _KEPT:
        if known is table and name == key:
            return joint, fan
    joint = joint_values(
        case,
        table,
        data,
        [_lens(case, table, data, ends) for ends in lenses],
        draws=settings.draws,
        seed=settings.seed,
        known=_known(table, data, key),
    )
    fan = fan_of_case(data, joint)
    _KEPT.append((table, key, joint, fan))
    del _KEPT[:-_MOST_KEPT]
    return joint, fan


def _known(table: ColumnTable, data: PlanData, key: tuple[object, ...]) -> dict[str, ColumnValues]:
    """Return columns that another table in the same draws has too."""
    found: dict[str, ColumnValues] = {}
    for other, asked, joint, _ in _KEPT:
        if asked == key:
            found |= same_columns(table, data, other, joint)
    return found


def _lens(case: Case, table: ColumnTable, data: PlanData, ends: _Ends) -> Lens:
    rates, credit, of = ends
    years = np.arange(int(table.years[0]), int(table.years[-1]) + _LONGER)
    parties = [party.id for party in data.parties]
    own = party_rates(case, rates, of)
    facilities = _facilities(case, credit)
    return Lens(
        factors=discount_factors(years, data.horizon[0], np.array([own[name] for name in parties])),
        credit_loss={
            name: (parties.index(terms.lender), terms.credit_loss)
            for name, terms in facilities.items()
        },
    )


def central_lens(case: Case, table: ColumnTable, data: PlanData) -> Lens:
    """Return rates and expected credit losses as the case has them."""
    return _lens(case, table, data, _LENSES[0])


def dump_values(table: ColumnTable, path: Path) -> None:
    """Write what was drawn for a table, so that another process need not draw it again.

    The file is for a process of the same run: it is read back by :func:`load_values` alone.
    """
    drawn = [(key, joint, fan) for known, key, joint, fan in _KEPT if known is table]
    avoided = [amounts for known, amounts in _INSURED if known is table]
    path.write_bytes(pickle.dumps((drawn, avoided), protocol=pickle.HIGHEST_PROTOCOL))


def load_values(table: ColumnTable, path: Path) -> None:
    """Read what :func:`dump_values` wrote of the same table in another process."""
    drawn, avoided = pickle.loads(path.read_bytes())
    _KEPT.extend((table, key, joint, fan) for key, joint, fan in drawn)
    _INSURED.extend((table, amounts) for amounts in avoided)


def fresh_draws(
    case: Case, table: ColumnTable, data: PlanData, columns: Collection[str], settings: Settings
) -> JointValues:
    """Return some columns in draws that no plan was chosen on: as many, of another seed.

    Parameters
    ----------
    columns : collection of str
        Ids.
    settings : Settings
        Those of the data.
    """
    lens = _lens(case, table, data, _ends(settings))
    found = joint_values(
        case,
        table,
        data,
        [lens],
        draws=max(settings.draws, DRAWS),
        seed=settings.seed + _OTHER_SEED,
        only=columns,
    )
    if settings.is_law_awaited:
        shown = [column for column in data.columns if column.id in found.ids]
        is_open = awaited(case, shown, draws=found.draws, seed=found.seed)
        found = gated(data, found, is_open)[1]
    return found


def facility_terms(case: Case, settings: Settings | None = None) -> dict[str, FacilityTerms]:
    """Return lender, ceiling and expected credit loss of every facility."""
    return _facilities(case, (settings or Settings()).credit_loss)


def real_rates(case: Case, settings: Settings | None = None) -> dict[str, float]:
    """Return every party's real rate, a fraction per year."""
    used = settings or Settings()
    return party_rates(case, used.rates, used.one_rate)
