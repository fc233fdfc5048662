"""What is best, how far is it proved, and why is nothing possible? HiGHS on any linopy model."""

from orepact.solve.checker import Check, FamilyCheck, RowUnit, check_solution
from orepact.solve.conflict import Conflict, Relaxation, Requirement, explain_conflict
from orepact.solve.cvar import cvar, expected
from orepact.solve.nash import nash
from orepact.solve.points import (
    Point,
    best,
    dominates,
    egalitarian,
    epsilon_point,
    epsilon_walk,
    frontier,
)
from orepact.solve.posed import Expression, posed
from orepact.solve.program import Linear, Program, linear, program_of
from orepact.solve.shapley import (
    CoreCheck,
    Objection,
    coalitions,
    core_check,
    shapley_value,
    subsidy_to_stay,
    worths_of,
)
from orepact.solve.solver import Limits, Solve, SolverError, Status, solve

__all__ = [
    "Check",
    "Conflict",
    "CoreCheck",
    "Expression",
    "FamilyCheck",
    "Limits",
    "Linear",
    "Objection",
    "Point",
    "Program",
    "Relaxation",
    "Requirement",
    "RowUnit",
    "Solve",
    "SolverError",
    "Status",
    "best",
    "check_solution",
    "coalitions",
    "core_check",
    "cvar",
    "dominates",
    "egalitarian",
    "epsilon_point",
    "epsilon_walk",
    "expected",
    "explain_conflict",
    "frontier",
    "linear",
    "nash",
    "posed",
    "program_of",
    "shapley_value",
    "solve",
    "subsidy_to_stay",
    "worths_of",
]
