"""The cube: axes, content, how cells are known, what is not covered, and how it is kept."""

from pathlib import Path

import numpy as np
import pytest

from orepact.errors import UnknownNameError
from orepact.exposure import (
    Coverage,
    Known,
    as_chain_stage,
    chain_stage,
    content_factor,
    content_of,
    coverage_rows,
    cube,
)
from orepact.exposure.chain import content_factors
from orepact.exposure.cube_store import load_cube, save_cube
from orepact.exposure.outliers import unit_value_outliers
from orepact.exposure.scores import every_score


def test_oxide_of_chromium_becomes_metal() -> None:
    made = cube().chain("chromium", "ore").production
    assert made is not None
    # World Mining Data, Pakistan 2024: 101,140 t of Cr2O3, of which 0.6842 is chromium.
    place = cube().position("PAK"), cube().year_position(2024)
    assert made.central[place] == pytest.approx(101_140 * 0.68420, rel=1e-4)


def test_refined_copper_of_the_two_congos_is_told_apart() -> None:
    made = cube().chain("copper", "refined").production
    assert made is not None
    year = cube().year_position(2023)
    assert made.central[cube().position("COD"), year] == 2_210_000
    assert made.central[cube().position("COG"), year] == 8_400


def test_a_country_that_only_another_source_names_is_held_within_the_others() -> None:
    made = cube().chain("copper", "refined").production
    assert made is not None
    year = cube().year_position(2024)
    carried = made.known[:, year] == Known.CARRIED
    assert carried.any()
    assert made.central[carried, year].sum() <= made.others[year] * (1 + 1e-9)


def test_production_adds_up_to_the_world_total_of_its_publisher() -> None:
    made = cube().chain("copper", "ore").production
    assert made is not None
    # World Mining Data, total of 2024: 22,911,145 t.
    assert np.nansum(made.central[:, cube().year_position(2024)]) == pytest.approx(22_911_145)


def test_a_chain_before_its_trade_is_covered_is_not_zero() -> None:
    chain = cube().chain("copper", "refined")
    assert chain.coverage_of(2019) is Coverage.NOT_COVERED
    number = cube().keys.index(("copper", "refined"))
    year = cube().year_position(2019)
    for name in ("net_import_reliance", "third_country_share", "governance_herfindahl"):
        assert np.isnan(every_score(cube())[name][number, :, year]).all()


def test_a_year_without_any_tonnes_is_a_gap_in_tonnes() -> None:
    number, year = cube().keys.index(("copper", "refined")), cube().year_position(2022)
    assert np.isnan(every_score(cube())["chain_import_herfindahl"][number, :, year]).all()
    assert np.nansum(cube().chain("copper", "refined").matrix(2022, of="value")) > 0


def test_a_matrix_is_what_its_flows_add_up_to() -> None:
    chain = cube().chain("chromium", "ore")
    year = cube().year_position(2024)
    own = chain.trade.year == year
    assert chain.matrix(2024).sum() == pytest.approx(np.nansum(chain.trade.tonnes[own]))
    clean = chain.matrix(2024, without_outliers=True)
    assert clean.sum() < chain.matrix(2024).sum()


def test_a_stage_that_is_not_there_says_which_are() -> None:
    with pytest.raises(UnknownNameError, match="ore, smelter, refined"):
        cube().chain("copper", "alloy")


def test_a_year_outside_says_which_are_held() -> None:
    with pytest.raises(UnknownNameError, match="2010 to 2024"):
        cube().year_position(2031)


def test_publishers_stages_become_stages_of_chains() -> None:
    assert chain_stage("magnesium", "smelter") == ("magnesium", "refined")
    assert chain_stage("copper", "all forms") is None
    with pytest.raises(UnknownNameError, match="Stages are ore"):
        as_chain_stage("refind")


def test_every_customs_line_has_a_content_factor_with_range_quality_and_source() -> None:
    for factor in content_factors().values():
        assert factor.quality in "ABCD"
        assert factor.source
        if factor.central is not None:
            assert factor.low is not None
            assert factor.high is not None
            assert 0 < factor.low <= factor.central <= factor.high
    assert content_factor("711290").central is None
    assert content_of("rare earths") == "REO"
    with pytest.raises(UnknownNameError):
        content_factor("999999")


def test_lead_ore_of_122_dollars_per_kilogram_is_out_of_line() -> None:
    chain = cube().chain("lead", "ore")
    trade, year = chain.trade, cube().year_position(2022)
    own = (trade.year == year) & (trade.importer == cube().position("USA"))
    worst = np.nanmax(np.where(own, trade.value / trade.gross, np.nan))
    assert worst > 100
    assert trade.is_outlier[own & (trade.value / trade.gross == worst)].all()


def test_a_lone_flow_is_never_out_of_line() -> None:
    flagged = unit_value_outliers(np.zeros(1, dtype=int), np.array([5.0]), np.array([1.0]), count=1)
    assert not flagged.any()


def test_a_stored_cube_is_the_same_bytes_and_reads_back(tmp_path: Path) -> None:
    first, second = tmp_path / "a.npz", tmp_path / "b.npz"
    save_cube(cube().at_rest, first)
    found = load_cube(first)
    assert found is not None
    save_cube(found.at_rest, second)
    assert first.read_bytes() == second.read_bytes()
    assert found.keys == cube().keys


def test_a_damaged_or_missing_cube_is_made_anew(tmp_path: Path) -> None:
    broken = tmp_path / "cube.npz"
    broken.write_bytes(b"PK\x03\x04 not a cube")
    assert load_cube(broken) is None
    assert load_cube(tmp_path / "none.npz") is None


def test_coverage_names_the_lines_that_lack() -> None:
    rows = {row["stage"]: row for row in coverage_rows(cube(), commodity="copper")}
    assert rows["smelter"]["trade"] == "not covered"
    assert rows["smelter"]["missing"][0].startswith("740200")
    assert rows["ore"]["trade_years"] == "2010-2024"
    with pytest.raises(UnknownNameError):
        coverage_rows(cube(), commodity="cement")


def test_copper_concentrate_dearer_than_its_copper_is_out_of_line() -> None:
    # Chile to Germany 2024: 586.5 million USD for 96,454 t; at most 0.32 x 9,142 USD per tonne.
    trade, year = cube().chain("copper", "ore").trade, cube().year_position(2024)
    own = (trade.year == year) & (trade.importer == cube().position("DEU"))
    own &= trade.exporter == cube().position("CHL")
    assert trade.is_outlier[own].all()
