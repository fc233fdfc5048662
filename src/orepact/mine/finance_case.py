"""A project's package as lenders see it: sized on their deck, tested in every deck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError, UnknownNameError
from orepact.evidence import Parameter
from orepact.mine.bench import Bench
from orepact.mine.cash_flow import CashFlow, cash_flow
from orepact.mine.column_builder import lenders_of
from orepact.mine.facility_file import Facility
from orepact.mine.finance_file import FinanceStructure
from orepact.mine.financing import DebtPlan, LoanTerms, Sized, blended, debt_plan, size_debt
from orepact.mine.metal_ahead import ahead_cash
from orepact.mine.ownership import paying_shares

__all__ = ["FinanceCase", "finance_case", "loan_terms", "structure_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class FinanceCase:
    """A package on a project; money of the day unless said otherwise.

    Parameters
    ----------
    terms : LoanTerms
    sized : Sized
    plan : DebtPlan
        Production years.
    cash : ndarray, shape (deck, production year)
        Cash available for debt service: net smelter return less cost on site, working capital,
        sustaining capital and levies of the project without debt. Later phases are left out:
        owners pay for them.
    equity, lenders : ndarray, shape (deck, year), real million USD
        What owners and lenders pay and receive; with buyers of metal sold ahead they sum to the
        cash after levies, less what the accounts hold.
    buyers : dict of party to ndarray, shape (deck, year), real million USD
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


def structure_of(bench: Bench) -> FinanceStructure:
    """Return the structure of the bench's package.

    Raises
    ------
    CaseError : the package has none
    """
    package = next(item for item in bench.around.facilities.packages if item.id == bench.package)
    if package.structure is None:
        with_one = [
            item.id for item in bench.around.facilities.packages if item.structure is not None
        ]
        raise CaseError(
            f"package {bench.package!r} has no structure",
            where=f"facilities.yaml:packages.{bench.package}",
            why="cover, reserves and fees are needed to size debt",
            do=f"Add structure, or take --package {' or '.join(with_one) or '(none has one)'}",
        )
    return package.structure


def _end(parameter: Parameter, unit: str, side: str, *, is_dear_high: bool) -> float:
    """Return a term at its central value, or at the end that is mild or hard for the borrower."""
    if side == "central":
        return parameter.to(unit)
    low, high = parameter.bounds(unit)
    return high if (side == "hard") == is_dear_high else low


def loan_terms(
    bench: Bench, structure: FinanceStructure, lenders: list[Facility], side: str = "central"
) -> LoanTerms:
    """Return the package's terms as one blended loan.

    Parameters
    ----------
    bench : Bench
    structure : FinanceStructure
    lenders : list of Facility
    side : str
        ``central``, or all unknown terms at the end that is ``mild`` or ``hard`` for the borrower.

    Raises
    ------
    CaseError : nobody lends, or an amount in real money
    """
    where = f"facilities.yaml:packages.{bench.package}"
    if not lenders:
        raise CaseError("nobody lends", where=where, do="Name facilities of the package")
    for item in lenders:
        if item.amount.price_year is not None:
            raise CaseError(
                "a loan amount with price_year",
                where=f"facilities.yaml:{item.id}.amount",
                why="loans are agreed in money of the day",
                do="Remove price_year",
            )

    def dear(parameter: Parameter, unit: str = "dimensionless") -> float:
        return _end(parameter, unit, side, is_dear_high=True)

    def dear_low(parameter: Parameter, unit: str = "dimensionless") -> float:
        return _end(parameter, unit, side, is_dear_high=False)

    amounts = [dear_low(item.amount, "MUSD") for item in lenders]
    rates = [dear(item.base_rate) + dear(item.margin) for item in lenders]
    insurance = dear(structure.insurance) * structure.insured_share.to("dimensionless")
    rate = blended(rates, amounts) + insurance
    build = bench.variant.first_production
    grace = round(min(dear_low(item.grace, "yr") for item in lenders))
    tenor = round(min(dear_low(item.tenor, "yr") for item in lenders))
    return LoanTerms(
        rate_before=rate,
        rate_after=rate + dear(structure.margin_step),
        upfront_fee=blended([dear(item.fee) for item in lenders], amounts),
        commitment_fee=dear(structure.commitment_fee),
        gearing_cap=min(dear_low(item.gearing_cap) for item in lenders),
        ceiling=sum(amounts),
        dscr=dear(structure.target_dscr, "1"),
        repayments=max(tenor - build - grace, 0),
        grace=grace,
        kind=structure.repayment,
        reserve_months=dear(structure.reserve_months, "1"),
    )


