"""A user's own portfolio of insurance in YAML: supply, stocks, recycling, smelters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator

from orepact.disruption.expected_loss import Setting
from orepact.disruption.insurance import Item, alternatives, stock_of
from orepact.disruption.scenario_file import Share, as_commodity, as_country
from orepact.disruption.supplied import Kind
from orepact.evidence import StrictModel, load_model

__all__ = ["PortfolioEntry", "PortfolioFile", "load_portfolio", "portfolio_schema"]


class PortfolioEntry(StrictModel):
    """One item of a portfolio, in its mature years."""

    title: Annotated[str, Field(min_length=1)]
    """The item in a reader's words."""
    kind: Annotated[Kind, Field(strict=False)]
    """supply (abroad), stock (government), recycling or smelter (in the importer's country)."""
    commodity: str
    """Commodity, name or symbol."""
    tonnes: Annotated[float, Field(ge=0.0, le=1e12, allow_inf_nan=False)]
    """Tonnes of what the market counts: a year, or once for a stock."""
    success: Share = 1.0
    """Probability that it exists when it is needed, a stock too."""
    contracted: Share = 0.0
    """Share that the importer commands when supply does not reach."""
    counted: Share = 1.0
    """Share that would otherwise have gone inside the restricting country or not been mined."""
    first_year: Annotated[int, Field(ge=0, le=50)] = 0
    """Years after the start of a restriction before it produces; 0 where it stands already, and
    for every stock."""
    cost_musd: Annotated[float, Field(ge=0.0, le=1e9, allow_inf_nan=False)] | None = None
    """What it costs in all, million USD; a stock for the same money then stands beside it."""
    host: str = ""
    """Country of a supply, code or name; it gives no insurance against itself."""

    @field_validator("commodity")
    @classmethod
    def _commodity(cls, name: str) -> str:
        return as_commodity(name)

    @field_validator("host")
    @classmethod
    def _host(cls, name: str) -> str:
        return as_country(name) if name else ""

    def item(self, stage: str) -> Item:
        """Return the item for a market at a stage."""
        return Item(
            title=self.title,
            kind=self.kind,
            commodity=self.commodity,
            stage=stage,
            tonnes=self.tonnes,
            success=self.success,
            contracted=self.contracted,
            counted=self.counted,
            first_year=self.first_year,
            host=self.host,
        )


class PortfolioFile(StrictModel):
    """A portfolio of one user."""

    title: str
    """What the portfolio is."""
    items: tuple[PortfolioEntry, ...] = Field(min_length=1, strict=False)
    """What is in it."""

    def for_setting(self, setting: Setting) -> tuple[Item, ...]:
        """Return the items at the stage of the importer's market of each commodity."""
        stages = {market.commodity: market.stage for market in setting.markets}
        return tuple(one.item(stages.get(one.commodity, "ore")) for one in self.items)

    def instead(self, setting: Setting) -> tuple[Item, ...]:
        """Return what could be had instead of each supply.

        The same tonnes from the two largest other producers, recycled, from a smelter at home, and
        one year of it as a stock; and, where its cost is given, a stock for the same money at the
        base price.
        """
        markets = {market.commodity: market for market in setting.markets}
        found: list[Item] = []
        for one in self.items:
            market = markets.get(one.commodity)
            if market is None or one.kind is not Kind.SUPPLY:
                continue
            item = one.item(market.stage)
            others = list(alternatives(item, market)[1:])
            if one.cost_musd is not None and market.price_usd:
                tonnes = one.cost_musd * 1e6 / market.price_usd
                others.append(stock_of(item, "the same money as a stock", tonnes))
            found += [replace(other, title=f"{one.title}: {other.title}") for other in others]
        return tuple(found)


def load_portfolio(path: Path) -> PortfolioFile:
    """Read a file of a portfolio.

    Raises
    ------
    ProblemsError, CaseError : every problem with file, line and key
    """
    return load_model(PortfolioFile, path)


def portfolio_schema() -> dict[str, Any]:
    """Return the JSON Schema of the file."""
    schema = PortfolioFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
