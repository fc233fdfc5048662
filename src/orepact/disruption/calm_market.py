"""What more supply does to a market that nobody restricts: price, buyers and other producers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.expected_loss import Setting
from orepact.disruption.library import HORIZON, severity_of
from orepact.disruption.market import Market
from orepact.disruption.money_year import money_factor
from orepact.disruption.parameters import Draws, parameters
from orepact.disruption.surplus import power_area

__all__ = ["GROUPS", "CalmEffect", "calm_effect"]

Array = NDArray[np.float64]
GROUPS = ("importer users", "importer producers", "other users", "other producers", "own sales")
"""Who gains or loses by a price: users and producers at the importer and elsewhere, and who sells
the added tonnes."""
_STEPS = 60
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalmEffect:
    """What a change of supply from ``before`` to ``after`` changes in calm years.

    Parameters
    ----------
    commodity, stage : str
    price : ndarray, shape (draw, level)
        Price with the supply over the price without.
    gain : dict of group to ndarray, shape (draw, level), million USD of ``money_year`` a year
        Times the share of years in which nobody restricts.
    total : ndarray, shape (draw, level), same unit
        Change of the whole market's surplus beyond what the tonnes earn at the price of before,
        from the market's price alone; the groups sum to it.
    calm : ndarray, shape (draw,)
        Share of years without a restriction.
    money_year : int
    ids : tuple of str
        Figures that the market rests on.
    """

    commodity: str
    stage: str
    price: Array
    gain: Mapping[str, Array]
    total: Array
    calm: Array
    money_year: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """Quantities at the price of before, t a year, and elasticities by draw."""

    users: Mapping[str, float]
    makers: Mapping[str, tuple[float, Array]]
    demand: Array

    def log_price(self, before: Array, added: Array) -> Array:
        """Return ln p at which use meets supply, shape (draw, level), by bisection.

        ``sum U_g p^-d + before = sum S_h p^e_h + before + added``, p = 1 without the addition.
        """
        use = sum(self.users.values())
        low = np.full((self.demand.size, added.shape[-1]), -8.0)
        high = -low
        d = self.demand[:, None]
        for _ in range(_STEPS):
            middle = 0.5 * (low + high)
            over = sum(s * np.expm1(e[:, None] * middle) for s, e in self.makers.values())
            over = over + added - (use + before) * np.expm1(d * middle)
            low, high = np.where(over > 0, low, middle), np.where(over > 0, middle, high)
        return np.where(added == 0.0, 0.0, 0.5 * (low + high))


def _calm(setting: Setting, market: Market, draws: Draws) -> Array:
    """Return the share of years in which nobody restricts: 1 - sum of hazard x years it stands."""
    taken = np.zeros(draws.size)
    for line in setting.lines[market.commodity, market.stage]:
        if line.hazard > 0.0:
            years = severity_of([line], market, draws.size, draws.seed).years
            taken += line.hazard * np.minimum(years, HORIZON)
    return np.clip(1.0 - taken, 0.0, 1.0)


def _sides(market: Market, draws: Draws) -> _Sides:
    own = market.producer(market.importer)
    made = own.output if own else 0.0
    kind = "supply_elasticity_long_by_product" if market.is_by_product else "supply_elasticity_long"
    primary, scrap = draws.of(kind), draws.of("supply_elasticity_long")
    total = market.world_output + market.recycled
    return _Sides(
        users={"importer users": market.use, "other users": max(total - market.use, 0.0)},
        makers={
            "importer producers": (made, primary),
            "importer scrap": (market.recycled, scrap),
            "other producers": (market.world_output - made, primary),
        },
        demand=-draws.of("demand_elasticity_long"),
    )


def calm_effect(
    setting: Setting,
    market: Market,
    before: Array,
    after: Array,
    *,
    money_year: int,
    draws: int = 200,
    seed: int = 0,
) -> CalmEffect:
    """Return who gains what when supply changes while nobody restricts the market.

    ::

        users g       P0 U_g integral from p to 1 of v^-d dv      before's tonnes go to other users
        producers h   P0 S_h integral from 1 to p of v^e dv
        own sales     P0 (p - 1) after                            the tonnes themselves
        total         P0 integral from before to after of (p(a) - 1) da

    The price of before is 1: price decks are read as the world without the plan, and what its own
    weight takes off the price is a loss of its own sellers. The total follows from the market's
    price alone (a tonne is worth its price), so that it checks the sum of the groups. Quantities
    and prices of the base year are carried forward; elasticities are those of the long run, since
    a mine is announced years ahead: all are judgement (quality D). Years under a restriction are
    left out, because expected loss avoided counts them.

    Parameters
    ----------
    before, after : ndarray, shape (level,), t a year
        Supply of the same projects without and with the plan.

    Notes
    -----
    No source tells the host's own users apart; they stand among the others.
    """
    drawn = Draws(draws, seed, market.commodity, parameters())
    sides = _sides(market, drawn)
    base, change = before[None, :], (after - before)[None, :]
    price_usd = 0.0 if market.price_usd is None else market.price_usd
    money = price_usd / 1e6 * money_factor(setting.importer, market.year, money_year).factor
    calm = _calm(setting, market, drawn)
    worth = money * calm[:, None]
    x = sides.log_price(base, change)
    d = np.broadcast_to(sides.demand[:, None], x.shape)
    gain = {name: -worth * amount * power_area(x, d) for name, amount in sides.users.items()}
    gain["other users"] = gain["other users"] - worth * base * power_area(x, d)
    for name, (amount, elasticity) in sides.makers.items():
        group = "importer producers" if name == "importer scrap" else name
        area = power_area(x, np.broadcast_to(elasticity[:, None], x.shape))
        gain[group] = gain.get(group, 0.0) + worth * amount * area
    gain["own sales"] = worth * np.expm1(x) * after[None, :]
    total = np.zeros_like(x)
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        part = sides.log_price(base, 0.5 * (1.0 + node) * change)
        total += 0.5 * weight * np.expm1(part) * change
    return CalmEffect(
        commodity=market.commodity,
        stage=market.stage,
        price=np.exp(x),
        gain={name: gain[name] for name in GROUPS},
        total=worth * total,
        calm=calm,
        money_year=money_year,
        ids=market.ids,
    )
