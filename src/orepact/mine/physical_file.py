"""The physical part of a project file: what lies there, what is fed when, what is sold."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, StrictModel
from orepact.mine.number import (
    Grade,
    Mass,
    MoneyPerTonne,
    Rate,
    Share,
)
from orepact.quantity import Stage, conversion_factor

__all__ = [
    "Concentrate",
    "Deposit",
    "FreightLeg",
    "Id",
    "Product",
]

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
"""A short name: lower case, digits and hyphens."""


class Product(StrictModel):
    """One thing sold: a metal paid for in a concentrate, a refined metal, or a mineral by weight.

    With ``basis: metal`` the output is ``feed x grade x recovery`` of contained metal; with
    ``basis: gross`` it is ``feed x recovery`` of product, ``recovery`` being its mass yield.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9 -]+$")]
    """Commodity and form, for example ``copper/concentrate``."""
    commodity: str
    """Our name of the commodity; also the key of its grade."""
    stage: Stage
    """Where in the chain it stands."""
    basis: Literal["metal", "gross"]
    """What is weighed, priced and counted as output."""
    price: str
    """Key of the price in the decks, for example ``copper``."""
    output_unit: str
    """Unit of the yearly output, for example ``kt/yr`` or ``koz/yr``."""
    recovery: Share
    """Share of the metal in the feed that is recovered; for gross weight the mass yield."""
    payability: Share
    """Share of the recovered metal or product that is paid for."""
    concentrate: str = ""
    """Id of the concentrate that carries it; empty is the project's first concentrate, ``none`` is
    shipped as it is (dore, cathode, oxide)."""
    unit_deduction: Grade | None = None
    """Metal that the buyer never pays for, as grade of the concentrate; the smaller of it and
    ``payability`` counts."""
    refining_charge: MoneyPerTonne | None = None
    """Refining charge per payable mass, unless the deck gives one."""
    premium: Rate | None = None
    """Premium (positive) or discount on the deck's price, for grade, place or purity."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        conversion_factor(self.output_unit, "t/yr")
        return self


class Concentrate(StrictModel):
    """The concentrate that carries the metals: its mass, and what treating it costs."""

    id: str = ""
    """Short name; needed where a project has several concentrates."""
    metal: str
    """Commodity whose grade fixes the mass."""
    grade: Grade
    """Grade of that metal in dry concentrate."""
    moisture: Share
    """Water in the wet mass that is shipped."""
    treatment_charge: MoneyPerTonne
    """Per dry tonne of concentrate, unless the deck gives one."""
    price: str = ""
    """Key of the treatment charge in the decks; empty takes ``metal``."""
    penalties: MoneyPerTonne | None = None
    """Per dry tonne of concentrate."""
    marketing: MoneyPerTonne | None = None
    """Per dry tonne of concentrate."""


class FreightLeg(StrictModel):
    """One leg of the way out or in; cost depends on the direction."""

    id: Id
    """Short name, for example ``site-to-port``."""
    title: str
    """From where to where."""
    mode: Literal["road", "rail", "port", "sea", "pipeline"]
    """How it moves."""
    direction: Literal["export", "import"]
    """Product going out, or supplies coming in."""
    cost: MoneyPerTonne
    """Per tonne moved on this leg."""
    tonnes: Parameter | None = None
    """Tonnes moved per tonne of wet product shipped, ``t/t``; left out it is 1."""


class Deposit(StrictModel):
    """One statement of what lies in the ground, with its class; statements are never summed."""

    id: Id
    """Short name."""
    title: str
    """Name of deposit or statement, with its date."""
    deposit_class: Literal[
        "proved",
        "probable",
        "measured",
        "indicated",
        "inferred",
        "measured and indicated",
        "historical",
        "exploration target",
        "unclassified",
    ]
    """Class in the terms of CRIRSCO; historical and unclassified carry no code."""
    compliance: str
    """Reporting code and signatory, or ``none``."""
    unfc: str = ""
    """E, F and G category, with whose reading it is."""
    tonnage: Mass
    """Rock of this class, 100 % basis."""
    grades: dict[str, Grade]
    """By commodity."""
