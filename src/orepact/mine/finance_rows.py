"""The rows of ``orepact value --finance``: sources, uses, cover, returns, register, board."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError
from orepact.mine.bench import Bench, Choice, Row, Surroundings
from orepact.mine.facility_file import Facility
from orepact.mine.finance_case import FinanceCase, finance_case, structure_of
from orepact.mine.finance_file import Condition
from orepact.mine.financing import blended
from orepact.mine.indicators import internal_rate_of_return, present_value
from orepact.mine.package_lenders import lenders_of
from orepact.mine.project_file import ProjectFile
from orepact.mine.restart_board import OVERRUNS, restart_board
from orepact.quantity import Value

__all__ = ["finance_rows"]

_SIDES = ("central", "mild", "hard")
_NOTHING = 1e-9


def _least(cover: NDArray[np.float64]) -> float:
    """Return the least cover; nan where no debt is due, for nothing is then covered."""
    found = cover[~np.isnan(cover)]
    return float(found.min()) if len(found) else float("nan")


def _numbers(case: FinanceCase) -> dict[tuple[str, str], float]:
    """Return every number of a case by measure and deck (``all`` where decks do not matter)."""
    sized, plan = case.sized, case.plan
    found: dict[tuple[str, str], float] = {
        ("uses capital before production", "all"): sized.capital,
        ("uses interest during construction", "all"): sized.interest,
        ("uses fees", "all"): sized.fees,
        ("uses reserve account", "all"): sized.reserve,
        ("sources debt", "all"): sized.commitment,
        ("sources subordinated debt", "all"): sized.junior,
        ("sources equity", "all"): sized.equity,
        ("gearing", "all"): 100.0 * sized.gearing,
        ("reserve tail", "all"): 100.0 * case.reserve_tail,
    }
    for index, deck in enumerate(case.decks):
        due = ~np.isnan(plan.dscr[index])
        found["minimum dscr", deck] = _least(plan.dscr[index][due])
        found["mean dscr", deck] = float(plan.dscr[index][due].mean()) if due.any() else np.nan
        found["minimum llcr", deck] = _least(plan.llcr[index][due])
        found["minimum plcr", deck] = _least(plan.plcr[index][due])
        if case.junior is not None:
            service = case.plan.interest + case.plan.principal + case.junior.due[index]
            paying = service > _NOTHING
            cover = case.cash[index][paying] / service[paying]
            found["minimum dscr, subordinated loans included", deck] = _least(cover)
            owed = case.junior.balance[index]
            found["subordinated debt unpaid at the end", deck] = float(owed[-1])
        found["years of lock-up", deck] = float(plan.locked[index].sum())
        found["largest shortfall", deck] = float(plan.shortfall[index].max())
        found["unlevered return", deck] = 100.0 * internal_rate_of_return(case.after_levies[index])
        found["levered return", deck] = 100.0 * internal_rate_of_return(case.equity[index])
    return found


_UNITS = {
    "gearing": "%",
    "reserve tail": "%",
    "minimum dscr": "1",
    "minimum dscr, subordinated loans included": "1",
    "mean dscr": "1",
    "minimum llcr": "1",
    "minimum plcr": "1",
    "years of lock-up": "yr",
    "unlevered return": "%",
    "levered return": "%",
}
_NOTES = {
    "uses capital before production": "money of the day, as all uses and sources",
    "unlevered return": "owners' cash after levies without debt, real",
    "levered return": "owners' cash after levies and debt service, real",
    "minimum dscr": "cash available over debt service; levies as without debt",
    "reserve tail": "feed left after the last repayment",
    "largest shortfall": "due and not paid in one year, money of the day",
}


def _register(bench: Bench, condition: Condition, numbers: dict[str, float], cap: float) -> Row:
    """Return one condition with its state; a measure decides where there is one."""
    structure = structure_of(bench)
    state, value, unit = condition.state, Value.missing(), ""
    limits = {
        "minimum dscr": structure.lock_up_dscr.to("1"),
        "minimum llcr": structure.minimum_llcr.to("1"),
        "reserve tail": structure.reserve_tail.to("%"),
        "gearing": cap,
    }
    note = condition.note
    number: Any = value
    if condition.measure in limits:
        number, unit = numbers[condition.measure], _UNITS[condition.measure]
        limit = limits[condition.measure]
        is_ceiling = condition.measure == "gearing"
        holds = number <= limit + _NOTHING if is_ceiling else number >= limit
        state = "met" if holds else "breached"
        note = f"{note} limit {limit:g}".strip()
    row = bench.row(
        f"condition {condition.id}",
        deck=structure.sized_on,
        value=float("nan"),
        unit=unit,
        state=state,
        kind=condition.kind,
        note=f"{condition.title}: {state}. {note}".strip(),
    )
    row["value"] = number
    row["sources"] = [condition.source]
    return row


def _board_rows(bench: Bench, case: FinanceCase) -> list[Row]:
    rows = []
    for cell in restart_board(bench, case):
        limit = "cover" if cell.by_cover <= cell.by_party else f"value of {cell.first_to_lose}"
        if np.isnan(cell.bears):
            broken = "cover" if np.isnan(cell.by_cover) else cell.first_to_lose
            text = f"not even {100 * (OVERRUNS[0] - 1):+g} % of capital: {broken}"
        elif cell.bears >= OVERRUNS[-1]:
            text = "nothing tried breaks it"
        else:
            text = f"{limit} breaks first"
        losing = ", ".join(cell.already_losing)
        text += f"; below zero as planned: {losing}" if losing else ""
        rows.append(
            bench.row(
                f"overrun borne at {cell.delay} years of delay",
                deck=cell.deck,
                value=100.0 * (cell.bears - 1.0),
                unit="%",
                delay=cell.delay,
                by_cover=100.0 * (cell.by_cover - 1.0),
                by_party=100.0 * (cell.by_party - 1.0),
                note=f"{text}; least cover {cell.cover_at_plan:.3g} without overrun",
            )
        )
    return rows


def _tranche_rows(bench: Bench, case: FinanceCase, lenders: list[Facility]) -> list[Row]:
    shares = {
        item.facility: item.share * amount
        for tranches, amount in (
            (case.terms.tranches, case.sized.commitment),
            (case.low_terms.tranches if case.low_terms else (), case.sized.junior),
        )
        for item in tranches
    }
    return [
        bench.row(
            f"tranche {item.id}",
            deck="all",
            value=shares[item.id],
            unit="MUSD",
            state=item.status,
            party=item.lender,
            note=f"{item.rank}, {item.status}; {item.amount.value:g} {item.amount.unit} offered; "
            f"{item.title}",
        )
        for item in lenders
    ]


def _buyer_rows(bench: Bench, case: FinanceCase) -> list[Row]:
    """Return what streams, advances, floors and an insurer's premium are worth to who stands there.

    At the party's own rate where it has one, else at the project's.
    """
    rows = []
    for party, cash in case.buyers.items():
        own = bench.around.rates.get(party)
        rate = bench.rate if own is None else own.value
        worth = present_value(cash, case.years, rate=rate, base_year=bench.around.base_year)
        rows += [
            bench.row(
                "metal sold ahead, worth",
                deck=deck,
                value=float(value),
                unit="MUSD",
                party=party,
                note=f"to the buyer or insurer, at {100 * rate:g} % real; the owners pay it",
            )
            for deck, value in zip(case.decks, worth, strict=True)
        ]
    return rows


def _support_rows(bench: Bench, case: FinanceCase) -> list[Row]:
    """Return the standby debt for overruns, and what insuring senior debt costs and is worth."""
    structure = structure_of(bench)
    standby = structure.overrun_facility
    low, high = standby.bounds("MUSD")
    rows = [
        bench.row(
            "overrun facility",
            deck="all",
            value=standby.to("MUSD"),
            unit="MUSD",
            low=low,
            high=high,
            note="standby debt, drawn before the owners pay when capital overruns; in the board",
        )
    ]
    senior = len(case.terms.tranches)
    balance = case.debt.balance[:senior, case.decks.index(structure.sized_on)].sum(axis=0)
    lenders = lenders_of(bench.around.facilities, bench.package, bench.project.id)
    own = [item for item in lenders if item.rank == "senior"]
    amounts = [item.amount.to("MUSD") for item in own]
    loss = blended([item.credit_loss.to("dimensionless") for item in own], amounts)
    premium = structure.insurance.to("dimensionless")
    cover = structure.insured_share.bounds("dimensionless")[1]
    rate = case.terms.rate_before
    ages = (case.years - bench.around.base_year).astype(np.float64)
    outstanding = float((balance * np.power(1.0 + rate, -ages)).sum())
    words = f"of {100 * cover:g} % of senior debt over its life, at the lenders' {100 * rate:.3g} %"
    pairs = (
        ("political-risk cover, premium", premium, f"{words}; {100 * premium:g} % a year"),
        ("political-risk cover, loss expected", loss, f"{words}; {100 * loss:.3g} % a year"),
        (
            "political-risk cover, worth to lenders",
            loss - premium,
            f"{words}; pays while losses exceed {100 * premium:g} % a year, if it covers them all",
        ),
    )
    return rows + [
        bench.row(
            name, deck=structure.sized_on, value=each * cover * outstanding, unit="MUSD", note=note
        )
        for name, each, note in pairs
    ]


def finance_rows(project: ProjectFile, around: Surroundings, choice: Choice) -> list[Row]:
    """Return the package on the project as lenders see it.

    Each number with its lowest and highest over three sets of unknown terms: all at their value,
    all at the end that is mild for the borrower, all at the hard end.

    Parameters
    ----------
    project : ProjectFile
    around : Surroundings
    choice : Choice

    Raises
    ------
    CaseError : a package without structure or money, debt that cannot be served, real-money loans
    """
    bench = Bench(project, around, choice)
    structure = structure_of(bench)
    lenders = lenders_of(around.facilities, bench.package, project.id)
    offered = sum(item.amount.to("MUSD") for item in lenders)
    if offered <= 0:
        raise CaseError(
            f"package {bench.package!r} lends nothing to {project.id}",
            where=f"facilities.yaml:packages.{bench.package}",
            why="the amounts of its facilities sum to 0",
            do="Give a facility an amount, or take another --package",
        )
    cases = {side: finance_case(bench, side) for side in _SIDES}
    tables = {side: _numbers(case) for side, case in cases.items()}
    central = cases["central"]
    rows: list[Row] = []
    for key, value in tables["central"].items():
        others = [tables[side][key] for side in _SIDES if np.isfinite(tables[side][key])]
        measure, deck = key
        note = _NOTES.get(measure, "")
        if len(others) < len(_SIDES):
            note = f"{note}; not defined where the terms bring no debt or no return".lstrip("; ")
        if measure == "sources debt":
            note = f"senior; {central.sized.binding} decides; unknown terms give the range"
        rows.append(
            bench.row(
                measure,
                deck=deck,
                value=value,
                unit=_UNITS.get(measure, "MUSD"),
                low=float(np.min(others)) if others else None,
                high=float(np.max(others)) if others else None,
                note=note,
            )
        )
    rows += _tranche_rows(bench, central, lenders)
    rows += [
        bench.row(
            "completion guarantee",
            deck="all",
            value=amount,
            unit="MUSD",
            party=party,
            note="debt answered for by paying share until completion",
        )
        for party, amount in central.guarantee.items()
    ]
    sized_on = {m: v for (m, d), v in tables["central"].items() if d in {structure.sized_on, "all"}}
    cap = 100.0 * central.terms.gearing_cap
    rows += [_register(bench, condition, sized_on, cap) for condition in structure.conditions]
    rows += _buyer_rows(bench, central) + _support_rows(bench, central)
    return rows + _board_rows(bench, central)
