"""What a reader would stumble over in a switch's result, found in the columns themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from orepact.mine import Column, ColumnTable

__all__ = ["taken_over", "why_dearer"]

_NOTED = 0.01
"""Of what is lent: a smaller change is not told."""


def taken_over(table: ColumnTable, column: str) -> tuple[float, float]:
    """Return how much of other loans a deal's loan takes the place of, and all that is lent.

    ::

        sum_f max(0, draw without the deal - draw with it),  sum_f draw with it

    Million, real; without the deal is the like way (project, variant, start) that needs none and
    borrows most; 0 where there is no such way.
    """
    index = {item.id: n for n, item in enumerate(table.columns)}
    if column not in index:
        return 0.0, 0.0
    own = table.columns[index[column]]
    drawn = table.draw[index[column]].sum(axis=1)
    others = [
        table.draw[index[item.id]].sum(axis=1)
        for item in table.columns
        if not item.needs_deal and _start(item) == _start(own)
    ]
    if not own.needs_deal or not others:
        return 0.0, float(drawn.sum())
    most = max(others, key=lambda draws: float(draws.sum()))
    return float(np.maximum(0.0, most - drawn).sum()), float(drawn.sum())


def _start(column: Column) -> tuple[str, str, int]:
    return column.project, column.variant, column.first_spend_year


def why_dearer(central: ColumnTable, dear: ColumnTable, columns: Sequence[str]) -> str:
    """Return why dearer capital can make a deal's loan worth more; empty where it does not."""
    before = [taken_over(central, name) for name in columns]
    after = [taken_over(dear, name) for name in columns]
    displaced, lent = (sum(pair[n] for pair in before) for n in (0, 1))
    if displaced - sum(pair[0] for pair in after) <= _NOTED * lent:
        return ""
    return (
        "At central capital the limit on debt binds: a part of the importer's loan takes the place "
        "of other lenders' loans. Dearer capital leaves room for all of them, so the same loan "
        "adds more cheap money; the mine itself is worth less."
    )
