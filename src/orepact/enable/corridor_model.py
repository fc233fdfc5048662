"""Which works, when, and who goes where: a mixed-integer model that always has a plan."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orepact.enable.corridor_data import CorridorData

if TYPE_CHECKING:
    import linopy

    from orepact.solve import Limits, Program, Solve

__all__ = ["CorridorModel", "CorridorSolve", "build_corridor_model"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
CIRCLE = 1e-6
"""USD per tonne and segment, so that no flow runs in a circle."""
STAYS = 1e5
"""USD per tonne that stays where goods must move: above the cost of any way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorridorSolve:
    """One solved corridor.

    Parameters
    ----------
    data : CorridorData
    members : frozenset of str
        Users who took part.
    flow : ndarray, shape (user, segment, period), kt/yr
        Net, from a segment's start to its end.
    unserved : ndarray, shape (user, period), kt/yr
    built : ndarray of bool, shape (work, period)
        Whether a work carries in a period.
    cost, bound : float
        Present value of all costs, million USD, and the proven lower bound.
    gap : float
        Relative.
    nodes : int
        Of branch and bound.
    """

    data: CorridorData
    members: frozenset[str]
    flow: Floats
    unserved: Floats
    built: NDArray[np.bool_]
    cost: float
    bound: float
    gap: float
    nodes: int

    def carriage(self) -> Floats:
        """Return each user's haulage, handling, guard and voyage, million USD of present value."""
        weight = np.array(self.data.periods.discounts)
        moved = np.abs(self.flow)
        price = np.nan_to_num(self.data.price, nan=0.0)
        return np.asarray(np.einsum("ust,us,t->u", moved, price, weight) / 1e3)

    def loss(self) -> Floats:
        """Return what each user loses on tonnes that stay, million USD of present value."""
        weight = np.array(self.data.periods.discounts)
        return np.asarray((self.unserved @ weight) * self.data.unserved / 1e3)

    def works(self) -> float:
        """Return the works' annuities and upkeep within the horizon, present value, million USD."""
        weight = np.array(self.data.periods.discounts)
        yearly = np.array([work.yearly for work in self.data.works])
        return float(yearly @ (self.built @ weight)) if yearly.size else 0.0

    def discounted_tonnes(self, user: int) -> float:
        """Return a user's tonnes moved, discounted, kt."""
        weight = np.array(self.data.periods.discounts)
        wanted = np.array(self.data.demand[user].total) * float(
            self.data.users[user] in self.members
        )
        return float((wanted - self.unserved[user]) @ weight)


class CorridorModel:
    """A built model; coalitions, bans and tonnes change right sides only.

    Parameters
    ----------
    data : CorridorData
    program : Program
    balance : ndarray of int, shape (user, row)
        Rows of the balance by user.
    """

    def __init__(self, data: CorridorData, program: Program, balance: NDArray[np.int64]) -> None:
        self.data, self.program, self.balance = data, program, balance

    def solve(
        self,
        limits: Limits | None = None,
        *,
        members: Collection[str] | None = None,
        without: Collection[str] = (),
        begin: NDArray[np.float64] | None = None,
        must_move: bool = False,
    ) -> CorridorSolve:
        """Solve for some users, with some lines closed.

        Parameters
        ----------
        limits : Limits
            Gap and nodes; default one percent.
        members : collection of str
            Users who take part; None: all.
        without : collection of str
            Ids of lines, links, ports (``port:PLACE``) or kinds (``road``) closed to the main user.
        begin : ndarray
            A solution to begin from; default: nothing is built and every tonne stays, so that there
            is a plan and a proven gap however few nodes are allowed.
        must_move : bool
            Whether goods move though carrying costs more than they are worth, as far as there is
            capacity.
        """
        from orepact.solve import Limits, solve

        data = self.data
        taking = frozenset(data.users if members is None else members)
        program = self._for(taking, frozenset(without))
        if must_move:
            slack = program.variables["unserved"].values
            cost = program.cost.copy()
            weight = np.array(data.periods.discounts)
            cost[slack] = np.broadcast_to(STAYS * weight / 1e3, slack.shape)
            program = replace(program, cost=cost)
        begin = self._nothing_moves(program) if begin is None else begin
        found = solve(program, limits or Limits(gap=0.01, absolute_gap=0.01), begin=begin)
        return _read(data, taking, found)

    def _nothing_moves(self, program: Program) -> NDArray[np.float64]:
        """Return the plan in which nothing is built and every tonne stays where it is."""
        found = np.zeros(program.upper.size)
        slack = program.variables["unserved"].values
        found[slack] = program.upper[slack]
        return found

    def _for(self, members: frozenset[str], without: frozenset[str]) -> Program:
        program, data = self.program, self.data
        low, high = program.low.copy(), program.high.copy()
        out = [n for n, name in enumerate(data.users) if name not in members]
        for user in out:
            low[self.balance[user]] = high[self.balance[user]] = 0.0
        upper = program.upper.copy()
        main = data.users.index(data.file.main_user) if data.file.main_user in data.users else 0
        for place, segment in enumerate(data.corridor.segments):
            names = {segment.line, segment.kind, f"{segment.kind}:{segment.line}"}
            if names & without:
                for name in ("forth", "back"):
                    upper[program.variables[name].values[main, place].ravel()] = 0.0
        slack = program.variables["unserved"].values
        for user in out:
            upper[slack[user]] = 0.0
        return replace(program, low=low, high=high, upper=upper)


