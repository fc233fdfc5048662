"""A plan's world as a program: rows built once, right sides renewed, floors of consent added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from orepact.plan.choice import allowed_columns
from orepact.plan.data import PlanData, PlanSide
from orepact.plan.enablers import allowed_starts
from orepact.plan.model import sheet_of
from orepact.plan.participation import with_participation
from orepact.plan.sheet import as_linear
from orepact.plan.transfers import DIRECTIONS, allowed_shares, partners
from orepact.plan.utility import side_utility, thrift, utility
from orepact.solve import Linear, Program

__all__ = ["Shelf", "World", "bargaining_sides", "world_of"]

_ARRAYS = (
    "use",
    "in_place",
    "adds",
    "output",
    "facility_draw",
    "facility_ceiling",
    "option_outlay",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A built model as a program, with the expressions that its points are solved for.

    Parameters
    ----------
    sides : dict of str to Linear
        Expected utility of each bargaining side, less its base.
    base : dict of str to float
        What each side has without a deal, in the model's money; 0 before that is known. Gaps are
        then relative to gains, which are small beside what goes ahead anyway.
    total : Linear
        Expected utility of all parties, transfers included.
    thrift : Linear
        The tie-break.
    aims : dict of str to Linear
        What the equal gain is of where risk has weight; empty, the sides themselves.
    """

    data: PlanData
    program: Program
    sides: Mapping[str, Linear]
    base: Mapping[str, float]
    total: Linear
    thrift: Linear
    aims: Mapping[str, Linear] = field(default_factory=dict)

    def with_floors(self, floors: Mapping[str, float]) -> World:
        """Return the world in which no party that must agree falls below its floor."""
        return replace(self, program=with_participation(self.program, self.data, floors))

    def against(self, base: Mapping[str, float]) -> World:
        """Return the world whose sides count from what they have without a deal.

        Parameters
        ----------
        base : dict of str to float
            By side, in the model's money.
        """
        sides = {
            side: utility.less(base[side] - self.base[side]) for side, utility in self.sides.items()
        }
        return replace(self, sides=sides, base=dict(base))


class Shelf:
    """Programs already built, so that a switch that changes only values builds no rows again."""

    def __init__(self) -> None:
        self._built: list[tuple[PlanData, Program]] = []

    def program(self, data: PlanData) -> Program:
        """Return the program of the data, with what it leaves out on the right sides."""
        for known, program in self._built:
            if _has_same_rows(known, data):
                return _renewed(program, data)
        built = sheet_of(data).program()
        self._built.append((data, built))
        return built


def _has_same_rows(one: PlanData, other: PlanData) -> bool:
    is_spending_bound = bool(one.asks) or any(item.covers_projects for item in one.ceilings)
    return (
        one.unit == other.unit
        and one.columns == other.columns
        and one.options == other.options
        and one.scenarios == other.scenarios
        and one.asks == other.asks
        and one.ceilings == other.ceilings
        and one.floors is other.floors
        and one.outlets is other.outlets
        and one.by_products == other.by_products
        and partners(one) == partners(other)
        and all(np.array_equal(getattr(one, name), getattr(other, name)) for name in _ARRAYS)
        and (not is_spending_bound or np.array_equal(one.column_outlay, other.column_outlay))
    )


def _renewed(program: Program, data: PlanData) -> Program:
    """Return the program with the right sides that say what may be chosen, started and moved."""
    sides = {"allowed": allowed_columns(data)}
    if data.options:
        sides["earliest"] = allowed_starts(data).ravel()
    if partners(data):
        for name in DIRECTIONS:
            sides[f"transfer:allowed:{name}"] = allowed_shares(data, name)
    high = program.high.copy()
    for name, levels in sides.items():
        high[program.rows[name]] = levels
    return replace(program, high=high)


def bargaining_sides(data: PlanData) -> tuple[PlanSide, ...]:
    """Return the sides whose gain counts: importer, host, and companies where there are any."""
    sides = (PlanSide.IMPORTER, PlanSide.HOST, PlanSide.COMPANY)
    return tuple(side for side in sides if side is not PlanSide.COMPANY or data.side(side))


def world_of(data: PlanData, shelf: Shelf | None = None) -> World:
    """Return the world of the data, its rows taken from the shelf where they are the same."""
    program = (shelf or Shelf()).program(data)
    sides = {
        str(side): as_linear(program, side_utility(data, side)) for side in bargaining_sides(data)
    }
    return World(
        data=data,
        program=program,
        sides=sides,
        base=dict.fromkeys(sides, 0.0),
        total=as_linear(program, utility(data, np.ones(len(data.parties)))),
        thrift=as_linear(program, thrift(data)),
    )
