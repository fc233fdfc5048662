"""What is lost in the worst cases: conditional value at risk as rows of a linear program."""

from __future__ import annotations

import math
from collections.abc import Mapping

import linopy
import numpy as np

from orepact.errors import OrepactError
from orepact.solve.posed import Expression, posed
from orepact.solve.program import Linear, Program

__all__ = ["cvar", "expected"]


def _checked(probabilities: Mapping[str, float], names: tuple[str, ...], alpha: float) -> None:
    missing = [name for name in names if name not in probabilities]
    extra = [name for name in probabilities if name not in names]
    if not names or missing or extra:
        raise OrepactError(
            "outcomes and probabilities do not name the same scenarios",
            where=", ".join([*missing, *extra]) or "no scenario at all",
            do="Give one probability per scenario",
        )
    chances = list(probabilities.values())
    if any(not chance >= 0.0 for chance in chances) or abs(math.fsum(chances) - 1.0) > 1e-9:
        raise OrepactError(
            f"probabilities sum to {math.fsum(chances):.9g}, smallest {min(chances):g}",
            why="They must be at least 0 and sum to 1",
            do="Divide them by their sum",
        )
    if not 0.0 <= alpha < 1.0:
        raise OrepactError(
            f"alpha is {alpha:g}",
            why="The worst 1 - alpha of cases is averaged, so alpha lies in [0, 1)",
            do="Give 0.95 for the worst twentieth, 0 for the plain mean",
        )


def expected(outcomes: Mapping[str, Linear], probabilities: Mapping[str, float]) -> Linear:
    """Return ``sum_s pi_s outcome_s`` as one expression.

    Parameters
    ----------
    outcomes : dict of str to Linear
        By scenario, over the columns of one program.
    probabilities : dict of str to float
        By the same names; they sum to 1.
    """
    _checked(probabilities, tuple(outcomes), 0.0)
    parts = [(probabilities[name], item) for name, item in outcomes.items()]
    return Linear(
        coefficients=np.sum([chance * item.coefficients for chance, item in parts], axis=0),
        constant=math.fsum(chance * item.constant for chance, item in parts),
    )


def cvar(
    model: linopy.Model | Program,
    outcomes: Mapping[str, Expression],
    probabilities: Mapping[str, float],
    *,
    alpha: float,
    is_reward: bool = False,
    name: str = "cvar",
) -> tuple[Program, Linear]:
    """Return the program with the rows of the conditional value at risk, and its expression.

    For a loss L (Rockafellar and Uryasev), to be minimised or held below a ceiling::

        CVaR = min eta + 1 / (1 - alpha) sum_s pi_s a_s,   a_s >= L_s - eta,  a_s >= 0

    For a reward R, to be maximised or held above a floor::

        CVaR = max eta - 1 / (1 - alpha) sum_s pi_s a_s,   a_s >= eta - R_s,  a_s >= 0

    Both are the mean of the worst ``1 - alpha`` of cases. The expression equals it only where the
    program pushes it the right way: a loss down, a reward up.

    Parameters
    ----------
    model : linopy.Model or Program
    outcomes : dict of str to expression
        Loss or reward by scenario: expressions of the model, or :class:`Linear` of the program.
    probabilities : dict of str to float
        By scenario; at least 0, sum 1.
    alpha : float
        Share of cases left out of the mean, in [0, 1); 0 gives the expected value.
    is_reward : bool
        Whether more is better.
    name : str
        Name of the rows, free in the program.

    Returns
    -------
    program, value : Program and Linear
        New columns stand at the end: eta first, then one per scenario in the order given.

    Raises
    ------
    OrepactError : if probabilities do not fit the scenarios or do not sum to 1, or alpha is
        outside [0, 1)

    References
    ----------
    Rockafellar and Uryasev, Optimization of conditional value-at-risk, Journal of Risk 2, 2000.

    Examples
    --------
    Four equally likely costs, the worst two fifths: all of 40 and 0.15 of 30, over 0.4.

    >>> import linopy
    >>> from orepact.solve import cvar, solve
    >>> model = linopy.Model()
    >>> one = model.add_variables(lower=1.0, upper=1.0, name="one")
    >>> model.add_objective(1.0 * one)
    >>> costs = {str(c): float(c) * one for c in (10, 20, 30, 40)}
    >>> program, value = cvar(model, costs, dict.fromkeys(costs, 0.25), alpha=0.6)
    >>> round(value.at(solve(program.aiming(value.times(-1.0))).x), 6)
    36.25
    """
    program, losses = posed(model, outcomes)
    _checked(probabilities, tuple(losses), alpha)
    width, count = program.cost.size, len(losses)
    sign = -1.0 if is_reward else 1.0
    wide = program.with_free_columns(1 + count)
    wide.lower[width + 1 :] = 0.0
    rows = []
    for place, loss in enumerate(losses.values()):
        row = np.zeros(width + 1 + count)
        row[: loss.coefficients.size] = -sign * loss.coefficients
        row[width] = sign
        row[width + 1 + place] = 1.0
        rows.append(Linear(coefficients=row, constant=-sign * loss.constant))
    value = np.zeros(width + 1 + count)
    value[width] = 1.0
    chances = np.array([probabilities[scenario] for scenario in losses])
    value[width + 1 :] = sign * chances / (1.0 - alpha)
    return wide.with_rows(name, rows, [0.0] * count), Linear(coefficients=value)
