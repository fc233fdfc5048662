"""``orepact evidence``: the sources, one figure, a file of one's own, and the check of it all."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit
from orepact.errors import OrepactError, UnknownNameError

if TYPE_CHECKING:
    from orepact.evidence import Bundle, Source
    from orepact.trace import Record

__all__ = ["evidence_app"]

evidence_app = typer.Typer(no_args_is_help=True, help="Sources, figures, imports and their check.")
app.add_typer(evidence_app, name="evidence")

OnOption = Annotated[
    str, typer.Option("--on", help="Day to judge staleness by, YYYY-MM-DD; today when left out.")
]


def _day(text: str, option: str) -> date:
    if not text:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise OrepactError(
            f"{text!r} is not a date", where=option, do="Write it as YYYY-MM-DD"
        ) from error


def _source_row(source: Source, on: date) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "edition": source.edition,
        "as_of": source.as_of.isoformat(),
        "stale_after": source.stale_after.isoformat(),
        "is_stale": source.is_stale(on),
        "custody": str(source.custody),
        "quality": str(source.quality),
        "redistributable": str(source.redistributable),
        "licence": source.licence,
        "check": source.check,
        "reference": source.reference,
        "files": [f"{name} sha256:{digest}" for name, digest in source.sha256],
    }


_SHORT = ("id", "publisher", "as_of", "is_stale", "custody", "quality", "redistributable")


@evidence_app.command("sources")
def sources(on: OnOption = "", format_: FormatOption = Format.TABLE) -> None:
    """List every source with its edition, custody, quality, licence and files."""
    from orepact.evidence import bundle

    day = _day(on, "--on")
    rows = [_source_row(source, day) for source in bundle().sources()]
    if format_ is Format.TABLE:
        rows = [{key: row[key] for key in _SHORT} for row in rows]
    emit("evidence sources", rows, format_, title=f"Sources, judged on {day}")


def _record_row(record: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "title": record.title,
        "value": record.value,
        "unit": record.unit,
        "sources": list(record.sources),
        "locator": record.locator,
        "custody": record.custody,
        "quality": record.quality,
        "as_of": record.as_of,
        "note": record.note,
    }


def _shown(evidence: Bundle, id_: str, on: date) -> dict[str, Any]:
    record = evidence.record(id_)
    if record is not None:
        return _record_row(record)
    known = {source.id: source for source in evidence.sources()}
    if id_ in known:
        return _source_row(known[id_], on)
    raise UnknownNameError(
        "evidence id",
        id_,
        do="Take the id of a figure from a table or report, or of a source from "
        "`orepact evidence sources`",
    )


@evidence_app.command("show")
def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of a figure or of a source.")],
    on: OnOption = "",
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show one figure or source with everything known of it."""
    from orepact.evidence import bundle
    from orepact.quantity import Value, format_value

    row = _shown(bundle(), id_, _day(on, "--on"))
    if format_ is not Format.TABLE:
        emit("evidence show", [row], format_)
        return
    shown = [
        {"what": key, "is": format_value(cell) if isinstance(cell, Value) else cell}
        for key, cell in row.items()
        if cell not in ("", [])
    ]
    emit("evidence show", shown, format_)


