"""The points of the bargain: no deal, each side's ideal, equal gain, and the frontier between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from orepact.errors import InfeasibleError
from orepact.plan.data import Ask, AskKind, PlanData, PlanSide
from orepact.plan.decisions import Decisions, PlanFaultError, broken_rules, read_decisions, worth
from orepact.plan.model import row_units
from orepact.plan.requirements import must_build_row, requirements
from orepact.plan.risk import weighed
from orepact.plan.share_out import share_out
from orepact.plan.sheet import as_linear
from orepact.plan.world import Shelf, World, bargaining_sides, world_of
from orepact.solve import (
    Check,
    Limits,
    Linear,
    Point,
    TieRule,
    best,
    check_solution,
    egalitarian,
    epsilon_walk,
    explain_conflict,
    undominated,
)

__all__ = [
    "Bargain",
    "PlanPoint",
    "checked_point",
    "least_gain",
    "most_gain",
    "must_build",
    "next_best",
    "no_deal_data",
    "solve_bargain",
    "solve_equal",
    "solve_no_deal",
    "with_deal",
]

Floats = NDArray[np.float64]
IMPORTER, HOST = str(PlanSide.IMPORTER), str(PlanSide.HOST)
TOTAL = "total"
_NO_DEAL_GAP = 1e-5
"""Of the total value without a deal: an error there is an error in every gain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPoint:
    """One solved and checked plan.

    Parameters
    ----------
    name : str
        ``no deal``, ``importer ideal``, ``host ideal``, ``equal gain``, ``frontier 1`` ...
    decisions : Decisions
    value : ndarray, shape (scenario, party)
        Present value, million of the case's money, recomputed from the arrays.
    expected : dict of str to float
        Expected utility of each bargaining side (importer, host, companies), same unit.
    bound : float
        Proven bound of what the point was solved for, same unit.
    relative_gap : float
        Of the solve that fixed it.
    absolute_gap : float
        Million of the case's money.
    nodes : int
    check : Check
        Every row in exact rationals.
    """

    name: str
    decisions: Decisions
    value: Floats
    expected: Mapping[str, float]
    bound: float
    relative_gap: float
    absolute_gap: float
    nodes: int
    check: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Bargain:
    """All points of one bargain.

    Parameters
    ----------
    no_deal : PlanPoint
    ideals : dict of str to PlanPoint
        By side.
    equal : PlanPoint
        Largest equal gain of the sides; the plan when that gain is positive.
    equal_gain : float
        Million of the case's money, expected.
    frontier : tuple of PlanPoint
        Host's value rising; none dominates another.
    """

    no_deal: PlanPoint
    ideals: Mapping[str, PlanPoint]
    equal: PlanPoint
    equal_gain: float
    frontier: tuple[PlanPoint, ...]


def checked_point(name: str, world: World, found: Point, *, of: str = "") -> PlanPoint:
    """Return a solver's point checked three ways: rows, rules, and money recomputed.

    Parameters
    ----------
    of : str
        The side it was solved for, whose base is added to the bound.
    """
    data = world.data
    units = row_units(world.program, data)
    check = check_solution(world.program, found.last, units, with_objective=False)
    decisions = read_decisions(data, found.last)
    value = worth(data, decisions)
    faults = [*check.failures, *broken_rules(data, decisions)]
    expected = {}
    for side in bargaining_sides(data):
        members = list(data.side(side))
        amount = float(data.weights @ value[:, members].sum(axis=1))
        told = (found.values[str(side)] + world.base[str(side)]) * data.unit
        if abs(amount - told) > 1e-4 * data.unit * max(1.0, abs(told) / data.unit):
            faults.append(f"the {side}'s utility is {amount:.6g} by the arrays, {told:.6g} told")
        expected[str(side)] = amount
    if faults:
        raise PlanFaultError(
            f"the plan {name!r} does not pass its check", why="; ".join(faults), do="Report this"
        )
    return PlanPoint(
        name=name,
        decisions=decisions,
        value=value,
        expected=expected,
        bound=(found.bound + world.base.get(of, 0.0)) * data.unit,
        relative_gap=found.first.relative_gap,
        absolute_gap=found.first.absolute_gap * data.unit,
        nodes=found.first.nodes + found.last.nodes,
        check=check,
    )