def _unlevered(bench: Bench) -> CashFlow:
    return cash_flow(
        bench.project,
        bench.variant,
        bench.first_spend,
        regime=bench.regime,
        facilities=[],
        market=bench.market,
        money=bench.around.money,
        years=bench.years(),
        reading=bench.reading,
        foreign=bench.foreign,
    )


def finance_case(bench: Bench, side: str = "central") -> FinanceCase:
    """Return the package on the project, sized on the lenders' deck and tested in all.

    Parameters
    ----------
    bench : Bench
    side : str
        ``central``, ``mild`` or ``hard``: where unknown terms stand in their ranges.

    Raises
    ------
    CaseError : a package without structure or lenders, a loan that falls due before its first
        repayment, cash that cannot serve debt, an unknown deck, loans in real money
    """
    structure = structure_of(bench)
    lenders = lenders_of(bench.around.facilities, bench.package, bench.project.id)
    terms = loan_terms(bench, structure, lenders, side)
    where = f"facilities.yaml:packages.{bench.package}"
    flow = _unlevered(bench)
    if structure.sized_on not in flow.scenarios:
        raise UnknownNameError(
            "deck", structure.sized_on, flow.scenarios, where=f"{where}.structure.sized_on"
        )
    if terms.repayments < 1:
        raise CaseError(
            "the loans fall due before their first repayment",
            where=where,
            why=f"{bench.variant.first_production} years of building and {terms.grace} of grace",
            do="Give a longer tenor or a shorter grace",
        )
    timing, work = flow.timing, flow.operation
    level = bench.around.money.level(timing.years)
    ahead = ahead_cash(structure, bench, flow)
    is_open = timing.production_year > 0
    is_before = (timing.years < timing.first_production) & (work.construction > 0)
    later = np.where(is_open, work.construction, 0.0)
    cash = ((flow.after_tax + later - ahead.total) * level)[:, is_open]
    capital = (work.construction * level)[is_before] - (ahead.deposits * level)[is_before]
    if capital.min(initial=0.0) < 0 or capital.sum() <= 0:
        raise CaseError(
            "deposits on metal sold ahead exceed the capital",
            where=f"{where}.structure.streams",
            do="Lower the deposits",
        )
    base = flow.scenarios.index(structure.sized_on)
    sized = size_debt(terms, capital, cash[base], where=where)
    plan = debt_plan(
        terms,
        sized,
        cash[base],
        cash,
        lock_up=structure.lock_up_dscr.to("1"),
        sweep=structure.sweep.to("dimensionless"),
    )
    paid, held = _accounts(
        terms, sized, plan, capital=capital, is_before=is_before, is_open=is_open, level=level
    )
    after = flow.after_tax
    feed = np.ones(timing.life) if flow.plan is None else flow.plan.feed
    last = min(terms.grace + terms.repayments, timing.life)
    shares = paying_shares(bench.project.owners) if structure.guarantee != "none" else {}
    return FinanceCase(
        terms=terms,
        sized=sized,
        plan=plan,
        cash=cash,
        equity=after - paid - held - ahead.total,
        lenders=paid,
        buyers=ahead.by_buyer,
        held=held,
        after_levies=after,
        reserve_tail=float(feed[last:].sum() / feed.sum()),
        guarantee={party: share * sized.commitment for party, share in shares.items()},
        decks=flow.scenarios,
        years=timing.years,
    )


def _accounts(
    terms: LoanTerms,
    sized: Sized,
    plan: DebtPlan,
    *,
    capital: Floats,
    is_before: NDArray[np.bool_],
    is_open: NDArray[np.bool_],
    level: Floats,
) -> tuple[Floats, Floats]:
    """Return what lenders get net, and what goes into accounts, real MUSD by deck and year."""
    shape = (plan.paid.shape[0], len(level))
    paid, held = np.zeros(shape), np.zeros(shape)
    weights = capital / capital.sum()
    drawn = np.concatenate([[0.0], np.cumsum(weights)[:-1]])
    fees = terms.commitment_fee * (1.0 - drawn)
    fees[0] += terms.upfront_fee
    paid[:, is_before] = sized.commitment * (terms.rate_before * drawn + fees - weights)
    paid[:, is_open] = plan.paid
    reserve = np.concatenate([np.full((shape[0], 1), sized.reserve), plan.reserve], axis=1)
    last_building = np.flatnonzero(is_before)[-1]
    held[:, last_building] += sized.reserve
    held[:, is_open] += np.diff(reserve, axis=1) + plan.waiting_change
    return paid / level, held / level
