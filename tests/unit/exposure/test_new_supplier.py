from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepact.errors import OrepactError, UnknownNameError
from orepact.exposure import ExposureLookup, exposure
from orepact.exposure.bands import central
from orepact.exposure.cube import Known
from orepact.exposure.evaluate import evaluate
from orepact.exposure.inputs import ChainInputs
from orepact.exposure.line import Coverage
from orepact.exposure.new_supplier import (
    NewSupply,
    StageSupply,
    price_change,
    stage_supply,
    with_supply,
)
from orepact.exposure.new_supplier_listing import elasticity_range, supplier_rows
from orepact.exposure.reliance import Bounds


def inputs(importer: str = "USA") -> ChainInputs:
    """Return an importer that buys 60 of A and 40 of B, both of 50 % content, and mines 10."""
    return ChainInputs(
        importer=importer,
        commodity="copper",
        stage="ore",
        year=2024,
        coverage=Coverage.MEASURED,
        lines=("260300",),
        factors=np.array([[0.5], [0.5], [0.5]]),
        suppliers=("CHL", "PER"),
        bought=np.array([[120.0], [80.0]]),
        unrecorded=np.zeros((2, 1)),
        value=np.array([600.0, 400.0]),
        sold=np.zeros(1),
        sold_unrecorded=np.zeros(1),
        production=np.array([10.0, 10.0, 10.0]),
        production_known=Known.REPORTED,
        world=np.array([[60.0, 40.0, 10.0]] * 3),
        world_others=0.0,
        world_countries=("CHL", "PER", importer),
        instability={"CHL": 0.4, "PER": 0.6, importer: 0.5},
        production_source="survey",
    )


def measured(made: ChainInputs) -> dict[str, float]:
    return {name: float(at[0]) for name, at in evaluate(made, central(made)).items()}


def changed(tonnes: float, sold: float, source: str = "PAK") -> ChainInputs:
    supply = StageSupply(source=source, tonnes=tonnes, sold={"USA": sold})
    return with_supply(inputs(), supply, instability=0.9)


def test_new_tonnes_replace_each_supplier_in_proportion() -> None:
    # 20 of 100 replaced: A 48, B 32, the host 20 of content, at 50 % content 96, 64 and 40 gross.
    after = changed(30.0, 20.0)
    assert after.suppliers == ("CHL", "PER", "PAK")
    assert after.bought[:, 0].tolist() == pytest.approx([96.0, 64.0, 40.0])
    assert after.value.tolist() == pytest.approx([480.0, 320.0, 200.0])
    assert after.world[1].tolist() == [60.0, 40.0, 10.0, 30.0]


def test_both_effects_show_concentration_falls_and_governance_rises() -> None:
    before, after = measured(inputs()), measured(changed(30.0, 20.0))
    # 0.6^2 + 0.4^2 = 0.52 before; 0.48^2 + 0.32^2 + 0.2^2 = 0.3728 after.
    assert before["chain_import_herfindahl"] == pytest.approx(0.52)
    assert after["chain_import_herfindahl"] == pytest.approx(0.3728)
    # (60 x 0.4 + 40 x 0.6) / 110 before; (48 x 0.4 + 32 x 0.6 + 20 x 0.9) / 110 after.
    assert before["import_risk"] == pytest.approx(48 / 110)
    assert after["import_risk"] == pytest.approx(56.4 / 110)
    assert after["chain_reliance"] == before["chain_reliance"]


def test_a_buyer_never_buys_more_than_before() -> None:
    after = changed(500.0, 500.0)
    assert after.bought[:, 0].tolist() == pytest.approx([0.0, 0.0, 200.0])


def test_supply_made_in_the_importer_lowers_its_reliance() -> None:
    after = changed(25.0, 25.0, source="USA")
    assert after.production.tolist() == [35.0, 35.0, 35.0]
    # Imports fall from 100 to 75 of a use of 110.
    assert measured(after)["chain_reliance"] == pytest.approx(100 * 75 / 110)


def test_an_ally_that_buys_none_sees_only_the_world_change() -> None:
    supply = StageSupply(source="PAK", tonnes=30.0, sold={"USA": 20.0})
    before = inputs("JPN")
    after = with_supply(before, supply, instability=0.9)
    first, last = measured(before), measured(after)
    assert last["chain_import_herfindahl"] == first["chain_import_herfindahl"]
    assert last["chain_production_herfindahl"] < first["chain_production_herfindahl"]


@given(st.floats(0.0, 1.0))
def test_adding_nothing_changes_nothing(sold: float) -> None:
    before = inputs()
    supply = StageSupply(source="PAK", tonnes=0.0, sold={"USA": 0.0 * sold})
    assert with_supply(before, supply, instability=0.9) is before
    assert with_supply(before, None, instability=0.9) is before


@given(st.floats(0.0, 30.0))
def test_a_small_new_source_never_raises_concentration(tonnes: float) -> None:
    before = measured(inputs())["chain_import_herfindahl"]
    assert measured(changed(tonnes, tonnes))["chain_import_herfindahl"] <= before + 1e-12


@given(st.floats(0.0, 1e6), st.floats(0.0, 1.0))
def test_purchases_keep_their_sum(tonnes: float, part: float) -> None:
    after = changed(tonnes, tonnes * part)
    assert float(after.bought.sum()) == pytest.approx(200.0)


