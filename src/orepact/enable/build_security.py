"""Build a case's security tables: events to district and month, totals, fits. Nothing finer stays.

``python -m orepact.enable.build_security --raw DIR --case CASE`` reads the UCDP event file, checks
every row, and writes counts by district and month; the fit in days needs the dates and is made
here, so that only its parameters are stored. Same files in, same bytes out.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import hashlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl

from orepact.enable.hawkes import fit_hawkes
from orepact.enable.labour_pool import Districts, read_districts
from orepact.enable.security_backtest import district_scores
from orepact.enable.security_data import Panel, Units, panel_of, read_units
from orepact.enable.security_file import Route, SecurityFile
from orepact.enable.ucdp_events import Event, MonthCount, by_month, read_events
from orepact.errors import EvidenceError
from orepact.evidence import load_model

__all__ = ["build", "fit_rows", "month_rows", "route_rows"]

_MONTH_COLUMNS = tuple(MonthCount.__dataclass_fields__)
_DAY_KNOWN = 2


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _days(events: Sequence[Event], province: str, first: int, seed: int) -> np.ndarray:
    """Return days since the first year, events of one day spread over it evenly at random."""
    start = datetime.date(first, 1, 1)
    own = [e for e in events if e.province.startswith(province) and e.day >= start and e.is_dated]
    spread = np.random.default_rng(seed).random(len(own))
    return np.sort(np.array([(e.day - start).days for e in own]) + spread)


def fit_rows(events: Sequence[Event], file: SecurityFile) -> list[tuple[object, ...]]:
    """Return the fits in days, with a constant and with a drifting background."""
    first, last = int(file.first_month[:4]), file.rescaling.last_event_year
    length = float((datetime.date(last + 1, 1, 1) - datetime.date(first, 1, 1)).days)
    times = _days(events, file.province, first, seed=0)
    rows: list[tuple[object, ...]] = []
    for name, knots in (("days, constant background", 1), ("days, drifting background", 7)):
        fit = fit_hawkes(times, length, knots=knots)
        rows += [
            (name, "events", fit.events, ""),
            (name, "background per day", f"{fit.background:.6f}", ""),
            (name, "branching", f"{fit.branching:.4f}", f"{fit.branching_error:.4f}"),
            (name, "half-life in days", f"{fit.half_life:.3f}", f"{fit.half_life_error:.3f}"),
            (name, "gain over Poisson, nats per event", f"{fit.gain:.4f}", ""),
        ]
    return rows


def _panel(counts: Sequence[MonthCount], folder: Path, file: SecurityFile) -> Panel:
    units = read_units(folder).of(file.province)
    last = f"{file.rescaling.last_event_year}-12"
    return panel_of(counts, units=units, province=file.province, last=last)


def month_rows(
    panel: Panel, file: SecurityFile
) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return the fit by district and month, the scores of the last four years, and its months."""
    last = file.rescaling.last_event_year
    score, fit = district_scores(
        panel, first_month=file.first_month, first_year=last - 3, last_year=last
    )
    names = ("background", "excitation", "memory", "size")
    name = "district and month"
    fits: list[tuple[object, ...]] = [
        (name, item, f"{getattr(fit, item):.6f}", f"{error:.6f}")
        for item, error in zip(names, fit.errors, strict=True)
    ]
    fits += [
        (name, "log-likelihood", f"{fit.log_likelihood:.4f}", ""),
        (name, "cells", fit.cells, ""),
    ]
    scores: list[tuple[object, ...]] = [
        (target, forecaster, f"{value:.6f}")
        for target in ("events", "deaths", "year_ahead")
        for forecaster, value in getattr(score, target).items()
    ]
    for target, (gain, error) in score.gains.items():
        scores += [
            ("gain", target, f"{gain:.6f}"),
            ("error of gain", target, f"{error:.6f}"),
        ]
    scores += [
        ("check", "inside 90 % interval", f"{score.covered:.6f}"),
        ("check", "district-months", score.cells),
        ("check", "part with events", f"{score.part_with_events:.6f}"),
    ]
    months: list[tuple[object, ...]] = [
        (item.month, item.seen, f"{item.mean:.4f}", item.low, item.high) for item in score.months
    ]
    return fits, scores, months


