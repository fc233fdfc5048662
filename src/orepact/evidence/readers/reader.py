"""What every reader of an official file offers, and how one is found."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from functools import cache
from pathlib import Path
from typing import Protocol

from orepact.errors import EvidenceError, UnknownNameError
from orepact.evidence.tables import EvidenceTables

__all__ = ["Reader", "all_readers", "reader", "recognise"]

_PACKAGE = "orepact.evidence.readers"


class Reader(Protocol):
    """One official file format.

    A reader lives in ``evidence/readers/<name>.py`` and is the module's ``READER``; nothing else
    has to be edited for it to be found.

    Parameters
    ----------
    format : str
        Permanent name of the format, for example ``usgs-mcs-2026``.
    title : str
        What the file is, in the publisher's words.
    """

    @property
    def format(self) -> str:
        """Return the permanent name of the format."""
        ...

    @property
    def title(self) -> str:
        """Return what the file is, in the publisher's words."""
        ...

    def recognises(self, path: Path) -> bool:
        """Return whether a file has this format's header; never judged by its name.

        A file that cannot be opened or decoded is not recognised; this never raises.
        """
        ...

    def read(self, path: Path) -> EvidenceTables:
        """Return the evidence in a file.

        Raises
        ------
        EvidenceError : naming file and line, if the file is malformed, truncated or mis-encoded
        """
        ...


@cache
def all_readers() -> tuple[Reader, ...]:
    """Return every reader of this package, by format name."""
    package = importlib.import_module(_PACKAGE)
    found: list[Reader] = []
    for module in sorted(entry.name for entry in pkgutil.iter_modules(package.__path__)):
        candidate = getattr(importlib.import_module(f"{_PACKAGE}.{module}"), "READER", None)
        if candidate is not None:
            found.append(candidate)
    return tuple(sorted(found, key=lambda item: item.format))


def reader(format_: str) -> Reader:
    """Return the reader of a format by its name.

    Raises
    ------
    UnknownNameError : with the nearest formats
    """
    known = {item.format: item for item in all_readers()}
    if format_ in known:
        return known[format_]
    nearest = difflib.get_close_matches(format_, known, n=3, cutoff=0.3) or sorted(known)
    raise UnknownNameError("format", format_, nearest)


def recognise(path: Path) -> Reader:
    """Return the one reader that recognises a file by its header.

    Raises
    ------
    EvidenceError : if the file is missing, or no reader or more than one recognises it
    """
    if not path.is_file():
        raise EvidenceError("no such file", where=str(path), do="Check the path")
    matching = [item for item in all_readers() if item.recognises(path)]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise EvidenceError(
            f"the header fits {len(matching)} formats",
            where=f"{path}:1",
            why="Formats: " + ", ".join(item.format for item in matching),
            do="Name the format",
        )
    raise EvidenceError(
        "no reader recognises the header",
        where=f"{path}:1",
        why="Known formats: " + ", ".join(item.format for item in all_readers()),
        do="Give the publisher's own file, unchanged",
    )
