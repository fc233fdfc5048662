"""A hundred thousand draws of a mine against drawing the paths and writing the result once."""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Seed
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
from orepact.mine.many import BLOCK, Draws, party_cash
from orepact.mine.many_check import largest_difference
from orepact.mine.many_plan import many_plans
from orepact.mine.price_process import PriceModel, PricePaths
from orepact.mine.project_file import Variant

YEARS = np.arange(2026, 2066)
MONEY = MoneyBasis(year=2026, price_index={2026: 1.0}, inflation=0.025)
DECKS = {"copper": 9500.0, "gold": 7e7}


def number(value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "quality": "B", "source": "bench", **more}


def money(value: float, unit: str) -> dict[str, Any]:
    return number(value, unit, price_year=2026)


def product(metal: str, recovery: float) -> dict[str, Any]:
    return {
        "id": f"{metal}/concentrate", "commodity": metal, "stage": "concentrate",
        "basis": "metal", "price": metal, "output_unit": "kt/yr",
        "recovery": number(recovery, "%"), "payability": number(96, "%"),
        "refining_charge": money(150, "USD/t"),
    }  # fmt: skip


def mine() -> ProjectFile:
    """Two phases over forty years; operator, state firm and carried province own it."""
    series = {"unit": "%", "quality": "B", "source": "bench"}
    grades = {"copper": number(0.55, "%"), "gold": number(0.27, "g/t")}
    content = {
        "id": "bench", "title": "Bench", "kind": "mine", "commodity": "copper", "place": "x",
        "as_of": "2026-01-01", "status": "bench",
        "products": [product("copper", 90), product("gold", 70)],
        "concentrate": {"metal": "copper", "grade": number(28, "%"), "moisture": number(8, "%"),
                        "treatment_charge": money(60, "USD/t")},
        "freight": [{"id": "out", "title": "O", "mode": "rail", "direction": "export",
                     "cost": money(80, "USD/t")}],
        "schedule": {"life": number(33, "yr"), "blocks": [
            {"from_year": 1, "feed": number(45, "Mt/yr"), "head_grade": grades},
            {"from_year": 6, "feed": number(90, "Mt/yr"), "head_grade": grades}]},
        "phases": [
            {"id": "one", "title": "1", "capex": money(6000, "MUSD"), "first_year": -4,
             "shares": {"values": [15, 25, 35, 25], **series}},
            {"id": "two", "title": "2", "capex": money(3300, "MUSD"), "first_year": 2,
             "shares": {"values": [25, 37, 38], **series}}],
        "sustaining": [{"id": "s", "title": "S", "per": "feed", "rate": money(3.5, "USD/t")}],
        "operating_costs": [{"id": "o", "title": "O", "per": "feed", "rate": money(14, "USD/t")}],
        "closure": money(500, "MUSD"), "working_capital": number(45, "day"),
        "owners": [
            {"party": "operator", "share": number(60, "%")},
            {"party": "state-firm", "share": number(25, "%")},
            {"party": "province", "share": number(15, "%"), "is_carried": True}],
        "regime": "r", "packages": ["loan"],
        "variants": [{"id": "v", "title": "V", "first_spend_years": [2027],
                      "first_production": 4}],
        "earliest_spend": 2026,
    }  # fmt: skip
    return parse_model(ProjectFile, content, name="bench.yaml", lines={})


def regime() -> RegimeFile:
    """Royalty with credit of advances, levy on revenue, contribution, tax, floor, withholding."""
    head = {"title": "x", "status": "open", "legal_source": "bench"}
    levies: list[dict[str, Any]] = [
        {**head, "id": "royalty", "type": "ad valorem", "base": "nsr", "rate": number(5, "%"),
         "recipient": "province"},
        {**head, "id": "surcharge", "type": "ad valorem", "base": "revenue",
         "rate": number(1, "%"), "recipient": "federation"},
        {**head, "id": "advance", "type": "advance royalty", "recipient": "province",
         "amounts": [number(10, "MUSD")], "cap": number(50, "MUSD"), "credit_against": "royalty"},
        {**head, "id": "social", "type": "fixed payment", "recipient": "province",
         "when": "construction", "amounts": [number(15, "MUSD")], "repeats": True},
        {**head, "id": "tax", "type": "income tax", "recipient": "federation",
         "rates": [{"from_year": 1, "rate": number(29, "%")}], "depreciation": number(8, "yr"),
         "loss_years": 10, "loss_cap": number(100, "%")},
        {**head, "id": "floor", "type": "minimum tax", "recipient": "federation",
         "rate": number(1.25, "%"), "floor_under": "tax", "carry_years": 3},
        {**head, "id": "held", "type": "dividend withholding", "recipient": "federation",
         "rate": number(15, "%"), "applies_to": ["operator"]},
    ]  # fmt: skip
    content = {"id": "r", "title": "R", "as_of": "2026-01-01", "levies": levies}
    return parse_model(RegimeFile, content, name="r.yaml", lines={})


