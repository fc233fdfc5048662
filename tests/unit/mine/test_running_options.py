"""Freedom while running: to shut and reopen, to give up, to expand."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from orepact.case import load, surroundings
from orepact.errors import CaseError
from orepact.evidence import load_strict_yaml, parse_model
from orepact.mine import (
    ChanceChoice,
    Choice,
    MineFile,
    RunningOptions,
    Surroundings,
    alone,
    in_dollars,
    running_options,
    running_rows,
    value_rows,
)

FILE = "study/reproductions/data/mines/goldstrike.yaml"


@pytest.fixture(scope="module")
def mine() -> tuple[MineFile, Surroundings]:
    path = Path(str(resources.files("orepact"))) / FILE
    content, lines = load_strict_yaml(path)
    found = parse_model(MineFile, in_dollars(content, name="x"), name="x", lines=lines)
    return found, alone(found, name="goldstrike.yaml")


@pytest.fixture(scope="module")
def poor(mine: tuple[MineFile, Surroundings]) -> RunningOptions:
    (found,) = running_options(
        mine[0].project, mine[1], Choice(prices={"gold": "700USD/oz"}), ChanceChoice(draws=1000)
    )
    return found


def test_running_as_planned_is_the_value_of_the_file_when_prices_have_the_deck_as_their_mean(
    mine: tuple[MineFile, Surroundings],
) -> None:
    (options,) = running_options(mine[0].project, mine[1], Choice(), ChanceChoice(draws=4000))
    rows = value_rows(mine[0].project, mine[1], Choice())
    (exact,) = [row["value"] for row in rows if row["measure"] == "present value after levies"]
    # 4,000 draws of a value with a spread of about 150: a standard error of 2.4
    assert options.planned == pytest.approx(exact, abs=10.0)


def test_freedom_is_worth_something_and_all_together_is_worth_more_than_any_alone(
    poor: RunningOptions,
) -> None:
    # a mine whose cost is about the price: shutting is worth something, giving up more
    assert poor.planned + 5.0 < poor.shutting < poor.giving_up
    assert poor.expanding == pytest.approx(poor.planned, abs=0.5)
    assert poor.all_three > poor.giving_up - 1.0


def test_a_hopeless_mine_is_given_up_for_what_closing_costs(
    mine: tuple[MineFile, Surroundings],
) -> None:
    (found,) = running_options(
        mine[0].project, mine[1], Choice(prices={"gold": "150USD/oz"}), ChanceChoice(draws=200)
    )
    assert found.planned < -300
    # built (about -110 MUSD), then closed (20 MUSD, two years later) without mining
    assert found.giving_up == pytest.approx(-128.6, abs=1.0)
    assert found.expanding <= found.giving_up


def test_what_no_price_moves_has_no_such_freedom() -> None:
    case = load("us-pakistan")
    with pytest.raises(CaseError, match="nothing to shut or expand for"):
        running_options(
            case.projects["staged-exploration"],
            surroundings(case),
            Choice(),
            ChanceChoice(draws=16),
        )


def test_rows_carry_ids_with_how_chance_was_played(mine: tuple[MineFile, Surroundings]) -> None:
    rows = running_rows(mine[0].project, mine[1], Choice(), ChanceChoice(draws=50, seed=3))
    assert [row["measure"] for row in rows] == [
        "running as planned",
        "freedom to shut and reopen",
        "freedom to give up",
        "freedom to expand",
        "freedom of all three",
    ]
    assert all("draws=50,seed=3" in row["id"] and row["sources"] for row in rows)