def _read(data: CorridorData, members: frozenset[str], found: Solve) -> CorridorSolve:
    forth, back = (found.values_of(name).values for name in ("forth", "back"))
    built = (
        found.values_of("open").values > 0.5
        if data.works
        else np.zeros((0, len(data.periods.starts)), dtype=bool)
    )
    return CorridorSolve(
        data=data,
        members=members,
        flow=forth - back,
        unserved=found.values_of("unserved").values,
        built=np.asarray(built),
        cost=found.objective,
        bound=found.bound,
        gap=found.relative_gap,
        nodes=found.nodes,
    )


def build_corridor_model(data: CorridorData) -> CorridorModel:
    """Build the model once.

    ::

        min  sum_t D_t [ sum_m yearly_m X_mt + sum_ua price_ua (f_uat + b_uat) + sum_u loss_u s_ut ]
        balance    out - in + s_ut (at a source) = supply_unt,        every user, node, period
        goal       out - in <= 0                                      market and ends
        capacity   sum_u (f_uat + b_uat) <= in_place_a + sum_m cap_m X_mt
        others     the same for users whose the capacity in place is not
        strong     f_uat + b_uat <= supply_ut sum_m X_mt              where nothing is in place
        monotone   X_m,t-1 <= X_mt;   X_mt = 0 before it can carry
        order      X_mt <= X_nt for what m needs

    with f forth and b back along a segment, s unserved, X binary. Unserved tonnes have a price, so
    that there is always a plan. D_t is the present value of one a year through the period; works
    cost their annuity from opening on, so that no plan gains by building late or early.
    """
    import linopy

    from orepact.solve import program_of

    model = linopy.Model()
    labels = _add_variables(model, data)
    _add_order(model, data, labels)
    _add_balance(model, data, labels)
    _add_capacity(model, data, labels)
    _add_strong(model, data, labels)
    _add_objective(model, data, labels)
    program = program_of(model)
    inner = data.supply.shape[1] - len(_goals(data))
    rows = program.rows["balance"].reshape(len(data.users), inner * len(data.periods.starts))
    return CorridorModel(data, program, rows)


class _Labels:
    """Numbers of the model's variables, as arrays."""

    def __init__(self, forth: Ints, back: Ints, unserved: Ints, opened: Ints) -> None:
        self.forth, self.back, self.unserved, self.opened = forth, back, unserved, opened


def _goals(data: CorridorData) -> list[int]:
    return [
        place
        for place, node in enumerate(data.corridor.nodes)
        if node == "market" or node.startswith("end:")
    ]


def _expression(model: linopy.Model, labels: Ints, shares: Floats) -> linopy.LinearExpression:
    """Return one expression per row from labels and coefficients, shape (row, term)."""
    import linopy
    import pandas as pd
    import xarray as xr

    is_used = (shares != 0.0) & (labels >= 0)
    return linopy.LinearExpression(
        xr.Dataset(
            {
                "coeffs": (("row", "_term"), np.where(is_used, shares, np.nan)),
                "vars": (("row", "_term"), np.where(is_used, labels, -1)),
            },
            coords={"row": pd.RangeIndex(labels.shape[0], name="row")},
        ),
        model,
    )


