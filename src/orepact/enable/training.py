"""The training pipeline: who is hired and trained when, at least cost, promises first.

Sets: occupations o, tiers g (district, province, elsewhere), half-years t, training centres c.
``W`` workers, ``N`` skilled people, ``G`` intakes, ``U`` shortfall of a promise. Rows:

    minimise  sum_t d_t [ sum premium_g W_ogt / 2 + sum place_cost c_o G_cot + penalty U_gt ]
    sum_g W_ogt = D_ot                                                       every job is filled
    N_ogt = N_og,t-1 - a W_og,t-1 + y sum_c G_co,t-c_o ;  W_ogt <= N_ogt     skill, g not elsewhere
    sum_(o at level L or above) (W_ogt + in courses) <= pool_gL              schooling, nested
    sum_o in courses_cot <= seats_ct                                         places
    sum_o W_o,district,t + U_t >= share_t sum_o D_ot                         promises, district
    sum_o (W_o,district,t + W_o,province,t) + U_t >= share_t sum_o D_ot      and province

``y`` is completion times employment. The penalty stands far above every cost, so that a promise is
missed only when nothing could keep it. Jobs that nobody near can fill go elsewhere, at its premium.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepact.errors import OrepactError

__all__ = ["Pipeline", "PipelineInputs", "Places", "solve_pipeline"]

Floats = NDArray[np.float64]
TIERS = ("district", "province", "elsewhere")
_DISCOUNT = 0.08
"""Real, a year: what is not needed yet is not trained yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """One training centre in the pipeline.

    Parameters
    ----------
    id : str
    tier : int
        0 district, 1 province: where trainees come from.
    occupations : tuple of int
    seats : ndarray, shape (half-year,), person
        Infinite where places are a result.
    """

    id: str
    tier: int
    occupations: tuple[int, ...]
    seats: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineInputs:
    """What the pipeline is solved from.

    Parameters
    ----------
    demand : ndarray, shape (occupation, half-year), person
    level : tuple of int, shape (occupation,)
        Schooling, 0 none to 3 degree.
    steps : tuple of int, shape (occupation,)
        Half-years of the course, 0 for none.
    pool : ndarray, shape (2, level), person
        District and province.
    skilled : ndarray, shape (2, occupation), person
        Skilled today.
    promise : ndarray, shape (2, half-year)
        Promised shares of district and province, 0 to 1.
    places : tuple of Places
    graduates : float
        Trained people gained per intake, 0 to 1.
    attrition : float
        Per half-year, 0 to 1.
    place_cost : float, USD per half-year
    premium : tuple of float, USD per worker and year
        District (0), province, elsewhere.
    penalty : float, USD per half-year
        On each worker missing under a promise; far above every cost.
    """

    demand: Floats
    level: tuple[int, ...]
    steps: tuple[int, ...]
    pool: Floats
    skilled: Floats
    promise: Floats
    places: tuple[Places, ...]
    graduates: float
    attrition: float
    place_cost: float
    premium: tuple[float, ...]
    penalty: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """Who works and who is in courses.

    Parameters
    ----------
    workers : ndarray, shape (occupation, tier, half-year), person
    intake : ndarray, shape (centre, occupation, half-year), person
    shortfall : ndarray, shape (2, half-year), person
        Missing under the promises to district and province.
    is_skill_tight, is_school_tight : ndarray of bool, shape (occupation, 2, half-year)
        More people with the skill, or with the schooling, would be hired there.
    """

    workers: Floats
    intake: Floats
    shortfall: Floats
    is_skill_tight: NDArray[np.bool_]
    is_school_tight: NDArray[np.bool_]

    def in_courses(self, steps: Sequence[int]) -> Floats:
        """Return trainees at one time by centre and occupation, shape of ``intake``."""
        present = np.zeros_like(self.intake)
        for o, length in enumerate(steps):
            for back in range(length):
                present[:, o, back:] += self.intake[:, o, : self.intake.shape[2] - back]
        return present


