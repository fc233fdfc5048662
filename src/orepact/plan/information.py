"""What it is worth to plan for many outcomes, and what it would be worth to know which comes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.plan.data import PlanData
from orepact.plan.risk import cases_of
from orepact.plan.sheet import as_linear
from orepact.plan.transfers import DIRECTIONS
from orepact.plan.utility import utility
from orepact.plan.world import Shelf
from orepact.solve import Limits, Linear, Program, Solve, solve

__all__ = ["Information", "information"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Information:
    """Expected total value of all parties, million of the case's money.

    All are maxima over the same rows (participation apart, which is one row over all scenarios):
    ``knowing >= knowing later >= planning >= averages``.

    Parameters
    ----------
    planning : float
        First stage once for all scenarios, then what is dropped deck by deck (RP).
    averages : float
        The first stage that is best for the average of all scenarios, then the same (EEV).
    knowing : float
        Each scenario planned for as if it were known from the start (WS).
    never_dropping : float
        First stage once, and whatever is committed to is carried through.
    knowing_later : float
        First stage as planned, then each scenario known before anything is dropped.
    """

    planning: float
    averages: float
    knowing: float
    never_dropping: float
    knowing_later: float

    @property
    def of_foresight(self) -> float:
        """What knowing the scenario when the reviews end adds; never more than ``of_knowing``."""
        return self.knowing_later - self.planning

    @property
    def of_planning(self) -> float:
        """Value of the stochastic solution."""
        return self.planning - self.averages

    @property
    def of_knowing(self) -> float:
        """Expected value of perfect information."""
        return self.knowing - self.planning

    @property
    def of_dropping(self) -> float:
        """What the right to drop after a review adds."""
        return self.planning - self.never_dropping


def information(data: PlanData, *, limits: Limits, shelf: Shelf | None = None) -> Information:
    """Return the value of the stochastic solution and of perfect information.

    Transfers are left out: they move value between parties and never make any.

    References
    ----------
    Birge and Louveaux, Introduction to Stochastic Programming, Springer, chapter 4.
    """
    program = _without_transfers((shelf or Shelf()).program(data))
    close = replace(limits, gap=min(limits.gap, 1e-6))
    cases = cases_of(data)
    own = _total(program, data)
    planned = _best(program, own, close)
    chances = np.array([case.chance for case in cases])
    known = [_best(program, _total(program, case.data), close).objective for case in cases]
    mean = _best(_one_answer(program, data), _total(program, _averaged(data)), close)
    fixed = _best(_first_stage(program, mean), own, close)
    kept = _best(_never_dropping(program, data), own, close)
    stage = _first_stage(program, planned)
    later = [_best(stage, _total(program, case.data), close).objective for case in cases]
    scale = data.unit
    return Information(
        planning=planned.objective * scale,
        averages=fixed.objective * scale,
        knowing=float(chances @ np.array(known)) / float(chances.sum()) * scale,
        never_dropping=kept.objective * scale,
        knowing_later=float(chances @ np.array(later)) / float(chances.sum()) * scale,
    )


def _best(program: Program, aim: Linear, limits: Limits) -> Solve:
    return solve(program.aiming(aim), limits)


def _total(program: Program, data: PlanData) -> Linear:
    everyone = np.ones(len(data.parties))
    return as_linear(program, utility(data, everyone, with_transfers=False))


def _without_transfers(program: Program) -> Program:
    upper = program.upper.copy()
    for name in DIRECTIONS:
        if name in program.variables:
            upper[program.variables[name].values.ravel()] = 0.0
    return replace(program, upper=upper)


def _averaged(data: PlanData) -> PlanData:
    """Return the data in which every deck is the average of all."""
    decks = len(data.scenarios)

    def mean(values: Floats) -> Floats:
        found = np.einsum("csp,s->cp", values, data.weights)
        return np.repeat(found[:, None, :], decks, axis=1)

    return replace(data, sunk=mean(data.sunk), late=mean(data.late))


def _one_answer(program: Program, data: PlanData) -> Program:
    """Return the program in which a column is dropped in all decks or in none."""
    if not data.droppable:
        return program
    places = program.variables["e"].values
    rows: list[Linear] = []
    for deck in range(1, places.shape[1]):
        for held in range(places.shape[0]):
            row = np.zeros(program.cost.size)
            row[places[held, 0]], row[places[held, deck]] = 1.0, -1.0
            rows += [Linear(coefficients=row), Linear(coefficients=-row)]
    return program.with_rows("one answer", rows, [0.0] * len(rows)) if rows else program


def _first_stage(program: Program, found: Solve) -> Program:
    """Return the program with what is committed to and started as found."""
    lower, upper = program.lower.copy(), program.upper.copy()
    for name in ("z", "y"):
        if name in program.variables:
            at = program.variables[name].values.ravel()
            lower[at] = upper[at] = found.x[at]
    return replace(program, lower=lower, upper=upper)


def _never_dropping(program: Program, data: PlanData) -> Program:
    """Return the program with ``e[c,s] >= z[c]``."""
    if not data.droppable:
        return program
    e, z = program.variables["e"].values, program.variables["z"].values
    rows = []
    for place, column in enumerate(data.droppable):
        for deck in range(e.shape[1]):
            row = np.zeros(program.cost.size)
            row[e[place, deck]], row[z[column]] = 1.0, -1.0
            rows.append(Linear(coefficients=row))
    return program.with_rows("never dropped", rows, [0.0] * len(rows))