def _flat(*blocks: NDArray[Any]) -> NDArray[Any]:
    """Return blocks of one shape but for the last axis, joined there, as (row, term)."""
    shape = np.broadcast_shapes(*(block.shape[:-1] for block in blocks))
    whole = [np.broadcast_to(block, (*shape, block.shape[-1])) for block in blocks]
    joined = np.concatenate(whole, axis=-1)
    return joined.reshape(-1, joined.shape[-1])


def _add_variables(model: linopy.Model, data: CorridorData) -> _Labels:
    import pandas as pd
    import xarray as xr

    users = pd.Index(data.users, name="user")
    segments = pd.RangeIndex(len(data.corridor.segments), name="segment")
    times = pd.RangeIndex(len(data.periods.starts), name="period")
    works = pd.RangeIndex(len(data.works), name="work")
    most = np.array([item.total for item in data.demand])
    limit = np.where(np.isfinite(data.price)[:, :, None], most[:, None, :], 0.0)
    upper = xr.DataArray(limit, coords=[users, segments, times])
    for name in ("forth", "back"):
        model.add_variables(lower=0.0, upper=upper, name=name)
    model.add_variables(lower=0.0, upper=xr.DataArray(most, coords=[users, times]), name="unserved")
    if len(works):
        allowed = np.array(
            [[float(t >= work.first) for t in range(len(times))] for work in data.works]
        )
        model.add_variables(
            lower=0.0,
            upper=xr.DataArray(allowed, coords=[works, times]),
            integer=True,
            name="open",
        )
    empty = np.zeros((0, len(times)), dtype=np.int64)
    found = {name: model.variables[name].labels.values for name in model.variables}
    return _Labels(found["forth"], found["back"], found["unserved"], found.get("open", empty))


def _add_order(model: linopy.Model, data: CorridorData, labels: _Labels) -> None:
    opened = labels.opened
    if opened.size and opened.shape[1] > 1:
        pair = np.stack([opened[:, :-1].ravel(), opened[:, 1:].ravel()], axis=1)
        row = _expression(model, pair, np.broadcast_to(np.array([1.0, -1.0]), pair.shape))
        model.add_constraints(row <= 0.0, name="monotone")
    pairs = [(place, need) for place, work in enumerate(data.works) for need in work.needs]
    if pairs:
        own, other = (opened[[pair[side] for pair in pairs]].ravel() for side in (0, 1))
        pair = np.stack([own, other], axis=1)
        row = _expression(model, pair, np.broadcast_to(np.array([1.0, -1.0]), pair.shape))
        model.add_constraints(row <= 0.0, name="order")


def _at_nodes(data: CorridorData) -> tuple[Ints, Floats]:
    """Return the segments at each node, padded with -1, and +1 where they start, -1 where end."""
    at = {node: place for place, node in enumerate(data.corridor.nodes)}
    found: list[list[tuple[int, float]]] = [[] for _ in at]
    for place, segment in enumerate(data.corridor.segments):
        found[at[segment.start]].append((place, 1.0))
        found[at[segment.end]].append((place, -1.0))
    width = max(map(len, found))
    segments = np.full((len(at), width), -1)
    signs = np.zeros((len(at), width))
    for node, items in enumerate(found):
        for column, (place, sign) in enumerate(items):
            segments[node, column], signs[node, column] = place, sign
    return segments, signs


def _add_balance(model: linopy.Model, data: CorridorData, labels: _Labels) -> None:
    segments, signs = _at_nodes(data)
    goals = _goals(data)
    inner = [n for n in range(len(data.corridor.nodes)) if n not in set(goals)]
    share = data.supply / np.maximum(data.supply.sum(axis=1, keepdims=True), 1e-300)

    def rows(nodes: list[int]) -> tuple[Ints, Floats]:
        # shapes (user, node, period, segment at the node)
        forth = labels.forth[:, segments[nodes], :].transpose(0, 1, 3, 2)
        back = labels.back[:, segments[nodes], :].transpose(0, 1, 3, 2)
        sign = np.broadcast_to(signs[nodes][None, :, None, :], forth.shape)
        stays = np.broadcast_to(labels.unserved[:, None, :, None], (*forth.shape[:3], 1))
        part = share[:, nodes, :][..., None]
        return _flat(forth, back, stays), _flat(sign, -sign, part)

    model.add_constraints(
        _expression(model, *rows(inner)) == data.supply[:, inner, :].ravel(), name="balance"
    )
    # A goal takes in whatever comes, and sends nothing on.
    model.add_constraints(_expression(model, *rows(goals)) <= 0.0, name="goal")


