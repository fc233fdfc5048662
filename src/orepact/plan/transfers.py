"""Transfers: what terms could move between a project's owner and another party.

A transfer is a constant share of what one side receives from one column, fixed before prices are
known and paid in every year and scenario in which that side receives anything. So it is money,
never negative, never more than the payer receives from the project in that year, and it is what
a royalty, a carried share, an offtake discount or a rebate could bring about.
"""

from __future__ import annotations

import numpy as np

from orepact.plan.data import PlanData
from orepact.plan.sheet import Sheet

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


def add_transfers(sheet: Sheet, data: PlanData) -> None:
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
    z = sheet.places("z")[[c for c, _ in pairs]]
    for name in DIRECTIONS:
        sheet.add(name, {"pair": range(len(pairs))})
        share = sheet.places(name)
        sheet.pairs(f"transfer:{name}", [(share, 1.0), (z, -1.0)], at_most=0.0)
        sheet.pairs(f"transfer:allowed:{name}", [(share, 1.0)], at_most=allowed_shares(data, name))
    columns = sorted({c for c, _ in pairs})
    belongs = np.array([[float(c == one) for c, _ in pairs] for one in columns])
    own = np.zeros((len(columns), len(data.columns)))
    own[np.arange(len(columns)), columns] = -1.0
    sheet.rows("transfer:whole", {"from_owner": belongs, "z": own}, at_most=0.0)
    _add_paid(sheet, data, pairs)


def _add_paid(sheet: Sheet, data: PlanData, pairs: list[tuple[int, int]]) -> None:
    droppable = list(data.droppable)
    loose = [n for n, (c, _) in enumerate(pairs) if c in set(droppable)]
    if not loose:
        return
    scenarios = list(data.scenarios)
    e = sheet.places("e")[[droppable.index(pairs[n][0]) for n in loose]]
    for name in DIRECTIONS:
        sheet.add(f"{name}_paid", {"loose": range(len(loose)), "scenario": scenarios})
        paid = sheet.places(f"{name}_paid")
        share = np.repeat(sheet.places(name)[loose][:, None], len(scenarios), axis=1)
        sheet.pairs(f"transfer:{name}:share", [(paid, 1.0), (share, -1.0)], at_most=0.0)
        sheet.pairs(f"transfer:{name}:exercised", [(paid, 1.0), (e, -1.0)], at_most=0.0)
        exact = [(share, 1.0), (e, 1.0), (paid, -1.0)]
        sheet.pairs(f"transfer:{name}:exact", exact, at_most=1.0)


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
