"""The lineage of a corridor's figures: computed anew from the case, and remembered while asked."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Protocol

from orepact.enable.break_even import Turning, break_evens
from orepact.enable.corridor import CorridorAnswer, corridor_answer, main_user_of
from orepact.enable.corridor_data import data_of
from orepact.enable.corridor_entries import Entry, entries
from orepact.enable.corridor_file import CorridorFile
from orepact.enable.corridor_model import build_corridor_model
from orepact.enable.flows import steady_year
from orepact.enable.modules import CatalogueLookup
from orepact.enable.network import read_network
from orepact.enable.routes import Way, ways, ways_on
from orepact.errors import CaseError, OrepactError
from orepact.evidence import Parameter
from orepact.trace import Record, parse_result_id

__all__ = ["CorridorCase", "CorridorLookup", "CorridorResult", "corridor_result", "corridor_ways"]


class CorridorCase(Protocol):
    """What a corridor needs of a case."""

    @property
    def id(self) -> str:
        """Short name."""
        ...

    @property
    def folder(self) -> Path:
        """Where it was read."""
        ...

    @property
    def corridor(self) -> CorridorFile | None:
        """``corridor.yaml``."""
        ...

    def real(self, parameter: Parameter, unit: str) -> float:
        """Return a number in real money of the case's year."""
        ...


class CorridorResult:
    """An answer with everything that is said of it.

    Parameters
    ----------
    answer : CorridorAnswer
    turning : Turning or None
    entries : tuple of Entry
    """

    def __init__(
        self, answer: CorridorAnswer, turning: Turning | None, found: tuple[Entry, ...]
    ) -> None:
        self.answer, self.turning, self.entries = answer, turning, found

    def section(self, name: str) -> tuple[Entry, ...]:
        """Return the entries of one section."""
        return tuple(entry for entry in self.entries if entry.section == name)


_KEPT = 4
_ANSWERS: dict[tuple[object, ...], tuple[CorridorCase, CorridorResult]] = {}
"""The last answers, each with its case: one run asks for the same answer more than once."""


def corridor_result(
    case: CorridorCase,
    *,
    mine: str = "",
    tonnes: float | None = None,
    gap: float = 0.01,
    is_brief: bool = False,
) -> CorridorResult:
    """Return the answer for a case's corridor; asked again for the same case, the same answer.

    Parameters
    ----------
    case : Case
    mine : str
        User whose way is asked for; default the file's main user.
    tonnes : float, kt/yr
        Of that user; default the file's.
    gap : float
        Relative gap of the plans over the years.
    is_brief : bool
        Only what a chapter shows; see ``corridor_answer``.

    Raises
    ------
    CaseError : if the case has no ``corridor.yaml``, or its network cannot stand
    UnknownNameError : an unknown user
    """
    key = (id(case), mine, tonnes, gap, is_brief)
    if key in _ANSWERS and _ANSWERS[key][0] is case:
        return _ANSWERS[key][1]
    file = main_user_of(_file_of(case), mine)
    network = read_network(case.folder)
    answer = corridor_answer(file, network, case.real, tonnes=tonnes, gap=gap, is_brief=is_brief)
    turning = None
    if answer.published is not None and answer.published.is_open and not answer.is_agreed:
        given = {} if tonnes is None else {file.main_user: tonnes}
        turning = break_evens(
            file, network, case.real, first=answer.best, second=answer.published, tonnes=given
        )
    result = CorridorResult(answer, turning, entries(answer, turning, case.id, tonnes))
    while len(_ANSWERS) >= _KEPT:
        _ANSWERS.pop(next(iter(_ANSWERS)))
    _ANSWERS[key] = (case, result)
    return result


def corridor_ways(case: CorridorCase, *, tonnes: float | None = None) -> tuple[Way, ...]:
    """Return every way of the main user alone in one year, and nothing else.

    Raises
    ------
    CaseError : if the case has no ``corridor.yaml``, or its network cannot stand
    """
    file = main_user_of(_file_of(case), "")
    given = {} if tonnes is None else {file.main_user: tonnes}
    data = data_of(
        file,
        read_network(case.folder),
        case.real,
        tonnes=given,
        users=(file.main_user,),
        periods=steady_year(file),
    )
    return ways_on(build_corridor_model(data), ways(file, file.user(file.main_user)))


def _file_of(case: CorridorCase) -> CorridorFile:
    if case.corridor is None:
        raise CaseError(
            "the case has no corridor.yaml",
            where=case.id,
            do="Add one; docs/corridor.md says what it holds",
        )
    return case.corridor


class CorridorLookup:
    """Answers for the ids that ``orepact corridor`` prints, by computing them anew.

    Parameters
    ----------
    case : Case
    """

    def __init__(self, case: CorridorCase) -> None:
        self.case = case
        self._of = cache(self._computed)
        self._catalogue = CatalogueLookup()

    def _computed(self, mine: str, tonnes: float | None, is_brief: bool) -> tuple[Entry, ...]:
        return corridor_result(self.case, mine=mine, tonnes=tonnes, is_brief=is_brief).entries

    def find(self, id_: str) -> Record | None:
        """Return the record of a figure, or None if it is not this case's."""
        known = self._catalogue.find(id_)
        if known is not None:
            return known
        parsed = parse_result_id(id_)
        if parsed is None or not parsed[1].startswith("corridor."):
            return None
        _, measure, keys = parsed
        if keys.get("case") != self.case.id:
            return None
        # Most figures stand in the brief answer, which costs half of the whole one.
        for is_brief in (True, False):
            try:
                tonnes = float(keys["tonnes"]) if "tonnes" in keys else None
                found = self._of(keys.get("user", ""), tonnes, is_brief)
            except (OrepactError, ValueError):
                return None
            for entry in found:
                if entry.measure == measure and dict(entry.keys) == keys:
                    return entry.record()
        return None
