"""A price floor: somebody outside pays what the market does not, on a share of the output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.mine import Market, Simulator
from orepact.plan.drawn_cash import DrawnCash

__all__ = ["FlooredCash", "PriceFloor"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceFloor:
    """A floor under one price.

    Parameters
    ----------
    key : str
        Of the price.
    share : float
        Part of the output that it covers, 0 to 1.
    level : float
        USD per tonne, real.
    payer : str
        Party that pays the difference.
    """

    key: str
    share: float
    level: float
    payer: str

    def lifted(self, market: Market) -> Floats:
        """Return the price that the whole output earns: ``(1 - s) p + s max(p, floor)``."""
        return self.over(market.prices[self.key], 1.0)

    def over(self, price: Floats, deck: float) -> Floats:
        """Return a price, given over a deck's, with the floor, over that deck's too."""
        covered = np.maximum(price, self.level / deck)
        return np.asarray((1.0 - self.share) * price + self.share * covered)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlooredCash:
    """A column in draws whose prices have floors: what :class:`DrawnCash` is without."""

    bare: DrawnCash
    """Without floors."""
    floors: tuple[PriceFloor, ...]

    @property
    def simulator(self) -> Simulator:
        """Of the column without floors."""
        return self.bare.simulator

    @property
    def parties(self) -> tuple[str, ...]:
        """Whose cash is told, payers of floors last."""
        return tuple(dict.fromkeys([*self.bare.parties, *(item.payer for item in self.floors)]))

    def by_deck(
        self, delay: int, factors: Mapping[str, Floats], unit: Mapping[str, Floats]
    ) -> list[tuple[Floats, dict[str, Floats]]]:
        """Return cash and what is owed, as :meth:`DrawnCash.by_deck` does.

        A floor bites where the price of a draw and year lies below it, whatever the deck's mean.
        """
        found = []
        simulator, parties = self.simulator, self.parties
        for deck in range(len(simulator.market.scenarios)):
            moved = dict(unit)
            for item in self.floors:
                mean = float(simulator.market.prices[item.key][deck, 0])
                moved[item.key] = item.over(moved[item.key], mean)
            cash, owed = self.bare.by_deck(delay, factors, moved)[deck]
            every = np.pad(cash, ((0, len(parties) - len(cash)), (0, 0), (0, 0)))
            lifted = simulator.cash(deck, delay, factors, moved).pre_tax
            paid = lifted - simulator.cash(deck, delay, factors, unit).pre_tax
            for item in self.floors:
                every[parties.index(item.payer)] -= paid / len(self.floors)
            found.append((every, owed))
        return found
