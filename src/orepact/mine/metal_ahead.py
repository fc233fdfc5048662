"""Metal sold ahead, buyers' advances and least prices: what they take from the project and give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError
from orepact.mine.cash_flow import CashFlow
from orepact.mine.finance_file import FinanceStructure, Floor, Prepayment, Stream
from orepact.mine.financed import Financed

__all__ = ["Ahead", "advance_repaid", "ahead_cash", "floor_payment", "stream_cost"]

Floats = NDArray[np.float64]
MILLION = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What buyers get, real million USD; the project pays the same.

    Parameters
    ----------
    by_buyer : dict of party to ndarray, shape (deck, year)
        Positive is gained by the buyer.
    total : ndarray, shape (deck, year)
    deposits : ndarray, shape (year,)
        Part of it that buyers pay before production.
    """

    by_buyer: dict[str, Floats]
    total: Floats
    deposits: Floats


def stream_cost(tonnes: Floats, price: Floats, *, share: float, fixed: float) -> Floats:
    """Return what the project forgoes by a stream: ``share x tonnes x (P - min(c, P))``.

    Parameters
    ----------
    tonnes : ndarray, shape (year,), payable Mt
    price : ndarray, shape (deck, year) or (deck, 1), real USD/t
    share : float
    fixed : float
        Price on delivery, real USD/t.

    Examples
    --------
    >>> stream_cost(np.array([2.0]), np.array([[100.0], [10.0]]), share=0.5, fixed=20.0).tolist()
    [[80.0], [0.0]]
    """
    return np.asarray(share * tonnes * (price - np.minimum(fixed, price)))


def floor_payment(tonnes: Floats, price: Floats, *, share: float, least: float) -> Floats:
    """Return what a buyer tops up: ``share x tonnes x max(0, floor - P)``.

    Examples
    --------
    >>> floor_payment(np.array([2.0]), np.array([[100.0], [10.0]]), share=0.5, least=20.0).tolist()
    [[0.0], [10.0]]
    """
    return np.asarray(share * tonnes * np.maximum(least - price, 0.0))


def advance_repaid(
    advanced: Floats, value: Floats, is_open: NDArray[np.bool_], *, rate: float, years: int
) -> Floats:
    """Return what a buyer's advance is paid back by deliveries, money of the day.

    The advance grows by its interest until production; from then on ``due`` is the annuity over the
    years and what was not delivered before, and ``paid = min(due, value)``; the rest waits and
    grows. What the mine's life does not pay back is the buyer's loss.

    Parameters
    ----------
    advanced : ndarray, shape (year,)
        Paid by the buyer.
    value : ndarray, shape (deck, year)
        Most that may be delivered, at the market's price.
    is_open : ndarray of bool, shape (year,)
    rate : float
        Nominal yearly rate.
    years : int
        Number of payments.

    Examples
    --------
    >>> advance_repaid(
    ...     np.array([100.0, 0, 0, 0]), np.array([[0.0, 200, 50, 200]]),
    ...     np.array([False, True, True, True]), rate=0.0, years=2,
    ... ).tolist()
    [[0.0, 50.0, 50.0, 0.0]]
    """
    owed = np.zeros(value.shape[0])
    agreed, level, age = 0.0, 0.0, 0
    paid = np.zeros_like(value)
    for year in range(value.shape[1]):
        owed, agreed = owed * (1.0 + rate), agreed * (1.0 + rate)
        if is_open[year]:
            if age == 0:
                growth = np.power(1.0 + rate, -np.arange(years, dtype=np.float64))
                level = agreed / float(growth.sum())
            age += 1
            agreed = max(agreed - level, 0.0) if age < years else 0.0
            due = np.maximum(owed - agreed, 0.0)
            paid[:, year] = np.clip(value[:, year], 0.0, due)
        owed = owed - paid[:, year] + advanced[year]
        agreed += advanced[year]
    return paid


def _payable(
    column: Financed, flow: CashFlow, promise: Stream | Floor | Prepayment
) -> tuple[Floats, Floats]:
    """Return payable million tonnes by year and the price by deck and year."""
    found = [item for item in column.project.products if item.id == promise.product]
    if not found or flow.plan is None:
        known = ", ".join(item.id for item in column.project.products)
        raise CaseError(
            f"{promise.product!r} is no product of this project",
            where=f"facilities.yaml:packages.{column.package}.structure",
            do=f"Name one of {known}",
        )
    product = found[0]
    tonnes = flow.plan.recovered[product.id] * product.payability.to("dimensionless") / MILLION
    premium = 1.0 if product.premium is None else 1.0 + product.premium.to("dimensionless")
    price = column.market.price(product.price, where=f"projects/{column.project.id}.yaml") * premium
    return flow.timing.in_production(tonnes), price


def ahead_cash(structure: FinanceStructure, column: Financed, flow: CashFlow) -> Ahead:
    """Return what all streams, advances and floors of a package move.

    Parameters
    ----------
    structure : FinanceStructure
    column : Financed
    flow : CashFlow

    Raises
    ------
    CaseError : a product that the project does not sell, money without its year
    """
    shape = flow.after_tax.shape
    money, timing = column.money, flow.timing
    where = f"facilities.yaml:packages.{column.package}.structure"
    by_buyer: dict[str, Floats] = {}
    deposits = np.zeros(shape[1])
    before = np.where(timing.years < timing.first_production, flow.operation.construction, 0.0)
    for stream in structure.streams:
        tonnes, price = _payable(column, flow, stream)
        fixed = money.real(stream.price, "USD/t", where=f"{where}.streams")
        gain = stream_cost(tonnes, price, share=stream.share.to("dimensionless"), fixed=fixed)
        own = stream.deposit.to("MUSD") * before / before.sum() / money.level(timing.years)
        deposits += own
        by_buyer[stream.buyer] = by_buyer.get(stream.buyer, np.zeros(shape)) + gain - own
    level = money.level(timing.years)
    for advance in structure.prepayments:
        tonnes, price = _payable(column, flow, advance)
        own = advance.amount.to("MUSD") * before / before.sum()
        back = advance_repaid(
            own,
            advance.share.to("dimensionless") * tonnes * price * level,
            timing.production_year > 0,
            rate=advance.rate.to("dimensionless"),
            years=max(round(advance.years.to("yr")), 1),
        )
        deposits += own / level
        moved = (back - own) / level
        by_buyer[advance.buyer] = by_buyer.get(advance.buyer, np.zeros(shape)) + moved
    for floor in structure.floors:
        tonnes, price = _payable(column, flow, floor)
        holds = (timing.production_year > 0) & (timing.production_year <= floor.years.to("yr"))
        least = money.real(floor.price, "USD/t", where=f"{where}.floors")
        paid = floor_payment(
            np.where(holds, tonnes, 0.0),
            price,
            share=floor.share.to("dimensionless"),
            least=least,
        )
        by_buyer[floor.buyer] = by_buyer.get(floor.buyer, np.zeros(shape)) - paid
    total = sum(by_buyer.values(), np.zeros(shape))
    return Ahead(by_buyer=by_buyer, total=total, deposits=deposits)
