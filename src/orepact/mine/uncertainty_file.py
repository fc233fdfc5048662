"""The file that says how far projects stray: overrun, delay, what moves together."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, StrictModel, load_model
from orepact.mine.number import Rate, Share

__all__ = ["Overrun", "Running", "Together", "UncertaintyFile", "shipped_uncertainty"]


class Overrun(StrictModel):
    """As-built capital over the study's: ``shift + exp(log_mean + log_deviation z)``."""

    shift: Parameter
    """Least it can be."""
    log_mean: Parameter
    """Mean of the logarithm of what is above the shift."""
    log_deviation: Parameter
    """Standard deviation of that logarithm."""


class Together(StrictModel):
    """Two uncertain inputs that move together."""

    one: str
    """``capex``, ``delay``, ``operating``, ``sustaining``, ``freight``, ``grade``, ``recovery``."""
    other: str
    """The other one."""
    value: Rate
    """Rank correlation, -1 to 1."""


class Running(StrictModel):
    """What it costs to shut, keep, reopen and expand a mine whose file does not say so."""

    care: Share
    """A year of care while shut, as a share of a year's cost on site."""
    switching: Share
    """Shutting, and reopening, each as a share of a year's cost on site."""
    expansion: Rate
    """Doubling the rate, as a share of all capital before and between the phases."""


class UncertaintyFile(StrictModel):
    """How far projects stray from their studies, where a project file does not say so itself."""

    overrun: Overrun
    """Shape of the capital overrun; its mean is the variant's own capex factor where it has one."""
    delay: Annotated[list[Share], Field(min_length=1)]
    """Probability that production is 0, 1, 2, ... years late; they sum to 100 %."""
    volatility: Parameter
    """Yearly, of a price that was never fitted."""
    running: Running
    """Costs of running otherwise than planned."""
    correlations: list[Together] = Field(default_factory=list)
    """Pairs that are not independent."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        total = sum(share.to("%") for share in self.delay)
        if abs(total - 100.0) > 1e-6:
            raise ValueError(f"the probabilities of delay sum to {total:g} %, not to 100 %")
        pairs = [frozenset((pair.one, pair.other)) for pair in self.correlations]
        if len(set(pairs)) != len(pairs) or any(len(pair) == 1 for pair in pairs):
            raise ValueError("a pair of correlations is given twice, or with itself")
        return self


@cache
def shipped_uncertainty() -> UncertaintyFile:
    """Return the file that comes with orepact."""
    with resources.as_file(resources.files("orepact.mine") / "data" / "uncertainty.yaml") as path:
        return load_model(UncertaintyFile, Path(path))
