"""A shared resource: what several projects draw on and several options add to."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from orepact.evidence import Parameter, StrictModel

__all__ = ["Resource"]


class Resource(StrictModel):
    """One capacity that projects share, for example kilotonnes of concentrate by rail a year."""

    id: str
    """Short name in lower case with hyphens; projects and options refer to it."""
    title: str
    """What it is, in the reader's words."""
    unit: str
    """Unit of use and of capacity in one year."""
    in_place: Parameter
    """What projects can use before any option is taken; quality D with a range if not known."""
    note: str = ""
    """Scope: where, for whom, what is left out."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        self.in_place.to(self.unit)
        if self.in_place.value < 0:
            raise ValueError(f"in_place is negative ({self.in_place.value:g} {self.in_place.unit})")
        return self
