"""One line per commodity and stage, the most exposed first, out of the rows of a listing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from orepact.errors import UnknownNameError
from orepact.exposure.chain import as_chain_stage
from orepact.exposure.chain_measures import WITHOUT
from orepact.exposure.cube import Cube
from orepact.exposure.odd_flows import outlier_share
from orepact.exposure.us_table import as_value
from orepact.quantity import Value

__all__ = ["RULE", "ranked", "reliance_shown"]

Row = Mapping[str, Any]

RULE = (
    "ranked by the part of use that the largest supplier covers: net import reliance times its "
    "share of imports, bounds at their upper end; what is not known stands last"
)
"""How lines are ordered, in words."""


_BY_VALUE = "top_supplier_share by value"


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


def ranked(
    rows: Iterable[Row], *, held: Cube | None = None, importer: str = ""
) -> list[dict[str, Any]]:
    """Return one line per commodity and stage, most exposed first.

    Parameters
    ----------
    rows : iterable of mapping
        As :func:`orepact.exposure.listing.exposure_rows` returns them without a measure.
    held : Cube or None
        With the importer, to say how much of each bill is out of line; otherwise not known.
    importer : str

    Returns
    -------
    list of dict
        ``commodity``, ``stage``, ``rows`` (the best row of each measure, by its name), ``supplier``
        and ``share`` (largest supplier and its part of imports, by mass where mass is known),
        ``by_value`` (the same by value, as a pair, or None), ``score`` (fraction of use, or None),
        ``is_score_bound`` (reliance is known within bounds only), ``odd`` (part of the bill whose
        unit value is out of line, or None), ``coverage``.
    """
    lines: dict[tuple[str, str], dict[str, Row]] = {}
    for row in rows:
        own = lines.setdefault((str(row["commodity"]), _stage_of(row)), {})
        name = str(row["measure"]).removesuffix(WITHOUT)
        if _better(own.get(name), row):
            own[name] = row
        if row.get("by") == "value" and name == "top_supplier_share":
            own[_BY_VALUE] = row
    made = [_line(key, own) for key, own in lines.items()]
    for line in made if held is not None and importer else ():
        key, own = (line["commodity"], line["stage"]), line["rows"]
        if held is not None and _BY_VALUE in own:
            line["odd"] = _odd(held, importer, key, own[_BY_VALUE]["year"])
    return sorted(
        made, key=lambda line: (line["score"] is None, -(line["score"] or 0.0), line["commodity"])
    )


def _odd(held: Cube, importer: str, key: tuple[str, str], year: int) -> float | None:
    if key not in held.keys or year not in held.years:
        return None
    keys = {"importer": importer, "commodity": key[0], "stage": key[1]}
    return outlier_share(held, keys, year).number


def _line(key: tuple[str, str], own: Mapping[str, Row]) -> dict[str, Any]:
    reliance, top = own.get("net_import_reliance"), own.get("top_supplier_share")
    supplier, share = None, None
    if top is not None and top["value"].is_number:
        supplier, share = top["supplier"], top["value"].number
    elif reliance is not None and reliance.get("largest"):
        supplier = reliance["largest"]["supplier"]
        share = reliance["largest"]["percent"] / 100.0
    by_value = own.get(_BY_VALUE)
    shown = reliance_shown(reliance) if reliance is not None else None
    dependence = _upper(shown)
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
        "by_value": None
        if by_value is None or not by_value["value"].is_number
        else (by_value["supplier"], by_value["value"].number),
        "score": score,
        "is_score_bound": shown is not None and not shown.is_number,
        "odd": None,
        "coverage": covered,
    }
