"""How far an importer's recorded flows can be trusted: odd unit values, and a second source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from orepact.exposure.cube import Cube
from orepact.quantity import Value, figure

__all__ = ["WORTH_TELLING", "odd_bills", "outlier_share", "second_source_ratio"]

WORTH_TELLING = 0.1
"""A smaller part of a bill out of line is not told beside shares of tonnes."""


def outlier_share(held: Cube, keys: Mapping[str, str], year: int) -> Value:
    """Return the part of what an importer paid whose unit value is out of line.

    Parameters
    ----------
    held : Cube
    keys : mapping
        ``importer``, ``commodity`` and ``stage``.
    year : int
    """
    chain = held.chain(keys["commodity"], keys["stage"])
    who, when = held.position(keys["importer"]), held.year_position(year)
    own = (chain.trade.importer == who) & (chain.trade.year == when)
    value = chain.trade.value[own]
    if not value.sum() > 0:
        return Value.missing()
    return Value.exact(float(value[chain.trade.is_outlier[own]].sum() / value.sum()))


def second_source_ratio(held: Cube, keys: Mapping[str, str], year: int) -> Value:
    """Return the value of an importer's flows in a second source over that in the chosen one.

    Parameters
    ----------
    held : Cube
    keys : mapping
        ``importer``, ``commodity`` and ``stage``.
    year : int
    """
    arrays = held.at_rest.arrays
    chain = held.chain(keys["commodity"], keys["stage"])
    who, when = held.position(keys["importer"]), held.year_position(year)
    lines = {held.lines.index(hs): place for place, hs in enumerate(chain.lines)}
    at = np.flatnonzero((arrays["second_importer"] == who) & (arrays["second_year"] == when))
    second = {
        (lines[int(arrays["second_line"][n])], int(arrays["second_exporter"][n])): float(
            arrays["second_value"][n]
        )
        for n in at
        if int(arrays["second_line"][n]) in lines
    }
    own = np.flatnonzero((chain.trade.importer == who) & (chain.trade.year == when))
    first = {
        (int(chain.trade.line[n]), int(chain.trade.exporter[n])): float(chain.trade.value[n])
        for n in own
    }
    both = [key for key in second if key in first]
    total = sum(first[key] for key in both)
    return Value.exact(sum(second[key] for key in both) / total) if total > 0 else Value.missing()


_SAID = {
    "tonnes": "so that shares of tonnes may mislead; without --weigh tonnes they are repaired",
    "repaired tonnes": "those flows weigh their value over the price of the line here",
    "value": "every flow weighs its value here",
}


def odd_bills(
    held: Cube, rows: Iterable[Mapping[str, Any]], *, importer: str, by: str
) -> Iterator[str]:
    """Return, for each chain and year of some rows, how much of the bill is out of line.

    Parameters
    ----------
    held : Cube
    rows : iterable of mapping
        With ``commodity``, ``stage`` and ``year``.
    importer : str
        ISO 3166 alpha-3.
    by : str
        What flows weigh in the rows.
    """
    for what, stage, year in dict.fromkeys((r["commodity"], r["stage"], r["year"]) for r in rows):
        keys = {"importer": importer, "commodity": what, "stage": stage}
        share = outlier_share(held, keys, year).number
        if share is not None and share >= WORTH_TELLING:
            yield (
                f"{what}, {stage}: {figure(100.0 * share, '%', digits=2)} of the bill of {year} is "
                f"out of line in USD per tonne; {_SAID[by]}"
            )
