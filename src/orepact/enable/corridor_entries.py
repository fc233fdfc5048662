"""Every figure of a corridor with its id, unit, formula and the numbers it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from orepact.enable.break_even import Turning
from orepact.enable.corridor import CorridorAnswer
from orepact.enable.corridor_model import CorridorSolve
from orepact.enable.cost_sharing import Share, Sharing
from orepact.enable.routes import PARTS, Way, route_of
from orepact.quantity import Value
from orepact.trace import Parent, Record, RecordKind, result_id

__all__ = ["Entry", "entries"]

TINY = 1e-4
"""Million USD a year; less is the price that keeps flows from circling."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One figure.

    Parameters
    ----------
    section : str
        Which part of the answer: ``plan``, ``ways``, ``works``, ``sharing``, ``districts``,
        ``finance``, ``break-even`` or ``network``.
    measure : str
        ``corridor.NAME``.
    keys : tuple of (str, str)
    value : Value
    unit, title, formula, note : str
    parents : tuple of Parent
    who : str
        User, district, line or loan it speaks of, in the reader's words.
    what : str
        Column of the reader's table.
    """

    section: str
    measure: str
    keys: tuple[tuple[str, str], ...]
    value: Value
    unit: str
    title: str
    who: str
    what: str
    formula: str = ""
    note: str = ""
    parents: tuple[Parent, ...] = field(default=())

    @property
    def id(self) -> str:
        """``corridor.NAME[key=value,...]``."""
        return result_id(self.measure, dict(self.keys))

    def record(self) -> Record:
        """Return the figure with its lineage."""
        return Record(
            id=self.id,
            title=self.title,
            value=self.value,
            unit=self.unit,
            kind=RecordKind.SOLVE if self.measure == "corridor.plan_cost" else RecordKind.MEASURE,
            formula=self.formula,
            sources=("orepact",),
            note=self.note,
            parents=self.parents,
        )


def _safe(text: str) -> str:
    return re.sub(r"[\[\],=/]", ".", text)


class _Maker:
    """Makes entries of one answer, with the keys that all of them have."""

    def __init__(self, answer: CorridorAnswer, case: str, tonnes: float | None) -> None:
        self.answer, self.case, self.tonnes = answer, case, tonnes
        asked = () if tonnes is None else (("tonnes", f"{tonnes:g}"),)
        self.base = (("case", case), ("user", answer.file.main_user), *asked)

    def path(self, role: str, path: str) -> Parent:
        """Return a number of the case as a parent."""
        return Parent(role=role, id=f"case:{self.case}/corridor:{path}")

    def make(
        self,
        section: str,
        measure: str,
        keys: dict[str, str],
        value: Value | float,
        unit: str,
        *,
        who: str,
        what: str,
        title: str = "",
        formula: str = "",
        note: str = "",
        parents: tuple[Parent, ...] = (),
    ) -> Entry:
        """Return an entry."""
        own = tuple((name, _safe(text)) for name, text in keys.items())
        return Entry(
            section=section,
            measure=f"corridor.{measure}",
            keys=(*self.base, *own),
            value=value if isinstance(value, Value) else Value.exact(round(float(value), 9) + 0.0),
            unit=unit,
            title=title or f"{who}: {what}",
            who=who,
            what=what,
            formula=formula,
            note=note,
            parents=parents,
        )


def _tonnes_paths(maker: _Maker, user: str) -> tuple[Parent, ...]:
    found = maker.answer.file.user(user)
    if found.tonnes_per_head is not None:
        return (maker.path("tonnes per head", f"users.{user}.tonnes_per_head"),)
    if maker.tonnes is not None and user == maker.answer.file.main_user:
        return ()
    return tuple(
        maker.path(f"tonnes from {stage.year}", f"users.{user}.stages.{stage.year}.tonnes")
        for stage in found.stages
    )


def _use_paths(maker: _Maker, solve: CorridorSolve, what: str) -> tuple[Parent, ...]:
    """Return the numbers of the case or the catalogue under the works that are built."""
    from orepact.enable.modules import catalogue

    data = solve.data
    found: dict[str, Parent] = {}
    for place, work in enumerate(data.works):
        if not solve.built[place].any():
            continue
        line = data.corridor.segments[work.segment].line
        own = getattr(work.use, what)
        module = catalogue().module(work.use.module)
        group = _group_of(maker, line, work.use.id)
        id_ = (
            f"case:{maker.case}/corridor:{group}.modules.{work.use.id}.{what}"
            if own is not None
            else f"module:{module.id}.{what}"
        )
        found[id_] = Parent(role=f"{what} of {work.use.id}", id=id_)
    return tuple(found.values())


def _group_of(maker: _Maker, line: str, use: str) -> str:
    file = maker.answer.file
    if any(item.id == line for item in file.lines):
        return f"lines.{line}"
    if any(item.id == line for item in file.links):
        return f"links.{line}"
    port = next(item for item in file.ports if item.id == line)
    cargo = next(item.id for item in port.cargo if any(u.id == use for u in item.modules))
    return f"ports.{line}.cargo.{cargo}"


def _ways(maker: _Maker) -> Iterator[Entry]:
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
            parents=_use_paths(maker, way.solve, "cost"),
        )


def _part(maker: _Maker, way: Way, part: str, who: str) -> Entry:
    paths = tuple(maker.path(path.rpartition(".")[2], path) for path in _PART_PATHS[part])
    more: tuple[Parent, ...] = ()
    if part == "works":
        more = (
            *_use_paths(maker, way.solve, "cost"),
            *_tonnes_paths(maker, maker.answer.file.main_user),
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


def _range(maker: _Maker) -> Iterator[Entry]:
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


def _routes(maker: _Maker) -> Iterator[Entry]:
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


def _plans(maker: _Maker) -> Iterator[Entry]:
    answer = maker.answer
    for name, solved in (("alone", answer.alone), ("shared", answer.shared)):
        who = "Main user alone" if name == "alone" else "All users together"
        yield maker.make(
            "plan",
            "plan_cost",
            {"who": name},
            solved.cost,
            "MUSD",
            who=who,
            what="present value of all costs",
            formula="sum over periods of discount * (works + carriage + tonnes that stay)",
            note=f"Cheapest plan on offer; proven bound {solved.bound:,.1f} MUSD, gap "
            f"{100.0 * solved.gap:.2g} %, {solved.nodes} nodes.",
            parents=(maker.path("rate", "horizon.rate"), *_use_paths(maker, solved, "cost")),
        )
        for place, work in enumerate(solved.data.works):
            if not solved.built[place].any():
                continue
            segment = solved.data.corridor.segments[work.segment]
            opens = solved.data.periods.starts[int(np.argmax(solved.built[place]))]
            names = solved.data.corridor.names
            ends = " to ".join(
                names[node] for node in (segment.start, segment.end) if node in names
            )
            yield maker.make(
                "works",
                "work_cost",
                {"who": name, "work": work.id},
                work.cost,
                "MUSD",
                who=who,
                what=", ".join(
                    word
                    for word in (
                        work.use.id,
                        ends,
                        f"{segment.km:.0f} km" if segment.km else "",
                        f"opens {opens}",
                    )
                    if word
                ),
                title=f"{work.use.id}, {ends}: cost",
                formula="km * cost per km * terrain, or the whole",
                note=f"Start by {opens - round(work.lead)} at the latest.",
                parents=_own_cost(maker, solved, place),
            )


def _own_cost(maker: _Maker, solved: CorridorSolve, place: int) -> tuple[Parent, ...]:
    all_ = _use_paths(maker, solved, "cost")
    use = solved.data.works[place].use
    return tuple(p for p in all_ if p.id.endswith(f"{use.id}.cost") or f":{use.module}." in p.id)


_SHARE_ITEMS = (
    ("alone", "cost alone"),
    ("shared", "cost shared (Shapley)"),
    ("toll", "toll"),
    ("toll_per_tonne", "toll per tonne"),
    ("gain", "gain by sharing"),
    ("owned", "part of a joint venture if users owned what they pay"),
)


def _sharing(maker: _Maker) -> Iterator[Entry]:
    answer = maker.answer
    for name, sharing, title in (
        ("published", answer.sharing, "published way"),
        ("best", answer.best_sharing, "cheapest way"),
    ):
        if name == "published" and answer.published is None:
            continue
        for share in sharing.shares:
            yield from _share(maker, name, title, share, sharing.works)
        yield from _line_works(maker, name, sharing)
        yield maker.make(
            "sharing", "works_yearly", {"way": name}, sharing.works, "MUSD/yr",
            who=f"All users, {title}", what="works a year",
            formula="sum over works of cost (annuity + upkeep) + hits * repair",
            parents=(maker.path("rate", "horizon.rate"), *_use_paths(maker, sharing.solve, "cost")),
        )  # fmt: skip
        yield maker.make(
            "sharing",
            "subsidy_to_stay",
            {"way": name},
            sharing.subsidy,
            "MUSD/yr",
            who=f"All users, {title}",
            what="least help with which nobody would leave",
            formula="min e with shares summing to cost of all - e, no coalition above its own cost",
            note="Shapley's shares lie in the core: no group does better alone."
            if sharing.core.is_in_core
            else f"Shapley's shares are not in the core: {len(sharing.core.objections)} groups "
            f"would do better alone, by up to {sharing.core.objections[0].by:.3g} MUSD a year."
            if sharing.core.objections
            else "",
            parents=(maker.path("rate", "horizon.rate"),),
        )


def _line_works(maker: _Maker, way: str, sharing: Sharing) -> Iterator[Entry]:
    """Yield what the works on each line cost a year, and who owns it today."""
    data = sharing.solve.data
    file = maker.answer.file
    owned = {item.id: item for item in file.owned}
    yearly: dict[str, float] = {}
    for place, work in enumerate(data.works):
        if sharing.solve.built[place].any():
            line = data.corridor.segments[work.segment].line
            yearly[line] = yearly.get(line, 0.0) + work.yearly
    for line, amount in yearly.items():
        item = owned[line]
        owners = ", ".join(
            f"{share.party} {share.share.value:g} % ({share.term})" for share in item.owners
        )
        yield maker.make(
            "owners",
            "line_works",
            {"way": way, "line": line},
            amount,
            "MUSD/yr",
            who=getattr(item, "title", "") or f"Port of {file.place(line).name}",
            what="works a year",
            formula="sum over its works of cost (annuity + upkeep) + hits * repair",
            note=f"Owner today: {owners}." if owners else "No owner is given.",
            parents=(maker.path("rate", "horizon.rate"), *_use_paths(maker, sharing.solve, "cost")),
        )


def _share(maker: _Maker, way: str, title: str, share: Share, works: float) -> Iterator[Entry]:
    user = maker.answer.file.user(share.user)
    values = {
        "alone": share.alone,
        "shared": share.shared,
        "toll": share.toll,
        "toll_per_tonne": share.toll_per_tonne,
        "gain": share.gain,
        "owned": 100.0 * share.toll / works if works > 0.0 and share.tonnes > 0.0 else None,
    }
    formulas = {
        "alone": "least cost of this user by itself, carriage and works",
        "shared": "sum over coalitions of |S|! (n-|S|-1)! / n! (c(S + user) - c(S))",
        "toll": "cost shared - own carriage",
        "toll_per_tonne": "toll / tonnes over works",
        "gain": "cost alone - cost shared",
        "owned": "toll / works of all",
    }
    for key, what in _SHARE_ITEMS:
        amount = values[key]
        if amount is None:
            continue
        unit = {"toll_per_tonne": "USD/t", "owned": "%"}.get(key, "MUSD/yr")
        yield maker.make(
            "sharing",
            "share",
            {"way": way, "of": share.user, "item": key},
            0.0 if abs(amount) < TINY else amount,
            unit,
            who=user.title,
            what=what,
            title=f"{user.title}, {title}: {what}",
            formula=formulas[key],
            note=user.note,
            parents=(
                *_tonnes_paths(maker, share.user),
                maker.path("rate", "horizon.rate"),
                maker.path("price of rail", "prices.rail"),
            ),
        )


def _districts(maker: _Maker) -> Iterator[Entry]:
    for gain in maker.answer.gains:
        user = maker.answer.file.user(gain.user)
        yield maker.make(
            "districts",
            "district_gain",
            {"of": gain.user, "district": gain.district},
            0.0 if abs(gain.gain) < TINY else gain.gain,
            "MUSD/yr",
            who=gain.district,
            what=user.title,
            title=f"{gain.district}: what sharing the railway saves {user.title.lower()}",
            formula="gain by sharing of the user * part of its tonnes that start here",
            parents=_tonnes_paths(maker, gain.user),
        )


def _finance(maker: _Maker) -> Iterator[Entry]:
    for item in maker.answer.file.finance:
        paths = tuple(
            maker.path(name, f"finance.{item.id}.{name}")
            for name in ("principal", "term", "refinanced_over", "refinanced_at")
        )
        for row in maker.answer.refinancing.get(item.id, ()):
            who = f"{item.title}, first tonnes {row.first_tonnes}"
            for key, what, amount, unit, formula in (
                ("owed", "owed when tolls begin", row.owed, "MUSD",
                 "principal (1 + rate)^(first tonnes - due)"),
                ("yearly", "level payment a year", row.yearly, "MUSD/yr",
                 "owed * rate (1 + rate)^n / ((1 + rate)^n - 1)"),
                ("per_tonne", "per tonne of the main user", row.per_tonne, "USD/t",
                 "payment a year / tonnes a year"),
            ):  # fmt: skip
                yield maker.make(
                    "finance",
                    "refinancing",
                    {"loan": item.id, "first": str(row.first_tonnes), "item": key},
                    amount,
                    unit,
                    who=who,
                    what=what,
                    formula=formula,
                    note=f"Falls due in {row.due}; {row.uncovered_years} years without tonnes; "
                    "money of the day.",
                    parents=(*paths, *_tonnes_paths(maker, maker.answer.file.main_user)),
                )


def _turning(maker: _Maker, turning: Turning) -> Iterator[Entry]:
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


def _network(maker: _Maker) -> Iterator[Entry]:
    answer = maker.answer
    published = {
        line.id: line.published_km for line in answer.file.lines if line.published_km is not None
    }
    titles = {item.id: item.title for item in answer.file.stretches}
    for line, km in answer.data.corridor.line_km.items():
        other = published.get(line)
        note = f"Others print {other.value:g} {other.unit}." if other is not None else ""
        yield maker.make(
            "network", "length", {"line": line}, km, "km", who=titles[line], what="length",
            formula="sum of the edges of the shortest way through its places", note=note,
            parents=(maker.path("printed", f"lines.{line}.published_km"),) if other else (),
        )  # fmt: skip


def entries(
    answer: CorridorAnswer, turning: Turning | None, case: str, tonnes: float | None = None
) -> tuple[Entry, ...]:
    """Return every figure of an answer.

    Parameters
    ----------
    answer : CorridorAnswer
    turning : Turning or None
        What decides between the cheapest and the published way, if they differ.
    case : str
        Id of the case.
    tonnes : float, kt/yr
        As asked for; None: the file's.
    """
    maker = _Maker(answer, case, tonnes)
    found = [
        *_routes(maker),
        *_ways(maker),
        *_range(maker),
        *_plans(maker),
        *_sharing(maker),
        *_districts(maker),
    ]
    found += [*_finance(maker), *_network(maker)]
    if turning is not None:
        found += _turning(maker, turning)
    return tuple(found)
