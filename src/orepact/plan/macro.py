"""The host's economy with and without the plan, year by year: output, trade, money abroad, debt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case, CeilingOn, MacroFile, Side, surroundings
from orepact.mine import CashFlow, ColumnTable, cash_flow, lenders_of, market_of
from orepact.plan.data import PlanData
from orepact.plan.decisions import Decisions

__all__ = ["HostFlows", "MacroPath", "host_flows", "macro_path"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class HostFlows:
    """What the chosen projects and enablers bring the host, expected, million of the case's money.

    Parameters
    ----------
    exports : ndarray, shape (year,)
        Net smelter return of products sold: what is left at the mine of their price.
    value_added : ndarray, shape (year,)
        Exports less what is bought from others to produce them.
    imports : ndarray, shape (year,)
        Equipment and supplies bought abroad, for projects and enablers.
    from_abroad : ndarray, shape (year,)
        Money that owners and lenders who live abroad put in (positive) or take out.
    owed_abroad : ndarray, shape (year,)
        Loans outstanding to lenders abroad at the end of the year.
    guaranteed : ndarray, shape (year,)
        Contingent: what the host's side would pay if others do not, at the end of the year.
    newly_guaranteed : ndarray, shape (year,)
        Increase of the highest amount guaranteed so far.
    """

    exports: Floats
    value_added: Floats
    imports: Floats
    from_abroad: Floats
    owed_abroad: Floats
    guaranteed: Floats
    newly_guaranteed: Floats

    @property
    def foreign_exchange(self) -> Floats:
        """Net foreign exchange: exports - imports + what comes from abroad, shape (year,)."""
        return self.exports - self.imports + self.from_abroad


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroPath:
    """The host's economy, shape (year,) each; real million of the case's money, shares in percent.

    Parameters
    ----------
    gdp, mining_share, mineral_balance, external_debt : ndarray
        Without the plan.
    gdp_with, mining_share_with, mineral_balance_with, external_debt_with : ndarray
        With it: first-round sums, no effect on prices, wages or the exchange rate.
    guaranteed : dict of ceiling id to ndarray
        Percent of gross domestic product that the plan adds to what each ceiling limits.
    """

    years: NDArray[np.int64]
    gdp: Floats
    gdp_with: Floats
    mining_share: Floats
    mining_share_with: Floats
    mineral_balance: Floats
    mineral_balance_with: Floats
    external_debt: Floats
    external_debt_with: Floats
    ceilings: Mapping[str, Floats]


def _flow(case: Case, table: ColumnTable, column_id: str) -> CashFlow:
    """Return the exact cash flow of one chosen column, in every price deck."""
    around = surroundings(case)
    column = next(item for item in table.columns if item.id == column_id)
    project = case.projects[column.project]
    return cash_flow(
        project,
        next(item for item in project.variants if item.id == column.variant),
        column.first_spend_year,
        regime=around.regimes[project.regime],
        facilities=lenders_of(around.facilities, column.package, project.id),
        market=market_of(around.decks.decks, around.money),
        money=around.money,
        years=table.years,
    )


def _kept(data: PlanData, table: ColumnTable, plan: Decisions, id_: str) -> Floats:
    """Return the chance of each price deck in which the column is carried out; at most 1 in sum."""
    chance = np.zeros(len(table.scenarios))
    for s, name in enumerate(data.scenarios):
        if plan.exercised[(id_, name)]:
            chance[table.scenarios.index(name)] += data.weights[s]
    return chance


def host_flows(case: Case, table: ColumnTable, data: PlanData, plan: Decisions) -> HostFlows:
    """Return what the chosen projects and enablers bring the host.

    ::

        value added = nsr - operating (1 - wages)
        imports     = capital x imported share + operating x imported share + enablers' likewise
        from abroad = - sum of cash of parties abroad, and what they pay of enablers

    expected over price decks with the chance that a project is carried out in each.

    Raises
    ------
    ValueError : if the case has no ``macro.yaml``
    """
    if case.macro is None:
        raise ValueError("the case has no macro.yaml")
    facts = case.macro
    home = {party.id for party in case.on_side(Side.HOST)} | set(facts.residents)
    capital, inputs, wages = (
        getattr(facts, name).to("%") / 100.0
        for name in ("capital_imported", "operating_imported", "wages")
    )
    found = {item.name: np.zeros(len(table.years)) for item in fields(HostFlows)}
    index = {column.id: n for n, column in enumerate(table.columns)}
    for id_ in plan.columns:
        chance, flow, place = (
            _kept(data, table, plan, id_),
            _flow(case, table, id_),
            index[id_],
        )
        nsr, operating = chance @ flow.operation.nsr, chance @ flow.operation.operating
        carried = float(chance.sum())
        found["exports"] += nsr
        found["value_added"] += nsr - (1.0 - wages) * operating
        found["imports"] += inputs * operating + capital * carried * table.capex[place]
        for n, party in enumerate(table.parties):
            if party not in home:
                found["from_abroad"] -= chance @ table.cash[place, :, n]
        found["owed_abroad"] += carried * _owed(case, table, place, home)
        found["guaranteed"] += carried * _guaranteed(facts, case, table, place)
    _add_enablers(found, data, plan, home, capital)
    top = np.maximum.accumulate(np.concatenate([[0.0], found["guaranteed"]]))
    found["newly_guaranteed"] = np.diff(top)
    return HostFlows(**found)


def _owed(case: Case, table: ColumnTable, place: int, home: set[str]) -> Floats:
    assert case.facilities is not None
    lender = {item.id: item.lender for item in case.facilities.facilities}
    abroad = [n for n, name in enumerate(table.facilities) if lender[name] not in home]
    return np.asarray(table.balance[place, abroad].sum(axis=0))


def _guaranteed(facts: MacroFile, case: Case, table: ColumnTable, place: int) -> Floats:
    column = table.columns[place]
    total = np.zeros(len(table.years))
    for item in facts.guarantees:
        if item.project != column.project:
            continue
        last = column.first_production_year
        if item.years is not None:
            last = column.first_spend_year + item.years - 1
        stands = (table.years >= column.first_spend_year) & (table.years <= last)
        if item.amount is not None:
            total += np.where(stands, case.real(item.amount, "MUSD"), 0.0)
        elif item.share_of_loans is not None:
            loans = table.balance[place].sum(axis=0)
            total += np.where(stands, item.share_of_loans.to("%") / 100.0 * loans, 0.0)
    return total


def _add_enablers(
    found: dict[str, Floats], data: PlanData, plan: Decisions, home: set[str], imported: float
) -> None:
    for n, option in enumerate(data.options):
        if option.id not in plan.starts:
            continue
        paid = data.option_outlay[n, data.starts.index(plan.starts[option.id])]
        found["imports"] += imported * paid.sum(axis=0)
        abroad = [m for m, party in enumerate(data.parties) if party.id not in home]
        found["from_abroad"] += paid[abroad].sum(axis=0)


def macro_path(case: Case, years: NDArray[np.int64], flows: HostFlows) -> MacroPath:
    """Return the host's economy with and without the plan.

    ::

        gdp[t]         = gdp0 (1 + growth) ** (t - base year)
        gdp with       = gdp + value added
        mining share   = share0 ;  with = (share0 gdp + value added) / gdp with
        mineral trade  = balance0 gdp[t] / gdp0 ;  with = + exports - imports of the projects
        external debt  = debt0 gdp[t] / gdp0 ;  with = + loans owed abroad

    All first round: no effect on the exchange rate, wages or prices, and none on what else the
    same people and roads would have made.

    Parameters
    ----------
    years : ndarray of int, shape (year,)
    flows : HostFlows

    Raises
    ------
    ValueError : if the case has no ``macro.yaml``
    """
    if case.macro is None:
        raise ValueError("the case has no macro.yaml")
    facts = case.macro
    start = case.real(facts.gdp, "MUSD/yr")
    scale = (1.0 + facts.growth.to("%") / 100.0) ** (years - facts.base_year).astype(float)
    gdp = start * scale
    share = facts.mining_share.to("%")
    balance = case.real(facts.mineral_exports, "MUSD/yr") - case.real(
        facts.mineral_imports, "MUSD/yr"
    )
    debt = case.real(facts.external_debt, "MUSD")
    with_plan = gdp + flows.value_added
    limited = {
        CeilingOn.NEW_GUARANTEES: flows.newly_guaranteed,
        CeilingOn.EXTERNAL_DEBT: debt * scale + flows.owed_abroad,
    }
    return MacroPath(
        years=years,
        gdp=gdp,
        gdp_with=with_plan,
        mining_share=np.full(gdp.size, share),
        mining_share_with=100.0 * (share / 100.0 * gdp + flows.value_added) / with_plan,
        mineral_balance=balance * scale,
        mineral_balance_with=balance * scale + flows.exports - flows.imports,
        external_debt=debt * scale,
        external_debt_with=debt * scale + flows.owed_abroad,
        ceilings={item.id: 100.0 * limited[item.on] / gdp for item in facts.ceilings},
    )
