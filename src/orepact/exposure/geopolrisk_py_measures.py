"""GeoPolRisk with the treatment of geopolrisk-py 2.0.1, to ask for beside our own."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from orepact.errors import UnknownNameError
from orepact.evidence import commodity as commodity_of
from orepact.evidence import country
from orepact.exposure.line import Line
from orepact.exposure.lineage import flow_parent
from orepact.exposure.spread import Unspread
from orepact.quantity import Value
from orepact.trace import Measure, Parent, result_id

if TYPE_CHECKING:
    from orepact.exposure.context import Exposure
    from orepact.exposure.geopolrisk_py import PeerScores

__all__ = ["PEER_LISTED", "PEER_MEASURES", "peer_rows"]

Keys = Mapping[str, str]

_KEYS = ("importer", "material", "year")
_ROLE = {"score": "geopolrisk_py_score", "midpoint": "geopolrisk_py_midpoint"}
PEER_LISTED = frozenset(_ROLE.values())
"""Names of the measures, as a listing takes them."""
_SOURCE = (
    "Koyamparambath et al., Journal of Open Source Software, 10.21105/joss.09600, version 2.0.1"
)
_NOTE = (
    "That package's treatment, to compare with: gross tonnes of concentrate beside metal mined, "
    "its baskets of customs lines, 0 where no trade is recorded. geopolrisk_score is ours"
)


@cache
def _scores(of: Exposure) -> PeerScores:
    from orepact.exposure.geopolrisk_py import peer_scores

    return peer_scores(of.cube)


def _place(of: Exposure, keys: Keys) -> tuple[int, int, int]:
    from orepact.exposure.geopolrisk_py import material_named

    if not keys["year"].isdigit():
        raise UnknownNameError("year", keys["year"], do="Give a calendar year, for example 2024")
    scores = _scores(of)
    name = material_named(keys["material"])
    if name not in scores.materials:
        raise UnknownNameError("material with production", name, list(scores.materials))
    return (
        scores.materials.index(name),
        of.cube.position(country(keys["importer"])),
        of.cube.year_position(int(keys["year"])),
    )


def _value(of: Exposure, keys: Keys, what: str) -> Value:
    number = float(getattr(_scores(of), what)[_place(of, keys)])
    return Value.missing() if math.isnan(number) else Value.exact(number)


def _parents(of: Exposure, keys: Keys) -> list[Parent]:
    """Return the importer's flows of the basket and the world's production of the material."""
    from orepact.exposure.geopolrisk_py import SOURCE, material_named, materials

    _place(of, keys)
    name = material_named(keys["material"])
    table, codes = materials()[name]
    line = Line(commodity=commodity_of(name.casefold()), name="basket", codes=codes)
    flows = of.flows(country(keys["importer"]), line, int(keys["year"]))
    found = [
        flow_parent(flow, f"F from {flow['exporter']}")
        for flow in flows.iter_rows(named=True)
        if flow["tonnes"] is not None
    ]
    figures = of.evidence.figures(source=SOURCE, statistic="production")
    for row in figures.iter_rows(named=True):
        is_own = row["label"].rpartition(": ")[0] == table and row["period"] == keys["year"]
        if is_own and row["country"] != "WLD":
            found.append(Parent(role=f"p of {row['country']}", id=row["id"]))
    return found


def _measure(what: str, title: str, formula: str) -> Measure[Exposure]:
    return Measure(
        id=f"exposure.{_ROLE[what]}",
        title=title,
        formula=formula,
        unit="1",
        source=_SOURCE,
        keys=_KEYS,
        compute=lambda of, keys: _value(of, keys, what),
        parents=_parents,
        note=_NOTE,
    )


PEER_MEASURES: tuple[Measure[Exposure], ...] = (
    _measure(
        "score",
        "GeoPolRisk score by the treatment of geopolrisk-py 2.0.1",
        "sum of (p / world)^2 x sum of g F / (own p + sum of F)",
    ),
    _measure(
        "midpoint",
        "GeoPolRisk midpoint factor by the treatment of geopolrisk-py 2.0.1",
        "score x value / gross tonnes / 0.409412948",
    ),
)
"""Registered beside the other measures of this room."""


def peer_rows(
    of: Exposure,
    name: str,
    *,
    importer: str,
    commodity: str | None = None,
    year: int | None = None,
) -> Iterator[dict[str, Any]]:
    """Return one row per material of that package, whose baskets know no stages.

    Parameters
    ----------
    of : Exposure
    name : str
        One of :data:`PEER_LISTED`.
    importer : str
        ISO 3166 alpha-3.
    commodity, year : optional
        Narrow the list; without a year the latest.
    """
    from orepact.exposure.geopolrisk_py import SOURCE

    measure = next(each for each in PEER_MEASURES if each.id == f"exposure.{name}")
    when = of.cube.years[-1] if year is None else year
    for material in _scores(of).materials if when in of.cube.years else ():
        what = commodity_of(material.casefold())
        if commodity not in (None, what):
            continue
        keys = {"importer": importer, "material": material, "year": str(when)}
        yield {
            "measure": name,
            "commodity": what,
            "line": "basket of geopolrisk-py",
            "year": when,
            "value": measure.compute(of, keys),
            "unit": measure.unit,
            "id": result_id(measure.id, keys),
            "sources": [SOURCE],
            "note": "treatment of geopolrisk-py: 0 also where no trade is recorded",
            "spread": str(Unspread.PEER),
        }
