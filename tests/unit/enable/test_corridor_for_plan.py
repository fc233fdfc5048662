from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError

from orepact.enable import CorridorResult, EnablerOption, corridor_for_plan
from orepact.enable.corridor_for_plan import level_payment
from orepact.enable.modules import annuity
from orepact.evidence import Parameter

RATE = 0.08


def number(value: float, unit: str, low: float, high: float, **more: Any) -> dict[str, Any]:
    plain = {"value": value, "unit": unit, "range": [low, high], "quality": "D"}
    return plain | {"source": "assumption"} | more


def option(**changed: Any) -> EnablerOption:
    whole = [{"party": "state", "share": number(100, "%", 100, 100)}]
    given = {
        "id": "west-and-east",
        "title": "Both lines",
        "kind": "rail",
        "place": {"name": "Here"},
        "status": "None.",
        "status_as_of": "2026-01-01",
        "cost": number(300, "MUSD", 150, 600, price_year=2025),
        "spend": {"shares": [50, 30, 20], "quality": "D", "source": "assumption"},
        "operating_cost": number(2, "MUSD/yr", 0, 4, price_year=2025),
        "lead_time": number(3, "yr", 3, 6),
        "earliest_start": 2027,
        "provides": [{"resource": "rail", "amount": number(2000, "kt/yr", 0, 9000)}],
        "payers": whole,
        "owners": whole,
    }
    return EnablerOption.model_validate_json(json.dumps(given | changed))


def real(parameter: Parameter, unit: str) -> float:
    return parameter.to(unit)


def case_of(corridor: Any, made: EnablerOption) -> Any:
    freight = SimpleNamespace(
        direction="export",
        tonnes=None,
        cost=Parameter.model_validate_json(
            json.dumps(number(12, "USD/t", 10, 20, price_year=2025))
        ),
    )
    return SimpleNamespace(
        id="testland",
        folder=Path("testland"),
        corridor=corridor[0],
        real=real,
        enablers={"west-and-east": made},
        projects={"mine": SimpleNamespace(freight=(freight,))},
        resources=(),
    )


@pytest.fixture(scope="session")
def read(owned_corridor: Any, owned_answer: Any) -> Any:
    result = CorridorResult(owned_answer, None, ())
    return corridor_for_plan(case_of(owned_corridor, option()), money_year=2025, result=result)


def test_level_payment_leaves_its_owner_neither_gain_nor_loss() -> None:
    costs, lead, years = [50.0, 30.0, 20.0], 3, 25
    payment = level_payment(costs, lead=lead, rate=RATE, years=years)
    spent = sum(cost / (1.0 + RATE) ** k for k, cost in enumerate(costs))
    earned = sum(payment / (1.0 + RATE) ** (lead + j) for j in range(years))
    assert earned == pytest.approx(spent, rel=1e-12)


def test_receipts_return_the_cost_and_running_cost_of_the_option(read: Any) -> None:
    receipts = read.options["west-and-east"].receipts
    assert {item.payer for item in receipts} == {"mine", "farm"}
    # 150, 90 and 60 million in the three years before opening, 30 years at 8 %, 2 a year to run.
    at_opening = 150.0 * (1.0 + RATE) ** 3 + 90.0 * (1.0 + RATE) ** 2 + 60.0 * (1.0 + RATE)
    yearly = at_opening * annuity(RATE, 30.0) / (1.0 + RATE) + 2.0
    paid = sum(item.per_tonne.value * item.tonnes.value for item in receipts) / 1e3
    assert paid == pytest.approx(yearly, rel=1e-9)


def test_receipts_split_as_tolls_do(read: Any, owned_answer: Any) -> None:
    by_payer = {item.payer: item for item in read.options["west-and-east"].receipts}
    whole = sum(share.toll for share in owned_answer.sharing.shares)
    paid = {name: item.per_tonne.value * item.tonnes.value for name, item in by_payer.items()}
    for name, amount in paid.items():
        part = owned_answer.sharing.of(name).toll / whole
        assert amount / sum(paid.values()) == pytest.approx(part, abs=1e-6)


def test_mine_pays_by_the_resource_it_uses_and_the_farm_by_its_own_tonnes(read: Any) -> None:
    by_payer = {item.payer: item for item in read.options["west-and-east"].receipts}
    assert by_payer["mine"].resource == "rail"
    assert by_payer["farm"].resource == ""
    assert by_payer["farm"].tonnes.to("kt/yr") == pytest.approx(500.0)


def test_range_of_a_receipt_is_the_options_cost_and_the_rate_at_both_ends(read: Any) -> None:
    mine = next(item for item in read.options["west-and-east"].receipts if item.payer == "mine")
    low, high = mine.per_tonne.bounds("USD/t")

    def yearly(cost: float, rate: float, running: float) -> float:
        return (
            level_payment([0.5 * cost, 0.3 * cost, 0.2 * cost], lead=3, rate=rate, years=30.0)
            + running
        )

    central = yearly(300.0, 0.08, 2.0)
    assert low / mine.per_tonne.value == pytest.approx(yearly(150.0, 0.05, 0.0) / central)
    assert high / mine.per_tonne.value == pytest.approx(yearly(600.0, 0.12, 4.0) / central)


def test_an_option_inside_a_projects_capital_earns_no_toll(
    owned_corridor: Any, owned_answer: Any
) -> None:
    case = case_of(owned_corridor, option(inside="mine"))
    found = corridor_for_plan(case, money_year=2025, result=CorridorResult(owned_answer, None, ()))
    assert found.options["west-and-east"].receipts == ()


def test_receipts_in_the_file_are_kept(owned_corridor: Any, owned_answer: Any) -> None:
    agreed = {
        "payer": "mine",
        "resource": "rail",
        "per_tonne": number(40, "USD/t", 30, 50, price_year=2025),
        "tonnes": number(1000, "kt/yr", 800, 1200),
        "years": number(20, "yr", 20, 20),
        "term": "locked",
    }
    case = case_of(owned_corridor, option(receipts=[agreed]))
    found = corridor_for_plan(case, money_year=2025, result=CorridorResult(owned_answer, None, ()))
    assert [item.per_tonne.value for item in found.options["west-and-east"].receipts] == [40.0]


def test_charges_hold_the_carriage_and_what_the_project_already_pays(read: Any) -> None:
    rail = next(item for item in read.charges if item.way == "rail-port")
    # 440 km at 2 cents; 5 handling and 1,000 km of sea at 0.3 cents.
    assert rail.parts == pytest.approx({"rail": 8.8, "port": 8.0}, abs=1e-4)
    assert rail.in_project == 12.0
    assert rail.beyond_project == pytest.approx(4.8, abs=1e-4)
    assert rail.is_published
    assert rail.options == ("west-and-east",)


def test_works_without_an_option_are_named_as_unpaid(
    owned_corridor: Any, owned_answer: Any
) -> None:
    case = case_of(owned_corridor, option())
    case.enablers = {}
    found = corridor_for_plan(case, money_year=2025, result=CorridorResult(owned_answer, None, ()))
    assert found.options == {}
    assert {item.line for item in found.unpaid} == {"west", "east"}
    assert sum(item.cost for item in found.unpaid) == pytest.approx(220.0)


def test_receipt_that_pays_on_no_tonnes_is_refused() -> None:
    with pytest.raises(ValidationError, match="pays on 0 kt/yr"):
        option(
            receipts=[
                {
                    "payer": "mine",
                    "per_tonne": number(40, "USD/t", 30, 50, price_year=2025),
                    "tonnes": number(0, "kt/yr", 0, 1),
                    "years": number(20, "yr", 20, 20),
                }
            ]
        )
