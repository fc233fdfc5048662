"""One look for all charts: colours that survive colour-blindness and print, still pictures."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from threading import Thread
from typing import Any

import altair as alt

__all__ = [
    "COLOURS",
    "DASHES",
    "INK",
    "QUIET",
    "WIDTH",
    "Drawing",
    "as_file",
    "names_axis",
    "render",
    "row_height",
    "warm_up",
    "wrapped",
]

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#555555", "#000000")
"""Okabe and Ito's palette, told apart under the common kinds of colour-blindness."""
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3], [10, 4], [3, 1])
"""One pattern per colour, so that a series is known without colour."""
INK = "#1b1f24"
QUIET = "#8a8f98"
Drawing = alt.LayerChart | alt.FacetChart
"""A chart before it is a picture."""
WIDTH = 470
"""Pixels between the axes; the page scales the picture down, never up."""
LABEL_LETTERS = 30
"""Letters on one line of a label; a longer label has more lines and is never cut."""
LINE = 15
"""Height of a line of a label, pixels."""
TITLE_SIZE, SOURCE_SIZE = 14, 11
"""Letter heights in a picture of its own, pixels; a letter is about half as wide."""
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
_ATTRIBUTES = re.compile(r' (?:d|transform|x|y|x1|x2|y1|y2|cx|cy|width|height)="[^"]*"')
_LONG_DECIMALS = re.compile(r"(?<=\d)(\.\d{2})\d+")
"""Places of a picture beyond a hundredth of a point, which nobody sees."""
_INNER_ROLES = re.compile(r' (?:role|aria-roledescription|aria-label|aria-hidden)="[^"]*"')
_IDS = re.compile(r'(\bid="|url\(#|href="#)([^")]+)')
_ROOT = re.compile(r"<svg [^>]*?width=\"([\d.]+)\" height=\"([\d.]+)\" viewBox=\"([^\"]+)\">")
_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def wrapped(label: str) -> str:
    """Return a label in lines, as ``names_axis`` shows it.

    Examples
    --------
    >>> wrapped("Communities around the old mine and along its road").splitlines()
    ['Communities around the old', 'mine and along its road']
    """
    return "\n".join(textwrap.wrap(label, LABEL_LETTERS, break_long_words=False)) or label


def row_height(labels: Sequence[str], least: int) -> int:
    """Return the height of a row that holds the longest of the wrapped labels, pixels."""
    lines = max((label.count("\n") + 1 for label in labels), default=1)
    return max(least, LINE * lines + 6)


def names_axis(**more: Any) -> alt.Axis:
    """Return an axis of names in lines, without ticks; names come from ``wrapped``."""
    given = {"ticks": False, "domain": False, "labelLimit": 400, **more}
    return alt.Axis(labelExpr="split(datum.label, '\\n')", labelLineHeight=LINE - 1, **given)


def warm_up() -> None:
    """Start the drawing engine beside other work; its start takes about a second."""

    def start() -> None:
        import vl_convert

        vl_convert.vegalite_to_svg({"data": {"values": []}, "mark": "point"}, allowed_base_urls=[])

    Thread(target=start, daemon=True).start()


def as_file(drawn: str, title: str, sources: Sequence[str]) -> str:
    """Return a picture of the page as a file of its own: finding above, sources beneath.

    Parameters
    ----------
    drawn : str
        From ``render``.
    title : str
        What the chart finds.
    sources : sequence of str
        Named under the picture.
    """
    size = re.match(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"', drawn)
    assert size is not None, "a rendered picture begins with its size"
    width, height = float(size[1]), float(size[2])
    above = _lines(title, TITLE_SIZE, width)
    beneath = _lines(f"Source: {'; '.join(sources) or 'named in the table'}", SOURCE_SIZE, width)
    top = (TITLE_SIZE + 4) * len(above) + 8
    tall = top + height + (SOURCE_SIZE + 4) * len(beneath) + 8
    pieces = [
        f'<svg {_NAMESPACE}width="{width:g}" height="{tall:g}" viewBox="0 0 {width:g} {tall:g}" '
        f'font-family="{FONT}"><rect width="100%" height="100%" fill="white"/>'
    ]
    for n, line in enumerate(above, start=1):
        at = f'x="5" y="{(TITLE_SIZE + 4) * n:g}" font-size="{TITLE_SIZE}" font-weight="bold"'
        pieces.append(f'<text {at} fill="{INK}">{_escaped(line)}</text>')
    pieces.append(f'<g transform="translate(0,{top})">{drawn}</g>')
    for n, line in enumerate(beneath, start=1):
        at = f'x="5" y="{top + height + (SOURCE_SIZE + 4) * n:g}" font-size="{SOURCE_SIZE}"'
        pieces.append(f'<text {at} fill="{INK}">{_escaped(line)}</text>')
    return "".join([*pieces, "</svg>"])


def _lines(text: str, letter: int, width: float) -> list[str]:
    return textwrap.wrap(text, max(20, int(width / (0.56 * letter))))


def render(
    chart: alt.TopLevelMixin,
    id_: str,
    title: str,
    *,
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
    datasets : mapping, optional
        Data that the chart names instead of holding it, as a map does.
    """
    import vl_convert

    spec = chart.to_dict(validate=False)
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

    body = _ATTRIBUTES.sub(
        lambda found: _LONG_DECIMALS.sub(r"\1", found[0]), _IDS.sub(renamed, body)
    )
    label = f"{id_}-title"
    head = (
        f'<svg class="picture" role="img" '
        f'aria-labelledby="{label}" width="{width}" height="{height}" viewBox="{box}">'
        f'<title id="{label}">{_escaped(title)}</title>'
    )
    return head + body
