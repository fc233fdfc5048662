"""Where the United States buys each stage, as its own agencies count it: shares by partner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from orepact.errors import OrepactError, UnknownNameError
from orepact.evidence import commodity, country, country_name
from orepact.exposure.chain import CHAIN_STAGES, as_chain_stage
from orepact.exposure.spread import Unspread
from orepact.quantity import Value
from orepact.trace import Measure, Parent, result_id

if TYPE_CHECKING:
    import polars as pl

    from orepact.exposure.context import Exposure

__all__ = ["MIRROR_MEASURE", "STAGED", "STAGED_MEASURE", "mirror_rows", "staged_rows"]

Keys = Mapping[str, str]
Row = dict[str, Any]

STAGED = "staged_share"
DATAWEB = "import value by partner"
SOURCES = "import sources"
_FIRST_SHOWN = 0.005
_OTHERS = ("OTH", "WLD", "")


def _stage(name: str) -> str:
    try:
        return as_chain_stage(name)
    except UnknownNameError:
        return name


def _bought(of: Exposure, name: str, stage: str, year: str) -> pl.DataFrame:
    """Return the DataWeb figures of one stage and year, one row a partner and heading."""
    import polars as pl

    found = of.evidence.figures(statistic=DATAWEB, commodity=name, country="USA", period=year)
    own = [each for each in found["stage"].unique() if _stage(each) == stage]
    return found.filter(pl.col("stage").is_in(own))


def _share(of: Exposure, keys: Keys) -> Value:
    """Return a partner's part of what the named partners sold: at most that of all the world."""
    supplier = country(keys["supplier"])
    held = _bought(of, commodity(keys["commodity"]), as_chain_stage(keys["stage"]), keys["year"])
    total = float(held["number"].sum() or 0.0)
    own = held.filter(held["partner"] == supplier)
    if country(keys["importer"]) != "USA" or own.is_empty() or total <= 0:
        return Value.missing()
    part = float(own["number"].sum()) / total
    return Value.exact(0.0) if part == 0.0 else Value.at_most(part, 0.0)


def _parents(of: Exposure, keys: Keys) -> list[Parent]:
    held = _bought(of, commodity(keys["commodity"]), as_chain_stage(keys["stage"]), keys["year"])
    return [
        Parent(role=f"x of {row['partner']}", id=row["id"])
        for row in held.sort("number", descending=True).iter_rows(named=True)
    ]


STAGED_MEASURE: Measure[Exposure] = Measure(
    id=f"exposure.{STAGED}",
    title="Share of a partner in what the United States bought of a stage: at most",
    formula="x / sum of x over the partners that the file holds",
    unit="1",
    source="U.S. International Trade Commission, DataWeb, imports for consumption, customs value",
    keys=("importer", "commodity", "stage", "supplier", "year"),
    compute=_share,
    parents=_parents,
    note="Partners that were not asked for are in no sum, so that a share is an upper bound. "
    "Headings of metals hold articles and scrap too where their form says so",
)


def _dataweb_rows(of: Exposure, name: str | None, stage: str | None, year: int | None) -> list[Row]:
    found = of.evidence.figures(statistic=DATAWEB, country="USA", commodity=name)
    if found.is_empty():
        return []
    when = str(year) if year is not None else str(found["period"].max())
    rows: list[Row] = []
    own = found.filter(found["period"] == when)
    for what, staged in sorted({(r["commodity"], _stage(r["stage"])) for r in own.to_dicts()}):
        if stage not in (None, staged):
            continue
        held = _bought(of, what, staged, when)
        total = float(held["number"].sum() or 0.0)
        forms = ", ".join(sorted(held["detail"].unique()))
        sold = {r["partner"]: 0.0 for r in held.to_dicts()}
        for row in held.to_dicts():
            sold[row["partner"]] += row["number"]
        for supplier in sorted(sold, key=lambda each: (-sold[each], each)):
            if total <= 0 or sold[supplier] < _FIRST_SHOWN * total:
                continue
            keys: dict[str, str | int] = {
                "importer": "USA", "commodity": what, "stage": staged, "supplier": supplier,
                "year": when,
            }  # fmt: skip
            rows.append(
                {
                    "measure": STAGED,
                    "commodity": what,
                    "line": staged,
                    "year": int(when),
                    "supplier": supplier,
                    "value": Value.at_most(sold[supplier] / total, 0.0),
                    "unit": "1",
                    "id": result_id(STAGED_MEASURE.id, keys),
                    "sources": sorted(held["source"].unique()),
                    "note": f"{forms}; of {len(sold)} partners in the file",
                    "spread": str(Unspread.PRINTED),
                }
            )
    return rows


def _published_rows(of: Exposure, name: str | None, stage: str | None) -> Iterator[Row]:
    figures = of.evidence.figures(statistic=SOURCES, country="USA", commodity=name)
    ordered = figures.sort(
        ["commodity", "detail", "number", "partner"], descending=[False, False, True, False]
    )
    for row in ordered.iter_rows(named=True):
        staged = _stage(row["stage"])
        if row["partner"] in _OTHERS or row["number"] is None or stage not in (None, staged):
            continue
        yield {
            "measure": STAGED,
            "commodity": row["commodity"],
            "line": staged if staged in CHAIN_STAGES else row["stage"],
            "year": row["period"],
            "supplier": row["partner"],
            "value": Value.exact(row["number"]),
            "unit": row["unit"],
            "id": row["id"],
            "sources": [row["source"]],
            "note": f"{row['detail']}; all partners",
            "spread": str(Unspread.PRINTED),
        }


