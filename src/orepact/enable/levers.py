"""The registry of levers: everything a plan may set, wait for or be limited by, in one list.

Each family of levers is a file of ``enable/data/levers``; ``python -m orepact.enable.lever_page``
prints the page of the docs.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from orepact.evidence import StrictModel, load_model

__all__ = ["FAMILIES", "Lever", "LeverKind", "LeverParameter", "levers"]

FAMILIES = ("corridor", "workforce", "security", "safeguards")
"""Files of levers, in the order of the docs; a family joins by one line here."""

Words = Annotated[str, Field(min_length=1)]


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


class LeverParameter(StrictModel):
    """One number of a lever."""

    name: Words
    """Key in the case's file."""
    unit: Words
    """Its unit; ``1`` for a share, ``state`` for a state."""
    meaning: Words
    """In the user's words."""


class Lever(StrictModel):
    """One thing that a plan may set, wait for or be limited by."""

    id: Annotated[str, Field(pattern=r"^[a-z]+\.[a-z-]+$")]
    """``family.name``, for example ``workforce.training-centre``."""
    kind: LeverKind
    """Option, gate, limit or switch."""
    file: Words
    """File of the case in which it is set."""
    meaning: Words
    """What it does, in one sentence."""
    parameters: tuple[LeverParameter, ...] = ()
    """Its numbers with their units."""
    granted_by: Words
    """Who can give it; ``nobody`` for a limit."""
    source: Words
    """What the formula or the effect rests on."""
    caveat: Words
    """What it does not do."""


class _Family(StrictModel):
    """One file of levers."""

    levers: tuple[Lever, ...]

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [lever.id for lever in self.levers]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"lever {', '.join(twice)} stands twice")
        return self


@cache
def levers() -> dict[str, Lever]:
    """Return every lever by id, in the order of the families.

    Raises
    ------
    ProblemsError : if a file of levers is wrong
    """
    folder = Path(str(files("orepact.enable"))) / "data" / "levers"
    return {
        lever.id: lever
        for family in FAMILIES
        for lever in load_model(_Family, folder / f"{family}.yaml", name=f"{family}.yaml").levers
    }
