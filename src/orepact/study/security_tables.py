"""Safety as tables of the run: people killed, districts, routes, pauses, lines of cost, scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orepact.case import Case, security_of
from orepact.enable import Finding, SecurityCase, cell_id, read_rows, security_findings
from orepact.study.book import Book
from orepact.study.finding_cell import cell, span
from orepact.study.security_limit_tables import add_limits

__all__ = ["add_security"]

_DISTRICTS = 12


def _of(found: Sequence[Finding], *measures: str) -> list[Finding]:
    return [item for item in found if item.measure.removeprefix("enable.security_") in measures]


def _rows(book: Book, found: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "what": item.title,
            "value": cell(book, item),
            "range": span(book, item),
            "note": item.note,
        }
        for item in found
    ]


_COLUMNS = [
    ("what", "What", ""),
    ("value", "Number", ""),
    ("range", "Range", ""),
    ("note", "Remark", ""),
]


def _people(book: Book, case: Case, given: SecurityCase, found: Sequence[Finding]) -> None:
    """Add people killed by who they were, and what others count."""
    book.table(
        "people.killed",
        f"People killed in {given.file.province} per year at today's level",
        _COLUMNS,
        _rows(book, _of(found, "deaths", "injured")),
        note=(
            "Counts, never money, and in no objective. The source does not tell residents from "
            "workers and records no injured. The high end takes the growth of the whole country, "
            "the low end that of the province's own counts; no end is a forecast."
        ),
    )
    table = next(t for t in given.file.tables if t.file == "security/published_counts.csv")
    columns = ["publisher", "period", "area", "attacks", "killed", "injured"]
    rows = []
    for _, row in read_rows(case.folder, table.file, columns):
        keys = [row["publisher"], row["period"], row["area"]]
        rows.append(
            {
                "publisher": row["publisher"],
                "period": row["period"],
                "area": row["area"],
                **{
                    name: book.cite(cell_id(case.id, table, keys, name))
                    for name in ("attacks", "killed", "injured")
                    if row[name]
                },
            }
        )
    book.table(
        "security.published",
        "What others count",
        [
            ("publisher", "Publisher", ""),
            ("period", "Period", ""),
            ("area", "Area", ""),
            ("attacks", "Attacks", ""),
            ("killed", "Killed", "person"),
            ("injured", "Injured", "person"),
        ],
        rows,
        note="Each counts by its own definition: compare within a publisher, never across.",
    )


def _districts(book: Book, found: Sequence[Finding]) -> None:
    """Add attacks per year by district: the most dangerous ones and those of the sites."""
    rates = [item for item in _of(found, "rate") if "unit" in item.cells][1:]
    shown = [*rates[:_DISTRICTS], *(i for i in rates[_DISTRICTS:] if i.cells["is site"])]
    book.table(
        "security.districts",
        "Deadly attacks per year at today's level, by district",
        [
            ("district", "District", ""),
            ("range", "Attacks a year", ""),
        ],
        [
            {
                "district": f"{item.cells['unit']} (site)"
                if item.cells["is site"]
                else item.cells["unit"],
                "range": span(book, item),
            }
            for item in shown
        ],
        note=(
            "Fitted to events by district and month, raised to today's level: low by the "
            "province's own counts, high by the country's. Nothing finer is held. What happened "
            "after the last year with dated events shifts the level only, not the map: a district "
            "that was quiet then looks quiet here."
        ),
    )


def _scores(book: Book, found: Sequence[Finding]) -> None:
    """Add the model's score beside the benchmarks'."""
    own = _of(found, "score", "country_score")
    model = [item for item in own if item.cells["forecaster"] == "model"]
    worse = [item.title for item in model if item.cells["verdict"].startswith("worse")]
    told = f"Worse than a benchmark in: {'; '.join(worse)}." if worse else "Never worse."
    book.table(
        "security.scores",
        "How good the forecasts are: continuous ranked probability score, lower is better",
        [
            ("forecast", "Forecast of", ""),
            ("by", "By", ""),
            ("score", "Score", ""),
            ("verdict", "Verdict", ""),
        ],
        [
            {
                "forecast": item.title,
                "by": item.cells["forecaster"],
                "score": cell(book, item),
                "verdict": item.cells["verdict"],
            }
            for item in own
        ],
        note=(
            f"{told} Rolling origin: nothing is seen in advance. The margins are small: most of "
            "what can be known is that the past year resembles the next."
        ),
    )


_MONEY = ("year_of_pause", "delay_value", "insurance", "loss")


def _months(book: Book, found: Sequence[Finding]) -> None:
    """Add the scored months of the province beside their forecasts, and what was fitted."""
    seen = {item.keys["month"]: item for item in _of(found, "month_seen")}
    book.table(
        "security.months",
        "Deadly attacks by month, seen and forecast a month ahead",
        [
            ("month", "Month", ""),
            ("seen", "Deadly attacks", ""),
            ("forecast", "Forecast", ""),
            ("band", "Nine in ten", ""),
        ],
        [
            {
                "month": item.keys["month"],
                "seen": cell(book, seen[item.keys["month"]]),
                "forecast": cell(book, item),
                "band": span(book, item),
            }
            for item in _of(found, "month")
        ],
        note=(
            "Each month from the months before it alone, with a fit made each January. Later "
            "months cannot be tested: dated events at hand end here."
        ),
    )
    book.table(
        "security.fit",
        "What was fitted, and how often the forecast's interval held",
        _COLUMNS,
        _rows(book, _of(found, "fit", "covered")),
    )


def _breakeven(book: Book, found: Sequence[Finding]) -> None:
    """Add one row per line of cost: what it costs, what it may do, what it would have to do."""
    rows: dict[str, dict[str, Any]] = {}
    for measure, name in (
        ("line_cost", "cost"),
        ("line_effect", "effect"),
        ("breakeven", ""),
    ):
        for item in _of(found, measure):
            words = {"line": item.cells["line"], "kind": item.cells["kind"]}
            row = rows.setdefault(str(item.keys["line"]), words)
            column = name or str(item.keys["while"]).replace("-", "_")
            row[column] = cell(book, item) if measure != "line_effect" else span(book, item)
            if measure != "line_effect":
                row[f"{column}_range"] = span(book, item)
    book.table(
        "security.breakeven",
        "Force and community: what each line costs, and what it would have to prevent",
        [
            ("line", "Line", ""),
            ("kind", "Kind", ""),
            ("cost", "Cost a year", ""),
            ("cost_range", "Range", ""),
            ("effect", "Change of attacks, assumed", ""),
            ("building", "Break-even while building", ""),
            ("building_range", "Range", ""),
            ("building_with_later_cash_flow", "The same with later cash flow", ""),
            ("producing", "Break-even while producing", ""),
            ("producing_range", "Range", ""),
        ],
        rows.values(),
        note=(
            "Never one line, never netted. No published estimate says what either prevents: the "
            "assumed change holds fewer, none and more attacks, and no benefit is claimed. Above "
            "the whole a line cannot pay for itself on this loss alone; it may be owed for other "
            "reasons. Spending opens no gate and starts no mine."
        ),
    )


def add_security(book: Book, case: Case) -> None:
    """Add safety; nothing for a case without security.yaml."""
    if "security" not in case.files:
        return
    given = security_of(case)
    found = security_findings(given)
    _people(book, case, given, found)
    _districts(book, found)
    add_limits(book, found)
    _months(book, found)
    book.table(
        "security.pause",
        "Will the investor pause? Chances, and the test on what happened",
        _COLUMNS,
        _rows(book, _of(found, "pause", "backtest")),
        note=(
            "Few assaults and one pause are on record, so that the prior matters: both are shown. "
            "A chance below one half the day after is a miss."
        ),
    )
    book.table(
        "security.lines",
        "What insecurity costs a project",
        _COLUMNS,
        _rows(book, _of(found, *_MONEY)),
        note="Money of the project only. Deaths and injuries are counts and stand in none of it.",
    )
    _breakeven(book, found)
    _scores(book, found)
