"""A name that a file uses and the case does not have, told with its line and nearest names."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator

from orepact.case.files import CaseFile
from orepact.errors import CaseError, OrepactError

__all__ = ["nearest", "unknown_name"]


def nearest(name: str, known: Collection[str], kind: str) -> str:
    """Return what to do about a name that is not known: the nearest names, or to add one.

    Examples
    --------
    >>> nearest("exmi", {"exim", "adb"}, "facility")
    'Did you mean exim?'
    """
    near = difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.5)
    return f"Did you mean {', '.join(near)}?" if near else f"Add the {kind}, or name one there is"


def unknown_name(
    file: CaseFile, key: str, kind: str, id_: str, known: Collection[str]
) -> Iterator[OrepactError]:
    """Yield the one problem of an id that is not known, with file, line and nearest ids.

    Parameters
    ----------
    file : CaseFile
        In which the id stands, at ``key``.
    kind : str
        What it should name, in words.
    known : collection of str
    """
    if id_ not in known:
        yield CaseError(
            f"{key}: {kind} {id_!r} is not in the case",
            where=file.where(key),
            do=nearest(id_, known, kind),
        )
