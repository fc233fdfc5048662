"""A number in a case: value, unit, range, quality and source, as a reader can audit it."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from orepact.evidence.field_meaning import field_meanings
from orepact.evidence.quality import Custody, Quality
from orepact.quantity import Value, convert, is_known_unit

__all__ = ["Custody", "Parameter", "Quality", "StrictModel", "refuse_unknown_unit"]


class StrictModel(BaseModel):
    """A frozen schema that refuses keys it does not know.

    Validators are built when a file is first read by the schema, and the docstrings of fields
    are read when a JSON Schema is asked for: neither delays the start of a command.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the JSON Schema with each field's docstring as its description."""
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for name, meaning in field_meanings(cls).items():
            if name in properties:
                properties[name].setdefault("description", meaning)
        return schema


_OTHER_MONEY = re.compile(r"^(?:k|M|bn|T)?(?!USD)[A-Z]{3}(?:$|/)")


def refuse_unknown_unit(unit: str) -> None:
    """Refuse a unit that is none of the trade's.

    Raises
    ------
    ValueError : with how units are written, and where money of other currencies may stand
    """
    if is_known_unit(unit):
        return
    words = (
        "money stands in USD; a mine in one file may name another `money.currency`"
        if _OTHER_MONEY.match(unit)
        else "units are written like MUSD, USD/t, %, kt/yr, MW, m3/yr, km, person, with * and /"
    )
    raise ValueError(f"unit {unit!r} is not known; {words}")


_LARGEST = 1e15
"""Beyond this a number is a slip of the unit, and sums with it lose their smaller terms."""
Number = Annotated[float, Field(allow_inf_nan=False)]


class Parameter(StrictModel):
    """One dated, referenced number of a case.

    What no source gives is quality D and must have a range; it is counted on page 1 of
    every report.
    """

    value: Number
    """Central value in ``unit``."""
    unit: str
    """A unit of the trade, for example ``MUSD``, ``USD/t``, ``%``, ``Mt/yr``."""
    range: tuple[Number, Number] | None = None
    """Low and high, same unit; required for quality D."""
    quality: Quality
    """A measured or official, B reported, C estimated or one step removed, D assumed."""
    source: str
    """Id of an entry of the case's ``sources.yaml``, of an evidence source, or ``assumption``."""
    locator: str = ""
    """Row, page, table or ledger id within the source."""
    note: str = ""
    """What a reader must know: basis, scope, how it was derived."""
    price_year: int | None = None
    """For money: the year of the prices; left out for money of the day."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        refuse_unknown_unit(self.unit)
        if max(abs(number) for number in (self.value, *(self.range or ()))) > _LARGEST:
            raise ValueError(f"a number beyond {_LARGEST:g}; choose a larger unit")
        if self.range is not None:
            low, high = self.range
            if not low <= self.value <= high:
                raise ValueError(f"value {self.value:g} lies outside its range {low:g} to {high:g}")
        if self.quality is Quality.D and self.range is None:
            raise ValueError("quality D needs a range")
        if self.source == "assumption" and self.quality is not Quality.D:
            raise ValueError("source 'assumption' goes with quality D only")
        return self

    def to(self, unit: str) -> float:
        """Return the central value in another unit.

        Raises
        ------
        ValueError : if the units measure different things
        """
        return convert(self.value, self.unit, unit)

    def bounds(self, unit: str) -> tuple[float, float]:
        """Return low and high in another unit; both the value when there is no range."""
        low, high = self.range or (self.value, self.value)
        return convert(low, self.unit, unit), convert(high, self.unit, unit)

    def typed(self) -> Value:
        """Return the central value as a typed value in its own unit."""
        return Value.exact(self.value)
