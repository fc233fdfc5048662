"""Every party's cash in every draw: the fiscal cascade over (year, draw), block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from orepact.mine.many_levies import AdvancePlan, LevyPlan, TaxPlan
from orepact.mine.many_plan import ManyPlan, Sums, term_values

__all__ = [
    "BLOCK",
    "Draws",
    "ManyCash",
    "Serve",
    "Service",
    "blocks_of",
    "cash_of",
    "many_cash",
    "party_cash",
]

Floats = NDArray[np.float64]
BLOCK = 1024
"""Draws at a time: a block's arrays stay in the processor's cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Factors of every draw, and the paths of prices, made a block at a time.

    Parameters
    ----------
    count : int
    factors : mapping of name to ndarray, shape (draw,)
        ``capex``, ``sustaining``, ``operating``, ``freight`` and product ids; what is absent is 1.
    paths : callable
        From first and last draw (exclusive) to prices by key, shape (year, draw), real USD/t; the
        same for a draw whatever the block.
    """

    count: int
    factors: Mapping[str, Floats]
    paths: Callable[[int, int], dict[str, Floats]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyCash:
    """One block of draws.

    Parameters
    ----------
    parties : ndarray, shape (party, year, draw), real million USD
        Sums to ``pre_tax`` over the parties.
    pre_tax, distributable : ndarray, shape (year, draw)
    levies : dict of levy id to ndarray, shape (year, draw) or (year, 1)
    """

    parties: Floats
    pre_tax: Floats
    distributable: Floats
    levies: dict[str, Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What loans of a package take in each draw, in place of the plan's own.

    Parameters
    ----------
    interest : ndarray, shape (year, draw), money of the day
        As it accrues, for income tax.
    paid : ndarray, shape (year, draw), real million USD
        To lenders and into accounts, less what is drawn and taken out.
    to : dict of party to ndarray, shape (year, draw), real million USD
        Net cash of each lender.
    """

    interest: Floats
    paid: Floats
    to: Mapping[str, Floats]


Serve = Callable[[Floats, Floats], Service]
"""From cash after levies without debt, and construction, each (year, draw), to what loans take."""


def blocks_of(count: int) -> Iterator[tuple[int, int]]:
    """Return first and last draw (exclusive) of each block.

    Examples
    --------
    >>> list(blocks_of(1500))
    [(0, 1024), (1024, 1500)]
    """
    for first in range(0, count, BLOCK):
        yield first, min(first + BLOCK, count)


def _amount(
    sums: Sums, prices: Mapping[str, Floats], factors: dict[str, Floats], H: Floats
) -> Floats:
    """Return ``sum_k P_k sum_m F_m priced[k, m] + rows H``, shape (year, draw)."""
    total = sums.rows @ H
    for (key, product), slope in sums.priced.items():
        part = prices[key] * slope[:, np.newaxis]
        if product:
            part *= factors[product]
        total += part
    return np.asarray(total)


def _use_credit(plan: AdvancePlan, due: Floats, level: Floats) -> None:
    """Take advances off a levy in place."""
    balance = np.full(due.shape[1], plan.before)
    ahead = np.cumsum(plan.advances[::-1])[::-1]
    for year in range(len(due)):
        used = np.minimum(balance, plan.share * level[year] * due[year])
        due[year] -= used / level[year]
        balance -= used
        balance += plan.advances[year]
        if year + 1 < len(due) and ahead[year + 1] == 0 and not balance.any():
            return


def _income_tax(plan: TaxPlan, income: Floats, start: int) -> Floats:
    """Return income tax in money of the day, shape (year, draw).

    Losses are used oldest first. ``gone`` counts, from the first loss on, what was used or has
    expired: ``gone = max(gone, all losses of years that are too old)``, ``used = min(losses - gone,
    cap x profit)``.
    """
    tax = np.zeros_like(income)
    if not plan.rates.any():
        return tax
    profit = np.maximum(income, 0.0)
    losses = np.cumsum(profit - income, axis=0)
    gone = np.zeros(income.shape[1])
    for year in range(len(income)):
        if plan.loss_years and year:
            oldest = year - plan.loss_years - 1
            if oldest >= start:
                np.maximum(gone, losses[oldest], out=gone)
            used = np.minimum(losses[year - 1] - gone, plan.loss_cap * profit[year])
            gone += used
            tax[year] = plan.rates[year] * (profit[year] - used)
        else:
            tax[year] = plan.rates[year] * profit[year]
    return tax


