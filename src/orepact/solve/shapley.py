"""How to share what a coalition makes or costs: Shapley's value, and whether anyone would leave.

For a game ``v`` on players N, a coalition S has the worth ``v(S)``, ``v({}) = 0``. The same
functions serve gains and costs: a cost game is passed as its costs with ``is_cost=True``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeVar

from orepact.errors import OrepactError

__all__ = [
    "CoreCheck",
    "Objection",
    "coalitions",
    "core_check",
    "shapley_value",
    "subsidy_to_stay",
    "worths_of",
]

Player = TypeVar("Player", bound=Hashable)
MOST_PLAYERS = 12
"""Beyond this the number of coalitions (4,096) is not worth solving one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection(Generic[Player]):
    """A coalition that does better alone.

    Parameters
    ----------
    coalition : frozenset
    by : float
        How much better, in the unit of the worths; above zero.
    """

    coalition: frozenset[Player]
    by: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreCheck(Generic[Player]):
    """Whether a division lies in the core.

    Parameters
    ----------
    is_in_core : bool
        No coalition does better alone, beyond the tolerance, and all of it is divided.
    residual : float
        Worth of all less what is divided.
    objections : tuple of Objection
        The strongest first.
    """

    is_in_core: bool
    residual: float
    objections: tuple[Objection[Player], ...]


def coalitions(players: Sequence[Player]) -> Iterator[frozenset[Player]]:
    """Yield every coalition, small ones first, the empty one left out.

    Examples
    --------
    >>> [sorted(s) for s in coalitions(["a", "b"])]
    [['a'], ['b'], ['a', 'b']]
    """
    for size in range(1, len(players) + 1):
        for members in combinations(players, size):
            yield frozenset(members)


def worths_of(
    players: Sequence[Player], worth: Callable[[frozenset[Player]], float]
) -> dict[frozenset[Player], float]:
    """Return the worth of every coalition, each computed once.

    Parameters
    ----------
    players : sequence
        At most 12.
    worth : callable
        Coalition to worth.

    Raises
    ------
    OrepactError : if there are too many players, or one stands twice
    """
    _check_players(players)
    return {members: float(worth(members)) for members in coalitions(players)}


def _check_players(players: Sequence[Player]) -> None:
    if len(set(players)) != len(players):
        raise OrepactError("a player stands twice", where=", ".join(map(str, players)))
    if len(players) > MOST_PLAYERS:
        raise OrepactError(
            f"{len(players)} players make {2 ** len(players) - 1} coalitions",
            do=f"Join some, so that there are at most {MOST_PLAYERS}",
        )


def _worth(worths: Mapping[frozenset[Player], float], members: frozenset[Player]) -> float:
    if not members:
        return 0.0
    if members not in worths:
        raise OrepactError(
            f"no worth is given for {', '.join(sorted(map(str, members)))}",
            do="Give the worth of every coalition",
        )
    return worths[members]


def shapley_value(
    players: Sequence[Player], worths: Mapping[frozenset[Player], float]
) -> dict[Player, float]:
    """Return each player's Shapley value.

    ::

        phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))

    The mean of what a player adds when all come in one by one, over every order. The values sum to
    the worth of all.

    Parameters
    ----------
    players : sequence
    worths : mapping of coalition to worth
        Of every coalition; the empty one counts as 0.

    Returns
    -------
    dict of player to float, in the unit of the worths

    Raises
    ------
    OrepactError : if a coalition has no worth, a player stands twice, or there are too many

    References
    ----------
    Shapley, A value for n-person games, Contributions to the Theory of Games II, Princeton, 1953.

    Examples
    --------
    Two left gloves and one right glove: a pair is worth 1, and the right glove is scarce.

    >>> pair = lambda s: float("right" in s and len(s) > 1)
    >>> gloves = ["left", "left too", "right"]
    >>> values = shapley_value(gloves, worths_of(gloves, pair))
    >>> {name: round(value, 4) for name, value in values.items()}
    {'left': 0.1667, 'left too': 0.1667, 'right': 0.6667}
    """
    _check_players(players)
    count = len(players)
    values = {}
    for player in players:
        others = [other for other in players if other != player]
        terms = []
        for size in range(count):
            weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
            for group in combinations(others, size):
                before = frozenset(group)
                added = _worth(worths, before | {player}) - _worth(worths, before)
                terms.append(weight * added)
        values[player] = math.fsum(terms)
    return values


