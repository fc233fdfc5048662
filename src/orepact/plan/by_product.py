"""By-products: no more of them than what carries them is mined."""

from __future__ import annotations

import numpy as np

from orepact.plan.choice import exercised
from orepact.plan.data import PlanData
from orepact.plan.sheet import Sheet

__all__ = ["add_by_products"]


def add_by_products(sheet: Sheet, data: PlanData) -> None:
    """Add one row per by-product b, scenario s and year t in which it could be made.

    ::

        sum_{c of project} output[c,b,t] x[c,s] <= ratio[b] sum_c output[c,host,t] x[c,s]

    Gold in one mine's own concentrate needs no such row: it is in the mine's column. This is for a
    plant that lives on another's residue, slag or dust.
    """
    for item in data.by_products:
        if item.product not in data.products or item.host_product not in data.products:
            continue
        made = data.output[:, data.products.index(item.product)].copy()
        made[[column.project != item.project for column in data.columns]] = 0.0
        host = data.output[:, data.products.index(item.host_product)]
        used = np.flatnonzero((made > 0.0).any(axis=0))
        if used.size == 0:
            continue
        rows = (made - item.ratio * host)[:, used] / max(1e-9, float(made.max()))
        every = np.repeat(rows[:, None, :], len(data.scenarios), axis=1)
        sheet.rows(f"by-product:{item.id}", exercised(data, every), at_most=0.0)
