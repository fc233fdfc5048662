"""A project's package as lenders see it: sized on their deck, tested in every deck."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError, UnknownNameError
from orepact.evidence import Parameter
from orepact.mine.cash_flow import CashFlow, cash_flow
from orepact.mine.debt import Debt
from orepact.mine.facility_file import Facility
from orepact.mine.finance_file import FinanceStructure
from orepact.mine.financed import Financed
from orepact.mine.financing import (
    DebtPlan,
    LoanTerms,
    Sized,
    Tranche,
    blended,
    debt_plan,
    size_debt,
)
from orepact.mine.junior_debt import JuniorPlan, JuniorTerms, junior_plan, junior_room
from orepact.mine.loan_cash import Laid, held_cash, junior_debt, senior_debt, stacked
from orepact.mine.metal_ahead import Ahead, ahead_cash
from orepact.mine.ownership import paying_shares
from orepact.mine.package_lenders import lenders_of

__all__ = [
    "FinanceCase",
    "finance_case",
    "junior_terms",
    "loan_terms",
    "planned_cash",
    "served",
    "structure_of",
]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class FinanceCase:
    """A package on a project; money of the day unless said otherwise.

    Parameters
    ----------
    terms : LoanTerms
    sized : Sized
    plan : DebtPlan
        Senior loans in production years.
    junior : JuniorPlan or None
        Subordinated loans, served from what ``plan`` distributes.
    low_terms : JuniorTerms or None
        Their terms.
    debt : Debt
        All loans by tranche, deck and calendar year, real million USD.
    cash : ndarray, shape (deck, production year)
        Cash available for debt service: net smelter return less cost on site, working capital,
        sustaining capital and levies of the project without debt. Later phases are left out:
        owners pay for them.
    equity, lenders : ndarray, shape (deck, year), real million USD
        What owners and lenders pay and receive; with buyers of metal sold ahead they sum to the
        cash after levies, less what the accounts hold.
    tranches : tuple of str
        Facilities along the first axis of ``debt``.
    buyers : dict of party to ndarray, shape (deck, year), real million USD
        Of metal sold ahead; an insurer's premium stands here too.
    held : ndarray, shape (deck, year), real million USD
        Put into the reserve account and locked cash; negative is taken out.
    after_levies : ndarray, shape (deck, year), real million USD
        Without debt.
    reserve_tail : float
        Share of the feed that is left after the last repayment.
    guarantee : dict of party to float, million USD of the day
        Debt that each owner answers for until completion.
    """

    terms: LoanTerms
    sized: Sized
    plan: DebtPlan
    junior: JuniorPlan | None
    low_terms: JuniorTerms | None
    debt: Debt
    tranches: tuple[str, ...]
    cash: Floats
    equity: Floats
    lenders: Floats
    buyers: dict[str, Floats]
    held: Floats
    after_levies: Floats
    reserve_tail: float
    guarantee: dict[str, float]
    decks: tuple[str, ...]
    years: NDArray[np.int64]


def structure_of(column: Financed) -> FinanceStructure:
    """Return the structure of the column's package.

    Raises
    ------
    CaseError : the package has none
    """
    package = next(item for item in column.facilities.packages if item.id == column.package)
    if package.structure is None:
        with_one = [item.id for item in column.facilities.packages if item.structure is not None]
        raise CaseError(
            f"package {column.package!r} has no structure",
            where=f"facilities.yaml:packages.{column.package}",
            why="cover, reserves and fees are needed to size debt",
            do=f"Add structure, or take --package {' or '.join(with_one) or '(none has one)'}",
        )
    return package.structure


def _end(parameter: Parameter, unit: str, side: str, *, is_dear_high: bool = True) -> float:
    """Return a term at its central value, or at the end that is mild or hard for the borrower."""
    if side == "central":
        return parameter.to(unit)
    low, high = parameter.bounds(unit)
    return high if (side == "hard") == is_dear_high else low


def _repayments(column: Financed, lenders: list[Facility], side: str) -> tuple[int, int]:
    """Return the number of instalments and the years of grace: the shortest of the lenders'."""
    grace = round(min(_end(item.grace, "yr", side, is_dear_high=False) for item in lenders))
    tenor = round(min(_end(item.tenor, "yr", side, is_dear_high=False) for item in lenders))
    return max(tenor - column.variant.first_production - grace, 0), grace


def _tranches(
    lenders: list[Facility], amounts: list[float], side: str, *, premium: float = 0.0
) -> tuple[Tranche, ...]:
    total = sum(amounts)
    return tuple(
        Tranche(
            facility=item.id,
            share=amount / total if total > 0 else 1.0 / len(lenders),
            rate=_rate(item, side) + premium,
            fee=_end(item.fee, "dimensionless", side),
        )
        for item, amount in zip(lenders, amounts, strict=True)
    )


