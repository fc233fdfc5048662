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
Where trades cost alike, people from near fill a fifth of each one's jobs before a second fifth of
any, and the trade with more jobs comes first, by cents; so the answer does not hang on the solver.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import OrepactError

__all__ = ["Pipeline", "PipelineInputs", "Places", "solve_pipeline"]

Floats = NDArray[np.float64]
TIERS = ("district", "province", "elsewhere")
_DISCOUNT = 0.08
"""Real, a year: what is not needed yet is not trained yet."""
_TIE = 0.01
"""USD per half-year: what ties are broken with, below every real cost."""
_STEPS = 5
"""Fifths of a trade's jobs: among trades that cost alike, each fills a fifth before a second."""


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
    """Sparse rows, collected entry by entry, each with its bounds."""

    def __init__(self) -> None:
        self.starts: list[int] = [0]
        self.column: list[int] = []
        self.value: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def _add(self, entries: Sequence[tuple[int, float]], low: float, high: float) -> None:
        for column, value in entries:
            self.column.append(column)
            self.value.append(value)
        self.starts.append(len(self.column))
        self.low.append(low)
        self.high.append(high)

    def equal(self, entries: Sequence[tuple[int, float]], right: float) -> None:
        """Add ``sum coefficient * column = right``."""
        self._add(entries, right, right)

    def below(self, entries: Sequence[tuple[int, float]], right: float) -> None:
        """Add ``sum coefficient * column <= right``."""
        self._add(entries, -np.inf, right)


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
        start += self.short.size
        self.spread = start + np.arange(o * t * _STEPS).reshape(o, t, _STEPS)
        self.count = start + self.spread.size
        self.rows = _Rows()

    def cost(self) -> Floats:
        """Return the objective's coefficients."""
        given = self.given
        worth = (1.0 + _DISCOUNT) ** (-0.5 * np.arange(self.length))
        cost = np.zeros(self.count)
        rank = np.argsort(np.argsort(-given.demand.sum(axis=1), kind="stable"), kind="stable")
        for tier in range(3):
            tie = _TIE * rank[:, None] / self.occupations * (1.0, 0.5, 0.0)[tier]
            cost[self.workers[:, tier, :]] = worth * (given.premium[tier] / 2.0 + tie)
        cost[self.spread] = worth[:, None] * _TIE * np.arange(1, _STEPS + 1)
        for o, steps in enumerate(given.steps):
            if len(given.places):
                cost[self.intake[:, o, :]] = worth * given.place_cost * max(steps, 1)
        cost[self.short] = worth * given.penalty
        return cost

    def upper(self) -> Floats:
        """Return upper bounds: no course before the centre teaches it, nor for what needs none."""
        upper = np.full(self.count, np.inf)
        upper[self.spread] = self.given.demand[:, :, None] / _STEPS
        has_course = np.array(self.given.steps) > 0
        for c, place in enumerate(self.given.places):
            taught = np.isin(np.arange(self.occupations), place.occupations) & has_course
            is_open = taught[:, None] & (place.seats > 0.0)[None, :]
            upper[self.intake[c][~is_open]] = 0.0
        return upper

    def build(self) -> None:
        """Add every family of rows."""
        self._jobs()
        self._skill()
        self._schooling()
        self._places()
        self._promises()
        self._fifths()

    def _jobs(self) -> None:
        for o in range(self.occupations):
            for t in range(self.length):
                row = [(int(self.workers[o, g, t]), 1.0) for g in range(3)]
                self.rows.equal(row, float(self.given.demand[o, t]))

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
                    self.rows.equal(row, right)
                    self.rows.below([(int(self.workers[o, g, t]), 1.0), (now, -1.0)], 0.0)

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
                    self.rows.below(row, float(given.pool[g, level]))

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
                        self.rows.below(row, ends)

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
                self.rows.below(row, -float(self.given.promise[g, t] * whole[t]))

    def _fifths(self) -> None:
        """Split workers from near into fifths of each trade's jobs, each dearer by a cent."""
        for o in range(self.occupations):
            for t in range(self.length):
                row = [(int(self.workers[o, g, t]), 1.0) for g in range(2)]
                row += [(int(self.spread[o, t, k]), -1.0) for k in range(_STEPS)]
                self.rows.below(row, 0.0)


def solve_pipeline(given: PipelineInputs) -> Pipeline:
    """Return hires and intakes of least cost, promises first; see the module for the rows.

    Raises
    ------
    OrepactError : if the solver stops without an optimum
    """
    model = _Model(given)
    model.build()
    return _read(model, _solved(model))


def _solved(model: _Model) -> Floats:
    """Return the values of the columns at the optimum, by HiGHS's dual simplex."""
    import highspy

    program = highspy.HighsLp()
    rows = model.rows
    program.num_col_, program.num_row_ = model.count, len(rows.high)
    program.col_cost_ = model.cost()
    program.col_lower_ = np.zeros(model.count)
    program.col_upper_ = model.upper()
    program.row_lower_, program.row_upper_ = np.array(rows.low), np.array(rows.high)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.array(rows.starts)
    program.a_matrix_.index_ = np.array(rows.column)
    program.a_matrix_.value_ = np.array(rows.value)
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (("output_flag", False), ("solver", "simplex"), ("parallel", "off")):
        highs.setOptionValue(name, value)
    highs.passModel(program)
    highs.run()
    status = highs.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise OrepactError(
            "the training pipeline has no optimum",
            why=highs.modelStatusToString(status),
            do="Check demand, pools and places for numbers that cannot be",
        )
    return np.asarray(highs.getSolution().col_value)


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
