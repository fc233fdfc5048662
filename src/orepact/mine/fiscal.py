"""The fiscal cascade: every levy of a regime in its order, per scenario and year."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

from orepact.mine.debt import Debt
from orepact.mine.fixed_cash import advance, credit, fixed_payment
from orepact.mine.income_tax import resource_rent_tax
from orepact.mine.levy import FOREIGN_OWNERS, LevyLine
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.operation import Operation
from orepact.mine.profit_cash import Books, contribution, production_share, taxes
from orepact.mine.reading import Reading
from orepact.mine.regime_file import (
    AdValorem,
    AdvanceRoyalty,
    DividendWithholding,
    FixedPayment,
    InterestWithholding,
    MarginLevy,
    ProductionShare,
    ProfitContribution,
    RegimeFile,
    ResourceRentTax,
    SlidingRoyalty,
    UnitRoyalty,
    WindfallTax,
)
from orepact.mine.revenue_cash import (
    ad_valorem,
    margin_levy,
    sliding_royalty,
    unit_royalty,
    windfall,
)
from orepact.mine.timing import Timing

__all__ = ["Reading", "awarded", "interest_withheld", "project_levies", "withheld"]

Floats = NDArray[np.float64]


class _Cascade:
    """The levies of one column while they are worked out, in order."""

    def __init__(
        self,
        regime: RegimeFile,
        *,
        operation: Operation,
        debt: Debt,
        timing: Timing,
        money: MoneyBasis,
        read: Reading,
    ) -> None:
        self.regime, self.operation, self.debt = regime, operation, debt
        self.timing, self.money, self.read = timing, money, read
        self.paid: dict[str, Floats] = {}
        self.lines = {levy.id: levy for levy in regime.levies}

    def where(self, levy: LevyLine) -> str:
        return f"regimes/{self.regime.id}.yaml:levies.{levy.id}"

    def add(self, levy: LevyLine, amount: Floats) -> None:
        """Write a levy down, in the years in which it is in force."""
        years = self.timing.years
        if levy.in_force_from is not None:
            amount = np.where(years >= levy.in_force_from, amount, 0.0)
        if levy.in_force_to is not None:
            amount = np.where(years <= levy.in_force_to, amount, 0.0)
        self.paid[levy.id] = amount

    def sum(self, *, deductible: bool) -> Floats:
        """Return what is paid so far, all of it or only what lowers income."""
        zero = np.zeros_like(self.operation.nsr)
        return sum(
            (
                cash
                for name, cash in self.paid.items()
                if not deductible or self.lines[name].is_deductible
            ),
            zero,
        )

    @property
    def books(self) -> Books:
        return Books(
            operation=self.operation,
            debt=self.debt,
            timing=self.timing,
            money=self.money,
            read=self.read,
            deductible=self.sum(deductible=True),
        )

    def revenue_lines(self) -> None:
        for levy in self.regime.levies:
            known = {
                "operation": self.operation,
                "timing": self.timing,
                "money": self.money,
                "read": self.read,
                "where": self.where(levy),
            }
            if isinstance(levy, AdValorem):
                self.add(levy, ad_valorem(levy, **known))  # type: ignore[arg-type]
            elif isinstance(levy, UnitRoyalty):
                self.add(levy, unit_royalty(levy, **known))  # type: ignore[arg-type]
            elif isinstance(levy, SlidingRoyalty):
                self.add(levy, sliding_royalty(levy, **known))  # type: ignore[arg-type]
            elif isinstance(levy, WindfallTax):
                self.add(levy, windfall(levy, **known))  # type: ignore[arg-type]
        for levy in self.regime.levies:
            if isinstance(levy, MarginLevy):
                amount = margin_levy(
                    levy,
                    operation=self.operation,
                    timing=self.timing,
                    paid=self.sum(deductible=True),
                    read=self.read,
                )
                self.add(levy, amount)

    def fixed_lines(self) -> None:
        level = self.money.level(self.timing.years)
        shape = self.operation.nsr.shape
        for levy in self.regime.levies:
            where = self.where(levy)
            if isinstance(levy, AdvanceRoyalty):
                advances, before = advance(levy, self.timing, self.money, where)
                self.paid[levy.id] = np.broadcast_to(advances, shape).copy()
                if levy.credit_against is not None:
                    due = self.paid[levy.credit_against]
                    share = levy.credit_share
                    part = 1.0 if share is None else share.to("dimensionless")
                    taken = credit(due, advances, before, level, share=part)
                    self.paid[levy.credit_against] = due - taken
            elif isinstance(levy, FixedPayment):
                amount = fixed_payment(
                    levy,
                    operation=self.operation,
                    timing=self.timing,
                    money=self.money,
                    where=where,
                )
                self.add(levy, amount)
            elif isinstance(levy, ProfitContribution) and levy.base != "net profit":
                self.add(levy, contribution(levy, self.books, np.zeros(shape)))

    def profit_lines(self) -> None:
        for levy in self.regime.levies:
            if isinstance(levy, ProductionShare):
                self.add(levy, production_share(levy, self.books))
        books = self.books
        due = taxes(self.regime.levies, books)
        for name, amount in due.items():
            self.add(self.lines[name], amount)
        income_taxes = sum(due.values(), np.zeros_like(self.operation.nsr))
        for levy in self.regime.levies:
            if isinstance(levy, ProfitContribution) and levy.base == "net profit":
                self.add(levy, contribution(levy, books, income_taxes))
        level = self.money.level(self.timing.years)
        for levy in self.regime.levies:
            if isinstance(levy, ResourceRentTax):
                cash = (self.operation.pre_tax - self.sum(deductible=False)) * level
                tax = resource_rent_tax(
                    cash,
                    rate=self.read.of(levy.rate, "dimensionless", levy.status),
                    threshold=levy.threshold.to("dimensionless"),
                )
                self.add(levy, tax / level)
            elif isinstance(levy, InterestWithholding) and levy.borne_by == "project":
                rate = self.read.of(levy.rate, "dimensionless", levy.status)
                cost = (self.debt.interest + self.debt.fee).sum(axis=0)
                gross = np.broadcast_to(cost * rate / (1.0 - rate), self.operation.nsr.shape)
                self.add(levy, gross.copy())


def project_levies(
    regime: RegimeFile,
    *,
    operation: Operation,
    debt: Debt,
    timing: Timing,
    money: MoneyBasis,
    reading: Reading,
) -> dict[str, Floats]:
    """Return every levy that the project pays, in the order of the cascade.

    Lines on output, revenue and price; levies on operating margin; advances and their credit,
    fixed payments and contributions; the state's share of production; then income tax on ``NSR -
    operating - deductible levies - closure - waiting - depreciation - interest``, variable and
    minimum taxes; contributions from net profit; rent taxes on the cash that is left; interest
    withholding that is grossed up. Withholding on distributions comes after debt, see
    ``withheld``.

    Parameters
    ----------
    regime : RegimeFile
    operation : Operation
        Money before levies.
    debt : Debt
        For the interest.
    timing : Timing
    money : MoneyBasis
        Taxes run in money of the day: inflation erodes depreciation, losses and credits.
    reading : Reading
        How contested terms are read.

    Returns
    -------
    levies : dict of levy id to ndarray, shape (scenario, year), real million USD
        What is paid in cash, net of credits.

    References
    ----------
    Luca and Mesa Puyo, Fiscal Analysis of Resource Industries (FARI) Methodology, IMF TNM
    2016/001, for the order (conventional; own formulation).
    """
    cascade = _Cascade(
        regime, operation=operation, debt=debt, timing=timing, money=money, read=reading
    )
    cascade.revenue_lines()
    cascade.fixed_lines()
    cascade.profit_lines()
    return cascade.paid


def withheld(
    regime: RegimeFile,
    distributions: dict[str, Floats],
    reading: Reading,
    *,
    foreign: Collection[str] = (),
) -> list[tuple[str, str, str, Floats]]:
    """Return tax withheld from distributions: levy id, payer, recipient, amount.

    Parameters
    ----------
    regime : RegimeFile
    distributions : dict of party to ndarray, shape (scenario, year)
        Non-negative.
    reading : Reading
    foreign : collection of str
        Owners that ``foreign owners`` stands for.
    """
    found = []
    for levy in regime.levies:
        if not isinstance(levy, DividendWithholding):
            continue
        names: Iterable[str] = levy.applies_to
        if FOREIGN_OWNERS in levy.applies_to:
            names = dict.fromkeys((*levy.applies_to, *foreign))
        rate = reading.of(levy.rate, "dimensionless", levy.status)
        found += [
            (levy.id, party, levy.recipient, distributions[party] * rate)
            for party in names
            if party in distributions
        ]
    return found


def interest_withheld(
    regime: RegimeFile, to_lenders: dict[str, Floats], reading: Reading
) -> list[tuple[str, str, str, Floats]]:
    """Return tax that lenders bear on interest and fees: levy id, lender, recipient, amount.

    Parameters
    ----------
    to_lenders : dict of lender to ndarray, shape (year,)
        Interest and fees paid to it.
    """
    return [
        (
            levy.id,
            lender,
            levy.recipient,
            cash * reading.of(levy.rate, "dimensionless", levy.status),
        )
        for levy in regime.levies
        if isinstance(levy, InterestWithholding) and levy.borne_by == "lender"
        for lender, cash in to_lenders.items()
    ]


def awarded(
    regime: RegimeFile, levies: dict[str, Floats], reading: Reading
) -> list[tuple[str, str, str, Floats]]:
    """Return what law passes on from a recipient to other tiers: award id, from, to, amount."""
    recipients = {levy.id: levy.recipient for levy in regime.levies}
    found = []
    for award in regime.awards:
        for name in award.of:
            if name not in levies:
                continue
            found += [
                (
                    award.id,
                    recipients[name],
                    to.party,
                    levies[name] * reading.of(to.share, "dimensionless", award.status),
                )
                for to in award.to
            ]
    return found
