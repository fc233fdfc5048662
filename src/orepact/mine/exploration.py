"""Staged exploration: expected cost, and the prize at which it breaks even."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orepact.mine.exploration_file import Exploration
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.timing import Timing

__all__ = ["break_even_prize", "expected_cost", "success_odds"]

Floats = NDArray[np.float64]


def success_odds(exploration: Exploration) -> float:
    """Return the odds that every stage succeeds, a fraction."""
    odds = 1.0
    for stage in exploration.stages:
        odds *= stage.success.to("dimensionless")
    return odds


def expected_cost(
    exploration: Exploration, timing: Timing, money: MoneyBasis, *, where: str
) -> Floats:
    """Return what a programme is expected to cost each year.

    ``cost of a stage x odds that all stages before it succeed``, spread evenly over its years.

    Parameters
    ----------
    exploration : Exploration
    timing : Timing
    money : MoneyBasis
    where : str
        ``file:key``, for errors.

    Returns
    -------
    cost : ndarray, shape (year,), real million USD
    """
    cost = np.zeros(len(timing.years))
    reached = 1.0
    start = timing.first_spend
    for stage in exploration.stages:
        amount = money.real(stage.cost, "MUSD", where=f"{where}.stages.{stage.id}") * reached
        is_on = (timing.years >= start) & (timing.years < start + stage.years)
        cost = cost + np.where(is_on, amount / stage.years, 0.0)
        reached *= stage.success.to("dimensionless")
        start += stage.years
    return cost


def break_even_prize(
    exploration: Exploration, timing: Timing, money: MoneyBasis, *, rate: float, where: str
) -> float:
    """Return the value a full success must have for the programme to pay.

    ``prize = PV(expected cost) / (odds x discount factor of the year after the last stage)``,
    in real million USD at that year. No prize is invented: compare it with what a deposit of
    that kind has fetched.

    Parameters
    ----------
    rate : float
        Real yearly discount rate.

    Returns
    -------
    prize : float, real million USD; ``inf`` if the odds are zero
    """
    cost = expected_cost(exploration, timing, money, where=where)
    ages = (timing.years - timing.first_spend).astype(np.float64)
    present = float((cost / (1.0 + rate) ** ages).sum())
    odds = success_odds(exploration)
    end = timing.first_production - timing.first_spend
    return float("inf") if odds == 0 else present * (1.0 + rate) ** end / odds
