"""The host's economy with and without the plan as a table and a chart."""

from __future__ import annotations

from typing import Any

import numpy as np

from orepact.plan import HostFlows, MacroPath, host_flows, macro_path, no_deal_data
from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult
from orepact.trace import Parent

__all__ = ["add_macro"]

_ROWS = (
    ("gdp", "Gross domestic product without the plan", MONEY),
    ("mining_share", "Mining, share without", "%"),
    ("mining_share_with", "Mining, share with", "%"),
    ("mining_share_alone", "Mining, share if no deal", "%"),
    ("mineral_balance", "Mineral trade balance without", MONEY),
    ("mineral_balance_with", "Mineral trade balance with", MONEY),
    ("foreign_exchange", "Foreign exchange from the plan", MONEY),
    ("foreign_exchange_alone", "Foreign exchange if no deal", MONEY),
    ("external_debt_with", "External debt with", MONEY),
    ("external_debt_alone", "External debt if no deal", MONEY),
    ("guaranteed", "Guarantees of the plan", MONEY),
    ("new_guarantees", "New guarantees, of product", "%"),
)
_FORMULAS = {
    "gdp": "product of the base year x (1 + growth) ^ years",
    "mining_share": "share of the base year, held",
    "mining_share_with": "(mining without + value added of the chosen projects) / product with it",
    "mineral_balance": "(exports - imports) of the base year, growing with product",
    "mineral_balance_with": "without + exports - goods imported by projects and enablers",
    "foreign_exchange": "exports - imports - cash taken out by parties abroad + cash they put in",
    "mining_share_alone": "the same with the projects that go ahead without the deal",
    "foreign_exchange_alone": "the same of the projects that go ahead without the deal",
    "external_debt_alone": "the same with the loans of the world without the deal",
    "external_debt_with": "debt of the base year growing with product + loans of lenders abroad",
    "guaranteed": "sum of guarantees standing at the end of the year",
    "new_guarantees": "increase of the highest amount guaranteed so far / product",
}


_LINES = ("foreign_exchange", "foreign_exchange_alone", "guaranteed")
_WITHOUT = frozenset({"gdp", "mining_share", "mineral_balance"})


def _values(result: PlanResult, path: MacroPath, flows: HostFlows) -> dict[str, np.ndarray]:
    """Return every line: without any of it, with the plan, and as it comes without the deal."""
    found = {name: getattr(path, name) for name, _, _ in _ROWS if hasattr(path, name)}
    alone = host_flows(
        result.case,
        result.table,
        no_deal_data(result.data),
        result.bargain.no_deal.decisions,
    )
    beside = macro_path(result.case, result.table.years, alone)
    found["mining_share_alone"] = beside.mining_share_with
    found["external_debt_alone"] = beside.external_debt_with
    found["foreign_exchange_alone"] = alone.foreign_exchange
    found["foreign_exchange"] = flows.foreign_exchange
    found["guaranteed"] = flows.guaranteed
    found["new_guarantees"] = 100.0 * flows.newly_guaranteed / path.gdp
    return found


def add_macro(book: Book, result: PlanResult) -> None:
    """Add macro.years and macro.lines; nothing where the case has no ``macro.yaml``."""
    case = result.case
    if case.macro is None:
        return
    plan = result.bargain.equal.decisions
    flows = host_flows(case, result.table, result.data, plan)
    path = macro_path(case, result.table.years, flows)
    values = _values(result, path, flows)
    own = [
        Parent(role=key, id=f"case:{case.id}/{key}")
        for key in sorted(case.numbers)
        if key.startswith("macro:")
    ]
    without = result.bargain.no_deal.decisions
    of_plan = [*result.column_parents(plan.columns), *result.enabler_parents(plan.starts)]
    of_alone = [*result.column_parents(without.columns), *result.enabler_parents(without.starts)]
    rows, lines = [], []
    for n, year in enumerate(path.years.tolist()):
        if year > case.header.horizon.end:
            break
        cells: dict[str, Any] = {}
        for name, title, unit in _ROWS:
            under = of_alone if name.endswith("_alone") else [] if name in _WITHOUT else of_plan
            cells[name] = book.put(
                f"macro.{name}",
                {"year": year},
                float(values[name][n]),
                unit,
                title=f"{title}, {year}",
                formula=_FORMULAS[name],
                parents=[*own, *under],
            )
        rows.append({"year": year, **cells})
        for name in _LINES:
            title = next(words for key, words, _ in _ROWS if key == name)
            lines.append({"year": year, "line": title, "value": cells[name]})
    book.table(
        "macro.years",
        "The host's economy with and without the plan",
        [("year", "Year", ""), *((name, title, unit) for name, title, unit in _ROWS)],
        rows,
        note="First round only: prices, wages, the exchange rate and what else the same people and "
        "roads would have made stay as they are. Reserves of foreign exchange are not in the "
        "evidence. Without: none of the plan's projects, every line grows with the economy. If no "
        "deal: what goes ahead without the importer. What the deal itself changes is with less "
        "if no deal.",
    )
    book.table(
        "macro.lines",
        "Foreign exchange and guarantees by year",
        [("year", "Year", ""), ("line", "Line", ""), ("value", "Amount", MONEY)],
        lines,
    )
