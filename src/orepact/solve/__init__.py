"""What is best, how far is it proved, and why is nothing possible? HiGHS on any linopy model."""

from orepact.solve.checker import Check, FamilyCheck, RowUnit, check_solution
from orepact.solve.coalition_game import CoalitionGame, shapley
from orepact.solve.conflict import Conflict, Relaxation, Requirement, explain_conflict
from orepact.solve.cvar import cvar, expected
from orepact.solve.egalitarian import TieRule, egalitarian
from orepact.solve.frontier import Frontier, frontier, integer_frontier
from orepact.solve.gains import gains_over, ideal_gains
from orepact.solve.kalai_smorodinsky import kalai_smorodinsky
from orepact.solve.kept import Tally, kept_in, kept_solves, shared_solves
from orepact.solve.nash import NashPoint, nash
from orepact.solve.near_ties import NearTie, near_ties
from orepact.solve.points import (
    Point,
    best,
    dominates,
    epsilon_point,
    epsilon_walk,
    undominated,
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
    "CoalitionGame",
    "Conflict",
    "CoreCheck",
    "Expression",
    "FamilyCheck",
    "Frontier",
    "Limits",
    "Linear",
    "NashPoint",
    "NearTie",
    "Objection",
    "Point",
    "Program",
    "Relaxation",
    "Requirement",
    "RowUnit",
    "Solve",
    "SolverError",
    "Status",
    "Tally",
    "TieRule",
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
    "gains_over",
    "ideal_gains",
    "integer_frontier",
    "kalai_smorodinsky",
    "kept_in",
    "kept_solves",
    "linear",
    "nash",
    "near_ties",
    "posed",
    "program_of",
    "shapley",
    "shapley_value",
    "shared_solves",
    "solve",
    "subsidy_to_stay",
    "undominated",
    "worths_of",
]
