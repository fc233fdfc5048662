"""How much of a commodity-stage an importer uses in a year, from the best source there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from orepact.errors import UnknownNameError
from orepact.evidence import country as country_of
from orepact.evidence import row_value
from orepact.exposure.chain import chain_stage, content_of
from orepact.exposure.cube import Chain, Cube, Known
from orepact.exposure.line import Coverage
from orepact.exposure.lineage import flow_parents, production_parents
from orepact.exposure.origin_measures import origins
from orepact.quantity import Basis, Stage, Value, conversion_factor
from orepact.trace import Measure, Parent, result_id

if TYPE_CHECKING:
    from orepact.exposure.context import Exposure

__all__ = ["USE_MEASURE", "Use", "use_of"]

_STATISTICS = ("apparent consumption", "reported consumption", "estimated consumption")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What an importer uses of a chain in a year.

    Parameters
    ----------
    value : Value, t of content
    year : int
    says : str
        What it is: computed at the stage, or a published figure of all forms.
    id : str
        Empty for a gap.
    """

    value: Value
    year: int
    says: str
    id: str = ""


def _at_stage(held: Cube, chain: Chain, place: int, year: int) -> Value:
    """Return production + imports - exports at a stage, from bounds of each.

    What is not covered, or a country with trade without tonnes, gives a gap.
    """
    if chain.coverage_of(year) not in (Coverage.MEASURED, Coverage.PARTLY):
        return Value.missing()
    made, when = chain.production, held.year_position(year)
    if made is None or made.known[place, when] in (Known.NOTHING, Known.WITHHELD):
        return Value.missing()
    low, high = made.low[place, when], made.high[place, when]
    if not (np.isfinite(low) and np.isfinite(high)):
        return Value.missing()
    ends = []
    for of, own in (("low", low), ("high", high)):
        flows = chain.matrix(year, of=of)  # type: ignore[arg-type]
        ends.append(float(own + flows[:, place].sum() - flows[place].sum()))
    bottom, top = max(0.0, min(ends)), max(0.0, *ends)
    return Value.between(bottom, top) if top > 0 else Value.exact(0.0)


def _published(of: Exposure, chain: Chain, who: str) -> Use | None:
    """Return the latest published consumption whose unit, form and basis fit the chain."""
    figures = of.evidence.figures(
        statistic=list(_STATISTICS), commodity=chain.commodity, country=who
    )
    figures = figures.filter(figures["period"].str.contains(r"^\d{4}$"))
    order = {name: place for place, name in enumerate(_STATISTICS)}
    rows = sorted(
        figures.iter_rows(named=True),
        key=lambda row: (-int(row["period"]), order[row["statistic"]], row["detail"], row["id"]),
    )
    for row in rows:
        is_all = row["stage"] == str(Stage.ALL)
        fits = is_all or chain_stage(chain.commodity, row["stage"]) == (
            chain.commodity,
            chain.stage,
        )
        weighed = content_of(chain.commodity) == "gross" or row["basis"] != str(Basis.GROSS)
        value = row_value(row)
        if not fits or not weighed or value.is_gap:
            continue
        try:
            factor = conversion_factor(row["unit"], "t")
        except (UnknownNameError, ValueError):
            continue
        form = "all forms together" if is_all else "of this stage"
        detail = f" ({row['detail']})" if row["detail"] else ""
        return Use(
            value=value.scaled(factor),
            year=int(row["period"]),
            says=f"published {row['statistic']}, {form}{detail}",
            id=row["id"],
        )
    return None


def use_of(of: Exposure, held: Cube, chain: Chain, importer: str) -> Use:
    """Return an importer's yearly use of a chain: published at its stage, computed, or published.

    Parameters
    ----------
    of : Exposure
    held : Cube
    chain : Chain
    importer : str
        ISO 3166 alpha-3.
    """
    published = _published(of, chain, importer)
    if published is not None and "this stage" in published.says:
        return published
    place, year = held.position(importer), held.years[-1]
    value = _at_stage(held, chain, place, year)
    if not value.is_gap:
        keys = {"importer": importer, "commodity": chain.commodity, "stage": chain.stage}
        return Use(
            value=value,
            year=year,
            says="production + imports - exports at this stage",
            id=result_id("exposure.apparent_use", {**keys, "year": year}),
        )
    if published is not None:
        return published
    return Use(value=Value.missing(), year=year, says="use at this stage is in no source")


Keys = Mapping[str, str]


def _measured(_: Exposure, keys: Keys) -> Value:
    held = origins().cube
    chain = held.chain(keys["commodity"], keys["stage"])
    return _at_stage(held, chain, held.position(keys["importer"]), int(keys["year"]))


def _inputs(of: Exposure, keys: Keys) -> list[Parent]:
    chain = origins().cube.chain(keys["commodity"], keys["stage"])
    who, year = country_of(keys["importer"]), int(keys["year"])
    return [
        *production_parents(of, chain, who, year),
        *flow_parents(of, chain, who, year, side="importer", role="M"),
        *flow_parents(of, chain, who, year, side="exporter", role="X"),
    ]


USE_MEASURE: Measure[Exposure] = Measure(
    id="exposure.apparent_use",
    title="What a country uses of a commodity-stage in a year",
    formula="P + M - X, tonnes of content",
    unit="t",
    source="orepact: production and trade in contained metal; stock changes are not known",
    keys=("importer", "commodity", "stage", "year"),
    compute=_measured,
    parents=_inputs,
)
"""Registered beside the other measures of this room."""
