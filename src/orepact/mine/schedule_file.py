"""When what is mined and fed: blocks of years, or a table of years or half-years."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, StrictModel
from orepact.mine.number import Grade, MassRate, Series, Years
from orepact.mine.physical_file import Id

__all__ = ["Schedule", "ScheduleBlock"]

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
    """What is fed in each production year: blocks, or a table of years or half-years."""

    mines: Id | None = None
    """Id of the deposit that the schedule draws on."""
    life: Years
    """Production years; whole years."""
    period: Literal["year", "half-year"] = "year"
    """What one number of the tables below stands for; rates stay per year (``Mt/yr``)."""
    blocks: list[ScheduleBlock] | None = None
    """A sketch: steps of throughput and grade."""
    ramp_up: Series | None = None
    """Share of the block's feed in the first production years."""
    feed: Series | None = None
    """A table instead of blocks: feed of each period."""
    head_grades: dict[str, Series] | None = None
    """With the table: grade of each period, by commodity."""
    mined: Series | None = None
    """With the table: ore mined in each period; what is not fed waits on the stockpile."""
    mined_grades: dict[str, Series] | None = None
    """With ``mined``: its grade in each period, by commodity; head grades then follow from it."""
    strip_ratio: Parameter | None = None
    """Waste per ore mined, ``t/t``."""
    strip_ratios: Series | None = None
    """The same by period, ``t/t``."""

    @property
    def periods(self) -> int:
        """Numbers that a table holds."""
        return round(self.life.to("yr")) * (2 if self.period == "half-year" else 1)

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
        self._check_tables()
        return self

    def _check_tables(self) -> None:
        if self.feed is None and (self.mined is not None or self.period != "year"):
            raise ValueError("mined and half-years go with a feed table, not with blocks")
        if self.mined_grades is not None and self.mined is None:
            raise ValueError("mined_grades needs mined")
        if self.strip_ratio is not None and self.strip_ratios is not None:
            raise ValueError("give strip_ratio or strip_ratios, not both")
        tables = {"feed": self.feed, "mined": self.mined, "strip_ratios": self.strip_ratios}
        for group in ("head_grades", "mined_grades"):
            named = getattr(self, group) or {}
            tables |= {f"{group}.{name}": series for name, series in named.items()}
        for name, series in tables.items():
            if series is None:
                continue
            if len(series.values) != self.periods:
                raise ValueError(
                    f"{name} has {len(series.values)} numbers; "
                    f"a life of {self.life.to('yr'):g} years by {self.period} needs {self.periods}"
                )
            if min(series.values) < 0:
                raise ValueError(f"{name} has a negative number")

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
