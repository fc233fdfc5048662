"""Shares and their Herfindahl index, with bounds where part of the total has no name or size."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["herfindahl", "herfindahl_bounds", "herfindahl_of_groups", "shares"]

Floats = NDArray[np.float64]


def shares(amounts: ArrayLike) -> Floats:
    """Return each amount as a fraction of their sum.

    s_i = x_i / sum_j x_j

    Parameters
    ----------
    amounts : array_like, shape (name,), any one unit, not negative

    Returns
    -------
    ndarray, shape (name,), fractions that sum to 1; nan everywhere if the sum is 0

    Raises
    ------
    ValueError : if an amount is negative or not finite

    Examples
    --------
    >>> shares([3.0, 1.0]).tolist()
    [0.75, 0.25]
    """
    x = np.asarray(amounts, dtype=np.float64)
    if not np.isfinite(x).all() or (x < 0).any():
        raise ValueError("amounts must be finite and not negative")
    total = x.sum()
    return x / total if total > 0 else np.full_like(x, np.nan)


def herfindahl(amounts: ArrayLike) -> float:
    """Return the Herfindahl index, the sum of squared shares: 1/n for n equals, 1 for one alone.

    H = sum_i (x_i / X)^2,  X = sum_i x_i

    Parameters
    ----------
    amounts : array_like, shape (name,), any one unit, not negative

    Returns
    -------
    float, 0 to 1; nan if the sum is 0

    References
    ----------
    Herfindahl, Concentration in the Steel Industry, Columbia University, 1950.

    Examples
    --------
    >>> herfindahl([50.0, 50.0])
    0.5
    """
    s = shares(amounts)
    return float(s @ s) if s.size else float("nan")


def herfindahl_bounds(
    known: ArrayLike,
    *,
    low: ArrayLike = (),
    high: ArrayLike = (),
    unnamed: float = 0.0,
    is_total_known: bool = True,
) -> tuple[float, float]:
    """Return the lowest and highest Herfindahl index that the published figures allow.

    The total X = sum(known) + U, where the uncertain sum U = ``unnamed`` when the total is
    published. U is split among the m members with bounds (withheld names) and, because ``unnamed``
    may also be "other countries", any number of members without a name:

    - lowest: every withheld name at its lower bound, the rest spread over countless others;
    - highest: the rest filled into as few names as the bounds allow.

    Where no total is published the withheld names may have any size within their bounds.

    Parameters
    ----------
    known : array_like, shape (name,), any one unit
        Published amounts.
    low, high : array_like, shape (withheld,), same unit
        Bounds of names whose amount is withheld or only bounded; ``inf`` where open.
    unnamed : float, same unit
        Published total less ``known``: what the withheld names and "other countries" share.
        Without a total that covers the withheld names: "other countries" alone.
    is_total_known : bool
        Whether the withheld names are part of a published total.

    Returns
    -------
    low, high : float, 0 to 1

    Raises
    ------
    ValueError : if bounds cross, are negative, or do not fit the remainder

    Notes
    -----
    The lower bound is exact. The upper bound takes the chord of each square over its interval,
    so it is exact whenever the filling ends on a bound, as it does for withheld names without
    bounds of their own, and never too low otherwise.

    Examples
    --------
    Two named producers of 40 and 40, 20 unnamed: spread 0.32, in one hand 0.36.

    >>> [round(h, 12) for h in herfindahl_bounds([40.0, 40.0], unnamed=20.0)]
    [0.32, 0.36]
    """
    x = np.asarray(known, dtype=np.float64)
    lower, upper = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    if lower.shape != upper.shape or (lower > upper).any():
        raise ValueError("every withheld name needs a lower bound at or below its upper bound")
    if (np.concatenate([x, lower]) < 0).any() or unnamed < 0:
        raise ValueError("amounts must not be negative")
    if not is_total_known:
        return _bounds_without_total(x, lower, upper, unnamed)
    spare = unnamed - lower.sum()
    if spare < -1e-9 * max(unnamed, 1.0):
        raise ValueError("the withheld names' lower bounds exceed the unnamed remainder")
    total = x.sum() + unnamed
    if total <= 0:
        return float("nan"), float("nan")
    spare = max(spare, 0.0)
    fixed = float(x @ x)
    lowest = fixed + float(lower @ lower)
    highest = fixed + _filled(lower, upper, spare)
    return float(lowest / total**2), float(highest / total**2)


def _filled(lower: Floats, upper: Floats, spare: float) -> float:
    """Return at least the largest sum of squares when ``spare`` is put on top of the bounds.

    An unnamed member from 0 to ``spare`` is always possible. Convex squares are largest at the
    ends of their intervals; chords have slope low + high, so filling in that order is the bound.
    """
    low = np.append(lower, 0.0)
    room = np.minimum(np.append(upper, np.inf) - low, spare)
    slope = 2 * low + room
    total = float(low @ low)
    for index in np.argsort(-slope, kind="stable"):
        amount = min(room[index], spare)
        total += float(slope[index]) * amount
        spare -= amount
        if spare <= 0:
            break
    return total


def _bounds_without_total(
    x: Floats, lower: Floats, upper: Floats, unnamed: float
) -> tuple[float, float]:
    """Return bounds when withheld amounts may take any size within their bounds.

    With sum S and squares Q, H = Q / S^2 falls in an amount w until w = Q / S and rises beyond.
    So the lowest H clips every withheld name at the one level that equals its own Q / S, and the
    highest is at most the largest squares over the smallest sum.
    """
    bottom, top = 0.0, float(max(x.max(initial=0.0), lower.max(initial=0.0)))
    for _ in range(100):
        level = (bottom + top) / 2
        w = np.clip(level, lower, upper)
        is_below = x @ x + w @ w > level * (x.sum() + w.sum() + unnamed)
        bottom, top = (level, top) if is_below else (bottom, level)
    lowest = _index(x, np.clip(bottom, lower, upper), unnamed)
    smallest = x.sum() + lower.sum() + unnamed
    largest = x @ x + upper @ upper + unnamed**2
    highest = min(1.0, largest / smallest**2) if smallest > 0 else 1.0
    return lowest, float(highest)


def _index(x: Floats, w: Floats, spread: float) -> float:
    total = x.sum() + w.sum() + spread
    return float((x @ x + w @ w) / total**2) if total > 0 else float("nan")


def herfindahl_of_groups(
    groups: NDArray[np.int64], amounts: Floats, *, count: int
) -> tuple[Floats, Floats, Floats]:
    """Return sum, Herfindahl index and largest share of each group in one pass.

    Parameters
    ----------
    groups : ndarray of int, shape (row,)
        Group of each row, 0 to count - 1; one row is one name.
    amounts : ndarray, shape (row,), any one unit, not negative
    count : int

    Returns
    -------
    totals, indices, largest : ndarray, shape (group,); indices and shares nan where the sum is 0

    Examples
    --------
    >>> import numpy as np
    >>> g, x = np.array([0, 0, 1]), np.array([1.0, 3.0, 2.0])
    >>> [a.tolist() for a in herfindahl_of_groups(g, x, count=2)]
    [[4.0, 2.0], [0.625, 1.0], [0.75, 1.0]]
    """
    totals: Floats = np.bincount(groups, weights=amounts, minlength=count).astype(np.float64)
    squares = np.bincount(groups, weights=amounts * amounts, minlength=count)
    largest = np.zeros(count)
    np.maximum.at(largest, groups, amounts)
    with np.errstate(invalid="ignore", divide="ignore"):
        is_empty = totals <= 0
        indices = np.where(is_empty, np.nan, squares / totals**2)
        top = np.where(is_empty, np.nan, largest / totals)
    return totals, indices, top
