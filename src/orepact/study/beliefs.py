"""The plan that would be best if everybody believed what one party does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from orepact.case import Belief, Case
from orepact.mine import ColumnTable
from orepact.plan import PlanData, Setting, Settings, Shelf, build_data, solve_equal
from orepact.solve import Limits

__all__ = ["belief_data", "believed_columns"]


def belief_data(case: Case, table: ColumnTable, belief: Belief, base: Settings) -> PlanData:
    """Return the data as one party sees the world: its weights of decks and its ends of ranges.

    Parameters
    ----------
    base : Settings
        Of the run: its draws and seed.
    """
    settings = replace(
        base,
        rates=Setting(belief.rates),
        credit_loss=Setting(belief.credit_loss),
        premiums=Setting(belief.premiums),
    )
    data = build_data(case, table, settings)
    if belief.decks is None:
        return data
    share = {name: weight.to("%") / 100.0 for name, weight in belief.decks.items()}
    weights = np.array([share.get(name, 0.0) for name in data.scenarios])
    return replace(data, weights=weights / weights.sum())


def believed_columns(data: PlanData, limits: Limits, shelf: Shelf) -> tuple[str, ...]:
    """Return the columns of the equal-gain plan under a belief."""
    _, best = solve_equal(data, limits=limits, shelf=shelf, is_shared_out=False)
    return best.decisions.columns
