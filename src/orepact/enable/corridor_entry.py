"""One figure of a corridor: its id, unit, formula and the numbers it rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from orepact.enable.corridor import CorridorAnswer
from orepact.enable.corridor_model import CorridorSolve
from orepact.quantity import Value
from orepact.trace import Parent, Record, RecordKind, result_id

__all__ = ["Entry", "EntryMaker", "tonnes_paths", "use_paths"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One figure.

    Parameters
    ----------
    section : str
        Which part of the answer: ``plan``, ``ways``, ``works``, ``sharing``, ``districts``,
        ``finance``, ``break-even`` or ``network``.
    measure : str
        ``corridor.NAME``.
    keys : tuple of (str, str)
    value : Value
    unit, title, formula, note : str
    parents : tuple of Parent
    who : str
        User, district, line or loan it speaks of, in the reader's words.
    what : str
        Column of the reader's table.
    """

    section: str
    measure: str
    keys: tuple[tuple[str, str], ...]
    value: Value
    unit: str
    title: str
    who: str
    what: str
    formula: str = ""
    note: str = ""
    parents: tuple[Parent, ...] = field(default=())
    sources: tuple[str, ...] = ("orepact",)
    """Documents behind the network where the figure is read off it; else this computation."""

    @property
    def id(self) -> str:
        """``corridor.NAME[key=value,...]``."""
        return result_id(self.measure, dict(self.keys))

    def record(self) -> Record:
        """Return the figure with its lineage."""
        return Record(
            id=self.id,
            title=self.title,
            value=self.value,
            unit=self.unit,
            kind=RecordKind.SOLVE if self.measure == "corridor.plan_cost" else RecordKind.MEASURE,
            formula=self.formula,
            sources=self.sources,
            note=self.note,
            parents=self.parents,
        )


def _safe(text: str) -> str:
    return re.sub(r"[\[\],=/]", ".", text)


class EntryMaker:
    """Makes entries of one answer, with the keys that all of them have.

    Parameters
    ----------
    answer : CorridorAnswer
    case : str
        Id of the case.
    tonnes : float or None
        As asked for.
    """

    def __init__(self, answer: CorridorAnswer, case: str, tonnes: float | None) -> None:
        self.answer, self.case, self.tonnes = answer, case, tonnes
        asked = () if tonnes is None else (("tonnes", f"{tonnes:g}"),)
        self.base = (("case", case), ("user", answer.file.main_user), *asked)

    def path(self, role: str, path: str) -> Parent:
        """Return a number of the case as a parent."""
        return Parent(role=role, id=f"case:{self.case}/corridor:{path}")

    def make(
        self,
        section: str,
        measure: str,
        keys: dict[str, str],
        value: Value | float,
        unit: str,
        *,
        who: str,
        what: str,
        title: str = "",
        formula: str = "",
        note: str = "",
        parents: tuple[Parent, ...] = (),
    ) -> Entry:
        """Return an entry."""
        own = tuple((name, _safe(text)) for name, text in keys.items())
        return Entry(
            section=section,
            measure=f"corridor.{measure}",
            keys=(*self.base, *own),
            value=value if isinstance(value, Value) else Value.exact(round(float(value), 9) + 0.0),
            unit=unit,
            title=title or f"{who}: {what}",
            who=who,
            what=what,
            formula=formula,
            note=note,
            parents=parents,
            sources=("orepact",) if parents else self.answer.file.recipe.sources or ("orepact",),
        )


def tonnes_paths(maker: EntryMaker, user: str) -> tuple[Parent, ...]:
    """Return the numbers of the case under a user's tonnes; none if tonnes were given."""
    found = maker.answer.file.user(user)
    if found.tonnes_per_head is not None:
        return (maker.path("tonnes per head", f"users.{user}.tonnes_per_head"),)
    if maker.tonnes is not None and user == maker.answer.file.main_user:
        return ()
    return tuple(
        maker.path(f"tonnes from {stage.year}", f"users.{user}.stages.{stage.year}.tonnes")
        for stage in found.stages
    )


def use_paths(maker: EntryMaker, solve: CorridorSolve, what: str) -> tuple[Parent, ...]:
    """Return the numbers of the case or the catalogue under the works that are built."""
    from orepact.enable.modules import catalogue

    data = solve.data
    found: dict[str, Parent] = {}
    for place, work in enumerate(data.works):
        if not solve.built[place].any():
            continue
        line = data.corridor.segments[work.segment].line
        own = getattr(work.use, what)
        module = catalogue().module(work.use.module)
        group = _group_of(maker, line, work.use.id)
        id_ = (
            f"case:{maker.case}/corridor:{group}.modules.{work.use.id}.{what}"
            if own is not None
            else f"module:{module.id}.{what}"
        )
        found[id_] = Parent(role=f"{what} of {work.use.id}", id=id_)
    return tuple(found.values())


def _group_of(maker: EntryMaker, line: str, use: str) -> str:
    file = maker.answer.file
    if any(item.id == line for item in file.lines):
        return f"lines.{line}"
    if any(item.id == line for item in file.links):
        return f"links.{line}"
    port = next(item for item in file.ports if item.id == line)
    cargo = next(item.id for item in port.cargo if any(u.id == use for u in item.modules))
    return f"ports.{line}.cargo.{cargo}"
