"""A line of trade: one customs code, one stage of a commodity, or all its forms together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from orepact.errors import UnknownNameError
from orepact.evidence import HsLine, commodity, hs_lines
from orepact.quantity import Stage

__all__ = ["ALL_FORMS", "Coverage", "Line", "coverage", "find_line", "lines_of"]

ALL_FORMS = str(Stage.ALL)
"""Name of the line that adds up every code of a commodity, whatever its stage."""


class Coverage(StrEnum):
    """How far trade data can speak of a line in a year."""

    MEASURED = "measured"
    """Every code of the line that is in hand has flows, and holds this commodity alone."""
    PARTLY = "partly measured"
    """Some codes of the line have no flows in that year."""
    SHARED = "shared"
    """A code of the line holds other commodities too; their part cannot be told."""
    NOT_COVERED = "not covered"
    """No code of the line is in hand for that year: nothing is known, not zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is added up under one name.

    Parameters
    ----------
    commodity : str
        Lower-case English name.
    name : str
        Six digits, a stage, or ``all forms``.
    codes : tuple of str
        Customs codes, sorted; empty where trade data in hand have none.
    """

    commodity: str
    name: str
    codes: tuple[str, ...]

    @property
    def shared_with(self) -> tuple[str, ...]:
        """Return the other commodities that its codes hold."""
        others = {other for code in self.codes for other in hs_lines()[code].shared_with}
        return tuple(sorted(others))


def lines_of(codes: Mapping[str, HsLine]) -> tuple[Line, ...]:
    """Return every line that some customs codes make: each code, each stage and all forms.

    Examples
    --------
    >>> from orepact.evidence import hs_lines
    >>> [line.name for line in lines_of({"261000": hs_lines()["261000"]})]
    ['261000', 'all forms', 'concentrate']
    """
    made: dict[tuple[str, str], list[str]] = {}
    for code in sorted(codes):
        meaning = codes[code]
        for name in (code, str(meaning.stage), ALL_FORMS):
            made.setdefault((meaning.commodity, name), []).append(code)
    return tuple(
        Line(commodity=key[0], name=key[1], codes=tuple(made[key])) for key in sorted(made)
    )


@cache
def _known_lines() -> Mapping[tuple[str, str], Line]:
    return {(line.commodity, line.name): line for line in lines_of(hs_lines())}


def find_line(commodity_name: str, name: str) -> Line:
    """Return the line of a commodity by code, stage or ``all forms``; no codes if none is held.

    Raises
    ------
    UnknownNameError : if the commodity, the stage or the code is not known

    Examples
    --------
    >>> find_line("chromium", "concentrate").codes
    ('261000',)
    >>> find_line("antimony", "compound").codes
    ()
    """
    of = commodity(commodity_name)
    if line := _known_lines().get((of, name)):
        return line
    if name.isdigit():
        own = [line.name for line in _known_lines().values() if line.commodity == of]
        codes = [known for known in own if known.isdigit()]
        raise UnknownNameError(f"HS line of {of}", name, codes[:6])
    stages = [str(stage) for stage in Stage]
    if name not in stages:
        raise UnknownNameError("stage", name, do=f"Stages are {', '.join(stages)}")
    return Line(commodity=of, name=name, codes=())


def coverage(line: Line, codes_with_flows: Iterable[str]) -> Coverage:
    """Return how far the trade data of a year can speak of a line.

    Parameters
    ----------
    line : Line
    codes_with_flows : iterable of str
        Codes that have any flow between any two countries in that year.

    Examples
    --------
    >>> copper = find_line("copper", "refined")
    >>> str(coverage(copper, ["740311"])), str(coverage(copper, ["260300"]))
    ('measured', 'not covered')
    """
    held = set(codes_with_flows) & set(line.codes)
    if not held:
        return Coverage.NOT_COVERED
    if any(hs_lines()[code].shared_with for code in held):
        return Coverage.SHARED
    return Coverage.MEASURED if held == set(line.codes) else Coverage.PARTLY