class _Rows:
    """Sparse rows of one kind, collected entry by entry."""

    def __init__(self) -> None:
        self.row: list[int] = []
        self.column: list[int] = []
        self.value: list[float] = []
        self.right: list[float] = []

    def add(self, entries: Sequence[tuple[int, float]], right: float) -> None:
        """Add a row of (column, coefficient) pairs with its right side."""
        index = len(self.right)
        for column, value in entries:
            self.row.append(index)
            self.column.append(column)
            self.value.append(value)
        self.right.append(right)

    def matrix(self, columns: int) -> Any:
        """Return the rows as a sparse matrix."""
        from scipy.sparse import csr_matrix

        shape = (len(self.right), columns)
        return csr_matrix(  # type: ignore[no-untyped-call]
            (self.value, (self.row, self.column)), shape=shape
        )


class _Model:
    """Numbering of the variables and the rows built from the inputs."""

    def __init__(self, given: PipelineInputs) -> None:
        self.given = given
        self.occupations, self.length = given.demand.shape
        o, t, c = self.occupations, self.length, len(given.places)
        self.workers = np.arange(o * 3 * t).reshape(o, 3, t)
        start = self.workers.size
        self.skilled = start + np.arange(o * 2 * t).reshape(o, 2, t)
        start += self.skilled.size
        self.intake = start + np.arange(c * o * t).reshape(c, o, t)
        start += self.intake.size
        self.short = start + np.arange(2 * t).reshape(2, t)
        self.count = start + self.short.size
        self.equal, self.below = _Rows(), _Rows()

    def cost(self) -> Floats:
        """Return the objective's coefficients."""
        given = self.given
        worth = (1.0 + _DISCOUNT) ** (-0.5 * np.arange(self.length))
        cost = np.zeros(self.count)
        for tier in range(3):
            cost[self.workers[:, tier, :]] = worth * given.premium[tier] / 2.0
        for o, steps in enumerate(given.steps):
            if len(given.places):
                cost[self.intake[:, o, :]] = worth * given.place_cost * max(steps, 1)
        cost[self.short] = worth * given.penalty
        return cost

    def bounds(self) -> list[tuple[float, float | None]]:
        """Return bounds: no course before the centre teaches it, nor for what needs none."""
        bounds: list[tuple[float, float | None]] = [(0.0, None)] * self.count
        for c, place in enumerate(self.given.places):
            for o in range(self.occupations):
                taught = o in place.occupations and self.given.steps[o] > 0
                for t in range(self.length):
                    if not taught or place.seats[t] <= 0.0:
                        bounds[self.intake[c, o, t]] = (0.0, 0.0)
        return bounds

    def build(self) -> None:
        """Add every family of rows."""
        self._jobs()
        self._skill()
        self._schooling()
        self._places()
        self._promises()

    def _jobs(self) -> None:
        for o in range(self.occupations):
            for t in range(self.length):
                row = [(int(self.workers[o, g, t]), 1.0) for g in range(3)]
                self.equal.add(row, float(self.given.demand[o, t]))

    def _skill(self) -> None:
        given = self.given
        for o, steps in enumerate(given.steps):
            for g in range(2):
                teach = [c for c, place in enumerate(given.places) if place.tier == g]
                for t in range(self.length):
                    now = int(self.skilled[o, g, t])
                    row = [(now, 1.0)]
                    right = float(given.skilled[g, o]) if t == 0 else 0.0
                    if t > 0:
                        row += [(int(self.skilled[o, g, t - 1]), -1.0)]
                        row += [(int(self.workers[o, g, t - 1]), given.attrition)] if steps else []
                    if steps and t >= steps:
                        row += [
                            (int(self.intake[c, o, t - steps]), -given.graduates) for c in teach
                        ]
                    self.equal.add(row, right)
                    self.below.add([(int(self.workers[o, g, t]), 1.0), (now, -1.0)], 0.0)

    def _studying(self, c: int, o: int, t: int) -> list[tuple[int, float]]:
        first = max(0, t - self.given.steps[o] + 1)
        return [(int(self.intake[c, o, s]), 1.0) for s in range(first, t + 1)]

    def _schooling(self) -> None:
        given = self.given
        for g in range(2):
            teach = [c for c, place in enumerate(given.places) if place.tier == g]
            for level in range(given.pool.shape[1]):
                members = [o for o in range(self.occupations) if given.level[o] >= level]
                for t in range(self.length):
                    row = [(int(self.workers[o, g, t]), 1.0) for o in members]
                    for c in teach:
                        for o in members:
                            if given.steps[o]:
                                row += self._studying(c, o, t)
                    self.below.add(row, float(given.pool[g, level]))

    def _places(self) -> None:
        for c, place in enumerate(self.given.places):
            for t in range(self.length):
                if np.isfinite(place.seats[t]):
                    row = [
                        entry
                        for o in place.occupations
                        if self.given.steps[o]
                        for entry in self._studying(c, o, t)
                    ]
                    ends = float(place.seats[t])
                    if row and ends > 0.0:
                        self.below.add(row, ends)

    def _promises(self) -> None:
        whole = self.given.demand.sum(axis=0)
        for g in range(2):
            for t in range(self.length):
                row = [
                    (int(self.workers[o, near, t]), -1.0)
                    for o in range(self.occupations)
                    for near in range(g + 1)
                ]
                row.append((int(self.short[g, t]), -1.0))
                self.below.add(row, -float(self.given.promise[g, t] * whole[t]))


