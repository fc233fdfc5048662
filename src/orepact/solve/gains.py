"""What each party gains over its own world without agreement, and the most it could gain."""

from __future__ import annotations

import math
from collections.abc import Mapping

from orepact.errors import OrepactError
from orepact.solve.points import best
from orepact.solve.program import Linear, Program
from orepact.solve.solver import Limits

__all__ = ["NO_GAIN", "gains_over", "ideal_gains"]

NO_GAIN = 1e-9
"""Share of an ideal gain, or of an objective's largest coefficient, that counts as none."""


def gains_over(
    utilities: Mapping[str, Linear], disagreement: Mapping[str, float] | None
) -> dict[str, Linear]:
    """Return each party's utility less what it has without agreement.

    Parameters
    ----------
    utilities : dict of str to Linear
    disagreement : dict of str to float
        By party; None means 0 for all.

    Raises
    ------
    OrepactError : if a party has no disagreement value, a value belongs to nobody, or is no finite
        number
    """
    if disagreement is None:
        return dict(utilities)
    missing = [name for name in utilities if name not in disagreement]
    if missing:
        raise OrepactError(
            f"no disagreement value is given for {', '.join(missing)}",
            why="A gain is measured against what a party has without agreement; missing is not 0",
            do="Give each party what its own best course without agreement is worth",
        )
    unknown = [name for name in disagreement if name not in utilities]
    if unknown:
        raise OrepactError(
            f"disagreement values are given for {', '.join(unknown)}, which has no objective",
            do=f"Name parties among {', '.join(utilities)}",
        )
    odd = [name for name in utilities if not math.isfinite(disagreement[name])]
    if odd:
        raise OrepactError(
            f"the disagreement value of {', '.join(odd)} is not a finite number",
            why="No gain can be counted from it; a value that is not known is not 0 either",
            do="Give what the party's own best course without agreement is worth",
        )
    return {name: utility.less(disagreement[name]) for name, utility in utilities.items()}


def ideal_gains(
    program: Program, gains: Mapping[str, Linear], limits: Limits
) -> dict[str, float] | None:
    """Return the largest gain of each party while no party loses; None without mutual gain.

    ``max gain_a`` with ``gain_b >= 0`` for all b: one solve per party. None when some party must
    lose, or cannot gain at all.

    Raises
    ------
    OrepactError : if the program's own rows cannot be satisfied: that is no answer about gains
    """
    kept = program.with_rows("_no_loss", list(gains.values()), [0.0] * len(gains))
    found = {}
    for name in gains:
        point = best(kept, name, gains, limits=limits)
        size = float(abs(gains[name].coefficients).max(initial=0.0))
        if point is None and best(program, name, gains, limits=limits) is None:
            raise OrepactError(
                "no party can gain or lose: the rows cannot be satisfied",
                do="Ask `explain_conflict` which of them stand against each other",
            )
        if point is None or point.values[name] <= NO_GAIN * size:
            return None
        found[name] = point.values[name]
    return found
