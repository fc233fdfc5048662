"""How the shipped tables of an importer's economy are made from official files."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepact.disruption.bea_files import groups_of, read_accounts, read_labelled, read_names
from orepact.disruption.input_output import DATA
from orepact.disruption.rebase import Rebased, block_sums, rebase
from orepact.errors import OrepactError
from orepact.evidence.layer import digest

__all__ = ["build"]

_DETAIL, _GROUPS = 402, 71
_FILES = (
    "Detail_Make_2017_BeforeRedef_17sch.csv",
    "Detail_Use_2017_PRO_BeforeRedef_17sch.csv",
    "Detail_Import_2017_BeforeRedef_17sch.csv",
    "Summary_Make_2023_BeforeRedef_17sch.csv",
    "Summary_Use_2023_PRO_BeforeRedef_17sch.csv",
    "Summary_Import_2023_BeforeRedef_17sch.csv",
    "Detail_GrossOutput_IO_17sch.csv",
    "MasterCrosswalk2017.csv",
    "Detail_IndustryCodeName_2017.csv",
)


def _sparse(table: NDArray[np.float64], rows: str, columns: str) -> pl.DataFrame:
    at = np.argwhere(table > 0.0)
    return pl.DataFrame(
        {
            rows: at[:, 0].astype(np.uint16),
            columns: at[:, 1].astype(np.uint16),
            "musd": table[at[:, 0], at[:, 1]].astype(np.float32),
        }
    )


def _written(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path, compression="zstd", compression_level=19, statistics=False)


def build(raw: Path, target: Path) -> Mapping[str, float]:
    """Build the table of the United States; the same files give the same bytes.

    Parameters
    ----------
    raw : Path
        Folder of official files.
    target : Path
        Folder of the shipped tables.

    Returns
    -------
    checks : mapping of str to float
        What was checked: sums, largest imbalance, distance from the later year's blocks.

    Raises
    ------
    EvidenceError : a file is missing or malformed, or the result does not balance
    """
    folder = raw / "economy" / "bea"
    paths = [folder / name for name in _FILES]
    detail = read_accounts(*paths[:3], industries=_DETAIL)
    broad = read_accounts(*paths[3:6], industries=_GROUPS)
    series = read_labelled(paths[6])
    output = series.part(detail.industries, (str(2023),))[:, 0]
    industry_groups = groups_of(paths[7], detail.industries, broad.industries)
    commodity_groups = groups_of(paths[7], detail.commodities, broad.commodities)
    later = rebase(
        detail.accounts,
        broad.accounts,
        industry_groups=industry_groups,
        commodity_groups=commodity_groups,
        later_output=output,
    )
    shape = broad.accounts.use.shape
    reached = block_sums(later.domestic_use, commodity_groups, industry_groups, shape)
    wanted = broad.accounts.domestic_use
    is_made = (broad.accounts.make.sum(axis=0) > 0.0)[:, None]
    checks = {
        "value_added_2017_musd": float(detail.accounts.value_added.sum()),
        "value_added_2023_musd": float(later.value_added.sum()),
        "output_2023_musd": float(later.output.sum()),
        "largest_imbalance": later.residual,
        "share_of_flows_moved_between_blocks": float(
            0.5 * np.abs(reached - wanted)[is_made[:, 0]].sum() / wanted.sum()
        ),
        "domestic_flows_below_the_summary_musd": float(wanted.sum() - later.domestic_use.sum()),
    }
    names = read_names(paths[8])
    _write(
        target / "USA",
        later,
        codes=detail.industries,
        names=[names[code] for code in detail.industries],
        before=detail.accounts.value_added,
        commodities=len(detail.commodities),
        files={path.name: digest(path) for path in paths},
        checks=checks,
    )
    return checks


def _write(
    folder: Path,
    later: Rebased,
    *,
    codes: Sequence[str],
    names: Sequence[str],
    before: NDArray[np.float64],
    commodities: int,
    files: Mapping[str, str],
    checks: Mapping[str, float],
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    industries = pl.DataFrame(
        {
            "code": list(codes),
            "name": list(names),
            "output_musd": later.output,
            "value_added_musd": later.value_added,
            "value_added_2017_musd": before,
        }
    )
    _written(industries, folder / "industries.parquet")
    _written(_sparse(later.make, "industry", "commodity"), folder / "make.parquet")
    _written(_sparse(later.domestic_use, "commodity", "industry"), folder / "domestic_use.parquet")
    about = {
        "title": "BEA input-output tables of 2017 (402 industries, before redefinitions) "
        "on totals of 2023",
        "classification": "bea-2017-detail",
        "pattern_year": 2017,
        "totals_year": 2023,
        "commodities": commodities,
        "sources": ["bea-io-2017-detail", "bea-io-2023-summary"],
        "checks": {name: round(value, 9) for name, value in checks.items()},
        "read_from": dict(files),
        "sha256": {path.name: digest(path) for path in sorted(folder.glob("*.parquet"))},
    }
    text = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
    (folder / "table.json").write_text(text, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the shipped tables from the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="orepact.disruption.build", description=build.__doc__)
    parser.add_argument("--raw", type=Path, required=True, help="folder of official files")
    parser.add_argument("--out", type=Path, default=DATA, help="folder of the shipped tables")
    options = parser.parse_args(arguments)
    try:
        checks = build(options.raw, options.out)
    except OrepactError as error:
        sys.stderr.write(f"orepact: {error}\n")
        return error.exit_code
    for name, value in checks.items():
        sys.stdout.write(f"{name:38} {value:>18,.9g}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