def staged_rows(
    of: Exposure,
    *,
    importer: str,
    commodity: str | None = None,
    stage: str | None = None,
    year: int | None = None,
) -> list[Row]:
    """Return shares of suppliers by stage as United States agencies publish them.

    Import sources of the U.S. Geological Survey (average of four years, all partners) and, for one
    year, values of the U.S. International Trade Commission over the partners in the file, which
    bound a share from above.

    Parameters
    ----------
    of : Exposure
    importer : str
        ISO 3166 alpha-3.
    commodity, stage, year : optional
        A year leaves out the averages; without one the latest full year is taken beside them.

    Raises
    ------
    OrepactError : for an importer other than the United States
    """
    if importer != "USA":
        raise OrepactError(
            f"staged shares of {country_name(importer)} are published by nobody in the evidence",
            where="--importer",
            why="They are statistics of the United States",
            do="Take --measure share, from trade by customs line",
        )
    wanted = None if stage is None else _stage(stage)
    published = [] if year is not None else list(_published_rows(of, commodity, wanted))
    return [*published, *_dataweb_rows(of, commodity, wanted, year)]


@cache
def _recorded(of: Exposure) -> frozenset[str]:
    """Return the commodities of which the Commission's file holds values."""
    return frozenset(of.evidence.figures(statistic=DATAWEB, country="USA")["commodity"].unique())


def _mirrored(of: Exposure, keys: Keys) -> tuple[pl.DataFrame, dict[str, float]] | None:
    """Return the customs figures and the flows of the same goods and partners; None if not both.

    Only where the customs lines of the chain are one heading of the Commission's file.
    """
    held = of.cube
    chain = held.chain(keys["commodity"], keys["stage"])
    headings = {line[:4] for line in chain.lines}
    if country(keys["importer"]) != "USA" or len(headings) != 1:
        return None
    if chain.commodity not in _recorded(of):
        return None
    told = _bought(of, chain.commodity, chain.stage, keys["year"])
    is_same = (told["label"] == f"HTS {headings.pop()}") & ~told["detail"].str.contains("articles")
    told = told.filter(is_same & (told["number"] > 0))
    flows = chain.matrix(int(keys["year"]), of="value")[:, held.position("USA")]
    seen = {row["partner"]: float(flows[held.position(row["partner"])]) for row in told.to_dicts()}
    return (told, seen) if sum(seen.values()) > 0 else None


def _mirror_ratio(of: Exposure, keys: Keys) -> Value:
    of.cube.year_position(int(keys["year"]) if keys["year"].isdigit() else 0)
    found = _mirrored(of, keys)
    if found is None:
        return Value.missing()
    return Value.exact(float(found[0]["number"].sum()) / (1e3 * sum(found[1].values())))


def _mirror_parents(of: Exposure, keys: Keys) -> list[Parent]:
    from orepact.exposure.lineage import flow_parents

    found = _mirrored(of, keys)
    if found is None:
        return []
    own = [Parent(role=f"x of {row['partner']}", id=row["id"]) for row in found[0].to_dicts()]
    chain = of.cube.chain(keys["commodity"], keys["stage"])
    flows = flow_parents(
        of, chain, "USA", int(keys["year"]), side="importer", quantity="value", role="T"
    )
    return [*own, *(flow for flow in flows if flow.role.rpartition(" ")[2] in found[1])]


MIRROR_MEASURE: Measure[Exposure] = Measure(
    id="exposure.mirror_ratio",
    title="What the importer's own customs record over what the trade data hold, same partners",
    formula="sum of x / sum of T",
    unit="1",
    source="U.S. International Trade Commission, DataWeb, over CEPII BACI",
    keys=("importer", "commodity", "stage", "year"),
    compute=_mirror_ratio,
    parents=_mirror_parents,
    note="1 where they agree. Trade data reconcile importers' and exporters' records; only the "
    "own records of the United States are in hand, for headings of one commodity without articles",
)
"""Mirror discrepancy, for the importer whose own customs records are in hand."""


def mirror_rows(
    of: Exposure, *, importer: str, commodity: str | None, stage: str | None, year: int | None
) -> Iterator[Row]:
    """Return the mirror discrepancy of every chain, without a commodity only those that have one.

    Parameters
    ----------
    of : Exposure
    importer : str
        ISO 3166 alpha-3.
    commodity, stage, year : optional
        Narrow the list; without a year the latest of the trade data.
    """
    when = of.cube.years[-1] if year is None else year
    for name, staged in of.cube.keys:
        if commodity not in (None, name) or stage not in (None, staged):
            continue
        keys = {"importer": importer, "commodity": name, "stage": staged, "year": str(when)}
        value = _mirror_ratio(of, keys)
        if value.is_gap and commodity is None:
            continue
        yield {
            "measure": "mirror_ratio",
            "commodity": name,
            "line": staged,
            "year": when,
            "value": value,
            "unit": "1",
            "id": result_id(MIRROR_MEASURE.id, keys),
            "sources": ["usitc-dataweb-2026-07"],
            "note": "no customs records of its own in hand" if value.is_gap else "",
            "spread": str(Unspread.GAP if value.is_gap else Unspread.RECORDS),
        }
