"""How the bundled tables are made: official files through the readers, checked, then swapped in."""

from __future__ import annotations

import argparse
import gzip
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from orepact.errors import EvidenceError, OrepactError, ProblemsError
from orepact.evidence.checks import check_layer
from orepact.evidence.layer import Layer, digest, swapped_in, write_layer
from orepact.evidence.mirror_check import (
    MirrorCheck,
    check_pink_sheet,
    check_wdi,
    check_world_mining_data,
    not_checked,
)
from orepact.evidence.readers import reader
from orepact.evidence.source import Redistribution, Source
from orepact.evidence.source_list import SourceEntry, read_sources
from orepact.evidence.tables import TABLES, EvidenceTables

__all__ = ["FIRST_YEAR", "build", "one_source_per_cell", "other_source_flows"]

SUMS = ("ny.gdp.mktp.cd", "sp.pop.totl", "tm.val.mrch.cd.wt", "tx.val.mrch.cd.wt")
"""Indicators whose groups are the sums of their members; a rate or share is not."""


def _check_indicator(path: Path) -> MirrorCheck:
    if path.stem.lower() in SUMS:
        return check_wdi(path)
    return not_checked("the groups of this indicator are not sums of their members")


def _check_prices(path: Path) -> MirrorCheck:
    monthly = sorted(path.parent.glob("*Monthly*.xlsx"))
    annual = sorted(path.parent.glob("*Annual*.xlsx"))
    if len(monthly) != 1 or len(annual) != 1:
        return not_checked("one monthly and one annual workbook are needed")
    return check_pink_sheet(monthly[0], annual[0])


MIRROR_CHECKS: Mapping[str, Callable[[Path], MirrorCheck]] = {
    "world-mining-data": check_world_mining_data,
    "worldbank-pink-sheet": _check_prices,
    "worldbank-wdi": _check_indicator,
}
"""Checks of a file against its publisher's own totals, by format."""

FIRST_YEAR = {"figures": 2010, "trade": 2010, "prices": 2000, "macro": 2000, "governance": 2000}
"""First year that the bundle carries, per table."""

_DATA = Path(__file__).parent / "data"


@dataclass(slots=True)
class _Harvest:
    tables: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    if path.suffix != ".gz":
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / path.stem
        try:
            with gzip.open(path, "rb") as packed, plain.open("wb") as out:
                shutil.copyfileobj(packed, out)
        except (OSError, EOFError) as error:
            raise EvidenceError("cannot be unpacked", where=path.name, why=str(error)) from error
        yield plain


