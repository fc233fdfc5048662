"""Fits the price processes that ship: ``python -m orepact.mine.price_build``."""

from __future__ import annotations

import csv
import io
from itertools import combinations
from pathlib import Path

import numpy as np

from orepact.mine.price_calibration import (
    correlation,
    geometric,
    one_factor,
    real_log_prices,
    two_factor,
)

__all__ = ["COMMODITIES", "build", "main"]

COMMODITIES = (
    "aluminium",
    "coal",
    "copper",
    "gold",
    "iron ore",
    "lead",
    "nickel",
    "platinum",
    "silver",
    "tin",
    "zinc",
)
"""Minerals with a monthly price in the bundle that a mine here may sell."""
FILE = Path(__file__).parent / "data" / "price_processes.csv"
HEADER = ("commodity", "process", "parameter", "value", "error", "unit", "first", "last", "months")


def _text(number: float) -> str:
    return "" if not np.isfinite(number) else f"{number:.6g}"


def build() -> str:
    """Return the table of fitted processes as CSV text, the same for the same bundle."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    logs = {}
    for name in COMMODITIES:
        months, logs[name] = real_log_prices(name)
        tail = (months[0], months[-1], str(len(months)))
        for item in (*geometric(logs[name]), *one_factor(logs[name]), *two_factor(logs[name])):
            head = (name, item.process, item.parameter)
            writer.writerow((*head, _text(item.value), _text(item.error), item.unit, *tail))
    for one, other in combinations(COMMODITIES, 2):
        shared = min(len(logs[one]), len(logs[other]))
        value, error = correlation(logs[one][-shared:], logs[other][-shared:])
        row = (one, "correlation", other, _text(value), _text(error), "1")
        writer.writerow((*row, months[-shared], months[-1], str(shared)))
    return out.getvalue()


def main() -> None:
    """Write the table."""
    FILE.write_text(build(), encoding="utf-8")


if __name__ == "__main__":
    main()
