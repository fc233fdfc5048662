"""Lines over the years and points in the plane of two gains."""

from __future__ import annotations

from typing import Any

import altair as alt

from orepact.report.chart.style import COLOURS, DASHES, INK, QUIET, WIDTH, Drawing

__all__ = ["over_years", "plane"]

HEIGHT = 320


def over_years(rows: list[dict[str, Any]], value_title: str) -> Drawing:
    """Return one line per series over calendar years, named in a legend and by its pattern.

    Parameters
    ----------
    rows : list of dict
        ``year`` (int), ``value`` (float), ``series`` (text).
    """
    series = list(dict.fromkeys(row["series"] for row in rows))
    domain = series[: len(COLOURS)]
    data = alt.InlineData(values=rows)
    legend = alt.Legend(title=None, orient="bottom", columns=2, symbolSize=300, labelLimit=260)
    lines = (
        alt.Chart(data)
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("year:Q", title="calendar year", axis=alt.Axis(format="d", grid=False)),
            y=alt.Y("value:Q", title=value_title),
            color=alt.Color(
                "series:N",
                scale=alt.Scale(domain=domain, range=list(COLOURS[: len(domain)])),
                legend=legend,
            ),
            strokeDash=alt.StrokeDash(
                "series:N",
                scale=alt.Scale(domain=domain, range=list(DASHES[: len(domain)])),
                legend=legend,
            ),
        )
    )
    zero = alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(color=QUIET).encode(y="zero:Q")
    return alt.layer(zero, lines).properties(width=WIDTH, height=HEIGHT)


def plane(rows: list[dict[str, Any]], x_title: str, y_title: str) -> Drawing:
    """Return named points, one party's gain against the other's, with the lines of no gain.

    Parameters
    ----------
    rows : list of dict
        ``x``, ``y`` (float), ``label`` (text).
    """
    data = alt.InlineData(values=rows)
    x = alt.X("x:Q", title=x_title, scale=alt.Scale(padding=24))
    y = alt.Y("y:Q", title=y_title, scale=alt.Scale(padding=24))
    zero = alt.InlineData(values=[{"zero": 0}])
    return alt.layer(
        alt.Chart(zero).mark_rule(color=QUIET, strokeDash=[4, 3]).encode(x="zero:Q"),
        alt.Chart(zero).mark_rule(color=QUIET, strokeDash=[4, 3]).encode(y="zero:Q"),
        alt.Chart(data).mark_point(filled=True, size=90, color=COLOURS[0], opacity=1).encode(x, y),
        alt.Chart(data)
        .mark_text(align="left", dx=8, dy=-8, color=INK, limit=190)
        .encode(x=x, y=y, text="label:N"),
    ).properties(width=WIDTH, height=HEIGHT)
