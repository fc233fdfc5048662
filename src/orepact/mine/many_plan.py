"""A mine written as sums of products, so that a hundred thousand draws cost a few array passes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.mine.cash_flow import CashFlow
from orepact.mine.facility_file import Facility
from orepact.mine.fiscal import interest_withheld, withheld
from orepact.mine.many_levies import LevyPlan, UnsupportedError, levy_plan
from orepact.mine.market import Market
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.ownership import paying_shares, receiving_shares
from orepact.mine.project_file import ProjectFile, Variant
from orepact.mine.reading import Reading
from orepact.mine.regime_file import RegimeFile
from orepact.mine.shock import Shock, shocked

__all__ = ["Evaluate", "ManyPlan", "Sums", "many_plans", "term_values"]

Floats = NDArray[np.float64]
Evaluate = Callable[[ProjectFile, Variant, Market], CashFlow]
"""The exact cash flow of a project variant in a market, everything else fixed."""

_PROBE_PRICE = 1e4
_NOISE = 1e-13


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """A yearly amount as a sum: prices times metal factors, and rows of terms.

    ``X[y, d] = sum_k P_k[y, d] sum_m F_m[d] priced[k, m][y] + sum_j rows[y, j] H[j, d]``

    Parameters
    ----------
    priced : dict of (price key, product id or "") to ndarray, shape (year,)
        Per USD/t; an empty product id is the part that no metal factor moves.
    rows : ndarray, shape (year, term)
    """

    priced: dict[tuple[str, str], Floats]
    rows: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyPlan:
    """One column in one deck's charges, ready for many draws.

    Parameters
    ----------
    years : ndarray of int
    products, keys : tuple of str
        Products with a metal factor; price keys.
    revenue, nsr, operating : Sums
    working_capital : float
        Years of net smelter return tied up.
    outlays : ndarray, shape (year, term)
        Construction, sustaining, closing and waiting.
    tax_costs : ndarray, shape (year, term)
        Closing and waiting, as income tax deducts them.
    construction, sustaining : ndarray, shape (year, term)
        Capital that is written off.
    lenders : dict of party to ndarray, shape (year, term)
        Net cash to each.
    interest : ndarray, shape (year, term), money of the day
    loan_base : tuple of float
        Nominal capital before production per unit of the capex factor, the rest of it, the
        gearing cap, and the sum of ceilings.
    levies : LevyPlan
    parties : tuple of str
    receives, pays : ndarray, shape (party,)
        Share of distributions after withholding, and of cash calls.
    gives : dict of levy id to ndarray, shape (party,)
        What each party gets of a levy.
    """

    years: NDArray[np.int64]
    products: tuple[str, ...]
    keys: tuple[str, ...]
    revenue: Sums
    nsr: Sums
    operating: Sums
    working_capital: float
    outlays: Floats
    tax_costs: Floats
    construction: Floats
    sustaining: Floats
    lenders: dict[str, Floats]
    interest: Floats
    loan_base: tuple[float, float, float, float]
    levies: LevyPlan
    parties: tuple[str, ...]
    receives: Floats
    pays: Floats
    gives: dict[str, Floats]

    @property
    def terms(self) -> tuple[str, ...]:
        """Names of the rows of H."""
        return term_names(self.products)


def term_names(products: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the terms: see ``term_values``."""
    names = ["one", "capex", "sustaining", "loan", "loan capex"]
    for factor in ("", "operating ", "freight "):
        names += [f"{factor}{name}" for name in ("", *products)][0 if factor else 1 :]
    return tuple(names)


def term_values(
    products: Sequence[str],
    factors: Mapping[str, Floats],
    loan_base: tuple[float, float, float, float],
) -> Floats:
    """Return H, shape (term, draw), from factors by name (``capex``, ..., product ids)."""
    capex = factors["capex"]
    per_factor, rest, cap, ceilings = loan_base
    total = per_factor * capex + rest
    scale = np.zeros_like(capex)
    if ceilings > 0:
        scale = np.minimum(np.maximum(cap * total, 0.0), ceilings) / ceilings
    loan = np.divide(scale, total, out=np.zeros_like(scale), where=total > 0)
    metals = [factors[name] for name in products]
    rows = [np.ones_like(capex), capex, factors["sustaining"], loan, loan * capex, *metals]
    for name in ("operating", "freight"):
        own = factors[name]
        rows += [own, *(own * metal for metal in metals)]
    return np.stack(rows)


