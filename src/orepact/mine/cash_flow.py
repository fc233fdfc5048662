"""The cash flow of one column: operation, debt, levies and owners, down to every party."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.mine.debt import Debt, borrow
from orepact.mine.exploration import expected_cost
from orepact.mine.facility_file import Facility
from orepact.mine.fiscal import (
    Reading,
    awarded,
    interest_withheld,
    project_levies,
    withheld,
)
from orepact.mine.market import Market
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.operation import Operation, operate
from orepact.mine.ownership import owner_cash, receiving_shares
from orepact.mine.physical import PhysicalPlan, physical_plan
from orepact.mine.project_file import ProjectFile, Variant
from orepact.mine.regime_file import REVENUE_LEVIES, CostPlus, RegimeFile
from orepact.mine.tariff import tariff_market
from orepact.mine.timing import Timing, timing_of

__all__ = ["CashFlow", "Funding", "cash_flow"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """How a column is paid for where its package has a structure, real million USD.

    Parameters
    ----------
    debt : Debt
        Arrays of shape (facility, scenario, year); facilities in the order of the call.
    others : dict of party to ndarray, shape (scenario, year)
        Buyers of metal sold ahead and insurers; positive is gained by them.
    held : ndarray, shape (scenario, year)
        Put into accounts; negative is taken out.
    """

    debt: Debt
    others: dict[str, Floats]
    held: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFlow:
    """Everything that one column pays and receives, real million USD of the case's year.

    Parameters
    ----------
    timing : Timing
        Its calendar; the last axis of every array.
    plan : PhysicalPlan or None
        None for exploration.
    operation : Operation
        Money before levies and debt.
    debt : Debt
        Loans, axes (facility, year).
    facilities : tuple of str
        Along the first axis of the loans.
    levies : dict of levy id to ndarray, shape (scenario, year)
        Withholding included.
    project_levies : ndarray, shape (scenario, year)
        Sum of the levies that the project pays, withholding left out.
    recipients : dict of levy id to party
    equity : dict of party to ndarray, shape (scenario, year)
        What owners receive and pay as owners, after withholding.
    parties : dict of party to ndarray, shape (scenario, year)
        All cash of each party: as owner, government and lender. Sums to ``operation.pre_tax``,
        less what the accounts hold.
    distributable : ndarray, shape (scenario, year)
        Paid out to owners before withholding.
    scenarios : tuple of str
        Along the first axis.
    revenue_lines : frozenset of str
        Ids of the levies on output, revenue and margin, which bad years do not spare.
    passed_on : tuple of (award id, from, to, ndarray)
        Receipts that law passes on between tiers; they are in ``parties``.
    accounts : ndarray, shape (scenario, year), or None
        Put into reserve accounts and locked cash, negative is taken out; None without any.
    tariff : ndarray, shape (scenario,), real USD per tonne, or None
        Price of the product whose price the regime sets by rule.
    """

    timing: Timing
    plan: PhysicalPlan | None
    operation: Operation
    debt: Debt
    facilities: tuple[str, ...]
    levies: dict[str, Floats]
    project_levies: Floats
    recipients: dict[str, str]
    equity: dict[str, Floats]
    parties: dict[str, Floats]
    distributable: Floats
    scenarios: tuple[str, ...]
    revenue_lines: frozenset[str] = frozenset()
    passed_on: tuple[tuple[str, str, str, Floats], ...] = ()
    accounts: Floats | None = None
    tariff: Floats | None = None

    @property
    def after_tax(self) -> Floats:
        """Unlevered cash after the levies that the project pays, shape (scenario, year)."""
        return self.operation.pre_tax - self.project_levies


def _nothing(shape: tuple[int, int], holding: Floats, spending: Floats) -> Operation:
    zero, none = np.zeros(shape), np.zeros(shape[1])
    return Operation(
        revenue=zero,
        nsr=zero,
        operating=zero,
        working_capital=zero,
        construction=spending,
        sustaining=none,
        closure=none,
        holding=holding,
    )


def _operation(
    project: ProjectFile, variant: Variant, timing: Timing, market: Market, money: MoneyBasis
) -> tuple[PhysicalPlan | None, Operation]:
    if project.exploration is None:
        plan = physical_plan(project)
        return plan, operate(project, variant, plan=plan, timing=timing, market=market, money=money)
    where = f"projects/{project.id}.yaml:exploration"
    spending = expected_cost(project.exploration, timing, money, where=where)
    waits = 0.0
    if project.holding_cost is not None:
        waits = money.real(project.holding_cost, "MUSD/yr", where=f"{where}.holding_cost")
    holding = np.where(timing.is_waiting, waits, 0.0)
    return None, _nothing((len(market.scenarios), len(timing.years)), holding, spending)


def cash_flow(
    project: ProjectFile,
    variant: Variant,
    first_spend: int,
    *,
    regime: RegimeFile,
    facilities: Sequence[Facility],
    market: Market,
    money: MoneyBasis,
    years: NDArray[np.int64],
    reading: Reading | None = None,
    foreign: Collection[str] = (),
    funding: Funding | None = None,
) -> CashFlow:
    """Return the whole cascade of one column, per party, scenario and year.

    ``equity = pre-tax net cash flow - levies - debt service + draws``; positive equity is
    distributed by ownership, negative equity is called by paying shares; withholding moves from
    owner (or lender) to recipient, awards from one tier to others. Nothing is kept in the company.
    All parties' cash, lenders and governments included, sums to the pre-tax net cash flow. Where
    the regime sets a price by rule, that price is found first.

    Parameters
    ----------
    project, variant, first_spend : which column
    regime : RegimeFile
        The fiscal terms.
    facilities : sequence of Facility
        Lenders of the package; empty is equity only.
    market : Market
        Scenarios along the first axis.
    money : MoneyBasis
        The case's money.
    years : ndarray of int
        Consecutive calendar years that hold the column's whole life.
    reading : Reading, optional
        How contested terms are read; central if left out.
    foreign : collection of str
        Owners that a regime's ``foreign owners`` stands for.
    funding : Funding, optional
        Loans as sized by a structure; left out, facilities are drawn and repaid as they stand.

    Raises
    ------
    CaseError : anything missing or impossible in the files, with file and key

    References
    ----------
    Luca and Mesa Puyo, Fiscal Analysis of Resource Industries (FARI) Methodology, IMF TNM
    2016/001, for the order of the cascade (conventional; own formulation).
    """
    read = reading or Reading()
    if regime.tariff is not None:
        plain = regime.model_copy(update={"tariff": None})
        return _with_tariff(
            project,
            regime.tariff,
            market=market,
            money=money,
            at=lambda tried: cash_flow(
                project,
                variant,
                first_spend,
                regime=plain,
                facilities=facilities,
                market=tried,
                money=money,
                years=years,
                reading=read,
                foreign=foreign,
                funding=funding,
            ),
        )
    timing = timing_of(project, variant, first_spend, years)
    plan, operation = _operation(project, variant, timing, market, money)
    debt = funding.debt if funding else borrow(facilities, operation.construction, timing, money)
    levies: dict[str, Floats] = {}
    if project.exploration is None:
        levies = project_levies(
            regime, operation=operation, debt=debt, timing=timing, money=money, reading=read
        )
    recipients = {levy.id: levy.recipient for levy in regime.levies}
    to_lenders = debt.to_lender
    taken = sum(levies.values(), np.zeros_like(operation.nsr))
    equity = operation.pre_tax - taken - to_lenders.sum(axis=0)
    if funding is not None:
        equity = equity - funding.held - sum(funding.others.values(), np.zeros_like(equity))
    owners, distributable = owner_cash(project.owners, equity, inflation=money.inflation)
    receiving = receiving_shares(project.owners)
    distributions = {party: distributable * share for party, share in receiving.items()}
    paid = _Payments(owners, levies, recipients)
    paid.levies_of(regime, distributions, read, foreign)
    paid.lenders_of(regime, facilities, debt, read)
    for party, amount in funding.others.items() if funding else ():
        paid.give(party, amount)
    passed_on = paid.awards_of(regime, read)
    return CashFlow(
        timing=timing,
        plan=plan,
        operation=operation,
        debt=debt,
        facilities=tuple(item.id for item in facilities),
        levies=levies,
        project_levies=taken,
        recipients=recipients,
        equity=paid.owners,
        parties=paid.parties,
        distributable=distributable,
        scenarios=market.scenarios,
        revenue_lines=frozenset(
            levy.id for levy in regime.levies if isinstance(levy, REVENUE_LEVIES)
        ),
        passed_on=passed_on,
        accounts=funding.held if funding else None,
    )


class _Payments:
    """Every party's cash while it is shared out; what one gives another receives."""

    def __init__(
        self, owners: dict[str, Floats], levies: dict[str, Floats], recipients: dict[str, str]
    ) -> None:
        self.owners, self.levies, self.recipients = owners, levies, recipients
        self.nothing = np.zeros_like(next(iter(owners.values())))
        self.parties = {party: cash.copy() for party, cash in owners.items()}

    def give(self, party: str, amount: Floats) -> None:
        self.parties[party] = self.parties.get(party, self.nothing) + amount

    def take(self, levy: str, payer: str, recipient: str, amount: Floats) -> None:
        """Move a tax that is withheld from its payer to its recipient."""
        self.levies[levy] = self.levies.get(levy, self.nothing) + amount
        self.give(payer, -amount)
        self.give(recipient, amount)

    def levies_of(
        self,
        regime: RegimeFile,
        distributions: dict[str, Floats],
        read: Reading,
        foreign: Collection[str],
    ) -> None:
        """Pay the project's levies, then what is withheld from distributions."""
        for levy, amount in self.levies.items():
            self.give(self.recipients[levy], amount)
        for levy, payer, recipient, amount in withheld(
            regime, distributions, read, foreign=foreign
        ):
            self.owners[payer] = self.owners[payer] - amount
            self.take(levy, payer, recipient, amount)

    def lenders_of(
        self, regime: RegimeFile, facilities: Sequence[Facility], debt: Debt, read: Reading
    ) -> None:
        """Pay lenders, then what they bear of tax on interest and fees."""
        earned: dict[str, Floats] = {}
        for index, item in enumerate(facilities):
            self.give(item.lender, np.broadcast_to(debt.to_lender[index], self.nothing.shape))
            own = np.broadcast_to(debt.interest[index] + debt.fee[index], self.nothing.shape)
            earned[item.lender] = earned.get(item.lender, self.nothing) + own
        for levy, lender, recipient, amount in interest_withheld(regime, earned, read):
            self.take(levy, lender, recipient, amount)

    def awards_of(
        self, regime: RegimeFile, read: Reading
    ) -> tuple[tuple[str, str, str, Floats], ...]:
        """Pass receipts on between tiers, and return what was passed on."""
        passed_on = tuple(awarded(regime, self.levies, read))
        for _, giver, receiver, amount in passed_on:
            self.give(giver, -amount)
            self.give(receiver, amount)
        return passed_on


def _with_tariff(
    project: ProjectFile,
    rule: CostPlus,
    *,
    market: Market,
    money: MoneyBasis,
    at: Callable[[Market], CashFlow],
) -> CashFlow:
    """Return the cash flow at the price that a rule gives; ``at`` knows no rule."""

    def cash(tried: Market) -> Floats:
        flow = at(tried)
        if rule.on == "project":
            return flow.after_tax
        return np.asarray(flow.after_tax - flow.debt.to_lender.sum(axis=0))

    found, price = tariff_market(project, rule, market, money, cash)
    return replace(at(found), tariff=price)
