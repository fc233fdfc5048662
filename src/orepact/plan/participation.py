"""Participation: who controls something does not lose against its world without a deal."""

from __future__ import annotations

from collections.abc import Mapping

import linopy

from orepact.plan.data import PlanData
from orepact.plan.pointwise import rows_of
from orepact.plan.utility import party_utility

__all__ = ["add_participation"]


def add_participation(
    model: linopy.Model, data: PlanData, floors: Mapping[str, float], *, with_transfers: bool
) -> None:
    """Add ``U[a] >= floor[a]`` for every party that must agree, in expectation over scenarios.

    Parameters
    ----------
    floors : dict of str to float
        Utility without a deal, million of the case's money.
    """
    for place, party in enumerate(data.parties):
        if not party.must_agree or party.id not in floors:
            continue
        own = party_utility(data, place, with_transfers=with_transfers)
        if any(block.any() for block in own.values()):
            model.add_constraints(
                rows_of(model, own) >= floors[party.id] / data.unit,
                name=f"participation:{party.id}",
            )