class _Probe:
    """Asks the exact cash flow what happens at chosen factors and prices."""

    def __init__(
        self, evaluate: Evaluate, project: ProjectFile, variant: Variant, market: Market, delay: int
    ) -> None:
        self.evaluate, self.project, self.variant, self.delay = evaluate, project, variant, delay
        self.keys = tuple(
            dict.fromkeys(
                [item.price for item in project.products]
                + ([project.feed.price] if project.feed is not None else [])
            )
        )
        self.size = len(self.keys) + 1
        count = self.size * len(market.scenarios)

        def repeat(rows: dict[str, Floats]) -> dict[str, Floats]:
            return {key: np.repeat(row[:, :1], self.size, axis=0) for key, row in rows.items()}

        prices = repeat(market.prices)
        for index, key in enumerate(self.keys):
            prices[key] = np.zeros((count, 1))
            prices[key][index + 1 :: self.size] = _PROBE_PRICE
        self.market = replace(
            market,
            scenarios=tuple(str(index) for index in range(count)),
            prices=prices,
            treatment=repeat(market.treatment),
            refining=repeat(market.refining),
        )

    def at(self, **factors: float) -> CashFlow:
        metal = {name.removeprefix("m:"): f for name, f in factors.items() if name[:2] == "m:"}
        named = {name: factor for name, factor in factors.items() if name[:2] != "m:"}
        shock = Shock(metal=metal, delay=self.delay, **named)
        return self.evaluate(*shocked(self.project, self.variant, shock), self.market)


def _clean(array: Floats, scale: float) -> Floats:
    """Set to zero what is left of differences of equal numbers."""
    return np.where(np.abs(array) <= _NOISE * scale, 0.0, array)


def _sums(probe: _Probe, name: str, flows: dict[tuple[str, str], CashFlow], deck: int) -> Sums:
    """Return one quantity in one deck as sums, from probes by inclusion and exclusion."""
    products = tuple(item.id for item in probe.project.products)
    terms = term_names(products)

    def values(factor: str, product: str) -> Floats:
        whole = np.asarray(getattr(flows[factor, product].operation, name))
        return whole[deck * probe.size : (deck + 1) * probe.size]

    scale = max(1e-30, float(np.abs(values("", "")).max()))
    by_term: dict[tuple[str, str], Floats] = {}
    parts = {factor: {p: values(factor, p) for p in ("", *products)} for factor in _FACTORS}
    metal = {f: {p: parts[f][p] - parts[f][""] for p in products} for f in _FACTORS}
    for factor in ("operating", "freight"):
        own = parts[factor][""] - parts[""][""]
        for product in products:
            by_term[factor, product] = metal[factor][product] - metal[""][product]
            own = own - by_term[factor, product]
        by_term[factor, ""] = own
    rest = parts[""][""].copy()
    for factor in ("operating", "freight"):
        rest = rest - (parts[factor][""] - parts[""][""])
    for product in products:
        plain = metal[""][product]
        by_term["", product] = plain - by_term["operating", product] - by_term["freight", product]
        rest = rest - by_term["", product]
    by_term["", ""] = rest
    rows = np.zeros((len(probe_years(flows)), len(terms)))
    priced: dict[tuple[str, str], Floats] = {}
    for (factor, product), array in by_term.items():
        fixed = _clean(array[0], scale)
        label = f"{factor} {product}" if factor else (product or "one")
        rows[:, terms.index(label)] += fixed
        for index, key in enumerate(probe.keys):
            slope = _clean(array[index + 1] - array[0], scale) / _PROBE_PRICE
            if not slope.any():
                continue
            if factor:
                raise UnsupportedError(f"{name} moves with {factor} and a price")
            priced[key, product] = slope
    return Sums(priced=priced, rows=rows)


