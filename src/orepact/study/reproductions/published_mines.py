"""Published projects recomputed from the inputs that their pages show; none is tuned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from orepact.mine import (
    CashFlow,
    IncomeTax,
    LevyLine,
    RegimeFile,
    host_regimes,
    internal_rate_of_return,
    payback_year,
    present_value,
)
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, compare, data_rows
from orepact.study.reproductions.lone_mines import LONE_MINES, lone_results
from orepact.study.reproductions.sample_mine import flow_of, published_mine, stibnite

__all__ = ["REPRODUCTION"]

_RATES = {"5": 0.05, "8": 0.08}
_PRICES = {
    "thacker-pass": {"lithium-carbonate": (12_000.0, "USD/t")},
    "pumpkin-hollow": {"copper": (3.15, "USD/lb")},
    "coosa": {"graphite": (2.4e9 / 379_500.0, "USD/t")},
}
"""Prices of the studies; Coosa's is its revenue over its tonnes."""
_DEPLETION = {"thacker-pass": 22.0}
"""Percentage depletion of lithium, sec. 613 (background knowledge); 15 % for copper and gold."""
_THEN = {"pumpkin-hollow": 35.0, "coosa": 35.0}
"""Federal rate in force when the study was made (background knowledge)."""


_SUMS = frozenset(
    {
        ("stibnite", "revenue over the life"),
        ("stibnite", "earnings before interest tax and depreciation"),
    }
)
"""Sums of rows that are inputs themselves."""


def _regime(mine: str) -> RegimeFile:
    """Return the shipped United States regime with the rate then in force and the mineral's own."""
    regime = host_regimes()["united-states"]
    levies: list[LevyLine] = []
    for levy in regime.levies:
        if not isinstance(levy, IncomeTax):
            levies.append(levy)
            continue
        changes: dict[str, object] = {}
        if mine in _THEN:
            rate = levy.rates[0].rate.model_copy(
                update={"value": _THEN[mine], "range": (_THEN[mine], _THEN[mine])}
            )
            changes["rates"] = [levy.rates[0].model_copy(update={"rate": rate})]
        if mine in _DEPLETION and levy.depletion is not None:
            share = levy.depletion.of_revenue
            assert share is not None
            value = _DEPLETION[mine]
            moved = share.model_copy(update={"value": value, "range": (value, value)})
            changes["depletion"] = levy.depletion.model_copy(update={"of_revenue": moved})
        levies.append(levy.model_copy(update=changes))
    return regime.model_copy(update={"levies": levies})


def _flow(mine: str) -> CashFlow | None:
    if mine == "stibnite":
        return stibnite()
    if mine in _PRICES:
        return flow_of(published_mine(mine), _regime(mine), _PRICES[mine])
    return None


def _earnings(flow: CashFlow) -> float:
    return float((flow.operation.nsr - flow.operation.operating).sum())


def _payback(flow: CashFlow) -> float:
    year = payback_year(flow.after_tax[0], flow.timing.years)
    return float("nan") if year is None else float(year - flow.timing.first_production + 1)


def _computed(flow: CashFlow) -> Mapping[str, float]:
    after, years = flow.after_tax[0], flow.timing.years
    base = int(years[0])
    life = flow.timing.life
    found = {
        f"net present value at {name} percent after tax": float(
            present_value(after, years, rate=rate, base_year=base)
        )
        for name, rate in _RATES.items()
    }
    return found | {
        "revenue over the life": float(flow.operation.revenue.sum()),
        "earnings before interest tax and depreciation": _earnings(flow),
        "yearly earnings before interest tax and depreciation": _earnings(flow) / life,
        "internal rate of return after tax": 100.0 * internal_rate_of_return(after),
        "net cash flow after tax": float(after.sum()),
        "years to pay back": _payback(flow),
        "expenses over the life": float(flow.operation.operating.sum()),
    }


def _results(mine: str) -> Mapping[str, float]:
    """Return what can be computed of a mine, by the words of the published row."""
    if mine in LONE_MINES:
        return lone_results(mine)
    flow = _flow(mine)
    return {} if flow is None else _computed(flow)


def _run() -> Sequence[Check]:
    rows = data_rows("published_mines.csv")
    results = {mine: _results(mine) for mine in dict.fromkeys(row["mine"] for row in rows)}
    checks = []
    for row in rows:
        known = results[row["mine"]]
        found = known.get(row["what"], float("nan"))
        value = Value.exact(found) if np.isfinite(found) else Value.missing()
        tolerance = float(row["tolerance"])
        published = Value.exact(float(row["published"])) if row["published"] else Value.missing()
        target = float(row["published"] or "nan")
        error = ""
        if np.isfinite(found) and np.isfinite(target):
            error = f". Error {100.0 * (found - target) / target:+.1f} %"
        checks.append(
            Check(
                reproduction="published-mines",
                what=f"{row['mine']}: {row['what']}",
                published=published,
                computed=value,
                tolerance=tolerance,
                unit=row["unit"],
                verdict=compare(target, value, tolerance),
                is_in_sample=(row["mine"], row["what"]) in _SUMS,
                source=row["source"],
                locator=row["locator"],
                note=f"{row['note']}{error}",
            )
        )
    return checks


REPRODUCTION = Reproduction(
    id="published-mines",
    title="Published mines from the inputs that their pages show",
    citation="Company releases and technical reports, 2006 to 2025, one source per row",
    run=_run,
)