def _rate(item: Facility, side: str) -> float:
    return _end(item.base_rate, "dimensionless", side) + _end(item.margin, "dimensionless", side)


def _amounts(lenders: list[Facility], side: str) -> list[float]:
    return [_end(item.amount, "MUSD", side, is_dear_high=False) for item in lenders]


def loan_terms(
    column: Financed, structure: FinanceStructure, lenders: list[Facility], side: str = "central"
) -> LoanTerms:
    """Return the package's senior terms as one blended loan.

    Parameters
    ----------
    column : Financed
    structure : FinanceStructure
    lenders : list of Facility
        Of any rank.
    side : str
        ``central``, or all unknown terms at the end that is ``mild`` or ``hard`` for the borrower.

    Raises
    ------
    CaseError : nobody lends, only subordinated lenders do, or an amount in real money
    """
    where = f"facilities.yaml:packages.{column.package}"
    if not lenders:
        raise CaseError("nobody lends", where=where, do="Name facilities of the package")
    senior = [item for item in lenders if item.rank == "senior"]
    if not senior:
        raise CaseError(
            "all loans are subordinated, and none ranks before them",
            where=where,
            do="Make one of them senior, or name a senior facility in the package",
        )
    amounts = _amounts(senior, side)
    premium = _end(structure.insurance, "dimensionless", side)
    premium *= structure.insured_share.to("dimensionless")
    tranches = _tranches(senior, amounts, side, premium=premium)
    rate = blended([item.rate for item in tranches], amounts)
    repayments, grace = _repayments(column, senior, side)
    caps = [_end(item.gearing_cap, "dimensionless", side, is_dear_high=False) for item in senior]
    return LoanTerms(
        rate_before=rate,
        rate_after=rate + _end(structure.margin_step, "dimensionless", side),
        upfront_fee=blended([item.fee for item in tranches], amounts),
        commitment_fee=_end(structure.commitment_fee, "dimensionless", side),
        gearing_cap=min(caps),
        ceiling=sum(amounts),
        dscr=_end(structure.target_dscr, "1", side),
        repayments=repayments,
        grace=grace,
        kind=structure.repayment,
        reserve_months=_end(structure.reserve_months, "1", side),
        tranches=tranches,
        premium=premium,
    )


def junior_terms(
    column: Financed, lenders: list[Facility], side: str = "central"
) -> JuniorTerms | None:
    """Return the package's subordinated loans as one; None without any."""
    junior = [item for item in lenders if item.rank == "subordinated"]
    if not junior:
        return None
    amounts = _amounts(junior, side)
    tranches = _tranches(junior, amounts, side)
    repayments, grace = _repayments(column, junior, side)
    return JuniorTerms(
        rate=blended([item.rate for item in tranches], amounts),
        fee=blended([item.fee for item in tranches], amounts),
        ceiling=sum(amounts),
        repayments=max(repayments, 1),
        grace=grace,
        tranches=tranches,
    )


def _unlevered(column: Financed) -> CashFlow:
    return cash_flow(
        column.project,
        column.variant,
        column.first_spend,
        regime=column.regime,
        facilities=[],
        market=column.market,
        money=column.money,
        years=column.years(),
        reading=column.reading,
        foreign=column.foreign,
    )


