"""How the importer's suppliers changed over the years, with the breaks of each series."""

from __future__ import annotations

from typing import Any

from orepact.case import Case
from orepact.evidence import country_name
from orepact.exposure import cube, form_in_words
from orepact.exposure.chain_listing import trend_rows
from orepact.study.book import Book
from orepact.study.need_ranking import ranked_lines

__all__ = ["add_trend", "control_in_words"]

MEASURE = "governance_herfindahl"
EVERY = 6
"""Years between the columns of the table, counted back from the last."""
LINES = 6
"""Lines drawn: those of the case that the importer buys, then the riskiest."""
LEAST_BOUGHT = 5e3
"""A line of which the importer buys for less in the last year, thousand USD, tells nothing."""
FEWEST = 3
"""A line with fewer covered years has no trend."""
LONGEST = 46
"""Letters of a control as a mark has room for them."""


def control_in_words(control: str) -> str:
    """Return export controls of a year as a mark says them.

    Examples
    --------
    >>> control_in_words("IDN: export ban"), control_in_words("LAO: export ban; VEN: export ban")
    ('Indonesia: export ban', 'Laos and others: export ban')
    """
    parts = [part.partition(": ")[::2] for part in control.split("; ") if part]
    if not parts:
        return ""
    more = " and others" if len(parts) > 1 else ""
    words = f"{country_name(parts[0][0])}{more}: {parts[0][1]}"
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rsplit(' ', 1)[0]} …"


def _lines(case: Case) -> list[tuple[str, str]]:
    """Return the lines of the trend."""
    held, who = cube(), case.header.importer
    place, last = held.position(who), held.years[-1]
    own = [key for key in held.keys if key[0] in case.header.commodities and key[1] != "scrap"]
    risky = [(name, stage) for name, stage, _ in ranked_lines(who)]
    return [
        key
        for key in dict.fromkeys([*own, *risky])
        if held.chain(*key).matrix(last, of="value")[:, place].sum() >= LEAST_BOUGHT
    ]


def _point(book: Book, row: dict[str, Any]) -> dict[str, str]:
    """Return the cell of one year, with its sources; its flows are explained by the measure.

    The flows of fifteen years would be thousands of records of a run that shows none of them.
    """
    return book.put(
        "need.trend_point",
        {"line": f"{row['commodity']}.{row['line']}", "year": row["year"]},
        row["value"],
        row["unit"],
        title=f"{row['commodity']}, {row['line']}, {row['year']}: concentration of suppliers "
        "weighted by instability",
        formula="sum of (M_j / M)^2 g_j, g = (2.5 - estimate) / 5",
        note=f"Flow by flow: orepact explain '{row['id']}'",
        sources=row["sources"],
    )


def add_trend(book: Book, case: Case) -> None:
    """Add need.trend, breaks in words, and need.trend_lines, one row a line and year."""
    held, who = cube(), case.header.importer
    shown = sorted(range(held.years[-1], held.years[0] - 1, -EVERY))
    rows: list[dict[str, Any]] = []
    points: list[dict[str, Any]] = []
    for name, stage in _lines(case):
        found = list(
            trend_rows(
                held, MEASURE, importer=who, commodity=name, stage=stage, has_percentiles=False
            )
        )
        if sum(not row["value"].is_gap for row in found) < FEWEST:
            continue
        line = form_in_words(name, stage)
        told = [row for row in found if not row["value"].is_gap]
        cells = {row["year"]: book.cite(row["id"]) for row in told if row["year"] in shown}
        drawn = {row["year"]: _point(book, row) for row in told}
        breaks = [f"{row['year']}: {row['break']}" for row in found if row["break"]]
        rows.append(
            {
                "line": line,
                **{str(year): cell for year, cell in cells.items()},
                "breaks": "; ".join(breaks),
            }
        )
        points += [
            {
                "line": line,
                "year": row["year"],
                "value": drawn.get(row["year"]),
                "control": control_in_words(row["control"]),
            }
            for row in found
        ]
        if len(rows) == LINES:
            break
    if rows:
        _write(book, shown, rows, points)


def _write(
    book: Book, shown: list[int], rows: list[dict[str, Any]], points: list[dict[str, Any]]
) -> None:
    title = "Concentration of suppliers weighted by instability"
    book.table(
        "need.trend",
        f"{title}, over the years",
        [
            ("line", "Commodity and stage", ""),
            *((str(year), str(year), "") for year in shown),
            ("breaks", "Breaks", ""),
        ],
        rows,
        note="From 0 to 1, higher is more concentrated on unstable suppliers. A cell is empty "
        "where trade is not covered. A break is a year in which the source of production changes, "
        "or an export control on the commodity begins. Lines of the case of which the importer "
        "buys for 5 million USD a year or more, then the riskiest.",
    )
    book.table(
        "need.trend_lines",
        f"{title}, year by year",
        [
            ("line", "Commodity and stage", ""),
            ("year", "Year", ""),
            ("value", title, ""),
            ("control", "Export control that begins", ""),
        ],
        points,
        note="A year without a value is not covered; it is no zero.",
    )
