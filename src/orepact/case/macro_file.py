"""``macro.yaml``: the host's economy today, what of a mine is bought abroad, and its ceilings."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, StrictModel

__all__ = ["Ceiling", "CeilingOn", "Guarantee", "MacroFile"]

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class CeilingOn(StrEnum):
    """What a ceiling limits."""

    NEW_GUARANTEES = "new guarantees"
    """Guarantees first given in a year."""
    EXTERNAL_DEBT = "external debt"
    """What the country owes abroad."""


class Ceiling(StrictModel):
    """A limit that the host's law or a programme sets."""

    id: Slug
    title: str
    on: CeilingOn
    limit: Parameter
    """Percent of gross domestic product."""


class Guarantee(StrictModel):
    """A promise of the host's governments or firms to pay if another does not."""

    id: Slug
    title: str
    by: str
    """Party that would pay."""
    project: str
    """Project whose choice brings it."""
    amount: Parameter | None = None
    """Money; or a share of the project's loans."""
    share_of_loans: Parameter | None = None
    """Percent of the balance of all loans to the project."""
    years: Annotated[int, Field(ge=1)] | None = None
    """From first spending; left out, to the first year of production."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.amount is None) == (self.share_of_loans is None):
            raise ValueError("give either an amount or a share of the loans")
        return self


class MacroFile(StrictModel):
    """``macro.yaml``; money is of ``base_year``."""

    base_year: int
    gdp: Parameter
    """Gross domestic product of the base year, money per year."""
    growth: Parameter
    """Real growth without the plan, percent per year."""
    mining_share: Parameter
    """Mining and quarrying, percent of gross domestic product."""
    external_debt: Parameter
    """Owed abroad, money."""
    mineral_exports: Parameter
    """Money per year."""
    mineral_imports: Parameter
    """Money per year."""
    capital_imported: Parameter
    """Percent of capital cost bought abroad."""
    operating_imported: Parameter
    """Percent of operating cost bought abroad."""
    wages: Parameter
    """Percent of operating cost that is pay; the rest is bought from others."""
    residents: tuple[str, ...] = ()
    """Parties beyond the host's side whose receipts stay in the country."""
    ceilings: tuple[Ceiling, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name in ("mining_share", "capital_imported", "operating_imported", "wages"):
            percent = getattr(self, name).to("%")
            if not 0.0 <= percent <= 100.0:
                raise ValueError(f"{name} is {percent:g} %, not 0 to 100")
        if self.gdp.to("MUSD/yr") <= 0.0:
            raise ValueError("gdp is not above zero")
        return self
