"""Every figure of a corridor, in the order in which a reader meets them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from orepact.enable.break_even import Turning
from orepact.enable.corridor import CorridorAnswer
from orepact.enable.corridor_entry import Entry, EntryMaker, use_paths
from orepact.enable.corridor_model import CorridorSolve
from orepact.enable.corridor_share_entries import (
    district_entries,
    finance_entries,
    sharing_entries,
)
from orepact.enable.corridor_way_entries import (
    range_entries,
    route_entries,
    turning_entries,
    way_entries,
)
from orepact.trace import Parent

__all__ = ["Entry", "entries"]


def _plans(maker: EntryMaker) -> Iterator[Entry]:
    answer = maker.answer
    for name, solved in (("alone", answer.alone), ("shared", answer.shared)):
        if solved is None:
            continue
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
            f"{100.0 * solved.gap:.2g} %, {solved.nodes} "
            f"{'node' if solved.nodes == 1 else 'nodes'} of the search.",
            parents=(maker.path("rate", "horizon.rate"), *use_paths(maker, solved, "cost")),
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


def _own_cost(maker: EntryMaker, solved: CorridorSolve, place: int) -> tuple[Parent, ...]:
    all_ = use_paths(maker, solved, "cost")
    use = solved.data.works[place].use
    return tuple(p for p in all_ if p.id.endswith(f"{use.id}.cost") or f":{use.module}." in p.id)


def _network(maker: EntryMaker) -> Iterator[Entry]:
    answer = maker.answer
    published = {
        line.id: line.published_km for line in answer.file.lines if line.published_km is not None
    }
    titles = {item.id: item.title for item in answer.file.stretches}
    for line, km in answer.data.corridor.line_km.items():
        other = published.get(line)
        note = (
            f"Others print {other.value:g} {other.unit}. {other.note}".strip()
            if other is not None
            else ""
        )
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
    maker = EntryMaker(answer, case, tonnes)
    found = [
        *route_entries(maker),
        *way_entries(maker),
        *range_entries(maker),
        *_plans(maker),
        *sharing_entries(maker),
        *district_entries(maker),
    ]
    found += [*finance_entries(maker), *_network(maker)]
    if turning is not None:
        found += turning_entries(maker, turning)
    return tuple(found)
