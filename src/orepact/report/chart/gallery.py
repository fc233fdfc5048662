"""All pictures of a run: which can be drawn, each with its finding, source and table behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from orepact.report.chart.bars import amounts, ladder, ranges, shares
from orepact.report.chart.data import bars, heading, record_of, state_of, text_of
from orepact.report.chart.dated import EVENT, SEEN_TO, dated, days_of
from orepact.report.chart.finding import finding
from orepact.report.chart.lines import fan, over_years, plane
from orepact.report.chart.style import Drawing, as_file, render
from orepact.report.chart.times import stages, timeline
from orepact.report.chart.trend import trend
from orepact.report.origins import Origin, origins_of, titles_of
from orepact.report.outline import ChartPlan
from orepact.report.printer import Printer, Told
from orepact.study import StoredTable

__all__ = ["Picture", "picture"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One chart as it stands in the page and as a file."""

    id: str
    finding: Told
    inline: str
    file: str
    table: str
    sources: tuple[Origin, ...]
    note: str = ""
    caveat: str = ""


def _year(printer: Printer, row: Any, key: str) -> float | None:
    record = record_of(printer, row, key)
    if record is not None:
        return record.value.number
    cell = row.get(key)
    if isinstance(cell, int):
        return float(cell)
    return float(cell) if isinstance(cell, str) and cell.isdecimal() else None


def _line(printer: Printer, table: StoredTable, plan: ChartPlan) -> Drawing | None:
    rows = []
    for row in table.rows:
        record, year = record_of(printer, row, plan.value), _year(printer, row, plan.x)
        if record is None or year is None or record.value.number is None:
            continue
        series = text_of(printer, row, plan.series)
        rows.append((int(year), series, record.value.number))
    return over_years(rows, heading(printer, table, plan.value)) if rows else None


def _trend(printer: Printer, table: StoredTable, plan: ChartPlan) -> Drawing | None:
    rows: list[dict[str, Any]] = []
    for row in table.rows:
        record, year = record_of(printer, row, plan.value), _year(printer, row, plan.x)
        if year is not None:
            number = None if record is None else record.value.number
            series, mark = (text_of(printer, row, key) for key in (plan.series, plan.detail))
            rows.append({"series": series, "year": int(year), "value": number, "mark": mark})
    is_told = any(row["value"] is not None for row in rows)
    return trend(rows, heading(printer, table, plan.value)) if is_told else None


def _fan(printer: Printer, table: StoredTable, plan: ChartPlan) -> Drawing | None:
    rows = []
    for row in table.rows:
        band, seen = record_of(printer, row, plan.value), record_of(printer, row, plan.point)
        if band is None or seen is None or seen.value.number is None:
            continue
        month = text_of(printer, row, plan.x)
        ends = {"low": band.value.low, "high": band.value.high}
        rows.append({"month": f"{month}-01", **ends, "seen": seen.value.number})
    return fan(rows, heading(printer, table, plan.point)) if rows else None


def _scatter(printer: Printer, table: StoredTable, plan: ChartPlan) -> Drawing | None:
    rows = []
    for row in table.rows:
        x, y = record_of(printer, row, plan.x), record_of(printer, row, plan.value)
        if x is None or y is None or x.value.number is None or y.value.number is None:
            continue
        label = text_of(printer, row, plan.label)
        rows.append({"x": x.value.number, "y": y.value.number, "label": label})
    if not rows:
        return None
    titles = heading(printer, table, plan.x), heading(printer, table, plan.value)
    return plane(_merged(rows), *titles)


def _merged(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Points at the same place share one label."""
    at: dict[tuple[float, float], list[str]] = {}
    for row in rows:
        at.setdefault((row["x"], row["y"]), []).append(row["label"])
    return [{"x": x, "y": y, "label": ", ".join(labels)} for (x, y), labels in at.items()]


def _timeline(printer: Printer, table: StoredTable, plan: ChartPlan) -> Drawing | None:
    rows: list[dict[str, Any]] = []
    for row in table.rows:
        start = _year(printer, row, plan.x)
        if start is None:
            continue
        end = _year(printer, row, plan.value)
        rows.append(
            {
                "label": text_of(printer, row, plan.label),
                "start": start,
                "end": start if end is None else end,
                "kind": text_of(printer, row, plan.group) if plan.group else "",
            }
        )
    rows.sort(key=lambda row: row["start"])
    return timeline(rows) if rows else None


def _dated(
    printer: Printer, table: StoredTable, plan: ChartPlan, states: Sequence[str]
) -> Drawing | None:
    rows: list[dict[str, Any]] = []
    for row in table.rows:
        day = days_of(text_of(printer, row, plan.x))
        state = text_of(printer, row, plan.value)
        if day is not None:
            rows.append({"label": text_of(printer, row, plan.label), "state": state, "day": day})
    return (
        dated(rows, states) if any(row["state"] not in {EVENT, SEEN_TO} for row in rows) else None
    )


def _drawn(
    printer: Printer, table: StoredTable, plan: ChartPlan, states: Sequence[str]
) -> Drawing | None:
    if plan.kind in {"range", "amount", "shares", "ladder"}:
        found = bars(
            printer,
            table,
            label=plan.label,
            value=plan.value,
            series=plan.series,
            detail=plan.detail,
            point=plan.point,
        )
        draw = {"range": ranges, "amount": amounts, "shares": shares, "ladder": ladder}[plan.kind]
        title = heading(printer, table, plan.value)
        return draw(found, title) if any(bar.middle is not None for bar in found) else None
    if plan.kind == "line":
        return _line(printer, table, plan)
    if plan.kind == "trend":
        return _trend(printer, table, plan)
    if plan.kind == "fan":
        return _fan(printer, table, plan)
    if plan.kind == "scatter":
        return _scatter(printer, table, plan)
    if plan.kind == "timeline":
        return _timeline(printer, table, plan)
    if plan.kind == "dated":
        return _dated(printer, table, plan, states)
    known = [
        (state, text_of(printer, row, plan.label))
        for row in table.rows
        if (state := state_of(text_of(printer, row, plan.value), states))
    ]
    known.sort(key=lambda pair: (-states.index(pair[0]), pair[1]))
    rows = [{"label": label, "state": state} for state, label in known]
    return stages(rows, states) if rows else None


def picture(
    printer: Printer, table: StoredTable, plan: ChartPlan, states: Sequence[str]
) -> Picture | None:
    """Return the picture of a table, or None where the table has nothing that can be drawn.

    Parameters
    ----------
    printer : Printer
        Remembers the figures that the finding prints.
    table : StoredTable
        The table drawn; it also stands behind the picture.
    plan : ChartPlan
        Which columns play which part.
    states : sequence of str
        States of a commitment in their order.
    """
    chart = _drawn(printer, table, plan, states)
    if chart is None:
        return None
    told = finding(printer, table, plan, states)
    sources = origins_of(printer, table)
    inline = render(chart, plan.id, told.plain)
    return Picture(
        id=plan.id,
        finding=told,
        inline=inline,
        file=as_file(inline, told.plain, titles_of(sources)),
        table=table.name,
        sources=sources,
        note=plan.zero,
    )
