"""Whatever the regime, shares, loans, prices and losses: every party's cash adds up."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from orepact.evidence import parse_model
from orepact.mine import (
    CashFlow,
    DeckFile,
    FacilityFile,
    MoneyBasis,
    ProjectFile,
    RegimeFile,
    cash_flow,
    market_of,
    paying_shares,
)

YEARS = np.arange(2026, 2050)
rates = st.floats(0.0, 60.0)


def number(value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "quality": "B", "source": "test", **more}


def money(value: float, unit: str) -> dict[str, Any]:
    return number(value, unit, price_year=2024)


@st.composite
def owners(draw: st.DrawFn) -> list[dict[str, Any]]:
    weights = draw(st.lists(st.integers(1, 50), min_size=2, max_size=5))
    total = sum(weights)
    shares = [round(100 * weight / total, 6) for weight in weights]
    shares[0] += 100 - sum(shares)
    carried = draw(st.lists(st.booleans(), min_size=len(shares), max_size=len(shares)))
    carried[0] = False
    payer = draw(st.sampled_from(["", "federation"]))
    return [
        {
            "party": f"owner-{index % 3}",
            "share": number(share, "%"),
            "is_carried": is_carried,
            "paid_by": payer if index == 1 else "",
        }
        for index, (share, is_carried) in enumerate(zip(shares, carried, strict=True))
    ]


@st.composite
def projects(draw: st.DrawFn) -> ProjectFile:
    life = draw(st.integers(1, 12))
    build = draw(st.integers(1, 4))
    shares = [100 / build] * build
    content = {
        "id": "p", "title": "P", "kind": "mine", "commodity": "copper", "place": "x",
        "as_of": "2024-01-01", "status": "test",
        "products": [{
            "id": "copper/concentrate", "commodity": "copper", "stage": "concentrate",
            "basis": "metal", "price": "copper", "output_unit": "kt/yr",
            "recovery": number(draw(st.floats(10, 100)), "%"),
            "payability": number(draw(st.floats(50, 100)), "%"),
        }],
        "schedule": {"life": number(life, "yr"), "blocks": [
            {"from_year": 1, "feed": number(draw(st.floats(0.1, 50)), "Mt/yr"),
             "head_grade": {"copper": number(draw(st.floats(0.01, 3)), "%")}}]},
        "phases": [{"id": "b", "title": "B", "capex": money(draw(st.floats(1, 5000)), "MUSD"),
                    "first_year": -build,
                    "shares": {"values": shares, "unit": "%", "quality": "B", "source": "test"}}],
        "operating_costs": [{"id": "o", "title": "O", "per": "feed",
                             "rate": money(draw(st.floats(0, 100)), "USD/t")}],
        "closure": money(draw(st.floats(0, 500)), "MUSD"),
        "working_capital": number(draw(st.floats(0, 200)), "day"),
        "holding_cost": money(draw(st.floats(0, 50)), "MUSD/yr"),
        "owners": draw(owners()),
        "regime": "r", "packages": ["loan"],
        "variants": [{"id": "v", "title": "V", "first_spend_years": [2028],
                      "first_production": build}],
        "earliest_spend": 2026,
    }  # fmt: skip
    return parse_model(ProjectFile, content, name="p.yaml", lines={})


@st.composite
def regimes(draw: st.DrawFn) -> RegimeFile:
    head = {"title": "x", "status": "open", "legal_source": "L1"}
    levies: list[dict[str, Any]] = [
        {**head, "id": "royalty", "type": "ad valorem",
         "base": draw(st.sampled_from(["nsr", "revenue"])),
         "rate": number(draw(rates), "%"), "recipient": "province"},
        {**head, "id": "advance", "type": "advance royalty", "recipient": "province",
         "amounts": [number(draw(st.floats(0, 40)), "MUSD")],
         "cap": number(draw(st.floats(0, 60)), "MUSD"), "credit_against": "royalty"},
        {**head, "id": "social", "type": "fixed payment", "recipient": "owner-0",
         "when": draw(st.sampled_from(["construction", "production"])),
         "amounts": [number(draw(st.floats(0, 20)), "MUSD")], "repeats": draw(st.booleans())},
        {**head, "id": "tax", "type": "income tax", "recipient": "federation",
         "rates": [{"from_year": 1, "rate": number(draw(rates), "%")},
                   {"from_year": 4, "rate": number(draw(rates), "%")}],
         "depreciation": number(draw(st.integers(1, 9)), "yr"),
         "loss_years": draw(st.integers(0, 9)), "loss_cap": number(draw(st.floats(0, 100)), "%")},
        {**head, "id": "floor", "type": "minimum tax", "recipient": "federation",
         "rate": number(draw(st.floats(0, 5)), "%"), "floor_under": "tax",
         "carry_years": draw(st.integers(0, 4))},
        {**head, "id": "held", "type": "dividend withholding", "recipient": "federation",
         "rate": number(draw(rates), "%"), "applies_to": ["owner-0", "owner-2", "stranger"]},
    ]  # fmt: skip
    content = {"id": "r", "title": "R", "as_of": "2024-01-01", "levies": levies}
    return parse_model(RegimeFile, content, name="r.yaml", lines={})


@st.composite
def loans(draw: st.DrawFn) -> FacilityFile:
    facilities = [
        {"id": f"loan-{index}", "title": "L", "lender": draw(st.sampled_from(["bank", "province"])),
         "needs_deal": False, "status": "assumed",
         "amount": number(draw(st.floats(0, 3000)), "MUSD"),
         "gearing_cap": number(draw(st.floats(0, 100)), "%"),
         "tenor": number(draw(st.integers(6, 15)), "yr"), "grace": number(0, "yr"),
         "base_rate": number(draw(st.floats(0, 8)), "%"),
         "margin": number(draw(st.floats(0, 8)), "%"),
         "fee": number(draw(st.floats(0, 5)), "%"), "credit_loss": number(1, "%")}
        for index in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    names = [item["id"] for item in facilities]
    content = {"inflation": number(2, "%"), "facilities": facilities,
               "packages": [{"id": "loan", "title": "L", "facilities": names}]}  # fmt: skip
    return parse_model(FacilityFile, content, name="f.yaml", lines={})


def flow_of(
    project: ProjectFile,
    regime: RegimeFile,
    loans: FacilityFile,
    prices: list[float],
    scale: float = 1.0,
) -> CashFlow:
    decks = [
        {"id": f"d{index}", "title": "D", "as_of": "2024-01-01",
         "weight": number(100 / len(prices), "%"), "prices": {"copper": money(price, "USD/t")}}
        for index, price in enumerate(prices)
    ]  # fmt: skip
    deck = parse_model(DeckFile, {"decks": decks}, name="d.yaml", lines={})
    basis = MoneyBasis(year=2024, price_index={2024: scale}, inflation=0.025)
    return cash_flow(
        project, project.variants[0], 2028, regime=regime, facilities=loans.facilities,
        market=market_of(deck.decks, basis), money=basis, years=YEARS,
    )  # fmt: skip


prices = st.lists(st.floats(0, 30000), min_size=1, max_size=3)


@settings(max_examples=60, deadline=None)
@given(projects(), regimes(), loans(), prices)
def test_all_parties_sum_to_pre_tax_cash_in_every_year(
    project: ProjectFile, regime: RegimeFile, loans: FacilityFile, prices: list[float]
) -> None:
    flow = flow_of(project, regime, loans, prices)
    total = sum(flow.parties.values())
    scale = max(1.0, float(np.abs(flow.operation.pre_tax).max()))
    scale = max(scale, *(float(np.abs(cash).max()) for cash in flow.parties.values()))
    assert float(np.abs(total - flow.operation.pre_tax).max()) <= 1e-9 * scale


@settings(max_examples=60, deadline=None)
@given(projects(), regimes(), loans(), prices)
def test_no_levy_is_negative_and_no_loan_is_left_over(
    project: ProjectFile, regime: RegimeFile, loans: FacilityFile, prices: list[float]
) -> None:
    flow = flow_of(project, regime, loans, prices)
    scale = max(1.0, float(flow.operation.revenue.max()))
    for cash in flow.levies.values():
        assert float(cash.min()) >= -1e-9 * scale
    assert float(np.abs(flow.debt.balance[:, -1]).max(initial=0.0)) <= 1e-6
    assert float(flow.debt.balance.min(initial=0.0)) >= -1e-6
    assert float(flow.distributable.min()) >= 0.0


@settings(max_examples=40, deadline=None)
@given(projects(), regimes(), st.floats(1, 20000), st.floats(1.0, 2.0))
def test_a_higher_price_never_lowers_cash_before_levies(
    project: ProjectFile, regime: RegimeFile, price: float, factor: float
) -> None:
    nobody = parse_model(
        FacilityFile,
        {"inflation": number(2, "%"), "facilities": [],
         "packages": [{"id": "loan", "title": "L", "facilities": []}]},
        name="f.yaml", lines={},
    )  # fmt: skip
    flow = flow_of(project, regime, nobody, [price, price * factor])
    low, high = flow.operation.pre_tax.sum(axis=1)
    assert high >= low - 1e-9 * max(1.0, abs(low))


@given(owners())
def test_paying_shares_sum_to_one_whatever_is_carried(content: list[dict[str, Any]]) -> None:
    from orepact.mine.project_file import Holder

    holders = [parse_model(Holder, item, name="owner", lines={}) for item in content]
    assert abs(sum(paying_shares(holders).values()) - 1.0) < 1e-12
