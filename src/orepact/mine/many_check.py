"""Is the fast kernel the same as the exact cash flow? If not, the exact one draw by draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Seed
from orepact.mine.cash_flow import CashFlow
from orepact.mine.many import ManyCash, cash_of
from orepact.mine.many_plan import Evaluate, ManyPlan
from orepact.mine.market import Market
from orepact.mine.project_file import ProjectFile, Variant
from orepact.mine.shock import Shock, shocked

__all__ = ["exact_draw", "exact_of", "largest_difference"]

Floats = NDArray[np.float64]


def exact_draw(
    evaluate: Evaluate,
    project: ProjectFile,
    variant: Variant,
    *,
    market: Market,
    factors: Mapping[str, float],
    prices: Mapping[str, Floats],
    delay: int,
) -> CashFlow:
    """Return the exact cash flow of one draw.

    Parameters
    ----------
    evaluate : callable
    project, variant : from the file
    market : Market
        One deck, for its charges.
    factors : mapping of name to float
        As ``many.Draws`` has them.
    prices : mapping of price key to ndarray, shape (year,), real USD/t
    delay : int
    """
    products = {item.id for item in project.products}
    named = {
        name: factors.get(name, 1.0) for name in ("capex", "sustaining", "operating", "freight")
    }
    metal = {name: factor for name, factor in factors.items() if name in products}
    moved = {key: path[np.newaxis] for key, path in prices.items()}
    here = replace(market, prices={**market.prices, **moved})
    return evaluate(*shocked(project, variant, Shock(metal=metal, delay=delay, **named)), here)


def largest_difference(
    plan: ManyPlan,
    evaluate: Evaluate,
    project: ProjectFile,
    variant: Variant,
    *,
    market: Market,
    delay: int,
    draws: int = 2,
    seed: Seed | None = None,
) -> float:
    """Return the largest difference between kernel and exact cash flow, as a share of the scale.

    Tried on random factors and price paths, among them prices at a quarter and four times the
    deck's, so that losses, floors and caps bite.

    Parameters
    ----------
    plan : ManyPlan
    evaluate, project, variant, market, delay : as for the plan
    draws : int
    seed : Seed, optional
    """
    stream = (seed or Seed()).stream("check of the kernel")
    names = ("capex", "sustaining", "operating", "freight", *plan.products)
    factors = {name: stream.uniform(0.6, 1.6, draws) for name in names}
    levels = np.geomspace(0.25, 4.0, draws) if draws > 1 else np.ones(1)
    shape = (len(plan.years), draws)
    prices = {
        key: market.prices[key][0, 0] * levels * stream.uniform(0.7, 1.4, shape)
        for key in plan.keys
    }
    fast = cash_of(plan, factors, prices).parties
    worst = 0.0
    for draw in range(draws):
        flow = exact_draw(
            evaluate,
            project,
            variant,
            market=market,
            factors={name: float(factor[draw]) for name, factor in factors.items()},
            prices={key: path[:, draw] for key, path in prices.items()},
            delay=delay,
        )
        exact = np.stack([flow.parties[party][0] for party in plan.parties])
        if set(flow.parties) != set(plan.parties):
            return float("inf")
        scale = max(1.0, float(np.abs(exact).max()))
        worst = max(worst, float(np.abs(exact - fast[:, :, draw]).max()) / scale)
    return worst


def exact_of(
    evaluate: Evaluate,
    project: ProjectFile,
    variant: Variant,
    *,
    market: Market,
    factors: Mapping[str, Floats],
    prices: Mapping[str, Floats],
    delay: int,
    parties: tuple[str, ...],
) -> ManyCash:
    """Return what ``many.cash_of`` returns, by the exact cash flow of one draw after the other.

    For regimes that the kernel does not hold; some hundred draws a second.
    """
    count = next(iter(prices.values())).shape[1]
    flows = [
        exact_draw(
            evaluate,
            project,
            variant,
            market=market,
            factors={name: float(factor[draw]) for name, factor in factors.items()},
            prices={key: path[:, draw] for key, path in prices.items()},
            delay=delay,
        )
        for draw in range(count)
    ]
    zero = np.zeros(len(flows[0].timing.years))
    cash = [[flow.parties.get(party, zero[np.newaxis])[0] for flow in flows] for party in parties]
    levies = {
        name: np.stack([flow.levies[name][0] for flow in flows], axis=1) for name in flows[0].levies
    }
    return ManyCash(
        parties=np.stack([np.stack(rows, axis=1) for rows in cash]),
        pre_tax=np.stack([flow.operation.pre_tax[0] for flow in flows], axis=1),
        distributable=np.stack([flow.distributable[0] for flow in flows], axis=1),
        levies=levies,
    )
