"""Reliance of the United States as rows at rest, so that a listing opens no table of figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from orepact.quantity import Kind, Value

if TYPE_CHECKING:
    from orepact.evidence import Bundle

__all__ = ["as_json", "as_value", "us_rows"]


def as_json(value: Value) -> list[Any]:
    """Return a typed value as a JSON list: kind, number, low, high, text."""
    return [str(value.kind), value.number, value.low, value.high, value.text]


def as_value(cells: list[Any]) -> Value:
    """Return the typed value of :func:`as_json`.

    Examples
    --------
    >>> as_value(as_json(Value.at_least(50.0, ">50"))) == Value.at_least(50.0, ">50")
    True
    """
    kind, number, low, high, text = cells
    return Value(kind=Kind(kind), number=number, low=low, high=high, text=text)


def _largest_sources(evidence: Bundle) -> Mapping[str, dict[str, dict[str, Any]]]:
    """Return by commodity and form the largest named source of US imports as printed, percent."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    figures = evidence.figures(statistic="import sources", country="USA")
    for row in figures.sort("commodity", "detail", "partner").iter_rows(named=True):
        if row["number"] is None or row["partner"] in {"OTH", "", "WLD"}:
            continue
        own = found.setdefault(row["commodity"], {})
        held = own.get(row["detail"])
        if held is None or row["number"] > held["percent"]:
            own[row["detail"]] = {
                "supplier": row["partner"],
                "percent": row["number"],
                "id": row["id"],
                "form": row["detail"],
                "stage": row["stage"],
                "period": row["period"],
            }
    return found


def _source_of(
    sources: Mapping[str, dict[str, Any]], form: str, stages: frozenset[str]
) -> dict[str, Any] | None:
    """Return the import source of a form: the only one, or the one of its name or stage."""
    if len(sources) == 1:
        return next(iter(sources.values()))
    named = [each for each in sources.values() if form in each["form"].casefold()]
    staged = [each for each in sources.values() if each["stage"] in stages]
    for kept in (named, staged):
        if len(kept) == 1:
            return kept[0]
    total = [each for each in sources.values() if each["form"].casefold().startswith("total")]
    return total[0] if form == "all" and len(total) == 1 else None


def us_rows(evidence: Bundle) -> list[dict[str, Any]]:
    """Return every published series of US reliance: computed, published, stocks and main source.

    Parameters
    ----------
    evidence : Bundle
    """
    from orepact.exposure.context import Exposure
    from orepact.exposure.reliance_of import reliance_of, stock_change_of

    of = Exposure(evidence)
    sources = _largest_sources(evidence)
    figures = evidence.figures(country="USA")
    units = dict(zip(figures["id"], figures["unit"], strict=True))
    source_ids = dict(zip(figures["id"], figures["source"], strict=True))
    rows = []
    for (name, form, year), statement in sorted(of.us_statements.items()):
        found = reliance_of(of, importer="USA", commodity=name, form=form, year=year)
        stock = stock_change_of(of, commodity=name, form=form, year=year)
        first = found.parents[0].id if found.parents else statement.id
        rows.append(
            {
                "commodity": name,
                "form": form,
                "year": year,
                "stages": sorted(of.stages[statement.id]),
                "net_import_reliance": as_json(found.value),
                "published_net_import_reliance": as_json(statement.published),
                "stock_change": as_json(stock.value),
                "stock_unit": units.get(stock.parents[0].id, "") if stock.parents else "",
                "note": found.note,
                "definition": statement.definition,
                "stock_note": stock.note,
                "sources": [source_ids[first]] if first in source_ids else [],
                "largest": _source_of(sources.get(name, {}), form, of.stages[statement.id]),
            }
        )
    return rows
