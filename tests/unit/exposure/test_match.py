from __future__ import annotations

from typing import Any

import pytest

from orepact.errors import OrepactError, UnknownNameError
from orepact.exposure import HostClass, HostDeposit, HostProject, exposure, match_lines, match_rows
from orepact.exposure.host_side import Today, host_class
from orepact.exposure.match import MatchLine
from orepact.quantity import Value


def now(**changes: Any) -> Today:
    fields: dict[str, Any] = {
        "tonnes": Value.missing(),
        "year": 2024,
        "exported": 0.0,
        "imported": 0.0,
        "buyer": "",
        "buyer_share": 0.0,
        "sold_kusd": 0.0,
    }
    return Today(**fields | changes)


def deposit(reached: HostClass) -> HostDeposit:
    return HostDeposit(commodity="tin", host_class=reached, title="Hill", id="case:x/y")


@pytest.mark.parametrize(
    ("today", "reserves", "ground", "expected"),
    [
        (now(), False, [], HostClass.NONE),
        (now(), False, [HostClass.OCCURRENCE, HostClass.RESOURCE], HostClass.RESOURCE),
        (now(), True, [HostClass.RESOURCE], HostClass.RESERVE),
        (now(tonnes=Value.between(1.0, 2.0)), False, [], HostClass.MINED),
        (
            now(tonnes=Value.exact(5.0), exported=4.0, sold_kusd=900.0),
            False,
            [],
            HostClass.EXPORTED,
        ),
        (now(tonnes=Value.exact(5.0), exported=4.0, sold_kusd=1.0), False, [], HostClass.MINED),
        (
            now(tonnes=Value.exact(5.0), exported=4.0, imported=9.0, sold_kusd=900.0),
            False,
            [],
            HostClass.MINED,
        ),
    ],
)
def test_class_is_the_furthest_that_a_mineral_has_come(
    today: Today, reserves: bool, ground: list[HostClass], expected: HostClass
) -> None:
    made = tuple(deposit(each) for each in ground)
    assert host_class(today, reserves=reserves, deposits=made, stage="ore") is expected


def test_ore_in_the_ground_is_no_refined_metal() -> None:
    made = (deposit(HostClass.RESERVE),)
    assert host_class(now(), reserves=True, deposits=made, stage="refined") is HostClass.NONE


@pytest.fixture(scope="module")
def lines() -> dict[tuple[str, str], MatchLine]:
    project = HostProject(
        commodity="copper",
        stage="refined",
        title="Smelter",
        first_year=(2032, 2039),
        tonnes={2030: (0.0, 0.0), 2035: (0.0, 200_000.0)},
    )
    found = match_lines(exposure(), importer="USA", host="Pakistan", projects=[project])
    return {(line.commodity, line.stage): line for line in found}


def test_chromite_is_exported_to_china_and_more_than_the_importer_uses(
    lines: dict[tuple[str, str], MatchLine],
) -> None:
    line = lines["chromium", "ore"]
    assert line.host_class is HostClass.EXPORTED
    assert line.buyer.startswith("China 83 %")
    low = line.percent(2030).low
    assert low is not None
    assert low > 100
    assert "times recorded supply" in line.doubt


def test_a_project_counts_from_its_first_year(lines: dict[tuple[str, str], MatchLine]) -> None:
    line = lines["copper", "refined"]
    assert line.host_class is HostClass.NONE
    assert line.tonnes[2030].number == 0.0
    assert line.tonnes[2035] == Value.between(0.0, 200_000.0)
    assert line.first_year == "2032 to 2039"


def test_the_publishers_word_on_talc_from_elsewhere_is_passed_on(
    lines: dict[tuple[str, str], MatchLine],
) -> None:
    doubt = lines["talc", "ore"].doubt
    assert doubt.startswith("52 % of the importer's purchases")
    assert "Afghanistan" in doubt


@pytest.mark.parametrize(
    "name", [("gallium", "refined"), ("germanium", "refined"), ("graphite", "ore")]
)
def test_lines_without_a_match_are_there_with_the_need(
    lines: dict[tuple[str, str], MatchLine], name: tuple[str, str]
) -> None:
    line = lines[name]
    assert line.tonnes[2030].is_gap
    assert line.percent(2035).is_gap
    assert line.use.value.high is not None


def test_rare_earths_are_there_without_a_match(lines: dict[tuple[str, str], MatchLine]) -> None:
    own = [line for (name, _), line in lines.items() if name == "rare earths"]
    assert own
    assert all(line.tonnes[2030].is_gap for line in own)


def test_a_later_stage_names_what_is_missing(lines: dict[tuple[str, str], MatchLine]) -> None:
    assert lines["antimony", "refined"].missing_stage.startswith("refined antimony; the host makes")
    assert "ships more of this stage" in lines["copper", "ore"].missing_stage


def test_percent_is_at_its_widest_over_both_ranges(
    lines: dict[tuple[str, str], MatchLine],
) -> None:
    line = lines["copper", "ore"]
    tonnes, use, percent = line.tonnes[2030], line.use.value, line.percent(2030)
    assert tonnes.low is not None
    assert tonnes.high is not None
    assert use.low is not None
    assert use.high is not None
    assert percent.low == pytest.approx(100 * tonnes.low / use.high)
    assert percent.high == pytest.approx(100 * tonnes.high / use.low)


def test_rows_carry_value_unit_id_and_case(lines: dict[tuple[str, str], MatchLine]) -> None:
    rows = match_rows([lines["copper", "ore"]], importer="USA", host="PAK", case="none")
    assert [row["measure"] for row in rows] == [
        "use",
        *(["tonnes", "percent_of_use"] * 2),
    ]
    assert len({row["id"] for row in rows}) == 5
    assert all(isinstance(row["value"], Value) and row["unit"] for row in rows)


def test_a_match_needs_two_countries() -> None:
    with pytest.raises(OrepactError, match="both Pakistan"):
        match_lines(exposure(), importer="PAK", host="Pakistan")
    with pytest.raises(UnknownNameError, match="Atlantis"):
        match_lines(exposure(), importer="USA", host="Atlantis")


def test_what_is_shipped_beyond_the_world_s_output_is_not_supply() -> None:
    lines = match_lines(exposure(), importer="USA", host="LUX", commodity="beryllium")
    refined = next(line for line in lines if line.stage == "refined")
    assert refined.now.is_beyond_world
    assert refined.tonnes[2030].is_gap
    assert "not counted" in refined.doubt
