"""``orepact governance``: powers, licence paths, gaps, legal repairs, counterparties' screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orepact.enable import Finding

__all__ = ["governance"]


_TABLES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("power", "Who holds which power", ("subject", "tier", "holder", "law", "state", "fiscal")),
    ("gap", "Gaps, worst first", ("where", "gap", "blocks", "status", "remedy")),
    ("screen", "Screens of counterparties", ("counterparty", "kind", "state", "evidence")),
    ("unit", "Districts made since the census", ("unit_name", "parent", "province", "state")),
)


def _told(found: Sequence[Finding], measure: str, columns: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {name.replace("_name", ""): item.cells[name] for name in columns}
        | ({"severity": item.number} if measure == "gap" and item.value.is_number else {})
        for item in found
        if item.measure == f"enable.governance_{measure}"
    ]


def _numbers(found: Sequence[Finding], *measures: str) -> list[dict[str, str]]:
    """Return figures as words: value, range, remark."""
    from orepact.quantity import figure, format_number

    rows = []
    for item in found:
        if item.measure.removeprefix("enable.governance_") not in measures:
            continue
        is_year = item.unit == "year"
        span = ""
        if item.low is not None and item.high is not None:
            low, high = (format_number(end, is_year=is_year) for end in (item.low, item.high))
            span = f"{low} to {high}"
        value = (
            format_number(item.number, is_year=True)
            if is_year and item.value.is_number
            else figure(item.value, "" if is_year else item.unit)
        )
        value = item.value.text if item.value.is_gap else value
        rows.append({"what": item.title, "value": value, "range": span, "note": item.note})
    return rows


@app.command()
def governance(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A shipped case, or a folder.")],
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show powers, licence paths, gaps, when a repair of the law may come, and screens."""
    from orepact.case import governance_of, load
    from orepact.enable import governance_findings

    found = governance_findings(governance_of(load(case)))
    if format_ is not Format.TABLE:
        emit("governance", [item.row() for item in found], format_)
        return
    measure, title, columns = _TABLES[0]
    emit("governance", _told(found, measure, columns), format_, title=f"{title}; ids with json")
    waits = _numbers(found, "wait")
    emit("governance", waits, format_, title="The way to a licence, by the rules and as it went")
    dates = _numbers(found, "repair_never", "repair_by", "repair_date")
    for measure, title, columns in _TABLES[1:2]:
        emit("governance", _told(found, measure, columns), format_, title=title)
    emit("governance", dates, format_, title="When a legal repair may come, if ever (assumed)")
    for measure, title, columns in _TABLES[2:]:
        emit("governance", _told(found, measure, columns), format_, title=title)