def _minimum_tax(plan: TaxPlan, tax: Floats, revenue: Floats, level: Floats) -> Floats:
    """Return the top-up, and take what earlier top-ups pay off the tax in place."""
    floor = np.maximum(revenue, 0.0)
    floor *= (plan.floor * level)[:, np.newaxis]
    over = tax - floor
    top_up = np.maximum(-over, 0.0)
    if not plan.carry_years:
        return top_up
    room = np.maximum(over, 0.0)
    paid = np.cumsum(top_up, axis=0)
    gone = np.zeros(tax.shape[1])
    for year in range(1, len(tax)):
        oldest = year - plan.carry_years - 1
        if oldest >= 0:
            np.maximum(gone, paid[oldest], out=gone)
        used = np.minimum(paid[year - 1] - gone, room[year])
        gone += used
        tax[year] -= used
    return top_up


def _taxes(
    plan: LevyPlan,
    amounts: dict[str, Floats],
    *,
    cash_income: Floats,
    revenue: Floats | None,
    depreciations: list[Floats],
    interest: Floats,
) -> None:
    """Write income and minimum taxes into the amounts, real money."""
    level = plan.level[:, np.newaxis]
    for tax, written in zip(plan.taxes, depreciations, strict=True):
        income = cash_income * level
        income -= written
        if tax.deducts_interest:
            income -= interest
        due = _income_tax(tax, income, plan.first_production)
        if tax.floor_id:
            assert revenue is not None
            top_up = _minimum_tax(tax, due, revenue, plan.level)
            top_up *= (tax.floor_in_force / plan.level)[:, np.newaxis]
            amounts[tax.floor_id] = top_up
        due *= (tax.in_force / plan.level)[:, np.newaxis]
        amounts[tax.id] = due


def _levies(
    plan: ManyPlan,
    H: Floats,
    revenue: Floats | None,
    *,
    nsr: Floats,
    operating: Floats,
    interest: Floats,
) -> dict[str, Floats]:
    """Return every levy that the project pays, shape (year, draw) or (year, 1), real money."""
    levies = plan.levies
    bases = {"nsr": np.maximum(nsr, 0.0)}
    if revenue is not None:
        bases["revenue"] = np.maximum(revenue, 0.0)
    amounts: dict[str, Floats] = {}
    for rate in levies.rates:
        amounts[rate.id] = bases[rate.base] * rate.rate[:, np.newaxis]
    for advance in levies.advances:
        _use_credit(advance, amounts[advance.against], levies.level)
    for name, fixed in levies.fixed.items():
        amounts[name] = fixed[:, np.newaxis]
    if levies.taxes:
        cash_income = nsr - operating
        for rate in levies.rates:
            if rate.is_deductible:
                cash_income -= amounts[rate.id]
        cash_income -= levies.fixed_deductible[:, np.newaxis]
        cash_income -= plan.tax_costs @ H
        _taxes(
            levies,
            amounts,
            cash_income=cash_income,
            revenue=revenue,
            depreciations=[tax.depreciation @ H for tax in levies.taxes],
            interest=interest,
        )
    return amounts