def loans() -> FacilityFile:
    loan = {
        "id": "bank", "title": "L", "lender": "bank", "needs_deal": False, "status": "assumed",
        "amount": number(3500, "MUSD"), "gearing_cap": number(50, "%"), "tenor": number(15, "yr"),
        "grace": number(1, "yr"), "base_rate": number(4.5, "%"), "margin": number(4, "%"),
        "fee": number(2, "%"), "credit_loss": number(2, "%"),
    }  # fmt: skip
    content = {"inflation": number(2.5, "%"), "facilities": [loan],
               "packages": [{"id": "loan", "title": "L", "facilities": ["bank"]}]}  # fmt: skip
    return parse_model(FacilityFile, content, name="f.yaml", lines={})


def bare(draws: int) -> NDArray[np.float64]:
    """Draw one path per metal (normal, cumulative sum, exponential) and write the result once."""
    stream = np.random.default_rng(0)
    out = np.empty((draws, len(YEARS), 5))
    for first in range(0, draws, BLOCK):
        last = min(first + BLOCK, draws)
        for place, deck in enumerate(DECKS.values()):
            path = stream.standard_normal((len(YEARS), last - first))
            path *= 0.2
            np.cumsum(path, axis=0, out=path)
            np.exp(path, out=path)
            path *= deck
            out[first:last, :, place] = path.T
        out[first:last, :, 2:] = 1.0
    return out


def best_of(work: Callable[[], object], times: int) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=100_000)
    draws = parser.parse_args().draws
    project, rules, lenders = mine(), regime(), loans().facilities
    market = Market(
        scenarios=("deck",),
        prices={key: np.array([[price]]) for key, price in DECKS.items()},
        treatment={},
        refining={},
    )

    def evaluate(project: ProjectFile, variant: Variant, market: Market) -> CashFlow:
        return cash_flow(
            project, variant, 2027, regime=rules, facilities=lenders, market=market, money=MONEY,
            years=YEARS, reading=Reading(),
        )  # fmt: skip

    variant = project.variants[0]
    (plan,) = many_plans(
        project, variant, regime=rules, facilities=lenders, market=market, money=MONEY,
        reading=Reading(), evaluate=evaluate,
    )  # fmt: skip
    worst = largest_difference(plan, evaluate, project, variant, market=market, delay=0, draws=20)
    paths = PricePaths(
        decks=DECKS,
        models={key: PriceModel(kappa=0.0, sigma=0.2) for key in DECKS},
        correlations=np.eye(len(DECKS)),
        years=YEARS, base_year=2026, seed=Seed(), block=BLOCK,
    )  # fmt: skip
    factors = {"capex": np.random.default_rng(1).lognormal(0.1, 0.3, draws)}
    whole = Draws(count=draws, factors=factors, paths=paths)
    floor, ours = best_of(lambda: bare(draws), 3), best_of(lambda: party_cash(plan, whole), 3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = draws * len(YEARS) * len(plan.parties) * 8 / 2**20
    print(f"{draws} draws x {len(YEARS)} years x {len(plan.parties)} parties ({plan.parties})")
    print(f"paths and one write, best of 3: {floor:.3f} s")
    print(f"paths and full cascade, best of 3: {ours:.3f} s")
    print(f"ratio {ours / floor:.2f} (goal 4)")
    print(f"largest difference to the exact cash flow over 20 draws: {worst:.1e} of the scale")
    print(f"peak memory {peak:.0f} MB, of which the result is {size:.0f} MB")


if __name__ == "__main__":
    main()
