"""Build the staffing pattern of mines from the United States' occupational statistics.

``python -m orepact.enable.build_staffing --raw DIR`` keeps the rows of two industries, metal
ores and other minerals but fuels, and writes them beside this module. Same file in, same bytes out.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import polars as pl

from orepact.errors import EvidenceError

__all__ = ["INDUSTRIES", "build"]

INDUSTRIES = ("212200", "212300")
"""Metal ore mining; nonmetallic mineral mining and quarrying (NAICS)."""
_KEPT = {"0": "major", "3": "detail"}
_TOLERANCE = 0.02


def build(path: Path, out: Path) -> None:
    """Write ``staffing.csv``: industry, occupation, jobs; an empty cell is not published.

    Parameters
    ----------
    path : Path
        The national industry file, as tabulated.
    out : Path
        Folder to write to.

    Raises
    ------
    EvidenceError : the file is missing, or its groups do not add up to its total
    """
    if not path.exists():
        raise EvidenceError("the table of occupations is missing", where=str(path))
    table = (
        pl.read_csv(path, infer_schema_length=0)
        .filter(pl.col("naics").is_in(INDUSTRIES) & pl.col("display_level").is_in(list(_KEPT)))
        .select(
            "naics",
            "soc",
            "occupation",
            pl.col("display_level").replace_strict(_KEPT).alias("level"),
            pl.col("emp").cast(pl.Int64, strict=False).alias("jobs"),
            pl.col("emp_rse_pct").cast(pl.Float64, strict=False).alias("error_pct"),
            pl.col("a_mean").cast(pl.Int64, strict=False).alias("wage_usd"),
        )
        .sort("naics", "soc")
    )
    for naics in INDUSTRIES:
        own = table.filter((pl.col("naics") == naics) & (pl.col("level") == "major"))
        total = int(own.filter(pl.col("soc") == "000000")["jobs"].sum())
        groups = int(own.filter(pl.col("soc") != "000000")["jobs"].sum())
        if not total or abs(groups / total - 1.0) > _TOLERANCE:
            raise EvidenceError(
                f"groups of {naics} sum to {groups}, the total is {total}", where=path.name
            )
    table.write_csv(out / "staffing.csv")


def main(arguments: Sequence[str] | None = None) -> None:
    """Build from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raw", type=Path, required=True, help="folder of official files")
    given = parser.parse_args(arguments)
    out = Path(str(resources.files("orepact.enable"))) / "data" / "workforce"
    build(given.raw / "workforce" / "bls_oews_2025_mining_national.csv", out)


if __name__ == "__main__":
    main()