def finance_case(
    column: Financed, side: str = "central", agreed: FinanceCase | None = None
) -> FinanceCase:
    """Return the package on the project, sized on the lenders' deck and tested in all.

    Parameters
    ----------
    column : Financed
        A bench, or a column of a plan.
    side : str
        ``central``, ``mild`` or ``hard``: where unknown terms stand in their ranges.
    agreed : FinanceCase, optional
        What was agreed before chance had its say: amounts and instalments stay, and what the
        column's own capital costs more is paid by owners. Left out, lenders size on the column.

    Raises
    ------
    CaseError : a package without structure or lenders, a loan that falls due before its first
        repayment, cash that cannot serve debt, an unknown deck, loans in real money
    """
    structure = structure_of(column)
    lenders = lenders_of(column.facilities, column.package, column.project.id)
    terms = loan_terms(column, structure, lenders, side)
    where = f"facilities.yaml:packages.{column.package}"
    flow = _unlevered(column)
    if structure.sized_on not in flow.scenarios:
        raise UnknownNameError(
            "deck", structure.sized_on, flow.scenarios, where=f"{where}.structure.sized_on"
        )
    if agreed is not None:
        terms = replace(terms, repayments=max(terms.repayments, 1))
    if terms.repayments < 1:
        raise CaseError(
            "the loans fall due before their first repayment",
            where=where,
            why=f"{column.variant.first_production} years of building and {terms.grace} of grace",
            do="Give a longer tenor or a shorter grace",
        )
    timing = flow.timing
    ahead = ahead_cash(structure, column, flow)
    laid, cash = _laid(column, flow, ahead, where)
    base = flow.scenarios.index(structure.sized_on)
    sized = (
        size_debt(terms, laid.capital, cash[base], where=where)
        if agreed is None
        else (agreed.sized)
    )
    low = junior_terms(column, lenders, side)
    if low is not None and agreed is None:
        drawn = junior_room(low, sized, terms.gearing_cap)
        sized = replace(sized, junior=drawn, fees=sized.fees + low.fee * drawn)
    planned = cash[base] if agreed is None else planned_cash(agreed, base, cash.shape[1])
    plan, junior, debt = served(
        structure, terms, low, sized=sized, laid=laid, planned=planned, cash=cash
    )
    tranches = terms.tranches if low is None else (*terms.tranches, *low.tranches)
    held = held_cash(sized, plan, laid)
    buyers = dict(ahead.by_buyer)
    debt = _to_insurer(structure, terms, debt, buyers, laid.is_open)
    after = flow.after_tax
    paid = debt.to_lender.sum(axis=0)
    feed = np.ones(timing.life) if flow.plan is None else flow.plan.feed
    last = min(terms.grace + terms.repayments, timing.life)
    shares = paying_shares(column.project.owners) if structure.guarantee != "none" else {}
    owed = sized.commitment + sized.junior
    return FinanceCase(
        terms=terms,
        sized=sized,
        plan=plan,
        junior=junior,
        low_terms=low,
        debt=debt,
        tranches=tuple(item.facility for item in tranches),
        cash=cash,
        equity=after - paid - held - sum(buyers.values(), np.zeros_like(after)),
        lenders=paid,
        buyers=buyers,
        held=held,
        after_levies=after,
        reserve_tail=float(feed[last:].sum() / feed.sum()),
        guarantee={party: share * owed for party, share in shares.items()},
        decks=flow.scenarios,
        years=timing.years,
    )


def served(
    structure: FinanceStructure,
    terms: LoanTerms,
    low: JuniorTerms | None,
    *,
    sized: Sized,
    laid: Laid,
    planned: Floats,
    cash: Floats,
) -> tuple[DebtPlan, JuniorPlan | None, Debt]:
    """Return a sized package as it is served from cash, deck by deck or draw by draw.

    Parameters
    ----------
    planned : ndarray, shape (production year,), money of the day
        Cash that shapes sculpted instalments.
    cash : ndarray, shape (deck, production year), money of the day
        Cash that serves them.
    """
    plan = debt_plan(
        terms,
        sized,
        planned,
        cash,
        lock_up=structure.lock_up_dscr.to("1"),
        sweep=structure.sweep.to("dimensionless"),
    )
    debt = senior_debt(terms, sized, plan, laid)
    if low is None:
        return plan, None, debt
    junior = junior_plan(low, sized.junior, laid.weights, plan.distributed)
    return plan, junior, stacked(debt, junior_debt(low, junior, laid))


def planned_cash(agreed: FinanceCase, base: int, years: int) -> Floats:
    """Return the cash on which instalments were shaped, over another number of years."""
    known = agreed.cash[base][:years]
    return np.concatenate([known, np.repeat(known[-1:], years - known.size)])


def _laid(column: Financed, flow: CashFlow, ahead: Ahead, where: str) -> tuple[Laid, Floats]:
    """Return the calendar with the capital that debt may pay, and the cash that may serve it."""
    timing, work = flow.timing, flow.operation
    level = column.money.level(timing.years)
    is_open = timing.production_year > 0
    is_before = (timing.years < timing.first_production) & (work.construction > 0)
    later = np.where(is_open, work.construction, 0.0)
    cash = ((flow.after_tax + later - ahead.total) * level)[:, is_open]
    capital = (work.construction * level)[is_before] - (ahead.deposits * level)[is_before]
    if capital.min(initial=0.0) < 0 or capital.sum() <= 0:
        raise CaseError(
            "deposits on metal sold ahead exceed the capital",
            where=f"{where}.structure.streams",
            do="Lower the deposits and advances",
        )
    return Laid(capital=capital, is_before=is_before, is_open=is_open, level=level), cash


def _to_insurer(
    structure: FinanceStructure,
    terms: LoanTerms,
    debt: Debt,
    buyers: dict[str, Floats],
    is_open: NDArray[np.bool_],
) -> Debt:
    """Move the premium out of senior interest to the insurer, if the structure names one."""
    if not structure.insurer or terms.premium <= 0:
        return debt
    interest = debt.interest.copy()
    step = np.where(is_open, terms.rate_after - terms.rate_before, 0.0)
    for row, item in enumerate(terms.tranches):
        interest[row] *= 1.0 - terms.premium / (item.rate + step)
    premium = (debt.interest - interest).sum(axis=0)
    buyers[structure.insurer] = buyers.get(structure.insurer, np.zeros_like(premium)) + premium
    return replace(debt, interest=interest)