def _on_segments(data: CorridorData, segments: list[int]) -> tuple[Ints, Floats]:
    """Return the works on some segments, padded with -1, and what each adds, kt/yr."""
    own = [[n for n, work in enumerate(data.works) if work.segment == s] for s in segments]
    width = max([1, *map(len, own)])
    works = np.full((len(segments), width), -1)
    adds = np.zeros((len(segments), width))
    for row, items in enumerate(own):
        for column, place in enumerate(items):
            works[row, column], adds[row, column] = place, data.works[place].capacity
    return works, adds


def _opened(labels: _Labels, works: Ints) -> Ints:
    """Return the labels of works, shape (segment, period, work); -1 where there is none."""
    if not labels.opened.size:
        return np.full((works.shape[0], labels.opened.shape[1], works.shape[1]), -1)
    found = labels.opened[works, :].transpose(0, 2, 1)
    return np.where(works[:, None, :] >= 0, found, -1)


def _add_load(
    model: linopy.Model, data: CorridorData, labels: _Labels, segments: list[int], name: str
) -> None:
    """Add one row per segment and period; for ``others`` only users without a right of way."""
    takes = np.ones((len(segments), len(data.users)))
    in_place = np.array([data.corridor.segments[s].in_place for s in segments])
    if name == "others":
        takes = np.array(
            [
                [float(user not in data.corridor.segments[s].reserved_for) for user in data.users]
                for s in segments
            ]
        )
        in_place = np.zeros(len(segments))
    works, adds = _on_segments(data, segments)
    forth = labels.forth[:, segments, :].transpose(1, 2, 0)
    back = labels.back[:, segments, :].transpose(1, 2, 0)
    share = np.broadcast_to(takes[:, None, :], forth.shape)
    added = np.broadcast_to(-adds[:, None, :], (*forth.shape[:2], adds.shape[1]))
    row = _expression(model, _flat(forth, back, _opened(labels, works)), _flat(share, share, added))
    model.add_constraints(row <= np.repeat(in_place, forth.shape[1]), name=name)


def _add_capacity(model: linopy.Model, data: CorridorData, labels: _Labels) -> None:
    segments = data.corridor.segments
    finite = [n for n, segment in enumerate(segments) if np.isfinite(segment.in_place)]
    reserved = [n for n in finite if segments[n].reserved_for]
    if finite:
        _add_load(model, data, labels, finite, "capacity")
    if reserved:
        _add_load(model, data, labels, reserved, "others")


def _add_strong(model: linopy.Model, data: CorridorData, labels: _Labels) -> None:
    """Add one row per user: the linear relaxation may not open a fraction of a railway."""
    built = {work.segment for work in data.works}
    bare = [n for n, s in enumerate(data.corridor.segments) if s.in_place <= 0.0 and n in built]
    if not bare:
        return
    works, adds = _on_segments(data, bare)
    most = np.array([item.total for item in data.demand])
    forth = labels.forth[:, bare, :][..., None]
    back = labels.back[:, bare, :][..., None]
    opened = np.broadcast_to(_opened(labels, works)[None], (*forth.shape[:3], works.shape[1]))
    one = np.ones(forth.shape)
    weight = -most[:, None, :, None] * (adds > 0.0)[None, :, None, :]
    row = _expression(
        model,
        _flat(forth, back, opened),
        _flat(one, one, np.broadcast_to(weight, opened.shape)),
    )
    model.add_constraints(row <= 0.0, name="strong")


def _add_objective(model: linopy.Model, data: CorridorData, labels: _Labels) -> None:
    weight = np.array(data.periods.discounts)
    # A segment without a price would let the solver send goods in circles.
    price = (np.nan_to_num(data.price, nan=0.0) + CIRCLE)[:, :, None] * weight / 1e3
    slack = data.unserved[:, None] * weight / 1e3
    yearly = np.array([work.yearly for work in data.works]).reshape(-1, 1) * weight
    numbers = [labels.forth, labels.back, labels.unserved, labels.opened]
    shares = [price, price, slack, yearly]
    row = _expression(
        model,
        np.concatenate([block.ravel() for block in numbers])[None, :],
        np.concatenate([block.ravel() for block in shares])[None, :],
    )
    model.add_objective(row.sum())
