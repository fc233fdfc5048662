"""One look for all charts: colours that survive colour-blindness and print, still pictures."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

__all__ = ["COLOURS", "DASHES", "INK", "QUIET", "WIDTH", "Drawing", "render", "titled"]

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#555555", "#000000")
"""Okabe and Ito's palette, told apart under the common kinds of colour-blindness."""
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3], [10, 4], [3, 1])
"""One pattern per colour, so that a series is known without colour."""
INK = "#1b1f24"
QUIET = "#8a8f98"
Drawing = alt.LayerChart | alt.FacetChart
"""A chart before it is a picture."""
WIDTH = 560
"""Pixels between the axes; the page scales the picture down, never up."""
TITLE_LETTERS, SOURCE_LETTERS = 84, 110
"""Letters on one line of a title and of a list of sources."""
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"

_CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "white",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "labelLimit": 230,
        "labelPadding": 7,
        "gridColor": "#e6e6e6",
        "domainColor": QUIET,
        "tickColor": QUIET,
    },
    "text": {"fontSize": 12, "color": INK},
    "title": {"anchor": "start", "fontSize": 14, "color": INK, "subtitleFontSize": 11},
    "legend": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"},
    "header": {"labelFontSize": 12, "titleFontSize": 12},
}
_INNER_ROLES = re.compile(r' (?:role|aria-roledescription|aria-label|aria-hidden)="[^"]*"')
_IDS = re.compile(r'(\bid="|url\(#|href="#)([^")]+)')
_ROOT = re.compile(r"<svg [^>]*?width=\"([\d.]+)\" height=\"([\d.]+)\" viewBox=\"([^\"]+)\">")
_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def titled(chart: alt.TopLevelMixin, title: str, sources: Sequence[str]) -> alt.TopLevelMixin:
    """Return the chart with its finding above and its sources beneath the finding, in lines."""
    named = "; ".join(sources) or "named in the table"
    return chart.properties(
        title=alt.TitleParams(
            text=textwrap.wrap(title, TITLE_LETTERS),
            subtitle=textwrap.wrap(f"Source: {named}", SOURCE_LETTERS),
        )
    )


def render(
    chart: alt.TopLevelMixin,
    id_: str,
    title: str,
    *,
    is_inline: bool,
    datasets: Mapping[str, Any] | None = None,
) -> str:
    """Return a chart as SVG text, the same bytes each time, fetching nothing.

    Inner roles and labels are taken out (a reader of the page hears the title and reads the table
    behind); ids are renamed so that several pictures can stand in one page.

    Parameters
    ----------
    id_ : str
        Id of the chart; prefix of every id in the picture.
    title : str
        What the chart finds, in plain words.
    is_inline : bool
        For a page (no name spaces, the page's own caption) or for a file of its own.
    datasets : mapping, optional
        Data that the chart names instead of holding it, as a map does.
    """
    import vl_convert

    spec = chart.to_dict()
    if datasets:
        spec["datasets"] = {**spec.get("datasets", {}), **datasets}
    spec["config"] = _CONFIG
    drawn = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    root = _ROOT.match(drawn)
    assert root is not None, "a Vega picture begins with its size"
    width, height, box = root.groups()
    body = _INNER_ROLES.sub("", drawn[root.end() :])
    names: dict[str, str] = {}

    def renamed(match: re.Match[str]) -> str:
        new = names.setdefault(match[2], f"{id_}-part-{len(names) + 1}")
        return f"{match[1]}{new}"

    body = _IDS.sub(renamed, body)
    label = f"{id_}-title"
    head = (
        f'<svg {"" if is_inline else _NAMESPACE}class="picture" role="img" '
        f'aria-labelledby="{label}" width="{width}" height="{height}" viewBox="{box}">'
        f'<title id="{label}">{_escaped(title)}</title>'
    )
    return head + body
