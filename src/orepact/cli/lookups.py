"""Who knows an id: the case, the rooms that compute it anew, the evidence, and a stored run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from orepact.cli.claims import record_lookups
from orepact.cli.corridor import corridor_lookups
from orepact.cli.disrupt import disruption_lookups
from orepact.cli.endowment import endowment_lookups
from orepact.cli.expected_loss import risk_lookups
from orepact.cli.insurance import insurance_lookups
from orepact.cli.match import match_lookups
from orepact.cli.safeguard_lookups import safeguard_lookups
from orepact.cli.value import value_lookups
from orepact.cli.workforce import workforce_lookups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from orepact.study import CitedSource, Run
    from orepact.trace import Lookup, Record, Tree

__all__ = ["Everyone"]


def _case_lookups(id_: str) -> list[Lookup]:
    """Return the case, shipped or a folder here, of an id such as ``case:NAME/FILE:KEY``."""
    from orepact.case import load, shipped_cases

    name = id_.removeprefix("case:").partition("/")[0]
    is_here = (Path(name) / "case.yaml").is_file()
    return [load(name)] if is_here or name in shipped_cases() else []


_ROOMS: tuple[tuple[tuple[str, ...], Callable[[str], list[Lookup]]], ...] = (
    (("case:",), _case_lookups),
    (("mine.", "mine:"), value_lookups),
    (("endowment.",), endowment_lookups),
    (("corridor.", "module:"), corridor_lookups),
    (("record.",), record_lookups),
    (("disruption.risk_", "disruption.backtest"), risk_lookups),
    (("disruption.",), disruption_lookups),
    (("insurance.",), insurance_lookups),
    (("match.",), match_lookups),
    (("enable.workforce",), workforce_lookups),
    *(
        ((f"enable.{family}_",), safeguard_lookups)
        for family in ("security", "consent", "environment", "governance")
    ),
)
"""How ids begin, and who makes the lookups that answer for them."""
_TELLING = ("case", "importer", "host", "commodity")
"""Keys of an id on which its lookups depend."""


class Everyone:
    """Answers for any id that a command prints or a file holds.

    What was opened or computed for one id serves the next, so that a walk over many is quick.

    Parameters
    ----------
    run : Path, optional
        Folder of a stored run, asked first; without one the last run is asked, and only for what
        neither the evidence nor any room knows.
    """

    def __init__(self, run: Path | None = None) -> None:
        from orepact.evidence import bundle
        from orepact.exposure import ExposureLookup, exposure

        self._made: dict[tuple[object, ...], list[Lookup]] = {}
        self._found: dict[str, Record | None] = {}
        self._evidence: list[Lookup] = [ExposureLookup(exposure()), bundle()]
        self._run: Run | None = None
        self._is_run_asked = run is not None
        if run is not None:
            from orepact.study import load

            self._run = load(run)

    def find(self, id_: str) -> Record | None:
        """Return the record of an id, or None if nobody knows it."""
        if id_ not in self._found:
            self._found[id_] = self._ask(id_, self._who(id_)) or self._ask(id_, self._met())
        return self._found[id_]

    @staticmethod
    def _ask(id_: str, whom: Iterable[Lookup]) -> Record | None:
        asked = (lookup.find(id_) for lookup in whom)
        return next((record for record in asked if record is not None), None)

    def _met(self) -> list[Lookup]:
        """Return who was asked so far: an input may be known only where its figure is."""
        return [lookup for made in list(self._made.values()) for lookup in made]

    def source(self, id_: str) -> CitedSource | None:
        """Return a document of the evidence, a room or a shipped case by its own id."""
        from orepact.case import load, shipped_cases
        from orepact.study.source_register import every_source

        cases = (every_source(load(name)) for name in shipped_cases())
        return next((known[id_] for known in (every_source(), *cases) if id_ in known), None)

    def sources(self, tree: Tree) -> dict[str, CitedSource]:
        """Return what a tree rests on: documents by id, and ends without one as they are stated."""
        from orepact.case import Case
        from orepact.study import register_id
        from orepact.study.source_register import every_source
        from orepact.study.stated_ends import stated_ends

        records = list(_records(tree).values())
        cited = {register_id(source, record) for record in records for source in record.sources}
        found: dict[str, CitedSource] = {}
        cases: list[Case | None] = [item for item in self._met() if isinstance(item, Case)]
        for case in cases or [None]:
            found |= every_source(case) | stated_ends(case, records)
        if self._run is not None:
            found |= self._run.sources
        return {id_: found[id_] for id_ in sorted(cited) if id_ in found}

    def open_last_run(self) -> None:
        """Ask the last run too, before all others; what was not found is asked for again.

        Raises
        ------
        OrepactError : if there is none
        """
        if self._is_run_asked:
            return
        from orepact.study import load

        self._is_run_asked, self._run = True, load()
        self._found.clear()

    def nearest(self, id_: str) -> list[str]:
        """Return ids like this one of those who keep a list."""
        found: list[str] = []
        for lookup in self._who(id_):
            near: Callable[[str], Sequence[str]] | None = getattr(lookup, "nearest", None)
            found += near(id_) if near is not None else ()
        return found

    def _who(self, id_: str) -> list[Lookup]:
        """Return who may know an id: the run, its room, the evidence."""
        rooms = [lookup for starts, make in _ROOMS for lookup in self._room(id_, starts, make)]
        return [*([self._run] if self._run is not None else []), *rooms, *self._evidence]

    def _room(
        self, id_: str, starts: tuple[str, ...], make: Callable[[str], list[Lookup]]
    ) -> list[Lookup]:
        """Return the lookups of one room, made once for ids of the same case and countries."""
        from orepact.trace import parse_result_id

        plain = id_.partition("[")[0].rpartition("/")[2] if "[" in id_ else id_
        if not plain.startswith(starts):
            return []
        parsed = parse_result_id(id_)
        told = parsed[2] if parsed is not None else {"case": id_.partition("/")[0]}
        key = (starts, *(told.get(name, "") for name in _TELLING))
        if key not in self._made:
            self._made[key] = make(id_)
        return self._made[key]


def _records(tree: Tree) -> dict[str, Record]:
    """Return every record of a tree once, by id."""
    found: dict[str, Record] = {}
    waiting = [tree]
    while waiting:
        here = waiting.pop()
        if here.record.id not in found:
            found[here.record.id] = here.record
            waiting += here.children
    return found
