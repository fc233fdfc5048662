"""Listings of chains: one number, one id; ranking, trend and breaks."""

from typing import Any

import pytest

from orepact.errors import OrepactError, UnknownNameError
from orepact.exposure import MEASURES, ExposureLookup, cube, exposure, exposure_rows
from orepact.exposure.chain_listing import CHAIN_LISTED, breaks_of, trend_rows
from orepact.exposure.ranking import ranked
from orepact.quantity import Kind
from orepact.trace import walk


@pytest.mark.parametrize("measure", sorted(CHAIN_LISTED))
def test_a_listed_figure_is_what_explain_computes(measure: str) -> None:
    rows = exposure_rows(exposure(), importer="DEU", commodity="copper", measure=measure)
    assert rows
    for row in rows:
        record = ExposureLookup(exposure()).find(row["id"])
        assert record is not None
        assert (record.value, record.unit) == (row["value"], row["unit"])


def test_percentiles_hold_the_median_and_stand_around_it() -> None:
    rows = exposure_rows(
        exposure(), importer="USA", commodity="nickel", measure="chain_production_herfindahl"
    )
    banded = [row for row in rows if "p05" in row]
    assert banded
    for row in banded:
        assert row["p05"] <= row["p50"] <= row["p95"]


def test_the_most_exposed_stand_first_and_the_unknown_last() -> None:
    lines = ranked(exposure_rows(exposure(), importer="Japan"))
    scores = [line["score"] for line in lines]
    known = [score for score in scores if score is not None]
    assert known == sorted(known, reverse=True)
    assert scores[: len(known)] == known
    assert len({(line["commodity"], line["stage"]) for line in lines}) == len(lines)


def test_a_trend_has_every_year_and_marks_source_and_control() -> None:
    rows = list(
        trend_rows(cube(), "net_import_reliance", importer="DEU", commodity="copper", stage="ore")
    )
    assert [row["year"] for row in rows] == list(cube().years)
    told = {row["year"]: row["break"] for row in rows}
    assert "IDN: export ban" in told[2023]
    assert "after" in told[2018]


def test_a_control_is_dated_by_the_year_behind_its_own_commodity() -> None:
    assert 2020 in breaks_of(cube(), "nickel")
    assert "IDN: export ban" in breaks_of(cube(), "copper")[2023]
    assert breaks_of(cube(), "barite") == {}


def test_without_odd_unit_values_a_measure_of_its_own_is_listed() -> None:
    asked: dict[str, Any] = {"importer": "USA", "commodity": "fluorspar", "stage": "ore"}
    plain = exposure_rows(exposure(), measure="third_country_share", **asked)
    clean = exposure_rows(exposure(), measure="third_country_share", without_outliers=True, **asked)
    assert clean[0]["measure"] == "third_country_share_without_outliers"
    # The flow from Mexico of 2024 is out of line, so that another supplier leads without it.
    assert clean[0]["value"].number != plain[0]["value"].number


def test_a_second_source_of_a_flow_is_shown_beside_the_chosen_one() -> None:
    rows = exposure_rows(
        exposure(), importer="USA", commodity="fluorspar", year=2024, measure="second_source_ratio"
    )
    assert rows[0]["value"].number == pytest.approx(3.68, abs=0.01)


def test_gallium_without_its_own_customs_line_is_a_gap_and_not_a_zero() -> None:
    rows = exposure_rows(
        exposure(), importer="USA", commodity="gallium", measure="geopolrisk_score"
    )
    assert [row["value"].kind for row in rows] == [Kind.MISSING]


def test_what_is_not_sourced_is_an_upper_bound_or_a_gap() -> None:
    keys = {"importer": "USA", "commodity": "copper", "stage": "refined", "year": "2024"}
    risk = MEASURES.get("usgs_supply_risk").compute(exposure(), keys)
    assert risk.kind is Kind.UPPER_BOUND
    own = {name: keys[name] for name in ("importer", "commodity", "year")}
    assert MEASURES.get("eu_economic_importance").compute(exposure(), own).is_gap
    worst = MEASURES.get("eu_bottleneck").compute(exposure(), own)
    assert worst.kind is Kind.LOWER_BOUND


def test_copper_normalises_to_itself() -> None:
    keys = {"importer": "USA", "commodity": "copper", "stage": "ore", "year": "2023"}
    value = MEASURES.get("geopolrisk_midpoint").compute(
        exposure(), {**keys, "normalisation": "copper"}
    )
    assert value.number == pytest.approx(1.0)
    with pytest.raises(UnknownNameError, match="constant"):
        MEASURES.get("geopolrisk_midpoint").compute(exposure(), {**keys, "normalisation": "gold"})


def test_a_score_walks_to_official_figures() -> None:
    id_ = "exposure.geopolrisk_score[importer=PAK,commodity=chromium,stage=ore,year=2024]"
    tree = walk(id_, [ExposureLookup(exposure()), exposure().evidence])
    kinds = {child.record.sources[0] for child in tree.children if not child.record.formula}
    assert {"wmd-2026", "cepii-baci-hs92-packed-to-2024"} <= kinds


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"importer": "USA", "commodity": ""}, "unknown commodity"),
        ({"importer": "USA", "stage": "refind"}, "refined"),
        ({"importer": "USA", "measure": "top_suplier_share"}, "top_supplier_share"),
        ({"importer": "USA", "year": 1999}, "2010 to 2024"),
        ({"importer": "Vatican", "commodity": "copper"}, "Vatican"),
        ({"importer": "USA", "commodity": "copper", "stage": "alloy"}, "ore, smelter, refined"),
        ({"importer": "USA", "measure": "true_origin"}, "not listed by importer"),
    ],
)
def test_bad_input_is_answered_with_what_is_there(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(OrepactError, match=told):
        exposure_rows(exposure(), **asked)


def eu_risk(commodity: str, stage: str) -> dict[str, object]:
    rows = exposure_rows(
        exposure(), importer="USA", commodity=commodity, stage=stage, measure="eu_supply_risk"
    )
    (row,) = [row for row in rows if row["line"] == stage]
    return row


def test_one_scope_of_the_eu_risk_is_taken_where_only_one_can_be_known() -> None:
    """Gallium shares its customs line, so that only the world's production can be weighed."""
    row = eu_risk("gallium", "refined")
    keys = {"commodity": "gallium", "stage": "refined", "year": "2024"}
    world = MEASURES.get("eu_supply_risk_global").compute(exposure(), keys)
    assert row["value"] == world
    assert "global scope only" in str(row["note"])


def test_both_scopes_of_the_eu_risk_are_weighed_by_import_reliance() -> None:
    keys = {"importer": "JPN", "commodity": "copper", "stage": "ore", "year": "2024"}
    risk, world, own, exposed = (
        MEASURES.get(name).compute(exposure(), keys).number
        for name in (
            "eu_supply_risk",
            "eu_supply_risk_global",
            "eu_supply_risk_sourcing",
            "trade_exposure",
        )
    )
    assert risk is not None
    assert world is not None
    assert own is not None
    assert exposed == 1.0
    assert risk == pytest.approx(world / 2.0 + own / 2.0)


def test_a_net_exporter_has_no_usgs_supply_risk_rather_than_less_than_none() -> None:
    keys = {"importer": "USA", "commodity": "copper", "stage": "ore", "year": "2024"}
    assert MEASURES.get("usgs_supply_risk").compute(exposure(), keys).number == 0.0
