"""What an importer's own statistics print of its use, imports, scrap and stocks of a commodity."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from orepact.disruption.inflow import PrintedSources
from orepact.disruption.traits import tonnes_per
from orepact.evidence import Bundle, Quality, row_value
from orepact.exposure import Exposure, Statement, chain_stage
from orepact.quantity import Kind, Value

__all__ = ["PRINTED", "Printed", "printed_of"]

PRINTED = "USA"
"""Importer whose geological survey prints statements of use."""

US_SOURCE = "usgs-mcs-2026"
"""Edition that prints the statements."""
_WORDS = {"refined": r"metal\b|refined", "ore": r"concentrate|\bores?\b", "compound": r"compound"}
"""Words by which the survey's titles tell the stage where its rows do not."""
_STOCK_HOLDERS = re.compile(r"metal exchange|LME|COMEX|Treasury|warehouse", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One statement in tonnes of what the survey counts.

    Parameters
    ----------
    use : float, t/yr
    use_quality : Quality
        A where printed; D where only net imports and a bound on reliance are.
    domestic : float
        Primary production that the reliance implies, t/yr.
    recycled : float, t/yr
    stock_days : float or None
        Users' and producers' stocks, days of use.
    sources : PrintedSources
    ids : tuple of str
    note : str
    """

    use: float
    use_quality: Quality
    domestic: float
    recycled: float
    stock_days: float | None
    sources: PrintedSources
    ids: tuple[str, ...]
    note: str


def _tonnes(rows: dict[str, dict[str, object]], ids: list[str]) -> float:
    total = 0.0
    for one in ids:
        row = rows[one]
        value, unit = row_value(row), tonnes_per(str(row["unit"]))
        if value.number is not None and unit is not None:
            total += value.number * unit
    return total


def _reliance(value: Value) -> float:
    """Return net import reliance as a share, the middle of its bounds; a net exporter's is 0."""
    if value.kind is Kind.NET_EXPORTER:
        return 0.0
    if value.kind is Kind.EXACT and value.number is not None:
        return value.number / 100.0
    low = (value.low or 0.0) / 100.0
    return 0.5 * (low + (1.0 if value.high is None else value.high / 100.0))


def printed_of(
    of: Exposure, commodity: str, stage: str, year: int, *, is_only_stage: bool = False
) -> Printed | None:
    """Return the statement of a commodity at a stage; None without one.

    Statements that speak of the stage come first, then those of all forms; the one that counts
    most tonnes is taken. A statement of another stage alone is taken only where the market's stage
    is the only one that the evidence has (``is_only_stage``): refined zinc stands on mine output.

    Where consumption is withheld, use is net imports over the middle of the bounds that are printed
    for the reliance, quality D.
    """
    found: list[tuple[int, float, Printed]] = []
    for (name, _, when), statement in of.us_statements.items():
        if name != commodity or when != year:
            continue
        rank = max(_rank(of.stages[statement.id], commodity, stage), int(is_only_stage))
        printed = _printed(of, statement, year) if rank else None
        if printed is not None:
            title = f"{statement.pairing.label} {statement.pairing.detail}"
            rank += 2 * bool(re.search(_WORDS.get(stage, "$^"), title, re.IGNORECASE))
            found.append((rank, printed.use, printed))
    return max(found, key=lambda one: one[:2])[2] if found else None


def _rank(stages: frozenset[str], commodity: str, stage: str) -> int:
    """Return 2 for a statement of the stage, 1 for one of all forms, 0 for one of other stages."""
    chains = {chain_stage(commodity, one) for one in stages}
    if (commodity, stage) in chains:
        return 2
    processed = {"refined", "smelter", "compound", "alloy"}
    speaks = {found[1] for found in chains if found is not None}
    is_general = "all forms" in stages or len(speaks & processed) > 1
    return 1 if is_general or not speaks or (stage in processed and speaks & processed) else 0


@lru_cache(maxsize=2)
def _rows_of(bundle: Bundle) -> Mapping[str, list[dict[str, object]]]:
    """Return every printed row of the importer by commodity, read once."""
    found: dict[str, list[dict[str, object]]] = {}
    for row in bundle.figures(source=US_SOURCE, country=PRINTED).iter_rows(named=True):
        found.setdefault(str(row["commodity"]), []).append(row)
    return found


@lru_cache(maxsize=2)
def _shares_of(bundle: Bundle) -> Mapping[str, pl.DataFrame]:
    """Return printed import sources by commodity, read once."""
    printed = bundle.figures(source=US_SOURCE, statistic="import sources")
    parts = printed.partition_by("commodity", maintain_order=True)
    return {str(part["commodity"][0]): part for part in parts if part.height}


def _printed(of: Exposure, statement: Statement, year: int) -> Printed | None:
    rows = {
        str(row["id"]): row
        for row in _rows_of(of.evidence).get(statement.commodity, [])
        if str(row["period"]).startswith(str(year))
    }

    def ids(role: str) -> list[str]:
        return [item.id for item in statement.of(role) if item.id in rows]

    imports, exports = _tonnes(rows, ids("imports")), _tonnes(rows, ids("exports"))
    consumption = _tonnes(rows, ids("consumption"))
    middle = _reliance(statement.published)
    quality, note = Quality.A, ""
    if consumption <= 0.0:
        if middle <= 0.0 or imports <= exports:
            return None
        consumption = (imports - exports) / middle
        quality = Quality.D
        note = (
            "use is withheld: taken as net imports over the middle of what is printed for the "
            "reliance"
        )
    secondary = [
        one
        for one in ids("supply")
        if rows[one]["statistic"] == "secondary production"
        or re.search(r"scrap|secondary", str(rows[one]["detail"]), re.IGNORECASE)
    ]
    at_home = consumption * (1.0 - middle)
    recycled = min(_tonnes(rows, secondary), at_home)
    made = max(at_home - recycled, 0.0)
    kept = [one for one in ids("stocks") if not _STOCK_HOLDERS.search(str(rows[one]["detail"]))]
    stocks = _tonnes(rows, kept)
    return Printed(
        use=consumption,
        use_quality=quality,
        domestic=made,
        recycled=recycled,
        stock_days=stocks / consumption * 365.0 if kept and stocks > 0 else None,
        sources=_sources(of, statement, imports),
        ids=tuple(dict.fromkeys([statement.id, *ids("consumption"), *ids("imports"), *secondary])),
        note=note,
    )


def _sources(of: Exposure, statement: Statement, imports: float) -> PrintedSources:
    """Return imports by country: printed shares of the broadest series times all imports."""
    shares = _shares_of(of.evidence).get(statement.commodity)
    if shares is None:
        return PrintedSources(by_country={}, ids=())
    best: tuple[float, dict[str, float], tuple[str, ...]] = (-1.0, {}, ())
    for (_, detail), part in shares.group_by("label", "detail", maintain_order=True):
        is_total = bool(re.search(r"total|all|combined|primary|metal", str(detail), re.IGNORECASE))
        title = f"{statement.pairing.label.partition('/')[2]} {statement.pairing.detail}"
        wanted = set(re.findall(r"[a-z]{4,}", title.casefold()))
        words = set(re.findall(r"[a-z]{4,}", str(detail).casefold()))
        score = 2.0 * len(wanted & words) + float(is_total) + 0.01 * part.height
        if score > best[0]:
            named = part.filter(pl.col("number").is_not_null() & (pl.col("partner") != "OTH"))
            by = {str(p): float(n) / 100.0 for p, n in named.select("partner", "number").rows()}
            best = (score, by, tuple(named["id"]))
    return PrintedSources(
        by_country={name: share * imports for name, share in best[1].items()}, ids=best[2]
    )
