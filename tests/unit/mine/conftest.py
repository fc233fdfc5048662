"""A tiny mine whose every number a reader can check by hand."""

from __future__ import annotations

from typing import Any

import pytest

from orepact.evidence import parse_model
from orepact.mine import DeckFile, FacilityFile, MoneyBasis, ProjectFile, RegimeFile


def number(value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "quality": "B", "source": "test", **more}


def money(value: float, unit: str) -> dict[str, Any]:
    return number(value, unit, price_year=2024)


def series(values: list[float], unit: str) -> dict[str, Any]:
    return {"values": values, "unit": unit, "quality": "B", "source": "test"}


@pytest.fixture
def content() -> dict[str, Any]:
    """1 Mt a year at 1 %, all recovered and paid at 10,000 USD/t: 100 MUSD a year for 4 years."""
    return {
        "id": "tiny",
        "title": "Tiny mine",
        "kind": "mine",
        "commodity": "copper",
        "place": "nowhere",
        "as_of": "2024-01-01",
        "status": "test",
        "products": [
            {
                "id": "copper/concentrate",
                "commodity": "copper",
                "stage": "concentrate",
                "basis": "metal",
                "price": "copper",
                "output_unit": "kt/yr",
                "recovery": number(100, "%"),
                "payability": number(100, "%"),
            }
        ],
        "schedule": {
            "life": number(4, "yr"),
            "blocks": [
                {
                    "from_year": 1,
                    "feed": number(1, "Mt/yr"),
                    "head_grade": {"copper": number(1, "%")},
                }
            ],
        },
        "phases": [
            {
                "id": "build",
                "title": "Build",
                "capex": money(100, "MUSD"),
                "first_year": -2,
                "shares": series([50, 50], "%"),
            }
        ],
        "operating_costs": [
            {"id": "site", "title": "Site", "per": "feed", "rate": money(40, "USD/t")}
        ],
        "owners": [
            {"party": "company", "share": number(90, "%")},
            {"party": "province", "share": number(10, "%"), "is_carried": True},
        ],
        "regime": "plain",
        "packages": ["equity", "loan"],
        "variants": [
            {
                "id": "planned",
                "title": "Planned",
                "first_spend_years": [2026, 2027],
                "first_production": 2,
            }
        ],
        "earliest_spend": 2026,
        "needs": [{"enabler": "road", "when": "production"}],
        "resource_use": [
            {
                "resource": "water",
                "unit": "m3/yr",
                "when": "production",
                "per": "feed",
                "amount": number(2, "m3/t"),
            }
        ],
    }


@pytest.fixture
def project(content: dict[str, Any]) -> ProjectFile:
    return parse_model(ProjectFile, content, name="tiny.yaml", lines={})


@pytest.fixture
def regime() -> RegimeFile:
    levies = [
        {
            "id": "royalty",
            "title": "Royalty",
            "type": "ad valorem",
            "base": "nsr",
            "rate": number(5, "%"),
            "recipient": "province",
            "status": "locked",
            "legal_source": "L1",
        }
    ]
    content = {"id": "plain", "title": "Plain", "as_of": "2024-01-01", "levies": levies}
    return parse_model(RegimeFile, content, name="plain.yaml", lines={})


@pytest.fixture
def decks() -> DeckFile:
    deck = {
        "id": "flat",
        "title": "Flat",
        "as_of": "2024-01-01",
        "weight": number(100, "%"),
        "prices": {"copper": money(10000, "USD/t")},
    }
    return parse_model(DeckFile, {"decks": [deck]}, name="decks.yaml", lines={})


@pytest.fixture
def facilities() -> FacilityFile:
    loan = {
        "id": "bank-loan",
        "title": "Loan",
        "lender": "bank",
        "needs_deal": True,
        "status": "approved",
        "amount": number(80, "MUSD"),
        "gearing_cap": number(50, "%"),
        "tenor": number(4, "yr"),
        "grace": number(0, "yr"),
        "base_rate": number(6, "%"),
        "margin": number(4, "%"),
        "fee": number(0, "%"),
        "credit_loss": number(1, "%"),
    }
    content = {
        "inflation": number(0, "%"),
        "facilities": [loan],
        "packages": [
            {"id": "equity", "title": "Equity", "facilities": []},
            {"id": "loan", "title": "Loan", "facilities": ["bank-loan"]},
        ],
    }
    return parse_model(FacilityFile, content, name="facilities.yaml", lines={})


@pytest.fixture
def basis() -> MoneyBasis:
    return MoneyBasis(year=2024, price_index={2020: 80.0, 2024: 100.0}, inflation=0.0)