def route_rows(routes: Iterable[Route], folder: Path) -> list[tuple[str, str, float]]:
    """Return kilometres of each route by unit: the shortest way through its points.

    Half of an edge counts to the district of either end.

    Raises
    ------
    EvidenceError : two points of a route are not joined in the network
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    nodes = pl.read_parquet(folder / "network" / "nodes.parquet")
    edges = pl.read_parquet(folder / "network" / "edges.parquet")
    names = pl.read_csv(folder / "network" / "districts.csv")["district"].to_list()
    units, census = read_units(folder), read_districts(folder)
    rows = []
    for route in routes:
        own = nodes.filter(pl.col("mode") == route.mode)
        place = {node: i for i, node in enumerate(own["node"])}
        lat, lon = own["lat"].to_numpy(), own["lon"].to_numpy()
        part = edges.filter(pl.col("mode") == route.mode)
        i = np.array([place[node] for node in part["start"]])
        j = np.array([place[node] for node in part["end"]])
        graph = csr_matrix(  # type: ignore[no-untyped-call]
            (part["km"].to_numpy(), (i, j)), shape=(len(own), len(own))
        )
        stops = [
            int((((lon - p.lon) * np.cos(np.radians(p.lat))) ** 2 + (lat - p.lat) ** 2).argmin())
            for p in route.via
        ]
        km: dict[str, float] = {}
        for a, b in pairwise(stops):
            far, back = dijkstra(graph, directed=False, indices=a, return_predecessors=True)
            if not np.isfinite(far[b]):
                raise EvidenceError(f"{route.id}: two points are not joined", where="network/")
            at = b
            while at != a:
                before = int(back[at])
                for end in (at, before):
                    number = own["district"][end]
                    unit = _unit(names, number, units, census)
                    km[unit] = km.get(unit, 0.0) + float(far[at] - far[before]) / 2.0
                at = before
        rows += [(route.id, unit, round(length, 1)) for unit, length in sorted(km.items())]
    return rows


def _unit(names: Sequence[str], number: int | None, units: Units, census: Districts) -> str:
    """Return the unit of a node's district, by whatever spelling the network has."""
    if number is None or number < 0:
        return "outside"
    return units.unit_of(census.district(names[number], where="network/districts.csv"))


def build(raw: Path, folder: Path, *, as_of: datetime.date, host: str) -> None:
    """Write the case's security tables.

    Parameters
    ----------
    raw : Path
        Folder of the official files on security.
    folder : Path
        The case, with ``security.yaml``, ``security/units.csv``, its base map and network.
    as_of : date
        No event may lie after it.
    host : str
        Name of the host as UCDP prints it.

    Raises
    ------
    EvidenceError, ProblemsError : rows that cannot be, all at once
    """
    file = load_model(SecurityFile, folder / "security.yaml")
    out = folder / "security"
    units = read_units(folder)
    events = read_events(
        raw / "ucdp_ged_pakistan_1989_2021.csv.gz",
        as_of=as_of,
        units=units.by_name,
        basemap=folder / "geo" / "basemap.geojson",
        host=host,
    )
    counts = by_month(events)
    _write(
        out / "months.csv",
        _MONTH_COLUMNS,
        [tuple(getattr(row, name) for name in _MONTH_COLUMNS) for row in counts],
    )
    _country(raw, out, events, host)
    fits, scores, months = month_rows(_panel(counts, folder, file), file)
    header = ("model", "parameter", "value", "error")
    _write(out / "fit.csv", header, [*fit_rows(events, file), *fits])
    _write(out / "forecasts.csv", ("month", "seen", "mean", "low", "high"), months)
    _write(out / "scores.csv", ("target", "forecaster", "crps"), scores)
    _write(out / "routes.csv", ("route", "unit", "km"), route_rows(file.routes, folder))
    _digests(out)


def _country(raw: Path, out: Path, events: Sequence[Event], host: str) -> None:
    """Write the country's months and years, the published scores and counts."""
    months: dict[str, float] = {}
    for event in events:
        if event.type_of_violence == 1 and event.is_dated:
            months[f"{event.day:%Y-%m}"] = months.get(f"{event.day:%Y-%m}", 0) + event.deaths
    given = pl.read_csv(raw / "views_cm_actuals_pakistan_2018_2024.csv")
    for row in given.to_dicts():
        months[f"{row['year']}-{row['month']:02d}"] = row["ged_sb_best"]
    _write(out / "country_months.csv", ("month", "deaths"), sorted(months.items()))
    years = pl.read_csv(
        raw / "ucdp_organizedviolence_country_year_v25_1.csv.gz", infer_schema_length=0
    ).filter(pl.col("country_cy") == host)
    total = "cumulative_total_deaths_in_orgvio_{}_cy"
    columns = ["year_cy", *(total.format(end) for end in ("best", "low", "high"))]
    rows = sorted(tuple(row[name] for name in columns) for row in years.to_dicts())
    _write(out / "country_years.csv", ("year", "deaths", "low", "high"), rows)
    scores = pl.read_csv(raw / "views_cm_benchmark_scores.csv").filter(pl.col("metric") == "crps")
    _write(
        out / "benchmarks.csv",
        ("benchmark", "year", "crps"),
        [(r["benchmark"], r["year"], r["mean_pakistan"]) for r in scores.to_dicts()],
    )
    counts = pl.read_csv(raw / "published_attack_counts.csv", infer_schema_length=0)
    _write(
        out / "published_counts.csv",
        ("publisher", "period", "area", "attacks", "killed", "injured", "address"),
        [
            (r["source"], r["year"], r["area"], r["attacks"], r["killed"], r["injured"], r["url"])
            for r in counts.to_dicts()
        ],
    )


def _digests(out: Path) -> None:
    """Write the digest of every table, the fit's own inputs among them."""
    rows = [
        (path.name, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(out.glob("*.csv"))
        if path.name != "digests.csv"
    ]
    _write(out / "digests.csv", ("file", "sha256"), rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Build from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raw", type=Path, required=True, help="folder of official files")
    parser.add_argument("--case", type=Path, required=True, help="folder of the case")
    parser.add_argument("--as-of", type=datetime.date.fromisoformat, required=True)
    parser.add_argument("--host", required=True, help="name of the host as UCDP prints it")
    given = parser.parse_args(arguments)
    build(given.raw / "security", given.case, as_of=given.as_of, host=given.host)


if __name__ == "__main__":
    main()
