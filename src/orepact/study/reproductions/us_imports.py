"""US imports of chromium ore and of rare earths: totals and the shares of the largest suppliers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from orepact.exposure import ALL_FORMS, MEASURES, exposure, find_line
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, compare, data_rows

__all__ = ["CHROMIUM", "RARE_EARTHS", "share", "total"]

Row = Mapping[str, str]
Compared = tuple[str, str, Value, float, str]
"""What, column of the published table, computed, tolerance, unit."""

_SAME = "An earlier, independent calculation from the same flows"


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


def _totals(commodity: str, line: str, year: int) -> Iterator[Compared]:
    yield "tonnes", "tonnes", total(commodity, line, year, "tonnes"), 0.5, "t"
    yield "value", "kusd", total(commodity, line, year, "value_kusd"), 0.5, "kUSD"


def _sum(first: Value, second: Value) -> Value:
    if first.number is None or second.number is None:
        return Value.missing()
    return Value.exact(first.number + second.number)


def _chromium(row: Row) -> Iterator[Compared]:
    year = int(row["year"])

    def of(supplier: str, by: str) -> Value:
        return share("chromium", "261000", supplier, year, by)

    yield from _totals("chromium", "261000", year)
    yield "ZAF by mass", "zaf_mass", of("ZAF", "mass"), 0.05, "%"
    yield "TUR by mass", "tur_mass", of("TUR", "mass"), 0.05, "%"
    for by in ("mass", "value"):
        both = _sum(of("ZAF", by), of("TUR", by))
        yield f"ZAF and TUR by {by}", f"both_{by}", both, 0.05, "%"


def _rare_earths(row: Row) -> Iterator[Compared]:
    year, line = int(row["year"]), ALL_FORMS if row["line"] == "sum" else row["line"]
    yield from _totals("rare earths", line, year)
    for by in ("mass", "value"):
        value = share("rare earths", line, "CHN", year, by)
        yield f"CHN by {by}", f"china_{by}", value, 0.05, "%"


def _table(
    id_: str,
    *,
    title: str,
    file: str,
    compared: Callable[[Row], Iterator[Compared]],
    prefix: Callable[[Row], str],
    headline: str,
    note: str,
) -> Reproduction:
    def run() -> Sequence[Check]:
        return [
            Check(
                reproduction=id_,
                what=f"{prefix(row)}: {what}",
                published=Value.exact(float(row[column]), row[column]),
                computed=value,
                tolerance=tolerance,
                unit=unit,
                verdict=compare(float(row[column]), value, tolerance),
                is_in_sample=True,
                source=row["source"],
                locator=row["locator"],
                note=note,
                is_headline=what == headline,
            )
            for row in data_rows(file)
            for what, column, value, tolerance, unit in compared(row)
            if row[column]
        ]

    return Reproduction(
        id=id_,
        title=title,
        citation="Own table of 2026-11-21 from CEPII, BACI HS92, importer 842",
        run=run,
    )


CHROMIUM = _table(
    "chromium-imports",
    title="US imports of chromium ore (HS 261000), 2010 to 2024",
    file="chromium_imports.csv",
    compared=_chromium,
    prefix=lambda row: row["year"],
    headline="ZAF and TUR by mass",
    note=_SAME,
)
RARE_EARTHS = _table(
    "rare-earth-imports",
    title="US imports of rare earths (HS 280530, 284610, 284690), 2018 to 2024",
    file="rare_earth_imports.csv",
    compared=_rare_earths,
    prefix=lambda row: f"{row['line']}, {row['year']}",
    headline="CHN by mass",
    note=f"{_SAME}; gross weight",
)
