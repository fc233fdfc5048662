"""The physical part of a project file: what lies there, what is fed when, what is sold."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, StrictModel
from orepact.mine.number import (
    Grade,
    Mass,
    MassRate,
    MoneyPerTonne,
    Rate,
    Series,
    Share,
    Years,
)
from orepact.quantity import Stage, conversion_factor

__all__ = [
    "Concentrate",
    "Deposit",
    "FreightLeg",
    "Id",
    "Product",
    "Schedule",
    "ScheduleBlock",
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


_LONGEST_LIFE = 200
"""Years of production that are computed; no mine plan is longer."""


class ScheduleBlock(StrictModel):
    """Years of production that share a rate and grade."""

    from_year: Annotated[int, Field(ge=1)]
    """First production year of the block; the first block starts with 1."""
    feed: MassRate | None = None
    """Ore, or concentrate fed; left out in the last block it is the rest of the deposit."""
    head_grade: dict[str, Grade] | None = None
    """By commodity; left out it is the deposit's grade, or, in a last block that empties the
    deposit (no ``feed``), what the earlier blocks have left."""


class Schedule(StrictModel):
    """What is fed in each production year: blocks, or a table of years."""

    mines: Id | None = None
    """Id of the deposit that the schedule draws on."""
    life: Years
    """Production years; whole years."""
    blocks: list[ScheduleBlock] | None = None
    """A sketch: steps of throughput and grade."""
    ramp_up: Series | None = None
    """Share of the block's feed in the first production years."""
    feed: Series | None = None
    """A table instead of blocks: feed of each production year."""
    head_grades: dict[str, Series] | None = None
    """With the table: grade of each production year, by commodity."""
    strip_ratio: Parameter | None = None
    """Waste per ore, ``t/t``."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        years = self.life.to("yr")
        if years != round(years) or years < 1:
            raise ValueError("life must be a whole number of years, at least 1")
        if years > _LONGEST_LIFE:
            raise ValueError(f"a life of {years:g} years; at most {_LONGEST_LIFE} are computed")
        if (self.blocks is None) == (self.feed is None):
            raise ValueError("give either blocks or a feed table, not both and not neither")
        if self.blocks is not None:
            self._check_blocks(self.blocks, round(years))
        if self.feed is not None and len(self.feed.values) != round(years):
            raise ValueError(f"the feed table has {len(self.feed.values)} years, life {years:g}")
        for name, series in (self.head_grades or {}).items():
            if len(series.values) != round(years):
                raise ValueError(f"head_grades.{name} has {len(series.values)} years")
        return self

    def _check_blocks(self, blocks: list[ScheduleBlock], years: int) -> None:
        starts = [block.from_year for block in blocks]
        if not starts or starts[0] != 1 or starts != sorted(set(starts)):
            raise ValueError("blocks must start with from_year 1 and rise")
        if starts[-1] > years:
            raise ValueError(f"block from_year {starts[-1]} lies after the life of {years} years")
        for block in blocks[:-1]:
            if block.feed is None:
                raise ValueError("only the last block may leave out feed")
        if blocks[-1].feed is None and self.mines is None:
            raise ValueError("a last block without feed needs mines, the deposit it empties")
