"""What the host could supply of what the importer uses, lines without a match too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orepact.case import Case
from orepact.exposure import (
    MATCH_YEARS,
    HostProject,
    MatchLine,
    exposure,
    form_in_words,
    match_lines,
)
from orepact.quantity import Value
from orepact.study.book import Book
from orepact.study.host_side import deposits_of
from orepact.study.need_ranking import FUELS, SHOWN, controlled, ranked_lines
from orepact.trace import Parent

__all__ = ["add_host_match"]

LEAST_PERCENT = 2.0
"""A line that could cover less of the importer's use is left to `orepact match`."""


def _asked(case: Case) -> list[str]:
    """Return the commodities of the table: the case's, the host's, the riskiest, the restricted."""
    risky = [name for name, _, _ in ranked_lines(case.header.importer)[:SHOWN]]
    own = [deposit.commodity for deposit in deposits_of(case)]
    return sorted({*case.header.commodities, *own, *risky, *controlled()})


def _is_match(line: MatchLine, case: Case) -> bool:
    """Return whether the host could supply a part of the line that counts."""
    percents = [line.percent(year).high or 0.0 for year in MATCH_YEARS]
    has_tonnes = not line.tonnes[MATCH_YEARS[0]].is_gap
    is_asked = bool(line.projects) or line.commodity in case.header.commodities
    return has_tonnes and (is_asked or max(percents) >= LEAST_PERCENT)


def _shown(lines: Sequence[MatchLine], case: Case) -> list[MatchLine]:
    """Return the matches, largest part of use first, then one line of each need without one."""
    matches = [line for line in lines if _is_match(line, case)]
    matches.sort(
        key=lambda line: (
            -max(line.percent(year).high or 0.0 for year in MATCH_YEARS),
            line.commodity,
            line.stage,
        )
    )
    done = {line.commodity for line in matches}
    needed = {*controlled(), *case.header.commodities}
    needed |= {name for name, _, _ in ranked_lines(case.header.importer)[:SHOWN]}
    open_lines: dict[str, MatchLine] = {}
    for line in lines:
        is_need = line.commodity in needed and line.commodity not in done | FUELS
        if is_need and line.use.value.high and line.tonnes[MATCH_YEARS[0]].is_gap:
            open_lines[line.commodity] = line
    lacking = [
        line
        for line in lines
        if line.commodity in case.header.commodities
        and line.missing_stage
        and line.tonnes[MATCH_YEARS[0]].is_gap
    ]
    return [*matches, *lacking, *(open_lines[name] for name in sorted(open_lines))]


def _sized(tonnes: Value) -> tuple[Value, str]:
    """Return tonnes in kt where that reads better, with the unit."""
    if (tonnes.high or 0.0) < 1e3:
        return tonnes, "t/yr"
    return tonnes.scaled(1e-3), "kt/yr"


def _cells(book: Book, case: Case, line: MatchLine) -> dict[str, Any]:
    keys: dict[str, str | int] = {"commodity": line.commodity, "stage": line.stage}
    form = form_in_words(line.commodity, line.stage)
    use = book.cite(line.use.id) if line.use.id else None
    cells: dict[str, Any] = {"use": use}
    for year in MATCH_YEARS:
        tonnes = line.tonnes[year]
        if tonnes.is_gap:
            continue
        made = book.put(
            "need.host_tonnes",
            {**keys, "year": year},
            *_sized(tonnes),
            title=f"{form}: what the host could supply in {year}",
            formula="recorded output of five years, lowest and highest, carried forward + output "
            "of the projects over the ways they can go",
            parents=line.parents,
        )
        cells[f"tonnes_{year}"] = made
        percent = line.percent(year)
        if percent.is_gap or use is None:
            continue
        cells[f"percent_{year}"] = book.put(
            "need.host_percent",
            {**keys, "year": year},
            percent,
            "%",
            title=f"{form}: what the host could supply in {year}, of the importer's use",
            formula="tonnes / use",
            parents=[Parent(role="tonnes", id=made["ref"]), Parent(role="use", id=use["ref"])],
        )
    return cells


def add_host_match(book: Book, case: Case, projects: Sequence[HostProject]) -> None:
    """Add need.host: each line with class, tonnes, part of use, first year, buyer and doubts."""
    deposits = deposits_of(case)
    lines: list[MatchLine] = []
    for name in _asked(case):
        lines += match_lines(
            exposure(),
            importer=case.header.importer,
            host=case.header.host,
            commodity=name,
            projects=projects,
            deposits=deposits,
        )
    rows = [
        {
            "line": form_in_words(line.commodity, line.stage),
            "host": str(line.host_class),
            **_cells(book, case, line),
            "first": line.first_year,
            "buyer": line.buyer,
            "lacks": "; ".join(part for part in (line.missing_stage, line.doubt) if part),
        }
        for line in _shown([line for line in lines if line.commodity not in FUELS], case)
    ]
    if not rows:
        return
    first, last = MATCH_YEARS
    lacking = [str(row["line"]) for row in rows if f"tonnes_{first}" not in row]
    book.table(
        "need.host",
        "What the host could supply of what the importer uses",
        [
            ("line", "Commodity and stage", ""),
            ("host", "In the host", ""),
            ("use", "Importer's use", ""),
            (f"tonnes_{first}", f"Host could supply, {first}", ""),
            (f"percent_{first}", f"Of use, {first}", "%"),
            (f"tonnes_{last}", f"Host could supply, {last}", ""),
            (f"percent_{last}", f"Of use, {last}", "%"),
            ("first", "First year", ""),
            ("buyer", "Present buyer", ""),
            ("lacks", "Missing stage, doubt about origin", ""),
        ],
        rows,
        note="Today's output is carried forward and belongs to its present buyers; projects count "
        "as if built, over all ways they can go. "
        + (f"No match, nothing mined or planned: {', '.join(lacking)}. " if lacking else "")
        + "`orepact match` prints every line.",
    )
