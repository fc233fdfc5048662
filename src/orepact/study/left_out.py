"""Why a project is left out: one cause in plain words, and its size as a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from orepact.study.blocked import Blocked
from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult
from orepact.trace import RecordKind

__all__ = ["Cause", "cause_of"]

_KINDS = {
    "ceiling": "what its payers may spend stands against it",
    "facility": "what its lenders may lend stands against it",
    "capacity": "a shared capacity that it needs is too small",
    "require": "another requirement of the case stands against it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Words without numbers or ids, and the cell of the loss where one party's loss decides."""

    words: str
    loss: dict[str, str] | None = None


def cause_of(book: Book, result: PlanResult, item: Blocked) -> Cause:
    """Return the cause of a project left out.

    Of the requirements that could give way alone, the smallest loss of a party is named; else
    the kind of limit that stands against the project.
    """
    ways: list[dict[str, Any]] = list(item.reason.get("relaxations", ()))
    losers = [way for way in ways if way["requirement"].startswith("participation:")]
    if losers:
        least = min(losers, key=lambda way: float(way["amount"]))
        party = least["requirement"].partition(":")[2]
        cell = book.put(
            "plan.left_out_loss",
            {"project": item.project, "party": party},
            float(least["amount"]),
            MONEY,
            title=f"{result.project(item.project)}: what {result.party(party)} would lose against "
            "no deal, after every transfer that is possible",
            formula="smallest amount by which its floor must give way for the project to be built",
            kind=RecordKind.SOLVE,
            note="Smallest relaxation that makes a plan with this project possible, HiGHS.",
        )
        words = f"{result.party(party)} would lose against no deal; no transfer closes that gap"
        return Cause(words=words, loss=cell)
    stands = [requirement["requirement"] for requirement in item.reason.get("conflict", ())]
    own = f"require:{item.project}-required"
    kinds = [_KINDS.get(name.partition(":")[0]) for name in stands if name != own]
    losing = [name.partition(":")[2] for name in stands if name.startswith("participation:")]
    if losing:
        titles = " and ".join(result.party(party) for party in losing)
        return Cause(words=f"{titles} cannot all be kept from losing against no deal")
    return Cause(words=next((kind for kind in kinds if kind), item.words))
