"""The chapter on disruption: losses by event, bad years, who pays, insurance, past restrictions."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from orepact.disruption import ScenarioLookup
from orepact.disruption.backtest_scores import stored_scores
from orepact.disruption.expected_loss import expected_loss, setting_of
from orepact.evidence import bundle
from orepact.exposure import ExposureLookup, exposure
from orepact.study import disruption_tables, insurance_tables, offers
from orepact.study.book import Book
from orepact.study.disruption_tables import add_disruption

CASE: Any = SimpleNamespace(
    header=SimpleNamespace(importer="USA", host="PAK", commodities=("copper", "barite", "gold"))
)


def book_of() -> Book:
    return Book((bundle(), ExposureLookup(exposure()), ScenarioLookup(exposure())))


@pytest.fixture(scope="module")
def book() -> Book:
    """Return a book with the chapter, fewer years drawn than in a report."""
    held = book_of()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(disruption_tables, "_YEARS", 400)
        patched.setattr(disruption_tables, "_LIBRARY_DRAWS", 20)
        patched.setattr(disruption_tables, "_DRAWS", 40)
        patched.setattr(disruption_tables, "_MARKETS", 3)
        add_disruption(held, CASE)
    return held


def number(book: Book, cell: Any) -> float:
    found = book.records[cell["ref"]].value.number
    assert found is not None
    return found


def test_the_chapter_has_losses_bad_years_payers_and_past_restrictions(book: Book) -> None:
    names = {"disruption.loss", "disruption.exceedance", "disruption.payers", "disruption.backtest"}
    assert names <= set(book.tables)


def test_every_commodity_of_the_case_that_has_a_market_is_in_the_losses(book: Book) -> None:
    events = [str(row["event"]) for row in book.tables["disruption.loss"].rows]
    for commodity in CASE.header.commodities:
        assert any(f": {commodity}, " in event for event in events), commodity


def test_losses_run_from_direct_to_rationed_and_carry_a_chance(book: Book) -> None:
    for row in book.tables["disruption.loss"].rows:
        assert 0.0 <= number(book, row["chance"]) <= 100.0
        if "loss" in row:
            band = book.records[row["loss"]["ref"]].value  # type: ignore[index]
            direct, rationed = number(book, row["direct"]), number(book, row["rationed"])
            assert direct <= rationed
            assert band.low is not None
            assert band.high is not None
            assert band.low <= direct
            assert rationed <= band.high


def test_the_note_says_what_rests_on_assumption(book: Book) -> None:
    assert "100 % of the losses" in book.tables["disruption.loss"].note
    assert "2017" in book.tables["disruption.loss"].note


def test_rarer_years_are_worse(book: Book) -> None:
    rows = [row for row in book.tables["disruption.exceedance"].rows if "chance" in row]
    losses = [number(book, row["loss"]) for row in rows]
    chances = [number(book, row["chance"]) for row in rows]
    assert losses == sorted(losses)
    assert chances == sorted(chances, reverse=True)


def test_misses_of_the_past_are_shown(book: Book) -> None:
    rows = book.tables["disruption.backtest"].rows
    assert {row["verdict"] for row in rows} == {"in the band", "missed"}
    assert len(rows) == len(stored_scores()[0])


def test_the_picture_of_the_past_has_one_row_per_restriction(book: Book) -> None:
    whole = book.tables["disruption.backtest"].rows
    shown = book.tables["disruption.backtest_furthest"].rows
    assert [row["event"] for row in shown] == list(dict.fromkeys(row["event"] for row in whole))
    for row in shown:
        own = [number(book, other["observed"]) for other in whole if other["event"] == row["event"]]
        furthest = max(own, key=lambda value: abs(np.log(value)))
        assert number(book, row["observed"]) == furthest
    assert "Each choice taken back" in book.tables["disruption.backtest_furthest"].note


def test_stored_scores_are_those_of_the_shipped_tables() -> None:
    assert stored_scores()[1]


def test_the_portfolio_is_valued_as_sold_and_as_if_processed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    product = SimpleNamespace(
        id="copper/concentrate", commodity="copper", stage="concentrate", basis="metal"
    )
    result: Any = SimpleNamespace(
        case=SimpleNamespace(
            header=SimpleNamespace(importer="USA", host="PAK", money=SimpleNamespace(year=2025)),
            projects={"mine": SimpleNamespace(products=[product], feed=None)},
        ),
        table=SimpleNamespace(
            columns=[SimpleNamespace(id="mine:planned:2030:own", project="mine")],
            products=["copper/concentrate"],
            product_units=["kt/yr"],
            output=np.array([[[0.0, 200.0, 200.0]]]),
            capex=np.array([[1000.0, 500.0, 0.0]]),
        ),
        project=lambda name: f"The {name}",
        column_parents=lambda columns: [],
    )
    way = SimpleNamespace(column=SimpleNamespace(id="mine:planned:2030:own"))
    monkeypatch.setattr(insurance_tables, "shown_ways", lambda result: [way])
    monkeypatch.setattr(insurance_tables, "_DRAWS", 20)
    setting = setting_of(exposure(), "USA", commodities=("copper", "platinum"))
    held = book_of()
    expected = expected_loss(setting, years=200, draws=20)
    insurance_tables.add_insurance(held, result, expected)
    rows = held.tables["disruption.insurance"].rows
    as_sold, processed, mine = rows
    assert number(held, as_sold["share"]) == 0.0
    assert number(held, processed["share"]) > 0.0
    assert number(held, mine["tonnes"]) == 200_000.0
    assert "only if" in str(mine["says"])
    assert number(held, mine["gain"]) == pytest.approx(number(held, processed["gain"]))
    beside = {str(row["way"]): row for row in held.tables["disruption.same_dollars"].rows}
    assert number(held, beside["the project as sold"]["gain"]) == 0.0
    processed_gain = number(held, beside["the project if processed"]["gain"])
    assert processed_gain == pytest.approx(number(held, mine["gain"]))
    for name in ("recycling at home", "a smelter at home", "a government stock"):
        assert number(held, beside[name]["gain"]) > 0.0
        assert number(held, beside[name]["tonnes"]) > 0.0
        assert "D" in str(beside[name]["quality"])
    hosts = [name for name in beside if name.startswith("another host")]
    assert len(hosts) == 2
    assert all("C, published" in str(beside[name]["quality"]) for name in hosts)


def _offer(commodity: str, stage: str, tonnes: float, *, is_fed: bool = False) -> Any:
    market: Any = SimpleNamespace(stage="refined")
    return offers.Offer(
        project=stage,
        column=stage,
        title=stage,
        host="HST",
        product=f"{commodity}/{stage}",
        commodity=commodity,
        stage=stage,
        tonnes=tonnes,
        capex_musd=1.0,
        market=market,
        is_fed=is_fed,
    )


def test_a_smelter_on_the_portfolios_own_concentrate_counts_once() -> None:
    ore, small = _offer("copper", "ore", 240.0), _offer("copper", "refined", 234.0, is_fed=True)
    large = _offer("copper", "refined", 300.0, is_fed=True)
    other = _offer("zinc", "refined", 50.0, is_fed=True)

    def total(*given: Any) -> float:
        return sum(item.tonnes for item in offers.counted_once(given))

    assert total(ore, small) == pytest.approx(240.0)
    assert total(small, ore) == pytest.approx(240.0)
    assert total(ore, large) == pytest.approx(300.0)
    assert total(ore, small, large) == pytest.approx(534.0)
    assert total(ore, other) == pytest.approx(290.0)
    assert total(small) == pytest.approx(234.0)
