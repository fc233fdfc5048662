"""A sized package laid on the calendar: what each lender pays, earns and is owed in every year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.mine.debt import Debt
from orepact.mine.financing import DebtPlan, LoanTerms, Sized, Tranche
from orepact.mine.junior_debt import JuniorPlan, JuniorTerms

__all__ = ["Laid", "held_cash", "junior_debt", "senior_debt", "stacked"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """Where on the calendar a package's years fall.

    Parameters
    ----------
    capital : ndarray, shape (construction year,) or (deck, construction year), MUSD of the day
    is_before, is_open : ndarray of bool, shape (year,)
        Years of construction, and of production.
    level : ndarray, shape (year,)
        Money of the day over real money.
    """

    capital: Floats
    is_before: NDArray[np.bool_]
    is_open: NDArray[np.bool_]
    level: Floats

    @property
    def weights(self) -> Floats:
        """Share of every loan that is drawn in each construction year."""
        return np.asarray(self.capital / self.capital.sum(axis=-1, keepdims=True))

    @property
    def drawn(self) -> Floats:
        """Share drawn before each construction year."""
        return np.asarray(np.cumsum(self.weights, axis=-1) - self.weights)

    def spread(self, decks: int, before: Floats, after: Floats) -> Floats:
        """Return an amount on the calendar, shape (deck, year), from its two parts."""
        whole = np.zeros((decks, len(self.level)))
        whole[:, self.is_before] = before
        whole[:, self.is_open] = after
        return whole


def _shares(weights: Sequence[float], fallback: Sequence[float]) -> Floats:
    """Return weights that sum to one; the fallback where all are zero."""
    total = float(sum(weights))
    given = np.asarray(weights if total > 0 else fallback, dtype=np.float64)
    return np.asarray(given / given.sum())


def _by_tranche(amount: Floats, shares: Floats, level: Floats) -> Floats:
    """Return an amount by tranche in real money, shape (tranche, deck, year)."""
    by_year = shares[:, np.newaxis, :] if shares.ndim == 2 else shares[:, np.newaxis, np.newaxis]
    return np.asarray(by_year * (amount / level))


def _debt(
    tranches: Sequence[Tranche],
    laid: Laid,
    *,
    draw: Floats,
    interest: Floats,
    earned: Floats,
    principal: Floats,
    fee: Floats,
    balance: Floats,
) -> Debt:
    """Return a blended loan as each lender's, ``earned`` its shares of interest by year."""
    own = [item.share for item in tranches]
    by_fee = _shares([item.share * item.fee for item in tranches], own)
    level = laid.level
    return Debt(
        draw=_by_tranche(draw, np.asarray(own), level),
        interest=_by_tranche(interest, earned, level),
        principal=_by_tranche(principal, np.asarray(own), level),
        fee=_by_tranche(fee, by_fee, level),
        balance=_by_tranche(balance, np.asarray(own), level),
        nominal_interest=interest,
    )


def senior_debt(terms: LoanTerms, sized: Sized, plan: DebtPlan, laid: Laid) -> Debt:
    """Return the senior loans on the calendar, arrays of shape (tranche, deck, year), real MUSD.

    Interest is shared by each tranche's own rate, principal and draws by its amount; what is paid
    in a year is interest first. ``nominal_interest`` is what accrues, for the income tax, shape
    (deck, year).
    """
    decks = plan.paid.shape[0]
    nothing = np.zeros((decks, int(laid.is_open.sum())))
    fees = terms.commitment_fee * (1.0 - laid.drawn)
    fees[..., 0] += terms.upfront_fee
    paid = np.minimum(plan.paid, plan.accrued)
    before = sized.commitment * terms.rate_before * laid.drawn
    own = [item.share for item in terms.tranches]
    rates = np.stack(
        [
            _shares([item.share * (item.rate + step) for item in terms.tranches], own)
            for step in (0.0, terms.rate_after - terms.rate_before)
        ]
    )
    debt = _debt(
        terms.tranches,
        laid,
        draw=laid.spread(decks, sized.commitment * laid.weights, nothing),
        interest=laid.spread(decks, before, paid),
        earned=rates[laid.is_open.astype(np.int64)].T,
        principal=laid.spread(decks, np.zeros_like(before), plan.paid - paid),
        fee=laid.spread(decks, sized.commitment * fees, nothing),
        balance=laid.spread(
            decks, sized.commitment * np.cumsum(laid.weights, axis=-1), plan.balance
        ),
    )
    return _accruing(debt, laid.spread(decks, before, plan.accrued))


def junior_debt(terms: JuniorTerms, plan: JuniorPlan, laid: Laid) -> Debt:
    """Return the subordinated loans on the calendar, as ``senior_debt``."""
    decks = plan.paid.shape[0]
    nothing = np.zeros((decks, int(laid.is_open.sum())))
    none = np.zeros(int(laid.is_before.sum()))
    draw = plan.commitment * laid.weights
    own = [item.share for item in terms.tranches]
    debt = _debt(
        terms.tranches,
        laid,
        draw=laid.spread(decks, draw, nothing),
        interest=laid.spread(decks, none, plan.interest),
        earned=_shares([item.share * item.rate for item in terms.tranches], own),
        principal=laid.spread(decks, none, plan.principal),
        fee=laid.spread(decks, draw * terms.fee, nothing),
        balance=laid.spread(decks, np.cumsum(draw + plan.building, axis=-1), plan.balance),
    )
    return _accruing(debt, laid.spread(decks, plan.building, plan.accrued))


def _accruing(debt: Debt, interest: Floats) -> Debt:
    """Return a loan with the interest that accrues, paid or not, for the income tax."""
    return Debt(
        draw=debt.draw,
        interest=debt.interest,
        principal=debt.principal,
        fee=debt.fee,
        balance=debt.balance,
        nominal_interest=interest,
    )


def stacked(one: Debt, other: Debt) -> Debt:
    """Return the loans of both, one after the other."""
    names = ("draw", "interest", "principal", "fee", "balance")
    rows = {
        name: np.concatenate([getattr(one, name), getattr(other, name)], axis=0) for name in names
    }
    return Debt(nominal_interest=one.nominal_interest + other.nominal_interest, **rows)


def held_cash(sized: Sized, plan: DebtPlan, laid: Laid) -> Floats:
    """Return what goes into the reserve account and locked cash, real MUSD, shape (deck, year)."""
    decks = plan.paid.shape[0]
    first = np.full((decks, 1), sized.reserve)
    reserve = np.concatenate([first, plan.reserve], axis=1)
    before = np.zeros(int(laid.is_before.sum()))
    before[-1] = sized.reserve
    after = np.diff(reserve, axis=1) + plan.waiting_change
    return np.asarray(laid.spread(decks, before, after) / laid.level)
