"""Where the risk of a party lies: in its own cash and loans, or in the instrument that pays it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepact.study.book import Book
from orepact.study.outlook import Outlook
from orepact.study.plan_result import MONEY, PlanResult
from orepact.trace import RecordKind

__all__ = ["add_risk_sources", "spread"]

Floats = NDArray[np.float64]


def spread(amount: Floats, weights: Floats) -> float:
    """Return the standard deviation of an amount over weighted scenarios.

    Examples
    --------
    >>> spread(np.array([0.0, 10.0]), np.array([0.5, 0.5]))
    5.0
    """
    mean = float(weights @ amount)
    return float(np.sqrt(weights @ (amount - mean) ** 2))


def add_risk_sources(book: Book, result: PlanResult, outlook: Outlook) -> None:
    """Add plan.outcome_risk: spread of own cash and of transfers, and losing with a sure sum."""
    found, data = outlook.outcome, result.data
    facilities = result.case.facilities
    lenders = {item.lender for item in facilities.facilities} if facilities else set()
    rows: list[dict[str, Any]] = []
    for place, party in enumerate(data.parties):
        gain, moved = found.gain[:, place], found.moved[:, place]
        if np.abs(moved).max(initial=0.0) <= result.dust:
            continue
        own = gain - moved
        sure = own + float(found.weights @ moved)
        numbers = {
            "own": (spread(own, found.weights), MONEY, "spread of its own cash and loans",
                    "standard deviation over fresh draws of its gain without transfers"),
            "moved": (spread(moved, found.weights), MONEY, "spread of what transfers bring or take",
                      "standard deviation over fresh draws of the transfers' part of its gain"),
            "loses": (100.0 * float(found.weights @ (gain < -result.dust)), "%",
                      "worse off than without a deal", "share of draws"),
            "loses_sure": (100.0 * float(found.weights @ (sure < -result.dust)), "%",
                           "worse off if the same expected sum passed in every draw",
                           "share of draws in which own gain + mean of transfers is below 0"),
        }  # fmt: skip
        row: dict[str, Any] = {
            "party": party.title,
            "party_id": party.id,
            "role": "lends" if party.id in lenders else "",
        }
        for name, (value, unit, words, formula) in numbers.items():
            row[name] = book.put(
                f"plan.risk_{name}",
                {"party": party.id},
                value,
                unit,
                title=f"{party.title}: {words}",
                formula=formula,
                parents=[
                    *result.rate_parents(party.id),
                    *result.column_parents(result.bargain.equal.decisions.columns),
                ],
                kind=RecordKind.SOLVE,
            )
        rows.append(row)
    book.table(
        "plan.outcome_risk",
        "Whose risk it is: its own cash and loans, or the instrument that pays it",
        [
            ("party", "Party", ""),
            ("role", "Role", ""),
            ("own", "Spread of own cash and loans", MONEY),
            ("moved", "Spread of transfers", MONEY),
            ("loses", "Worse off than without", "%"),
            ("loses_sure", "If transfers were sure sums", "%"),
        ],
        rows,
        note="Where the last column is far below the one before it, a party loses because it is "
        "paid by a share of somebody's receipts: that is a risk of the instrument and not of the "
        "loan. Defaults are not drawn: no source gives a default rate for such loans, so credit "
        "loss is a flat expected loss a year on the balance, assumed with a range (a switch). What "
        "draws do hold of a loan is payment that comes late where cash does not suffice.",
    )
