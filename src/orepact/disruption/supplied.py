"""What all that a portfolio puts into a market has in common: its market, chances and shares."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.parameters import draw_uniform
from orepact.disruption.relief import Relief
from orepact.errors import OrepactError

__all__ = ["Kind", "Supplied"]

Array = NDArray[np.float64]
Chain = tuple[str, str]


class Kind(StrEnum):
    """What an item of a portfolio is."""

    SUPPLY = "supply"
    STOCK = "stock"
    RECYCLING = "recycling"
    SMELTER = "smelter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """Where something is sold and how much of it counts.

    Parameters
    ----------
    title : str
        Names the draw of whether it exists: the same title succeeds in the same draws.
    commodity, stage : str
        Stage at which it is sold; it serves a market at that stage only.
    kind : Kind
        ``supply``: a mine or plant abroad; ``recycling`` and ``smelter``: in the importer's
        country, not fed by a supplier that restricts; ``stock``: held by its government.
    host : str
        Alpha-3 code; it gives no insurance against its own country. Empty where it has none.
    success : float
        Probability that it exists when it is needed.
    contracted : float
        Share that the importer commands when supply does not reach; of a supply only. A contract
        gives the tonnes, at the price of the day: they serve its use first, before its users hoard.
        Where supply reaches everyone it changes nothing.
    counted : float
        Share that would otherwise have gone inside the restricting country or not been mined;
        not of a stock.

    Raises
    ------
    OrepactError : a share outside 0 to 1
    """

    title: str
    commodity: str
    stage: str
    kind: Kind = Kind.SUPPLY
    host: str = ""
    success: float = 1.0
    contracted: float = 0.0
    counted: float = 1.0

    def __post_init__(self) -> None:
        for name in ("success", "contracted", "counted"):
            share = getattr(self, name)
            if not 0.0 <= share <= 1.0:
                raise OrepactError(
                    f"{self.title}: {name} of {share:g} is not a share",
                    where=name,
                    do="Give a number from 0 to 1",
                )

    @property
    def chain(self) -> Chain:
        """Return commodity and stage."""
        return self.commodity, self.stage

    def exists(self, draws: int, seed: int) -> Array:
        """Return 1 in the draws in which it exists and 0 in the others, shape (draw,)."""
        return (draw_uniform(f"exists/{self.title}", draws, seed) < self.success).astype(float)

    def relief(self, yearly: Array, held: Array) -> Relief:
        """Return what it puts into its market.

        Parameters
        ----------
        yearly : ndarray, shape (draw, year), the market's unit per year
            What it supplies; of a stock it does not count.
        held : ndarray, shape (draw,), the market's unit
            What a stock holds; of anything else it does not count.
        """
        nothing, none = np.zeros_like(yearly), np.zeros_like(held)
        if self.kind is Kind.STOCK:
            return Relief(supply=nothing, owned=nothing, domestic=nothing, stock=held)
        if self.kind is Kind.SUPPLY:
            owned = self.contracted * yearly
            return Relief(supply=yearly, owned=owned, domestic=nothing, stock=none)
        return Relief(supply=yearly, owned=yearly, domestic=yearly, stock=none)
