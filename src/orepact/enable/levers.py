"""The registry of levers: everything a plan may set, wait for or be limited by, in one list.

Each family of levers stands in its own module (``FAMILIES``), as a tuple named ``LEVERS``;
``python -m orepact.enable.lever_page`` prints the page of the docs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module

__all__ = ["FAMILIES", "Lever", "LeverKind", "LeverParameter", "levers"]

FAMILIES = (
    "orepact.enable.workforce_levers",
    "orepact.enable.security_levers",
    "orepact.enable.safeguard_levers",
)
"""Modules that hold levers, in the order of the docs; a family joins by one line here."""


class LeverKind(StrEnum):
    """What a plan can do with it."""

    OPTION = "option"
    """It can be bought, built or started, with a cost and a lead time."""
    GATE = "gate"
    """A state that somebody grants or refuses; no money moves it."""
    LIMIT = "limit"
    """What bounds the plan whether it pays or not."""
    SWITCH = "switch"
    """An assumption or rule that a reader may set otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverParameter:
    """One number of a lever.

    Parameters
    ----------
    name : str
        Key in the case's file.
    unit : str
        Its unit; ``1`` for a share, ``state`` for a state.
    meaning : str
        In the user's words.
    """

    name: str
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """One thing that a plan may set, wait for or be limited by.

    Parameters
    ----------
    id : str
        ``family.name``, for example ``workforce.training-centre``.
    kind : LeverKind
        Option, gate, limit or switch.
    meaning : str
        What it does, in one sentence.
    parameters : tuple of LeverParameter
        Its numbers with their units.
    file : str
        File of the case in which it is set.
    granted_by : str
        Who can give it; ``nobody`` for a limit.
    source : str
        What the formula or the effect rests on.
    caveat : str
        What it does not do.
    """

    id: str
    kind: LeverKind
    meaning: str
    parameters: tuple[LeverParameter, ...]
    file: str
    granted_by: str
    source: str
    caveat: str


@cache
def levers() -> dict[str, Lever]:
    """Return every lever by id, in the order of the families.

    Raises
    ------
    ValueError : if two families give the same id
    """
    found: dict[str, Lever] = {}
    for family in FAMILIES:
        for lever in import_module(family).LEVERS:
            if lever.id in found:
                raise ValueError(f"lever {lever.id} is registered twice")
            found[lever.id] = lever
    return found
