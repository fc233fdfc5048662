"""Every figure carries percentiles, or says in words why it has none."""

from typing import Any

import numpy as np
import pytest

from orepact.errors import OrepactError
from orepact.exposure import MEASURES, cube, exposure, exposure_rows, leakage_rows, supplier_rows
from orepact.exposure.percentile_reach import percentile_reach
from orepact.exposure.spread import Unspread, is_spread
from orepact.exposure.trade_bands import RELEASES, UNRECORDED, trade_bands

BANDS = ("p05", "p50", "p95")


def listed(importer: str, **asked: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for measure in MEASURES:
        name = measure.id.partition(".")[2]
        try:
            rows += exposure_rows(exposure(), importer=importer, measure=name, **asked)
        except OrepactError:
            continue
    return rows


@pytest.mark.parametrize("importer", ["USA", "LUX", "BTN"])
def test_every_row_has_percentiles_or_says_why_not(importer: str) -> None:
    rows = [row for name in ("copper", "gallium") for row in listed(importer, commodity=name)]
    assert len({row["measure"] for row in rows}) > 25
    for row in rows:
        has = [name in row for name in BANDS]
        assert all(has) == any(has) == is_spread(row["spread"]), row
        if all(has):
            assert row["p05"] <= row["p50"] <= row["p95"], row


@pytest.mark.parametrize("importer", ["USA", "LUX", "BTN"])
def test_every_gap_says_why(importer: str) -> None:
    rows = [row for name in ("copper", "gallium") for row in listed(importer, commodity=name)]
    gaps = [row for row in rows if row["value"].is_gap]
    assert gaps
    assert [row["id"] for row in gaps if not row["note"]] == []


def test_economic_importance_says_which_inputs_lack() -> None:
    (row,) = exposure_rows(
        exposure(), importer="USA", commodity="copper", measure="eu_economic_importance"
    )
    assert row["value"].is_gap
    assert "end-use shares" in row["note"]
    assert row["spread"] == Unspread.GAP


def test_a_flow_of_two_releases_spreads_the_shares_by_value() -> None:
    # Mexico's fluorspar of 2024 is 12 million USD in one release and 117 in the other.
    rows = exposure_rows(
        exposure(),
        importer="USA",
        commodity="fluorspar",
        stage="ore",
        year=2024,
        measure="import_share",
    )
    row = next(r for r in rows if r["supplier"] == "MEX" and r["by"] == "value")
    assert row["spread"] == RELEASES
    assert row["p95"] > row["value"].number + 0.1


def test_a_year_with_one_release_has_no_percentiles_of_value() -> None:
    rows = exposure_rows(
        exposure(), importer="USA", commodity="copper", year=2019, measure="import_herfindahl"
    )
    by_value = [row for row in rows if row["by"] == "value" and not row["value"].is_gap]
    assert by_value
    assert {row["spread"] for row in by_value} == {str(Unspread.ONE_SOURCE)}


def test_flows_without_tonnes_spread_the_shares_by_mass() -> None:
    held = cube()
    arrays = held.at_rest.arrays
    gap = int(np.flatnonzero(np.isnan(arrays["gross"]) & (arrays["year"] < 10))[0])
    line = held.lines[int(np.searchsorted(arrays["line_start"], gap, side="right")) - 1]
    importer, year = int(arrays["importer"][gap]), held.years[int(arrays["year"][gap])]
    found = trade_bands(held, importer, (line,), year, by="mass")
    if is_spread(found.spread):
        assert found.spread == UNRECORDED
        share = found.shares[held.countries[int(arrays["exporter"][gap])]]
        assert share[0] > 0.0
    else:
        assert found.spread == Unspread.OPEN  # no flow of that line has tonnes


def test_draws_are_the_same_each_time() -> None:
    held = cube()
    one, two = (trade_bands(held, held.position("USA"), ("252922",), 2024, by="mass") for _ in "ab")
    assert one.herfindahl.tolist() == two.herfindahl.tolist()


def test_the_worst_stage_has_percentiles_of_its_own() -> None:
    (row,) = exposure_rows(exposure(), importer="DEU", commodity="copper", measure="eu_bottleneck")
    assert row["p05"] < row["p95"]
    assert "sources of production" in row["spread"]


def test_an_upper_bound_says_that_its_percentiles_are_of_the_bound() -> None:
    rows = exposure_rows(
        exposure(), importer="DEU", commodity="copper", measure="usgs_supply_risk", stage="refined"
    )
    assert rows[0]["value"].number is None
    assert rows[0]["spread"].startswith("of the bound, over")


def test_a_change_by_a_new_supply_is_drawn_on_the_same_draws() -> None:
    rows = supplier_rows(importer="USA", host="PAK", commodity="copper", stage="ore", tonnes=200e3)
    ore = {row["measure"]: row for row in rows if row["stage"] == "ore"}
    change = ore["import_risk"]
    assert 0.0 < change["p05"] < change["p95"]
    # Common draws: the change spreads far less than what it is a change of.
    whole = ore["chain_production_herfindahl"]
    assert whole["p95"] - whole["p05"] < 0.05 * abs(whole["value"].number)
    refined = [row for row in rows if row["stage"] == "refined"]
    assert {row["spread"] for row in refined} == {str(Unspread.SAME)}
    assert {row["spread"] for row in rows if row["measure"] == "world_price_change"} == {
        str(Unspread.GAP)
    }


def test_a_screen_of_leakage_has_percentiles_inside_its_ends() -> None:
    rows = leakage_rows(host="PAK", commodity="chromium", royalty="1-7.5")
    assert len(rows) == 3
    for row in rows:
        assert row["value"].low <= row["p05"] < row["p95"] <= row["value"].high


def test_the_count_of_percentiles_adds_up_and_names_the_rest() -> None:
    rows = list(percentile_reach(exposure(), importer="USA", commodity="copper"))
    assert {row["measure"] for row in rows} >= {"import_herfindahl", "eu_bottleneck"}
    for row in rows:
        others = sum(int(each.partition(":")[0]) for each in row["others"].split("; ") if each)
        assert row["rows"] == row["gaps"] + row["with_percentiles"] + others, row
    (worst,) = (row for row in rows if row["measure"] == "eu_bottleneck")
    assert (worst["stage"], worst["percent"]) == ("all stages", 100)
