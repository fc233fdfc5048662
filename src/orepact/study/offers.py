"""What the projects of a case offer an importer's markets: product by product, at steady output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from orepact.case import Case
from orepact.disruption import Item, Kind, Market
from orepact.errors import OrepactError
from orepact.exposure import as_chain_stage
from orepact.mine import ColumnTable
from orepact.quantity import conversion_factor

__all__ = ["Offer", "counted_once", "largest_ways", "offers_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One product of one project at steady output, as the importer's market would count it.

    Parameters
    ----------
    project, column, title, host, product, commodity, stage : str
    tonnes : float
        t a year, median of the years with output.
    capex_musd : float
        Capital of the whole project, million of the case's money.
    market : Market or None
        The importer's market of the commodity.
    is_fed : bool
        Whether it is made from a feed of the same commodity that the project buys.
    """

    project: str
    column: str
    title: str
    host: str
    product: str
    commodity: str
    stage: str
    tonnes: float
    capex_musd: float
    market: Market | None
    is_fed: bool

    @property
    def is_same_stage(self) -> bool:
        """Return whether it is sold at the stage that the importer's market is computed at."""
        return self.market is not None and self.market.stage == self.stage

    @property
    def worth_musd(self) -> float:
        """Return yearly output at the market's price, million USD; 0 without a market or price."""
        if self.market is None or self.market.price_usd is None:
            return 0.0
        return self.tonnes * self.market.price_usd / 1e6

    def item(self) -> Item:
        """Return the item that serves the importer's market, all of it contracted."""
        assert self.market is not None
        return Item(
            title=self.title,
            kind=Kind.SUPPLY,
            commodity=self.commodity,
            stage=self.market.stage,
            tonnes=self.tonnes,
            contracted=1.0,
            host=self.host,
        )


def largest_ways(table: ColumnTable) -> list[str]:
    """Return one column per project: largest output, then earliest, then by name."""
    found: dict[str, tuple[float, int, str]] = {}
    for place, column in enumerate(table.columns):
        made = float(table.output[place].sum())
        key = (-made, column.first_production_year, column.id)
        found[column.project] = min(found.get(column.project, key), key)
    return [found[project][2] for project in sorted(found)]


def offers_of(
    table: ColumnTable,
    case: Case,
    columns: Sequence[str],
    markets: Sequence[Market],
    *,
    called: Callable[[str], str] | None = None,
) -> list[Offer]:
    """Return every product of some ways that projects can go; products in no mass are left out.

    Parameters
    ----------
    columns : sequence of str
        Ids, one way per project.
    called : callable, optional
        What a project is called; its title if left out.
    """
    by_name = {market.commodity: market for market in markets}
    places = {column.id: place for place, column in enumerate(table.columns)}
    found = []
    for id_ in columns:
        place = places[id_]
        name = table.columns[place].project
        project = case.projects[name]
        for number, key in enumerate(table.products):
            made = table.output[place, number]
            product = next((item for item in project.products if item.id == key), None)
            if product is None or not (made > 0.0).any():
                continue
            try:
                factor = conversion_factor(table.product_units[number], "t/yr")
                stage = as_chain_stage(str(product.stage))
            except (OrepactError, ValueError):
                continue
            found.append(
                Offer(
                    project=name,
                    column=id_,
                    title=f"{called(name) if called else project.title}: {key.replace('/', ' ')}",
                    host=case.header.host,
                    product=key,
                    commodity=product.commodity,
                    stage=stage,
                    tonnes=float(np.median(made[made > 0.0])) * factor,
                    capex_musd=float(table.capex[place].sum()),
                    market=by_name.get(product.commodity),
                    is_fed=project.feed is not None and project.feed.commodity == product.commodity,
                )
            )
    return found


def counted_once(offers: Sequence[Offer]) -> list[Item]:
    """Return the items of a portfolio if all is processed, no tonne of metal twice.

    What a project makes from a feed that it buys takes the portfolio's own earlier stages first,
    so that only what goes beyond them is added:

        counted = own earlier stages + max(0, made from feed - own earlier stages)
    """
    left: dict[str, float] = {}
    for offer in offers:
        if not offer.is_fed and not offer.is_same_stage:
            left[offer.commodity] = left.get(offer.commodity, 0.0) + offer.tonnes
    items = []
    for offer in offers:
        taken = min(left.get(offer.commodity, 0.0), offer.tonnes) if offer.is_fed else 0.0
        if taken:
            left[offer.commodity] -= taken
        items.append(replace(offer.item(), tonnes=offer.tonnes - taken))
    return items
