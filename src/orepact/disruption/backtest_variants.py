"""How far the backtest's scores rest on choices: the same scoring with each choice taken back."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from orepact.disruption.backtest import Pair, is_scored, observed_pairs
from orepact.disruption.calibrate import digest_of_inputs, factor_band, fit, score_pair
from orepact.disruption.events import Event, Role, events
from orepact.disruption.score import Scored, Summary, full_ban_ratio, summary
from orepact.disruption.traits import rows_of
from orepact.exposure import Exposure

__all__ = ["VARIANTS", "Variant", "stored_variants"]

_FILE = "backtest_variants.csv"
_NUMBERS = (
    "within_two", "covered", "rank_correlation", "control_median", "log_error",
    "log_error_no_change", "log_error_full_ban",
)  # fmt: skip

VARIANTS: Mapping[str, str] = {
    "shipped": "as shipped: each event left out in turn",
    "announcement": "leaving out every event of the same country and month with it",
    "no first look": "without what was chosen after a first look: cuts by the law of the "
    "instrument, Zimbabwe's ban a positive",
    "blind": "with wide ranges in place of assumptions that were read off past events",
}
"""What each variant takes back, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """The scores of one variant.

    Parameters
    ----------
    name : str
        Key of ``VARIANTS``.
    scores : Summary
    factors : (float, float)
        Least and largest median of the elasticity factor over what was left out.
    is_current : bool
        Whether it was made with the tables that are shipped.
    """

    name: str
    scores: Summary
    factors: tuple[float, float]
    is_current: bool


def _catalogue(name: str) -> tuple[Event, ...]:
    if name != "no first look":
        return events()
    seen_later = ("ga-2023", "ge-2023", "sb-2024")
    made = []
    for one in events():
        if one.id in seen_later:
            made.append(replace(one, cut=None))
        elif one.id == "li-2022":
            made.append(replace(one, role=Role.POSITIVE))
        else:
            made.append(one)
    return tuple(made)


def _left_out(pair: Pair, catalogue: Sequence[Event], name: str) -> str:
    """Return the ids that are not looked at when a pair is predicted."""
    if name != "announcement":
        return pair.event.id
    own = (pair.event.shock.imposers, pair.event.start_year, pair.event.start_month)
    same = [
        one.id for one in catalogue if (one.shock.imposers, one.start_year, one.start_month) == own
    ]
    return "+".join(same)


def _computed(exposure: Exposure, name: str) -> tuple[Summary, tuple[float, float]]:
    catalogue, is_blind = _catalogue(name), name == "blind"
    pairs = observed_pairs(exposure.evidence, catalogue)
    keys = {pair: _left_out(pair, catalogue, name) for pair in pairs if is_scored(pair)}
    laws = {
        key: fit(exposure, left_out=key, pairs=pairs, is_blind=is_blind)
        for key in dict.fromkeys(keys.values())
    }
    rows = []
    for pair, key in keys.items():
        told = score_pair(exposure, pair, laws[key], is_blind=is_blind)
        ban = full_ban_ratio(exposure, pair)
        rows.append(Scored(out_of_sample=told, in_sample=told, no_change=1.0, full_ban=ban))
    middles = [factor_band(law)[1] for law in laws.values()]
    return summary(tuple(rows)), (min(middles), max(middles))


@cache
def stored_variants() -> tuple[Variant, ...]:
    """Return the stored scores of every variant, the shipped one first."""
    digest = digest_of_inputs()
    return tuple(
        Variant(
            name=row["variant"],
            scores=Summary(
                positives=int(row["positives"]),
                controls=int(row["controls"]),
                **{name: float(row[name]) for name in _NUMBERS},
            ),
            factors=(float(row["factor_low"]), float(row["factor_high"])),
            is_current=row["inputs_sha256"] == digest,
        )
        for row in rows_of(_FILE)
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Score every variant and write the table; return the exit code."""
    from orepact.exposure import exposure

    parser = argparse.ArgumentParser(prog="python -m orepact.disruption.backtest_variants")
    default = Path(__file__).parent / "data" / _FILE
    parser.add_argument("--out", type=Path, default=default, help="where to write")
    chosen = parser.parse_args(arguments)
    columns = (
        "variant", "positives", "controls", *_NUMBERS, "factor_low", "factor_high", "inputs_sha256",
    )  # fmt: skip
    with chosen.out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        for name in VARIANTS:
            scores, factors = _computed(exposure(), name)
            numbers = (*(getattr(scores, one) for one in _NUMBERS), *factors)
            cells = (f"{number:.4g}" for number in numbers)
            writer.writerow([name, scores.positives, scores.controls, *cells, digest_of_inputs()])
    return 0


if __name__ == "__main__":
    sys.exit(main())
