"""Lines over the years and points in the plane of two gains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from orepact.report.chart.style import COLOURS, DASHES, INK, QUIET, WIDTH, Drawing

__all__ = ["fan", "over_years", "plane", "yearly"]

HEIGHT = 320


OTHERS = "all others together"


def yearly(rows: Sequence[tuple[int, str, float]]) -> list[dict[str, Any]]:
    """Return each series' sum by year, with zero in years without a row, the largest first.

    Series beyond the number of colours are one: all others together.

    Examples
    --------
    >>> yearly([(2030, "mine", 1.0), (2030, "mine", 2.0), (2032, "mine", 4.0)])[1:]
    [{'year': 2031, 'value': 0.0, 'series': 'mine'}, {'year': 2032, 'value': 4.0, 'series': 'mine'}]
    """
    size: dict[str, float] = {}
    for _, series, value in rows:
        size[series] = size.get(series, 0.0) + abs(value)
    ranked = sorted(size, key=lambda series: -size[series])
    is_many = len(ranked) > len(COLOURS)
    named = ranked[: len(COLOURS) - 1] if is_many else ranked
    sums: dict[tuple[str, int], float] = {}
    for year, series, value in rows:
        key = (series if series in named else OTHERS, year)
        sums[key] = sums.get(key, 0.0) + value
    years = [year for year, _, _ in rows]
    return [
        {"year": year, "value": sums.get((series, year), 0.0), "series": series}
        for series in (*named, *((OTHERS,) if is_many else ()))
        for year in range(min(years), max(years) + 1)
    ]


def over_years(found: Sequence[tuple[int, str, float]], value_title: str) -> Drawing:
    """Return one line per series over calendar years, named in a legend and by its pattern.

    Parameters
    ----------
    found : sequence of (year, series, value)
        Several values of one series and year are added.
    """
    rows = yearly(found)
    domain = list(dict.fromkeys(row["series"] for row in rows))
    data = alt.InlineData(values=rows)
    legend = alt.Legend(title=None, orient="bottom", columns=1, symbolSize=300, labelLimit=520)
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


def fan(rows: list[dict[str, Any]], value_title: str) -> Drawing:
    """Return what was seen month by month, over the band that was forecast.

    Parameters
    ----------
    rows : list of dict
        ``month`` (ISO), ``low``, ``high``, ``seen`` (float).
    value_title : str
        Of the vertical axis.
    """
    base = alt.Chart(alt.InlineData(values=rows))
    x = alt.X("month:T", title="month", axis=alt.Axis(format="%Y", grid=False, tickCount="year"))
    y = alt.Y("low:Q", title=value_title)
    is_out = "datum.seen < datum.low || datum.seen > datum.high"
    seen = base.encode(x=x, y=alt.Y("seen:Q"))
    return alt.layer(
        base.mark_area(color=QUIET, opacity=0.35, interpolate="step").encode(x=x, y=y, y2="high:Q"),
        seen.mark_line(color=COLOURS[0], strokeWidth=1),
        seen.mark_point(filled=True, opacity=1, color=COLOURS[0], size=25),
        seen.transform_filter(is_out).mark_point(
            shape="diamond", filled=True, opacity=1, color=COLOURS[1], size=90
        ),
    ).properties(width=WIDTH, height=HEIGHT)


def plane(rows: list[dict[str, Any]], x_title: str, y_title: str) -> Drawing:
    """Return named points, one party's value against the other's; a line of zero where one lies.

    Parameters
    ----------
    rows : list of dict
        ``x``, ``y`` (float), ``label`` (text).
    """
    data = alt.InlineData(values=rows)
    x = alt.X("x:Q", title=x_title, scale=alt.Scale(padding=24, zero=False))
    y = alt.Y("y:Q", title=y_title, scale=alt.Scale(padding=24, zero=False))
    zero = alt.InlineData(values=[{"zero": 0}])
    rule = alt.Chart(zero).mark_rule(color=QUIET, strokeDash=[4, 3])
    lines = [
        rule.encode(**{axis: alt.X("zero:Q") if axis == "x" else alt.Y("zero:Q")})
        for axis in ("x", "y")
        if min(row[axis] for row in rows) <= 0.0 <= max(row[axis] for row in rows)
    ]
    return alt.layer(
        *lines,
        alt.Chart(data).mark_point(filled=True, size=90, color=COLOURS[0], opacity=1).encode(x, y),
        alt.Chart(data)
        .mark_text(align="left", dx=8, dy=-8, color=INK, limit=190)
        .encode(x=x, y=y, text="label:N"),
    ).properties(width=WIDTH, height=HEIGHT)