def solve_pipeline(given: PipelineInputs) -> Pipeline:
    """Return hires and intakes of least cost, promises first; see the module for the rows.

    Raises
    ------
    OrepactError : if the solver stops without an optimum
    """
    from scipy.optimize import linprog  # type: ignore[attr-defined]

    model = _Model(given)
    model.build()
    found = linprog(  # type: ignore[no-untyped-call]
        model.cost(),
        A_ub=model.below.matrix(model.count),
        b_ub=np.array(model.below.right),
        A_eq=model.equal.matrix(model.count),
        b_eq=np.array(model.equal.right),
        bounds=np.array([(low, np.inf if high is None else high) for low, high in model.bounds()]),
        method="highs-ds",
    )
    if found.status != 0:
        raise OrepactError(
            "the training pipeline has no optimum",
            why=str(found.message),
            do="Check demand, pools and places for numbers that cannot be",
        )
    return _read(model, np.asarray(found.x))


def _read(model: _Model, x: Floats) -> Pipeline:
    """Return the solution by occupation, with what stops more people near from being hired."""
    given = model.given
    workers = np.maximum(x[model.workers], 0.0)
    intake = np.maximum(x[model.intake], 0.0)
    near = workers[:, :2, :]
    found = Pipeline(
        workers=workers,
        intake=intake,
        shortfall=np.maximum(x[model.short], 0.0),
        is_skill_tight=np.zeros(near.shape, dtype=bool),
        is_school_tight=np.zeros(near.shape, dtype=bool),
    )
    eps = 1e-6 * max(1.0, float(given.demand.max(initial=1.0)))
    missing = given.demand[:, None, :] - np.cumsum(near, axis=1) > eps
    found.is_skill_tight[:] = missing & (near > x[model.skilled] - eps)
    studying = found.in_courses(given.steps)
    for g in range(2):
        teach = [c for c, place in enumerate(given.places) if place.tier == g]
        busy = workers[:, g, :] + studying[teach].sum(axis=0)
        for level in range(given.pool.shape[1]):
            members = [o for o in range(model.occupations) if given.level[o] >= level]
            is_full = busy[members].sum(axis=0) > given.pool[g, level] - eps
            found.is_school_tight[members, g, :] |= missing[members, g, :] & is_full
    return found
