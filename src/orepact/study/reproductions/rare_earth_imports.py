"""US imports of rare earths: totals and China's share by mass and by value."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.exposure import ALL_FORMS
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, compare, data_rows
from orepact.study.reproductions.chromium_imports import share, total

__all__ = ["REPRODUCTION"]

_COMMODITY = "rare earths"


def _run() -> Sequence[Check]:
    checks = []
    for row in data_rows("rare_earth_imports.csv"):
        year = int(row["year"])
        line = ALL_FORMS if row["line"] == "sum" else row["line"]
        for what, column, value, tolerance, unit in (
            ("tonnes", "tonnes", total(_COMMODITY, line, year, "tonnes"), 0.5, "t"),
            ("value", "kusd", total(_COMMODITY, line, year, "value_kusd"), 0.5, "kUSD"),
            ("CHN by mass", "china_mass", share(_COMMODITY, line, "CHN", year, "mass"), 0.05, "%"),
            (
                "CHN by value",
                "china_value",
                share(_COMMODITY, line, "CHN", year, "value"),
                0.05,
                "%",
            ),
        ):
            if not row[column]:
                continue
            number = float(row[column])
            checks.append(
                Check(
                    reproduction="rare-earth-imports",
                    what=f"{row['line']}, {year}: {what}",
                    published=Value.exact(number, row[column]),
                    computed=value,
                    tolerance=tolerance,
                    unit=unit,
                    verdict=compare(number, value, tolerance),
                    is_in_sample=True,
                    source=row["source"],
                    locator=row["locator"],
                    note="An earlier, independent calculation from the same flows; gross weight",
                    is_headline=what == "CHN by mass",
                )
            )
    return checks


REPRODUCTION = Reproduction(
    id="rare-earth-imports",
    title="US imports of rare earths (HS 280530, 284610, 284690), 2018 to 2024",
    citation="Own table of 2026-11-21 from CEPII, BACI HS92, importer 842",
    run=_run,
)
