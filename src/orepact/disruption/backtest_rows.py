"""The backtest as figures with ids, for the command and the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orepact.disruption.backtest import is_scored
from orepact.disruption.score import Scored, backtest, summary
from orepact.exposure import Exposure
from orepact.quantity import Value
from orepact.trace import Parent, Record, RecordKind, parse_result_id, result_id

__all__ = ["BacktestLookup", "BacktestRow", "backtest_rows", "backtest_summary"]

_METHOD = (
    "orepact: market layer, elasticities fitted without the event, documentation of disruption"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestRow:
    """One dated restriction in one year: observed, predicted, baselines."""

    scored: Scored

    @property
    def id(self) -> str:
        """Return the permanent id of the prediction."""
        pair = self.scored.pair
        return result_id("disruption.backtest", {"event": pair.event.id, "year": pair.year})

    @property
    def is_counted(self) -> bool:
        """Return whether the row counts in the headline."""
        return is_scored(self.scored.pair)

    def record(self) -> Record:
        """Return the prediction as ``explain`` shows it."""
        of, pair = self.scored.out_of_sample, self.scored.pair
        observed = tuple(one for one in pair.ids if one.startswith("ev-"))
        return Record(
            id=self.id,
            title=f"{pair.event.title}, {pair.year}: price over {pair.event.base_year}, "
            "predicted out of sample",
            value=Value.exact(of.p50),
            unit="1",
            kind=RecordKind.MEASURE,
            formula="median over draws of price ratio x ordinary movement of prices",
            sources=(_METHOD,),
            note=f"observed {pair.observed:.4g}; 5 to 95 % {of.p05:.4g} to {of.p95:.4g}; "
            f"in-sample median {self.scored.in_sample.p50:.4g}; baselines: no change "
            f"{self.scored.no_change:.4g}, full ban {self.scored.full_ban:.4g}; {pair.event.note}",
            parents=(
                *(Parent(role="observed price", id=one) for one in observed),
                Parent(role="elasticity factor", id="disruption.parameter[id=elasticity_factor]"),
            ),
        )


def backtest_rows(exposure: Exposure) -> tuple[BacktestRow, ...]:
    """Return every dated pair, in the order of the catalogue."""
    return tuple(BacktestRow(scored=one) for one in backtest(exposure))


def backtest_summary(exposure: Exposure) -> Iterator[tuple[str, str, float, float, bool]]:
    """Yield what was asked, whether at least or at most, the goal, what was found, reached.

    All of it out of sample. The goals were set before scoring.
    """
    found = summary(backtest(exposure))
    for what, kind, goal, number in (
        ("positives within a factor of 2", "at least", 0.70, found.within_two),
        ("pairs inside the 90 % band", "at least", 0.85, found.covered),
        ("largest median of a control", "at most", 1.25, found.control_median),
        ("rank correlation", "at least", 0.60, found.rank_correlation),
        (
            "error of ln ratio, against no change",
            "at most",
            found.log_error_no_change,
            found.log_error,
        ),
        (
            "error of ln ratio, against a full ban",
            "at most",
            found.log_error_full_ban,
            found.log_error,
        ),
    ):
        is_reached = number >= goal if kind == "at least" else number <= goal
        yield what, kind, goal, number, is_reached


class BacktestLookup:
    """Answers for ids of the backtest by scoring it anew."""

    def __init__(self, exposure: Exposure) -> None:
        self.exposure = exposure

    def find(self, id_: str) -> Record | None:
        """Return the record of an id of the backtest, or None if it is another's."""
        parsed = parse_result_id(id_)
        if parsed is None or parsed[0] or parsed[1] != "disruption.backtest":
            return None
        rows = backtest_rows(self.exposure)
        return next((row.record() for row in rows if row.id == id_), None)
