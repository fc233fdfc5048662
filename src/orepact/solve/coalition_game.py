"""What each coalition could reach alone in a model, and how the whole is then shared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import linopy

from orepact.errors import OrepactError
from orepact.solve.gains import gains_over
from orepact.solve.points import best
from orepact.solve.posed import Expression, posed
from orepact.solve.program import Linear, Program
from orepact.solve.shapley import (
    CoreCheck,
    core_check,
    shapley_value,
    subsidy_to_stay,
    worths_of,
)
from orepact.solve.solver import Limits

__all__ = ["CoalitionGame", "shapley"]

Coalition = frozenset[str]
Without = Callable[[Program, Coalition], Program | tuple[Program, Mapping[str, Linear]]]
"""The program without some parties, and the gains where their absence changes these too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoalitionGame:
    """Worths of all coalitions, Shapley's value, and whether it would hold.

    Parameters
    ----------
    worths : dict of frozenset to float
        What each coalition reaches without the others, in the unit of the objectives.
    values : dict of str to float
        Shapley's value of each party.
    core : CoreCheck
        Of that value; a coalition objects only beyond the solver's gaps.
    subsidy : float
        Least sum from outside with which no coalition could object; 0 when the core is not empty.
    gap : float
        Largest gap of a worth, same unit.
    losses_by_joining : tuple of (frozenset, frozenset, float)
        Pairs of coalitions that are worth less together than apart, beyond the gaps, and by how
        much; empty in a superadditive game.
    """

    worths: Mapping[Coalition, float]
    values: Mapping[str, float]
    core: CoreCheck[str]
    subsidy: float
    gap: float
    losses_by_joining: tuple[tuple[Coalition, Coalition, float], ...]


def shapley(
    model: linopy.Model | Program,
    objectives: Mapping[str, Expression],
    controls: Mapping[str, Sequence[str]] | Without,
    *,
    disagreement: Mapping[str, float] | None = None,
    limits: Limits | None = None,
    tolerance: float = 1e-6,
) -> CoalitionGame:
    """Return how the parties of a model share by what they add, over all orders of joining.

    ``v(S) = max sum_{a in S} gain_a`` in the model without what those outside S control, one
    solve per coalition; then Shapley's value, its place in the core, and the least subsidy.

    Parameters
    ----------
    model : linopy.Model or Program
    objectives : dict of str to expression
        Utility of each party, in one unit: gains are added.
    controls : dict of str to names, or callable
        Variables that a party controls: 0 in a coalition without it; an empty list for a party
        that controls none. Or a callable that takes
        the program and the absent parties and returns the program without them; where it also
        changes what the parties gain by their choices, the program and the gains by party.
    disagreement : dict of str to float
        What each party has on its own without any of it; left out, 0.
    limits : Limits
    tolerance : float
        What counts as nothing in the core check, in the unit of the objectives; the gaps of two
        worths are added to it.

    Raises
    ------
    OrepactError : if a party is missing in ``controls``, a coalition has no feasible choice, a
        variable cannot be 0 or is unknown, or there are more parties than can be solved one
        coalition at a time

    Examples
    --------
    A mine worth 9 needs the railway; each side owns what it says.

    >>> import linopy
    >>> model = linopy.Model()
    >>> dig = model.add_variables(lower=0.0, upper=1.0, name="dig")
    >>> haul = model.add_variables(lower=0.0, upper=1.0, name="haul")
    >>> _ = model.add_constraints(dig <= haul, name="needs")
    >>> utilities = {"miner": 9.0 * dig, "railway": 0.0 * haul}
    >>> game = shapley(model, utilities, {"miner": ["dig"], "railway": ["haul"]})
    >>> game.values, game.core.is_in_core
    ({'miner': 4.5, 'railway': 4.5}, True)
    """
    program, utilities = posed(model, objectives)
    limits = limits or Limits()
    gains = gains_over(utilities, disagreement)
    parties = tuple(gains)
    if not callable(controls):
        _check_controls(program, parties, controls)
    gaps: list[float] = []

    def worth(members: Coalition) -> float:
        absent = frozenset(parties) - members
        found = _without(program, controls, absent)
        left, own = found if isinstance(found, tuple) else (found, gains)
        total = Linear(coefficients=0.0 * left.cost)
        for party in parties:
            total = total.plus(own[party]) if party in members else total
        point = best(left, "total", {"total": total}, limits=limits)
        if point is None:
            raise OrepactError(
                f"{', '.join(sorted(members))} alone have no feasible choice",
                why="A coalition must be able to do nothing",
                do="Let every required variable be 0 when its party is absent",
            )
        gaps.append(point.first.absolute_gap)
        return point.values["total"]

    worths = worths_of(parties, worth)
    values = shapley_value(parties, worths)
    gap = max(gaps)
    return CoalitionGame(
        worths=worths,
        values=values,
        core=core_check(values, worths, tolerance=tolerance + 2.0 * gap),
        subsidy=subsidy_to_stay(parties, worths),
        gap=gap,
        losses_by_joining=_losses(worths, tolerance + 2.0 * gap),
    )


def _check_controls(
    program: Program, parties: Sequence[str], controls: Mapping[str, Sequence[str]]
) -> None:
    for party, names in controls.items():
        if party not in parties:
            raise OrepactError(
                f"{party!r} controls something and is no party",
                do=f"Name one of {', '.join(parties)}, or give it an objective",
            )
        for name in names:
            if name not in program.variables:
                raise OrepactError(
                    f"{party} controls {name!r}, which the model does not have",
                    do=f"Name one of {', '.join(program.variables)}",
                )
    silent = [party for party in parties if party not in controls]
    if silent:
        raise OrepactError(
            f"it is not said what {', '.join(silent)} controls",
            why="A party that is missing is not one that controls nothing",
            do="Name its variables, or give an empty list",
        )


def _without(
    program: Program,
    controls: Mapping[str, Sequence[str]] | Without,
    absent: Coalition,
) -> Program | tuple[Program, Mapping[str, Linear]]:
    if callable(controls):
        return controls(program, absent)
    lower, upper = program.lower.copy(), program.upper.copy()
    for party in sorted(absent):
        for name in controls.get(party, ()):
            places = program.variables[name].values.ravel()
            columns = places[places >= 0]
            if (lower[columns] > 0.0).any() or (upper[columns] < 0.0).any():
                raise OrepactError(
                    f"{name!r} cannot be 0, so a coalition without {party} is not defined",
                    do="Let its bounds include 0",
                )
            lower[columns] = upper[columns] = 0.0
    return replace(program, lower=lower, upper=upper)


def _losses(
    worths: Mapping[Coalition, float], beyond: float
) -> tuple[tuple[Coalition, Coalition, float], ...]:
    found = [
        (one, other, worths[one] + worths[other] - worths[one | other])
        for one, other in combinations(worths, 2)
        if not one & other
    ]
    return tuple(sorted((item for item in found if item[2] > beyond), key=lambda item: -item[2]))
