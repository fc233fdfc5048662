"""One published number against what orepact computes, and the verdict."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

from orepact.errors import OrepactError
from orepact.quantity import Value

__all__ = ["Check", "Reproduction", "Verdict", "compare", "data_path", "data_rows"]


class Verdict(StrEnum):
    """How a comparison ended."""

    REACHED = "reached"
    MISSED = "missed"
    NOT_COMPUTABLE = "not-computable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One published number and its recomputation.

    Parameters
    ----------
    reproduction : str
        Id of the table.
    what : str
        Which number of it.
    published, computed : Value
        In ``unit``; a computed value that is missing is ``not-computable``.
    tolerance : float
        Largest difference that counts as reached, in ``unit``.
    unit : str
    verdict : Verdict
    is_in_sample : bool
        Whether the published number, or one like it, was used to build what computes it.
    source, locator : str
        Where the published number stands.
    note : str
        What a reader must know of the comparison.
    is_headline : bool
        Whether it is shown without ``--all``.
    """

    reproduction: str
    what: str
    published: Value
    computed: Value
    tolerance: float
    unit: str
    verdict: Verdict
    is_in_sample: bool
    source: str
    locator: str
    note: str = ""
    is_headline: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """A published table that is recomputed.

    Parameters
    ----------
    id, title : str
    citation : str
        Author, title, publisher, year, table.
    run : callable
        Returns the checks of every row of the table.
    """

    id: str
    title: str
    citation: str
    run: Callable[[], Sequence[Check]]


def data_path(name: str) -> Path:
    """Return where a file of published inputs lies."""
    return Path(str(files("orepact.study.reproductions"))) / "data" / name


def data_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of published numbers.

    Raises
    ------
    OrepactError : if the table is empty
    """
    path = files("orepact.study.reproductions").joinpath("data", name)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    if not rows:
        raise OrepactError("a table of published numbers is empty", where=name)
    return rows


def compare(published: float, computed: Value, tolerance: float) -> Verdict:
    """Return the verdict of one number; the edge of the tolerance counts as reached.

    Examples
    --------
    >>> str(compare(57.0, Value.exact(56.8), 0.5)), str(compare(57.0, Value.missing(), 0.5))
    ('reached', 'not-computable')
    """
    if computed.number is None:
        return Verdict.NOT_COMPUTABLE
    is_reached = abs(computed.number - published) <= tolerance * (1 + 1e-9)
    return Verdict.REACHED if is_reached else Verdict.MISSED