def no_deal_data(data: PlanData) -> PlanData:
    """Return the world without the partnership.

    Columns whose lenders stand only behind a deal are not there; what the importer's side would
    pay of an option falls on its other payers in their proportions, and an option that it alone
    pays is not there; no money moves between the importer's side and others; nothing is required.
    """
    out = dict(data.left_out)
    for column in data.columns:
        if column.needs_deal:
            out.setdefault(column.id, "it needs the partnership")
    places = list(data.side(PlanSide.IMPORTER))
    outlay, value = data.option_outlay.copy(), data.option_value.copy()
    for n, option in enumerate(data.options):
        whole = float(outlay[n].sum())
        theirs = float(outlay[n][:, places].sum())
        if whole > 0.0 and theirs > 0.0:
            if theirs >= whole * (1.0 - 1e-9):
                out.setdefault(option.id, "it needs the partnership")
                continue
            for array in (outlay, value):
                array[n] *= whole / (whole - theirs)
                array[n][:, places] = 0.0
    importers = frozenset(data.parties[n].id for n in data.side(PlanSide.IMPORTER))
    return replace(
        data,
        left_out=out,
        asks=(),
        outside=data.outside | importers,
        option_outlay=outlay,
        option_value=value,
    )


def solve_no_deal(data: PlanData, limits: Limits, shelf: Shelf | None = None) -> PlanPoint:
    """Return the disagreement point: what goes ahead without the importer.

    The plan with the largest total value in which no party that must agree is worse off than
    doing nothing, reached with the fewest transfers: terms in force stay unless a loser among
    those who must agree has to be made whole. Doing nothing is always possible.
    """
    alone = no_deal_data(data)
    slack = 1e-5 * alone.unit
    agree = {party.id: -slack for party in alone.parties if party.must_agree}
    world = world_of(alone, shelf).with_floors(agree)
    everyone = {**world.sides, TOTAL: world.total}
    close = replace(limits, gap=min(limits.gap, _NO_DEAL_GAP))
    found = best(world.program, TOTAL, everyone, tie_break=[world.thrift], limits=close)
    if found is None:
        raise PlanFaultError("doing nothing is infeasible without a deal", do="Report this")
    return checked_point("no deal", world, found)


def floors_of(data: PlanData, no_deal: PlanPoint) -> dict[str, float]:
    """Return what each party that must agree has without a deal, less the solver's tolerance."""
    value = data.weights @ no_deal.value
    return {
        party.id: float(value[n]) - 1e-5 * data.unit
        for n, party in enumerate(data.parties)
        if party.must_agree
    }


def with_deal(data: PlanData, no_deal: PlanPoint, shelf: Shelf | None = None) -> World:
    """Return the world with a deal, where nobody who must agree loses and sides count gains.

    Risk, where it has weight, bears on the equal gain; ideals, frontier and participation count
    what is expected.
    """
    base = {side: amount / data.unit for side, amount in no_deal.expected.items()}
    world = world_of(data, shelf).with_floors(floors_of(data, no_deal)).against(base)
    return weighed(world, no_deal_data(data), no_deal.decisions)


def _infeasible(world: World) -> InfeasibleError:
    conflict = explain_conflict(world.program, requirements(world.program, world.data))
    if conflict is None:
        return InfeasibleError(
            "the case's facts alone leave no plan",
            reason={"conflict": [], "relaxations": []},
            why="Even without any requirement nothing is feasible",
            do="Check capacities in place and gates",
        )
    return conflict.error("no plan can satisfy all requirements of the case")


