"""Debt of a project as lenders size it: uses, interest during construction, cover, repayment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError

__all__ = [
    "DebtPlan",
    "LoanTerms",
    "Sized",
    "Tranche",
    "blended",
    "debt_plan",
    "repayment",
    "size_debt",
]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tranche:
    """One lender's part of the blended loan.

    Parameters
    ----------
    facility : str
    share : float
        Of every draw and repayment.
    rate, fee : float
        Its own yearly rate before completion and its own upfront fee.
    """

    facility: str
    share: float
    rate: float
    fee: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanTerms:
    """What debt costs, as one blended loan in money of the day.

    Parameters
    ----------
    rate_before, rate_after : float
        Nominal yearly rate before and after completion, insurance included.
    upfront_fee : float
        Share of the commitment, at the first draw.
    commitment_fee : float
        Yearly, on what is not drawn.
    gearing_cap : float
        Ceiling of debt over all uses: capital, interest during construction, fees and reserve.
    ceiling : float
        Sum of the lenders' amounts, MUSD.
    dscr : float
        Cover at which debt is sized.
    repayments : int
        Number of yearly instalments.
    grace : int
        Production years without principal.
    kind : str
        ``level``, ``annuity`` or ``sculpted``.
    reserve_months : float
        Months of the first year's debt service in the reserve account.
    tranches : tuple of Tranche
        Whose loans these are.
    premium : float
        Part of both rates that insures against political risk.
    """

    rate_before: float
    rate_after: float
    upfront_fee: float
    commitment_fee: float
    gearing_cap: float
    ceiling: float
    dscr: float
    repayments: int
    grace: int
    kind: str
    reserve_months: float
    tranches: tuple[Tranche, ...] = ()
    premium: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sized:
    """How much is lent, and what decided it; million USD of the day.

    Parameters
    ----------
    commitment : float
        Senior debt, interest during construction paid out of the uses and not added to it.
    junior : float
        Subordinated debt, which grows by its interest during construction.
    binding : str
        ``gearing``, ``cover`` or ``ceiling``.
    capital, interest, fees, reserve : float
        Uses; they sum to ``commitment + junior + equity``.
    """

    commitment: float
    binding: str
    capital: float
    interest: float
    fees: float
    reserve: float
    junior: float = 0.0

    @property
    def uses(self) -> float:
        """Everything that must be paid for before production earns."""
        return self.capital + self.interest + self.fees + self.reserve

    @property
    def equity(self) -> float:
        """What owners pay in."""
        return self.uses - self.commitment - self.junior

    @property
    def gearing(self) -> float:
        """Debt over uses."""
        return (self.commitment + self.junior) / self.uses if self.uses > 0 else 0.0


def repayment(
    kind: str, commitment: float, cfads: Floats, *, rate: float, repayments: int, grace: int
) -> tuple[Floats, Floats]:
    """Return interest and principal of each production year.

    Level: equal principal. Annuity: equal payments. Sculpted: ``DS[t] = CFADS[t] / c`` with the one
    cover ``c = PV(CFADS over the repayment years) / debt``, so that loan life cover equals debt
    service cover in every year.

    Parameters
    ----------
    kind : str
    commitment : float, MUSD
        Owed at the start of the first production year.
    cfads : ndarray, shape (production year,), money of the day
    rate : float
    repayments, grace : int

    Returns
    -------
    interest, principal : ndarray, shape (production year,)

    Examples
    --------
    >>> interest, principal = repayment(
    ...     "sculpted", 100.0, np.array([121.0, 121.0, 50.0]), rate=0.1, repayments=2, grace=0
    ... )
    >>> (interest + principal).round(6).tolist(), principal.sum().round(9).item()
    ([57.619048, 57.619048, 0.0], 100.0)
    """
    length = len(cfads)
    interest, principal = np.zeros(length), np.zeros(length)
    last = min(grace + repayments, length)
    ages = np.arange(last - grace)
    growth = np.power(1.0 + rate, ages + 1.0)
    if kind == "sculpted":
        cash = cfads[grace:last]
        worth = float((cash / growth).sum())
        service = cash * (commitment / worth) if worth > 0 else np.zeros_like(cash)
    elif kind == "annuity":
        service = np.full(last - grace, commitment / float((1.0 / growth).sum()))
    else:
        service = np.zeros(last - grace)
    owed = commitment
    for year in range(last):
        interest[year] = rate * owed
        if year >= grace:
            principal[year] = (
                commitment / (last - grace)
                if kind == "level"
                else service[year - grace] - interest[year]
            )
        owed -= principal[year]
    return interest, principal


def _per_unit(terms: LoanTerms, weights: Floats) -> tuple[float, float]:
    """Return interest and fees before completion per unit of commitment.

    Draws fall at year's end in the weights; interest and commitment fees are paid in cash from the
    uses, as they fall due.
    """
    drawn = np.concatenate([[0.0], np.cumsum(weights)])[:-1]
    interest = terms.rate_before * float(drawn.sum())
    fees = terms.upfront_fee + terms.commitment_fee * float((1.0 - drawn).sum())
    return interest, fees


def size_debt(terms: LoanTerms, capital: Floats, cfads: Floats, *, where: str) -> Sized:
    """Return how much debt the project bears: the least of gearing, cover and what is offered.

    Uses are linear in the commitment C: ``uses = K + u C``, with u interest, fees and reserve per
    unit; so ``C = g K / (1 - g u)`` exactly, without iteration. By cover, ``C = PV(CFADS / DSCR)``
    over the repayment years when sculpted, else the C whose least cover is DSCR.

    Parameters
    ----------
    terms : LoanTerms
    capital : ndarray, shape (construction year,), MUSD of the day
    cfads : ndarray, shape (production year,), MUSD of the day
        Cash available for debt service in the deck on which lenders size.
    where : str
        ``file:key``, for the error.

    Raises
    ------
    CaseError : no cash to serve debt, or fees and interest that eat more than the debt
    """
    total = float(capital.sum())
    last = min(terms.grace + terms.repayments, len(cfads))
    repaying = cfads[terms.grace : last]
    if not len(repaying) or float(repaying.min()) <= 0:
        raise CaseError(
            "the cash of the repayment years cannot serve debt",
            where=where,
            why="in the deck on which lenders size, a repayment year has no cash after levies",
            do="Shorten the tenor, change the deck of `sized_on`, or take the package out",
        )
    one = repayment(
        terms.kind,
        1.0,
        cfads,
        rate=terms.rate_after,
        repayments=terms.repayments,
        grace=terms.grace,
    )
    service = one[0] + one[1]
    interest, fees = _per_unit(terms, capital / total)
    first = float(service[terms.grace]) if terms.grace < len(service) else 0.0
    reserve = terms.reserve_months / 12.0 * first
    unit = interest + fees + reserve
    if terms.gearing_cap * unit >= 1.0:
        raise CaseError(
            "interest, fees and reserve before completion eat more than the debt brings",
            where=where,
            why=f"each dollar of debt costs {unit:.3g} before production",
            do="Check rates, fees and the years of construction",
        )
    paying = service > 0
    cover = float((cfads[paying] / service[paying]).min()) / terms.dscr
    limits = {
        "gearing": terms.gearing_cap * total / (1.0 - terms.gearing_cap * unit),
        "cover": cover,
        "ceiling": terms.ceiling,
    }
    binding = min(limits, key=lambda name: limits[name])
    commitment = limits[binding]
    return Sized(
        commitment=commitment,
        binding=binding,
        capital=total,
        interest=interest * commitment,
        fees=fees * commitment,
        reserve=reserve * commitment,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtPlan:
    """The waterfall of every production year in every deck, million USD of the day.

    Parameters
    ----------
    interest, principal : ndarray, shape (production year,)
        As agreed.
    accrued : ndarray, shape (deck, production year)
        Interest on what is owed in fact.
    dscr : ndarray, shape (deck, production year)
        nan where nothing is due.
    llcr, plcr : ndarray, shape (deck, production year)
        Worth of the cash to the last repayment, or to the end of the reserve, over the balance.
    paid : ndarray, shape (deck, production year)
        To lenders, sweep included.
    reserve : ndarray, shape (deck, production year)
        Reserve account at year's end.
    shortfall : ndarray, shape (deck, production year)
        Due and not paid.
    locked : ndarray of bool, shape (deck, production year)
        Years in which nothing may be paid out.
    distributed : ndarray, shape (deck, production year)
        To owners.
    balance : ndarray, shape (deck, production year)
        Owed at year's end.
    waiting_change : ndarray, shape (deck, production year)
        Increase of the cash that is locked in.
    """

    interest: Floats
    principal: Floats
    accrued: Floats
    dscr: Floats
    llcr: Floats
    plcr: Floats
    paid: Floats
    reserve: Floats
    shortfall: Floats
    locked: NDArray[np.bool_]
    distributed: Floats
    balance: Floats
    waiting_change: Floats


def _worth(cash: Floats, rate: float, last: int) -> Floats:
    """Return at the start of each year the worth of the cash up to ``last`` (exclusive)."""
    worth = np.zeros_like(cash)
    carried = np.zeros(cash.shape[0])
    for year in range(last - 1, -1, -1):
        carried = (carried + cash[:, year]) / (1.0 + rate)
        worth[:, year] = carried
    return worth


def debt_plan(
    terms: LoanTerms,
    sized: Sized,
    planned: Floats,
    cash: Floats,
    *,
    lock_up: float,
    sweep: float,
) -> DebtPlan:
    """Return what lenders and owners get in every deck, in the order of the waterfall.

    Cash goes to interest and principal as agreed, then refills the reserve account, then prepays
    by the sweep, then to owners unless cover is below lock-up: then it waits. A gap is filled from
    locked cash, then from the reserve; what still lacks is a shortfall, and stays owed.

    Parameters
    ----------
    terms : LoanTerms
    sized : Sized
    planned : ndarray, shape (production year,), money of the day
        Cash on which the loan was sized: it shapes sculpted instalments.
    cash : ndarray, shape (deck, production year), money of the day
        Cash available for debt service in each deck.
    lock_up : float
        Cover.
    sweep : float
        Share.

    Notes
    -----
    All cash is accounted for: ``sum(paid) + sum(distributed) + final reserve and locked cash =
    sum(cash) + first reserve``, the last year paying out what is held.
    """
    rate = terms.rate_after
    interest, principal = repayment(
        terms.kind,
        sized.commitment,
        planned,
        rate=rate,
        repayments=terms.repayments,
        grace=terms.grace,
    )
    shape = cash.shape
    paid, kept, shortfall, distributed, balance, due_all = (np.zeros(shape) for _ in range(6))
    locked = np.zeros(shape, dtype=bool)
    owed = np.full(shape[0], sized.commitment)
    reserve, waiting = np.full(shape[0], sized.reserve), np.zeros(shape[0])
    opening, locked_in, accrued = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    last = min(terms.grace + terms.repayments, shape[1])
    for year in range(shape[1]):
        opening[:, year] = owed
        accrued[:, year] = rate * owed
        is_final = year == last - 1
        agreed = principal[year] if not is_final else np.inf
        due = rate * owed + np.minimum(agreed, owed)
        due_all[:, year] = due
        have = cash[:, year] + waiting
        from_cash = np.clip(have, 0.0, due)
        from_reserve = np.minimum(due - from_cash, reserve)
        service = from_cash + from_reserve
        shortfall[:, year] = due - service
        owed = owed + rate * owed - service
        left = have - from_cash
        reserve = reserve - from_reserve
        wanted = 0.0 if year >= last - 1 else sized.reserve
        fill = np.clip(wanted - reserve, 0.0, np.maximum(left, 0.0))
        reserve, left = reserve + fill, left - fill
        release = np.maximum(reserve - wanted, 0.0)
        reserve, left = reserve - release, left + release
        extra = np.minimum(sweep * np.maximum(left, 0.0), owed)
        owed, left = owed - extra, left - extra
        cover = np.divide(cash[:, year], due, out=np.full(shape[0], np.inf), where=due > 1e-9)
        locked[:, year] = (cover < lock_up) & (year < last - 1) & (owed > 1e-9)
        distributed[:, year] = np.where(locked[:, year], np.minimum(left, 0.0), left)
        waiting, before = left - distributed[:, year], waiting
        locked_in[:, year] = waiting - before
        paid[:, year], kept[:, year], balance[:, year] = service + extra, reserve, owed
    gap = np.full(shape, np.nan)
    owes = opening > 1e-9
    return DebtPlan(
        interest=interest,
        principal=principal,
        accrued=accrued,
        dscr=np.divide(cash, due_all, out=gap.copy(), where=due_all > 1e-9),
        llcr=np.divide(_worth(cash, rate, last), opening, out=gap.copy(), where=owes),
        plcr=np.divide(_worth(cash, rate, shape[1]), opening, out=gap.copy(), where=owes),
        paid=paid,
        reserve=kept,
        shortfall=shortfall,
        locked=locked,
        distributed=distributed,
        balance=balance,
        waiting_change=locked_in,
    )


def blended(rates: Sequence[float], amounts: Sequence[float]) -> float:
    """Return the mean of rates by amount; 0 without amounts."""
    total = sum(amounts)
    return sum(r * a for r, a in zip(rates, amounts, strict=True)) / total if total else 0.0
