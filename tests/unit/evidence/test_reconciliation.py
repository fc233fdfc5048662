"""The rule of choice and the spread, on rows by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orepact.evidence import Bundle
from orepact.evidence.layer import Layer, write_layer
from orepact.evidence.reconciliation import Cell, reconcile
from orepact.evidence.testing import A_SOURCE, figures
from orepact.quantity import Basis, Kind


def _cells(tmp_path: Path, *rows: dict[str, Any]) -> tuple[Cell, ...]:
    ids = sorted({row.get("source", "survey-2026") for row in rows})
    tmp_path.joinpath("a").mkdir()
    numbered = [{"id": f"ev-{number}"} | row for number, row in enumerate(rows)]
    write_layer(
        tmp_path / "a",
        {"figures": figures(*numbered)},
        [replace(A_SOURCE, id=id_, as_of=date(int(id_[-4:]), 1, 1)) for id_ in ids],
    )
    return reconcile(Bundle((Layer(tmp_path / "a"),)))


def _row(source: str, number: float, **more: Any) -> dict[str, Any]:
    return {"source": source, "number": number, "low": number, "high": number} | more


def test_the_survey_comes_first_and_the_spread_is_largest_over_smallest(tmp_path: Path) -> None:
    (cell,) = _cells(tmp_path, _row("wmd-2026", 120.0), _row("usgs-mcs-2026", 100.0))
    assert cell.chosen.source == "usgs-mcs-2026"
    assert cell.spread == pytest.approx(0.2)
    assert [other.source for other in cell.others] == ["wmd-2026"]


def test_units_are_carried_to_tonnes(tmp_path: Path) -> None:
    (cell,) = _cells(tmp_path, _row("wmd-2026", 110_000.0), _row("usgs-mcs-2026", 100.0, unit="kt"))
    assert cell.chosen.value.number == pytest.approx(100_000.0)
    assert cell.spread == pytest.approx(0.1)


def test_a_number_comes_before_a_withheld_value(tmp_path: Path) -> None:
    gap = {"kind": "withheld", "number": None, "low": None, "high": None, "text": "W"}
    (cell,) = _cells(tmp_path, _row("usgs-mcs-2026", 1.0) | gap, _row("wmd-2026", 120.0))
    assert cell.chosen.source == "wmd-2026"
    assert cell.others[0].value.kind is Kind.WITHHELD
    assert cell.spread is None


def test_oxide_is_carried_to_the_metal_of_the_chosen_source(tmp_path: Path) -> None:
    (cell,) = _cells(
        tmp_path,
        _row("usgs-mcs-2026", 46.45, commodity="lithium"),
        _row("wmd-2026", 100.0, commodity="lithium", basis="oxide"),
    )
    assert cell.basis is Basis.METAL
    assert cell.others[0].value.number == pytest.approx(46.45, abs=0.01)
    assert cell.spread == pytest.approx(0.0, abs=1e-3)


def test_ore_and_oxide_are_shown_but_not_compared(tmp_path: Path) -> None:
    (cell,) = _cells(
        tmp_path,
        _row("usgs-mcs-2026", 49.6, commodity="chromium", basis="gross weight"),
        _row("wmd-2026", 16.8, commodity="chromium", basis="oxide"),
    )
    assert cell.spread is None
    assert not cell.others[0].is_comparable
    assert cell.others[0].value.number == 16.8


def test_several_series_of_one_source_are_not_rivals(tmp_path: Path) -> None:
    (cell,) = _cells(
        tmp_path,
        _row("usgs-mcs-2026", 9.0, detail="ilmenite"),
        _row("usgs-mcs-2026", 1.0, detail="rutile"),
        _row("wmd-2026", 10.0),
    )
    assert cell.chosen.source == "wmd-2026"
    assert cell.spread is None
    assert {other.is_comparable for other in cell.others} == {False}


def test_zero_against_a_number_has_no_spread(tmp_path: Path) -> None:
    (cell,) = _cells(tmp_path, _row("usgs-mcs-2026", 0.0, kind="zero"), _row("wmd-2026", 10.0))
    assert cell.chosen.value.kind is Kind.ZERO
    assert cell.spread is None


def test_years_and_countries_are_never_mixed(tmp_path: Path) -> None:
    cells = _cells(
        tmp_path,
        _row("usgs-mcs-2026", 1.0, period="2023"),
        _row("usgs-mcs-2026", 2.0),
        _row("wmd-2026", 3.0, country="CHN"),
    )
    assert [(cell.country, cell.year, len(cell.others)) for cell in cells] == [
        ("CHN", 2024, 0),
        ("PAK", 2023, 0),
        ("PAK", 2024, 0),
    ]


def test_an_older_edition_is_shown_but_not_in_the_spread(tmp_path: Path) -> None:
    (cell,) = _cells(
        tmp_path,
        _row("usgs-mcs-2025", 50.0),
        _row("usgs-mcs-2026", 100.0),
        _row("wmd-2026", 120.0),
    )
    assert cell.chosen.source == "usgs-mcs-2026"
    assert cell.spread == pytest.approx(0.2)
    (old,) = [other for other in cell.others if other.is_superseded]
    assert (old.source, old.value.number) == ("usgs-mcs-2025", 50.0)
