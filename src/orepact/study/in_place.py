"""Options that the plan leaves because what they would add is in place, as far as is assumed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orepact.study.book import Book
from orepact.study.plan_result import PlanResult
from orepact.study.strands import strand_of
from orepact.trace import Parent

__all__ = ["InPlace", "add_in_place", "left_for_in_place"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InPlace:
    """A resource of which enough is there without an option.

    Parameters
    ----------
    option, resource : str
        Ids.
    needed : float
        Most that the chosen projects use in a year, in the unit of the resource.
    in_place, low, high : float
        What is there without any option, and its range.
    short_from : int or None
        First year in which the low end would not be enough; None if it always is.
    """

    option: str
    resource: str
    needed: float
    in_place: float
    low: float
    high: float
    short_from: int | None


def left_for_in_place(result: PlanResult) -> tuple[InPlace, ...]:
    """Return options that are not started, with what they would add and what is there of it.

    Only resources that the chosen projects use and of which enough is in place in every year::

        most over years of (sum over chosen columns of use) <= in place
    """
    data, case = result.data, result.case
    chosen = result.bargain.equal.decisions
    places = [n for n, column in enumerate(data.columns) if column.id in chosen.columns]
    known = {item.id: item for item in case.resources}
    found = []
    for name, option in sorted(case.enablers.items()):
        if name in chosen.starts:
            continue
        for resource in dict.fromkeys(step.resource for step in option.provides):
            if resource not in data.resources:
                continue
            row = data.resources.index(resource)
            use = data.use[places, row].sum(axis=0)
            here = known[resource].in_place.to(data.resource_units[row])
            low, high = known[resource].in_place.bounds(data.resource_units[row])
            if not 0.0 < use.max(initial=0.0) <= here:
                continue
            short = np.flatnonzero(use > low)
            found.append(
                InPlace(
                    option=name,
                    resource=resource,
                    needed=float(use.max()),
                    in_place=here,
                    low=low,
                    high=high,
                    short_from=int(data.years[short[0]]) if short.size else None,
                )
            )
    return tuple(found)


def add_in_place(book: Book, result: PlanResult) -> None:
    """Add roadmap.in_place: what the plan needs of it, what is there, and whether that is sure."""
    rows = []
    titles = {item.id: item.title for item in result.case.resources}
    for item in left_for_in_place(result):
        row = result.data.resources.index(item.resource)
        unit = result.data.resource_units[row]
        path = f"case:{result.case.id}/resources:{item.resource}.in_place"
        rows.append(
            {
                "strand": strand_of(result.case.enablers[item.option].kind),
                "option": result.case.enablers[item.option].title,
                "option_id": item.option,
                "resource": titles[item.resource],
                "resource_id": item.resource,
                "needed": book.put(
                    "roadmap.most_needed",
                    {"resource": item.resource},
                    item.needed,
                    unit,
                    title=f"{titles[item.resource]}: most that the plan needs in a year",
                    formula="largest over years of the sum over chosen projects of their use",
                    parents=result.column_parents(result.bargain.equal.decisions.columns),
                ),
                "there": book.cite(path),
                "least": book.put(
                    "roadmap.least_in_place",
                    {"resource": item.resource},
                    item.low,
                    unit,
                    title=f"{titles[item.resource]}: low end of what is in place",
                    formula="low end of its range",
                    parents=[Parent(role="in place", id=path)],
                ),
                "state": "enough at the low end too"
                if item.short_from is None
                else f"not enough at the low end from {item.short_from} on",
            }
        )
    book.table(
        "roadmap.in_place",
        "What the plan leaves because it is taken to be in place",
        [
            ("strand", "Strand", ""),
            ("option", "Left", ""),
            ("resource", "What it would add", ""),
            ("needed", "Most needed in a year", ""),
            ("there", "In place without it", ""),
            ("least", "Low end of that", ""),
            ("state", "If the low end is true", ""),
        ],
        rows,
        note="An option is left where enough is there without it at the central value. Where the "
        "low end would not be enough, the answer rests on a count that has to be made first.",
    )
