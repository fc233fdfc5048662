"""The market a project sells into: prices and charges per scenario and year, real USD per tonne."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError
from orepact.mine.deck_file import PriceDeck
from orepact.mine.money_basis import MoneyBasis

__all__ = ["Market", "market_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Prices and charges in real USD of the case's year.

    Parameters
    ----------
    scenarios : tuple of str
        Deck ids, or names of draws.
    prices : dict of price key to ndarray, shape (scenario, year) or (scenario, 1), USD/t
        One column means flat over time.
    treatment, refining : dict of key to ndarray, same shape, USD/t
        Per dry tonne of concentrate, and per payable tonne; a key that is absent, or ``nan``,
        leaves the project's own charge.
    """

    scenarios: tuple[str, ...]
    prices: dict[str, Floats]
    treatment: dict[str, Floats]
    refining: dict[str, Floats]

    def price(self, key: str, *, where: str) -> Floats:
        """Return a price, shape (scenario, year) or (scenario, 1), USD/t.

        Raises
        ------
        CaseError : if a deck lacks the key
        """
        found = self.prices.get(key)
        if found is None or bool(np.isnan(found).any()):
            lacking = (
                self.scenarios
                if found is None
                else [
                    name
                    for name, row in zip(self.scenarios, found, strict=True)
                    if row[0] != row[0]
                ]
            )
            raise CaseError(
                f"no price {key!r} in deck {', '.join(lacking)}",
                where=where,
                why="a project without a price cannot be valued, and a gap is never zero",
                do="Add the price to every deck",
            )
        return found

    def charge(self, charges: dict[str, Floats], key: str, own: float) -> Floats:
        """Return a deck's charge, or the project's own where the deck has none, USD/t."""
        found = charges.get(key)
        if found is None:
            return np.full((len(self.scenarios), 1), own)
        return np.where(np.isnan(found), own, found)


def _table(decks: Sequence[PriceDeck], name: str, money: MoneyBasis) -> dict[str, Floats]:
    keys = dict.fromkeys(key for deck in decks for key in getattr(deck, name))
    table: dict[str, Floats] = {}
    for key in keys:
        column = [
            money.real(
                getattr(deck, name)[key], "USD/t", where=f"decks.yaml:{deck.id}.{name}.{key}"
            )
            if key in getattr(deck, name)
            else np.nan
            for deck in decks
        ]
        table[key] = np.array(column)[:, np.newaxis]
    return table


def market_of(decks: Sequence[PriceDeck], money: MoneyBasis) -> Market:
    """Return the market of flat real decks.

    Parameters
    ----------
    decks : sequence of PriceDeck
        One scenario each.
    money : MoneyBasis
        Brings prices of other years into the case's year.

    Raises
    ------
    CaseError : a price year that the price index lacks
    """
    return Market(
        scenarios=tuple(deck.id for deck in decks),
        prices=_table(decks, "prices", money),
        treatment=_table(decks, "treatment_charges", money),
        refining=_table(decks, "refining_charges", money),
    )
