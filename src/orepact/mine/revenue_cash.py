"""What the lines on output, revenue and margin come to, per scenario and year, real money."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError, UnknownNameError
from orepact.evidence import Parameter, commodity
from orepact.mine.income_tax import straight_line
from orepact.mine.levy import Step
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.operation import Operation
from orepact.mine.reading import Reading
from orepact.mine.revenue_levy import (
    AdValorem,
    MarginLevy,
    SlidingRoyalty,
    UnitRoyalty,
    WindfallTax,
)
from orepact.mine.timing import Timing

__all__ = ["ad_valorem", "margin_levy", "sliding_royalty", "step_rate", "unit_royalty", "windfall"]

Floats = NDArray[np.float64]
MILLION = 1e6


def step_rate(measure: Floats, thresholds: Floats, rates: Sequence[float], applies: str) -> Floats:
    """Return the rate that steps give at each measure (a price or a margin).

    ``whole``: the rate of the highest step reached. ``slice``: the mean rate over the slices,
    ``sum rate_i (min(measure, above_{i+1}) - above_i) / measure``.

    Parameters
    ----------
    measure : ndarray, shape (scenario, year)
    thresholds : ndarray, shape (step, year) or (step, 1)
        Rising; the first is 0.
    rates : sequence of float
        One per step.
    applies : str
        ``whole`` or ``slice``.

    Examples
    --------
    >>> step_rate(np.array([[30.0]]), np.array([[0.0], [20.0]]), [0.1, 0.4], "whole").tolist()
    [[0.4]]
    >>> step_rate(np.array([[30.0]]), np.array([[0.0], [20.0]]), [0.1, 0.4], "slice").tolist()
    [[0.2]]
    """
    rate = np.zeros_like(measure)
    if applies == "whole":
        for threshold, step in zip(thresholds, rates, strict=True):
            rate = np.where(measure >= threshold, step, rate)
        return np.where(measure > 0, rate, 0.0)
    for index, step in enumerate(rates):
        above = thresholds[index]
        slice_ = np.maximum(measure - above, 0.0)
        if index + 1 < len(rates):
            slice_ = np.minimum(slice_, thresholds[index + 1] - above)
        rate = rate + step * slice_
    return np.divide(rate, measure, out=np.zeros_like(rate), where=measure > 0)


def _share_of(operation: Operation, products: Sequence[str], where: str) -> Floats | float:
    """Return the named products' share of revenue; 1 when none is named.

    A law names many minerals: one that is known and not sold here is worth nothing; a name that
    nobody knows is refused.
    """
    if not products:
        return 1.0
    chosen = [
        cash
        for name, cash in operation.sales.items()
        if name in products or name.partition("/")[0] in products
    ]
    if not chosen and all(_is_commodity(name) for name in products):
        return 0.0
    if not chosen:
        known = ", ".join(operation.sales)
        raise CaseError(
            f"no product of this project is {' or '.join(products)}",
            where=where,
            do=f"Name one of {known}, or leave products out",
        )
    part = sum(chosen[1:], chosen[0])
    whole = operation.revenue
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole != 0)


def _is_commodity(name: str) -> bool:
    try:
        commodity(name)
    except UnknownNameError:
        return False
    return True


def _due(timing: Timing, first: int, last: int | None) -> NDArray[np.bool_]:
    age = timing.production_year
    end = int(age.max(initial=0)) if last is None else last
    return (age >= first) & (age <= end)


def ad_valorem(
    levy: AdValorem,
    *,
    operation: Operation,
    timing: Timing,
    money: MoneyBasis,
    read: Reading,
    where: str,
) -> Floats:
    """Return a royalty or levy on NSR or revenue: ``max(rate x base, floor x tonnes)``."""
    base = operation.nsr if levy.base == "nsr" else operation.revenue
    amount = read.of(levy.rate, "dimensionless", levy.status) * np.maximum(base, 0.0)
    amount = amount * _share_of(operation, levy.products, where)
    if levy.floor is not None:
        least = _per_tonne(levy.floor, timing, money, where) * operation.tonnes["product"]
        amount = np.maximum(amount, least / MILLION)
    return np.where(_due(timing, levy.from_year, levy.to_year), amount, 0.0)


def _per_tonne(parameter: Parameter, timing: Timing, money: MoneyBasis, where: str) -> Floats:
    """Return money per tonne by year, real; without price_year inflation erodes it."""
    if parameter.price_year is not None:
        return np.full(len(timing.years), money.real(parameter, "USD/t", where=where))
    return parameter.to("USD/t") / money.level(timing.years)


def unit_royalty(
    levy: UnitRoyalty,
    *,
    operation: Operation,
    timing: Timing,
    money: MoneyBasis,
    read: Reading,
    where: str,
) -> Floats:
    """Return a royalty per tonne: ``rate x tonnes``."""
    rate = _per_tonne(levy.rate, timing, money, where)
    central = levy.rate.to("USD/t")
    if central:
        rate = rate * (read.of(levy.rate, "USD/t", levy.status) / central)
    amount = rate * operation.tonnes[levy.per] / MILLION
    amount = np.where(_due(timing, levy.from_year, levy.to_year), amount, 0.0)
    return np.broadcast_to(amount, operation.nsr.shape).copy()


def _thresholds(steps: Sequence[Step], timing: Timing, money: MoneyBasis, where: str) -> Floats:
    return np.stack([_per_tonne(step.above, timing, money, where) for step in steps])


def _price(operation: Operation, key: str, where: str) -> Floats:
    """Return a product's price; 0 for a known commodity that is not sold here."""
    if key not in operation.prices and _is_commodity(key):
        return np.zeros((1, 1))
    if key not in operation.prices:
        raise CaseError(
            f"the regime asks for a price {key!r} that no product of this project has",
            where=where,
            do=f"Name one of {', '.join(sorted(operation.prices)) or 'none'}",
        )
    return operation.prices[key]


