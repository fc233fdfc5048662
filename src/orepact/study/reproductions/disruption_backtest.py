"""Past export restrictions, predicted out of sample against what prices did."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.disruption.backtest import is_scored
from orepact.disruption.score import Scored, backtest, path_of, summary
from orepact.exposure import exposure
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, Verdict, compare

__all__ = ["REPRODUCTION"]

ID = "disruption-backtest"
_FACTOR = 2.0
"""A median within this factor of the observed ratio counts as reached."""


def _pair(row: Scored) -> Check:
    """Return one observed ratio against the median; reached within a factor of 2."""
    of, seen = row.out_of_sample, row.pair.observed
    is_counted = is_scored(row.pair)
    verdict = Verdict.REACHED if of.factor <= _FACTOR else Verdict.MISSED
    band = f"90 % band {of.p05:.2f} to {of.p95:.2f}, {'holds' if of.is_covered else 'misses'} it"
    return Check(
        reproduction=ID,
        what=f"{row.pair.event.title}, {row.pair.year}: price over {row.pair.event.base_year}",
        published=Value.exact(seen),
        computed=Value.exact(of.p50),
        tolerance=max(seen * (_FACTOR - 1.0), 0.0),
        unit="1",
        verdict=verdict,
        is_in_sample=False,
        source="usgs-mcs-2026" if row.pair.event.price_detail != "ds140" else "usgs-ds140",
        locator=", ".join(row.pair.ids),
        note=f"{row.pair.event.role}; {band}" + ("" if is_counted else "; shown, not scored"),
        is_headline=False,
    )


def _goal(
    what: str, goal: float, found: float, *, is_ceiling: bool = False, note: str = ""
) -> Check:
    is_reached = found <= goal if is_ceiling else found >= goal
    return Check(
        reproduction=ID,
        what=what,
        published=Value.exact(goal),
        computed=Value.exact(found),
        tolerance=0.0,
        unit="1",
        verdict=Verdict.REACHED if is_reached else Verdict.MISSED,
        is_in_sample=False,
        source="goal set before scoring",
        locator="docs/backtest-disruption.md",
        note=note or ("at most" if is_ceiling else "at least"),
    )


def _run() -> Sequence[Check]:
    of = exposure()
    rows = backtest(of)
    scores = summary(rows)
    path = path_of(of, rows, "ree-2010")
    peak = path.index(max(path))
    beaten = scores.log_error
    return (
        _goal("share of positives within a factor of 2", 0.70, scores.within_two),
        _goal("share of pairs inside the 90 % band", 0.85, scores.covered),
        _goal("largest median of a negative control", 1.25, scores.control_median, is_ceiling=True),
        _goal("rank correlation of predicted and observed", 0.6, scores.rank_correlation),
        _goal(
            "error of ln ratio, no change as baseline",
            scores.log_error_no_change,
            beaten,
            is_ceiling=True,
            note="the baseline's error is the goal",
        ),
        _goal(
            "error of ln ratio, full ban as baseline",
            scores.log_error_full_ban,
            beaten,
            is_ceiling=True,
            note="the baseline's error is the goal",
        ),
        Check(
            reproduction=ID,
            what="rare earths 2010: year of the peak, counted from 1",
            published=Value.exact(2.0),
            computed=Value.exact(float(peak + 1)),
            tolerance=0.0,
            unit="1",
            verdict=compare(2.0, Value.exact(float(peak + 1)), 0.0),
            is_in_sample=False,
            source="usgs-ds140",
            locator="unit value 2009 to 2013",
        ),
        _goal(
            "rare earths 2010: fourth year over the peak", 0.5, path[3] / max(path), is_ceiling=True
        ),
        *(_pair(row) for row in rows),
    )


REPRODUCTION = Reproduction(
    id=ID,
    title="V2, export restrictions of 2010 to 2025: predicted and observed prices",
    citation="U.S. Geological Survey, Mineral Commodity Summaries 2026 and Data Series 140",
    run=_run,
)
