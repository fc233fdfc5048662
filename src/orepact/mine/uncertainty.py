"""What is uncertain in a project, from its own ranges, and draws of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.chance import (
    Distribution,
    Fixed,
    Sampling,
    Seed,
    ShiftedLognormal,
    check_correlation,
    correlate,
    from_parameter,
    pearson_of_rank,
    uniforms,
)
from orepact.evidence import Parameter, Quality
from orepact.mine.project_file import ProjectFile, Variant
from orepact.mine.uncertainty_file import UncertaintyFile

__all__ = ["Uncertain", "factors_of", "uncertain_inputs"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertain:
    """One uncertain input of a project.

    Parameters
    ----------
    name : str
        ``capex``, ``delay``, ``sustaining``, ``operating``, ``freight``, ``grade COMMODITY`` or
        ``recovery PRODUCT``.
    distribution : Distribution
        Of the factor on the file's number; of ``delay``, in years, rounded down.
    worst_quality : Quality
        Of the numbers behind it.
    """

    name: str
    distribution: Distribution
    worst_quality: Quality

    @property
    def kind(self) -> str:
        """First word of the name, by which correlations know it."""
        return self.name.partition(" ")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steps(Distribution):
    """Whole numbers 0, 1, 2, ... with given probabilities."""

    shares: tuple[float, ...]

    def quantile(self, share: Floats) -> Floats:
        edges = np.cumsum(self.shares)[:-1]
        return np.searchsorted(edges, share, side="right").astype(np.float64)

    @property
    def mean(self) -> float:
        return float(np.dot(np.arange(len(self.shares)), self.shares))


_ORDER = (Quality.A, Quality.B, Quality.C, Quality.D)


def _relative(name: str, parameters: Iterable[Parameter]) -> Uncertain | None:
    """Return one factor for several numbers that move together, or None if nothing is uncertain.

    Its ends are ``sum of lows / sum of values`` and ``sum of highs / sum of values``.
    """
    given = [item for item in parameters if item.value]
    value = sum(item.value for item in given)
    low = sum(item.bounds(item.unit)[0] for item in given)
    high = sum(item.bounds(item.unit)[1] for item in given)
    if not given or value <= 0 or low == high:
        return None
    worst = max((item.quality for item in given), key=_ORDER.index)
    joint = Parameter(
        value=1.0,
        unit="1",
        range=(min(low / value, 1.0), max(high / value, 1.0)),
        quality=worst,
        source="assumption" if worst is Quality.D else "range",
    )
    return Uncertain(name=name, distribution=from_parameter(joint, "1"), worst_quality=worst)


def _grades(project: ProjectFile, commodity: str) -> list[Parameter]:
    if project.schedule is None:
        return []
    found = [
        block.head_grade[commodity]
        for block in project.schedule.blocks or []
        if block.head_grade and commodity in block.head_grade
    ]
    if found:
        return found
    return [
        deposit.grades[commodity]
        for deposit in project.deposits
        if deposit.id == project.schedule.mines and commodity in deposit.grades
    ]


def _capex(variant: Variant, file: UncertaintyFile) -> Uncertain:
    """Return the overrun: the published shape, around the variant's own factor if it has one."""
    shape = ShiftedLognormal(
        shift=file.overrun.shift.value,
        log_mean=file.overrun.log_mean.value,
        log_deviation=file.overrun.log_deviation.value,
    )
    if variant.capex_factor is not None:
        scale = 1.0 / shape.mean
        shape = ShiftedLognormal(
            shift=shape.shift * scale,
            log_mean=shape.log_mean + float(np.log(scale)),
            log_deviation=shape.log_deviation,
        )
    return Uncertain(name="capex", distribution=shape, worst_quality=Quality.C)


def uncertain_inputs(
    project: ProjectFile, variant: Variant, file: UncertaintyFile
) -> tuple[Uncertain, ...]:
    """Return what is uncertain in a project.

    Capital: the published overrun of mines, as a factor on the variant's own capex factor with
    mean 1, or as it is where the variant has none. Delay: whole years. Costs, grades and
    recoveries: from the ranges of the file; lines of one kind move together. What has no range is
    certain.

    Parameters
    ----------
    project, variant : from the file
    file : UncertaintyFile
    """
    found: list[Uncertain | None] = []
    if project.phases:
        found.append(_capex(variant, file))
        shares = tuple(share.to("dimensionless") for share in file.delay)
        worst = max((share.quality for share in file.delay), key=_ORDER.index)
        found.append(
            Uncertain(name="delay", distribution=_Steps(shares=shares), worst_quality=worst)
        )
    found.append(_relative("sustaining", [line.rate for line in project.sustaining]))
    found.append(_relative("operating", [line.rate for line in project.operating_costs]))
    found.append(_relative("freight", [leg.cost for leg in project.freight]))
    commodities = dict.fromkeys(item.commodity for item in project.products)
    found += [_relative(f"grade {name}", _grades(project, name)) for name in commodities]
    found += [_relative(f"recovery {item.id}", [item.recovery]) for item in project.products]
    return tuple(
        item for item in found if item is not None and not isinstance(item.distribution, Fixed)
    )


def _matrix(inputs: tuple[Uncertain, ...], file: UncertaintyFile) -> Floats:
    matrix = np.eye(len(inputs))
    for pair in file.correlations:
        rank = pair.value.to("dimensionless")
        for row, one in enumerate(inputs):
            for column, other in enumerate(inputs):
                if row != column and {one.kind, other.kind} == {pair.one, pair.other}:
                    matrix[row, column] = float(pearson_of_rank(np.array(rank)))
    return matrix


def factors_of(
    project: ProjectFile,
    inputs: tuple[Uncertain, ...],
    file: UncertaintyFile,
    points: Floats,
) -> dict[str, Floats]:
    """Return factors by the names that ``many.Draws`` knows, and ``delay`` in years.

    Parameters
    ----------
    project : ProjectFile
    inputs : tuple of Uncertain
    file : UncertaintyFile
        For what moves together.
    points : ndarray, shape (draw, input), in (0, 1), independent

    Raises
    ------
    CaseError : correlations that contradict each other
    """
    names = tuple(item.name for item in inputs)
    factor = check_correlation(_matrix(inputs, file), names, where="uncertainty.yaml:correlations")
    joint = correlate(points, factor)
    drawn = {
        item.name: item.distribution.quantile(joint[:, index]) for index, item in enumerate(inputs)
    }
    ones = np.ones(len(points))
    factors = {
        name: drawn.get(name, ones) for name in ("capex", "sustaining", "operating", "freight")
    }
    factors["delay"] = drawn.get("delay", np.zeros(len(points)))
    for item in project.products:
        grade = drawn.get(f"grade {item.commodity}", ones)
        factors[item.id] = grade * drawn.get(f"recovery {item.id}", ones)
    return factors


def sample(
    project: ProjectFile,
    inputs: tuple[Uncertain, ...],
    file: UncertaintyFile,
    *,
    count: int,
    seed: Seed,
    sampling: Sampling = Sampling.PSEUDO,
) -> Mapping[str, Floats]:
    """Return factors of many draws, see ``factors_of``."""
    points = uniforms(count, tuple(item.name for item in inputs), seed, sampling)
    return factors_of(project, inputs, file, points)
