"""``orepact governance``: powers, licence paths, gaps, legal repairs, counterparties' screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.finding_words import show_findings
from orepact.cli.output import Format, FormatOption, emit
from orepact.cli.safeguard_words import safeguard_counts, safeguard_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orepact.enable import Finding

__all__ = ["governance"]


_SHOWN = (0, 2, 4, 9)
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


def _of(found: Sequence[Finding], measure: str) -> list[Finding]:
    return [item for item in found if item.measure == f"enable.governance_{measure}"]


def _years(found: Sequence[Finding]) -> set[int]:
    """Return the years shown: a few of those that csv and json hold."""
    years = sorted({item.cells["year"] for item in _of(found, "repair_by")})
    return {years[place] for place in _SHOWN if place < len(years)}


@app.command()
def governance(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A shipped case, or a folder.")],
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show powers, licence paths, gaps, when a repair of the law may come, and screens."""
    from orepact.case import governance_of, load
    from orepact.enable import governance_findings

    found = governance_findings(governance_of(load(case)))
    counts = safeguard_counts("governance", found)
    said = safeguard_sentences("governance", found, counts)
    if format_ is not Format.TABLE:
        rows = [item.row() for item in (*found, *counts)]
        more: dict[str, Any] = {} if format_ is Format.CSV else {"said": [said]}
        emit("governance", rows, format_, **more)
        return
    typer.echo(f"{said}\n")
    measure, title, columns = _TABLES[0]
    emit("governance", _told(found, measure, columns), format_, title=f"{title}; ids with json")
    show_findings(
        "governance", _of(found, "wait"), "The way to a licence, by the rules and as it went"
    )
    for measure, title, columns in _TABLES[1:2]:
        emit("governance", _told(found, measure, columns), format_, title=title)
    years = [item for item in _of(found, "repair_by") if item.cells["year"] in _years(found)]
    dates = [*_of(found, "repair_never"), *years, *_of(found, "repair_date")]
    dates.sort(key=lambda item: str(item.keys["repair"]))
    show_findings("governance", dates, "When a legal repair may come, if ever (assumed)")
    for measure, title, columns in _TABLES[2:]:
        emit("governance", _told(found, measure, columns), format_, title=title)
