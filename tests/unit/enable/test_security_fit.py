"""The stored fit and scores are those of the stored events, and nothing finer is stored."""

from __future__ import annotations

import csv
import datetime
import hashlib
import re

import pytest

from orepact.case import Case, case_folder
from orepact.enable.build_security import month_rows, route_rows
from orepact.enable.security_data import read_panel
from orepact.enable.security_file import SecurityFile

FOLDER = case_folder("us-pakistan")
TABLES = FOLDER / "security"


def _stored(name: str, *keys: str) -> dict[tuple[str, ...], dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8") as stream:
        return {tuple(row[key] for key in keys): row for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def file(shipped: Case) -> SecurityFile:
    found = shipped.files["security"].model
    assert isinstance(found, SecurityFile)
    return found


def test_refitted_from_the_stored_events_fit_and_scores_are_the_stored_ones(
    file: SecurityFile,
) -> None:
    panel = read_panel(
        FOLDER,
        file.province,
        last_year=file.rescaling.last_event_year,
        as_of=datetime.date(2026, 11, 22),
    )
    fits, scores, months = month_rows(panel, file)
    stored = _stored("fit.csv", "model", "parameter")
    for model, parameter, value, _ in fits:
        row = stored[str(model), str(parameter)]
        assert float(row["value"]) == pytest.approx(float(str(value)), rel=1e-3)
    kept = _stored("scores.csv", "target", "forecaster")
    assert len(kept) == len(scores)
    for target, forecaster, value in scores:
        row = kept[str(target), str(forecaster)]
        assert float(row["crps"]) == pytest.approx(float(str(value)), rel=1e-4)

    seen = _stored("forecasts.csv", "month")
    assert len(seen) == len(months)
    for month, count, mean, low, high in months:
        row = seen[str(month),]
        assert (row["seen"], row["low"], row["high"]) == (str(count), str(low), str(high))
        assert float(row["mean"]) == pytest.approx(float(str(mean)), rel=1e-3)


def test_every_table_has_the_digest_that_is_stored() -> None:
    for (name,), row in _stored("digests.csv", "file").items():
        digest = hashlib.sha256((TABLES / name).read_bytes()).hexdigest()
        assert digest == row["sha256"], name


def test_kilometres_of_routes_are_those_of_the_network(file: SecurityFile) -> None:
    stored = {key: float(row["km"]) for key, row in _stored("routes.csv", "route", "unit").items()}
    built = {(route, unit): km for route, unit, km in route_rows(file.routes, FOLDER)}
    assert built == pytest.approx(stored, abs=0.11)


def test_nothing_finer_than_district_and_month_is_stored() -> None:
    day = re.compile(r"\b(19|20)\d\d-\d\d-\d\d\b")
    for path in TABLES.glob("*.csv"):
        if path.name == "published_counts.csv":
            continue  # addresses of press pages hold the day of the article
        text = path.read_text(encoding="utf-8")
        assert not day.search(text), path.name
        header = text.splitlines()[0]
        assert not re.search(r"lat|lon|village|where|day\b", header), path.name


def test_deaths_by_who_was_killed_sum_to_the_best_estimate() -> None:
    rows = _stored("months.csv", "province", "unit", "month").values()
    whole = sum(int(row["deaths"]) for row in rows)
    parts = sum(
        int(row[name])
        for row in rows
        for name in ("civilians", "forces", "armed_groups", "unknown")
    )
    assert parts == whole
