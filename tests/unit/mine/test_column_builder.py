"""Columns of the tiny mine, against numbers worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from orepact.errors import CaseError, ProblemsError
from orepact.evidence import parse_model
from orepact.mine import (
    ColumnTable,
    DeckFile,
    FacilityFile,
    MoneyBasis,
    ProjectFile,
    RegimeFile,
    columns,
)


def build(
    project: ProjectFile,
    regime: RegimeFile,
    decks: DeckFile,
    facilities: FacilityFile,
    basis: MoneyBasis,
) -> ColumnTable:
    return columns(
        [project],
        regimes={"plain": regime},
        decks=decks,
        facilities=facilities,
        money=basis,
        start_year=2026,
        end_year=2030,
    )


@pytest.fixture
def table(
    project: ProjectFile,
    regime: RegimeFile,
    decks: DeckFile,
    facilities: FacilityFile,
    basis: MoneyBasis,
) -> ColumnTable:
    return build(project, regime, decks, facilities, basis)


def test_every_variant_start_and_package_is_one_column(table: ColumnTable) -> None:
    assert [column.id for column in table.columns] == [
        "tiny:planned:2026:equity",
        "tiny:planned:2026:loan",
        "tiny:planned:2027:equity",
        "tiny:planned:2027:loan",
    ]
    assert [column.needs_deal for column in table.columns] == [False, True, False, True]
    assert table.columns[0].first_production_year == 2028
    assert table.columns[2].needs[0].from_year == 2029


def test_unlevered_cash_is_what_a_pencil_gives(table: ColumnTable) -> None:
    # 2026, 2027: -50; 2028 to 2031: revenue 100, site 40, royalty 5, so 55 to owners.
    parties = {name: table.cash[0, 0, index] for index, name in enumerate(table.parties)}
    np.testing.assert_allclose(parties["company"][:6], [-50, -50, 49.5, 49.5, 49.5, 49.5])
    np.testing.assert_allclose(parties["province"][:6], [0, 0, 10.5, 10.5, 10.5, 10.5])
    np.testing.assert_allclose(table.pre_tax[0, 0, :6], [-50, -50, 60, 60, 60, 60])
    np.testing.assert_allclose(table.distributable[0, 0, :6], [0, 0, 55, 55, 55, 55])


def test_loan_is_capped_capitalised_and_repaid_in_level_parts(table: ColumnTable) -> None:
    # Cap 50 % of 100: 25 + 25. End of 2027: 25 x 1.1 + 25 = 52.5. Tenor 4 from 2026: due 2030,
    # so 17.5 in 2028, 2029 and 2030, interest 5.25, 3.5 and 1.75.
    np.testing.assert_allclose(table.draw[1, 0, :4], [25, 25, 0, 0])
    np.testing.assert_allclose(table.balance[1, 0, :5], [25, 52.5, 35, 17.5, 0], atol=1e-9)
    bank = table.cash[1, 0, table.parties.index("bank")]
    np.testing.assert_allclose(bank[:5], [-25, -25, 22.75, 21, 19.25])
    np.testing.assert_allclose(table.cash[1].sum(axis=1), table.pre_tax[1], atol=1e-12)


def test_use_and_output_follow_production(table: ColumnTable) -> None:
    np.testing.assert_allclose(table.use[0, 0, :4], [0, 0, 2e6, 2e6])
    np.testing.assert_allclose(table.output[0, 0, :4], [0, 0, 10, 10])
    assert table.product_units == ("kt/yr",)
    assert table.resource_units == ("m3/yr",)


def test_a_year_later_is_the_same_cash_a_year_later(table: ColumnTable) -> None:
    np.testing.assert_allclose(table.cash[2, :, :, 1:], table.cash[0, :, :, :-1])


def test_start_years_outside_the_horizon_are_left_out(
    project: ProjectFile,
    regime: RegimeFile,
    decks: DeckFile,
    facilities: FacilityFile,
    basis: MoneyBasis,
) -> None:
    table = columns(
        [project],
        regimes={"plain": regime},
        decks=decks,
        facilities=facilities,
        money=basis,
        start_year=2027,
        end_year=2030,
    )
    assert {column.first_spend_year for column in table.columns} == {2027}


def test_missing_price_is_an_error_and_never_zero(
    project: ProjectFile,
    regime: RegimeFile,
    decks: DeckFile,
    facilities: FacilityFile,
    basis: MoneyBasis,
) -> None:
    other = decks.decks[0].model_copy(update={"prices": {}})
    with pytest.raises(CaseError, match="no price 'copper' in deck flat"):
        build(project, regime, DeckFile(decks=[other]), facilities, basis)


def test_unknown_regime_and_package_are_named(
    content: dict[str, Any],
    regime: RegimeFile,
    decks: DeckFile,
    facilities: FacilityFile,
    basis: MoneyBasis,
) -> None:
    wrong = parse_model(ProjectFile, {**content, "regime": "none"}, name="t.yaml", lines={})
    with pytest.raises(CaseError, match="regime 'none' is not known"):
        build(wrong, regime, decks, facilities, basis)
    wrong = parse_model(ProjectFile, {**content, "packages": ["gold"]}, name="t.yaml", lines={})
    with pytest.raises(CaseError, match="package 'gold' is not known"):
        build(wrong, regime, decks, facilities, basis)


def test_money_of_an_unknown_year_is_refused(
    content: dict[str, Any],
    regime: RegimeFile,
    decks: DeckFile,
    facilities: FacilityFile,
    basis: MoneyBasis,
) -> None:
    content["phases"][0]["capex"]["price_year"] = 1999
    project = parse_model(ProjectFile, content, name="t.yaml", lines={})
    with pytest.raises(CaseError, match="price_year 1999"):
        build(project, regime, decks, facilities, basis)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {
                "owners": [
                    {
                        "party": "a",
                        "share": {"value": 60, "unit": "%", "quality": "B", "source": "t"},
                    }
                ]
            },
            "shares sum to 60 %",
        ),
        ({"earliest_spend": 2030}, "variant planned spends before 2030"),
        ({"products": []}, "a mine needs `products`"),
        ({"tonnage": 3}, "tonnage: this key is not known"),
    ],
)
def test_a_broken_project_file_says_what_is_wrong(
    content: dict[str, Any], change: dict[str, Any], message: str
) -> None:
    with pytest.raises(ProblemsError, match=message):
        parse_model(ProjectFile, {**content, **change}, name="t.yaml", lines={})


def test_negative_rate_of_feed_is_refused(content: dict[str, Any]) -> None:
    content["schedule"]["blocks"][0]["feed"]["value"] = -1
    with pytest.raises(ProblemsError, match="below 0"):
        parse_model(ProjectFile, content, name="t.yaml", lines={})
