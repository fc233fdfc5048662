"""Why nothing is possible, in words: which requirements conflict, and the smallest relaxation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import highspy
import numpy as np
import scipy.sparse as sp

from orepact.errors import InfeasibleError
from orepact.solve.program import Program
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


def _solve(program: Program, dropped: Sequence[str], elastic: str | None) -> float | None:
    """Return the smallest largest slack of the elastic family, 0 without one, None if none fits."""
    low, high = program.low.copy(), program.high.copy()
    for name in dropped:
        low[program.rows[name]] = -np.inf
        high[program.rows[name]] = np.inf
    slack = np.zeros((program.matrix.shape[0], 1))
    for row in program.rows[elastic] if elastic else ():
        slack[row, 0] = 1.0 if np.isfinite(low[row]) else -1.0
    eased = replace(
        program,
        matrix=sp.hstack([program.matrix, sp.csr_matrix(slack)], format="csr"),  # type: ignore[no-untyped-call]
        low=low,
        high=high,
        lower=np.append(program.lower, 0.0),
        upper=np.append(program.upper, np.inf if elastic else 0.0),
        cost=np.append(np.zeros(program.cost.size), 1.0),
        integers=np.append(program.integers, False),
        maximises=False,
    )
    highs = eased.highs()
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise SolverError(f"the conflict solve ended {highs.modelStatusToString(status)}")
    return float(highs.getInfo().objective_function_value)


def explain_conflict(program: Program, requirements: Sequence[Requirement]) -> Conflict | None:
    """Return which requirements conflict and how far one alone must give way.

    A deletion filter drops requirements one after another and keeps those without which the
    rest can hold. Then each of them in turn gets one slack, in its own unit, and the smallest
    slack that makes a plan possible is reported; equality rows loosen towards lower values.

    Parameters
    ----------
    program : Program
        Infeasible as it stands.
    requirements : sequence of Requirement
        The rows that people set; families that the program lacks are passed over.

    Returns
    -------
    Conflict, or None when the facts alone cannot hold, which is a fault of the case or model
    """
    known: Mapping[str, Requirement] = {
        item.family: item for item in requirements if item.family in program.rows
    }
    if _solve(program, list(known), None) is None:
        return None
    core = _core(program, sorted(known))
    found = []
    for name in core:
        least = _solve(program, [], name)
        if least is not None:
            item = known[name]
            found.append(
                Relaxation(
                    requirement=name, words=item.words, amount=least * item.scale, unit=item.unit
                )
            )
    return Conflict(requirements=tuple(known[name] for name in core), relaxations=tuple(found))


def _core(program: Program, names: Sequence[str]) -> list[str]:
    """Return a smallest conflicting set: drop what is not needed for the conflict."""
    core = list(names)
    for name in names:
        without = [other for other in core if other != name]
        dropped = [other for other in names if other not in without]
        if _solve(program, dropped, None) is None:
            core = without
    return core
