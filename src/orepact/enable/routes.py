"""The ways a user could go: each port by each mode, priced per tonne part by part."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from orepact.enable.corridor_file import CorridorFile, Mode, User
from orepact.enable.corridor_model import CorridorModel, CorridorSolve

__all__ = [
    "PARTS",
    "Leg",
    "Way",
    "WayPlan",
    "best_way",
    "parts_of",
    "published_plan",
    "route_of",
    "ways",
    "ways_on",
]

PARTS = ("road", "rail", "pipe", "guard", "transfer", "port", "works", "unserved")
"""What a tonne pays for: haulage by mode, escort and loss, transfer, port and voyage, works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayPlan:
    """One way as it is asked for.

    Parameters
    ----------
    id : str
        ``rail-port-qasim``; ``any`` for whatever is cheapest of what is offered.
    title : str
    mode : str
        Of the long haul; empty for ``any``.
    port : str
        Place of the port; empty for ``any``.
    closed : frozenset of str
        Lines, links, ports and kinds closed to the main user.
    not_offered : str
        Why nobody offers it; empty if it is on offer.
    """

    id: str
    title: str
    mode: str
    port: str
    closed: frozenset[str]
    not_offered: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way, solved for the main user alone.

    Parameters
    ----------
    plan : WayPlan
    solve : CorridorSolve
    tonnes : float
        kt in the solve's money of present value.
    parts : mapping of part to USD/t
    capital : float
        Of the works, million USD.
    is_worth : bool
        Whether the goods would move at that cost, instead of staying where they are.
    """

    plan: WayPlan
    solve: CorridorSolve
    tonnes: float
    parts: Mapping[str, float]
    capital: float
    is_worth: bool = True

    @property
    def per_tonne(self) -> float:
        """All parts, USD/t."""
        return sum(self.parts.values())

    @property
    def is_open(self) -> bool:
        """Whether every tonne gets through."""
        return bool(self.solve.unserved.max(initial=0.0) < 1e-6)


def _closed_links(file: CorridorFile) -> frozenset[str]:
    return frozenset(link.id for link in file.links if link.not_offered)


def ways(file: CorridorFile, user: User) -> tuple[WayPlan, ...]:
    """Return the cheapest on offer, then each port by road, rail and each link nobody offers.

    Parameters
    ----------
    file : CorridorFile
    user : User
        The main user.
    """
    absent = _closed_links(file)
    found = [
        WayPlan(id="any", title="Whatever is cheapest", mode="", port="", closed=absent),
    ]
    kinds = {str(mode) for mode in Mode}
    for port in user.ports:
        name = file.place(port).name
        others = frozenset(f"port:{other}" for other in user.ports if other != port)
        for mode in (Mode.RAIL, Mode.ROAD):
            # A way by rail keeps the site's own access to a railhead, and no road beyond it.
            shut = frozenset(kinds - {str(mode)})
            found.append(
                WayPlan(
                    id=f"{mode}-{port}",
                    title=f"{'Railway' if mode is Mode.RAIL else 'Trucks'} to {name}",
                    mode=str(mode),
                    port=port,
                    closed=others | shut | absent,
                )
            )
        for link in file.links:
            if link.not_offered and port in {link.end, link.start}:
                shut = frozenset(kinds - {str(link.mode)})
                found.append(
                    WayPlan(
                        id=f"{link.id}-{port}",
                        title=link.title,
                        mode=str(link.mode),
                        port=port,
                        closed=others | shut | (absent - {link.id}),
                        not_offered=link.not_offered,
                    )
                )
    return tuple(found)


def parts_of(solved: CorridorSolve, user: int) -> dict[str, float]:
    """Return what each tonne of a user pays, part by part, USD/t; works as if it paid them all.

    Present values of payments over present value of tonnes moved.
    """
    data = solved.data
    weight = np.array(data.periods.discounts)
    moved = np.abs(solved.flow[user]) @ weight
    price = np.nan_to_num(data.price[user], nan=0.0)
    guard = data.guard[user]
    tonnes = solved.discounted_tonnes(user)
    wanted = float(np.array(data.demand[user].total) @ weight)
    parts = dict.fromkeys(PARTS, 0.0)
    if wanted <= 0.0:
        return parts
    for place, segment in enumerate(data.corridor.segments):
        if moved[place] <= 0.0:
            continue
        kind = segment.line if segment.kind == "access" else segment.kind
        kind = "road" if kind == "end" else kind
        parts[kind] += float(moved[place] * (price[place] - guard[place]))
        parts["guard"] += float(moved[place] * guard[place])
    parts["works"] = solved.works() * 1e3
    parts["unserved"] = float(solved.loss()[user]) * 1e3
    return {name: amount / max(tonnes, wanted) for name, amount in parts.items()}


def ways_on(model: CorridorModel, plans: Collection[WayPlan]) -> tuple[Way, ...]:
    """Solve ways for the main user alone.

    Parameters
    ----------
    model : CorridorModel
    plans : collection of WayPlan
    """
    from orepact.solve import Limits

    data = model.data
    main = data.file.main_user
    user = data.users.index(main)
    found = []
    for plan in plans:
        limits = Limits(gap=1e-4, absolute_gap=1e-3)
        solved = model.solve(limits, members=(main,), without=plan.closed)
        stays = solved.unserved.max(initial=0.0) > 1e-6
        if stays and plan.mode:
            # Goods that are not worth their freight stay; what it would be is told all the same.
            solved = model.solve(limits, members=(main,), without=plan.closed, must_move=True)
        found.append(
            Way(
                plan=plan,
                solve=solved,
                tonnes=solved.discounted_tonnes(user),
                parts=parts_of(solved, user),
                capital=sum(
                    work.cost for place, work in enumerate(data.works) if solved.built[place].any()
                ),
                is_worth=not stays,
            )
        )
    return tuple(found)


def best_way(found: Collection[Way]) -> Way:
    """Return the cheapest way on offer that carries every tonne, ``any`` apart."""
    offered = [
        way for way in found if way.is_open and not way.plan.not_offered and way.plan.id != "any"
    ]
    anything = next(way for way in found if way.plan.id == "any")
    return min(offered, key=lambda way: (way.per_tonne, way.plan.id)) if offered else anything


def published_plan(file: CorridorFile, plans: Collection[WayPlan]) -> WayPlan | None:
    """Return the way that was chosen in the world, if the case says so."""
    chosen = file.published
    if chosen is None:
        return None
    for plan in plans:
        if plan.mode == str(chosen.mode) and plan.port == chosen.port and not plan.not_offered:
            return plan
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One stretch of a way on one line."""

    title: str
    km: float


