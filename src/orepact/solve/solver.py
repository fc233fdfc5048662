"""HiGHS on a linopy model: fixed seed and threads, gap and node limits, every status checked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import highspy
import numpy as np
import xarray as xr

from orepact.errors import OrepactError
from orepact.solve.kept import Found, Kept
from orepact.solve.program import Program

__all__ = ["LARGEST_SEED", "Limits", "Solve", "SolverError", "Status", "solve"]

_PROVED = 1e-9
"""Relative gap up to which a solve counts as optimal and not merely within the asked gap."""

LARGEST_SEED = 2**31 - 1
"""Largest seed that HiGHS takes."""

_FEASIBLE = 1e-9
"""How far a row or an integer may be off within HiGHS, in the scaled units of the model."""


class SolverError(OrepactError):
    """The solver failed, or its model is not what it should be; never the user's fault."""

    exit_code = 1


class Status(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    """Proved: objective and bound agree."""
    GAP_REACHED = "gap reached"
    """Proved to within the gap that was asked for."""
    NODE_LIMIT = "node limit"
    """Stopped at the node limit; there is a solution, its bound and a larger gap."""
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a solve stops; there is no time limit, so that the same inputs give the same bytes.

    Parameters
    ----------
    gap : float
        Relative gap between solution and bound.
    absolute_gap : float
        In the objective's own unit; whichever is reached first stops the solve.
    nodes : int
        Branch-and-bound nodes.
    seed, threads : int
        Of HiGHS; a seed from 0 to 2,147,483,647.

    Raises
    ------
    OrepactError : if a gap is below 0 or no number, or a seed or a number of nodes is none that
        HiGHS takes
    """

    gap: float = 0.01
    absolute_gap: float = 1e-6
    nodes: int = 200_000
    seed: int = 1
    threads: int = 1

    def __post_init__(self) -> None:
        for name, gap in (("gap", self.gap), ("absolute_gap", self.absolute_gap)):
            if not 0.0 <= gap < math.inf:
                raise OrepactError(f"{name} is {gap:g}", do="Give 0 or more; 0.01 is 1 %")
        if not 0 <= self.seed <= LARGEST_SEED or self.nodes < 0 or self.threads < 0:
            raise OrepactError(
                f"seed {self.seed}, nodes {self.nodes}, threads {self.threads}",
                why=f"The solver takes none below 0, and a seed of at most {LARGEST_SEED:,}",
                do="Give whole numbers within that",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Solve:
    """One solve: what was found and how far it is proved.

    Parameters
    ----------
    status : Status
    objective, bound : float
        Value found and proven bound, in the model's own sense and unit; not a number when there
        is no solution.
    nodes : int
        Branch-and-bound nodes used.
    maximises : bool
        Sense of the objective.
    x : ndarray, shape (column,)
        Solution in the program's columns; binaries exactly 0 or 1.
    places : dict of str to DataArray of int
        Column of each entry of each variable.
    limits : Limits
        What was asked.
    """

    status: Status
    objective: float
    bound: float
    nodes: int
    maximises: bool
    x: np.ndarray
    places: Mapping[str, xr.DataArray]
    limits: Limits

    @property
    def has_solution(self) -> bool:
        """Whether there is a feasible solution."""
        return self.status in (Status.OPTIMAL, Status.GAP_REACHED, Status.NODE_LIMIT)

    @property
    def absolute_gap(self) -> float:
        """Distance from solution to bound, never negative, in the objective's unit."""
        distance = self.bound - self.objective if self.maximises else self.objective - self.bound
        return max(0.0, distance)

    @property
    def relative_gap(self) -> float:
        """``absolute gap / |objective|``; 0 when proved, infinite when the objective is 0."""
        if self.absolute_gap == 0.0:
            return 0.0
        return self.absolute_gap / abs(self.objective) if self.objective else float("inf")

    def values_of(self, name: str) -> xr.DataArray:
        """Return the solution of one variable with its labels.

        Raises
        ------
        SolverError : if the solve has no solution, or the model no such variable
        """
        if not self.has_solution:
            raise SolverError(f"a solve that ended {self.status} has no values for {name}")
        if name not in self.places:
            raise SolverError(f"the model has no variable {name}")
        places = self.places[name]
        values = np.where(places.values >= 0, self.x[places.values], np.nan)
        return places.copy(data=values)


def _option(highs: Any, name: str, value: object) -> None:
    if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
        raise SolverError(f"HiGHS refused option {name} = {value!r}")


def _run(highs: Any, limits: Limits) -> Any:
    _option(highs, "mip_rel_gap", limits.gap)
    _option(highs, "mip_abs_gap", limits.absolute_gap)
    _option(highs, "mip_max_nodes", limits.nodes)
    _option(highs, "random_seed", limits.seed)
    _option(highs, "threads", limits.threads)
    _option(highs, "parallel", "off")
    _option(highs, "primal_feasibility_tolerance", _FEASIBLE)
    _option(highs, "mip_feasibility_tolerance", _FEASIBLE)
    if highs.run() == highspy.HighsStatus.kError:
        raise SolverError("HiGHS ended with an error", do="Report this with the case")
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kUnboundedOrInfeasible:
        _option(highs, "presolve", "off")
        highs.run()
        status = highs.getModelStatus()
    return status


def _status(highs: Any, found: Any, gap: float) -> Status:
    kind = highspy.HighsModelStatus
    if found == kind.kOptimal:
        return Status.OPTIMAL if gap <= _PROVED else Status.GAP_REACHED
    if found == kind.kInfeasible:
        return Status.INFEASIBLE
    if found in (kind.kUnbounded, kind.kUnboundedOrInfeasible):
        return Status.UNBOUNDED
    is_feasible = (
        highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    )
    if found in (kind.kSolutionLimit, kind.kIterationLimit) and is_feasible:
        return Status.NODE_LIMIT
    raise SolverError(
        f"HiGHS stopped without a solution: {highs.modelStatusToString(found)}",
        do="Allow more nodes or a larger gap",
    )


def _clean(program: Program, solution: np.ndarray) -> np.ndarray:
    """Integers become whole, the rest keeps its bounds."""
    inside = np.clip(solution, program.lower, program.upper)
    return np.asarray(np.where(program.integers, np.round(inside), inside) + 0.0)


def solve(
    program: Program,
    limits: Limits | None = None,
    *,
    constant: float = 0.0,
    begin: np.ndarray | None = None,
) -> Solve:
    """Solve a program with HiGHS and say how far the result is proved.

    Parameters
    ----------
    program : Program
        As :func:`program_of` makes it from a linopy model.
    limits : Limits
        Gap, node limit, seed and threads.
    constant : float
        Added to objective and bound before gaps are measured.
    begin : ndarray, shape (column,)
        A solution to begin from, for example of an earlier stage; it saves time and proves nothing.

    Returns
    -------
    Solve
        Infeasible and unbounded are statuses, not errors.

    Raises
    ------
    SolverError : if HiGHS fails or stops without any solution
    """
    limits = limits or Limits()
    kept = Kept(program, limits, constant, begin)
    found = kept.read()
    if found is None:
        found = _solved(program, limits, constant, begin)
        kept.write(*found)
    status, (objective, bound, nodes), x = found
    return Solve(
        status=Status(status),
        objective=float(objective),
        bound=float(bound),
        nodes=int(nodes),
        maximises=program.maximises,
        x=x,
        places=program.variables,
        limits=limits,
    )


def _solved(program: Program, limits: Limits, constant: float, begin: np.ndarray | None) -> Found:
    """Return status, (objective, bound, nodes) and solution as HiGHS finds them."""
    highs = program.highs(constant)
    if begin is not None:
        first = highspy.HighsSolution()
        first.col_value = begin.tolist()
        highs.setSolution(first)
    ended = _run(highs, limits)
    info = highs.getInfo()
    is_integer = bool(program.integers.any())
    status = _status(highs, ended, float(info.mip_gap) if is_integer else 0.0)
    if status in (Status.INFEASIBLE, Status.UNBOUNDED):
        return (
            str(status),
            np.array([np.nan, np.nan, max(0, int(info.mip_node_count))]),
            np.zeros(0),
        )
    x = _clean(program, np.asarray(highs.getSolution().col_value))
    objective = float(info.objective_function_value)
    bound = objective if status is Status.OPTIMAL or not is_integer else float(info.mip_dual_bound)
    return str(status), np.array([objective, bound, max(0, int(info.mip_node_count))]), x
