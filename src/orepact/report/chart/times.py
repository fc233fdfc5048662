"""What happens when, and how far each promise has come."""

from __future__ import annotations

from collections.abc import Sequence
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

__all__ = ["stages", "timeline"]

ROW = 26
SHAPES = ("square", "circle", "diamond", "triangle-up", "cross", "triangle-down")


def timeline(rows: list[dict[str, Any]]) -> Drawing:
    """Return bars from start to end, one row per item, its kind by colour and end mark.

    Parameters
    ----------
    rows : list of dict
        ``label``, ``start``, ``end`` (years, as numbers), ``kind``.
    """
    rows = [{**row, "label": wrapped(row["label"])} for row in rows]
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    data = alt.InlineData(values=rows)
    y = alt.Y("label:N", sort=None, title=None, axis=names_axis())
    x = alt.X(
        "start:Q",
        title="calendar year",
        axis=alt.Axis(format="d", tickMinStep=1),
        scale=alt.Scale(zero=False, nice=True),
    )
    scale = alt.Scale(domain=kinds, range=list(COLOURS[: len(kinds)]))
    colour = alt.Color("kind:N", scale=scale, legend=alt.Legend(title=None, orient="bottom"))
    shape = alt.Shape(
        "kind:N",
        scale=alt.Scale(domain=kinds, range=list(SHAPES[: len(kinds)])),
        legend=alt.Legend(title=None, orient="bottom"),
    )
    base = alt.Chart(data)
    return alt.layer(
        base.mark_bar(height=8).encode(x=x, x2="end:Q", y=y, color=colour),
        base.mark_point(filled=True, size=70, opacity=1).encode(
            x=x, y=y, color=colour, shape=shape
        ),
    ).properties(width=WIDTH, height=alt.Step(row_height([row["label"] for row in rows], ROW)))


def stages(rows: list[dict[str, Any]], order: Sequence[str]) -> Drawing:
    """Return one row per promise and one column per state, a filled mark where it stands.

    Parameters
    ----------
    rows : list of dict
        ``label``, ``state``.
    order : sequence of str
        All states, in the order in which a promise matures.
    """
    known = [{**row, "label": wrapped(row["label"])} for row in rows if row["state"] in order]
    grid = [
        {"label": label, "state": state}
        for label in dict.fromkeys(row["label"] for row in known)
        for state in order
    ]
    y = alt.Y(
        "label:N",
        sort=None,
        title=None,
        axis=names_axis(grid=False),
    )
    x = alt.X(
        "state:N",
        sort=list(order),
        title=None,
        axis=alt.Axis(orient="top", labelAngle=0, ticks=False, domain=False),
    )
    return alt.layer(
        alt.Chart(alt.InlineData(values=grid))
        .mark_point(size=30, color=QUIET, opacity=0.5)
        .encode(x=x, y=y),
        alt.Chart(alt.InlineData(values=known))
        .mark_point(filled=True, size=140, color=COLOURS[0], opacity=1, stroke=INK)
        .encode(x=x, y=y),
    ).properties(width=WIDTH, height=alt.Step(row_height([row["label"] for row in known], ROW)))
