"""Reko Diq's published aggregates from the case's own inputs, as the study of 2025 stood."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from orepact.case import Case, load
from orepact.mine import (
    CashFlow,
    MoneyBasis,
    cash_flow,
    internal_rate_of_return,
    market_of,
    present_value,
)
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, compare, data_rows

__all__ = ["REPRODUCTION"]

_PRICE_YEAR = 2024
_RATE = 0.08
_YEARS = 80
_NOTE = (
    "In sample: the case's costs come from the same study and were reconciled with its sums, so "
    "that agreement proves arithmetic, not the mine. Tolerance 5 %: even a flat schedule meets it. "
    "A real test needs the yearly table of the technical report"
)


def _money(case: Case) -> MoneyBasis:
    money = case.header.money
    return MoneyBasis(
        year=money.year,
        price_index={entry.year: entry.level.value for entry in money.price_index},
        inflation=money.inflation.to("1"),
    )


def _study(case: Case) -> tuple[CashFlow, int]:
    project = case.projects["reko-diq"]
    variant = next(variant for variant in project.variants if variant.id == "study")
    assert case.decks is not None
    deck = next(deck for deck in case.decks.decks if deck.id == "study")
    start = variant.first_spend_years[0]
    money = _money(case)
    flow = cash_flow(
        project,
        variant,
        start,
        regime=case.regimes[project.regime],
        facilities=(),
        market=market_of([deck], money),
        money=money,
        years=np.arange(start, start + _YEARS),
    )
    return flow, start


def _run() -> Sequence[Check]:
    case = load("us-pakistan")
    flow, start = _study(case)
    money = _money(case)
    of_study = money.price_index[_PRICE_YEAR] / money.price_index[money.year] / 1000.0
    cash, years = flow.after_tax[0], flow.timing.years
    worth = present_value(cash, years, rate=_RATE, base_year=start)
    computed = {
        "undiscounted free cash flow": float(cash.sum()) * of_study,
        "net present value at 8 percent": float(worth) * of_study,
        "internal rate of return": 100.0 * internal_rate_of_return(cash),
    }
    checks = []
    for row in data_rows("reko_diq.csv"):
        number, tolerance = float(row["published"]), float(row["tolerance"])
        found = computed[row["what"]]
        value = Value.exact(found) if np.isfinite(found) else Value.missing()
        checks.append(
            Check(
                reproduction="reko-diq",
                what=row["what"],
                published=Value.exact(number, row["published"]),
                computed=value,
                tolerance=tolerance,
                unit=row["unit"],
                verdict=compare(number, value, tolerance),
                is_in_sample=True,
                source=row["source"],
                locator=row["locator"],
                note=_NOTE,
            )
        )
    return checks


REPRODUCTION = Reproduction(
    id="reko-diq",
    title="Reko Diq: published aggregates of the feasibility study of February 2025",
    citation="Feasibility study of February 2025 as the press and Mining Momentum print it",
    run=_run,
)
