"""The kernel for many draws gives, on every draw, what the exact cash flow gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from orepact.evidence import parse_model
from orepact.mine import (
    CashFlow,
    FacilityFile,
    Market,
    MoneyBasis,
    ProjectFile,
    Reading,
    RegimeFile,
    cash_flow,
)
from orepact.mine.many import BLOCK, Draws, many_cash, party_cash
from orepact.mine.many_check import exact_draw, exact_of, largest_difference
from orepact.mine.many_levies import UnsupportedError
from orepact.mine.many_plan import ManyPlan, many_plans
from orepact.mine.project_file import Variant

YEARS = np.arange(2026, 2056)
MONEY = MoneyBasis(year=2024, price_index={2024: 1.0}, inflation=0.025)
shares = st.floats(0, 60)


def number(value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "quality": "B", "source": "test", **more}


def money(value: float, unit: str) -> dict[str, Any]:
    return number(value, unit, price_year=2024)


def product(metal: str, draw: st.DrawFn) -> dict[str, Any]:
    return {
        "id": f"{metal}/concentrate", "commodity": metal, "stage": "concentrate",
        "basis": "metal", "price": metal, "output_unit": "kt/yr",
        "recovery": number(draw(st.floats(10, 100)), "%"),
        "payability": number(draw(st.floats(50, 100)), "%"),
        "refining_charge": money(draw(st.floats(0, 300)), "USD/t"),
    }  # fmt: skip


@st.composite
def mines(draw: st.DrawFn) -> ProjectFile:
    """Two phases, two metals in one concentrate, freight both ways, five parties."""
    life, build = draw(st.integers(3, 14)), draw(st.integers(1, 3))
    series = {"unit": "%", "quality": "B", "source": "test"}
    content = {
        "id": "p", "title": "P", "kind": "mine", "commodity": "copper", "place": "x",
        "as_of": "2024-01-01", "status": "test",
        "products": [product("copper", draw), product("gold", draw)],
        "concentrate": {"metal": "copper", "grade": number(28, "%"), "moisture": number(8, "%"),
                        "treatment_charge": money(draw(st.floats(0, 120)), "USD/t")},
        "freight": [
            {"id": "out", "title": "O", "mode": "rail", "direction": "export",
             "cost": money(draw(st.floats(0, 90)), "USD/t")},
            {"id": "in", "title": "I", "mode": "road", "direction": "import",
             "cost": money(draw(st.floats(0, 20)), "USD/t")}],
        "schedule": {"life": number(life, "yr"), "blocks": [
            {"from_year": 1, "feed": number(draw(st.floats(0.5, 40)), "Mt/yr"),
             "head_grade": {"copper": number(draw(st.floats(0.1, 2)), "%"),
                            "gold": number(draw(st.floats(0, 2)), "g/t")}},
            {"from_year": 3, "feed": number(draw(st.floats(0.5, 80)), "Mt/yr"),
             "head_grade": {"copper": number(draw(st.floats(0.1, 2)), "%"),
                            "gold": number(draw(st.floats(0, 2)), "g/t")}}]},
        "phases": [
            {"id": "one", "title": "1", "capex": money(draw(st.floats(10, 4000)), "MUSD"),
             "first_year": -build, "shares": {"values": [100 / build] * build, **series}},
            {"id": "two", "title": "2", "capex": money(draw(st.floats(0, 2000)), "MUSD"),
             "first_year": draw(st.integers(-1, 1)), "shares": {"values": [60, 40], **series}}],
        "sustaining": [{"id": "s", "title": "S", "per": "feed",
                        "rate": money(draw(st.floats(0, 5)), "USD/t")}],
        "operating_costs": [
            {"id": "o", "title": "O", "per": "feed",
             "rate": money(draw(st.floats(0, 40)), "USD/t")},
            {"id": "q", "title": "Q", "per": "product",
             "rate": money(draw(st.floats(0, 40)), "USD/t")},
            {"id": "g", "title": "G", "per": "year",
             "rate": money(draw(st.floats(0, 90)), "MUSD/yr")}],
        "closure": money(draw(st.floats(0, 500)), "MUSD"),
        "working_capital": number(draw(st.floats(0, 120)), "day"),
        "holding_cost": money(draw(st.floats(0, 50)), "MUSD/yr"),
        "owners": [
            {"party": "company", "share": number(55, "%")},
            {"party": "state-firm", "share": number(20, "%"), "paid_by": "federation"},
            {"party": "state-firm", "share": number(10, "%")},
            {"party": "province", "share": number(15, "%"), "is_carried": True}],
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
         "rate": number(draw(st.floats(0, 20)), "%"), "recipient": "province",
         "from_year": draw(st.integers(1, 3)), "in_force_to": draw(st.integers(2033, 2050))},
        {**head, "id": "advance", "type": "advance royalty", "recipient": "province",
         "amounts": [number(draw(st.floats(0, 40)), "MUSD")],
         "already_paid": number(draw(st.floats(0, 10)), "MUSD"),
         "cap": number(draw(st.floats(10, 90)), "MUSD"), "credit_against": "royalty"},
        {**head, "id": "social", "type": "fixed payment", "recipient": "community",
         "when": draw(st.sampled_from(["construction", "production"])),
         "amounts": [number(draw(st.floats(0, 20)), "MUSD")], "repeats": draw(st.booleans())},
        {**head, "id": "tax", "type": "income tax", "recipient": "federation",
         "rates": [{"from_year": 1, "rate": number(draw(shares), "%")},
                   {"from_year": 4, "rate": number(draw(shares), "%")}],
         "depreciation": number(draw(st.integers(1, 9)), "yr"),
         "loss_years": draw(st.integers(0, 9)), "loss_cap": number(draw(st.floats(0, 100)), "%"),
         "interest_deductible": draw(st.booleans())},
        {**head, "id": "floor", "type": "minimum tax", "recipient": "federation",
         "rate": number(draw(st.floats(0, 5)), "%"), "floor_under": "tax",
         "carry_years": draw(st.integers(0, 4))},
        {**head, "id": "held", "type": "dividend withholding", "recipient": "federation",
         "rate": number(draw(shares), "%"), "applies_to": ["company"]},
        {**head, "id": "interest", "type": "interest withholding", "recipient": "federation",
         "rate": number(draw(st.floats(0, 30)), "%"), "borne_by": "lender"},
    ]  # fmt: skip
    award = {"id": "pool", "title": "Pool", "of": ["tax", "held"], "status": "open",
             "legal_source": "L2",
             "to": [{"party": "province", "share": number(30, "%")}]}  # fmt: skip
    content = {"id": "r", "title": "R", "as_of": "2024-01-01", "levies": levies,
               "awards": [award] if draw(st.booleans()) else []}  # fmt: skip
    return parse_model(RegimeFile, content, name="r.yaml", lines={})


@st.composite
def loans(draw: st.DrawFn) -> FacilityFile:
    facilities = [
        {"id": f"loan-{index}", "title": "L", "lender": draw(st.sampled_from(["bank", "province"])),
         "needs_deal": False, "status": "assumed",
         "amount": number(draw(st.floats(0, 3000)), "MUSD"),
         "gearing_cap": number(draw(st.floats(0, 80)), "%"),
         "tenor": number(draw(st.integers(6, 15)), "yr"), "grace": number(0, "yr"),
         "base_rate": number(draw(st.floats(0, 8)), "%"),
         "margin": number(draw(st.floats(0, 8)), "%"),
         "fee": number(draw(st.floats(0, 5)), "%"), "credit_loss": number(1, "%")}
        for index in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    content = {"inflation": number(2, "%"), "facilities": facilities,
               "packages": [{"id": "loan", "title": "L", "facilities": []}]}  # fmt: skip
    return parse_model(FacilityFile, content, name="f.yaml", lines={})


MARKET = Market(
    scenarios=("deck",),
    prices={"copper": np.array([[9000.0]]), "gold": np.array([[6e7]])},
    treatment={},
    refining={},
)


class Tried:
    def __init__(self, mine: ProjectFile, regime: RegimeFile, loans: FacilityFile) -> None:
        self.mine, self.regime, self.lenders = mine, regime, loans.facilities
        self.variant = mine.variants[0]

    def evaluate(self, project: ProjectFile, variant: Variant, market: Market) -> CashFlow:
        return cash_flow(
            project, variant, 2028, regime=self.regime, facilities=self.lenders, market=market,
            money=MONEY, years=YEARS, reading=Reading(),
        )  # fmt: skip

    def plan(self, delay: int = 0) -> ManyPlan:
        return many_plans(
            self.mine, self.variant, regime=self.regime, facilities=self.lenders, market=MARKET,
            money=MONEY, reading=Reading(), evaluate=self.evaluate, delay=delay,
        )[0]  # fmt: skip


@settings(phases=(Phase.explicit, Phase.generate), max_examples=20, deadline=None)
@given(mines(), regimes(), loans(), st.integers(0, 2))
def test_every_draw_agrees_with_the_exact_cash_flow(
    mine: ProjectFile, regime: RegimeFile, loans: FacilityFile, delay: int
) -> None:
    tried = Tried(mine, regime, loans)
    worst = largest_difference(
        tried.plan(delay), tried.evaluate, mine, tried.variant, market=MARKET, delay=delay, draws=5
    )
    assert worst <= 1e-9


@settings(phases=(Phase.explicit, Phase.generate), max_examples=6, deadline=None)
@given(mines(), regimes(), loans())
def test_parties_sum_to_pre_tax_cash_in_every_draw_and_year(
    mine: ProjectFile, regime: RegimeFile, loans: FacilityFile
) -> None:
    plan = Tried(mine, regime, loans).plan()
    paths = np.random.default_rng(1).uniform(0.2, 3.0, (len(YEARS), 20))
    draws = Draws(
        count=20,
        factors={"capex": np.linspace(0.5, 3, 20), "copper/concentrate": np.linspace(0.5, 1.5, 20)},
        paths=lambda a, b: {"copper": 9000 * paths[:, a:b], "gold": 6e7 * paths[:, a:b]},
    )
    for _, _, block in many_cash(plan, draws):
        scale = max(1.0, float(np.abs(block.parties).max()))
        assert float(np.abs(block.parties.sum(axis=0) - block.pre_tax).max()) <= 1e-9 * scale


@settings(phases=(Phase.explicit, Phase.generate), max_examples=3, deadline=None)
@given(mines(), regimes(), loans())
def test_a_draw_does_not_depend_on_its_block(
    mine: ProjectFile, regime: RegimeFile, loans: FacilityFile
) -> None:
    plan = Tried(mine, regime, loans).plan()
    count = BLOCK + 3
    paths = np.random.default_rng(2).uniform(0.2, 3.0, (len(YEARS), count))
    capex = np.linspace(0.5, 2, count)

    def cash(rows: slice) -> np.ndarray:
        own = paths[:, rows]
        return party_cash(plan, Draws(
            count=own.shape[1], factors={"capex": capex[rows]},
            paths=lambda a, b: {"copper": 9000 * own[:, a:b], "gold": 6e7 * own[:, a:b]},
        ))  # fmt: skip

    together, alone = cash(slice(None)), cash(slice(BLOCK, None))
    scale = float(np.abs(together).max())
    assert together.shape == (count, len(YEARS), len(plan.parties))
    assert np.allclose(together[BLOCK:], alone, rtol=0, atol=1e-12 * max(1.0, scale))


def test_a_regime_that_the_kernel_does_not_hold_is_refused_and_done_exactly() -> None:
    @settings(phases=(Phase.explicit, Phase.generate), max_examples=1, deadline=None, database=None)
    @given(mines(), regimes(), loans())
    def check(mine: ProjectFile, regime: RegimeFile, loans: FacilityFile) -> None:
        rent = {"id": "rent", "title": "R", "type": "resource rent tax", "recipient": "federation",
                "status": "open", "legal_source": "L", "rate": number(20, "%"),
                "threshold": number(10, "%")}  # fmt: skip
        content = {"id": "r", "title": "R", "as_of": "2024-01-01", "levies": [rent]}
        plain = parse_model(RegimeFile, content, name="r.yaml", lines={})
        tried = Tried(mine, plain, loans)
        with pytest.raises(UnsupportedError, match="resource rent tax"):
            tried.plan()
        prices = {"copper": np.full((len(YEARS), 2), 9000.0), "gold": np.full((len(YEARS), 2), 6e7)}
        factors = {"capex": np.array([1.0, 1.4])}
        parties = tuple(tried.evaluate(mine, tried.variant, MARKET).parties)
        found = exact_of(
            tried.evaluate, mine, tried.variant, market=MARKET, factors=factors, prices=prices,
            delay=1, parties=parties,
        )  # fmt: skip
        one = exact_draw(
            tried.evaluate, mine, tried.variant, market=MARKET, factors={"capex": 1.4},
            prices={key: path[:, 1] for key, path in prices.items()}, delay=1,
        )  # fmt: skip
        assert np.array_equal(found.pre_tax[:, 1], one.operation.pre_tax[0])
        for index, party in enumerate(parties):
            assert np.array_equal(found.parties[index, :, 1], one.parties[party][0])

    check()
