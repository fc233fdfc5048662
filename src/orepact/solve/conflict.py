"""Why nothing is possible, in words: which requirements conflict, and the smallest relaxation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import highspy
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from orepact.errors import InfeasibleError
from orepact.solve.program import Program
from orepact.solve.solver import SolverError

__all__ = ["Conflict", "Relaxation", "Requirement", "explain_conflict"]

_NOTHING = 1e-7
"""Slack below which a requirement holds, in units of the row."""


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
    is_whole : bool
        Whether it stands or falls as a whole, as a thing to be built does.
    """

    family: str
    words: str
    unit: str
    scale: float = 1.0
    is_whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """How far one requirement gives way so that a plan exists."""

    requirement: str
    words: str
    amount: float
    unit: str
    is_dropped: bool = False

    @property
    def sentence(self) -> str:
        """What to do, as a clause."""
        if self.is_dropped:
            return f"drop {self.words}"
        return f"loosen {self.words} by {self.amount:.4g} {self.unit}"

    @property
    def as_data(self) -> dict[str, str | float]:
        """The relaxation as JSON-ready data."""
        return {
            "requirement": self.requirement,
            "words": self.words,
            "amount": self.amount,
            "unit": self.unit,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Requirements that cannot hold together, none of them superfluous.

    Parameters
    ----------
    requirements : tuple of Requirement
        A smallest set: without any one of them the others can hold.
    relaxations : tuple of Relaxation
        One per requirement that can mend the conflict alone, by name.
    together : tuple of Relaxation
        Where none can alone: what gives way together, with the smallest sum of shares.
    """

    requirements: tuple[Requirement, ...]
    relaxations: tuple[Relaxation, ...]
    together: tuple[Relaxation, ...] = ()

    def error(self, what: str) -> InfeasibleError:
        """Return the error that a user sees, its reason as JSON-ready data."""
        asked = "; ".join(item.words for item in self.requirements)
        ways = " or ".join(item.sentence for item in self.relaxations)
        if self.together:
            ways = "together: " + ", and ".join(item.sentence for item in self.together)
        return InfeasibleError(
            what,
            reason={
                "conflict": [
                    {"requirement": item.family, "words": item.words} for item in self.requirements
                ],
                "relaxations": [item.as_data for item in self.relaxations],
                "together": [item.as_data for item in self.together],
            },
            why=f"These cannot hold together: {asked}",
            do=ways[:1].upper() + ways[1:] or "Drop one of them",
        )


def _eased(
    program: Program, dropped: Sequence[str], elastic: Mapping[str, float], whole: Sequence[str]
) -> NDArray[np.float64] | None:
    """Return the least-cost largest slack of each elastic family, or None if nothing fits.

    Parameters
    ----------
    dropped : sequence of str
        Families taken out.
    elastic : dict of str to float
        Cost of one unit of a family's largest slack.
    whole : sequence of str
        Elastic families whose slack is 0 or the whole of their right-hand side.
    """
    low, high = program.low.copy(), program.high.copy()
    for name in dropped:
        low[program.rows[name]] = -np.inf
        high[program.rows[name]] = np.inf
    slack = np.zeros((program.matrix.shape[0], len(elastic)))
    for place, name in enumerate(elastic):
        for row in program.rows[name]:
            side = 1.0 if np.isfinite(low[row]) else -1.0
            slack[row, place] = side * (abs(low[row]) if name in whole else 1.0)
    is_whole = np.array([name in whole for name in elastic], dtype=bool)
    eased = replace(
        program,
        matrix=sp.hstack([program.matrix, sp.csr_matrix(slack)], format="csr"),  # type: ignore[no-untyped-call]
        low=low,
        high=high,
        lower=np.append(program.lower, np.zeros(len(elastic))),
        upper=np.append(program.upper, np.where(is_whole, 1.0, np.inf)),
        cost=np.append(np.zeros(program.cost.size), list(elastic.values())),
        integers=np.append(program.integers, is_whole),
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
    return np.array(highs.getSolution().col_value)[program.cost.size :]


def _fits(program: Program, dropped: Sequence[str]) -> bool:
    return _eased(program, dropped, {}, ()) is not None


def explain_conflict(program: Program, requirements: Sequence[Requirement]) -> Conflict | None:
    """Return which requirements conflict and how far one alone must give way.

    A deletion filter drops requirements one after another and keeps those without which the
    rest can hold. Then each of them in turn gets one slack, in its own unit, and the smallest
    slack that makes a plan possible is reported; equality rows loosen towards lower values. Where
    none can mend it alone, all families get a slack and those that must give way together are
    reported, with the smallest sum of shares of their ceilings.

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
    if not _fits(program, list(known)):
        return None
    core = _core(program, sorted(known))
    found = []
    for name in core:
        item = known[name]
        whole = (name,) if item.is_whole else ()
        least = _eased(program, [], {name: 1.0}, whole)
        if least is not None:
            found.append(_relaxation(item, float(least[0])))
    return Conflict(
        requirements=tuple(known[name] for name in core),
        relaxations=tuple(found),
        together=() if found else _together(program, known),
    )


def _relaxation(item: Requirement, slack: float) -> Relaxation:
    return Relaxation(
        requirement=item.family,
        words=item.words,
        amount=slack * (1.0 if item.is_whole else item.scale),
        unit=item.unit,
        is_dropped=item.is_whole,
    )


def _together(program: Program, known: Mapping[str, Requirement]) -> tuple[Relaxation, ...]:
    """Return what gives way together; what stands or falls as a whole stands if it can.

    ::

        min sum_f slack[f] scale[f] / size(unit of f)

    where the size of a unit is the largest right-hand side printed in it, so that shares of a
    ceiling are added and never tonnes to dollars.
    """
    size: dict[str, float] = {}
    for name, item in known.items():
        rows = program.rows[name]
        sides = np.where(np.isfinite(program.low[rows]), program.low[rows], program.high[rows])
        largest = float(np.abs(sides[np.isfinite(sides)]).max(initial=0.0)) * item.scale
        size[item.unit] = max(size.get(item.unit, 0.0), largest)
    price = {
        name: 1.0 if item.is_whole else item.scale / (size[item.unit] or 1.0)
        for name, item in known.items()
    }
    parts = {name: cost for name, cost in price.items() if not known[name].is_whole}
    for elastic in (parts, price):
        whole = [name for name in elastic if known[name].is_whole]
        least = _eased(program, [], elastic, whole)
        if least is not None:
            return tuple(
                _relaxation(known[name], float(amount))
                for name, amount in zip(elastic, least, strict=True)
                if amount > _NOTHING
            )
    return ()


def _core(program: Program, names: Sequence[str]) -> list[str]:
    """Return a smallest conflicting set: drop what is not needed for the conflict."""
    core = list(names)
    for name in names:
        without = [other for other in core if other != name]
        dropped = [other for other in names if other not in without]
        if not _fits(program, dropped):
            core = without
    return core
