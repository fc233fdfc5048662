"""A mine in one file, for the commands that value it: read, named in errors, explained."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orepact.mine import MineFile, ProjectFile, Surroundings
    from orepact.trace import Record

__all__ = ["LoneMine", "errors_of", "lone_mine"]


@dataclass(frozen=True, kw_only=True)
class LoneMine:
    """A mine that stands in no case, and what its file puts around it."""

    name: str
    mine: MineFile
    around: Surroundings
    numbers: Mapping[str, Any]
    """Every number by its path, named as in a case: ``projects/ID:phases.build.capex``."""

    @property
    def project(self) -> ProjectFile:
        """The project."""
        return self.mine.project

    def find(self, id_: str) -> Record | None:
        """Return the record of ``case:FILE/PATH``, or None if it is not this file's."""
        from orepact.quantity import Value
        from orepact.trace import Record, RecordKind

        start = f"case:{self.name}/"
        number = self.numbers.get(id_.removeprefix(start)) if id_.startswith(start) else None
        if number is None:
            return None
        title = id_.partition(":")[2].partition(":")[2].replace(".", ", ").replace("_", " ")
        low, high = number.range or (None, None)
        span = "" if low is None else f"{low:g} to {high:g}. "
        said = self.mine.sources.get(number.source, number.source)
        return Record(
            id=id_,
            title=f"{self.project.title}: {title}",
            value=Value.exact(number.value),
            unit=number.unit,
            kind=RecordKind.PARAMETER,
            sources=(said,),
            locator=number.locator,
            quality=str(number.quality),
            note=f"{span}{number.note}",
        )


def lone_mine(path: Path) -> LoneMine | None:
    """Return the mine of a file with the key ``project``, or None if it is another sort of file.

    Raises
    ------
    CaseError, ProblemsError : every problem of the file, with line and key
    """
    from orepact.errors import CaseError
    from orepact.evidence import load_strict_yaml, parse_model
    from orepact.mine import MineFile, alone, in_dollars

    content, lines = load_strict_yaml(path, name=path.name)
    if "project" not in content:
        return None
    if re.search(r"[\[\],=]", path.name):
        raise CaseError(
            "the file's name holds one of the signs [ ] , =",
            where=path.name,
            why="the name stands in the id of every figure, which these signs divide",
            do="Rename the file",
        )
    content = in_dollars(content, name=path.name)
    mine = parse_model(MineFile, content, name=path.name, lines=lines)
    return LoneMine(
        name=path.name, mine=mine, around=alone(mine, name=path.name), numbers=_numbers(mine)
    )


def _numbers(mine: MineFile) -> dict[str, Any]:
    """Return every number under the path that it would have in a case."""
    from orepact.case import numbers_of, spots
    from orepact.mine import DeckFile

    parts = {
        f"projects/{mine.project.id}": mine.project,
        **{f"regimes/{regime.id}": regime for regime in mine.regimes},
        "decks": DeckFile(decks=mine.decks),
    }
    found = {
        f"{stem}:{path}": spot.model
        for stem, model in parts.items()
        for path, spot in numbers_of(spots(model, stem=stem)).items()
    }
    return found | {"case:money.inflation": mine.money.inflation}


_PLACES = (
    (r"^projects/[^:]+\.yaml:?", "project."),
    (r"^regimes/([^:]+)\.yaml:?", r"regimes.\1."),
    (r"^decks\.yaml:?", "decks."),
    (r"^facilities\.yaml:?", ""),
    (r"^rates\.yaml:?", "rates."),
    (r"^case\.yaml: ?", ""),
)
"""Where a problem stands in a case, and in a file of its own."""


@contextmanager
def errors_of(around: Surroundings) -> Iterator[None]:
    """Name the one file of a lone mine in errors, where a case would name one of its files."""
    from orepact.errors import OrepactError

    try:
        yield
    except OrepactError as error:
        if around.file:
            for pattern, place in _PLACES:
                if re.match(pattern, error.where):
                    key = re.sub(pattern, place, error.where).rstrip(".")
                    error.where = f"{around.file}:{key}" if key else around.file
                    break
        raise