def sliding_royalty(
    levy: SlidingRoyalty,
    *,
    operation: Operation,
    timing: Timing,
    money: MoneyBasis,
    read: Reading,
    where: str,
) -> Floats:
    """Return a royalty whose rate rises with a price: ``rate(price) x base``."""
    base = operation.nsr if levy.base == "nsr" else operation.revenue
    price = np.broadcast_to(_price(operation, levy.price, where), base.shape)
    rates = [read.of(step.rate, "dimensionless", levy.status) for step in levy.steps]
    rate = step_rate(price, _thresholds(levy.steps, timing, money, where), rates, levy.applies)
    amount = rate * np.maximum(base, 0.0) * _share_of(operation, levy.products, where)
    return np.where(timing.production_year > 0, amount, 0.0)


def margin_levy(
    levy: MarginLevy, *, operation: Operation, timing: Timing, paid: Floats, read: Reading
) -> Floats:
    """Return a levy on operating income by operating margin.

    ``income = NSR - cost on site - levies before it [- depreciation]``; ``margin = income /
    revenue``; ``levy = max(rate(margin) x income, floor x revenue)``.

    Parameters
    ----------
    paid : ndarray, shape (scenario, year), MUSD
        Levies that come before it.
    """
    income = operation.nsr - operation.operating - paid
    if levy.deducts_depreciation:
        start = timing.first_production - int(timing.years[0])
        capital = operation.construction + operation.sustaining
        income = income - straight_line(capital, years=levy.depreciation_years, first_use=start)
    income = np.maximum(income, 0.0)
    revenue = operation.revenue
    margin = 100.0 * np.divide(income, revenue, out=np.zeros_like(income), where=revenue > 0)
    thresholds = np.array([[step.above.to("%")] for step in levy.steps])
    rates = [read.of(step.rate, "dimensionless", levy.status) for step in levy.steps]
    amount = step_rate(margin, thresholds, rates, levy.applies) * income
    if levy.floor_of_revenue is not None:
        least = read.of(levy.floor_of_revenue, "dimensionless", levy.status)
        amount = np.maximum(amount, least * np.maximum(revenue, 0.0))
    return np.where(timing.production_year > 0, amount, 0.0)


def windfall(
    levy: WindfallTax,
    *,
    operation: Operation,
    timing: Timing,
    money: MoneyBasis,
    read: Reading,
    where: str,
) -> Floats:
    """Return a tax on revenue above a trigger price: ``rate x revenue x (1 - trigger / price)``."""
    price = np.broadcast_to(_price(operation, levy.price, where), operation.revenue.shape)
    factor = 1.0
    if levy.trigger_factor is not None:
        factor += levy.trigger_factor.to("dimensionless")
    trigger = _per_tonne(levy.trigger, timing, money, where) * factor
    above = np.divide(price - trigger, price, out=np.zeros_like(price), where=price > 0)
    own = [
        cash for name, cash in operation.sales.items() if operation.priced_by[name] == levy.price
    ]
    revenue = sum(own, np.zeros_like(operation.revenue))
    rate = read.of(levy.rate, "dimensionless", levy.status)
    amount = rate * np.maximum(above, 0.0) * np.maximum(revenue, 0.0)
    return np.where(timing.production_year > 0, amount, 0.0)
