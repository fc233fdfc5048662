"""Measures and listings over the shipped evidence: kernel, measure and explain agree."""

from typing import Any

import pytest

from orepact.errors import UnknownNameError
from orepact.exposure import MEASURES, Coverage, ExposureLookup, exposure, exposure_rows
from orepact.quantity import Kind
from orepact.trace import walk

SHARE = (
    "exposure.import_share[importer=USA,commodity=chromium,line=concentrate,"
    "supplier=ZAF,year=2024,by=mass]"
)


def find(id_: str) -> Any:
    return ExposureLookup(exposure()).find(id_)


@pytest.mark.parametrize("measure", ["import_herfindahl", "top_supplier_share"])
def test_listed_rows_equal_the_measure_computed_alone(measure: str) -> None:
    rows = exposure_rows(exposure(), importer="JPN", year=2022, measure=measure)
    known = [row for row in rows if row["value"].is_number]
    assert len(known) > 40
    for row in known[::9]:
        assert find(row["id"]).value.number == pytest.approx(row["value"].number, rel=1e-9)


def test_listed_shares_sum_to_one_and_can_be_explained() -> None:
    rows = exposure_rows(
        exposure(), importer="USA", commodity="Cr", stage="concentrate", year=2023, measure="share"
    )
    by_value = [row for row in rows if row["by"] == "value"]
    assert sum(row["value"].number for row in by_value) == pytest.approx(1.0)
    assert find(by_value[0]["id"]).value.number == pytest.approx(by_value[0]["value"].number)


def test_explain_walks_from_a_share_to_flows_of_the_evidence() -> None:
    tree = walk(SHARE, [ExposureLookup(exposure()), exposure().evidence])
    own = [child.record for child in tree.children if child.role == "x"]
    total = sum(child.record.value.number or 0.0 for child in tree.children)
    assert own[0].value.number is not None
    assert tree.record.value.number == pytest.approx(own[0].value.number / total)


def test_a_concentration_walks_through_shares_to_flows() -> None:
    id_ = (
        "exposure.import_herfindahl[importer=USA,commodity=chromium,line=261000,year=2022,by=mass]"
    )
    tree = walk(id_, [ExposureLookup(exposure()), exposure().evidence])
    squares = sum((child.record.value.number or 0.0) ** 2 for child in tree.children)
    assert tree.record.value.number == pytest.approx(squares, rel=1e-12)
    assert all(child.children for child in tree.children)


def test_a_line_before_its_first_year_is_not_covered_and_never_zero() -> None:
    assert exposure().coverage("copper", "refined", 2019) is Coverage.NOT_COVERED
    rows = exposure_rows(
        exposure(),
        importer="USA",
        commodity="copper",
        stage="refined",
        year=2019,
        measure="top_supplier_share",
    )
    assert rows
    assert {row["coverage"] for row in rows} == {"not covered"}
    assert {row["value"].kind for row in rows} == {Kind.MISSING}


def test_reliance_across_bases_goes_through_content_and_says_so() -> None:
    record = find(
        "exposure.net_import_reliance[importer=DEU,commodity=copper,form=concentrate,year=2024]"
    )
    # Germany mines next to no copper and buys concentrate.
    assert record.value.number == pytest.approx(100.0, abs=0.1)
    assert "260300" in record.note


def test_reliance_without_production_by_country_is_a_gap_that_says_why() -> None:
    record = find(
        "exposure.net_import_reliance[importer=DEU,commodity=antimony,form=refined,year=2024]"
    )
    assert record.value.is_gap
    assert "No production" in record.note


def test_a_host_that_exports_all_its_ore_is_a_net_exporter() -> None:
    record = find(
        "exposure.net_import_reliance[importer=PAK,commodity=chromium,form=concentrate,year=2024]"
    )
    assert record.value.kind is Kind.NET_EXPORTER
    roles = {parent.role.split(" ")[0] for parent in record.parents}
    assert roles >= {"P", "exports"}


def test_copper_stocks_of_2025_rose_as_printed() -> None:
    # yearend refined stocks 123 and 450 thousand tonnes
    record = find("exposure.stock_change[importer=USA,commodity=copper,form=all,year=2025]")
    assert (record.value.number, record.unit) == (327.0, "kt")


def test_withheld_inputs_give_bounds_around_what_is_published() -> None:
    keys = {"importer": "USA", "commodity": "barite", "form": "all", "year": "2024"}
    value = MEASURES.get("net_import_reliance").compute(exposure(), keys)
    published = MEASURES.get("published_net_import_reliance").compute(exposure(), keys)
    assert value.kind is Kind.RANGE
    assert published.low == 75.0
    assert value.high is not None
    assert value.high > 75.0


@pytest.mark.parametrize(
    "changed",
    [
        {"importer": "Wakanda"},
        {"commodity": "unobtainium"},
        {"measure": "hhhi"},
        {"stage": "refind"},
    ],
)
def test_unknown_names_are_named(changed: dict[str, str]) -> None:
    asked: dict[str, Any] = {"importer": "USA", "commodity": "copper", **changed}
    with pytest.raises(UnknownNameError, match=next(iter(changed.values()))):
        exposure_rows(exposure(), **asked)


def test_a_us_series_is_found_by_the_stage_of_the_imports_it_counts() -> None:
    rows = exposure_rows(
        exposure(), importer="USA", commodity="copper", stage="refined", measure="nir"
    )
    assert [(row["line"], row["year"]) for row in rows] == [("all", 2025)]
    assert rows[0]["value"].is_number


def test_ids_of_other_rooms_are_left_to_them() -> None:
    assert find("plan.gain[party=x]") is None
    assert find("ev-abc") is None
    assert find(f"run-1/{SHARE}") is None


def test_every_measure_says_what_it_is() -> None:
    for measure in MEASURES:
        assert measure.id.startswith("exposure.")
        assert measure.title
        assert measure.source
        assert measure.keys