def route_of(solved: CorridorSolve, user: str) -> tuple[Leg, ...]:
    """Return the legs of a user's way in their order, from its source down the largest flow.

    Parameters
    ----------
    solved : CorridorSolve
        Of one year; of several, the last.
    user : str
    """
    data = solved.data
    place = data.users.index(user)
    flow = solved.flow[place, :, -1]
    titles = {item.id: item.title for item in data.file.stretches}
    here = data.demand[place].sources[0].name
    legs: list[Leg] = []
    seen: set[int] = set()
    while True:
        leaving = [
            (abs(float(flow[n])), n)
            for n, segment in enumerate(data.corridor.segments)
            if n not in seen
            and (
                (segment.start == here and flow[n] > 1e-6)
                or (segment.end == here and flow[n] < -1e-6)
            )
        ]
        if not leaving:
            return tuple(leg for leg in legs if leg.km > 0.0)
        _, n = max(leaving)
        seen.add(n)
        segment = data.corridor.segments[n]
        here = segment.end if segment.start == here else segment.start
        other = "other roads" if segment.kind == "road" else f"joining {segment.kind}"
        title = titles.get(segment.line) or ("site and quay" if segment.kind == "access" else other)
        if legs and legs[-1].title == title:
            legs[-1] = Leg(title=title, km=legs[-1].km + segment.km)
        else:
            legs.append(Leg(title=title, km=segment.km))
