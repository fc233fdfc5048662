"""The corridor in the report: every way and its cost, who pays, loans, what turns the choice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from orepact.case import Case
from orepact.enable import CorridorResult, Entry, corridor_result
from orepact.study.book import Book, safe

__all__ = ["add_corridor"]

_PARTS = (
    ("haulage by truck", "road", "Haulage by truck"),
    ("haulage by rail", "rail", "Haulage by rail"),
    ("pumping", "pipe", "Pumping"),
    ("escort and loss on roads", "guard", "Escort and loss"),
    ("port charges and voyage", "port", "Port and voyage"),
    ("works: annuity, upkeep and repairs", "works", "Works"),
    ("all", "all", "All"),
)
_SHARES = (
    ("cost alone", "alone", "Cost alone", "MUSD/yr"),
    ("cost shared (Shapley)", "shared", "Cost shared", "MUSD/yr"),
    ("toll", "toll", "Toll", "MUSD/yr"),
    ("toll per tonne", "toll_per_tonne", "Toll per tonne", "USD/t"),
    ("gain by sharing", "gain", "Gain by sharing", "MUSD/yr"),
    (
        "part of a joint venture if users owned what they pay",
        "owned",
        "Part of a joint venture",
        "%",
    ),
)


def _cell(book: Book, entry: Entry) -> dict[str, str]:
    """Write a figure down, its inputs of the same answer before it."""
    return book.put(
        entry.measure,
        {name: safe(text) for name, text in entry.keys},
        entry.value,
        entry.unit,
        title=entry.title,
        formula=entry.formula,
        parents=entry.parents,
        note=entry.note,
        kind=entry.record().kind,
        sources=entry.sources,
    )


def _rows(
    book: Book, found: Iterable[Entry], columns: dict[str, str], first: str
) -> list[dict[str, Any]]:
    """Return one row for each of whom entries speak, its figures under their columns."""
    rows: dict[str, dict[str, Any]] = {}
    for entry in found:
        if entry.what in columns:
            row = rows.setdefault(entry.who, {first: entry.who})
            row[columns[entry.what]] = _cell(book, entry)
            if entry.note and "note" not in row:
                row["note"] = entry.note
    return list(rows.values())


def _verdict(result: CorridorResult) -> str:
    """Return in words, without a number, whether the result agrees with the published choice."""
    answer = result.answer
    best, published = answer.best.plan.title, answer.published
    if published is None:
        return f"Cheapest on offer: {best}. No choice of the owners is published."
    if answer.is_agreed:
        return f"Cheapest on offer: {best}, which is the published choice."
    turning = result.turning
    if turning is None:
        return f"Cheapest on offer: {best}. The published choice cannot carry every tonne here."
    settled = (
        "The evidence does not settle it: within the ranges of its numbers the published choice "
        "can be the cheaper one, though no single number brings that about."
        if turning.at_best_ends < 0.0 and not any(row.is_in_range for row in turning.levers)
        else "Within the range of a single number the choice turns."
        if any(row.is_in_range for row in turning.levers)
        else "No value within the ranges turns it."
    )
    return (
        f"Cheapest on offer: {best}. The published choice is {published.plan.title}; on cost alone "
        f"this argues against it. {settled} Deaths and injuries are in no cost, and a cheap way is "
        "not a safe one. Ways that nobody offers are shown to compare."
    )


def _add_ways(book: Book, result: CorridorResult) -> None:
    columns = {what: key for what, key, _ in _PARTS} | {"capital": "capital"}
    found = [
        entry
        for entry in result.section("ways")
        if dict(entry.keys)["way"] != "any" and entry.value.number is not None
    ]
    # A sum rests on its parts: they are written first, as entries come.
    rows = _rows(book, found, columns, "way")
    used = [part for part in _PARTS if any(part[1] in row for row in rows)]
    book.table(
        "enablers.corridor_ways",
        f"{result.answer.file.title}: every way, the main user alone",
        [
            ("way", "Way", ""),
            *[(key, title, "USD/t") for _, key, title in used],
            ("capital", "Capital of its works", "MUSD"),
            ("note", "Remark", ""),
        ],
        rows,
        note=_verdict(result),
    )


def _add_sharing(book: Book, result: CorridorResult) -> None:
    way = "published" if result.answer.published is not None else "best"
    found = [e for e in result.section("sharing") if dict(e.keys)["way"] == way]
    columns = {what: key for what, key, _, _ in _SHARES}
    core = next((e.note for e in found if e.measure == "corridor.subsidy_to_stay"), "")
    book.table(
        "enablers.corridor_sharing",
        "Who pays for the works when all users share the published way",
        [
            ("user", "User", ""),
            *[(key, title, unit) for _, key, title, unit in _SHARES],
            ("note", "Remark", ""),
        ],
        _rows(book, found, columns, "user"),
        note=f"One year in which all move. {core} A toll pays for works only; carriage comes on "
        "top.",
    )
    owners = [e for e in result.section("owners") if dict(e.keys)["way"] == way]
    book.table(
        "enablers.corridor_owners",
        "Works on each line, and who owns it today",
        [("line", "Line", ""), ("works", "Works a year", "MUSD/yr"), ("note", "Owner", "")],
        _rows(book, owners, {"works a year": "works"}, "line"),
        note="No source says who would own a joint venture; the table above shows what each user "
        "would own if it owned what it pays.",
    )


def _add_districts(book: Book, result: CorridorResult) -> None:
    book.table(
        "enablers.corridor_districts",
        "What sharing the works saves users that are no mines, by district",
        [("district", "District", ""), ("user", "User", ""), ("gain", "Gain", "MUSD/yr")],
        [
            {"district": entry.who, "user": entry.what, "gain": _cell(book, entry)}
            for entry in result.section("districts")
        ],
        note="A user's gain by sharing, shared out by the tonnes that start in each district.",
    )


def _add_finance(book: Book, result: CorridorResult) -> None:
    columns = {
        "owed when tolls begin": "owed",
        "level payment a year": "yearly",
        "per tonne of the main user": "per_tonne",
    }
    book.table(
        "enablers.corridor_finance",
        "A loan for a line that falls due before the tonnes come",
        [
            ("loan", "Loan", ""),
            ("owed", "Owed when tolls begin", "MUSD"),
            ("yearly", "Payment a year", "MUSD/yr"),
            ("per_tonne", "Per tonne", "USD/t"),
            ("note", "Remark", ""),
        ],
        _rows(book, result.section("finance"), columns, "loan"),
        note="Money of the day. Until it falls due the borrower's budget pays the interest.",
    )


def _add_turning(book: Book, result: CorridorResult) -> None:
    found = result.section("break-even")
    book.table(
        "enablers.corridor_turning",
        "What would have to be true for the published way to cost no more than the cheapest",
        [
            ("lever", "Number", ""),
            ("what", "What", ""),
            ("value", "Value", ""),
            ("note", "Remark", ""),
        ],
        [
            {
                "lever": entry.who,
                "what": entry.what,
                "value": _cell(book, entry),
                "note": entry.note,
            }
            for entry in found
        ],
        note="Flows and works as planned, priced anew.",
    )


def _add_lines(book: Book, result: CorridorResult) -> None:
    """Add the lines of the map; the way of each goes to files as text of latitude, longitude."""
    answer = result.answer
    segments = answer.steady.corridor.segments
    offered = {link.id: link.not_offered for link in answer.file.links}
    lengths = {dict(e.keys)["line"]: e for e in result.section("network")}
    built = {
        segments[work.segment].line
        for place, work in enumerate(answer.sharing.solve.data.works)
        if answer.sharing.solve.built[place].any()
    }
    rows = []
    for item in answer.file.stretches:
        ways = [s.way for s in segments if s.line == item.id and s.kind == str(item.mode)]
        state = "not offered" if offered.get(item.id) else "there today"
        state = "works in the published way" if item.id in built else state
        rows.append(
            {
                "line": item.title,
                "mode": str(item.mode),
                "state": state,
                "km": _cell(book, lengths[item.id]),
                "way_id": "|".join(_way_text(way) for way in ways if len(way) > 1),
            }
        )
    book.table(
        "enablers.corridor_lines",
        "Lines of the corridor",
        [
            ("line", "Line", ""),
            ("mode", "Mode", ""),
            ("state", "State", ""),
            ("km", "Length", "km"),
        ],
        rows,
        note="Roads and railways from OpenStreetMap contributors (ODbL), points between junctions "
        "left out; new lines follow the least-cost way over a coarse grid of heights.",
    )


def _way_text(way: Sequence[tuple[float, float]]) -> str:
    return ";".join(f"{lat:.3f} {lon:.3f}" for lat, lon in way)


def add_corridor(book: Book, case: Case) -> CorridorResult | None:
    """Add the corridor's tables, if the case has a corridor.

    Parameters
    ----------
    book : Book
    case : Case

    Returns
    -------
    CorridorResult or None
    """
    if case.corridor is None:
        return None
    result = corridor_result(case, is_brief=True)
    _add_ways(book, result)
    _add_sharing(book, result)
    _add_districts(book, result)
    _add_finance(book, result)
    _add_turning(book, result)
    _add_lines(book, result)
    return result