def solve_bargain(
    data: PlanData,
    *,
    limits: Limits,
    points: int = 5,
    shelf: Shelf | None = None,
    no_deal: PlanPoint | None = None,
) -> Bargain:
    """Return no deal, both ideals, the equal gain and the frontier between the ideals.

    Parameters
    ----------
    data : PlanData
    limits : Limits
        Gap of every solve.
    points : int
        Epsilon levels between the two ideals; 0 leaves the frontier out.
    shelf : Shelf
        Programs already built; shared between runs that differ in values only.
    no_deal : PlanPoint
        The disagreement; left out, the best that goes ahead without the importer.

    Raises
    ------
    InfeasibleError : if the case's requirements conflict, with the smallest relaxation
    """
    no_deal = no_deal or solve_no_deal(data, limits, shelf)
    world = with_deal(data, no_deal, shelf)
    ideals: dict[str, PlanPoint] = {}
    for side, other in ((IMPORTER, HOST), (HOST, IMPORTER)):
        tie = [world.sides[other], world.thrift]
        found = best(world.program, side, world.sides, tie_break=tie, limits=limits)
        if found is None and data.asks:
            raise _infeasible(world)
        name = f"{side} ideal"
        solved = None if found is None else checked_point(name, world, found, of=side)
        is_better = solved is not None and (
            bool(data.asks) or solved.expected[side] > no_deal.expected[side]
        )
        ideals[side] = solved if solved and is_better else replace(no_deal, name=name)
    equal = _equal(world, no_deal, limits)
    return Bargain(
        no_deal=no_deal,
        ideals=ideals,
        equal=equal,
        equal_gain=least_gain(equal, no_deal),
        frontier=_frontier(world, ideals, limits=limits, points=points),
    )


def solve_equal(
    data: PlanData,
    *,
    limits: Limits,
    shelf: Shelf | None = None,
    is_shared_out: bool = True,
    no_deal: PlanPoint | None = None,
) -> tuple[PlanPoint, PlanPoint]:
    """Return no deal and the equal-gain point alone: what a switch needs.

    Parameters
    ----------
    is_shared_out : bool
        Whether what a side gains is also shared evenly inside it.
    no_deal : PlanPoint
        The disagreement; left out, the best that goes ahead without the importer.

    Raises
    ------
    InfeasibleError : if the case's requirements conflict
    """
    no_deal = no_deal or solve_no_deal(data, limits, shelf)
    world = with_deal(data, no_deal, shelf)
    return no_deal, _equal(world, no_deal, limits, is_shared_out=is_shared_out)


def _equal(
    world: World, no_deal: PlanPoint, limits: Limits, *, is_shared_out: bool = True
) -> PlanPoint:
    """Return the equal-gain point; no deal itself, which is always possible, if none is better."""
    even = _even(world, limits)
    if even is None and world.data.asks:
        raise _infeasible(world)
    if even is not None:
        if is_shared_out:
            even = share_out(world, world.data.weights @ no_deal.value, even, limits)
        equal = checked_point("equal gain", world, even)
        is_better = least_gain(equal, no_deal) > 0.0 and even.values["equal gain"] > 0.0
        if is_better or world.data.asks:
            return equal
    return replace(no_deal, name="equal gain")


def least_gain(plan: PlanPoint, no_deal: PlanPoint) -> float:
    """Return the smallest gain of a side against no deal, million of the case's money."""
    return min(plan.expected[side] - no_deal.expected[side] for side in plan.expected)


def most_gain(
    data: PlanData, no_deal: PlanPoint, *, limits: Limits, shelf: Shelf | None = None
) -> float:
    """Return the most that all sides together can gain while nobody who must agree loses.

    At most 0 exactly where no side could gain by any plan: a "no deal" and not a quarrel about
    shares. Million of the case's money.
    """
    world = with_deal(data, no_deal, shelf)
    whole = reduce(Linear.plus, world.sides.values())
    found = best(world.program, TOTAL, {**world.sides, TOTAL: whole}, limits=limits)
    return -np.inf if found is None else found.values[TOTAL] * data.unit


