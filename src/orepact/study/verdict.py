"""Which word answers a plan: deal, wait, no deal or no mutual gain, and what the word rests on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from orepact.case import Case
from orepact.plan import Decisions, PlanColumn, PlanData
from orepact.study.stored_run import Verdict

__all__ = ["Ruling", "capital_of", "reviews_of", "ruling_of"]

_LEAST = 1e-4
"""Of the model's unit of money: a gain counts from here on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The word, and what it follows from.

    Parameters
    ----------
    verdict : Verdict
    principal : str
        Project with the most capital among those that the deal touches; empty without a plan.
    waiting : float
        Part (0 to 1) of that capital in projects that their owners have not decided.
    waits, ready : tuple of str
        Projects that the deal touches: undecided, and those that can be committed to now.
    """

    verdict: Verdict
    principal: str = ""
    waiting: float = 0.0
    waits: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()


def reviews_of(case: Case, data: PlanData) -> dict[str, bool]:
    """Return, for each project whose owner's own decision is a gate, whether it is taken.

    Where a project has no such gate it is not in the answer: then a way that can be dropped after
    a review counts as undecided, and any other as decided.
    """
    owners = {column.project: column.owner for column in data.columns}
    found: dict[str, bool] = {}
    for gate in case.gates:
        for project in gate.guards:
            if gate.party and owners.get(project) == gate.party:
                found[project] = found.get(project, True) and gate.is_open
    return found


def capital_of(data: PlanData, column: PlanColumn) -> float:
    """Return what all parties put into a column, expected, million of the case's money, real."""
    place = next(n for n, other in enumerate(data.columns) if other.id == column.id)
    return float(data.weights @ data.column_outlay[place].sum(axis=(1, 2)))


def _touched(data: PlanData, plan: Decisions, without: Decisions) -> tuple[PlanColumn, ...]:
    """Return chosen columns that differ from the world without the deal; if none does, all."""
    chosen = tuple(column for column in data.columns if column.id in plan.columns)
    return tuple(c for c in chosen if c.id not in without.columns) or chosen


def ruling_of(
    data: PlanData,
    plan: Decisions,
    without: Decisions,
    gain: float,
    *,
    reviews: Mapping[str, bool] | None = None,
    most: float | None = None,
) -> Ruling:
    """Return the word that answers a plan.

    ::

        gain <= least, nobody could gain     no deal          the importer adds nothing
        gain <= least, somebody could        no mutual gain   somebody would lose
        gain > least, more than half of the capital that the deal touches lies in projects whose
              owners have not decided        wait             it cannot be signed as a whole yet
        else                                 deal

    Capital is what all parties put in, so that a small project never turns the word.

    Parameters
    ----------
    plan, without : Decisions
        The equal-gain plan, and what goes ahead without the deal.
    gain : float
        Of the side that gains least, million.
    reviews : dict of project to bool
        Of :func:`reviews_of`.
    most : float
        Most that any side, or all together, could gain while nobody who must agree loses,
        million; None, not asked, and then "no mutual gain" is said.

    Examples
    --------
    See ``docs/decisions/0031-which-word-answers-a-plan.md``.
    """
    least = _LEAST * data.unit
    if gain <= least:
        is_none = most is not None and most <= least
        return Ruling(verdict=Verdict.NO_DEAL if is_none else Verdict.NO_MUTUAL_GAIN)
    taken = reviews or {}
    touched = _touched(data, plan, without)
    capital = {column.id: capital_of(data, column) for column in touched}
    waits = [column for column in touched if not taken.get(column.project, _is_firm(column))]
    whole = sum(capital.values())
    share = sum(capital[column.id] for column in waits) / whole if whole > 0.0 else 0.0
    names = [column.project for column in touched]
    return Ruling(
        verdict=Verdict.WAIT if share > 0.5 else Verdict.DEAL,
        principal=names[int(np.argmax(list(capital.values())))] if names else "",
        waiting=share,
        waits=_projects(waits),
        ready=_projects([column for column in touched if column not in waits]),
    )


def _is_firm(column: PlanColumn) -> bool:
    return column.decide_after is None


def _projects(columns: Collection[PlanColumn]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(column.project for column in columns))