def test_concentrate_without_a_smelter_reaches_no_later_stage() -> None:
    supply = NewSupply(host="PAK", stage="ore", tonnes=10.0, sold={"USA": 10.0})
    assert stage_supply(supply, "refined") is None
    own = stage_supply(supply, "ore")
    assert own is not None
    assert dict(own.sold) == {"USA": 10.0}


def test_a_contracted_smelter_brings_the_metal_on_with_its_loss() -> None:
    supply = NewSupply(
        host="PAK",
        stage="ore",
        tonnes=10.0,
        sold={"USA": 9.0},
        smelter="JPN",
        smelter_stage="refined",
        recovery=0.9,
    )
    ore, metal = stage_supply(supply, "ore"), stage_supply(supply, "refined")
    assert ore is not None
    assert metal is not None
    assert (ore.source, dict(ore.sold)) == ("PAK", {"JPN": 10.0})
    assert (metal.source, metal.tonnes, dict(metal.sold)) == ("JPN", 9.0, {"USA": 9.0})


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"tonnes": -1.0, "sold": {}}, "negative"),
        ({"tonnes": 1.0, "sold": {"USA": 2.0}}, "sold"),
        ({"tonnes": 1.0, "sold": {}, "recovery": 1.2}, "recovery"),
    ],
)
def test_impossible_supply_is_refused(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        NewSupply(host="PAK", stage="ore", **fields)


def test_price_falls_by_the_stated_elasticity() -> None:
    change = price_change(extra=1.0, world=99.0, elasticity=Bounds(low=0.0, high=2.0))
    assert change.low == pytest.approx(100 * ((100 / 99) ** -2 - 1))
    assert change.high == 0.0
    with pytest.raises(ValueError, match="cannot raise"):
        price_change(extra=1.0, world=99.0, elasticity=Bounds(low=-1.0, high=0.5))
    with pytest.raises(ValueError, match="world supply"):
        price_change(extra=1.0, world=0.0, elasticity=Bounds.at(1.0))


def asked(**changes: Any) -> list[dict[str, Any]]:
    given: dict[str, Any] = {
        "importer": "USA",
        "host": "PAK",
        "commodity": "copper",
        "stage": "concentrate",
        "tonnes": 240_000.0,
    }
    return supplier_rows(**given | changes)


def test_shipped_concentrate_changes_refined_measures_by_exactly_zero() -> None:
    rows = [row for row in asked() if row["stage"] == "refined"]
    assert len(rows) >= 8
    assert {row["value"].number for row in rows} == {0.0}
    assert {row["note"] for row in rows} == {"no path reaches this stage"}


def test_a_smelter_changes_refined_measures_and_the_price_stays_a_gap() -> None:
    rows = asked(smelter="Japan", recovery=0.97)
    refined = {row["measure"]: row["value"].number for row in rows if row["stage"] == "refined"}
    assert refined["chain_import_herfindahl"] < 0
    assert refined["chain_reliance"] == 0
    price = rows[-1]
    assert price["measure"] == "world_price_change"
    assert price["value"].is_gap
    assert price["note"] == "no elasticity was stated"


def test_zero_tonnes_change_every_measure_by_exactly_zero() -> None:
    rows = asked(tonnes=0.0, allies=["JPN", "DEU"])
    assert {row["value"].number for row in rows if row["measure"] != "world_price_change"} == {0.0}
    assert {row["country"] for row in rows} == {"USA", "JPN", "DEU", "every buyer"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"host": "USA"}, "both United States"),
        ({"host": "Atlantis"}, "Atlantis"),
        ({"tonnes": -1.0}, "--tonnes"),
        ({"tonnes": float("nan")}, "--tonnes"),
        ({"sold": 2.0}, "--sold"),
        ({"year": 2031}, "2010 to 2024"),
        ({"commodity": "gallium"}, "The cube holds"),
        ({"tonnes": 1e300}, "what the world made"),
        ({"recovery": 0.9}, "without a smelter"),
        ({"allies": ["USA"]}, "not another ally"),
        ({"allies": ["JPN", "Japan"]}, "not another ally"),
        ({"allies": [""]}, "unknown country"),
    ],
)
def test_impossible_questions_get_a_typed_answer(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(OrepactError, match=says):
        asked(**changes)


def test_a_change_of_the_world_price_explains_itself_to_the_same_number() -> None:
    row = asked(tonnes=240000.5, elasticity=Bounds(low=0.5, high=3.0))[-1]
    found = ExposureLookup(exposure()).find(row["id"])
    assert found is not None
    assert found.value == row["value"]
    assert found.value.high is not None
    assert found.value.high < 0
    assert any(parent.role.startswith("P by") for parent in found.parents)


def test_no_tonnes_are_told_apart_from_no_path() -> None:
    notes = {row["note"] for row in asked(tonnes=0.0) if row["measure"] != "world_price_change"}
    assert notes == {"no tonnes are added"}
    notes = {row["note"] for row in asked() if row["stage"] == "refined"}
    assert notes == {"no path reaches this stage"}


def test_elasticity_is_read_or_refused() -> None:
    assert elasticity_range("none") is None
    assert elasticity_range("0.5-3") == Bounds(low=0.5, high=3.0)
    with pytest.raises(UnknownNameError, match="--elasticity"):
        elasticity_range("3-0.5")
