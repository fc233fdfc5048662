"""The rows of ``orepact value --finance``: sources, uses, cover, returns, register, board."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError
from orepact.mine.bench import Bench, Choice, Row, Surroundings
from orepact.mine.finance_case import FinanceCase, finance_case, structure_of
from orepact.mine.finance_file import Condition
from orepact.mine.indicators import internal_rate_of_return
from orepact.mine.package_lenders import lenders_of
from orepact.mine.project_file import ProjectFile
from orepact.mine.restart_board import OVERRUNS, restart_board
from orepact.quantity import Value

__all__ = ["finance_rows"]

_SIDES = ("central", "mild", "hard")


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
        found["years of lock-up", deck] = float(plan.locked[index].sum())
        found["largest shortfall", deck] = float(plan.shortfall[index].max())
        found["unlevered return", deck] = 100.0 * internal_rate_of_return(case.after_levies[index])
        found["levered return", deck] = 100.0 * internal_rate_of_return(case.equity[index])
    return found


_UNITS = {
    "gearing": "%",
    "reserve tail": "%",
    "minimum dscr": "1",
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


def _register(bench: Bench, condition: Condition, numbers: dict[str, float]) -> Row:
    """Return one condition with its state; a measure decides where there is one."""
    structure = structure_of(bench)
    state, value, unit = condition.state, Value.missing(), ""
    limits = {
        "minimum dscr": structure.lock_up_dscr.to("1"),
        "minimum llcr": structure.minimum_llcr.to("1"),
        "reserve tail": structure.reserve_tail.to("%"),
    }
    note = condition.note
    number: Any = value
    if condition.measure in limits:
        number, unit = numbers[condition.measure], _UNITS[condition.measure]
        limit = limits[condition.measure]
        state = "met" if number >= limit else "breached"
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
            note = f"{central.sized.binding} decides; unknown terms give the range"
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
    rows += [
        bench.row(
            f"tranche {item.id}",
            deck="all",
            value=central.sized.commitment * item.amount.to("MUSD") / offered,
            unit="MUSD",
            state=item.status,
            party=item.lender,
            note=f"{item.status}; {item.amount.value:g} {item.amount.unit} offered; {item.title}",
        )
        for item in lenders
    ]
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
    rows += [_register(bench, condition, sized_on) for condition in structure.conditions]
    return rows + _board_rows(bench, central)
