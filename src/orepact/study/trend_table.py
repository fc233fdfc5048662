"""How the importer's suppliers changed over the years, with the breaks of each series."""

from __future__ import annotations

from typing import Any

from orepact.case import Case
from orepact.exposure import cube, form_in_words
from orepact.exposure.chain_listing import trend_rows
from orepact.study.book import Book

__all__ = ["add_trend"]

MEASURE = "governance_herfindahl"
EVERY = 6
"""Years between the columns, counted back from the last."""


def add_trend(book: Book, case: Case) -> None:
    """Add need.trend: concentration of suppliers weighted by instability, breaks in words."""
    held = cube()
    shown = sorted(range(held.years[-1], held.years[0] - 1, -EVERY))
    rows: list[dict[str, Any]] = []
    for name in case.header.commodities:
        by_stage: dict[str, list[dict[str, Any]]] = {}
        for row in trend_rows(held, MEASURE, importer=case.header.importer, commodity=name):
            by_stage.setdefault(row["line"], []).append(row)
        for stage, found in by_stage.items():
            if all(row["value"].is_gap for row in found):
                continue
            breaks = [f"{row['year']}: {row['break']}" for row in found if row["break"]]
            rows.append(
                {
                    "line": form_in_words(name, stage),
                    **{
                        str(row["year"]): book.cite(row["id"])
                        for row in found
                        if row["year"] in shown and not row["value"].is_gap
                    },
                    "breaks": "; ".join(breaks),
                }
            )
    if not rows:
        return
    book.table(
        "need.trend",
        "Concentration of suppliers weighted by instability, over the years",
        [
            ("line", "Commodity and stage", ""),
            *((str(year), str(year), "") for year in shown),
            ("breaks", "Breaks", ""),
        ],
        rows,
        note="From 0 to 1, higher is more concentrated on unstable suppliers. A cell is empty "
        "where trade is not covered. A break is a year in which the source of production changes, "
        "or an export control on the commodity begins.",
    )
