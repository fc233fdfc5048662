"""Real options: Brennan and Schwartz's copper mine, and Longstaff and Schwartz's American puts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from orepact.chance import Seed
from orepact.mine import FlexibleMine, bermudan, flexible_value
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, compare, data_rows

__all__ = ["MINE", "PUT"]

_MINE = FlexibleMine(
    inventory=150.0,
    output=10.0,
    unit_cost=0.50,
    tax=0.50,
    interest=0.02,
    convenience_yield=0.01,
    variance=0.08,
    property_tax=0.02,
    maintenance=0.5,
    opening_cost=0.2,
    closing_cost=0.2,
)
"""150 Mlb over 15 years; real interest 10 less 8 % of inflation; maintenance after tax."""
_STRIKE, _INTEREST, _DATES, _PATHS = 40.0, 0.06, 50, 20_000


def _mine() -> Sequence[Check]:
    rows = [row for row in data_rows("options.csv") if row["table"] == "brennan-schwartz"]
    prices = sorted({float(row["price"]) for row in rows})
    found = flexible_value(_MINE, np.array(prices))
    checks = []
    for row in rows:
        side = found.open if row["what"] == "open" else found.closed
        value = Value.exact(float(side[prices.index(float(row["price"]))]))
        published = float(row["published"])
        checks.append(
            Check(
                reproduction="brennan-schwartz",
                what=f"value of the {row['what']} mine at {row['price']} USD/lb",
                published=Value.exact(published, row["published"]),
                computed=value,
                tolerance=0.005 * published,
                unit="MUSD",
                verdict=compare(published, value, 0.005 * published),
                is_in_sample=False,
                source="Brennan and Schwartz, Journal of Business 58, 1985",
                locator="Table 2, as remembered: the paper was not at hand",
                note="Tolerance 0.5 %: the paper's grid is coarser. Another solution by finite "
                "differences gives 4.16 and 4.36, 12.54 and 12.52, 28.44 and 28.24",
            )
        )
    return checks


def _put(price: float, volatility: float, years: int) -> tuple[float, float]:
    """Return the value of the put and its standard error: antithetic paths, European control."""
    dates = _DATES * years
    step = 1.0 / _DATES
    noise = (
        Seed().stream("put", f"{price} {volatility} {years}").standard_normal((dates, _PATHS // 2))
    )
    noise = np.concatenate([noise, -noise], axis=1)
    drift = (_INTEREST - 0.5 * volatility**2) * step
    paths = price * np.exp(np.cumsum(drift + volatility * np.sqrt(step) * noise, axis=0))
    discounts = np.exp(-_INTEREST * step * np.arange(1, dates + 1))
    payoffs = [d * np.maximum(_STRIKE - row, 0.0) for d, row in zip(discounts, paths, strict=True)]
    found = bermudan([row[:, np.newaxis] for row in paths], payoffs, knows_payoff=True)
    drawn = float((discounts[-1] * np.maximum(_STRIKE - paths[-1], 0.0)).mean())
    return found.value - drawn + _european(price, volatility, years), found.error


def _european(price: float, volatility: float, years: int) -> float:
    """Return Black and Scholes' value of the put that is exercised at its end alone."""
    spread = volatility * math.sqrt(years)
    far = (math.log(price / _STRIKE) + _INTEREST * years) / spread + 0.5 * spread
    normal = NormalDist().cdf
    owed = _STRIKE * math.exp(-_INTEREST * years)
    return owed * normal(spread - far) - price * normal(-far)


def _puts() -> Sequence[Check]:
    checks = []
    for row in data_rows("options.csv"):
        if row["table"] != "longstaff-schwartz":
            continue
        price, volatility, years = float(row["price"]), float(row["volatility"]), int(row["years"])
        computed, error = _put(price, volatility, years)
        published, value = float(row["published"]), Value.exact(computed)
        checks.append(
            Check(
                reproduction="longstaff-schwartz",
                what=f"put at {price:g}, volatility {volatility:g}, {years} years",
                published=Value.exact(published, row["published"]),
                computed=value,
                tolerance=0.01 * published,
                unit="USD",
                verdict=compare(published, value, 0.01 * published),
                is_in_sample=False,
                source="Longstaff and Schwartz, Review of Financial Studies 14, 2001",
                locator="Table 1, finite differences, as remembered: the paper was not at hand",
                note="Strike 40, interest 6 %, 50 dates a year; tolerance 1 %: by simulation, "
                f"standard error {error:.4f} before antithetic paths are counted",
                is_headline=False,
            )
        )
    return checks


MINE = Reproduction(
    id="brennan-schwartz",
    title="A copper mine that opens, closes and is given up",
    citation="Brennan and Schwartz, Evaluating natural resource investments, 1985, Table 2",
    run=_mine,
)
PUT = Reproduction(
    id="longstaff-schwartz",
    title="American puts by least squares",
    citation="Longstaff and Schwartz, Valuing American options by simulation, 2001, Table 1",
    run=_puts,
)
