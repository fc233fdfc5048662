"""What demand may become: IEA scenarios and the sourced range for copper in data centres."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from orepact.quantity import Value
from orepact.trace import Record, RecordKind

__all__ = ["DemandFigure", "DemandNumbers", "demand_figures"]

PREFIX = "mine:demand."


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandFigure:
    """One figure of demand in one year.

    Parameters
    ----------
    id : str
        For ``orepact explain``.
    commodity, series, scenario : str
    year : int
    kind : str
        ``level`` is all demand of a year, ``increase of yearly demand`` what is added to it.
    value : Value
        In ``unit``.
    unit, source, quality, note : str
    """

    id: str
    commodity: str
    series: str
    scenario: str
    year: int
    kind: str
    value: Value
    unit: str
    source: str
    quality: str
    note: str


def _value(row: dict[str, str]) -> Value:
    if row["low"] and row["high"]:
        return Value.between(float(row["low"]), float(row["high"]))
    return Value.exact(float(row["value"]))


@cache
def demand_figures() -> tuple[DemandFigure, ...]:
    """Return every figure of the shipped table."""
    path = resources.files("orepact") / "mine" / "data" / "demand.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        DemandFigure(
            id=f"{PREFIX}{row['id']}",
            commodity=row["commodity"],
            series=row["series"],
            scenario=row["scenario"],
            year=int(row["year"]),
            kind=row["kind"],
            value=_value(row),
            unit=row["unit"],
            source=row["source"],
            quality=row["quality"],
            note=f"{row['kind']}; {row['note']}",
        )
        for row in rows
    )


class DemandNumbers:
    """Answers for the figures of demand by id."""

    def find(self, id_: str) -> Record | None:
        """Return the record of a figure, or None."""
        found = [figure for figure in demand_figures() if figure.id == id_]
        if not found:
            return None
        figure = found[0]
        return Record(
            id=id_,
            title=f"{figure.commodity}, {figure.series}, {figure.scenario}, {figure.year}",
            value=figure.value,
            unit=figure.unit,
            kind=RecordKind.SOURCE,
            sources=(figure.source,),
            locator=f"demand.csv, {figure.id.removeprefix(PREFIX)}",
            quality=figure.quality,
            note=figure.note,
        )
