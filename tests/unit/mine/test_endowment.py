"""Classes, overlaps, records of one deposit, screens and the share of a claim."""

from __future__ import annotations

from typing import Any

import pytest

from orepact.case import endowment_of, load
from orepact.errors import UnknownNameError
from orepact.mine import endowment_rows
from orepact.mine.endowment_lookup import EndowmentLookup
from orepact.mine.host_endowment import MetalPrice, class_totals
from orepact.mine.same_deposit import Site, same_deposits
from orepact.mine.screening import FilterError, capital_and_cost, screen
from orepact.mine.statement import Category, Statement, category_of, groups, statements_of


def row(id_: str, **more: str) -> dict[str, str | None]:
    empty = dict.fromkeys(
        (
            "parent_project",
            "crirsco_class",
            "unfc_class",
            "stage",
            "tonnage_mt",
            "tonnage_basis",
            "grade",
            "contained",
            "lat",
            "lon",
        ),
        "",
    )
    return {**empty, "id": id_, "name": id_, "commodity": "copper", **more}


def site(id_: str, name: str, lat: float | None, commodities: str, lon: float = 60.0) -> Site:
    return Site(
        id=id_,
        name=name,
        database="x",
        commodities=frozenset(commodities.split()),
        latitude=lat,
        longitude=None if lat is None else lon,
    )


COPPER = {"copper": MetalPrice(low=10_000.0, high=10_000.0, ids=(), basis="test")}


def test_a_lower_class_adds_only_what_a_better_one_lacks() -> None:
    statements = statements_of(
        [
            row("a", parent_project="P", crirsco_class="Mineral Reserve", tonnage_mt="100",
                grade="1% Cu"),
            row("b", parent_project="P", crirsco_class="Inferred", tonnage_mt="300", grade="1% Cu"),
            row("c", parent_project="P", crirsco_class="Inferred", tonnage_mt="50", grade="1% Cu"),
            row("d", crirsco_class="none", tonnage_mt="10", grade="1% Cu"),
        ]
    )  # fmt: skip
    totals = {total.category: total for total in class_totals(statements, COPPER)}
    # 1 Mt of copper is 10 bn; the inferred 3 Mt hold the reserve's 1 Mt again.
    assert totals[Category.RESERVE].low == pytest.approx(10.0)
    assert totals[Category.INFERRED].low == pytest.approx(20.0)
    assert totals[Category.INFERRED].statements == ("b",)
    assert totals[Category.UNCLASSIFIED].low == pytest.approx(1.0)


def test_a_missing_price_is_no_value_and_no_zero() -> None:
    statements = statements_of([row("a", crirsco_class="none", tonnage_mt="10", grade="1% Pb")])
    (total,) = [item for item in class_totals(statements, COPPER) if item.unpriced]
    assert total.unpriced == ("a",)
    assert total.statements == ()


def test_contained_metal_goes_before_tonnage_times_grade() -> None:
    (statement,) = statements_of(
        [row("a", tonnage_mt="10", grade="0.5% Cu; 0.4% Cu", contained="0.045 Mt Cu")]
    )
    assert statement.contained("copper") == pytest.approx((45e3, 45e3))


def test_what_no_code_stands_behind_is_unclassified() -> None:
    assert category_of("resource (GSP)") is Category.UNCLASSIFIED
    assert category_of("Measured+Indicated (2024)") is Category.RESOURCE
    assert category_of("Exploration result") is Category.TARGET


def test_statements_near_each_other_overlap() -> None:
    statements = statements_of(
        [
            row("a", lat="24.0", lon="70.0", tonnage_mt="1"),
            row("b", lat="24.01", lon="70.0", tonnage_mt="2"),
            row("c", lat="25.0", lon="70.0", tonnage_mt="3"),
        ]
    )
    assert sorted(len(group) for group in groups(statements)) == [1, 2]


def test_records_of_one_deposit_are_merged_and_others_are_not() -> None:
    sites = [
        site("1", "Reko Diq", 29.1333, "copper gold", 62.0333),
        site("2", "Reko Diq JV", None, "copper gold"),
        site("3", "Dash-e-Kain", 29.5544, "copper"),
        site("4", "Dasht-e-Kain", None, "copper"),
        site("5", "Duddar", 26.0972, "zinc", 66.8272),
        site("6", "Duddar", 26.22, "zinc lead", 66.83),
        site("7", "Duddar", 26.0972, "marble", 66.8272),
        site("8", "Kohat", 33.6, "salt"),
        site("9", "Kohat", 35.6, "salt"),
    ]
    found = [tuple(item.id for item in group) for group in same_deposits(sites)]
    assert found == [("1", "2"), ("3", "4"), ("5", "6"), ("7",), ("8",), ("9",)]


def test_the_filter_is_its_power_law() -> None:
    # 10,000 short tons a day, strip 1: mine 160,000 x 20,000^0.515, mill 92,600 x 10,000^0.667.
    capacity = 10_000 * 350 / 1.1023113
    capital, cost = capital_and_cost(capacity, products=1, strip=1.0)
    assert capital == pytest.approx(
        (160_000 * 20_000**0.515 + 92_600 * 10_000**0.667) / 1e6, rel=1e-6
    )
    expected = 2 * 71.0 * 20_000**-0.414 + 121 * 10_000**-0.336
    assert cost == pytest.approx(expected * 1.1023113, rel=1e-6)


def test_a_screen_is_wide_and_needs_rock_grade_and_price() -> None:
    (statement,) = statements_of([row("a", tonnage_mt="200", grade="0.6% Cu")])
    error = FilterError(capital=9.0, operating=3.0)
    found = screen(statement, {"copper": (8000.0, 10_000.0)}, error)
    assert found is not None
    assert found.low < found.high
    assert screen(statement, {}, error) is None
    (bare,) = statements_of([row("b", tonnage_mt="200")])
    assert screen(bare, {"copper": (8000.0, 10_000.0)}, error) is None


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return endowment_rows(endowment_of(load("us-pakistan")))


def test_the_shares_of_a_claim_leave_nothing_out(rows: list[dict[str, Any]]) -> None:
    shares = {item["class"]: item["value"] for item in rows if item["measure"] == "share of claim"}
    kept = shares.pop("reserve after levies in present value")
    low = sum(share.low for name, share in shares.items() if name != "no priced statement")
    rest = shares["no priced statement"]
    assert low + rest.high == pytest.approx(100.0)
    # The World Bank's and the study's copper put 185 to 281 bn into the reserve of the eight tn.
    assert shares["reserve"].low == pytest.approx(2.31, abs=0.01)
    assert kept.high < 0.5


def test_every_row_of_the_endowment_is_explained(rows: list[dict[str, Any]]) -> None:
    lookup = EndowmentLookup(endowment_of(load("us-pakistan")))
    assert len({item["id"] for item in rows}) == len(rows)
    seen = {item["measure"]: item for item in rows}
    for item in seen.values():
        record = lookup.find(item["id"])
        assert record is not None, item["id"]
        assert record.value == item["value"]
        assert record.formula


def test_an_unknown_deposit_is_named(rows: list[dict[str, Any]]) -> None:
    assert rows
    with pytest.raises(UnknownNameError, match="deposit or project"):
        endowment_rows(endowment_of(load("us-pakistan")), "D999")


def test_statement_without_rock_holds_nothing() -> None:
    statement = Statement(
        id="x",
        name="x",
        group="x",
        commodity="copper",
        category=Category.TARGET,
        printed_class="",
        unfc="",
        tonnes=None,
        grades={"copper": (0.01, 0.01)},
    )
    assert statement.contained("copper") is None