def _even(world: World, limits: Limits) -> Point | None:
    return egalitarian(
        world.program,
        world.aims or world.sides,
        world.sides,
        ties=TieRule.SUM,
        tie_break=[world.thrift],
        limits=limits,
    )


def _frontier(
    world: World, ideals: Mapping[str, PlanPoint], *, limits: Limits, points: int
) -> tuple[PlanPoint, ...]:
    data = world.data
    low, high = (
        ideals[side].expected[HOST] / data.unit - world.base[HOST] for side in (IMPORTER, HOST)
    )
    ends = [ideals[IMPORTER], ideals[HOST]]
    if points < 1 or high - low <= 1e-4:
        return (ends[0],) if high - low <= 1e-4 else tuple(ends)
    levels = np.linspace(low, high, points + 2)[1:-1].tolist()
    walk = epsilon_walk(
        world.program,
        IMPORTER,
        HOST,
        levels,
        world.sides,
        tie_break=[world.thrift],
        limits=limits,
    )
    kept = undominated([point for _, point in walk], [IMPORTER, HOST], beyond=1e-5)
    solved = [checked_point("frontier", world, point, of=IMPORTER) for point in kept]
    every = sorted([*ends, *solved], key=lambda item: item.expected[HOST])
    beyond = 1e-4 * data.unit
    clean = [
        item
        for n, item in enumerate(every)
        if not any(_is_below(item, other, beyond) for m, other in enumerate(every) if m != n)
    ]
    return tuple(
        replace(item, name=item.name if item in ends else f"frontier {n}")
        for n, item in enumerate(clean)
    )


def _is_below(one: PlanPoint, other: PlanPoint, beyond: float) -> bool:
    gaps = [other.expected[side] - one.expected[side] for side in (IMPORTER, HOST)]
    return min(gaps) >= -beyond and max(gaps) > beyond


def next_best(
    data: PlanData,
    bargain: Bargain,
    *,
    limits: Limits,
    without: str = "",
    shelf: Shelf | None = None,
) -> PlanPoint | None:
    """Return the equal-gain point when a choice is forbidden; its cost is the gain lost.

    Parameters
    ----------
    without : str
        Project that may not go; left out, the whole set of chosen columns is forbidden.
    """
    world = with_deal(data, bargain.no_deal, shelf)
    chosen = bargain.equal.decisions.columns
    barred = [-1.0 if column.id in chosen else 1.0 for column in data.columns]
    if without:
        barred = [-float(column.project == without) for column in data.columns]
    cut = as_linear(world.program, {"z": np.array([barred])})
    level = 0.0 if without else 1.0 - len(chosen)
    world = replace(world, program=world.program.with_rows("forbidden", [cut], [level]))
    even = _even(world, limits)
    return None if even is None else checked_point("next best", world, even)


def must_build(
    data: PlanData,
    bargain: Bargain,
    project: str,
    *,
    limits: Limits,
    shelf: Shelf | None = None,
) -> PlanPoint:
    """Return the equal-gain point when a project is required.

    Raises
    ------
    InfeasibleError : which requirements stand against it, and the smallest relaxation
    """
    ask = Ask(
        id=f"{project}-required",
        title=f"that {project} is built",
        kind=AskKind.MUST_BUILD,
        target=project,
        by=int(data.years[-1]),
    )
    asked = replace(data, asks=(*data.asks, ask))
    world = with_deal(data, bargain.no_deal, shelf)
    row = must_build_row(world.program, asked, ask)
    program = world.program.with_rows(f"require:{ask.id}", [row], [1.0])
    world = replace(world, data=asked, program=program)
    even = _even(world, limits)
    if even is None:
        raise _infeasible(world)
    return checked_point("must build", world, even)
