"""Money: what lenders' programmes and parties' purses allow, cumulatively over the horizon."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orepact.plan.choice import exercised
from orepact.plan.data import PlanData
from orepact.plan.sheet import Sheet

__all__ = ["add_budgets", "add_facility_ceilings", "outlay", "telescoped"]

Floats = NDArray[np.float64]


def add_facility_ceilings(sheet: Sheet, data: PlanData) -> None:
    """Add ``sum_c draw[c,f] z[c] <= ceiling[f]`` per facility, both in money of the day."""
    for place, facility in enumerate(data.facilities):
        draw = data.facility_draw[:, place]
        if not (draw > 0.0).any():
            continue
        ceiling = data.facility_ceiling[place] / data.unit
        sheet.rows(f"facility:{facility}", {"z": draw[None, :] / data.unit}, at_most=ceiling)


def outlay(
    data: PlanData,
    party: int,
    until: int,
    *,
    projects: bool = True,
    options: bool = True,
) -> dict[str, Floats]:
    """Return a party's cumulative spending to the end of a year, one row per scenario.

    ::

        sum_{t <= until} (sum_c outlay[c,s,a,t] x[c,s] + sum_i payment[i,a,t]) / unit
    """
    seen = data.years <= until
    spent = data.column_outlay[:, :, party, :][:, :, seen].sum(axis=2) / data.unit
    blocks = exercised(data, (spent if projects else 0.0 * spent)[:, :, None])
    if options and data.options:
        paid = data.option_outlay[:, :, party, :][:, :, seen].sum(axis=2) / data.unit
        blocks["y"] = np.tile(telescoped(paid), (len(data.scenarios), 1, 1))
    return blocks


def telescoped(by_start: Floats) -> Floats:
    """Return coefficients of "started by" for amounts given by start year.

    ``sum_t a[t] (y[t] - y[t-1]) = sum_t (a[t] - a[t+1]) y[t]``, with nothing after the last year.
    """
    found = by_start.copy()
    found[:, :-1] -= by_start[:, 1:]
    return found


def add_budgets(sheet: Sheet, data: PlanData) -> None:
    """Add ``outlay[a] by the end of the horizon <= ceiling[a]``, per scenario.

    Ceilings are cumulative: what is not spent in one year can be spent later. A ceiling on each
    year's lumpy capital would be harder to prove and is not how programmes are funded.
    """
    for ceiling in data.ceilings:
        party = data.party(ceiling.party)
        spent = outlay(
            data,
            party,
            data.horizon[1],
            projects=ceiling.covers_projects,
            options=ceiling.covers_options,
        )
        covered = {(True, True): "both", (True, False): "projects", (False, True): "enablers"}[
            (ceiling.covers_projects, ceiling.covers_options)
        ]
        if any(block.any() for block in spent.values()):
            name = f"budget:{ceiling.party}:{covered}"
            sheet.rows(name, spent, at_most=ceiling.amount / data.unit)
