"""Figures of a corridor's ways: routes, costs per tonne, both ends of the tonnes, what turns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from orepact.enable.break_even import Turning
from orepact.enable.corridor_entry import Entry, EntryMaker, tonnes_paths, use_paths
from orepact.enable.routes import PARTS, Way, route_of
from orepact.evidence import Parameter
from orepact.quantity import Value
from orepact.trace import Parent, result_id

__all__ = ["range_entries", "route_entries", "turning_entries", "way_entries"]

_PART_PATHS = {
    "road": ("prices.truck_dedicated", "prices.truck_against_the_flow", "prices.access"),
    "rail": ("prices.rail",),
    "pipe": ("prices.pipe",),
    "guard": ("unlisted_guard",),
    "transfer": ("prices.transfer",),
    "port": ("prices.sea",),
    "works": ("horizon.rate",),
    "unserved": (),
}
_PART_TITLES = {
    "road": "haulage by truck",
    "rail": "haulage by rail",
    "pipe": "pumping",
    "guard": "escort and loss on roads",
    "transfer": "changing between road and rail",
    "port": "port charges and voyage",
    "works": "works: annuity, upkeep and repairs",
    "unserved": "tonnes that cannot move",
}


def way_entries(maker: EntryMaker) -> Iterator[Entry]:
    """Yield what each way costs per tonne, part by part, and the capital of its works."""
    answer = maker.answer
    file = answer.file
    for way in answer.ways:
        who = way.plan.title
        note = way.plan.not_offered and f"Nobody offers it. {way.plan.not_offered}"
        if not way.is_open:
            yield maker.make(
                "ways", "per_tonne", {"way": way.plan.id, "part": "all"}, Value.missing(), "USD/t",
                who=who, what="all", note="No such way carries every tonne with what is on offer.",
            )  # fmt: skip
            continue
        parts = [_part(maker, way, part, who) for part in PARTS if way.parts[part] > 0.0]
        yield from parts
        yield maker.make(
            "ways",
            "per_tonne",
            {"way": way.plan.id, "part": "all"},
            way.per_tonne,
            "USD/t",
            who=who,
            what="all",
            title=f"{who}, {file.user(file.main_user).title} alone: cost per tonne",
            formula="sum of the parts",
            note=note,
            parents=tuple(Parent(role=part.what, id=part.id) for part in parts),
        )
        yield maker.make(
            "ways",
            "capital",
            {"way": way.plan.id},
            way.capital,
            "MUSD",
            who=who,
            what="capital",
            title=f"{who}: capital of its works",
            formula="sum over segments of km * cost per km * terrain, and of whole works",
            parents=use_paths(maker, way.solve, "cost"),
        )


def _part(maker: EntryMaker, way: Way, part: str, who: str) -> Entry:
    paths = tuple(maker.path(path.rpartition(".")[2], path) for path in _PART_PATHS[part])
    more: tuple[Parent, ...] = ()
    if part == "works":
        more = (
            *use_paths(maker, way.solve, "cost"),
            *tonnes_paths(maker, maker.answer.file.main_user),
        )
    if part == "port" and way.plan.port:
        more = (maker.path("handling", f"ports.{way.plan.port}.handling"),)
    formula = (
        "sum over works of cost (annuity + upkeep) + hits * repair, over tonnes"
        if part == "works"
        else "sum over segments of km * price per tonne-km, or charge per tonne"
    )
    return maker.make(
        "ways",
        "per_tonne",
        {"way": way.plan.id, "part": part},
        way.parts[part],
        "USD/t",
        who=who,
        what=_PART_TITLES[part],
        formula=formula,
        parents=(*paths, *more),
    )


def range_entries(maker: EntryMaker) -> Iterator[Entry]:
    """Yield the best and the published way at both ends of the main user's tonnes."""
    answer = maker.answer
    user = answer.file.main_user
    for tonnes, found in answer.at_ends.items():
        for way in found:
            if not way.is_open:
                continue
            made = maker.make(
                "range",
                "per_tonne",
                {"way": way.plan.id, "part": "all"},
                way.per_tonne,
                "USD/t",
                who=way.plan.title,
                what=f"all, at {tonnes:g} kt/yr",
                formula="sum of the parts",
            )
            keys = {"case": maker.case, "user": user, "tonnes": f"{tonnes:g}"}
            keys |= {"way": way.plan.id, "part": "all"}
            yield replace(made, keys=tuple(keys.items()))


