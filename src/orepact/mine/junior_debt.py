"""Subordinated loans: paid from what senior lenders, reserves and lock-up leave to the owners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.mine.financing import Sized, Tranche

__all__ = ["JuniorPlan", "JuniorTerms", "junior_plan", "junior_room"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class JuniorTerms:
    """What subordinated debt costs, as one blended loan in money of the day.

    Parameters
    ----------
    rate, fee : float
        Nominal yearly rate, and share of the draw.
    ceiling : float
        Sum of the lenders' amounts, MUSD.
    repayments, grace : int
        Level instalments, and production years before them.
    tranches : tuple of Tranche
    """

    rate: float
    fee: float
    ceiling: float
    repayments: int
    grace: int
    tranches: tuple[Tranche, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JuniorPlan:
    """Subordinated loans in every deck, million USD of the day.

    Parameters
    ----------
    commitment : float
    building : ndarray, shape (construction year,)
        Interest that is added to the loan.
    accrued, interest, principal : ndarray, shape (deck, production year)
        Interest on what is owed, interest paid, principal paid.
    due : ndarray, shape (deck, production year)
        Interest and what should have been repaid by then.
    balance : ndarray, shape (deck, production year)
        Owed at year's end.
    """

    commitment: float
    building: Floats
    accrued: Floats
    interest: Floats
    principal: Floats
    due: Floats
    balance: Floats

    @property
    def paid(self) -> Floats:
        """To the lenders, shape (deck, production year)."""
        return self.interest + self.principal


def junior_room(terms: JuniorTerms, sized: Sized, gearing_cap: float) -> float:
    """Return how much subordinated debt is drawn: its ceiling, or what gearing leaves.

    ``min(ceiling, g uses - senior)``: senior lenders are sized first, so that a subordinated loan
    never takes their room.
    """
    return float(max(0.0, min(terms.ceiling, gearing_cap * sized.uses - sized.commitment)))


def junior_plan(terms: JuniorTerms, commitment: float, weights: Floats, left: Floats) -> JuniorPlan:
    """Return what subordinated lenders get in every deck.

    Interest during construction is added to the loan. From then on ``due[t] = r B[t-1] + B[t-1] -
    S[t]`` with S the balance as agreed, level to zero; ``paid[t] = min(due[t], left[t])``, interest
    first; what is not paid stays owed and bears interest.

    Parameters
    ----------
    terms : JuniorTerms
    commitment : float, MUSD
    weights : ndarray, shape (construction year,) or (deck, construction year)
        Share of the commitment that is drawn at each year's end.
    left : ndarray, shape (deck, production year), money of the day
        What the senior waterfall pays out.

    Examples
    --------
    >>> terms = JuniorTerms(
    ...     rate=0.1, fee=0.0, ceiling=100.0, repayments=2, grace=0, tranches=()
    ... )
    >>> plan = junior_plan(terms, 100.0, np.array([1.0]), np.array([[60.0, 55.0], [0.0, 200.0]]))
    >>> plan.paid.round(6).tolist(), plan.balance[:, -1].round(6).tolist()
    ([[60.0, 55.0], [0.0, 121.0]], [0.0, 0.0])
    """
    owed_before = np.zeros(weights.shape[:-1])
    building = np.zeros(weights.shape)
    for year in range(weights.shape[-1]):
        building[..., year] = terms.rate * owed_before
        owed_before = owed_before + building[..., year] + commitment * weights[..., year]
    shape = left.shape
    accrued, interest, principal, due, balance = (np.zeros(shape) for _ in range(5))
    owed = np.broadcast_to(owed_before, shape[:1]).copy()
    last = min(terms.grace + terms.repayments, shape[1])
    for year in range(shape[1]):
        done = np.clip((year + 1 - terms.grace) / max(last - terms.grace, 1), 0.0, 1.0)
        agreed = owed_before * (1.0 - done)
        accrued[:, year] = terms.rate * owed
        due[:, year] = accrued[:, year] + np.maximum(owed - agreed, 0.0)
        paid = np.clip(left[:, year], 0.0, due[:, year])
        interest[:, year] = np.minimum(paid, accrued[:, year])
        principal[:, year] = paid - interest[:, year]
        owed = owed + accrued[:, year] - paid
        balance[:, year] = owed
    return JuniorPlan(
        commitment=commitment,
        building=building,
        accrued=accrued,
        interest=interest,
        principal=principal,
        due=due,
        balance=balance,
    )
