"""How CEPII BACI's six columns become trade flows: areas, HS codes, missing weight, no doubles."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import polars as pl

from orepact.errors import EvidenceError
from orepact.evidence.names import countries
from orepact.evidence.readers.bulk_text import LINE, bulk_header, read_bulk
from orepact.evidence.tables import TRADE

__all__ = ["areas_beside", "baci_areas", "trade_frame"]

_CODE_HEADER = {"country_code", "country_name", "country_iso2", "country_iso3"}
_RELEASE = re.compile(r"[Vv](20\d{4}[a-z]?)\b")
_MISSING = ("", "NA", "NaN", "nan")
_ASK_AGAIN = "Take CEPII's own file again, unchanged"


@cache
def baci_areas() -> dict[str, str]:
    """Return the area of each BACI country code.

    490 "Other Asia, nes" is Taiwan, which the United Nations do not list by name. 58
    Belgium-Luxembourg (to 1998) is ``BLX``, not Belgium; other historic areas keep CEPII's own
    code (``ZA1``, ``ANT``, ``SCG``), but 736, Sudan before 2012, is Sudan. 842, 757, 579, 251 and
    699 are the codes of trade statistics for USA, Switzerland, Norway, France and India.
    """
    return {code: place.iso3 for place in countries().values() for code in place.numeric}


def areas_beside(path: Path) -> tuple[dict[str, str], str]:
    """Return the areas for a BACI file and the release that a code file beside it names.

    A file ``country_codes_V....csv`` in the same folder adds codes that the bundled list lacks.

    Returns
    -------
    areas : dict of BACI code to area
    release : str
        For example ``v202601``; empty when no code file lies beside, or more than one release.

    Raises
    ------
    EvidenceError : if the code file is damaged
    """
    areas = dict(baci_areas())
    releases = set()
    for beside in sorted(path.parent.glob("country_codes*.csv")):
        if set(bulk_header(beside)) != _CODE_HEADER:
            continue
        if match := _RELEASE.search(beside.stem):
            releases.add(match[0].lower())
        for code, iso3 in read_bulk(beside).select("country_code", "country_iso3").iter_rows():
            areas.setdefault(code, iso3 if re.fullmatch(r"[A-Z][A-Z0-9]{2}", iso3) else code)
    return areas, releases.pop() if len(releases) == 1 else ""


def _refuse_first(
    frame: pl.DataFrame, fault: pl.Expr, what: str, why: str, place: Callable[[int], str]
) -> None:
    found = frame.filter(fault).head(1)
    if not found.is_empty():
        row = found.row(0, named=True)
        shown = ",".join(str(row[column]) for column in ("t", "i", "j", "k", "v", "q"))
        raise EvidenceError(
            f"{what} in {shown!r}", where=place(int(row[LINE])), why=why, do=_ASK_AGAIN
        )


def trade_frame(
    raw: pl.DataFrame,
    *,
    source: str,
    areas: Mapping[str, str],
    place: Callable[[int], str],
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return trade flows from BACI's columns ``t,i,j,k,v,q`` given as text.

    A blank or ``NA`` weight is missing, never zero. An HS code of five digits lost its leading
    zero and gets it back. A flow that stands twice is refused: BACI has one row per year,
    exporter, importer and code, so a double means that files were joined, and adding would count
    trade twice.

    Parameters
    ----------
    raw : polars.DataFrame
        Text columns t (year), i (exporter), j (importer), k (HS), v (thousand USD of the day),
        q (tonnes, gross weight), and ``line``.
    source : str
        Id of the source; two releases or HS revisions never share one.
    areas : mapping of BACI code to area
    place : callable
        From the line to ``file:line``.

    Returns
    -------
    trade : polars.DataFrame
        With the columns of ``TRADE``.
    notes : tuple of str

    Raises
    ------
    EvidenceError : naming the first row whose year, area, code, value or weight cannot be read
    """
    known = pl.DataFrame(
        {"area_code": list(areas), "area": list(areas.values())},
        schema={"area_code": pl.String, "area": pl.String},
    )
    weight = pl.col("q").str.strip_chars()
    frame = (
        raw.with_columns(
            year=pl.col("t").str.strip_chars().cast(pl.Int16, strict=False),
            code=pl.col("k").str.strip_chars(),
            value_kusd=pl.col("v").str.strip_chars().cast(pl.Float64, strict=False),
            has_weight=~weight.is_in(_MISSING),
            tonnes=weight.cast(pl.Float64, strict=False),
            i_code=pl.col("i").str.strip_chars(),
            j_code=pl.col("j").str.strip_chars(),
        )
        .join(
            known.rename({"area": "exporter"}), left_on="i_code", right_on="area_code", how="left"
        )
        .join(
            known.rename({"area": "importer"}), left_on="j_code", right_on="area_code", how="left"
        )
        .with_columns(tonnes=pl.when("has_weight").then("tonnes"), hs=pl.col("code").str.zfill(6))
    )
    year, value, tonnes = pl.col("year"), pl.col("value_kusd"), pl.col("tonnes")
    unsound_value = value.is_null() | ~value.is_finite() | (value < 0)
    unsound_weight = pl.col("has_weight") & (tonnes.is_null() | ~tonnes.is_finite() | (tonnes < 0))
    checks = (
        (year.is_null() | ~year.is_between(1988, 2100), "no year", "Column t holds the year"),
        (~pl.col("code").str.contains(r"^[0-9]{5,6}$"), "no HS code", "Column k has six digits"),
        (unsound_value, "no value", "Column v is thousand USD"),
        (unsound_weight, "no weight", "Column q is tonnes, or blank or NA where missing"),
        (pl.col("exporter").is_null(), "an unknown exporter", "Column i is a BACI country code"),
        (pl.col("importer").is_null(), "an unknown importer", "Column j is a BACI country code"),
    )
    for fault, what, why in checks:
        _refuse_first(frame, fault, what, why, place)
    key = pl.struct("year", "i_code", "j_code", "hs")
    doubles = key.is_duplicated() & ~key.is_first_distinct()
    _refuse_first(frame, doubles, "a second row for one flow", "Adding would count twice", place)
    notes = _notes(frame)
    trade = frame.select(pl.lit(source).alias("source"), *list(TRADE)[1:])
    return trade.cast(pl.Schema(TRADE)), notes


def _notes(frame: pl.DataFrame) -> tuple[str, ...]:
    notes = []
    missing = frame["tonnes"].null_count()
    if missing:
        notes.append(f"{missing:,} of {frame.height:,} flows have no weight")
    padded = int((frame["code"].str.len_bytes() == 5).sum())
    if padded:
        notes.append(f"{padded:,} HS codes had lost their leading zero")
    early = int((frame["year"] < 2000).sum())
    if early:
        notes.append(
            f"{early:,} flows are before 2000, when South Africa reported inside a customs union"
        )
    return tuple(notes)
