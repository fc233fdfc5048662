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
            A solution to begin from.
        """
        from orepact.solve import Limits, solve

        data = self.data
        taking = frozenset(data.users if members is None else members)
        program = self._for(taking, frozenset(without))
        found = solve(program, limits or Limits(gap=0.01, absolute_gap=0.01), begin=begin)
        return _read(data, taking, found)

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
    import pandas as pd

    from orepact.solve import program_of

    model = linopy.Model()
    users = pd.Index(data.users, name="user")
    segments = pd.RangeIndex(len(data.corridor.segments), name="segment")
    times = pd.RangeIndex(len(data.periods.starts), name="period")
    _add_flows(model, data, users, segments, times)
    _add_works(model, data, times)
    _add_balance(model, data)
    _add_capacity(model, data)
    _add_objective(model, data)
    program = program_of(model)
    labels = model.constraints["balance"].labels
    rows = labels.copy(data=program.rows["balance"].reshape(labels.shape))
    return CorridorModel(
        data, program, rows.transpose("user", ...).values.reshape(len(data.users), -1)
    )


def _add_flows(
    model: linopy.Model, data: CorridorData, users: object, segments: object, times: object
) -> None:
    import xarray as xr

    coords = [users, segments, times]
    most = np.array([item.total for item in data.demand])
    is_open = np.isfinite(data.price)[:, :, None]
    limit = np.where(is_open, most[:, None, :], 0.0)
    upper = xr.DataArray(limit, coords=coords)
    for name in ("forth", "back"):
        model.add_variables(lower=0.0, upper=upper, coords=coords, name=name)
    most_unserved = xr.DataArray(most, coords=[users, times])
    model.add_variables(lower=0.0, upper=most_unserved, coords=[users, times], name="unserved")


def _add_works(model: linopy.Model, data: CorridorData, times: object) -> None:
    import pandas as pd
    import xarray as xr

    if not data.works:
        return
    works = pd.RangeIndex(len(data.works), name="work")
    built = model.add_variables(binary=True, coords=[works, times], name="open")
    periods = len(data.periods.starts)
    allowed = np.array([[float(t >= work.first) for t in range(periods)] for work in data.works])
    model.add_constraints(
        1.0 * built <= xr.DataArray(allowed, coords=[works, times]), name="not before"
    )
    if periods > 1:
        later = built.isel(period=slice(1, None))
        before = built.isel(period=slice(0, -1)).assign_coords(period=list(range(1, periods)))
        model.add_constraints(1.0 * before - later <= 0.0, name="monotone")
    for place, work in enumerate(data.works):
        for need in work.needs:
            row = 1.0 * built.sel(work=place, drop=True) - built.sel(work=need, drop=True)
            model.add_constraints(row <= 0.0, name=f"order {place} {need}")


def _add_balance(model: linopy.Model, data: CorridorData) -> None:
    import pandas as pd
    import xarray as xr

    nodes = pd.RangeIndex(len(data.corridor.nodes), name="node")
    at = {node: place for place, node in enumerate(data.corridor.nodes)}
    forth, back = model.variables["forth"], model.variables["back"]
    incidence = np.zeros((len(at), len(data.corridor.segments)))
    for place, segment in enumerate(data.corridor.segments):
        incidence[at[segment.start], place] += 1.0
        incidence[at[segment.end], place] -= 1.0
    sign = xr.DataArray(
        incidence,
        coords={"node": nodes, "segment": forth.coords["segment"].values},
        dims=["node", "segment"],
    )
    out = (sign * forth).sum("segment") - (sign * back).sum("segment")
    share = data.supply / np.maximum(data.supply.sum(axis=1, keepdims=True), 1e-300)
    users = forth.coords["user"].values
    times = forth.coords["period"].values
    coords = {"user": users, "node": nodes, "period": times}
    dims = ["user", "node", "period"]
    stays = xr.DataArray(share, coords=coords, dims=dims) * model.variables["unserved"]
    supply = xr.DataArray(data.supply, coords=coords, dims=dims)
    left = out + stays
    goals = {at[node] for node in at if node == "market" or node.startswith("end:")}
    inner = [place for place in range(len(at)) if place not in goals]
    model.add_constraints(left.sel(node=inner) == supply.sel(node=inner), name="balance")
    # A goal takes in whatever comes, and sends nothing on.
    model.add_constraints(left.sel(node=sorted(goals)) <= 0.0, name="goal")


def _capacities(data: CorridorData, segments: list[int]) -> Floats:
    """Return what each work adds to each of some segments, kt/yr."""
    found = np.zeros((len(segments), len(data.works)))
    at = {segment: row for row, segment in enumerate(segments)}
    for place, work in enumerate(data.works):
        if work.segment in at:
            found[at[work.segment], place] = work.capacity
    return found


def _load(model: linopy.Model, data: CorridorData, segments: list[int], takes: Floats) -> Any:
    """Return the load of segments by the users that a mask takes, less what works add."""
    import xarray as xr

    chosen = {"segment": segments}
    forth, back = (model.variables[name].sel(chosen) for name in ("forth", "back"))
    mask = xr.DataArray(
        takes, coords={"user": list(data.users), "segment": segments}, dims=["user", "segment"]
    )
    load = (mask * forth).sum("user") + (mask * back).sum("user")
    added = _capacities(data, segments)
    if not added.any():
        return load
    by_work = xr.DataArray(
        added,
        coords={"segment": segments, "work": list(range(len(data.works)))},
        dims=["segment", "work"],
    )
    return load - (by_work * model.variables["open"]).sum("work")


def _add_capacity(model: linopy.Model, data: CorridorData) -> None:
    """Add rows ``capacity``, ``others`` and ``strong``, all segments at once."""
    import xarray as xr

    segments = data.corridor.segments
    finite = [n for n, segment in enumerate(segments) if np.isfinite(segment.in_place)]
    in_place = xr.DataArray(
        np.array([segments[n].in_place for n in finite]),
        coords={"segment": finite},
        dims=["segment"],
    )
    everyone = np.ones((len(data.users), len(finite)))
    model.add_constraints(_load(model, data, finite, everyone) <= in_place, name="capacity")
    reserved = [n for n in finite if segments[n].reserved_for]
    if reserved:
        takes = np.array(
            [[float(user not in segments[n].reserved_for) for n in reserved] for user in data.users]
        )
        model.add_constraints(_load(model, data, reserved, takes) <= 0.0, name="others")
    built = {work.segment for work in data.works}
    bare = [n for n in finite if segments[n].in_place <= 0.0 and n in built]
    if bare:
        _add_strong(model, data, bare)


def _add_strong(model: linopy.Model, data: CorridorData, bare: list[int]) -> None:
    """Add one row per user: the linear relaxation may not open a fraction of a railway."""
    import xarray as xr

    times = list(range(len(data.periods.starts)))
    most = np.array([item.total for item in data.demand])
    has = (_capacities(data, bare) > 0.0).astype(float)
    weight = xr.DataArray(
        most[:, None, None, :] * has[None, :, :, None],
        coords={
            "user": list(data.users),
            "segment": bare,
            "work": list(range(len(data.works))),
            "period": times,
        },
        dims=["user", "segment", "work", "period"],
    )
    chosen = {"segment": bare}
    moved = model.variables["forth"].sel(chosen) + model.variables["back"].sel(chosen)
    row = moved - (weight * model.variables["open"]).sum("work")
    model.add_constraints(row <= 0.0, name="strong")


def _add_objective(model: linopy.Model, data: CorridorData) -> None:
    import xarray as xr

    weight = np.array(data.periods.discounts)
    forth = model.variables["forth"]
    # An open price of nothing would let the solver send goods in circles.
    price = np.nan_to_num(data.price, nan=0.0) + 1e-6
    per_flow = xr.DataArray(
        price[:, :, None] * weight / 1e3, coords=forth.coords, dims=("user", "segment", "period")
    )
    slack = model.variables["unserved"]
    per_slack = xr.DataArray(
        data.unserved[:, None] * weight / 1e3, coords=slack.coords, dims=("user", "period")
    )
    total = (per_flow * (forth + model.variables["back"])).sum() + (per_slack * slack).sum()
    if data.works:
        built = model.variables["open"]
        yearly = np.array([work.yearly for work in data.works])[:, None] * weight
        total = (
            total
            + (xr.DataArray(yearly, coords=built.coords, dims=("work", "period")) * built).sum()
        )
    model.add_objective(total)