def _recent(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    first = FIRST_YEAR.get(table)
    if first is None:
        return frame
    if table == "figures":
        return frame.filter(pl.col("period").str.extract(r"(\d{4})").cast(pl.Int32) >= first)
    if table == "prices":
        year = pl.col("period").str.slice(0, 4).cast(pl.Int32)
        return frame.filter((year >= first) & (pl.col("commodity") != ""))
    return frame.filter(pl.col("year") >= first)


def _told(checks: Sequence[MirrorCheck]) -> str:
    """Return the mirror checks of a source's files as one sentence, the worst file named."""
    made = [check for check in checks if check.worst is not None]
    if not made:
        return ""
    compared = sum(check.compared for check in made)
    agreeing = compared - sum(len(check.disagreeing) for check in made)
    worst = max((check.worst for check in made if check.worst), key=lambda item: item.deviation)
    return (
        f"{made[0].what}: {agreeing:,} of {compared:,} agree; largest deviation "
        f"{100 * worst.deviation:.2g} % ({worst.where})."
    )


def _read_source(entry: SourceEntry, raw: Path, harvest: _Harvest) -> None:
    digests: list[tuple[str, str]] = []
    checks: list[MirrorCheck] = []
    for item in entry.files:
        paths = sorted(raw.glob(item.path))
        if not paths:
            raise EvidenceError(
                f"no file {item.path}",
                where=str(raw),
                why=f"source {entry.id} is read from it",
                do="Give the folder of official files with --raw",
            )
        for path in paths:
            with _unpacked(path) as plain:
                found = reader(item.format).read(plain)
                if item.format in MIRROR_CHECKS:
                    checks.append(MIRROR_CHECKS[item.format](plain))
            _take(entry, path, found, harvest)
            digests.append((path.name, digest(path)))
    harvest.sources.append(entry.source(digests, check=_told(checks)))


def _take(entry: SourceEntry, path: Path, found: EvidenceTables, harvest: _Harvest) -> None:
    for table, frame in found.tables.items():
        others = set(frame["source"].unique()) - {entry.id}
        if others:
            raise EvidenceError(
                f"rows of source {', '.join(sorted(others))}",
                where=path.name,
                why=f"sources.yaml names this file under {entry.id}",
                do="Give each source its own entry",
            )
        harvest.tables.setdefault(table, []).append(_recent(table, frame))
    harvest.notes.extend(f"{entry.id}: {note}" for note in found.notes)


def one_source_per_cell(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return trade with one source per customs line and year, the earlier frame first.

    Releases of one trade database differ flow by flow, so that two of them never meet in one
    ratio. Within a source, rows with tonnes come before rows without.

    Parameters
    ----------
    frames : sequence of polars.DataFrame
        Tables of ``TRADE``, in the order of preference.
    """
    cell = ["hs", "year"]
    merged = pl.DataFrame(schema=TABLES["trade"])
    for frame in frames:
        taken = merged.select(cell).unique()
        merged = pl.concat([merged, frame.join(taken, on=cell, how="anti")])
    return merged


SMALLEST_OTHER_KUSD = 100.0
"""Value from which a flow is kept as a second source has it, thousand USD."""


def other_source_flows(frames: Sequence[pl.DataFrame], chosen: pl.DataFrame) -> pl.DataFrame:
    """Return flows that a second source has too, as that source has them.

    They show how far sources of one flow lie apart; they never enter a ratio with the chosen ones.

    Parameters
    ----------
    frames : sequence of polars.DataFrame
        Tables of ``TRADE``, in the order of preference.
    chosen : polars.DataFrame
        What :func:`one_source_per_cell` made of them.
    """
    flow = ["hs", "year", "exporter", "importer"]
    found = pl.DataFrame(schema=TABLES["trade"])
    for frame in frames:
        held = chosen.select(*flow, pl.col("source").alias("of"), pl.col("value_kusd").alias("x"))
        joined = frame.join(held, on=flow, how="inner").filter(
            pl.col("source") != pl.col("of"),
            pl.max_horizontal("x", "value_kusd") >= SMALLEST_OTHER_KUSD,
        )
        fresh = joined.select(frame.columns).join(found.select(flow), on=flow, how="anti")
        found = pl.concat([found, fresh.unique(flow, keep="first", maintain_order=True)])
    return found


def _merged(harvest: _Harvest) -> dict[str, pl.DataFrame]:
    merged = {}
    for table, frames in harvest.tables.items():
        if table == "trade":
            merged[table] = one_source_per_cell(frames)
            merged["trade_other"] = other_source_flows(frames, merged[table])
        else:
            merged[table] = pl.concat(frames)
    return merged


def _refuse_faults(folder: Path) -> None:
    faults = check_layer(Layer(folder))
    if faults:
        raise ProblemsError(
            f"the new bundle has {len(faults)} fault(s); the old one stays",
            [EvidenceError(fault.what, where=fault.where) for fault in faults],
        )


def build(
    raw: Path, target: Path, *, sources: Path = _DATA / "sources.yaml", without: Sequence[str] = ()
) -> Mapping[str, int]:
    """Build the bundle from official files; a failure leaves the old bundle as it was.

    The same files, sources and library versions give the same bytes.

    Parameters
    ----------
    raw : Path
        Folder of official files; paths in ``sources.yaml`` are relative to it.
    target : Path
        Folder of the bundle.
    sources : Path
        The curated list of sources.
    without : sequence of str
        Ids of sources to leave out.

    Returns
    -------
    rows : mapping of str to int
        Rows per table.

    Raises
    ------
    EvidenceError, ProblemsError : a file is missing or malformed, or the result is not sound
    """
    entries = [entry for entry in read_sources(sources) if entry.id not in without]
    harvest = _Harvest()
    for entry in entries:
        if entry.redistributable is Redistribution.NO:
            raise EvidenceError(
                f"source {entry.id} may not be passed on",
                where=sources.name,
                do="Take it out of the list; a user can import it",
            )
        if entry.files:
            _read_source(entry, raw, harvest)
    with swapped_in(target) as folder:
        write_layer(folder, _merged(harvest), harvest.sources, notes=sorted(harvest.notes))
        _refuse_faults(folder)
    return {name: entry["rows"] for name, entry in Layer(target).manifest["tables"].items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the bundle of the installed package from the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="orepact.evidence.build", description=build.__doc__)
    parser.add_argument("--raw", type=Path, required=True, help="folder of official files")
    parser.add_argument("--out", type=Path, default=_DATA / "bundle", help="folder of the bundle")
    parser.add_argument("--without", action="append", default=[], help="source to leave out")
    options = parser.parse_args(arguments)
    start = time.monotonic()
    try:
        rows = build(options.raw, options.out, without=options.without)
    except OrepactError as error:
        sys.stderr.write(f"orepact: {error}\n")
        return error.exit_code
    size = sum(path.stat().st_size for path in options.out.iterdir())
    for table, count in rows.items():
        sys.stdout.write(f"{table:12} {count:>9,} rows\n")
    sys.stdout.write(f"{size / 1e6:.1f} MB in {time.monotonic() - start:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
