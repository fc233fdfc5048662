"""Why nothing is possible, in words: which requirements conflict, and the smallest relaxation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import linopy
import numpy as np
import scipy.sparse as sp

from orepact.errors import InfeasibleError
from orepact.solve.solver import SolverError

__all__ = ["Conflict", "Relaxation", "Requirement", "explain_conflict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A family of rows that people set and can loosen; all other rows are facts.

    Parameters
    ----------
    family : str
        Name of the constraint in the model.
    words : str
        What it asks, in the reader's words.
    unit : str
        Unit of its right-hand side as it is printed.
    scale : float
        Printed unit per unit of the row.
    """

    family: str
    words: str
    unit: str
    scale: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """Loosening one requirement alone so that a plan exists."""

    requirement: str
    words: str
    amount: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Requirements that cannot hold together, none of them superfluous.

    Parameters
    ----------
    requirements : tuple of Requirement
        A smallest set: without any one of them the others can hold.
    relaxations : tuple of Relaxation
        One per requirement that can mend the conflict alone, by name.
    """

    requirements: tuple[Requirement, ...]
    relaxations: tuple[Relaxation, ...]

    def error(self, what: str) -> InfeasibleError:
        """Return the error that a user sees, its reason as JSON-ready data."""
        asked = "; ".join(item.words for item in self.requirements)
        ways = [
            f"loosen {item.words} by {item.amount:.4g} {item.unit}" for item in self.relaxations
        ]
        return InfeasibleError(
            what,
            reason={
                "conflict": [
                    {"requirement": item.family, "words": item.words} for item in self.requirements
                ],
                "relaxations": [
                    {
                        "requirement": item.requirement,
                        "words": item.words,
                        "amount": item.amount,
                        "unit": item.unit,
                    }
                    for item in self.relaxations
                ],
            },
            why=f"These cannot hold together: {asked}",
            do=" or ".join(ways) if ways else "Drop one of them; loosening one alone is not enough",
        )


@dataclass(slots=True)
class _Rows:
    """The model as arrays: ``low <= A x <= high``."""

    matrix: sp.csr_matrix
    low: np.ndarray
    high: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    integers: np.ndarray
    family: dict[str, np.ndarray]


def _extract(model: linopy.Model) -> _Rows:
    matrices = model.matrices
    right = np.asarray(matrices.b, dtype=float)
    sense = np.asarray(matrices.sense)
    place = {int(label): row for row, label in enumerate(matrices.clabels)}
    family = {
        name: np.array(
            [
                place[int(label)]
                for label in model.constraints[name].labels.values.ravel()
                if int(label) in place
            ],
            dtype=int,
        )
        for name in model.constraints
    }
    return _Rows(
        matrix=sp.csr_matrix(matrices.A),
        low=np.where(sense == "<", -np.inf, right),
        high=np.where(sense == ">", np.inf, right),
        lower=np.asarray(matrices.lb, dtype=float),
        upper=np.asarray(matrices.ub, dtype=float),
        integers=np.asarray(matrices.vtypes) != "C",
        family=family,
    )


def _solve(rows: _Rows, dropped: Sequence[str], elastic: str | None) -> float | None:
    """Return the smallest largest slack of the elastic family, 0 without one, None if none fits."""
    low, high = rows.low.copy(), rows.high.copy()
    for name in dropped:
        low[rows.family[name]] = -np.inf
        high[rows.family[name]] = np.inf
    matrix, count = rows.matrix, rows.matrix.shape[1]
    lower, upper, cost = rows.lower, rows.upper, np.zeros(count)
    integers = rows.integers
    if elastic is not None:
        slack = np.zeros((matrix.shape[0], 1))
        for row in rows.family[elastic]:
            slack[row, 0] = 1.0 if np.isfinite(low[row]) else -1.0
        matrix = sp.hstack([matrix, sp.csr_matrix(slack)], format="csr")
        lower, upper = np.append(lower, 0.0), np.append(upper, np.inf)
        cost, integers = np.append(cost, 1.0), np.append(integers, False)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = matrix.shape[1], matrix.shape[0]
    program.col_cost_, program.col_lower_, program.col_upper_ = cost, lower, upper
    program.row_lower_, program.row_upper_ = low, high
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = matrix.indptr
    program.a_matrix_.index_ = matrix.indices
    program.a_matrix_.value_ = matrix.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    program.integrality_ = [kinds[int(flag)] for flag in integers]
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.passModel(program)
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise SolverError(f"the conflict solve ended {highs.modelStatusToString(status)}")
    return float(highs.getInfo().objective_function_value)


def explain_conflict(model: linopy.Model, requirements: Sequence[Requirement]) -> Conflict | None:
    """Return which requirements conflict and how far one alone must give way.

    A deletion filter drops requirements one after another and keeps those without which the
    rest can hold. Then each of them in turn gets one slack, in its own unit, and the smallest
    slack that makes a plan possible is reported; equality rows loosen towards lower values.

    Parameters
    ----------
    model : linopy.Model
        Infeasible as it stands.
    requirements : sequence of Requirement
        The rows that people set; families that the model lacks are passed over.

    Returns
    -------
    Conflict, or None when the facts alone cannot hold, which is a fault of the case or model
    """
    rows = _extract(model)
    known: Mapping[str, Requirement] = {
        item.family: item for item in requirements if item.family in rows.family
    }
    if _solve(rows, list(known), None) is None:
        return None
    core = _core(rows, sorted(known))
    found = []
    for name in core:
        least = _solve(rows, [], name)
        if least is not None:
            item = known[name]
            found.append(
                Relaxation(
                    requirement=name, words=item.words, amount=least * item.scale, unit=item.unit
                )
            )
    return Conflict(requirements=tuple(known[name] for name in core), relaxations=tuple(found))


def _core(rows: _Rows, names: Sequence[str]) -> list[str]:
    """Return a smallest conflicting set: drop what is not needed for the conflict."""
    core = list(names)
    for name in names:
        without = [other for other in core if other != name]
        dropped = [other for other in names if other not in without]
        if _solve(rows, dropped, None) is None:
            core = without
    return core
