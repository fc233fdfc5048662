"""Net import reliance of the United States, recomputed from what the publisher prints."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from orepact.exposure.reliance import (
    Bounds,
    difference,
    reliance_from_consumption,
    reliance_from_flows,
    reliance_over_consumption,
    sum_of,
    typed_reliance,
)
from orepact.exposure.us_inputs import Input, Statement, rounding
from orepact.quantity import Value

__all__ = ["FORMULAS", "Computed", "compute", "is_consistent"]

FORMULAS = {
    "supply": "100 N / (supply + N), N = imports - exports + stocks before - stocks + release",
    "consumption": "100 (imports - exports + stocks before - stocks + release) / consumption",
    "complement": "100 (consumption - supply) / consumption",
    "sign": "0 to 100 where imports exceed exports, at most 0 where they do not",
}
"""Ways to write one identity: consumption = supply + imports - exports + stock release."""

LAST_GOVERNMENT_YEAR = 2022
"""Last year in which Government stock changes were part of any definition."""
_ANY = Bounds(low=0.0, high=math.inf)


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """Reliance as computed from printed inputs.

    Parameters
    ----------
    value : Value, percent
        One number where all inputs are numbers, else bounds at the corners of the inputs.
    printed : Bounds, percent
        What the reliance can be when every input is only known to its last printed digit.
    formula : str
        Key of ``FORMULAS``.
    inputs : tuple of Input
    point : float or None, percent
        The number behind ``value``, negative for a net exporter.
    """

    value: Value
    printed: Bounds
    formula: str
    inputs: tuple[Input, ...]
    point: float | None


def compute(statement: Statement) -> Computed | None:
    """Return the reliance of one year from printed rows; None where no row of its form is printed.

    The three formulas are one identity. The one is taken whose printed inputs leave the narrowest
    bounds, by rounding and gaps alone; the published reliance is not looked at.
    """
    found: list[tuple[float, Computed]] = []
    for formula, inputs, evaluate in _candidates(statement):
        printed = evaluate(rounding)
        exact = evaluate(Bounds.of)
        point = exact.low if exact.is_exact and math.isfinite(exact.low) else None
        width = printed.high - max(printed.low, -1e6)
        computed = Computed(
            value=typed_reliance(exact),
            printed=Bounds(low=min(printed.low, 100.0), high=min(printed.high, 100.0)),
            formula=formula,
            inputs=tuple(inputs),
            point=None if point is None else min(point, 100.0),
        )
        found.append((width, computed))
    return min(found, key=lambda pair: pair[0])[1] if found else None


Reading = Callable[[Value], Bounds]
Candidate = tuple[str, Sequence[Input], Callable[[Reading], Bounds]]


def _candidates(statement: Statement) -> Iterator[Candidate]:
    allowed, pairing = statement.pairing.formulas, statement.pairing
    consumption, supply = statement.of("consumption"), statement.of("supply")
    imports, exports = statement.of("imports"), statement.of("exports")
    if len(supply) < len(pairing.production) or len(imports) < len(pairing.imports):
        return
    stock = _stock_inputs(statement)
    is_consumed = bool(consumption) and not any(item.value.is_gap for item in consumption)
    if "complement" in allowed and is_consumed and supply:
        yield (
            "complement",
            [*consumption, *supply],
            lambda read: reliance_from_consumption(
                consumption=_total(consumption, read), production=_total(supply, read)
            ),
        )
    if not imports or len(exports) < len(pairing.exports) or stock is None:
        return
    flows = [*imports, *exports, *stock]
    if "consumption" in allowed and is_consumed:
        yield (
            "consumption",
            [*flows, *consumption],
            lambda read: reliance_over_consumption(
                net_imports=_net(imports, exports, stock, read),
                consumption=_total(consumption, read),
            ),
        )
    if "supply" in allowed or "sign" in allowed:
        yield (
            "supply" if "supply" in allowed else "sign",
            [*flows, *supply],
            lambda read: reliance_from_flows(
                production=_total(supply, read) if "supply" in allowed else _ANY,
                imports=_total(imports, read),
                exports=_total(exports, read),
                stock_release=_release(stock, read),
            ),
        )


def _stock_inputs(statement: Statement) -> tuple[Input, ...] | None:
    """Return the rows of the stock change; empty if the definition has none, None if not printed.

    Shipments from the Government stockpile count up to 2022, as the definitions say.
    """
    after, before = statement.of("stocks"), statement.of("stocks before")
    count = len(statement.pairing.stocks)
    if len(after) < count or len(before) < count:
        return None
    release = statement.of("release") if statement.year <= LAST_GOVERNMENT_YEAR else ()
    return (*before, *after, *release)


def _total(items: Sequence[Input], read: Reading) -> Bounds:
    return sum_of(read(item.value) for item in items)


def _release(stock: Sequence[Input], read: Reading) -> Bounds:
    released = [read(item.value) for item in stock if item.role in ("stocks before", "release")]
    kept = [read(item.value) for item in stock if item.role == "stocks"]
    return difference(sum_of(released), sum_of(kept))


def _net(
    imports: Sequence[Input], exports: Sequence[Input], stock: Sequence[Input], read: Reading
) -> Bounds:
    return sum_of([difference(_total(imports, read), _total(exports, read)), _release(stock, read)])


def is_consistent(published: Value, printed: Bounds) -> bool:
    """Return whether a published reliance can hold together with bounds, both as printed.

    A published whole number stands for half a point either way; a net exporter for at most 0.

    Examples
    --------
    >>> is_consistent(Value.at_least(50.0, ">50"), Bounds(low=0.0, high=100.0))
    True
    """
    if published.is_gap:
        return True
    half = 0.5 if published.is_number else 0.0
    low = -math.inf if published.low is None else published.low - half
    high = math.inf if published.high is None else published.high + half
    return printed.low <= high and low <= printed.high
