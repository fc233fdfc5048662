"""Why a project is not in the plan: which requirements stand against it, or what it would cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from orepact.errors import InfeasibleError
from orepact.plan import Bargain, PlanData, Shelf, must_build
from orepact.solve import Limits

__all__ = ["Blocked", "blocked_projects"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A project that the plan leaves out, and why in words."""

    project: str
    words: str
    reason: Mapping[str, Any] = field(default_factory=dict)
    """Requirements in conflict and the smallest relaxations, as the solve explains them."""


def blocked_projects(
    data: PlanData, bargain: Bargain, limits: Limits, shelf: Shelf | None = None
) -> tuple[Blocked, ...]:
    """Return every project that is not chosen, with the reason.

    Each is required in turn: if then no plan is possible the conflict is explained with the
    smallest relaxation; else the equal gain that requiring it would leave is compared.
    """
    chosen = {c.project for c in data.columns if c.id in bargain.equal.decisions.columns}
    found = []
    for project in sorted({column.project for column in data.columns} - chosen):
        try:
            point = must_build(data, bargain, project, limits=limits, shelf=shelf)
        except InfeasibleError as error:
            words = f"{error.why.rstrip('.')}. {error.do}"
            found.append(Blocked(project=project, words=words, reason=error.reason or {}))
            continue
        before = bargain.no_deal.expected
        lost = bargain.equal_gain - min(point.expected[s] - before[s] for s in before)
        is_worse = lost > 1e-4 * data.unit
        words = "possible, and lowers the equal gain" if is_worse else "possible at no loss"
        found.append(Blocked(project=project, words=words))
    return tuple(found)
