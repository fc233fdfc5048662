"""Limits of safety as tables of the run: attacks near sites, ways out, parts of coming years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orepact.enable import Finding
from orepact.study.book import Book
from orepact.study.finding_cell import cell, span

__all__ = ["add_limits"]


def _of(found: Sequence[Finding], measure: str) -> list[Finding]:
    return [item for item in found if item.measure == f"enable.security_{measure}"]


def _by_route(book: Book, found: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return one row per way out: attacks on transport, days without passage, output lost."""
    rows: dict[str, dict[str, Any]] = {}
    for measure in ("route_attacks", "stop_days", "lost_days"):
        for item in _of(found, measure):
            row = rows.setdefault(str(item.keys["route"]), {"route": item.cells["route"]})
            row[measure], row[f"{measure}_range"] = cell(book, item), span(book, item)
    return list(rows.values())


def _by_year(book: Book, found: Sequence[Finding]) -> tuple[list[tuple[str, str, str]], list[Any]]:
    """Return columns and rows of availability: one row per way, the years side by side."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    years: dict[int, None] = {}
    words = {"passage": "the way is open", "output": "output leaves"}
    for item in _of(found, "availability"):
        year, of = int(item.cells["year"]), str(item.cells["of"])
        years[year] = None
        key = (str(item.keys["route"]), of)
        row = rows.setdefault(key, {"route": item.cells["route"], "of": words[of]})
        row[f"y{year}"], row[f"y{year}_range"] = cell(book, item), span(book, item)
    columns = [("route", "Way", ""), ("of", "Part of the year that", "")]
    for year in years:
        columns += [(f"y{year}", str(year), "%"), (f"y{year}_range", "Range", "")]
    return columns, list(rows.values())


def add_limits(book: Book, found: Sequence[Finding]) -> None:
    """Add what a plan reads as limits: attacks near sites, days lost, parts of a year."""
    sites = _of(found, "site")
    book.table(
        "security.sites",
        "Deadly attacks near each site in a year, at today's level",
        [
            ("site", "Site", ""),
            ("unit_name", "District", ""),
            ("value", "Attacks", ""),
            ("range", "Range", ""),
        ],
        [
            {
                "site": item.title,
                "unit_name": item.cells["unit"] or item.note,
                "value": cell(book, item),
                "range": span(book, item),
            }
            for item in sites
        ],
        note=(
            "The district's attacks as if they were spread evenly over its area: where within it "
            "they fell is not held. Range: nine in ten of draws; the number takes the country's "
            "growth since the last dated events."
        ),
    )
    book.table(
        "security.routes",
        "Ways out of each site, per year: attacks on transport, days without passage, output lost",
        [
            ("route", "Way", ""),
            ("route_attacks", "Attacks on transport", ""),
            ("route_attacks_range", "Range", ""),
            ("stop_days", "Days without passage", ""),
            ("stop_days_range", "Range", ""),
            ("lost_days", "Days of output lost", ""),
            ("lost_days_range", "Range", ""),
        ],
        _by_route(book, found),
        note=(
            "Deadly attacks only; weather, blockades and strikes are not in it. How many attacks "
            "are aimed at transport, how long they stop it, and how much a store bridges, is "
            "assumed. Range: nine in ten of draws; the number takes the country's growth."
        ),
    )
    columns, rows = _by_year(book, found)
    book.table(
        "security.availability",
        "Part of coming years that each way is open, and that output can leave",
        columns,
        rows,
        note=(
            "No option and no spending lifts these limits. A store at the site bridges short "
            "stops, so that more output leaves than days are open. The level of violence drifts "
            "as it has since the totals begin, so that the range widens."
        ),
    )
