"""The page of the documentation that shows the backtest, made from the scores themselves."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from orepact.disruption.backtest_rows import BacktestRow, backtest_rows, backtest_summary
from orepact.disruption.calibrate import factor_band, frozen, ordinary_movement
from orepact.disruption.hazard import HazardModel, described, hazard_model
from orepact.exposure import Exposure

__all__ = ["backtest_page"]

_HEAD = """\
# Past export restrictions, predicted and observed

Made by `python -m orepact.disruption.backtest_page`; `orepact backtest` prints the same numbers.

**What is tested.** The price of a year over that of the last calendar year that ended before the
restriction took effect, as the U.S. Geological Survey prints it. The model gets what was known
before: production, trade, use and stocks of the base year, the instrument, the month, and the cut
in direct exports where customs counts or a quota document it. Where nothing documents the cut, it
is drawn from the law of the instrument. What arrives by detours is drawn in every case.

**What is fitted.** One number: a common factor on all first-year elasticities, lognormal, fitted
inside the full model to the continuous ranked probability score, each event counting once. It was
fitted once with every event left out in turn, and once to all; the fits, with a digest of the
tables they rest on, are frozen in `calibration.csv`, and a test refuses a freeze that does not
belong to the tables. Every prediction below leaves its own event out. Predictions include the
ordinary movement of prices without any restriction, a yearly log standard deviation of
{movement:.2f} over minerals in no event.

**What was chosen after a first look.** Before the freeze the model was run once without a fit. Then
the documented cuts of gallium, germanium and antimony took the place of the law of the instrument,
and Zimbabwe's ban, of a supplier under 2 % of the world, was moved to the controls. The goals, the
base year and the list of events were not touched. So "out of sample" speaks of the elasticities,
not of these two choices.

**What is not fitted.** Leakage, hoarding, stocks, restart, backstop, severity: assumed, quality D.

## Goals set before scoring

| out of sample | goal | found | |
|---|---|---|---|
{goals}

The two baselines are "no change" and a full ban without leakage (as printed by the U.S. Geological
Survey for gallium and germanium, by constant elasticities elsewhere). Misses stand; nothing was
tuned to them.

## Every pair

`control`: no effect was expected. `squeeze`: a market event without loss of supply, shown and not
scored. Factor: by how much the median misses.

| event | year | role | observed | predicted | 5 to 95 % | in the band | factor | in-sample |
|---|---|---|---|---|---|---|---|---|
{rows}

## What the misses say

- The largest spikes are too low (rare earths 2011, antimony and bismuth 2025). Antimony's exports
  before the control are not covered by trade data in hand, because its oxide has no customs line
  there, so too little is withheld in the model.
- Gallium 2024 is too high: output that was recorded had gone into stocks abroad.
- The rare earths stay high too long: the model has no demand that leaves for good.
- A band of nine in ten holds fewer than that: assumed ranges are too narrow.

## Elasticity factor

Fitted to all: {factor}.
Leaving one event out moves the median from {low} to {high}: {events} events do not tell it well.

## Hazards

A panel of {panel} country, commodity, stage and year rows with a share of output of 5 % or more,
{happened} of them the start of a control of the official list; controls that were lifted are not in
that list. Leaving each imposer out in turn:

| | mean -ln probability | Brier |
|---|---|---|
| features | {log_score:.4f} | {brier:.5f} |
| constant | {log_flat:.4f} | {brier_flat:.5f} |

{shipped} is shipped. Coefficients: {coefficients}.
Most of the events are one country's; the model knows little about anybody's first control.

| left-out rows, by rising hazard | predicted | happened |
|---|---|---|
{reliability}
"""


def _pair(row: BacktestRow) -> str:
    of, one = row.scored.out_of_sample, row.scored
    return (
        f"| {one.pair.event.title} | {one.pair.year} | {one.pair.event.role} | "
        f"{one.pair.observed:.2f} | {of.p50:.2f} | {of.p05:.2f} to {of.p95:.2f} | "
        f"{'yes' if of.is_covered else 'no'} | {of.factor:.2f} | {one.in_sample.p50:.2f} |"
    )


def _reliability(model: HazardModel) -> str:
    return "\n".join(
        f"| {rows} | {predicted:.4f} | {happened:.4f} |"
        for predicted, happened, rows in model.reliability
    )


def backtest_page(exposure: Exposure) -> str:
    """Return the page as Markdown."""
    goals = "\n".join(
        f"| {what} | {kind} {goal:.2f} | {found:.2f} | {'reached' if ok else 'missed'} |"
        for what, kind, goal, found, ok in backtest_summary(exposure)
    )
    fits = frozen()
    low, middle, high = factor_band(fits[""])
    middles = [factor_band(one)[1] for name, one in fits.items() if name]
    model = hazard_model(exposure)
    named = ", ".join(f"{name} {number:.2f}" for name, number in described(model))
    return _HEAD.format(
        movement=ordinary_movement(exposure.evidence),
        goals=goals,
        rows="\n".join(_pair(row) for row in backtest_rows(exposure)),
        factor=f"{middle:.2f}, 5 to 95 % {low:.2f} to {high:.2f}",
        low=f"{min(middles):.2f}",
        high=f"{max(middles):.2f}",
        events=len(middles),
        panel=f"{model.rows:,}",
        happened=model.happened,
        log_score=model.log_score,
        brier=model.brier,
        log_flat=model.log_score_constant,
        brier_flat=model.brier_constant,
        shipped="A constant" if model.is_constant else "The model with features",
        coefficients=named,
        reliability=_reliability(model),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page to a file."""
    from orepact.exposure import exposure

    parser = argparse.ArgumentParser(prog="python -m orepact.disruption.backtest_page")
    parser.add_argument("--out", type=Path, default=Path("docs") / "backtest-disruption.md")
    chosen = parser.parse_args(arguments)
    chosen.out.write_text(backtest_page(exposure()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
