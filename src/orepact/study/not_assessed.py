"""What a run has not looked at, in words, for page 1."""

from __future__ import annotations

from collections.abc import Collection
from importlib import resources

from orepact.evidence import StrictModel, load_model

__all__ = ["not_assessed"]


class _Item(StrictModel):
    what: str
    """In the reader's words."""
    until: tuple[str, ...] = ()
    """Tables of a run; with a row in one of them the item is assessed."""


class _Items(StrictModel):
    items: tuple[_Item, ...]


def not_assessed(filled: Collection[str]) -> tuple[str, ...]:
    """Return what a run has not looked at.

    Parameters
    ----------
    filled : collection of str
        Names of the tables of the run that have a row.

    Examples
    --------
    >>> len(not_assessed(["failure.modes"])) == len(not_assessed([])) - 1
    True
    """
    with resources.as_file(resources.files("orepact.study") / "not_assessed.yaml") as path:
        found = load_model(_Items, path, name="study/not_assessed.yaml")
    return tuple(item.what for item in found.items if not set(item.until) & set(filled))
