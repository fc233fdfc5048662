"""Project debt: draws pro rata to capex, capitalised interest, grace, level principal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError
from orepact.mine.facility_file import Facility
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.timing import Timing

__all__ = ["Debt", "borrow", "loan_schedule"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """Loans of one column in real million USD, axes (facility, year).

    Parameters
    ----------
    draw, interest, principal, fee, balance : ndarray, shape (facility, year)
        Drawn; interest paid in cash; principal repaid; fees paid; balance at year's end.
    nominal_interest : ndarray, shape (year,), million USD of the day
        All interest of the year, capitalised interest included, for the income tax.
    """

    draw: Floats
    interest: Floats
    principal: Floats
    fee: Floats
    balance: Floats
    nominal_interest: Floats

    @property
    def to_lender(self) -> Floats:
        """Net cash to each lender: interest, principal and fees less draws."""
        return self.interest + self.principal + self.fee - self.draw


def loan_schedule(
    draws: Floats, *, rate: float, interest_from: int, repay_from: int, repayments: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return accrued and paid interest, principal and balance of one loan in money of the day.

    ``B[t] = B[t-1] + accrued[t] - paid[t] + draw[t] - principal[t]``, with
    ``accrued[t] = rate B[t-1]``; interest is added to the balance before ``interest_from`` and
    paid from then on; principal is level over ``repayments`` years.

    Parameters
    ----------
    draws : ndarray, shape (year,), million USD of the day
        Drawn at year's end.
    rate : float
        Nominal yearly rate.
    interest_from, repay_from : int
        Index of the first year with interest paid, and with principal.
    repayments : int
        Number of level instalments.

    Returns
    -------
    accrued, paid, principal, balance : ndarray, shape (year,), million USD of the day

    Examples
    --------
    >>> loan_schedule(
    ...     np.array([100.0, 0, 0, 0]), rate=0.1, interest_from=2, repay_from=2, repayments=2
    ... )[3].round(6).tolist()
    [100.0, 110.0, 55.0, 0.0]
    """
    accrued, paid, principal, balance = (np.zeros(len(draws)) for _ in range(4))
    owed = 0.0
    instalment = 0.0
    for index, draw in enumerate(draws):
        accrued[index] = rate * owed
        if index >= interest_from:
            paid[index] = accrued[index]
        if index == repay_from:
            instalment = owed / repayments
        if repay_from <= index < repay_from + repayments:
            principal[index] = instalment
        owed += accrued[index] - paid[index] + draw - principal[index]
        balance[index] = owed if abs(owed) > 1e-9 * max(1.0, instalment) else 0.0
    return accrued, paid, principal, balance


def _repayments(facility: Facility, timing: Timing) -> tuple[int, int]:
    start = timing.first_production + round(facility.grace.to("yr"))
    final = timing.first_spend + round(facility.tenor.to("yr"))
    end = timing.first_production + timing.life - 1
    if final < start or start > end:
        raise CaseError(
            f"facility {facility.id} falls due in {final}, before its first repayment in {start}",
            where=f"facilities.yaml:{facility.id}",
            why=f"first spend {timing.first_spend}, first production {timing.first_production}",
            do="Give it a longer tenor or a shorter grace, or take it out of the package",
        )
    return start, min(final, end) - start + 1


def borrow(
    facilities: Sequence[Facility], construction: Floats, timing: Timing, money: MoneyBasis
) -> Debt:
    """Return the loans behind one column.

    All facilities are drawn pro rata to the capex before production. Together they stay within
    the lowest gearing cap of the package; if their ceilings exceed it, all are scaled alike.
    Rates are nominal: balances run in money of the day and are then stated in real money, so
    that inflation erodes them as it does in truth.

    Parameters
    ----------
    facilities : sequence of Facility
        Of the package; may be empty.
    construction : ndarray, shape (year,), real million USD
        Capital of the phases.
    timing : Timing
        The calendar.
    money : MoneyBasis
        Inflation between real money and money of the day.

    Raises
    ------
    CaseError : a loan that falls due before its first repayment
    """
    count, length = len(facilities), len(timing.years)
    names = ("draw", "interest", "principal", "fee", "balance")
    real = {name: np.zeros((count, length)) for name in names}
    nominal_interest = np.zeros(length)
    level = money.level(timing.years)
    spent = np.where(timing.years < timing.first_production, construction, 0.0) * level
    total = float(spent.sum())
    ceilings = [item.amount.to("MUSD") for item in facilities]
    scale = 0.0
    if facilities and total > 0 and sum(ceilings) > 0:
        cap = min(item.gearing_cap.to("dimensionless") for item in facilities) * total
        scale = min(1.0, cap / sum(ceilings))
    for index, (item, ceiling) in enumerate(zip(facilities, ceilings, strict=True)):
        start, repayments = _repayments(item, timing)
        draws = spent / total * ceiling * scale if total > 0 else np.zeros(length)
        accrued, paid, principal, balance = loan_schedule(
            draws,
            rate=item.base_rate.to("dimensionless") + item.margin.to("dimensionless"),
            interest_from=timing.first_production - int(timing.years[0]),
            repay_from=start - int(timing.years[0]),
            repayments=repayments,
        )
        nominal_interest += accrued
        real["draw"][index] = draws / level
        real["interest"][index] = paid / level
        real["principal"][index] = principal / level
        real["fee"][index] = draws * item.fee.to("dimensionless") / level
        real["balance"][index] = balance / level
    return Debt(nominal_interest=nominal_interest, **real)
