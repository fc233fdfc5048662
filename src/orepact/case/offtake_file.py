"""``offtake.yaml``: what markets of the importer need, what is pledged elsewhere, by-products."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, StrictModel
from orepact.quantity import conversion_factor

__all__ = ["ByProductEntry", "OfftakeFile", "OutletEntry", "OutletProduct"]

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class OutletProduct(StrictModel):
    """A product that serves the market."""

    product: str
    """Id of a project's product."""
    factor: Parameter | None = None
    """Market's unit per unit of output; left out, by the units alone."""
    pledged: Parameter | None = None
    """Percent of the output that is sold elsewhere by contract; left out, none is known."""


class OutletEntry(StrictModel):
    """A market of the importer."""

    id: Slug
    title: str
    unit: str
    """For example ``kt/yr``."""
    products: Annotated[tuple[OutletProduct, ...], Field(min_length=1)]
    demand: Parameter
    """What the importer needs a year."""
    other_supply: Parameter
    """What it has a year without the plan."""
    stock_start: Parameter | None = None
    """In the store at the start, the same unit times a year."""
    stock_most: Parameter | None = None
    """What the store can hold."""
    least_met: Parameter | None = None
    """Percent of what is missing that a plan must meet; left out, the market is only reported."""
    by: int | None = None
    """First year in which it must."""
    note: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        conversion_factor(self.unit, "t/yr")
        if (self.least_met is None) != (self.by is None):
            raise ValueError("give both least_met and by, or neither")
        if (self.stock_start is None) != (self.stock_most is None):
            raise ValueError("give both stock_start and stock_most, or neither")
        names = [item.product for item in self.products]
        if len(set(names)) < len(names):
            raise ValueError("a product stands twice")
        return self


class ByProductEntry(StrictModel):
    """A product of a project that lives on what another project brings up."""

    id: Slug
    title: str
    project: str
    product: str
    host_product: str
    ratio: Parameter
    """Units of the product per unit of the host product."""


class OfftakeFile(StrictModel):
    """``offtake.yaml``."""

    outlets: tuple[OutletEntry, ...] = ()
    by_products: tuple[ByProductEntry, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [item.id for item in self.outlets] + [item.id for item in self.by_products]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise ValueError(f"{', '.join(repeated)} stands twice")
        return self
