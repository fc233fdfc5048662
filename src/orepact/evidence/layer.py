"""One folder of evidence tables at rest: Parquet files, the sources and a manifest of digests."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from orepact.errors import EvidenceError
from orepact.evidence.source import Source
from orepact.evidence.sources import dump_sources, source_from_json
from orepact.evidence.tables import TABLES

__all__ = ["SORT_KEYS", "Layer", "digest", "swapped_in", "write_layer"]

SORT_KEYS: dict[str, tuple[str, ...]] = {
    "figures": ("commodity", "statistic", "stage", "country", "period", "source", "id"),
    "trade": ("hs", "year", "importer", "exporter", "source"),
    "trade_other": ("hs", "year", "importer", "exporter", "source"),
    "prices": ("series", "is_real", "period", "source", "id"),
    "macro": ("indicator", "country", "year", "source", "id"),
    "governance": ("dimension", "statistic", "country", "year", "source", "id"),
    "policy": ("type", "country", "partner", "instrument", "source", "id"),
}
"""Order of rows at rest: what is asked for together stands together."""

_ROW_GROUP = 40_000


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True)
class Layer:
    """A folder of evidence: the shipped bundle, or one file that a user imported.

    Parameters
    ----------
    path : Path
        Folder with ``manifest.json``, ``sources.json`` and a Parquet file per table.
    remedy : str
        What a user can do when it is damaged.
    """

    path: Path
    remedy: str = "Install orepact again, or build the bundle with `make evidence`"

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """Return tables with rows and digests, and the official files they were built from.

        Raises
        ------
        EvidenceError : if the manifest is missing or unreadable
        """
        body = self._json("manifest.json")
        if not isinstance(body, dict) or not isinstance(body.get("tables"), dict):
            raise EvidenceError(
                "no table is listed", where=str(self.path / "manifest.json"), do=self.remedy
            )
        return body

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Return the sources of this layer, by id."""
        where = str(self.path / "sources.json")
        rows = self._json("sources.json")
        if not isinstance(rows, list):
            raise EvidenceError("not a list of sources", where=where, do=self.remedy)
        found = [source_from_json(row, where=where) for row in rows]
        return {source.id: source for source in found}

    def _json(self, name: str) -> Any:
        try:
            return json.loads((self.path / name).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise EvidenceError(
                f"{name} cannot be read", where=str(self.path), why=str(error), do=self.remedy
            ) from error

    def holds(self, table: str) -> bool:
        """Return whether this layer has rows of a table."""
        return table in self.manifest["tables"]

    def file(self, table: str) -> Path:
        """Return the Parquet file of a table."""
        return self.path / f"{table}.parquet"

    def scan(self, table: str) -> pl.LazyFrame:
        """Return a table lazily; an empty one where this layer has none.

        Raises
        ------
        EvidenceError : if the file is missing or is not the declared table
        """
        if not self.holds(table):
            return pl.LazyFrame(schema=TABLES[table])
        path = self.file(table)
        try:
            frame = pl.scan_parquet(path, glob=False)
            found = dict(frame.collect_schema())
        except (OSError, pl.exceptions.PolarsError) as error:
            raise EvidenceError(
                f"table {table} cannot be read", where=str(path), why=str(error), do=self.remedy
            ) from error
        if found != TABLES[table]:
            raise EvidenceError(
                f"table {table} has other columns than declared", where=str(path), do=self.remedy
            )
        return frame

    def damage(self) -> Iterator[EvidenceError]:
        """Yield what differs from the manifest, one error per file."""
        for table, entry in sorted(self.manifest["tables"].items()):
            path = self.file(table)
            if table not in TABLES:
                yield EvidenceError(
                    f"table {table} is not known", where=str(self.path), do=self.remedy
                )
            elif not path.is_file():
                yield EvidenceError("the file is missing", where=str(path), do=self.remedy)
            elif digest(path) != entry["sha256"]:
                yield EvidenceError(
                    "the file is not the one that was written",
                    where=str(path),
                    why=f"its SHA-256 differs from {entry['sha256'][:12]}... in the manifest",
                    do=self.remedy,
                )


def write_layer(
    folder: Path,
    tables: Mapping[str, pl.DataFrame],
    sources: Sequence[Source],
    *,
    notes: Sequence[str] = (),
) -> None:
    """Write tables, sources and manifest into an existing folder, the same bytes each time.

    Rows are sorted, compression is fixed, nothing carries a time.

    Parameters
    ----------
    folder : Path
        An empty folder.
    tables : mapping of str to polars.DataFrame
        Keys of ``TABLES``; empty tables are left out.
    sources : sequence of Source
        Every source that a row names.
    notes : sequence of str
        What the readers met and kept.
    """
    entries: dict[str, dict[str, Any]] = {}
    for name in sorted(tables):
        table = tables[name]
        if table.is_empty():
            continue
        path = folder / f"{name}.parquet"
        table.sort(SORT_KEYS[name]).rechunk().write_parquet(
            path, compression="zstd", compression_level=19, row_group_size=_ROW_GROUP
        )
        entries[name] = {
            "rows": table.height,
            "bytes": path.stat().st_size,
            "sha256": digest(path),
        }
    files = sorted({(source.id, *pair) for source in sources for pair in source.sha256})
    manifest = {
        "schema": 1,
        "tables": entries,
        "files": [{"source": s, "name": n, "sha256": d} for s, n, d in files],
        "notes": list(notes),
    }
    (folder / "sources.json").write_text(dump_sources(sources), encoding="utf-8")
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")


@contextmanager
def swapped_in(target: Path) -> Iterator[Path]:
    """Give a temporary folder that takes the target's place only if nothing fails.

    The folder lies beside the target, so that the change is a rename. On an error the target
    stays as it was and the temporary folder is removed.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    old = fresh.with_name(fresh.name + "-old")
    try:
        yield fresh
        fresh.chmod(0o755)
        if target.exists():
            target.replace(old)
        try:
            fresh.replace(target)
        except OSError:
            if old.exists():
                old.replace(target)
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
