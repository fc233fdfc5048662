"""US imports of chromium ore: totals and the shares of South Africa and Turkiye."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.exposure import MEASURES, exposure, find_line
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, compare, data_rows

__all__ = ["REPRODUCTION", "share", "total"]


def share(commodity: str, line: str, supplier: str, year: int, by: str) -> Value:
    """Return a supplier's share of US imports, percent."""
    keys = {
        "importer": "USA",
        "commodity": commodity,
        "line": line,
        "supplier": supplier,
        "year": str(year),
        "by": by,
    }
    found = MEASURES.get("exposure.import_share").compute(exposure(), keys)
    return found if found.number is None else Value.exact(100.0 * found.number)


def total(commodity: str, line: str, year: int, column: str) -> Value:
    """Return US imports of a line in tonnes or thousand USD, of the flows that record them."""
    flows = exposure().flows("USA", find_line(commodity, line), year)
    return Value.exact(float(flows[column].sum())) if flows.height else Value.missing()


def _sum(first: Value, second: Value) -> Value:
    if first.number is None or second.number is None:
        return Value.missing()
    return Value.exact(first.number + second.number)


def _run() -> Sequence[Check]:
    checks = []
    for row in data_rows("chromium_imports.csv"):
        year = int(row["year"])
        shares = {
            (who, by): share("chromium", "261000", who, year, by)
            for who in ("ZAF", "TUR")
            for by in ("mass", "value")
        }
        for what, column, value, tolerance, unit in (
            ("tonnes", "tonnes", total("chromium", "261000", year, "tonnes"), 0.5, "t"),
            ("value", "kusd", total("chromium", "261000", year, "value_kusd"), 0.5, "kUSD"),
            ("ZAF by mass", "zaf_mass", shares["ZAF", "mass"], 0.05, "%"),
            ("TUR by mass", "tur_mass", shares["TUR", "mass"], 0.05, "%"),
            (
                "ZAF and TUR by mass",
                "both_mass",
                _sum(shares["ZAF", "mass"], shares["TUR", "mass"]),
                0.05,
                "%",
            ),
            (
                "ZAF and TUR by value",
                "both_value",
                _sum(shares["ZAF", "value"], shares["TUR", "value"]),
                0.05,
                "%",
            ),
        ):
            number = float(row[column])
            checks.append(
                Check(
                    reproduction="chromium-imports",
                    what=f"{year}: {what}",
                    published=Value.exact(number, row[column]),
                    computed=value,
                    tolerance=tolerance,
                    unit=unit,
                    verdict=compare(number, value, tolerance),
                    is_in_sample=True,
                    source=row["source"],
                    locator=row["locator"],
                    note="An earlier, independent calculation from the same flows",
                    is_headline=what == "ZAF and TUR by mass",
                )
            )
    return checks


REPRODUCTION = Reproduction(
    id="chromium-imports",
    title="US imports of chromium ore (HS 261000), 2010 to 2024",
    citation="Own table of 2026-11-21 from CEPII, BACI HS92, importer 842",
    run=_run,
)