_FACTORS = ("", "operating", "freight")


def probe_years(flows: dict[tuple[str, str], CashFlow]) -> NDArray[np.int64]:
    """Return the calendar of the probes."""
    return flows["", ""].timing.years


def _linear(one: Floats, two: Floats, terms: tuple[str, ...], first: str, rest: str) -> Floats:
    """Return rows of an amount that is a line in a factor, from its values at 1 and 2."""
    rows = np.zeros((len(one), len(terms)))
    rows[:, terms.index(first)] = two - one
    rows[:, terms.index(rest)] = 2.0 * one - two
    return rows


def _loans(
    probe: _Probe, base: CashFlow, double: CashFlow, lenders: Sequence[Facility], money: MoneyBasis
) -> tuple[dict[str, list[Floats]], Floats, tuple[float, float, float, float]]:
    """Return rows per facility (net cash, then interest and fees), nominal interest, and base."""
    terms = term_names([item.id for item in probe.project.products])
    timing = base.timing
    level = money.level(timing.years)
    before = timing.years < timing.first_production
    totals = [
        float((np.where(before, flow.operation.construction, 0.0) * level).sum())
        for flow in (base, double)
    ]
    cap = min((item.gearing_cap.to("dimensionless") for item in lenders), default=0.0)
    ceilings = sum(item.amount.to("MUSD") for item in lenders)
    loan_base = (totals[1] - totals[0], 2 * totals[0] - totals[1], cap, ceilings)
    scales = [
        min(1.0, cap * total / ceilings) / total if total > 0 and ceilings > 0 else 0.0
        for total in totals
    ]
    rows: dict[str, list[Floats]] = {item.id: [] for item in lenders}
    interest = np.zeros((len(timing.years), len(terms)))
    if not all(scales):
        empty = np.zeros((len(timing.years), len(terms)))
        return {name: [empty, empty] for name in rows}, interest, loan_base

    def line(one: Floats, two: Floats) -> Floats:
        return _linear(one / scales[0], two / scales[1], terms, "loan capex", "loan")

    for index, item in enumerate(lenders):
        one, two = base.debt, double.debt
        rows[item.id].append(line(one.to_lender[index], two.to_lender[index]))
        paid = [debt.interest[index] + debt.fee[index] for debt in (one, two)]
        rows[item.id].append(line(*paid))
    return rows, line(base.debt.nominal_interest, double.debt.nominal_interest), loan_base


def _splits(
    project: ProjectFile,
    regime: RegimeFile,
    *,
    reading: Reading,
    flow: CashFlow,
    foreign: Collection[str],
) -> tuple[tuple[str, ...], Floats, Floats, dict[str, Floats]]:
    """Return parties, shares of distributions and calls, and each levy's way to the parties."""
    receiving, paying = receiving_shares(project.owners), paying_shares(project.owners)
    parties = tuple(flow.parties)
    place = {party: index for index, party in enumerate(parties)}
    receives, pays = np.zeros(len(parties)), np.zeros(len(parties))
    for party, share in receiving.items():
        receives[place[party]] = share
    for party, share in paying.items():
        pays[place[party]] = share
    unit = np.ones((1, 1))
    gives: dict[str, Floats] = {}
    for levy in regime.levies:
        gives[levy.id] = np.zeros(len(parties))
        if levy.recipient in place:
            gives[levy.id][place[levy.recipient]] = 1.0
    for award in regime.awards:
        for name in award.of:
            for to in award.to:
                part = reading.of(to.share, "dimensionless", award.status)
                giver = next(levy.recipient for levy in regime.levies if levy.id == name)
                gives[name][place[giver]] -= part
                gives[name][place[to.party]] += part
    distributions = {party: unit * share for party, share in receiving.items()}
    for levy_id, payer, _, amount in withheld(regime, distributions, reading, foreign=foreign):
        receives[place[payer]] -= float(amount[0, 0])
        receives = receives + gives[levy_id] * float(amount[0, 0])
    return parties, receives, pays, gives


