"""What a country ships when it both mines and buys: three rules, and the mixes each one makes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

__all__ = ["Mixes", "Mixing", "mix", "own_part"]

_NONE = 1e-9
"""A part below this is none: what goes round must not be explained by a rounding."""

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Places = NDArray[np.int64]


class Mixing(StrEnum):
    """Which of a country's supply leaves it."""

    PROPORTIONAL = "proportional"
    """Exports and domestic use have the same mix as supply."""
    OWN_FIRST = "own mine first"
    """Exports are taken from own supply as far as it goes, the rest from imports."""
    TRANSIT_FIRST = "transit first"
    """Exports are taken from imports as far as they go, the rest from own supply."""


def own_part(rule: Mixing, *, own: Floats, imports: Floats, exports: Floats) -> Floats:
    """Return the part of each country's exports that comes from its own supply.

    proportional:   a = own / (own + imports)
    own mine first: a = min(1, own / exports)
    transit first:  a = max(0, 1 - imports / exports)

    Where nothing is exported the part is the proportional one; where nothing is supplied it is 0.

    Parameters
    ----------
    rule : Mixing
    own : ndarray, shape (country,), t
        Primary, recycled and unexplained supply.
    imports, exports : ndarray, shape (country,), t

    Returns
    -------
    part : ndarray, shape (country,), 0 to 1

    Examples
    --------
    A country mines 60, imports 40 and ships 50.

    >>> import numpy as np
    >>> flows = {"own": np.array([60.0]), "imports": np.array([40.0]), "exports": np.array([50.0])}
    >>> [float(own_part(rule, **flows)[0]) for rule in Mixing]
    [0.6, 1.0, 0.19999999999999996]
    """
    supply = own + imports
    proportional = np.divide(own, supply, out=np.zeros_like(own), where=supply > 0)
    if rule is Mixing.PROPORTIONAL:
        return proportional
    is_shipped = exports > 0
    if rule is Mixing.OWN_FIRST:
        ratio = np.divide(own, exports, out=proportional.copy(), where=is_shipped)
        return np.minimum(1.0, ratio)
    ratio = np.divide(imports, exports, out=1.0 - proportional, where=is_shipped)
    return np.maximum(0.0, 1.0 - ratio)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixes:
    """The origin mixes of one stage; a row is a country, a column an origin.

    Parameters
    ----------
    supply, exports, imports, retained : ndarray, shape (country, origin), shares
        Rows sum to 1, or are nan where the flow is zero: a typed gap.
    is_closed : ndarray of bool, shape (country,)
        Supply that only goes round between countries none of which has any of its own.
    """

    supply: Floats
    exports: Floats
    imports: Floats
    retained: Floats
    is_closed: Truths


def _reached(own: Truths, trade: Truths) -> Truths:
    """Return the countries that some own supply can reach over trade[exporter, importer]."""
    reached = own.copy()
    while True:
        further = reached | trade[reached].any(axis=0)
        if (further == reached).all():
            return reached
        reached = further


def _shipped(trade: Floats, part: Floats, own_mix: Floats, imports: Floats) -> Floats:
    """Solve E = diag(a) own + diag((1 - a) / M) T' E for the mix of what each country ships.

    Only countries that both ship and ship on what they bought are unknowns; the others follow.
    """
    passed = np.divide(1.0 - part, imports, out=np.zeros_like(imports), where=imports > 0)
    fixed = part[:, None] * own_mix
    is_unknown = (passed > 0) & (trade.sum(axis=1) > 0)
    known = np.where(is_unknown[:, None], 0.0, fixed)
    among = trade[np.ix_(is_unknown, is_unknown)].T * passed[is_unknown, None]
    right = fixed[is_unknown] + passed[is_unknown, None] * (trade[:, is_unknown].T @ known)
    solved = known
    solved[is_unknown] = np.linalg.solve(np.eye(int(is_unknown.sum())) - among, right)
    return solved


def _normalised(shares: Floats, is_present: Truths, kept: Places, wide: int) -> Floats:
    """Return rows that sum to 1, nan where nothing flows, with the columns that hold nothing."""
    made = np.zeros((len(shares), wide))
    made[~is_present] = np.nan
    total = shares[is_present].sum(axis=1, keepdims=True)
    made[np.ix_(is_present, kept)] = shares[is_present] / np.where(total > 0, total, 1.0)
    return made


def mix(rule: Mixing, *, trade: Floats, own: Floats, own_mix: Floats, unknown: int) -> Mixes:
    """Return the mixes of one stage for every country at once, under one mixing rule.

    E_i = a_i own_i + (1 - a_i) (sum_j T[j, i] E_j) / M_i

    A set of countries that ship to each other only what they bought from each other has no
    solution. Where the rule alone made it (transit first does between two neighbours who both
    mine), its members fall back to proportional mixing; where there is no own supply at all, they
    are given to the unknown origin.

    Parameters
    ----------
    rule : Mixing
    trade : ndarray, shape (exporter, importer), t
        Contained metal; the diagonal must be zero.
    own : ndarray, shape (country,), t
        Primary, recycled and unexplained supply; exports never exceed own plus imports.
    own_mix : ndarray, shape (country, origin), shares
        Origin of own supply; rows sum to 1 where own > 0.
    unknown : int
        Column of the unknown origin.

    Returns
    -------
    Mixes

    Examples
    --------
    A mines 10 and ships all to B, which ships 4 on to C.

    >>> import numpy as np
    >>> trade = np.array([[0.0, 10.0, 0.0], [0.0, 0.0, 4.0], [0.0, 0.0, 0.0]])
    >>> own_mix = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 0.0]])
    >>> made = mix(Mixing.PROPORTIONAL, trade=trade, own=np.array([10.0, 0, 0]),
    ...            own_mix=own_mix, unknown=1)
    >>> made.imports[2].tolist()
    [1.0, 0.0]
    """
    imports, exports = trade.sum(axis=0), trade.sum(axis=1)
    part = own_part(rule, own=own, imports=imports, exports=exports)
    part = np.where(part < _NONE, 0.0, part)
    moves = trade > 0
    if rule is not Mixing.PROPORTIONAL:
        is_stuck = ~_reached(part > 0, moves) & (exports > 0)
        fallback = own_part(Mixing.PROPORTIONAL, own=own, imports=imports, exports=exports)
        part = np.where(is_stuck, fallback, part)
    has_supply = own + imports > 0
    is_closed = ~_reached(part > 0, moves) & has_supply
    own_mix = own_mix.copy()
    own_mix[is_closed] = 0.0
    own_mix[is_closed, unknown] = 1.0
    part = np.where(is_closed, 1.0, part)
    kept = np.flatnonzero((own_mix > 0).any(axis=0))
    shipped = _shipped(trade, part, own_mix[:, kept], imports)
    is_seller = exports > 0
    bought = trade[is_seller].T @ shipped[is_seller]
    supplied = own[:, None] * own_mix[:, kept] + bought
    retained = np.maximum(supplied - exports[:, None] * shipped, 0.0)
    left = own + imports - exports
    is_left = left > _NONE * np.where(has_supply, own + imports, 1.0)
    wide = own_mix.shape[1]
    return Mixes(
        supply=_normalised(supplied, has_supply, kept, wide),
        exports=_normalised(shipped, is_seller, kept, wide),
        imports=_normalised(bought, imports > 0, kept, wide),
        retained=_normalised(retained, is_left, kept, wide),
        is_closed=is_closed,
    )
