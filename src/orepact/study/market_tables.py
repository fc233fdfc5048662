"""What prices have been and what demand may become: the market behind the price decks."""

from __future__ import annotations

from typing import Any

import numpy as np

from orepact.case import Case
from orepact.mine import demand_figures, price_history
from orepact.quantity import Value
from orepact.study.book import Book
from orepact.trace import Parent

__all__ = ["add_market"]

_YEARS = 20
_SHOWN = {2024, 2030, 2040}


def _record_rows(book: Book, name: str) -> list[dict[str, Any]]:
    """Return the spread of a commodity's real yearly prices over the last twenty years."""
    history = price_history(name)
    if history is None or len(history.prices) < _YEARS:
        return []
    prices, ids = history.prices[-_YEARS:], history.ids[-_YEARS:]
    low, middle, high = (float(q) for q in np.quantile(prices, [0.1, 0.5, 0.9]))
    first, last = history.years[-_YEARS], history.years[-1]
    rows = []
    for key, value, words in (
        ("spread", Value.between(low, high), "tenth to ninetieth percentile"),
        ("median", Value.exact(middle), "median"),
    ):
        rows.append(
            {
                "what": f"Price, {words}",
                "commodity": name,
                "year": f"{first} to {last}",
                "value": book.put(
                    "projects.price_record",
                    {"commodity": name, "of": key},
                    value,
                    history.unit,
                    title=f"{name}: real yearly price, {words}",
                    formula="quantiles of real yearly means",
                    parents=[Parent(role="price", id=id_) for id_ in ids],
                    note=f"{history.series}, money of the source's base year",
                ),
                "kind": "record, money of the source's base year",
            }
        )
    return rows


def add_market(book: Book, case: Case) -> None:
    """Add projects.market: price records and demand figures of the case's commodities."""
    rows: list[dict[str, Any]] = []
    for name in case.header.commodities:
        rows += _record_rows(book, name)
        rows += [
            {
                "what": f"Demand, {figure.series}, {figure.scenario}",
                "commodity": name,
                "year": str(figure.year),
                "value": book.cite(figure.id),
                "kind": figure.kind,
            }
            for figure in demand_figures()
            if figure.commodity == name and figure.year in _SHOWN
        ]
    if rows:
        book.table(
            "projects.market",
            "Prices as they have been, and demand as others see it",
            [
                ("what", "What", ""),
                ("commodity", "Commodity", ""),
                ("year", "Year", ""),
                ("value", "Figure", ""),
                ("kind", "Level or increase", ""),
            ],
            rows,
            note="Copper for data centres is stated by some as an increase of yearly demand and by "
            "others as all they use; the two are not compared. A commodity without a row has no "
            "outlook in any source read.",
        )
