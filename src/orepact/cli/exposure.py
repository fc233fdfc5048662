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
    is_reach: Annotated[
        bool,
        typer.Option("--percentiles", help="Which figures have percentiles, and why others not."),
    ] = False,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show reliance, largest supplier, concentration and risk of an importer, stage by stage."""
    from orepact.evidence import country, country_name
    from orepact.exposure import exposure as evidence_exposure
    from orepact.exposure import exposure_rows

    of = evidence_exposure()
    name = country_name(country(importer))
    if is_clean and (is_trend or measure is not None):
        measure = _clean(measure or "nir")
    if is_trend:
        rows = _trend(of, importer, commodity, stage, year, measure)
        shown = [_short(row) for row in rows] if format_ is Format.TABLE else rows
        emit("exposure", shown, format_, title=f"Exposure of {name}, {rows[0]['measure']} by year")
        return
    if is_reach:
        _reach(of, importer, commodity, stage, year, measure, format_)
        return
    rows = exposure_rows(
        of,
        importer=importer,
        commodity=commodity,
        stage=stage,
        year=year,
        measure=measure,
        without_outliers=is_clean,
        are_shares_drawn=measure is not None or format_ is not Format.TABLE,
    )
    if format_ is not Format.TABLE:
        emit("exposure", rows, format_)
    elif measure is None:
        from orepact.cli.exposure_table import ranked_text
        from orepact.exposure.ranking import ranked

        lines = ranked(rows, held=of.cube, importer=country(importer))
        is_narrowed = commodity is not None
        typer.echo(ranked_text(lines, name=name, is_narrowed=is_narrowed, is_clean=is_clean))
    else:
        title = f"Exposure of {name}; ids and sources: --format json"
        emit("exposure", [_short(row) for row in rows], format_, title=title)


def _clean(measure: str) -> str:
    """Return the twin of a measure that leaves out flows of an odd unit value."""
    from orepact.exposure.chain_listing import CHAIN_LISTED
    from orepact.exposure.chain_measures import WITHOUT
    from orepact.exposure.listing import measure_named

    name = measure_named(measure)
    if name.endswith(WITHOUT):
        return name
    if name + WITHOUT not in CHAIN_LISTED:
        twins = (own.removesuffix(WITHOUT) for own in sorted(CHAIN_LISTED) if WITHOUT in own)
        raise OrepactError(
            f"{name} is of all records",
            where="--without-outliers",
            do="Take one of " + ", ".join(twins) + ", or leave --measure and --trend out",
        )
    return name + WITHOUT


def _reach(  # noqa: PLR0917
    of: Any,
    importer: str,
    commodity: str | None,
    stage: str | None,
    year: int | None,
    measure: str | None,
    format_: Format,
) -> None:
    from orepact.exposure.percentile_reach import percentile_reach

    if measure is not None:
        raise OrepactError(
            "--percentiles counts every measure", where="--measure", do="Leave --measure out"
        )
    asked = {"commodity": commodity, "stage": stage, "year": year}
    rows = list(percentile_reach(of, importer=importer, **asked))
    if format_ is Format.TABLE:
        names = {"percent": "%", "with_percentiles": "with", "others": "others"}
        rows = [{names.get(key, key): cell for key, cell in row.items()} for row in rows]
    title = "Figures with percentiles, percent of those that are no gap; why others have none"
    emit("exposure", rows, format_, title=title)


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
    over = row.get("normalisation")
    remarks = [
        str(row.get("break", "")),
        f"over {over}" if over else "",
        "" if coverage == "measured" else coverage,
        str(row["note"]),
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
