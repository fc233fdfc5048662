"""Beyond the plan itself: its draws, its account, and what the importer pays for what it avoids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case
from orepact.errors import OrepactError
from orepact.mine import ColumnTable
from orepact.plan import (
    Account,
    Avoided,
    Bargain,
    Decisions,
    Information,
    OutOfSample,
    PlanData,
    PlanSide,
    Setting,
    Settings,
    Shelf,
    account_of,
    avoided_by,
    build_data,
    evaluate,
    facility_terms,
    fresh_draws,
    information,
    no_deal_data,
    real_rates,
    worth,
)
from orepact.solve import Limits

__all__ = ["ImporterSide", "Outlook", "outlook_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImporterSide:
    """What the importer's side gets and gives, present values in million of the case's money.

    Parameters
    ----------
    parties : tuple of str
    avoided : float
        Expected loss avoided by the plan less that without a deal: finite change of the whole
        portfolio, at the rate of the party to which it is posted.
    posted : float
        The same as the plan posts it, column by column.
    first_year : ndarray, shape (draw,)
        Expected loss avoided in the plan's best year, by draw, million a year.
    loss : dict of end to float
        Expected credit loss on the importer's own loans, at the low, central and high end.
    lent : float
        Face value of those loans, sum of draws, real.
    finance : float
        Interest, fees and principal received less what is lent, before credit loss.
    drawn : float
        Credit loss net of interest and fees, central loss rate, expected over draws: what loans
        pay where cash is short counts here.
    back : float
        What others pass on to its parties through transfers, less what these pass on, expected.
    other_cost : float
        Of enablers.
    unserved : tuple of (title, why)
        Products of the plan that avoid nothing.
    gap : str
        Why loss avoided was not computed; empty where it was.
    """

    parties: tuple[str, ...]
    avoided: float
    posted: float
    first_year: Floats
    loss: Mapping[str, float]
    lent: float
    finance: float
    drawn: float
    back: float
    other_cost: float
    unserved: tuple[tuple[str, str], ...]
    gap: str

    @property
    def subsidy(self) -> dict[str, float]:
        """Credit loss net of interest and fees, by end; negative where the loans earn."""
        return {end: amount - self.finance for end, amount in self.loss.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Everything of a plan that looks beyond what is expected."""

    outcome: OutOfSample
    information: Information
    account: Account
    importer: ImporterSide


def outlook_of(
    case: Case,
    table: ColumnTable,
    data: PlanData,
    bargain: Bargain,
    *,
    settings: Settings,
    limits: Limits,
    shelf: Shelf,
) -> Outlook:
    """Return a solved plan in fresh draws, its account, and the importer's side of it."""
    plan, without = bargain.equal.decisions, bargain.no_deal.decisions
    alone = no_deal_data(data)
    central = build_data(case, table, replace(settings, is_joint=False))
    account = account_of(
        case,
        table,
        central=central,
        expected=data,
        alone=(no_deal_data(central), alone),
        plan=plan,
        without=without,
        facilities=facility_terms(case, settings),
        rates=real_rates(case, settings),
    )
    return Outlook(
        outcome=evaluate(
            data,
            alone,
            plan,
            without,
            (
                fresh_draws(case, table, data, plan.columns, settings),
                fresh_draws(case, table, data, without.columns, settings),
            ),
        ),
        information=information(data, limits=limits, shelf=shelf),
        account=account,
        importer=_importer(case, table, data, account, settings=settings, chosen=(plan, without)),
    )


def _places(data: PlanData, decisions: Decisions) -> list[int]:
    return [n for n, column in enumerate(data.columns) if column.id in decisions.columns]


def _importer(
    case: Case,
    table: ColumnTable,
    data: PlanData,
    account: Account,
    *,
    settings: Settings,
    chosen: tuple[Decisions, Decisions],
) -> ImporterSide:
    plan, without = chosen
    parties = tuple(data.parties[n].id for n in data.side(PlanSide.IMPORTER))
    rates = real_rates(case, settings)
    present = {
        name: sum(
            item.present
            for item in account.postings
            if item.party in parties and item.channel == name
        )
        for name in ("benefit", "lender", "enablers")
    }
    gain, gap = np.zeros((1, table.years.size)), ""
    unserved: tuple[tuple[str, str], ...] = ()
    try:
        own: Avoided = avoided_by(case, table, _places(data, plan), seed=settings.seed)
        other = avoided_by(case, table, _places(data, without), seed=settings.seed)
        gain, unserved = own.gain - other.gain, own.unserved
    except OrepactError as error:
        gap = error.what
    ages = table.years - data.horizon[0] + 0.5
    factor = (1.0 + rates[parties[0]]) ** -ages if parties else np.zeros(table.years.size)
    best = int(np.argmax(np.abs(gain.mean(axis=0))))
    return ImporterSide(
        parties=parties,
        avoided=float(gain.mean(axis=0) @ factor),
        posted=present["benefit"],
        first_year=gain[:, best],
        loss={str(end): _credit_loss(case, table, data, plan, end=end) for end in Setting},
        lent=_lent(case, table, data, plan, parties),
        finance=present["lender"],
        drawn=present["benefit"] + present["enablers"] - _bare(data, plan),
        back=_passed_on(data, plan),
        other_cost=-present["enablers"],
        unserved=unserved,
        gap=gap,
    )


def _credit_loss(
    case: Case,
    table: ColumnTable,
    data: PlanData,
    plan: Decisions,
    *,
    end: Setting,
) -> float:
    """Return expected credit loss on the balances of the importer's lenders, present value."""
    parties = {data.parties[n].id for n in data.side(PlanSide.IMPORTER)}
    rates = real_rates(case)
    terms = facility_terms(case, Settings(credit_loss=end))
    total = 0.0
    for place in _places(data, plan):
        for row, name in enumerate(table.facilities):
            lender = terms[name].lender
            if lender in parties:
                factor = (1.0 + rates[lender]) ** -(table.years - data.horizon[0] + 0.5)
                total += terms[name].credit_loss * float(table.balance[place, row] @ factor)
    return total


def _lent(
    case: Case, table: ColumnTable, data: PlanData, plan: Decisions, parties: tuple[str, ...]
) -> float:
    terms = facility_terms(case)
    own = [n for n, name in enumerate(table.facilities) if terms[name].lender in parties]
    return float(table.draw[_places(data, plan)][:, own].sum())


def _bare(data: PlanData, plan: Decisions) -> float:
    """Return what the importer's side has before transfers, expected."""
    own = data.weights @ worth(data, replace(plan, transfers=()))
    return float(own[list(data.side(PlanSide.IMPORTER))].sum())


def _passed_on(data: PlanData, plan: Decisions) -> float:
    moved = worth(data, plan) - worth(data, replace(plan, transfers=()))
    return float((data.weights @ moved)[list(data.side(PlanSide.IMPORTER))].sum())