@evidence_app.command("coverage")
def coverage(
    commodity: Annotated[str | None, typer.Option("--commodity", help="Name or symbol.")] = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show per commodity and stage what trade and production data cover, and what they lack."""
    from orepact.exposure import coverage_rows, cube

    rows = coverage_rows(cube(), commodity=commodity)
    if format_ is Format.TABLE:
        rows = [
            {
                "chain": f"{row['commodity']}, {row['stage']}",
                "trade": row["trade"],
                "trade years": row["trade_years"],
                "content": f"{row['content']} {row['content_quality']}".strip(),
                "production": " ".join(
                    p for p in (row["production"], row["production_years"]) if p
                ),
                "missing lines": ", ".join(line.split(" ")[0] for line in row["missing"]),
            }
            for row in rows
        ]
    emit("evidence coverage", rows, format_, title="What the figures speak of, stage by stage")


_MOST = 200


@evidence_app.command("find")
def find(  # noqa: PLR0917 - options of a command, given by name
    commodity: Annotated[str | None, typer.Option("--commodity", help="Name or symbol.")] = None,
    country: Annotated[
        str | None, typer.Option("--country", help="Country; for trade the importer.")
    ] = None,
    partner: Annotated[
        str | None, typer.Option("--partner", help="Where from; for trade the exporter.")
    ] = None,
    statistic: Annotated[
        str | None, typer.Option("--statistic", help="production, imports, reserves, price, ...")
    ] = None,
    stage: Annotated[str | None, typer.Option("--stage", help="Stage as published.")] = None,
    period: Annotated[str | None, typer.Option("--period", help="2024, 2021-2024 avg, ...")] = None,
    source: Annotated[str | None, typer.Option("--source", help="Id of a source.")] = None,
    hs: Annotated[
        str | None, typer.Option("--hs", help="Six-digit customs line: trade flows.")
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="Rows at most.")] = _MOST,
    format_: FormatOption = Format.TABLE,
) -> None:
    """List figures by commodity, country, statistic and period, or trade flows, with their ids."""
    from orepact.evidence.finding import find_figures, find_flows

    if hs is None:
        rows = find_figures(
            commodity=commodity,
            country=country,
            partner=partner,
            statistic=statistic,
            stage=stage,
            period=period,
            source=source,
        )
    else:
        rows = find_flows(hs=hs, importer=country, exporter=partner, period=period)
    shown = rows[:most]
    if format_ is Format.TABLE:
        keys = ("id", "what", "country", "partner", "period", "value", "unit", "source")
        shown = [{key: row[key] for key in keys} for row in shown]
    title = f"{len(rows):,} found" + (f", the first {most:,} shown" if len(rows) > most else "")
    emit("evidence find", shown, format_, title=title, found=len(rows))


@evidence_app.command("import")
def import_(
    source_format: Annotated[
        str, typer.Argument(metavar="FORMAT", help="Format of the file, or auto.")
    ],
    file: Annotated[Path, typer.Argument(help="The publisher's file, unchanged.")],
    as_of: Annotated[str, typer.Option("--as-of", help="Date of the edition, YYYY-MM-DD.")] = "",
    is_mirror: Annotated[
        bool, typer.Option("--mirror", help="The file came through other hands.")
    ] = False,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Lay an official file of your own over the bundle; a file that fails changes nothing."""
    from orepact.evidence import Custody
    from orepact.evidence.imports import import_file

    imported = import_file(
        source_format,
        file,
        as_of=_day(as_of, "--as-of") if as_of else None,
        custody=Custody.MIRROR if is_mirror else Custody.PUBLISHER,
    )
    rows = [
        {"table": table, "rows": count, "sources": list(imported.sources)}
        for table, count in imported.rows
    ]
    emit(
        "evidence import",
        rows,
        format_,
        title=f"{file.name} read as {imported.format}, kept in {imported.folder}",
        notes=list(imported.notes),
    )


@evidence_app.command("check")
def check(on: OnOption = "", format_: FormatOption = Format.TABLE) -> None:
    """Verify digests, schemas, ids, units, countries and bounds; name what is stale."""
    from orepact.evidence import bundle
    from orepact.evidence.checks import check_layers

    day = _day(on, "--on")
    findings = check_layers(bundle().layers, day)
    rows = [
        {
            "check": finding.check,
            "verdict": "fault" if finding.is_fault else "stale",
            "where": finding.where,
            "what": finding.what,
        }
        for finding in findings
    ]
    faults = sum(finding.is_fault for finding in findings)
    title = f"{faults} fault(s), {len(findings) - faults} stale source(s), judged on {day}"
    emit("evidence check", rows, format_, title=title, faults=faults)
    if format_ is Format.TABLE and not rows:
        typer.echo(title)
    if faults:
        raise typer.Exit(1)
