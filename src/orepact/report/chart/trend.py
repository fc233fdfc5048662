"""How measures moved over the years: one panel a line, gaps left open, dated marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from orepact.report.chart.style import COLOURS, INK, WIDTH, Drawing

__all__ = ["trend"]

HEIGHT = 86
HEADROOM = 1.3
"""Over the highest value, so that a mark's words stand clear of the line."""


def trend(rows: Sequence[dict[str, Any]], value_title: str) -> Drawing:
    """Return one panel per series over calendar years, with marked years as dashed rules.

    A year without a value breaks the line; a value between two such years is a dot of its own.

    Parameters
    ----------
    rows : sequence of dict
        ``series``, ``year``, ``value`` (float or None), ``mark`` (text, empty without one).
    value_title : str
        Of the vertical axis.
    """
    order = list(dict.fromkeys(row["series"] for row in rows))
    values = [row["value"] for row in rows if row["value"] is not None]
    top = max([*values, 0.0])
    base = alt.Chart(alt.InlineData(values=list(rows)))
    years = [row["year"] for row in rows]
    x = alt.X(
        "year:Q",
        title="calendar year",
        scale=alt.Scale(domain=[min(years) - 0.3, max(years) + 0.3], nice=False),
        axis=alt.Axis(format="d", grid=False, tickMinStep=1),
    )
    y = alt.Y(
        "value:Q",
        title=None,
        scale=alt.Scale(domain=[0.0, HEADROOM * top or 1.0], nice=True),
        axis=alt.Axis(tickCount=3),
    )
    line = base.mark_line(
        strokeWidth=2, color=COLOURS[0], invalid="break-paths-filter-domains"
    ).encode(x=x, y=y)
    dots = base.transform_filter("isValid(datum.value)")
    marked = base.transform_filter("datum.mark != ''")
    rules = marked.mark_rule(color=COLOURS[1], strokeDash=[4, 3]).encode(x=x)
    words = marked.mark_text(
        align="right", baseline="top", dx=-4, dy=2, color=INK, fontSize=11
    ).encode(x=x, y=alt.value(0), text="mark:N")
    layers = alt.layer(
        rules, line, dots.mark_point(filled=True, size=22, color=COLOURS[0]).encode(x=x, y=y), words
    ).properties(width=WIDTH, height=HEIGHT)
    header = alt.Header(
        title=value_title, labelAnchor="start", titleColor=INK, titleFontWeight="normal",
        labelOrient="top", labelFontWeight="bold",
    )  # fmt: skip
    drawn: Drawing = layers.facet(
        row=alt.Row("series:N", sort=order, header=header), spacing=14
    ).resolve_scale(x="shared", y="shared")
    return drawn
