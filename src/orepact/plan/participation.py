"""Participation: who controls something does not lose against its world without a deal."""

from __future__ import annotations

from collections.abc import Mapping

from orepact.plan.data import PlanData
from orepact.plan.sheet import as_linear
from orepact.plan.utility import party_utility
from orepact.solve import Program

__all__ = ["with_participation"]


def with_participation(
    program: Program, data: PlanData, floors: Mapping[str, float], *, with_transfers: bool = True
) -> Program:
    """Return the program with ``U[a] >= floor[a]`` for every party that must agree.

    In expectation over scenarios; one named family per party.

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
            row = as_linear(program, own)
            level = floors[party.id] / data.unit
            program = program.with_rows(f"participation:{party.id}", [row], [level])
    return program
