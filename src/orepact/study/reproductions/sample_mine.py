"""Mines built from published rows, so that the engine and not a formula recomputes them."""

from __future__ import annotations

from typing import Any

import numpy as np

from orepact.evidence import load_model, parse_model
from orepact.mine import (
    CashFlow,
    DeckFile,
    MoneyBasis,
    ProjectFile,
    RegimeFile,
    cash_flow,
    host_regimes,
    market_of,
)
from orepact.study.reproductions.check import data_path, data_rows

__all__ = ["flow_of", "published_mine", "royalty_paid", "stibnite"]


def number(value: float, unit: str, **more: Any) -> dict[str, Any]:
    """Return a parameter of a published study as it stands in a file."""
    return {"value": value, "unit": unit, "quality": "B", "source": "published-study", **more}


def _series(values: list[float], unit: str) -> dict[str, Any]:
    return {"values": values, "unit": unit, "quality": "B", "source": "published-study"}


def _mine(feed: list[float], year: int, **more: Any) -> ProjectFile:
    """Return a project whose product is worth 1 USD a tonne, so that tonnes are dollars."""
    content = {
        "id": "rows",
        "title": "Rows of a published table",
        "kind": "industrial mineral",
        "commodity": "gold",
        "place": "published study",
        "as_of": f"{year}-12-31",
        "status": "A published study.",
        "products": [
            {
                "id": "revenue/rows",
                "commodity": "gold",
                "stage": "mine",
                "basis": "gross",
                "price": "one",
                "output_unit": "Mt/yr",
                "recovery": number(100, "%"),
                "payability": number(100, "%"),
            }
        ],
        "schedule": {"life": number(len(feed), "yr"), "feed": _series(feed, "Mt/yr")},
        "phases": [
            {
                "id": "none",
                "title": "None",
                "capex": number(0, "MUSD", price_year=year),
                "first_year": -1,
                "shares": _series([100.0], "%"),
            }
        ],
        "owners": [{"party": "company", "share": number(100, "%")}],
        "regime": "united-states",
        "packages": ["equity-only"],
        "variants": [
            {
                "id": "study",
                "title": "As published",
                "first_spend_years": [year],
                "first_production": 1,
            }
        ],
        "earliest_spend": year,
        **more,
    }
    return parse_model(ProjectFile, content, name="rows.yaml", lines={})


def flow_of(
    project: ProjectFile, regime: RegimeFile, prices: dict[str, tuple[float, str]]
) -> CashFlow:
    """Return the unlevered cash flow of a project in constant money of its own year."""
    variant = project.variants[0]
    year = variant.first_spend_years[0]
    money = MoneyBasis(year=year, price_index={year: 100.0}, inflation=0.0)
    deck = {
        "id": "study",
        "title": "The study's",
        "as_of": f"{year}-12-31",
        "weight": number(100, "%"),
        "prices": {
            key: number(value, unit, price_year=year) for key, (value, unit) in prices.items()
        },
    }
    decks = parse_model(DeckFile, {"decks": [deck]}, name="decks.yaml", lines={})
    assert project.schedule is not None
    life = round(project.schedule.life.to("yr"))
    return cash_flow(
        project,
        variant,
        year,
        regime=regime,
        facilities=(),
        market=market_of(decks.decks, money),
        money=money,
        years=np.arange(year, year + variant.first_production + life + 2),
    )


def published_mine(name: str) -> ProjectFile:
    """Return a project file of a published study."""
    path = data_path(f"mines/{name}.yaml")
    return load_model(ProjectFile, path, name=path.name)


def royalty_paid(nsr_musd: float, rate: float, *, years: int) -> float:
    """Return what an NSR royalty brings over a life, million USD, by the fiscal cascade."""
    levy = {
        "id": "royalty",
        "title": "Royalty",
        "type": "ad valorem",
        "base": "nsr",
        "rate": number(rate, "%"),
        "recipient": "state",
        "status": "open",
        "legal_source": "none",
    }
    regime = parse_model(
        RegimeFile,
        {"id": "royalty", "title": "Royalty", "as_of": "2006-12-31", "levies": [levy]},
        name="royalty.yaml",
        lines={},
    )
    flow = flow_of(_mine([nsr_musd / years] * years, 2006), regime, {"one": (1.0, "USD/t")})
    return float(flow.levies["royalty"].sum())


def stibnite() -> CashFlow:
    """Return the cash flow of Stibnite's published rows under the shipped regime.

    Revenue, off-site cost, royalties, cost on site, initial and sustaining capital are the rows';
    production year 1 is the year before full production, in which a little is sold.
    """
    rows = {row["item"]: row for row in data_rows("stibnite_rows.csv")}
    years = ["y-1", *(f"y{n}" for n in range(1, 16))]

    def line(item: str, names: list[str]) -> list[float]:
        return [float(rows[item][name] or 0.0) for name in names]

    revenue = line("revenue", years)
    costs = [
        {
            "id": f"{item.replace('_', '-')}-{n + 1}",
            "title": item.replace("_", " "),
            "per": "year",
            "rate": number(-amount, "MUSD/yr", price_year=2024),
            "from_year": n + 1,
            "to_year": n + 1,
        }
        for item in ("off_site_costs", "royalties", "operating_cost")
        for n, amount in enumerate(line(item, years))
    ]
    capital = [-amount for amount in line("initial_capex", ["y-4", "y-3", "y-2", "y-1"])]
    kept = line("sustaining_capex_first_11_visible", years)
    sustaining = [
        {
            "id": f"sustaining-{n + 1}",
            "title": "sustaining",
            "per": "year",
            "rate": number(-amount, "MUSD/yr", price_year=2024),
            "from_year": n + 1,
            "to_year": n + 1,
        }
        for n, amount in enumerate(kept)
    ]
    total = sum(capital)
    project = _mine(
        revenue,
        2024,
        operating_costs=costs,
        sustaining=sustaining,
        phases=[
            {
                "id": "initial",
                "title": "Initial capital",
                "capex": number(total, "MUSD", price_year=2024),
                "first_year": -3,
                "shares": _series([100.0 * amount / total for amount in capital], "%"),
            }
        ],
        variants=[
            {
                "id": "study",
                "title": "As published",
                "first_spend_years": [2024],
                "first_production": 3,
            }
        ],
    )
    return flow_of(project, host_regimes()["united-states"], {"one": (1.0, "USD/t")})
