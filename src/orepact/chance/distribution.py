"""What an uncertain number may be: shapes with a quantile function, and from which range."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.chance.normal import normal_quantile
from orepact.evidence import Parameter, Quality

__all__ = [
    "Distribution",
    "Fixed",
    "Normal",
    "Pert",
    "ShiftedLognormal",
    "Triangular",
    "Uniform",
    "from_parameter",
]

Floats = NDArray[np.float64]


class Distribution(ABC):
    """A distribution of one number, sampled by its quantile function."""

    @abstractmethod
    def quantile(self, share: Floats) -> Floats:
        """Return the value below which a share (0 to 1) of all outcomes lies."""

    @property
    @abstractmethod
    def mean(self) -> float:
        """Expected value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed(Distribution):
    """A number without a range."""

    value: float

    def quantile(self, share: Floats) -> Floats:
        """Return the value, whatever the share."""
        return np.full(np.shape(share), self.value)

    @property
    def mean(self) -> float:
        """Expected value."""
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Uniform(Distribution):
    """Equally likely between two ends."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"low {self.low:g} is above high {self.high:g}")

    def quantile(self, share: Floats) -> Floats:
        """Return ``low + share (high - low)``."""
        return self.low + share * (self.high - self.low)

    @property
    def mean(self) -> float:
        """Expected value."""
        return 0.5 * (self.low + self.high)


def _check_mode(low: float, mode: float, high: float) -> None:
    if not low <= mode <= high:
        raise ValueError(f"mode {mode:g} lies outside {low:g} to {high:g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Triangular(Distribution):
    """Most likely at ``mode``, falling in straight lines to both ends.

    Examples
    --------
    >>> Triangular(low=0.0, mode=1.0, high=2.0).quantile(np.array([0.0, 0.5, 1.0])).tolist()
    [0.0, 1.0, 2.0]
    """

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _check_mode(self.low, self.mode, self.high)

    def quantile(self, share: Floats) -> Floats:
        """Return the inverse of the two parabolas of the distribution function."""
        width = self.high - self.low
        if width == 0:
            return np.full(np.shape(share), self.mode)
        turn = (self.mode - self.low) / width
        rising = self.low + np.sqrt(share * width * (self.mode - self.low))
        falling = self.high - np.sqrt((1.0 - share) * width * (self.high - self.mode))
        return np.where(share < turn, rising, falling)

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.low + self.mode + self.high) / 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pert(Distribution):
    """Beta on a range with four times the weight on the mode: ``mean = (low + 4 mode + high) / 6``.

    References
    ----------
    Malcolm, Roseboom, Clark and Fazar, Application of a technique for research and development
    program evaluation, Operations Research 7, 1959; beta form as in Vose, Risk Analysis.
    """

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _check_mode(self.low, self.mode, self.high)

    def quantile(self, share: Floats) -> Floats:
        """Return the quantile of the beta distribution, stretched to the range."""
        width = self.high - self.low
        if width == 0:
            return np.full(np.shape(share), self.mode)
        from scipy.special import betaincinv

        first = 1.0 + 4.0 * (self.mode - self.low) / width
        second = 1.0 + 4.0 * (self.high - self.mode) / width
        return np.asarray(self.low + width * betaincinv(first, second, share))

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.low + 4.0 * self.mode + self.high) / 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Normal(Distribution):
    """Gaussian with a mean (``centre``) and a standard deviation."""

    centre: float
    deviation: float

    def __post_init__(self) -> None:
        if not self.deviation >= 0:
            raise ValueError(f"a standard deviation of {self.deviation:g}")

    def quantile(self, share: Floats) -> Floats:
        """Return ``centre + deviation z``."""
        return np.asarray(self.centre + self.deviation * normal_quantile(share))

    @property
    def mean(self) -> float:
        """Expected value."""
        return self.centre


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftedLognormal(Distribution):
    """``shift + exp(log_mean + log_deviation z)``: a floor, and a long tail upwards."""

    shift: float = 0.0
    log_mean: float
    log_deviation: float

    def __post_init__(self) -> None:
        if not self.log_deviation >= 0:
            raise ValueError(f"a standard deviation of {self.log_deviation:g}")

    def quantile(self, share: Floats) -> Floats:
        """Return the quantile."""
        score = normal_quantile(share)
        return np.asarray(self.shift + np.exp(self.log_mean + self.log_deviation * score))

    @property
    def mean(self) -> float:
        """Expected value."""
        return float(self.shift + np.exp(self.log_mean + 0.5 * self.log_deviation**2))


def from_parameter(parameter: Parameter, unit: str) -> Distribution:
    """Return what a number of a case may be, from its range and quality.

    Its range is read as the ends of what is possible, its value as the most likely number. Quality
    A and B (a source stands behind the value) is PERT, with most of the weight near the value; C
    and D (estimated or assumed) is triangular. No range is a fixed number. These shapes are a
    choice of orepact, quality D.

    Parameters
    ----------
    parameter : Parameter
    unit : str
        Unit of the draws.

    Raises
    ------
    ValueError : if the units measure different things
    """
    value = parameter.to(unit)
    low, high = parameter.bounds(unit)
    if low == high:
        return Fixed(value=value)
    is_sourced = parameter.quality in {Quality.A, Quality.B}
    shape = Pert if is_sourced else Triangular
    return shape(low=low, mode=value, high=high)
