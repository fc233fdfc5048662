"""Scores of the backtest at rest, so that a report need not compute them anew."""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from orepact.errors import EvidenceError

__all__ = ["StoredScore", "digest_of_model", "stored_scores"]

_DATA = Path(__file__).parent / "data"
_FILE = _DATA / "backtest_scores.csv"
_INPUTS = ("parameters.csv", "calibration.csv", "events.csv")
_NUMBERS = ("observed", "p05", "p50", "p95", "full_ban")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredScore:
    """One observed price ratio with what was predicted without its event.

    Parameters
    ----------
    event, title, role : str
    year : int
    is_scored : bool
        Whether it counts in the summary; others are shown only.
    observed, p05, p50, p95 : float
        Price over that of the year before the restriction.
    full_ban : float
        Second baseline: everything withheld, nothing leaks.
    ids : tuple of str
        Printed prices.
    """

    event: str
    title: str
    role: str
    year: int
    is_scored: bool
    observed: float
    p05: float
    p50: float
    p95: float
    full_ban: float
    ids: tuple[str, ...]

    @property
    def is_covered(self) -> bool:
        """Return whether the observed ratio lies within the 90 % band."""
        return self.p05 <= self.observed <= self.p95


def digest_of_model() -> str:
    """Return the digest of the tables that the predictions rest on."""
    body = b"".join((_DATA / name).read_bytes() for name in _INPUTS)
    return hashlib.sha256(body).hexdigest()[:16]


@cache
def stored_scores() -> tuple[tuple[StoredScore, ...], bool]:
    """Return the stored scores, and whether they were made with the tables that are shipped.

    Raises
    ------
    EvidenceError : the file is missing or unreadable
    """
    try:
        with _FILE.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        scores = tuple(
            StoredScore(
                event=row["event"],
                title=row["title"],
                role=row["role"],
                year=int(row["year"]),
                is_scored=row["is_scored"] == "1",
                ids=tuple(id_ for id_ in row["ids"].split(";") if id_),
                **{name: float(row[name]) for name in _NUMBERS},
            )
            for row in rows
        )
    except (OSError, KeyError, ValueError) as error:
        raise EvidenceError(
            "scores of the backtest cannot be read",
            where=_FILE.name,
            why=str(error),
            do="Write them with `python -m orepact.disruption.backtest_scores`",
        ) from error
    return scores, all(row["model"] == digest_of_model() for row in rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compute the scores and write them down; return the exit code."""
    from orepact.disruption.backtest import is_scored
    from orepact.disruption.score import backtest
    from orepact.exposure import exposure

    parser = argparse.ArgumentParser(prog="orepact.disruption.backtest_scores")
    parser.add_argument("--out", type=Path, default=_FILE, help="where to write")
    options = parser.parse_args(arguments)
    columns = ("event", "title", "role", "year", "is_scored", *_NUMBERS, "ids", "model")
    with options.out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        for row in backtest(exposure()):
            pair, told = row.pair, row.out_of_sample
            numbers = (pair.observed, told.p05, told.p50, told.p95, row.full_ban)
            writer.writerow(
                [
                    pair.event.id,
                    pair.event.title,
                    str(pair.event.role),
                    pair.year,
                    int(is_scored(pair)),
                    *(f"{number:.6g}" for number in numbers),
                    ";".join(pair.ids),
                    digest_of_model(),
                ]
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