def route_entries(maker: EntryMaker) -> Iterator[Entry]:
    """Yield the legs of the cheapest and of the published way."""
    answer = maker.answer
    shown = {way.plan.id: way for way in (answer.best, answer.published) if way is not None}
    for way in shown.values():
        if not way.is_open:
            continue
        legs = route_of(way.solve, answer.file.main_user)
        words = ", ".join(f"{leg.title} {leg.km:.0f} km" for leg in legs)
        yield maker.make(
            "route",
            "route_length",
            {"way": way.plan.id},
            sum(leg.km for leg in legs),
            "km",
            who=way.plan.title,
            what=words,
            title=f"{way.plan.title}: length of the way",
            formula="sum of its legs",
        )
        if way.plan.mode == "road" and answer.file.prices.truck_payload is not None:
            yield _trucks(maker, way, answer.file.prices.truck_payload)


def _trucks(maker: EntryMaker, way: Way, payload: Parameter) -> Entry:
    """Return the loaded trucks a day that a way by road takes."""
    answer = maker.answer
    low, high = payload.bounds("t")
    a_year = answer.tonnes * 1e3
    return maker.make(
        "route",
        "trucks_a_day",
        {"way": way.plan.id},
        a_year / payload.to("t") / 365.0,
        "1/day",
        who=way.plan.title,
        what="loaded trucks a day, as many back",
        formula="tonnes a year / payload / 365",
        note=f"Between {a_year / high / 365.0:.0f} and {a_year / low / 365.0:.0f} by what a truck "
        "carries.",
        parents=(
            *tonnes_paths(maker, answer.file.main_user),
            maker.path("payload", "prices.truck_payload"),
        ),
    )


def turning_entries(maker: EntryMaker, turning: Turning) -> Iterator[Entry]:
    """Yield what would make the published way cost what the cheapest does."""
    answer = maker.answer
    assert answer.published is not None
    pair = f"{answer.published.plan.title} less {answer.best.plan.title}"
    costs = tuple(
        Parent(
            role=way.plan.title,
            id=result_id(
                "corridor.per_tonne", {**dict(maker.base), "way": way.plan.id, "part": "all"}
            ),
        )
        for way in (answer.published, answer.best)
    )
    yield maker.make(
        "break-even", "difference", {"lever": "none"}, turning.central, "USD/t",
        who=pair, what="as the case has it", formula="published way - cheapest way", parents=costs,
    )  # fmt: skip
    yield maker.make(
        "break-even",
        "difference",
        {"lever": "all"},
        turning.at_best_ends,
        "USD/t",
        who=pair,
        what="with every number at the end of its range that favours the published way",
        formula="published way - cheapest way, both as planned",
        parents=costs,
    )
    for row in turning.levers:
        paths = tuple(maker.path(path.rpartition(".")[0] or path, path) for path in row.lever.paths)
        inside = "inside" if row.is_in_range else "outside"
        yield maker.make(
            "break-even",
            "break_even",
            {"lever": row.lever.id},
            Value.missing() if row.value is None else Value.exact(round(row.value, 9)),
            row.unit,
            who=row.lever.title,
            what="both ways cost the same",
            formula="value at which the published way costs what the cheapest does",
            note=(
                f"Here {row.central:g}, range {row.low:g} to {row.high:g}; difference "
                f"{row.at_low:.1f} USD/t at the low end and {row.at_high:.1f} at the high end; "
                + (f"the break-even lies {inside} the range." if row.value is not None
                   else "no value within 32 times of it turns the choice.")
            ),
            parents=paths,
        )  # fmt: skip
