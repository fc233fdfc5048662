"""A party's utility: present value at its own rate of cash, enabler payments and transfers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orepact.plan.data import PlanData, PlanSide
from orepact.plan.money import telescoped
from orepact.plan.transfers import DIRECTIONS, partners, transfer_value

__all__ = ["party_utility", "side_utility", "thrift", "utility"]

Floats = NDArray[np.float64]


def utility(data: PlanData, of: Floats, *, with_transfers: bool = True) -> dict[str, Floats]:
    """Return the expected utility of a weighted sum of parties, in the model's money.

    ::

        U = sum_s w_s sum_c (sunk[c,s] z[c] + late[c,s] e[c,s])
            + sum_i sum_t option_value[i,t] (y[i,t] - y[i,t-1]) + transfers

    Parameters
    ----------
    of : ndarray, shape (party,)
        Weight of each party.

    Returns
    -------
    blocks : dict
        One row.
    """
    sunk = np.einsum("csp,s,p->c", data.sunk, data.weights, of) / data.unit
    blocks = {"z": sunk[None, :]}
    if data.droppable:
        late = np.einsum("csp,p->cs", data.late[list(data.droppable)], of)
        blocks["e"] = (late * data.weights[None, :] / data.unit)[None, :, :]
    if data.options:
        by_start = np.einsum("itp,p->it", data.option_value, of) / data.unit
        blocks["y"] = telescoped(by_start)[None, :, :]
    return blocks | (transfer_value(data, of) if with_transfers else {})


def party_utility(data: PlanData, party: int, *, with_transfers: bool = True) -> dict[str, Floats]:
    """Return one party's expected utility."""
    return utility(data, np.eye(len(data.parties))[party], with_transfers=with_transfers)


def side_utility(
    data: PlanData, side: PlanSide, *, with_transfers: bool = True
) -> dict[str, Floats]:
    """Return the sum of the utilities of one side's parties, each at its own rate."""
    of = np.zeros(len(data.parties))
    of[list(data.side(side))] = 1.0
    return utility(data, of, with_transfers=with_transfers)


def thrift(data: PlanData, *, with_transfers: bool = True) -> dict[str, Floats]:
    """Return the tie-break that closes every point: less enabler money, fewer and later starts.

    ::

        max - sum_i sum_t (payments[i,t] + small) (y[i,t] - y[i,t-1]) - small sum_c z - transfers

    Without it an option that costs its payers nothing, or a transfer that runs in a circle,
    could stand in a plan for no reason.
    """
    small = 1e-3
    blocks = {"z": np.full((1, len(data.columns)), -small)}
    if data.options:
        paid = -data.option_value.sum(axis=2) / data.unit + small
        blocks["y"] = -telescoped(paid)[None, :, :]
    if with_transfers and partners(data):
        blocks |= {name: -np.ones((1, len(partners(data)))) for name in DIRECTIONS}
    return blocks
