"""The ranked table of ``orepact exposure`` as plain text that fits a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["ranked_text"]

Line = Mapping[str, Any]

_WIDTH = 80
_NAME = 21
_HEADS = ("", "reliance", "largest", "of use", "HHI", "world", "risk")
_MARKS = {
    "US statistics": ("u", "United States statistics: what is imported, in the form they count"),
    "shared": ("s", "the customs line holds other metals too"),
    "not covered": ("n", "no customs line of trade data is of this stage alone"),
}
_ODD = "o"
_SHOWN_ODD = 5
"""Lines with odd unit values that are told in words."""


def _whole(number: float) -> str:
    """Return a percentage as a table has room for it; a small one keeps its first digit."""
    from orepact.quantity import format_number

    return f"{number:.0f}" if abs(number) >= 1 else format_number(number, digits=1)


def _reliance(row: Mapping[str, Any]) -> str:
    from orepact.exposure.ranking import reliance_shown
    from orepact.quantity import Kind, format_value

    value = reliance_shown(row)
    if value.is_gap:
        return ""
    if value.kind is Kind.NET_EXPORTER or (value.is_number and value.number < 0):  # type: ignore[operator]
        return "net exporter"
    if not value.is_number:
        if value.low is not None and value.high is not None:
            low, high = _whole(value.low), _whole(value.high)
            return f"{low} %" if low == high else f"{low} to {high} %"
        return f"{format_value(value)} %"
    told = f"{_whole(value.number)} %"  # type: ignore[arg-type]
    if "p05" not in row:
        return told
    low, high = _whole(row["p05"]), _whole(row["p95"])
    return told if low == high else f"{told} ({low} to {high})"


def _short(rows: Mapping[str, Any], name: str) -> str:
    from orepact.quantity import Value, format_value

    if name not in rows or rows[name]["value"].is_gap:
        return ""
    value = rows[name]["value"]
    if not value.is_number and value.high is not None:
        return f"≤ {format_value(Value.exact(value.high), digits=2)}"
    return format_value(value, digits=2)


def _marks(line: Line) -> str:
    own = _MARKS[line["coverage"]][0] if line["coverage"] in _MARKS else ""
    return own + (_ODD if _is_odd(line) else "")


def _is_odd(line: Line) -> bool:
    from orepact.exposure.odd_flows import WORTH_TELLING

    return line["odd"] is not None and line["odd"] >= WORTH_TELLING


def _cells(line: Line) -> list[str]:
    rows, share, score = line["rows"], line["share"], line["score"]
    limit = "≤ " if line["is_score_bound"] and score else ""
    return [
        _reliance(rows["net_import_reliance"]) if "net_import_reliance" in rows else "",
        "" if share is None else f"{line['supplier']} {_whole(100 * share)} %",
        "" if score is None else f"{limit}{_whole(100 * score)} %",
        _short(rows, "import_herfindahl"),
        _short(rows, "chain_production_herfindahl"),
        _short(rows, "geopolrisk_score"),
    ]


def _is_told(line: Line) -> bool:
    """Return whether anything is known of the importer itself, not of the world alone."""
    cells = _cells(line)
    return any(cells[:4]) and cells[0] != "0 %"


_CLEAN = (
    "Flows of an odd unit value are left out of risk; reliance, suppliers and HHI are of all "
    "records. The largest supplier over use without them: --without-outliers --measure "
    "third_country_share"
)


def _odd_notes(lines: Sequence[Line], *, is_clean: bool) -> Iterator[str]:
    odd = [line for line in lines if _is_odd(line)]
    for line in odd[:_SHOWN_ODD]:
        by_value = ""
        if line["by_value"] is not None:
            supplier, share = line["by_value"]
            by_value = f"; by value {supplier} is the largest with {_whole(100 * share)} %"
        yield (
            f"{line['commodity']}, {line['stage']}: {_whole(100 * line['odd'])} % of the bill is "
            f"out of line{by_value}."
        )
    if len(odd) > _SHOWN_ODD:
        yield f"And {len(odd) - _SHOWN_ODD} more."
    if odd and not is_clean:
        yield "Risk without those flows: --without-outliers"


def ranked_text(
    lines: Sequence[Line], *, name: str, is_narrowed: bool, is_clean: bool = False
) -> str:
    """Return the lines of a ranking as text, with what its columns and marks mean.

    Parameters
    ----------
    lines : sequence of mapping
        As :func:`orepact.exposure.ranking.ranked` returns them.
    name : str
        Of the importer, in words.
    is_narrowed : bool
        One commodity was asked for: lines without any figure of the importer stay.
    is_clean : bool
        Risk leaves out flows whose unit value is out of line.

    Returns
    -------
    str
        No line is longer than 80 characters.
    """
    from orepact.exposure.ranking import RULE

    kept = [line for line in lines if is_narrowed or _is_told(line)]
    grid = [_cells(line) for line in kept]
    widths = [
        max(len(head), *(len(row[at]) for row in grid)) if grid else len(head)
        for at, head in enumerate(_HEADS[1:])
    ]
    first = max(12, min(_NAME, _WIDTH - sum(widths) - 2 * len(widths) - 2))

    def row_of(label: str, marks: str, cells: Sequence[str]) -> list[str]:
        parts = textwrap.wrap(label, first) or [""]
        body = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        return [
            f"{parts[0].ljust(first)} {marks.ljust(2)} {body}".rstrip(),
            *(f"  {part}" for part in parts[1:]),
        ]

    told = [f"Exposure of {name}, most exposed first", ""]
    told += row_of("commodity, stage", "", _HEADS[1:])
    for line, cells in zip(kept, grid, strict=True):
        told += row_of(f"{line['commodity']}, {line['stage']}", _marks(line), cells)
    notes = [
        f"{RULE[0].upper()}{RULE[1:]}.",
        "HHI: concentration of its suppliers by tonnes; world: of world production at that "
        "stage; risk: GeoPolRisk score of trade and production in contained metal.",
        "In brackets the 5th to 95th percentile; a value may stand outside it where the source "
        "that was chosen is the lowest or the highest of several. Ids, sources and bounds of "
        "every measure: --format json",
    ]
    covered = {line["coverage"] for line in kept}
    notes += [f"{mark}: {words}." for key, (mark, words) in _MARKS.items() if key in covered]
    if any(_is_odd(line) for line in kept):
        notes.append(
            f"{_ODD}: a tenth or more of what was paid is out of line in USD per tonne; shares "
            "by tonnes may mislead there (docs: exposure)."
        )
        notes += _odd_notes(kept, is_clean=is_clean)
    if is_clean:
        notes.append(_CLEAN)
    if len(kept) < len(lines):
        notes.append(
            f"{len(lines) - len(kept)} lines of which nothing is known or recorded of {name} are "
            "left out; name a --commodity to see them."
        )
    for note in notes:
        told += textwrap.wrap(note, _WIDTH, subsequent_indent="  ")
    return "\n".join(told)
