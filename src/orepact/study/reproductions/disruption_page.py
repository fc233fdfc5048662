"""The page of the documentation that shows every check of disruption, reached or not, and why."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from orepact.disruption.traits import rows_of
from orepact.quantity import format_value
from orepact.study.reproductions import (
    disruption_backtest,
    disruption_embargo,
    disruption_invariants,
    disruption_losses,
    disruption_ranking,
)
from orepact.study.reproductions.check import Check, Reproduction

__all__ = ["PARTS", "disruption_page"]

PARTS: tuple[Reproduction, ...] = (
    disruption_losses.GALLIUM,
    disruption_backtest.REPRODUCTION,
    disruption_ranking.REPRODUCTION,
    disruption_embargo.REPRODUCTION,
    disruption_losses.RARE_EARTHS,
    disruption_invariants.REPRODUCTION,
    disruption_losses.ACCOUNTS,
)
"""Every comparison of the room, in the order of the page."""

_HEAD = """\
# What disruption gets right, and what it misses

Made by `python -m orepact.study.reproductions.disruption_page`; `orepact validate` computes the
same. Goals were set before scoring, and so were parameters frozen: {freezes}. No parameter was
changed to come nearer to a goal. A miss stays a miss, with the reason as far as it can be told.
Losses of gross domestic product run from the direct effect to every buyer rationed.

{counts}
"""


def _cell(text: str) -> str:
    return text.replace("|", "/")


def _row(check: Check) -> str:
    return (
        f"| {_cell(check.what)} | {format_value(check.published)} | "
        f"{format_value(check.computed)} | {check.unit} | {check.verdict} | "
        f"{_cell(check.note)} |"
    )


def _part(part: Reproduction, checks: Sequence[Check]) -> str:
    shown = [check for check in checks if check.is_headline]
    rows = "\n".join(map(_row, shown))
    more = len(checks) - len(shown)
    pointer = (
        f"\n\n{more} yearly prices stand one by one in "
        "[the backtest](backtest-disruption.md), with how an audit found and removed what was "
        "known only later."
        if more
        else ""
    )
    return (
        f"## {part.title}\n\n{part.citation}.\n\n"
        "| what | goal or published | found | unit | verdict | note |\n|---|---|---|---|---|---|\n"
        f"{rows}{pointer}\n"
    )


def disruption_page() -> str:
    """Return the page as Markdown."""
    found = {part.id: part.run() for part in PARTS}
    latest = {row["what"]: row for row in rows_of("freezes.csv")}
    freezes = "; ".join(
        f"{what} on {row['date']}, SHA-256 {row['sha256'][:12]}" for what, row in latest.items()
    )
    counts = "| check | reached | missed | not computable |\n|---|---|---|---|\n" + "\n".join(
        f"| {part.title} | "
        + " | ".join(
            str(sum(str(check.verdict) == verdict for check in found[part.id]))
            for verdict in ("reached", "missed", "not-computable")
        )
        + " |"
        for part in PARTS
    )
    head = _HEAD.format(freezes=freezes, counts=counts)
    return "\n".join([head, *(_part(part, found[part.id]) for part in PARTS)])


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page to a file."""
    parser = argparse.ArgumentParser(prog="python -m orepact.study.reproductions.disruption_page")
    default = Path("docs") / "validation-disruption.md"
    parser.add_argument("--out", type=Path, default=default, help="where to write")
    chosen = parser.parse_args(arguments)
    chosen.out.write_text(disruption_page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
