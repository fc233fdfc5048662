"""What leaves the host against what it records, and the royalty at stake; nobody is accused."""

from __future__ import annotations

import re
from typing import Any

from orepact.case import Case
from orepact.evidence import Parameter
from orepact.exposure import CAUSES, form_in_words, leakage_rows
from orepact.study.book import Book

__all__ = ["add_leakage", "royalty_of"]

SHOWN = 6
"""Lines shown; `orepact leakage` prints all."""
_ROYALTY = re.compile(r"^regimes/.*:levies\.[^.]*royalty[^.]*\.rate$")


def royalty_of(case: Case) -> str:
    """Return lowest and highest royalty of the case's regimes, percent of value, as ``1-7.5``."""
    low: list[float] = []
    high: list[float] = []
    for path, (_, spot) in case.numbers.items():
        number = spot.model
        if _ROYALTY.match(path) and isinstance(number, Parameter) and number.unit == "%":
            least, most = number.bounds("%")
            low.append(least)
            high.append(most)
    return f"{min(low):g}-{max(high):g}" if low else "none"


def add_leakage(book: Book, case: Case) -> None:
    """Add need.leakage: tonnes beyond recorded supply and royalty at stake, largest first."""
    found = leakage_rows(host=case.header.host, royalty=royalty_of(case))
    by_line: dict[str, dict[str, Any]] = {}
    for row in found:
        line = by_line.setdefault(
            row["commodity"],
            {"line": form_in_words(row["commodity"], "ore"), "year": row["year"]},
        )
        line[row["measure"]] = row["id"]
        if row["measure"] == "excess_shipments":
            line["says"] = row["note"]
            line["is_excess"] = bool((row["value"].high or 0.0) > 0)
    rows = [
        {
            "line": line["line"],
            "year": line["year"],
            "excess": book.cite(line["excess_shipments"]),
            "ratio": book.cite(line["shipped_over_recorded"]),
            "royalty": book.cite(line["royalty_at_stake"]),
            "says": line["says"],
        }
        for line in [line for line in by_line.values() if line["is_excess"]][:SHOWN]
    ]
    if not rows:
        return
    book.table(
        "need.leakage",
        "What partners received from the host beyond its recorded output",
        [
            ("line", "Commodity and stage", ""),
            ("year", "Year", ""),
            ("excess", "Beyond recorded supply", ""),
            ("ratio", "Received over recorded", ""),
            ("royalty", "Royalty at stake", ""),
            ("says", "What this says", ""),
        ],
        rows,
        note="A screen, not a verdict, and nobody is accused. A difference can come from "
        + "; ".join(CAUSES)
        + ".",
    )
