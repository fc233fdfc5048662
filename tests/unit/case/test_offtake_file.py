"""``offtake.yaml``: made-up markets that bind, and each way in which the file can be wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from orepact import case, plan
from orepact.errors import OrepactError, ProblemsError
from orepact.solve import Limits

D = "quality: D, source: assumption, note: Made up for a test."
MARKET = f"""outlets:
  - id: test-market
    title: a made-up market
    unit: kt/yr
    products:
      - product: copper/concentrate
        pledged: {{value: 40, unit: "%", range: [0, 100], {D}}}
    demand: {{value: 20, unit: kt/yr, range: [0, 200], {D}}}
    other_supply: {{value: 10, unit: kt/yr, range: [0, 20], {D}}}
    stock_start: {{value: 1, unit: kt, range: [0, 2], {D}}}
    stock_most: {{value: 2, unit: kt, range: [0, 2], {D}}}
    least_met: {{value: 50, unit: "%", range: [0, 100], {D}}}
    by: 2035
"""
RESIDUE = f"""by_products:
  - id: test-gold
    title: gold from another's slag
    project: example-mine
    product: copper/concentrate
    host_product: copper/concentrate
    ratio: {{value: 0.5, unit: "1", range: [0, 1], {D}}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return case.scaffold(tmp_path / "japan-zambia", importer="JPN", host="ZMB")


def with_file(folder: Path, text: str) -> case.Case:
    (folder / "offtake.yaml").write_text(text, encoding="utf-8")
    return case.load(folder)


def settings() -> plan.Settings:
    return plan.Settings(is_joint=False, is_insured=False)


def test_a_market_that_must_be_served_builds_the_mine_by_then(folder: Path) -> None:
    """(20 - 10) x 50 % = 5 kt must come from 60 % of the output, the rest is pledged."""
    found = with_file(folder, MARKET)
    data = plan.build_data(found, settings=settings())
    outlet = data.outlets[0]
    assert (outlet.least_met, outlet.by, outlet.pledged) == (0.5, 2035, {"copper/concentrate": 0.4})
    assert (outlet.stock_start, outlet.stock_most) == (1.0, 2.0)
    most = plan.free_output(data, outlet).max()
    made = data.output[:, data.products.index("copper/concentrate")].max()
    assert most == pytest.approx(0.6 * made)
    _, equal = plan.solve_equal(data, limits=Limits(gap=0.01))
    chosen = [column for column in data.columns if column.id in equal.decisions.columns]
    assert chosen
    assert all(column.first_production <= 2035 for column in chosen)


def test_a_market_of_which_nothing_must_be_met_is_told_and_binds_nothing(folder: Path) -> None:
    text = "".join(line + "\n" for line in MARKET.splitlines()
                   if "least_met" not in line and "by:" not in line)  # fmt: skip
    found = with_file(folder, text)
    data = plan.build_data(found, settings=settings())
    assert data.outlets == ()
    told = plan.case_outlets(found, data)
    assert [item.id for item in told] == ["test-market"]
    assert np.allclose(told[0].demand, 20.0)


def test_a_by_product_without_enough_of_its_host_is_not_made(folder: Path) -> None:
    data = plan.build_data(with_file(folder, RESIDUE), settings=settings())
    assert data.by_products[0].ratio == 0.5
    no_deal, equal = plan.solve_equal(data, limits=Limits(gap=0.01))
    assert equal.decisions.columns == ()
    assert no_deal.decisions.columns == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("product: copper/concentrate", "product: copper/concentrat", "copper/concentrate"),
        ("by: 2035", "by: 2099", "by: 2099 lies outside the decision years 2026 to 2050"),
        ("    by: 2035\n", "", "give both least_met and by"),
        ("{value: 40,", "{value: 140,", "lies outside its range"),
        ('{value: 40, unit: "%", range: [0, 100]', '{value: 140, unit: "%", range: [0, 200]',
         "140 % is no share"),
        ("unit: kt/yr, range: [0, 200]", "unit: MW, range: [0, 200]", "MW is not in kt/yr"),
        ("unit: kt/yr\n", "unit: MW\n", "MW"),
        ("{value: 1, unit: kt, range: [0, 2]", "{value: 3, unit: kt, range: [0, 4]",
         "does not fit a store"),
        ("{value: 20, unit: kt/yr, range: [0, 200]", "{value: -1, unit: kt/yr, range: [-2, 200]",
         "below zero"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_market_is_told_with_its_line(
    folder: Path, old: str, new: str, said: str
) -> None:
    assert old in MARKET
    with pytest.raises((ProblemsError, OrepactError)) as raised:
        with_file(folder, MARKET.replace(old, new, 1))
    told = str(raised.value)
    assert said in told
    assert "offtake.yaml:" in told
