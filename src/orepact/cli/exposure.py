"""``orepact exposure``: how dependent an importer is, on whom, and at which stage."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit
from orepact.errors import OrepactError

__all__ = ["exposure"]


@app.command()
def exposure(  # noqa: PLR0917 - options of a command, given by name
    importer: Annotated[str, typer.Option("--importer", help="Country: code or name.")],
    commodity: Annotated[
        str | None, typer.Option("--commodity", help="Commodity: name or symbol.")
    ] = None,
    stage: Annotated[
        str | None,
        typer.Option("--stage", help="Stage, six-digit customs code, or form of a US series."),
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="Calendar year; without it the latest.")
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option(
            "--measure",
            help="nir, hhi, share, or any measure, for example top_supplier_share.",
        ),
    ] = None,
    is_trend: Annotated[
        bool, typer.Option("--trend", help="Every year from 2010, with breaks marked.")
    ] = False,
    is_clean: Annotated[
        bool,
        typer.Option("--without-outliers", help="Leave out flows of an odd unit value."),
    ] = False,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show reliance, largest supplier, concentration and risk of an importer, stage by stage."""
    from orepact.evidence import country, country_name
    from orepact.exposure import exposure as evidence_exposure
    from orepact.exposure import exposure_rows

    of = evidence_exposure()
    name = country_name(country(importer))
    if is_trend:
        rows = _trend(of, importer, commodity, stage, year, measure)
        shown = [_short(row) for row in rows] if format_ is Format.TABLE else rows
        emit("exposure", shown, format_, title=f"Exposure of {name}, {rows[0]['measure']} by year")
        return
    rows = exposure_rows(
        of,
        importer=importer,
        commodity=commodity,
        stage=stage,
        year=year,
        measure=measure,
        without_outliers=is_clean,
    )
    if format_ is not Format.TABLE:
        emit("exposure", rows, format_)
    elif measure is None:
        from orepact.exposure.ranking import RULE, ranked

        lines = [_line(line) for line in ranked(rows)]
        emit("exposure", lines, format_, title=f"Exposure of {name}, most exposed first")
        typer.echo(f"{RULE[0].upper()}{RULE[1:]}.")
        typer.echo("HHI: concentration of its suppliers, and of world production at that stage.")
        typer.echo("In brackets the 5th to 95th percentile. Ids and sources: --format json")
    else:
        title = f"Exposure of {name}; ids and sources: --format json"
        emit("exposure", [_short(row) for row in rows], format_, title=title)


def _trend(  # noqa: PLR0917
    of: Any,
    importer: str,
    commodity: str | None,
    stage: str | None,
    year: int | None,
    measure: str | None,
) -> list[dict[str, Any]]:
    from orepact.evidence import commodity as commodity_of
    from orepact.evidence import country
    from orepact.exposure.chain_listing import CHAIN_LISTED, trend_rows
    from orepact.exposure.listing import measure_named

    name = "net_import_reliance" if measure is None else measure_named(measure)
    if commodity is None or year is not None:
        raise OrepactError(
            "a trend is of one commodity over all years",
            where="--trend",
            do="Give --commodity, and no --year",
        )
    if name != "net_import_reliance" and name not in CHAIN_LISTED:
        raise OrepactError(
            f"{name} has no trend",
            where="--measure",
            do="Take nir or one of " + ", ".join(sorted(CHAIN_LISTED)),
        )
    what = commodity_of(commodity)
    rows = list(trend_rows(of.cube, name, importer=country(importer), commodity=what, stage=stage))
    if not rows:
        stages = ", ".join(of.cube.stages_of(what))
        raise OrepactError(
            f"no stage {stage} of {what}",
            where="--stage",
            do=f"The cube holds {stages}" if stages else "The cube holds none of its stages",
        )
    return rows


def _line(line: dict[str, Any]) -> dict[str, Any]:
    """Return one commodity and stage as a terminal has room for it."""
    from orepact.exposure.ranking import reliance_shown
    from orepact.quantity import format_value

    rows = line["rows"]

    def shown(name: str, *, is_short: bool = False) -> str:
        if name not in rows:
            return ""
        row = rows[name]
        if is_short:
            return "" if row["value"].is_gap else format_value(row["value"], digits=2)
        return _banded({**row, "value": reliance_shown(row)} if "published" in row else row)

    share = "" if line["share"] is None else f"{line['supplier']} {100 * line['share']:.0f} %"
    covered = "" if line["coverage"] == "measured" else line["coverage"]
    return {
        "commodity, stage": f"{line['commodity']}, {line['stage']}",
        "reliance": shown("net_import_reliance"),
        "largest": share,
        "of use": "" if line["score"] is None else f"{100 * line['score']:.0f} %",
        "HHI": shown("import_herfindahl", is_short=True),
        "world HHI": shown("chain_production_herfindahl", is_short=True),
        "GeoPolRisk": shown("geopolrisk_score"),
        "trade": covered,
    }


def _banded(row: dict[str, Any]) -> str:
    """Return a value with its 5th to 95th percentile where they differ in print."""
    from orepact.quantity import figure, format_number

    if row["value"].is_gap:
        return ""
    told = figure(row["value"], row["unit"])
    if "p05" in row:
        low, high = format_number(row["p05"]), format_number(row["p95"])
        told += f" ({low} to {high})" if low != high else ""
    return told


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as a terminal has room for it; the JSON row has everything."""
    from orepact.quantity import figure

    coverage = str(row.get("coverage", "measured"))
    remarks = [
        str(row.get("break", "")),
        "" if coverage == "measured" else coverage,
        str(row["note"])[:60],
    ]
    value = _banded(row) or figure(row["value"], row["unit"])
    return {
        "measure": str(row["measure"]).replace("_", " "),
        "of": f"{row['commodity']}, {row['line']}",
        "year": row["year"],
        "supplier": " by ".join(str(row[key]) for key in ("supplier", "by") if row.get(key)),
        "value": value,
        "remark": "; ".join(dict.fromkeys(remark for remark in remarks if remark)),
    }
