"""One line per commodity and stage, the most exposed first, out of the rows of a listing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from orepact.errors import UnknownNameError
from orepact.exposure.chain import as_chain_stage
from orepact.exposure.chain_measures import WITHOUT
from orepact.exposure.us_table import as_value
from orepact.quantity import Value

__all__ = ["RULE", "ranked", "reliance_shown"]

Row = Mapping[str, Any]

RULE = (
    "ranked by the part of use that the largest supplier covers: net import reliance times its "
    "share of imports, bounds at their upper end; what is not known stands last"
)
"""How lines are ordered, in words."""


def _stage_of(row: Row) -> str:
    stages = list(row.get("stages") or [])
    if len(stages) == 1:
        return str(stages[0])
    try:
        return as_chain_stage(str(row["line"]))
    except UnknownNameError:
        return str(row["line"])


def reliance_shown(row: Row) -> Value:
    """Return a computed reliance, or the published one where withheld inputs leave it open."""
    value: Value = row["value"]
    if value.is_number or not row.get("published"):
        return value
    published = as_value(row["published"])
    return value if published.is_gap else published


def _upper(value: Value | None) -> float | None:
    if value is None:
        return None
    if value.low is not None and value.number is None and value.high is None:
        return 100.0
    return value.number if value.number is not None else value.high


def _better(old: Row | None, new: Row) -> bool:
    """Return whether a row says more than one already held: by mass before by value."""
    if old is None:
        return True
    is_known = not new["value"].is_gap
    return is_known and (old["value"].is_gap or new.get("by") == "mass")


def ranked(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return one line per commodity and stage, most exposed first.

    Parameters
    ----------
    rows : iterable of mapping
        As :func:`orepact.exposure.listing.exposure_rows` returns them without a measure.

    Returns
    -------
    list of dict
        ``commodity``, ``stage``, ``rows`` (the best row of each measure, by its name), ``supplier``
        and ``share`` (largest supplier and its part of imports), ``score`` (fraction of use, or
        None), ``coverage``.
    """
    lines: dict[tuple[str, str], dict[str, Row]] = {}
    for row in rows:
        own = lines.setdefault((str(row["commodity"]), _stage_of(row)), {})
        name = str(row["measure"]).removesuffix(WITHOUT)
        if _better(own.get(name), row):
            own[name] = row
    made = [_line(key, own) for key, own in lines.items()]
    return sorted(
        made, key=lambda line: (line["score"] is None, -(line["score"] or 0.0), line["commodity"])
    )


def _line(key: tuple[str, str], own: Mapping[str, Row]) -> dict[str, Any]:
    reliance, top = own.get("net_import_reliance"), own.get("top_supplier_share")
    supplier, share = None, None
    if top is not None and top["value"].is_number:
        supplier, share = top["supplier"], top["value"].number
    elif reliance is not None and reliance.get("largest"):
        supplier = reliance["largest"]["supplier"]
        share = reliance["largest"]["percent"] / 100.0
    dependence = _upper(reliance_shown(reliance)) if reliance is not None else None
    score = None
    if dependence is not None and share is not None:
        score = min(max(dependence, 0.0), 100.0) / 100.0 * share
    covered = next(
        (str(row["coverage"]) for row in own.values() if row.get("coverage")),
        "US statistics",
    )
    return {
        "commodity": key[0],
        "stage": key[1],
        "rows": own,
        "supplier": supplier,
        "share": share,
        "score": score,
        "coverage": covered,
    }
