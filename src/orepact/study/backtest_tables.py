"""Past restrictions: the price predicted without the event, the price observed, misses shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.backtest_scores import StoredScore, stored_scores
from orepact.disruption.backtest_variants import VARIANTS, stored_variants
from orepact.quantity import Value, format_number
from orepact.study.book import Book
from orepact.trace import Parent

__all__ = ["add_backtest"]

_FACTOR = 2.0
_LONG_SERIES = "usgs-ds140-rare-earths"
"""Prices before the evidence's own tables begin; those carry an id each."""
_KINDS = {
    "positive": "restriction that should bite",
    "control": "restriction of little: no rise expected",
    "squeeze": "no loss of supply: not to be explained",
}


def _put(
    book: Book, row: StoredScore, name: str, value: Value | float, words: str
) -> dict[str, str]:
    known = [id_ for id_ in row.ids if book.cite(id_) is not None]
    parents = [Parent(role="printed price", id=id_) for id_ in known]
    if name != "observed":
        parents.append(Parent(role="elasticities", id="disruption.parameter[id=elasticity_factor]"))
    return book.put(
        f"disruption.backtest_{name}",
        {"event": row.event, "year": str(row.year)},
        value,
        "1",
        title=f"{row.title}, {row.year}: {words}",
        formula="yearly price over that of the year before the restriction",
        parents=parents,
        sources=("orepact",) if parents else (_LONG_SERIES,),
    )


def _row(book: Book, row: StoredScore) -> dict[str, object]:
    band = Value.between(row.p05, row.p95)
    return {
        "event": row.title,
        "year": row.year,
        "kind": _KINDS.get(row.role, row.role),
        "observed": _put(book, row, "observed", row.observed, "observed"),
        "predicted": _put(book, row, "predicted", row.p50, "predicted without this event"),
        "band": _put(book, row, "band", band, "5 to 95 %"),
        "verdict": "in the band" if row.is_covered else "missed",
    }


def _told(rows: Sequence[StoredScore]) -> str:
    """Return the scores in words: hits, cover, and the error beside the two baselines."""
    observed = np.array([row.observed for row in rows])
    median = np.array([row.p50 for row in rows])
    ban = np.array([row.full_ban for row in rows])
    is_hit = np.abs(np.log(median / observed)) <= np.log(_FACTOR)
    is_positive = np.array([row.role == "positive" for row in rows])

    def error(of: float | NDArray[np.float64]) -> str:
        return format_number(float(np.sqrt(np.mean(np.log(of / observed) ** 2))))

    return (
        f"Of {int(is_positive.sum())} yearly prices under restrictions "
        f"{format_number(100.0 * float(is_hit[is_positive].mean()))} % lie within a factor of two "
        f"of the median; the bands cover "
        f"{format_number(100.0 * float(np.mean([row.is_covered for row in rows])))} % of all "
        f"{len(rows)}. Error in logarithms: this model {error(median)}, no change at all "
        f"{error(1.0)}, a full ban {error(ban)}."
    )


def _furthest(rows: Sequence[StoredScore]) -> list[StoredScore]:
    """Return one row per restriction: the year whose price was furthest from the base."""
    found: dict[str, StoredScore] = {}
    for row in rows:
        kept = found.setdefault(row.event, row)
        if abs(np.log(row.observed)) > abs(np.log(kept.observed)):
            found[row.event] = row
    return list(found.values())


def _choices() -> str:
    """Return how the scores look when each choice behind them is taken back."""
    told = []
    for one in stored_variants():
        of = one.scores
        told.append(
            f"{VARIANTS[one.name]}: {format_number(100.0 * of.within_two)} % within two, "
            f"{format_number(100.0 * of.covered)} % covered, rank correlation "
            f"{format_number(of.rank_correlation)}"
        )
    return "Each choice taken back: " + "; ".join(told) + "."


def add_backtest(book: Book) -> None:
    """Add every past restriction with the price predicted without it and the price observed.

    Parameters
    ----------
    book : Book
        Must know the ids of the disruption room and of the evidence.
    """
    rows, is_current = stored_scores()
    if not rows:
        return
    book.table(
        "disruption.backtest_furthest",
        "Past restrictions, each in the year whose price was furthest from the year before",
        [
            ("event", "Restriction", ""),
            ("year", "Year", ""),
            ("observed", "Observed, price over base", "1"),
            ("predicted", "Predicted, median", "1"),
            ("band", "Predicted, 5 to 95 %", "1"),
            ("verdict", "Verdict", ""),
        ],
        [
            {key: cell for key, cell in _row(book, row).items() if key != "kind"}
            for row in _furthest(rows)
        ],
        note="Out of sample. One year of each restriction, chosen by what happened and not by what "
        "was predicted; every year stands in the table of all. " + _choices(),
    )
    stale = "" if is_current else " The scores were made with an earlier state of the model."
    book.table(
        "disruption.backtest",
        "Past restrictions: price predicted without the event, and observed",
        [
            ("event", "Restriction", ""),
            ("year", "Year", ""),
            ("kind", "Kind", ""),
            ("observed", "Observed, price over base", "1"),
            ("predicted", "Predicted, median", "1"),
            ("band", "Predicted, 5 to 95 %", "1"),
            ("verdict", "Verdict", ""),
        ],
        [_row(book, row) for row in rows],
        note="Out of sample: the elasticities behind each row were fitted without its event. "
        + _told([row for row in rows if row.is_scored])
        + stale,
    )
