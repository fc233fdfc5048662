"""Metal sold ahead and least prices: what streams and floors take from the project and give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError
from orepact.mine.bench import Bench
from orepact.mine.cash_flow import CashFlow
from orepact.mine.finance_file import FinanceStructure, Floor, Stream

__all__ = ["Ahead", "ahead_cash", "floor_payment", "stream_cost"]

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


def _payable(bench: Bench, flow: CashFlow, promise: Stream | Floor) -> tuple[Floats, Floats]:
    """Return payable million tonnes by year and the price by deck and year."""
    found = [item for item in bench.project.products if item.id == promise.product]
    if not found or flow.plan is None:
        known = ", ".join(item.id for item in bench.project.products)
        raise CaseError(
            f"{promise.product!r} is no product of this project",
            where=f"facilities.yaml:packages.{bench.package}.structure",
            do=f"Name one of {known}",
        )
    product = found[0]
    tonnes = flow.plan.recovered[product.id] * product.payability.to("dimensionless") / MILLION
    premium = 1.0 if product.premium is None else 1.0 + product.premium.to("dimensionless")
    price = bench.market.price(product.price, where=f"projects/{bench.project.id}.yaml") * premium
    return flow.timing.in_production(tonnes), price


def ahead_cash(structure: FinanceStructure, bench: Bench, flow: CashFlow) -> Ahead:
    """Return what all streams and floors of a package move.

    Parameters
    ----------
    structure : FinanceStructure
    bench : Bench
    flow : CashFlow

    Raises
    ------
    CaseError : a product that the project does not sell, money without its year
    """
    shape = flow.after_tax.shape
    money, timing = bench.around.money, flow.timing
    where = f"facilities.yaml:packages.{bench.package}.structure"
    by_buyer: dict[str, Floats] = {}
    deposits = np.zeros(shape[1])
    before = np.where(timing.years < timing.first_production, flow.operation.construction, 0.0)
    for stream in structure.streams:
        tonnes, price = _payable(bench, flow, stream)
        fixed = money.real(stream.price, "USD/t", where=f"{where}.streams")
        gain = stream_cost(tonnes, price, share=stream.share.to("dimensionless"), fixed=fixed)
        own = stream.deposit.to("MUSD") * before / before.sum() / money.level(timing.years)
        deposits += own
        by_buyer[stream.buyer] = by_buyer.get(stream.buyer, np.zeros(shape)) + gain - own
    for floor in structure.floors:
        tonnes, price = _payable(bench, flow, floor)
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