def _to_lenders(
    facilities: Sequence[Facility],
    loans: dict[str, list[Floats]],
    regime: RegimeFile,
    reading: Reading,
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return rows of each lender's net cash, and of what is withheld from interest by levy."""
    lenders: dict[str, Floats] = {}
    withholding: dict[str, Floats] = {}
    for item in facilities:
        lenders[item.lender] = lenders.get(item.lender, 0.0) + loans[item.id][0]
        for levy_id, _, _, rate in interest_withheld(
            regime, {item.lender: np.ones((1, 1))}, reading
        ):
            part = loans[item.id][1] * float(np.asarray(rate).ravel()[0])
            lenders[item.lender] = lenders[item.lender] - part
            withholding[levy_id] = withholding.get(levy_id, 0.0) + part
    return lenders, withholding


def many_plans(
    project: ProjectFile,
    variant: Variant,
    *,
    regime: RegimeFile,
    facilities: Sequence[Facility],
    market: Market,
    money: MoneyBasis,
    reading: Reading,
    evaluate: Evaluate,
    delay: int = 0,
    foreign: Collection[str] = (),
) -> tuple[ManyPlan, ...]:
    """Return one column as sums of products, read off the exact cash flow at a dozen points.

    Nothing is assumed of the files: every coefficient is a difference of exact cash flows. What
    is not such a sum is refused here or found by ``many_check.check_plan``.

    Parameters
    ----------
    project, variant : from the file
    regime, facilities, money, reading : as for ``cash_flow``
    market : Market
        Decks: their charges count, their prices do not.
    evaluate : callable
        The exact cash flow.
    delay : int
        Years by which production slips.
    foreign : collection of str
        Owners that a regime's ``foreign owners`` stands for.

    Returns
    -------
    plans : tuple of ManyPlan
        One per scenario of the market.

    Raises
    ------
    UnsupportedError : a regime or operation that is no such sum
    """
    probe = _Probe(evaluate, project, variant, market, delay)
    products = tuple(item.id for item in project.products)
    terms = term_names(products)
    flows = {
        (factor, product): probe.at(
            **({factor: 2.0} if factor else {}), **({f"m:{product}": 2.0} if product else {})
        )
        for factor in _FACTORS
        for product in ("", *products)
    }
    base, wide, worn = flows["", ""], probe.at(capex=2.0), probe.at(sustaining=2.0)
    work = base.operation
    construction = _linear(work.construction, wide.operation.construction, terms, "capex", "one")
    sustaining = _linear(work.sustaining, worn.operation.sustaining, terms, "sustaining", "one")
    fixed = np.zeros_like(construction)
    fixed[:, 0] = work.closure + work.holding
    loans, interest, loan_base = _loans(probe, base, wide, facilities, money)
    parties, receives, pays, gives = _splits(
        project, regime, reading=reading, flow=base, foreign=foreign
    )
    lenders, withholding = _to_lenders(facilities, loans, regime, reading)
    outflow = sum((rows[0] for rows in loans.values()), np.zeros_like(construction))
    days = project.working_capital
    plan = ManyPlan(
        years=base.timing.years,
        products=products,
        keys=probe.keys,
        revenue=_sums(probe, "revenue", flows, 0),
        nsr=_sums(probe, "nsr", flows, 0),
        operating=_sums(probe, "operating", flows, 0),
        working_capital=0.0 if days is None else days.to("day") / 365.0,
        outlays=construction + sustaining + fixed,
        tax_costs=fixed,
        construction=construction,
        sustaining=sustaining,
        lenders=lenders,
        interest=interest,
        loan_base=loan_base,
        levies=levy_plan(
            regime,
            flow=base,
            money=money,
            reading=reading,
            construction=construction + sustaining,
            debt_service=outflow,
            withholding=withholding,
        ),
        parties=parties,
        receives=receives,
        pays=pays,
        gives=gives,
    )
    rest = [
        replace(
            plan,
            revenue=_sums(probe, "revenue", flows, deck),
            nsr=_sums(probe, "nsr", flows, deck),
            operating=_sums(probe, "operating", flows, deck),
        )
        for deck in range(1, len(market.scenarios))
    ]
    return (plan, *rest)
