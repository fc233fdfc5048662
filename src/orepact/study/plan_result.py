"""What the main job solved, and how its parts are called in words that people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field

from orepact.case import Case
from orepact.mine import ColumnTable
from orepact.plan import Bargain, Decisions, PlanColumn, PlanData, PlanPoint, Settings
from orepact.solve import Limits
from orepact.study.blocked import Blocked
from orepact.study.outlook import Outlook
from orepact.study.stored_run import NextDecision, Sentence, SwitchEffect, Verdict
from orepact.study.switches import SwitchResult
from orepact.study.verdict import Ruling
from orepact.study.worths import Gains
from orepact.trace import Parent

__all__ = ["MONEY", "NOTHING", "AnswerParts", "PlanResult", "proof"]

MONEY = "MUSD"
NOTHING = "nothing"
_DUST = 2e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerParts:
    """Sentences, next decisions and the switch of page 1."""

    sentences: tuple[Sentence, ...]
    decisions: tuple[NextDecision, ...]
    switch: SwitchEffect | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanResult:
    """Everything solved, before it is written down.

    Parameters
    ----------
    settings : Settings
        Of the run: draws and seed; what is solved again for a table keeps to them.
    limits : Limits
        Of every solve of the run.
    ahead : dict of str to Future
        What another process solves while tables are written: columns by belief.
    """

    case: Case
    table: ColumnTable
    data: PlanData
    bargain: Bargain
    next_best: PlanPoint | None
    gains: Gains
    verdict: Verdict
    ruling: Ruling
    switches: tuple[SwitchResult, ...]
    blocked: tuple[Blocked, ...]
    outlook: Outlook | None = None
    settings: Settings = field(default_factory=Settings)
    limits: Limits = field(default_factory=lambda: Limits(gap=0.01))
    ahead: Mapping[str, Future[tuple[str, ...]]] = field(default_factory=dict)

    @property
    def dust(self) -> float:
        """Amount below which a gain is the solver's tolerance, million of the case's money."""
        return _DUST * self.data.unit

    @property
    def chosen(self) -> tuple[PlanColumn, ...]:
        """Columns of the equal-gain plan."""
        return self.columns(self.bargain.equal.decisions.columns)

    @property
    def both(self) -> tuple[Decisions, Decisions]:
        """Decisions with the deal and without it."""
        return self.bargain.equal.decisions, self.bargain.no_deal.decisions

    def columns(self, ids: Iterable[str]) -> tuple[PlanColumn, ...]:
        """Return the columns of some ids, in the order of the data."""
        wanted = set(ids)
        return tuple(column for column in self.data.columns if column.id in wanted)

    def project(self, id_: str) -> str:
        """Return a project's title."""
        return self.case.projects[id_].title

    def party(self, id_: str) -> str:
        """Return a party's title."""
        return self.case.party(id_).title

    def deck(self, id_: str) -> str:
        """Return a price deck's title."""
        decks = self.case.decks.decks if self.case.decks else []
        return next((deck.title for deck in decks if deck.id == id_), id_)

    def variant(self, column: PlanColumn) -> str:
        """Return the title of the way a project goes."""
        variants = self.case.projects[column.project].variants
        return next((v.title for v in variants if v.id == column.variant), column.variant)

    def package(self, column: PlanColumn) -> str:
        """Return the title of a column's finance."""
        packages = self.case.facilities.packages if self.case.facilities else []
        return next((p.title for p in packages if p.id == column.package), column.package)

    def way(self, column: PlanColumn) -> str:
        """Return a column in words: how it goes, from when, who finances it."""
        return f"{self.variant(column)}; from {column.first_spend}; {self.package(column)}"

    def plan_words(self, ids: Iterable[str]) -> str:
        """Return the projects of some columns with their first year of spending."""
        found = [f"{self.project(c.project)} ({c.first_spend})" for c in self.columns(ids)]
        return ", ".join(found) or NOTHING

    def difference(self, ids: Iterable[str]) -> str:
        """Return in words what a plan does otherwise than the equal-gain plan."""
        other = {column.project: column for column in self.columns(ids)}
        own = {column.project: column for column in self.chosen}
        found = [f"without {self.project(name)}" for name in own if name not in other]
        for name, column in other.items():
            if name not in own:
                found.append(f"with {self.project(name)} ({self.way(column)})")
            elif column.id != own[name].id:
                found.append(f"{self.project(name)} otherwise: {self.way(column)}")
        return "; ".join(found) or "the same projects with other enablers or transfers"

    def rate_parents(self, *parties: str) -> list[Parent]:
        """Return the case's real discount rates of some parties."""
        return [
            Parent(role=f"rate of {party}", id=f"case:{self.case.id}/rates:{party}.real")
            for party in parties
        ]

    def column_parents(self, columns: Iterable[str]) -> list[Parent]:
        """Return the case's numbers under the columns' cash: projects, terms, prices, loans."""
        shown = self.columns(columns)
        if not shown:
            return []
        projects = {column.project for column in shown}
        regimes = {self.case.projects[project].regime for project in projects}
        starts = (
            *(f"projects/{name}:" for name in projects),
            *(f"regimes/{name}:" for name in regimes),
            "decks:",
            "facilities:",
            "case:money.",
        )
        return self._numbers(starts)

    def enabler_parents(self, options: Iterable[str]) -> list[Parent]:
        """Return costs, upkeep and payers' shares of some enablers."""
        starts = tuple(
            f"enablers/{name}:{part}"
            for name in options
            for part in ("cost", "operating_cost", "payers.")
        )
        return self._numbers(starts) if starts else []

    def _numbers(self, starts: tuple[str, ...]) -> list[Parent]:
        return [
            Parent(role=path, id=f"case:{self.case.id}/{path}")
            for path in sorted(self.case.numbers)
            if path.startswith(starts)
        ]


def proof(point: PlanPoint) -> str:
    """Return how far a point is proved, in words for a record's note."""
    return (
        f"Solved with HiGHS to a relative gap of {point.relative_gap:.2g} "
        f"({point.absolute_gap:.3g} million); proven bound {point.bound:.6g} million; "
        f"{point.nodes} nodes; every row checked in exact rationals.{_binding(point)}"
    )


def _binding(point: PlanPoint) -> str:
    """Return which rows stand at their limit, by family, in words."""
    tight = [
        f"{item.family.replace('_', ' ')} {item.binding} of {item.rows}"
        for item in point.check.families
        if item.binding
    ]
    return f" Rows at their limit: {', '.join(tight)}." if tight else ""
