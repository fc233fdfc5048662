"""What a transfer costs who pays it, as a share of receipts and as a level payment of few years."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepact.plan import real_rates
from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult
from orepact.study.transfer_tables import ends_of, keys_of
from orepact.trace import Parent, result_id

__all__ = ["add_transfer_prices", "level_cost"]

Floats = NDArray[np.float64]
YEARS = (10, 15, 20)
"""Lengths of a level payment that stand beside a share over the whole life, like a loan's."""


def level_cost(
    received: float, *, start: float, years: int, payer: float, receiver: float
) -> tuple[float, float]:
    """Return the level payment that is worth a sum to who receives it, and its cost to the payer.

    ::

        q = received / sum_k (1 + r) ** -(start + k),    cost = q sum_k (1 + p) ** -(start + k)

    for k = 0 to years - 1, with p the payer's rate and r the higher of both.

    Parameters
    ----------
    received : float
        Present value to the receiver, million.
    start : float
        Years from the first day of the horizon to the middle of the first year of payment.
    years : int
    payer, receiver : float
        Real yearly rates.

    Examples
    --------
    >>> level_cost(100.0, start=0.0, years=1, payer=0.08, receiver=0.12)
    (100.0, 100.0)
    >>> [round(part, 6) for part in level_cost(100.0, start=1.0, years=1, payer=0.0, receiver=0.25)]
    [125.0, 125.0]
    """
    when = start + np.arange(years, dtype=float)
    level = received / float(((1.0 + max(payer, receiver)) ** -when).sum())
    return level, level * float(((1.0 + payer) ** -when).sum())


def add_transfer_prices(book: Book, result: PlanResult) -> None:
    """Add plan.transfer_prices: the price of the instrument, apart from what it brings."""
    rates, data = real_rates(result.case, result.settings), result.data
    rows: list[dict[str, Any]] = []
    for item in result.bargain.equal.decisions.transfers:
        payer, receiver = ends_of(result, item)
        keys = keys_of(result, item)
        paid, received = (
            book.records[result_id(f"plan.transfer_{name}", keys)] for name in ("paid", "received")
        )
        amount = received.value.number or 0.0
        if amount <= result.dust:
            continue
        column = result.columns((item.column,))[0]
        row: dict[str, Any] = {
            "from": result.party(payer),
            "from_id": payer,
            "to": result.party(receiver),
            "to_id": receiver,
            "received": {"ref": received.id},
            "paid": {"ref": paid.id},
        }
        start = column.first_production - data.horizon[0] + 0.5
        for years in YEARS:
            level, cost = level_cost(
                amount, start=start, years=years, payer=rates[payer], receiver=rates[receiver]
            )
            row[f"years-{years}"] = book.put(
                "plan.transfer_level_cost",
                {**keys, "years": years},
                cost,
                MONEY,
                title=f"{result.party(payer)} to {result.party(receiver)}: cost to the payer of "
                f"the same value as a level payment over {years} years",
                formula="level payment from first production on that is worth the same to the "
                "receiver, at the payer's rate",
                parents=[
                    Parent(role="received", id=received.id),
                    *result.rate_parents(payer, receiver),
                ],
                note=f"{level:,.4g} million a year from {column.first_production} on.",
            )
        rows.append(row)
    book.table(
        "plan.transfer_prices",
        "What the instrument itself costs: a share over the whole life against level payments",
        [
            ("from", "From", ""),
            ("to", "To", ""),
            ("received", "Worth to the receiver", MONEY),
            ("paid", "Cost as a share of receipts", MONEY),
            *((f"years-{n}", f"Cost as {n} level years", MONEY) for n in YEARS),
        ],
        rows,
        note="A plan's transfer is one constant share of the payer's receipts over the whole life. "
        "Where the receiver's rate is the higher, late money costs the payer more than it is worth "
        "to the receiver: what lies between both sums is the price of the instrument and nobody's "
        "gain. A level payment that ends sooner brings the same for less; it binds the payer in "
        "bad years too, which a share does not.",
    )
