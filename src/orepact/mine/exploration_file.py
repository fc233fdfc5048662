"""The staged exploration programme in a project file: cost, years and odds of each stage."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from orepact.evidence import StrictModel
from orepact.mine.number import Money, Share

__all__ = ["Exploration", "ExplorationStage"]


class ExplorationStage(StrictModel):
    """One stage of a programme; the next is begun only if this one succeeds."""

    id: str
    """Short name."""
    title: str
    """What is done, for example ``mapping and geochemistry``."""
    years: Annotated[int, Field(ge=1)]
    """How long it takes."""
    cost: Money
    """Of the whole stage, spread evenly."""
    success: Share
    """Odds that the stage leads to the next."""


class Exploration(StrictModel):
    """A programme of stages. No prize is invented: the break-even prize is reported."""

    stages: Annotated[list[ExplorationStage], Field(min_length=1)]
    """In their order."""
    delivers: str
    """What the last stage delivers, for example a code-compliant resource."""
