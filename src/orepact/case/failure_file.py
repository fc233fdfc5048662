"""``failures.yaml``: how plans like this one fail, how often it was seen, what shows it early."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, StrictModel

__all__ = ["FailureMode", "FailuresFile"]

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class FailureMode(StrictModel):
    """One way of failing. Exactly one of rate, number, events and unknown says how often."""

    id: Slug
    title: str
    reference: str
    """Class of cases that the frequency is taken from, in words."""
    rate: Parameter | None = None
    """How often, as a source gives it."""
    number: str = ""
    """Path of another number of the case that says how often."""
    events: Annotated[int | None, Field(ge=0)] = None
    """How often it was seen; goes with ``exposure``."""
    exposure: Parameter | None = None
    """Years under observation."""
    unknown: str = ""
    """Why no frequency is given."""
    early_sign: str
    """What would show it early, and where it is read."""
    answer: str
    """What the plan does then."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        ways = [
            self.rate is not None, bool(self.number), self.events is not None, bool(self.unknown),
        ]  # fmt: skip
        if sum(ways) != 1:
            raise ValueError("give exactly one of rate, number, events and unknown")
        if (self.events is None) != (self.exposure is None):
            raise ValueError("events go with exposure, the years under observation")
        if self.exposure is not None and self.exposure.to("yr") <= 0.0:
            raise ValueError("exposure is not above zero")
        return self


class FailuresFile(StrictModel):
    """``failures.yaml``."""

    modes: tuple[FailureMode, ...]

    @model_validator(mode="after")
    def _check(self) -> Self:
        ids = [mode.id for mode in self.modes]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands twice")
        return self
