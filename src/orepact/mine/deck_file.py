"""The deck file: price decks in real money, each with a weight."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from orepact.evidence import StrictModel
from orepact.mine.number import MoneyPerTonne, Price, Share

__all__ = ["DeckFile", "PriceDeck"]


class PriceDeck(StrictModel):
    """Flat real prices: one view of the market, held over the whole life."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    """Short name, as results and options use it."""
    title: str
    """What view it is."""
    as_of: str
    """Date of the view, ISO."""
    weight: Share
    """Weight of this view; the decks' weights sum to 100 %."""
    prices: dict[str, Price]
    """By key, for example ``copper``; a project whose key is missing cannot be valued."""
    treatment_charges: dict[str, MoneyPerTonne] = Field(default_factory=dict)
    """Per dry tonne of concentrate, by metal; replaces the project's own."""
    refining_charges: dict[str, MoneyPerTonne] = Field(default_factory=dict)
    """Per payable mass, by price key; replaces the project's own."""
    note: str = ""
    """What a reader must know."""


class DeckFile(StrictModel):
    """The decks of a case."""

    decks: Annotated[list[PriceDeck], Field(min_length=1)]
    """Views of the market; their weights sum to 100 %."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        ids = [deck.id for deck in self.decks]
        if len(set(ids)) != len(ids):
            raise ValueError("two decks share an id")
        total = sum(deck.weight.to("%") for deck in self.decks)
        if abs(total - 100.0) > 0.05:
            raise ValueError(f"the decks' weights sum to {total:g} %, not to 100 %")
        return self