def cash_of(
    plan: ManyPlan,
    given: Mapping[str, Floats],
    prices: Mapping[str, Floats],
    out: Floats | None = None,
    serve: Serve | None = None,
) -> ManyCash:
    """Return the cash of all parties in a few draws; arrays should fit the processor's cache.

    Parameters
    ----------
    plan : ManyPlan
    given : mapping of name to ndarray, shape (draw,)
        Factors; what is absent is 1.
    prices : mapping of price key to ndarray, shape (year, draw), real USD/t
    out : ndarray, shape (party, year, draw), optional
        Where the parties' cash is written.
    serve : function, optional
        Loans of a structured package; left out, the plan's own loans as they stand.
    """
    count = prices[plan.keys[0]].shape[1]
    names = ("capex", "sustaining", "operating", "freight", *plan.products)
    factors = {name: given[name] if name in given else np.ones(count) for name in names}
    H = term_values(plan.products, factors, plan.loan_base)
    nsr = _amount(plan.nsr, prices, factors, H)
    operating = _amount(plan.operating, prices, factors, H)
    revenue = _amount(plan.revenue, prices, factors, H) if plan.levies.uses_revenue else None
    pre_tax = nsr - operating
    pre_tax -= plan.outlays @ H
    if plan.working_capital:
        tied = nsr * plan.working_capital
        pre_tax -= tied
        pre_tax[1:] += tied[:-1]
    levies = partial(_levies, plan, H, revenue, nsr=nsr, operating=operating)
    if serve is None:
        service, amounts = None, levies(interest=plan.interest @ H)
        equity = pre_tax - plan.levies.debt_service @ H
    else:
        none = np.zeros_like(pre_tax)
        amounts = levies(interest=none)
        service = serve(pre_tax - sum(amounts.values(), none), plan.construction @ H)
        if any(tax.deducts_interest for tax in plan.levies.taxes):
            amounts = levies(interest=service.interest)
        equity = pre_tax - service.paid
    for amount in amounts.values():
        equity -= amount
    distributable = np.maximum(equity, 0.0)
    calls = np.minimum(equity, 0.0, out=equity)
    shape = (len(plan.parties), *pre_tax.shape)
    parties = np.empty(shape) if out is None else out
    for index in range(len(plan.parties)):
        _to_party(
            plan,
            index,
            H=H,
            shared=(distributable, calls),
            amounts=amounts,
            mine=parties[index],
            service=service,
        )
    return ManyCash(
        parties=parties,
        pre_tax=pre_tax,
        distributable=distributable,
        levies=amounts,
    )


def _to_party(
    plan: ManyPlan,
    index: int,
    *,
    H: Floats,
    shared: tuple[Floats, Floats],
    amounts: dict[str, Floats],
    mine: Floats,
    service: Service | None,
) -> None:
    """Write one party's cash, shape (year, draw): as owner, as government and as lender."""
    distributable, calls = shared
    np.multiply(distributable, plan.receives[index], out=mine)
    if plan.pays[index]:
        mine += calls * plan.pays[index]
    for name, amount in amounts.items():
        share = plan.gives[name][index]
        if share == 1.0:
            mine += amount
        elif share:
            mine += amount * share
    if service is not None:
        mine += service.to.get(plan.parties[index], 0.0)
        return
    rows = plan.lenders.get(plan.parties[index])
    for name, held in plan.levies.withholding.items():
        share = plan.gives[name][index]
        if share:
            rows = share * held if rows is None else rows + share * held
    if rows is not None:
        mine += rows @ H


def many_cash(plan: ManyPlan, draws: Draws) -> Iterator[tuple[int, int, ManyCash]]:
    """Return first and last draw (exclusive) and the cash of all parties, block by block.

    Memory is that of one block, whose arrays are used again for the next: copy what must last.

    Parameters
    ----------
    plan : ManyPlan
    draws : Draws
    """
    space = np.empty((len(plan.parties), len(plan.years), min(BLOCK, draws.count)))
    for first, last in blocks_of(draws.count):
        given = {name: factor[first:last] for name, factor in draws.factors.items()}
        out = space if last - first == space.shape[2] else None
        yield first, last, cash_of(plan, given, draws.paths(first, last), out)


def party_cash(plan: ManyPlan, draws: Draws) -> Floats:
    """Return the cash of all parties in all draws at once.

    Parameters
    ----------
    plan : ManyPlan
    draws : Draws

    Returns
    -------
    cash : ndarray, shape (draw, year, party), real million USD of the case's year
    """
    cash = np.empty((draws.count, len(plan.years), len(plan.parties)))
    for first, last, block in many_cash(plan, draws):
        cash[first:last] = block.parties.transpose(2, 1, 0)
    return cash
