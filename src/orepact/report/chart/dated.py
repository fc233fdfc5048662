"""Contacts and commitments on their days: a strand per row, a mark per step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt

from orepact.report.chart.style import (
    COLOURS,
    INK,
    QUIET,
    WIDTH,
    Drawing,
    names_axis,
    row_height,
    wrapped,
)

__all__ = ["DUE", "EVENT", "OVERDUE", "SEEN_TO", "dated", "days_of"]

EVENT, DUE, OVERDUE, SEEN_TO = "event", "due", "overdue", "end of the record"
"""States that are no state of a commitment."""
ROW = 21
_SHAPES: Mapping[str, str] = {
    "announced": "circle",
    "MoU": "square",
    "approved": "diamond",
    "signed": "triangle-up",
    "closed": "triangle-right",
    "disbursed": "triangle-down",
    "delivered": "cross",
    "lapsed": "stroke",
    DUE: "triangle-left",
    OVERDUE: "triangle-left",
}


def days_of(text: str) -> float | None:
    """Return a day, month or year in ISO 8601 as a year with decimals; None for anything else.

    Examples
    --------
    >>> days_of("2025-07-02"), days_of("2025"), days_of("soon")
    (2025.4986301369863, 2025.0, None)
    """
    parts = text.split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3:
        return None
    year, month, day = (*(int(part) for part in parts), 1, 1)[:3]
    try:
        first, last = date(year, 1, 1), date(year + 1, 1, 1)
        return year + (date(year, month, day) - first).days / (last - first).days
    except ValueError:
        return None


def _lines(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return one line per strand from its first step to its last, its due day included."""
    found: dict[str, list[float]] = {}
    for row in rows:
        if row["state"] != EVENT:
            found.setdefault(row["label"], []).append(row["day"])
    return [
        {"label": label, "first": min(days), "last": max(days)} for label, days in found.items()
    ]


def dated(rows: Sequence[Mapping[str, Any]], order: Sequence[str]) -> Drawing:
    """Return strands over time: contacts as ticks, steps of commitments as marks, due days.

    Parameters
    ----------
    rows : sequence of mapping
        ``label``, ``state``, ``day`` (year with decimals); the row of state ``end of the record``
        draws the line after which nothing is known.
    order : sequence of str
        States of a commitment as they mature.
    """
    steps = [{**row, "label": wrapped(row["label"])} for row in rows if row["state"] != SEEN_TO]
    ends = [{"day": row["day"]} for row in rows if row["state"] == SEEN_TO]
    used = [s for s in (*order, DUE, OVERDUE) if any(row["state"] == s for row in steps)]
    colours = dict(zip((*order, DUE), COLOURS, strict=False)) | {DUE: QUIET, OVERDUE: "#D00000"}
    labels = list(dict.fromkeys(row["label"] for row in steps))
    y = alt.Y("label:N", sort=labels, title=None, axis=names_axis(grid=True))
    x = alt.X(
        "day:Q",
        title="calendar year",
        axis=alt.Axis(format="d", tickMinStep=1, grid=True),
        scale=alt.Scale(zero=False, nice=True),
    )
    scales = {
        "color": alt.Color(
            "state:N",
            scale=alt.Scale(domain=used, range=[colours[state] for state in used]),
            legend=alt.Legend(title=None, orient="bottom", columns=5),
        ),
        "shape": alt.Shape(
            "state:N",
            scale=alt.Scale(domain=used, range=[_SHAPES.get(s, "circle") for s in used]),
            legend=alt.Legend(title=None, orient="bottom", columns=5),
        ),
    }
    base = alt.Chart(alt.InlineData(values=[row for row in steps if row["state"] != EVENT]))
    events = alt.Chart(alt.InlineData(values=[row for row in steps if row["state"] == EVENT]))
    lines = alt.Chart(alt.InlineData(values=_lines(steps)))
    rule = alt.Chart(alt.InlineData(values=ends))
    return alt.layer(
        events.mark_tick(thickness=2, size=13, color=INK).encode(x=x, y=y),
        lines.mark_rule(color=QUIET, strokeWidth=1.5).encode(x=alt.X("first:Q"), x2="last:Q", y=y),
        base.mark_point(filled=True, size=80, opacity=1).encode(x=x, y=y, **scales),
        rule.mark_rule(color=INK, strokeDash=[4, 3]).encode(x=alt.X("day:Q")),
    ).properties(width=WIDTH, height=alt.Step(row_height(labels, ROW)))
