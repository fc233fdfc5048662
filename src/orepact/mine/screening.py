"""What a deposit without a study might be worth: a range by cost filters with a stated error.

The filters are the USGS power laws of mine and mill cost against capacity, and capital per yearly
tonne of copper at mines that were studied. They were fitted to other places and times; the error
that a studied mine of the same host shows against them is applied as the wide end of the range. A
screened range ranks deposits. It is no value.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from orepact.mine.statement import Statement

__all__ = ["FilterError", "Screen", "capital_and_cost", "screen", "taylor"]

SHORT_TONS = 1.1023113
"""Short tons per tonne."""
DAYS = 350.0
RATE = 0.15
"""The filter's own rate of return."""
INTENSITY = (16_300.0, 23_200.0)
"""USD of capital per yearly tonne of copper: QB2 at sanction to Reko Diq's first phase."""
INTENSITY_ERROR = 0.4
RECOVERY = {
    "copper": (0.80, 0.91),
    "gold": (0.60, 0.73),
    "silver": (0.55, 0.65),
    "zinc": (0.75, 0.90),
    "lead": (0.70, 0.88),
    "molybdenum": (0.40, 0.70),
}
"""Plant recovery, low and high: porphyry studies for copper, gold and silver; else background."""
SOLD_AT = {"zinc": (0.45, 0.65), "lead": (0.55, 0.75)}
"""Share of the price of metal that a concentrate brings after charges; else 0.80 to 0.93."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterError:
    """How far a studied mine lies above the filter: factors on capital and on operating cost."""

    capital: float
    operating: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """The screened range of one deposit, million USD before tax.

    Parameters
    ----------
    low, high : float
    capacity : float, t/yr
    life : float, yr
    note : str
    """

    low: float
    high: float
    capacity: float
    life: float
    note: str


@cache
def _equations() -> Mapping[tuple[str, str], tuple[float, float, float, float]]:
    path = resources.files("orepact") / "mine" / "data" / "cost_filter.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["method"], row["capacity_condition"]): (
            float(row["capital_a"]),
            float(row["capital_b"]),
            float(row["operating_a"]),
            float(row["operating_b"]),
        )
        for row in rows
    }


def taylor(tonnes: float) -> tuple[float, float]:
    """Return capacity (t/yr) and life (yr) of a deposit by Taylor's rule.

    ``life = 0.2 (short tons)^0.25``; capacity is the deposit over its life.

    References
    ----------
    Taylor, Rates of working of mines: a simple rule of thumb, 1986, as coded in USGS TM 7-C23.

    Examples
    --------
    >>> capacity, life = taylor(3.0e9)
    >>> round(life), round(capacity / 1e6)
    (48, 63)
    """
    life = 0.2 * (tonnes * SHORT_TONS) ** 0.25
    return tonnes / life, life


def capital_and_cost(capacity: float, *, products: int, strip: float) -> tuple[float, float]:
    """Return capital (million USD of the code) and cost (USD per tonne of ore) of an open pit.

    Open pit by rock moved (over 20,000 short tons a day by its own law) and flotation mill by ore
    and number of products: ``a C^b``, C in short tons a day.

    Parameters
    ----------
    capacity : float, t/yr
        Ore.
    products : int
        Concentrates, 1 to 3.
    strip : float, t/t

    References
    ----------
    Shapiro and Robinson, Resource Assessment Economic Filter, USGS Techniques and Methods 7-C23;
    Camm, US Bureau of Mines IC 9298. The year of the dollars is not stated in the code.
    """
    ore = capacity * SHORT_TONS / DAYS
    moved = ore * (1.0 + strip)
    band = ">20000 st/d total material" if moved > 20_000 else "<20000 st/d total material"
    mine = _equations()["Open Pit", band]
    mill = _equations()[f"Flotation {min(max(products, 1), 3)} product", ""]
    capital = (mine[0] * moved ** mine[1] + mill[0] * ore ** mill[1]) / 1e6
    per_short_ton = mine[2] * moved ** mine[3] * (1.0 + strip) + mill[2] * ore ** mill[3]
    return capital, per_short_ton * SHORT_TONS


def screen(
    statement: Statement,
    prices: Mapping[str, tuple[float, float]],
    error: FilterError,
    *,
    strip: tuple[float, float] = (1.0, 3.0),
) -> Screen | None:
    """Return the screened range of a deposit, or None if rock, grade or price is missing.

    ``annuity(15 %, life) x capacity x (income per tonne - cost) - capital``, at both ends of
    grade, recovery, price, strip and the filter's error; copper also by capital intensity.

    Parameters
    ----------
    statement : Statement
    prices : mapping of commodity to (low, high), USD per tonne of metal
    error : FilterError
        Of a studied mine against the filter; the other end is no error.
    strip : (low, high), t/t
        Waste per ore; not known for deposits without a study.
    """
    metals = [name for name in statement.grades if name in prices and name in RECOVERY]
    if statement.tonnes is None or not metals:
        return None
    capacity, life = taylor(statement.tonnes)
    annuity = (1.0 - (1.0 + RATE) ** -life) / RATE
    found = []
    for end, factor in ((0, max(error.capital, 1.0)), (1, 1.0)):
        income = sum(
            statement.grades[name][end]
            * RECOVERY[name][end]
            * SOLD_AT.get(name, (0.80, 0.93))[end]
            * prices[name][end]
            for name in metals
        )
        capital, cost = capital_and_cost(
            capacity, products=len(metals), strip=strip[1 if end == 0 else 0]
        )
        cost *= max(error.operating, 1.0) if end == 0 else 1.0
        found.append(annuity * capacity * (income - cost) / 1e6 - capital * factor)
        if "copper" in metals:
            output = capacity * statement.grades["copper"][end] * RECOVERY["copper"][end]
            spread = 1.0 + INTENSITY_ERROR if end == 0 else 1.0 - INTENSITY_ERROR
            heavy = output * INTENSITY[1 if end == 0 else 0] * spread / 1e6
            found.append(annuity * capacity * (income - cost) / 1e6 - heavy)
    low, high = float(np.min(found)), float(np.max(found))
    note = (
        f"screened at {100 * RATE:.0f} %, before tax, rail, power and port; capital of the filter "
        f"times 1 to {error.capital:.1f}; no value"
    )
    return Screen(low=low, high=high, capacity=capacity, life=life, note=note)