def core_check(
    division: Mapping[Player, float],
    worths: Mapping[frozenset[Player], float],
    *,
    is_cost: bool = False,
    tolerance: float = 1e-6,
) -> CoreCheck[Player]:
    """Return whether a division lies in the core, and who objects.

    For gains ``sum_{i in S} x_i >= v(S)`` for every S, with equality for all; for costs the
    other way round.

    Parameters
    ----------
    division : mapping of player to float
    worths : mapping of coalition to worth
    is_cost : bool
        Whether worths and division are costs.
    tolerance : float
        In the unit of the worths; at least the gap to which the worths were solved.

    References
    ----------
    Gillies, Solutions to general non-zero-sum games, Contributions to the Theory of Games IV,
    Princeton, 1959.

    Examples
    --------
    >>> runway = {frozenset("a"): 8.0, frozenset("b"): 11.0, frozenset("ab"): 11.0}
    >>> core_check({"a": 4.0, "b": 7.0}, runway, is_cost=True).is_in_core
    True
    >>> core_check({"a": 9.0, "b": 2.0}, runway, is_cost=True).objections[0].by
    1.0
    """
    players = list(division)
    sign = -1.0 if is_cost else 1.0
    objections = []
    for members in coalitions(players):
        share = math.fsum(division[player] for player in members)
        better = sign * (_worth(worths, members) - share)
        if better > tolerance and len(members) < len(players):
            objections.append(Objection(coalition=members, by=better))
    objections.sort(key=lambda item: (-item.by, sorted(map(str, item.coalition))))
    residual = _worth(worths, frozenset(players)) - math.fsum(division.values())
    return CoreCheck(
        is_in_core=not objections and abs(residual) <= tolerance,
        residual=residual,
        objections=tuple(objections),
    )


def subsidy_to_stay(
    players: Collection[Player],
    worths: Mapping[frozenset[Player], float],
    *,
    is_cost: bool = False,
) -> float:
    """Return the least sum from outside with which some division has no objection; 0 in a core.

    The linear program ``min e`` with ``sum_{i in S} x_i >= v(S)`` for every S and
    ``sum x = v(N) + e`` (signs turned for costs). Zero means that the core is not empty.

    Parameters
    ----------
    players : collection
    worths : mapping of coalition to worth
    is_cost : bool

    References
    ----------
    Bondareva, Problemy Kibernetiki 10, 1963; Shapley, On balanced sets and cores, Naval Research
    Logistics Quarterly 14, 1967.

    Examples
    --------
    Three who can share 1 by majority: every pair can take all of it, so half as much again is
    needed to keep them together.

    >>> majority = worths_of("abc", lambda s: float(len(s) > 1))
    >>> round(subsidy_to_stay("abc", majority), 6)
    0.5
    """
    import numpy as np
    from scipy import optimize

    order = list(players)
    sign = -1.0 if is_cost else 1.0
    groups = list(coalitions(order))
    rows = np.array([[-float(player in members) for player in order] for members in groups])
    levels = np.array([-sign * _worth(worths, members) for members in groups])
    found = optimize.linprog(  # type: ignore[attr-defined,no-untyped-call]
        np.ones(len(order)), A_ub=rows, b_ub=levels, bounds=[(None, None)] * len(order)
    )
    if found.status != 0:
        raise OrepactError("the least subsidy could not be computed", why=str(found.message))
    return max(0.0, float(found.fun) - sign * _worth(worths, frozenset(order)))
