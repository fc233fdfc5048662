"""Do promises move on? Shares that went further and how long it took, with honest bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from orepact.case import Commitment, State

__all__ = ["Conversion", "conversions", "median_lag", "share_band"]

_MONTH = 30.4375
"""Days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """From one state to any further one.

    Parameters
    ----------
    start : State
    entered, moved_on, lapsed, waiting : int
        Commitments seen in the state; of these further, given up, and still there.
    share : tuple of float or None
        5th, 50th and 95th percentile of the share that moves on; None if none was seen.
    median_months : float or None
        Kaplan-Meier median of the wait; None while fewer than half have moved on.
    ids : tuple of str
        Commitments counted.
    """

    start: State
    entered: int
    moved_on: int
    lapsed: int
    waiting: int
    share: tuple[float, float, float] | None
    median_months: float | None
    ids: tuple[str, ...]


def share_band(moved_on: int, entered: int) -> tuple[float, float, float] | None:
    """Return 5th, 50th and 95th percentile of a share under Jeffreys' prior.

    ``share ~ Beta(moved_on + 1/2, entered - moved_on + 1/2)``

    Examples
    --------
    >>> [round(x, 2) for x in share_band(1, 4)]
    [0.05, 0.27, 0.65]
    """
    if entered == 0:
        return None
    from scipy.special import betaincinv

    ends = moved_on + 0.5, entered - moved_on + 0.5
    low, middle, high = (float(betaincinv(*ends, q)) for q in (0.05, 0.5, 0.95))
    return low, middle, high


def median_lag(waits: Sequence[tuple[float, bool]]) -> float | None:
    """Return the Kaplan-Meier median of waits, None while survival stays above one half.

    ``S(t) = prod over t_i <= t of (1 - moved_i / at_risk_i)``

    Parameters
    ----------
    waits : sequence of (months, has moved)
        A wait that has not ended, or ended in a lapse, is censored.

    Examples
    --------
    >>> median_lag([(2.0, True), (4.0, False), (6.0, True), (9.0, True)])
    6.0
    """
    survival = 1.0
    for month in sorted({months for months, has_moved in waits if has_moved}):
        at_risk = sum(months >= month for months, _ in waits)
        moved = sum(has_moved and months == month for months, has_moved in waits)
        survival *= 1.0 - moved / at_risk
        if survival <= 0.5:
            return month
    return None


def conversions(commitments: Sequence[Commitment], seen_to: date) -> tuple[Conversion, ...]:
    """Return, for each state that was seen, how many went further and how long they waited.

    Parameters
    ----------
    commitments : sequence of Commitment
    seen_to : date
        Last day that the record covers; waits are censored there.
    """
    found = []
    for state in State:
        if state in {State.DELIVERED, State.LAPSED}:
            continue
        waits: list[tuple[float, bool]] = []
        ids, lapsed = [], 0
        for item in commitments:
            steps = [step for step in item.history if step.date <= seen_to]
            for step, after in pairwise([*steps, None]):
                if step is None or step.state is not state:
                    continue
                end = seen_to if after is None else after.date
                has_moved = after is not None and after.state is not State.LAPSED
                lapsed += after is not None and after.state is State.LAPSED
                waits.append(((end - step.date).days / _MONTH, has_moved))
                ids.append(item.id)
        if not waits:
            continue
        moved = sum(has_moved for _, has_moved in waits)
        found.append(
            Conversion(
                start=state,
                entered=len(waits),
                moved_on=moved,
                lapsed=lapsed,
                waiting=len(waits) - moved - lapsed,
                share=share_band(moved, len(waits)),
                median_months=median_lag(waits),
                ids=tuple(ids),
            )
        )
    return tuple(found)
