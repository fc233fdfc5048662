"""Transfers: what terms could move between a project's owner and another party.

A transfer is a constant share of what one side receives from one column, fixed before prices are
known and paid in every year and scenario in which that side receives anything. So it is money,
never negative, never more than the payer receives from the project in that year, and it is what
a royalty, a carried share, an offtake discount or a rebate could bring about.
"""

from __future__ import annotations

import linopy
import numpy as np
import pandas as pd
import xarray as xr

from orepact.plan.data import PlanData
from orepact.plan.pointwise import entries

__all__ = ["DIRECTIONS", "add_transfers", "allowed_shares", "partners", "transfer_value"]

DIRECTIONS = ("from_owner", "to_owner")


def partners(data: PlanData) -> list[tuple[int, int]]:
    """Return (column, party) pairs between which a transfer may run.

    The party must be one that has to agree, and not the owner itself; in each pair one side has
    receipts that the other values.
    """
    places = {party.id: n for n, party in enumerate(data.parties)}
    found = []
    for c, column in enumerate(data.columns):
        if column.owner not in places:
            continue
        for a, party in enumerate(data.parties):
            if party.must_agree and data.touches[c, a] and a != places[column.owner]:
                found.append((c, a))
    return found


def allowed_shares(data: PlanData, direction: str) -> np.ndarray:
    """Return 1 for each pair between which a transfer may run in a direction, else 0.

    Parameters
    ----------
    direction : str
        ``from_owner`` or ``to_owner``.
    """
    found = []
    for _, a in partners(data):
        party = data.parties[a]
        is_open = party.id not in data.outside
        found.append(float(is_open and (direction == DIRECTIONS[0] or party.may_give)))
    return np.array(found)


def _owner(data: PlanData, pairs: list[tuple[int, int]]) -> list[int]:
    places = {party.id: n for n, party in enumerate(data.parties)}
    return [places[data.columns[c].owner] for c, _ in pairs]


def add_transfers(model: linopy.Model, data: PlanData) -> None:
    """Add shares given by owners (g) and to owners (k), and what of them is paid.

    ::

        0 <= g[c,a], sum_a g[c,a] <= z[c]          an owner gives at most all it receives
        0 <= k[c,a] <= z[c]                        a party gives at most all it receives
        k[c,a] = 0                                 for districts, communities and lenders
        g[c,a] = k[c,a] = 0                        with a party outside, where there is no deal
        paid[c,a,s] <= g[c,a],  <= e[c,s],  >= g[c,a] - 1 + e[c,s]    where c can be dropped

    The last three rows make ``paid = g e`` exact, because e is 0 or 1.
    """
    pairs = partners(data)
    if not pairs:
        return
    pair = pd.RangeIndex(len(pairs), name="pair")
    z = entries(model.variables["z"], "pair", column=[data.columns[c].id for c, _ in pairs])
    for name in DIRECTIONS:
        share = model.add_variables(lower=0.0, upper=1.0, coords=[pair], name=name)
        model.add_constraints(1.0 * share - z <= 0.0, name=f"transfer:{name}")
        allowed = xr.DataArray(allowed_shares(data, name), coords=[pair])
        model.add_constraints(1.0 * share <= allowed, name=f"transfer:allowed:{name}")
    columns = sorted({c for c, _ in pairs})
    held = pd.Index([data.columns[c].id for c in columns], name="column")
    belongs = np.array([[float(c == one) for c, _ in pairs] for one in columns])
    given = (model.variables["from_owner"] * xr.DataArray(belongs, coords=[held, pair])).sum("pair")
    own = model.variables["z"].sel(column=list(held))
    model.add_constraints(given - own <= 0.0, name="transfer:whole")
    _add_paid(model, data, pairs)


def _add_paid(model: linopy.Model, data: PlanData, pairs: list[tuple[int, int]]) -> None:
    droppable = set(data.droppable)
    loose = [n for n, (c, _) in enumerate(pairs) if c in droppable]
    if not loose:
        return
    scenario = pd.Index(list(data.scenarios), name="scenario")
    index = pd.RangeIndex(len(loose), name="loose")
    ids = [data.columns[pairs[n][0]].id for n in loose]
    e = entries(model.variables["e"], "loose", held=ids)
    for name in DIRECTIONS:
        paid = model.add_variables(
            lower=0.0, upper=1.0, coords=[index, scenario], name=f"{name}_paid"
        )
        share = entries(model.variables[name], "loose", pair=loose)
        model.add_constraints(1.0 * paid - share <= 0.0, name=f"transfer:{name}:share")
        model.add_constraints(1.0 * paid - e <= 0.0, name=f"transfer:{name}:exercised")
        model.add_constraints(share + e - paid <= 1.0, name=f"transfer:{name}:exact")


def transfer_value(data: PlanData, of: np.ndarray) -> dict[str, np.ndarray]:
    """Return what all transfers are worth to a weighted sum of parties, in the model's money.

    The payer loses the present value at its own rate. The receiver gains the present value at the
    higher of both rates, so that a transfer can move value and never make it: a patient party
    does not grow rich by swapping early cash for late.

    Parameters
    ----------
    of : ndarray, shape (party,)
        Weight of each party's present value: a unit vector for one party, ones for a side.

    Returns
    -------
    blocks : dict
        One row; empty without transfers.
    """
    pairs = partners(data)
    if not pairs:
        return {}
    c = np.array([pair[0] for pair in pairs])
    a = np.array([pair[1] for pair in pairs])
    h = np.array(_owner(data, pairs))
    to_party = (
        data.owner_gives[c, :, a] * of[a][:, None] - data.owner_pays[c, :, h] * of[h][:, None]
    )
    to_owner = (
        data.party_gives[c, :, a] * of[h][:, None] - data.party_pays[c, :, a] * of[a][:, None]
    )
    droppable = set(data.droppable)
    firm = np.array([float(n not in droppable) for n in c])
    loose = np.flatnonzero(firm == 0.0)
    blocks: dict[str, np.ndarray] = {}
    for name, value in zip(DIRECTIONS, (to_party, to_owner), strict=True):
        blocks[name] = ((value @ data.weights) * firm / data.unit)[None, :]
        if loose.size:
            weighted = value[loose] * data.weights[None, :] / data.unit
            blocks[f"{name}_paid"] = weighted[None, :, :]
    return blocks
