"""Bars: ranges against zero, shares of a whole, and the ladder of quantities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from orepact.report.chart.data import Bar
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

__all__ = ["amounts", "ladder", "ranges", "shares"]

ROW = 30
"""Height of a row in pixels."""
LABELLED_SHARE = 0.16
"""Smallest part of a bar that has room for a name inside."""
SHOWN = 16
"""Bars of a ladder; the table behind holds all."""
RANKED = 3
"""Suppliers shown one by one; the rest is one part."""


def _points(bars: Sequence[Bar]) -> list[dict[str, Any]]:
    rows = []
    for bar in bars:
        known = [bound for bound in (bar.low, bar.high) if bound is not None]
        rows.append(
            {
                "label": wrapped(bar.label),
                "low": min(known) if known else None,
                "high": max(known) if known else None,
                "number": bar.number,
                "bound": known[0] if len(known) == 1 else None,
                "text": bar.text,
            }
        )
    return rows


def ranges(bars: Sequence[Bar], axis_title: str) -> Drawing:
    """Return one row per label: a bar from low to high, a dot for a number, its text beside.

    A value with one bound only is an open dot at its bound; a gap has its word and no mark.
    """
    rows = _points(bars)
    labels = [row["label"] for row in rows]
    data = alt.InlineData(values=rows)
    y = alt.Y("label:N", sort=labels, title=None, axis=names_axis())
    x_axis = alt.X(
        "low:Q", title=axis_title, axis=alt.Axis(tickCount=5), scale=alt.Scale(nice=True)
    )
    base = alt.Chart(data)
    text = (
        alt.Chart(data)
        .transform_calculate(at="isValid(datum.high) ? datum.high : 0")
        .mark_text(align="left", dx=8, color=INK)
        .encode(x="at:Q", y=y, text="text:N")
    )
    return alt.layer(
        alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(color=INK).encode(x="zero:Q"),
        base.mark_bar(height=12, color=COLOURS[0]).encode(x=x_axis, x2="high:Q", y=y),
        base.transform_filter("isValid(datum.number)")
        .mark_point(filled=True, size=80, opacity=1, stroke="white", strokeWidth=1)
        .encode(
            x="number:Q",
            y=y,
            color=alt.condition(
                "datum.low === datum.high", alt.value(COLOURS[0]), alt.value(COLOURS[1])
            ),
        ),
        base.transform_filter("isValid(datum.bound)")
        .mark_point(filled=False, size=90, color=COLOURS[1], opacity=1, strokeWidth=2)
        .encode(x="bound:Q", y=y),
        text,
    ).properties(width=WIDTH, height=alt.Step(row_height([row["label"] for row in rows], ROW)))


def amounts(bars: Sequence[Bar], axis_title: str) -> Drawing:
    """Return one bar per label from zero to its number, with the number beside it."""
    rows = [row for row in _points(bars) if row["number"] is not None]
    data = alt.InlineData(values=rows)
    labels = [row["label"] for row in rows]
    y = alt.Y("label:N", sort=labels, title=None, axis=names_axis())
    x = alt.X("number:Q", title=axis_title, axis=alt.Axis(tickCount=5), scale=alt.Scale(zero=True))
    base = alt.Chart(data)
    return alt.layer(
        base.mark_bar(height=14, color=COLOURS[0]).encode(x=x, y=y),
        base.mark_text(align="left", dx=6, color=INK).encode(x="number:Q", y=y, text="text:N"),
    ).properties(width=WIDTH, height=alt.Step(row_height(labels, ROW)))


def _parts(bars: Sequence[Bar]) -> list[dict[str, Any]]:
    """Cut each label's shares into the largest few and the rest, with start and end."""
    parts: list[dict[str, Any]] = []
    for label in dict.fromkeys(bar.label for bar in bars):
        own = [bar for bar in bars if bar.label == label and bar.middle is not None]
        own.sort(key=lambda bar: (-(bar.middle or 0.0), bar.series))
        at = 0.0
        rest = sum(bar.middle or 0.0 for bar in own[RANKED:])
        named = [(bar.series, bar.middle or 0.0) for bar in own[:RANKED]]
        for rank, (series, size) in enumerate([*named, *([("others", rest)] if rest > 0 else [])]):
            is_rest = series == "others" and rank == len(named)
            parts.append(
                {
                    "label": wrapped(label),
                    "series": series,
                    "rank": "others" if is_rest else ("largest", "second", "third")[rank],
                    "start": at,
                    "end": at + size,
                    "middle": at + size / 2,
                    "size": size,
                }
            )
            at += size
    return parts


def shares(bars: Sequence[Bar], axis_title: str) -> Drawing:
    """Return one bar per label, cut into its largest suppliers by name and all others."""
    rows = _parts(bars)
    whole = max((row["end"] for row in rows), default=1.0)
    data = alt.InlineData(values=rows)
    labels = list(dict.fromkeys(row["label"] for row in rows))
    y = alt.Y("label:N", sort=labels, title=None, axis=names_axis())
    ranks = ["largest", "second", "third", "others"]
    fill = alt.Color(
        "rank:N",
        sort=ranks,
        scale=alt.Scale(domain=ranks, range=[COLOURS[0], COLOURS[4], "#bfe0f2", "#e3e3e3"]),
        legend=alt.Legend(title="Supplier, by share", orient="bottom"),
    )
    base = alt.Chart(data)
    return alt.layer(
        base.mark_bar(height=20, stroke="white").encode(
            x=alt.X("start:Q", title=axis_title, scale=alt.Scale(domain=[0, whole], nice=False)),
            x2="end:Q",
            y=y,
            color=fill,
        ),
        base.transform_filter(f"datum.size > {LABELLED_SHARE * whole}")
        .mark_text(limit=150)
        .encode(
            x="middle:Q",
            y=y,
            text="series:N",
            color=alt.condition("datum.rank == 'largest'", alt.value("white"), alt.value(INK)),
        ),
    ).properties(width=WIDTH, height=alt.Step(row_height([row["label"] for row in rows], ROW)))


def ladder(bars: Sequence[Bar], axis_title: str) -> Drawing:
    """Return falling bars on a logarithmic axis, the largest few, so that all of them show."""
    positive = [bar for bar in bars if bar.middle is not None and bar.middle > 0]
    positive = sorted(positive, key=lambda bar: -(bar.middle or 0.0))[:SHOWN]
    rows = _points(positive)
    bottom = min((row["low"] for row in rows), default=1.0)
    start = 10.0 ** (len(str(int(bottom))) - 2 if bottom >= 1 else -2)
    for row in rows:
        row["start"] = start
    data = alt.InlineData(values=rows)
    y = alt.Y("label:N", sort=None, title=None, axis=names_axis())
    scale = alt.Scale(type="log", domainMin=start)
    base = alt.Chart(data)
    return alt.layer(
        base.mark_bar(height=14, color=COLOURS[4]).encode(
            x=alt.X(
                "start:Q", scale=scale, title=axis_title, axis=alt.Axis(tickCount=5, grid=False)
            ),
            x2="low:Q",
            y=y,
        ),
        base.mark_bar(height=14, color=COLOURS[0]).encode(x="low:Q", x2="high:Q", y=y),
        base.mark_text(align="left", dx=6, color=INK).encode(x="high:Q", y=y, text="text:N"),
        base.mark_tick(thickness=2, color=QUIET).encode(x="high:Q", y=y),
    ).properties(width=WIDTH, height=alt.Step(row_height([row["label"] for row in rows], ROW)))
