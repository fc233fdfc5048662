"""What a plan can take from a corridor: its works as typed options, and tolls as typed receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from orepact.enable.corridor import CorridorAnswer
from orepact.enable.corridor_data import Work
from orepact.enable.modules import catalogue
from orepact.enable.option import (
    Capacity,
    EnablerKind,
    EnablerOption,
    NeededOption,
    Place,
    SpendProfile,
)
from orepact.evidence import Parameter, Quality

__all__ = ["Toll", "corridor_options", "corridor_tolls"]

_KINDS = {
    "rail": EnablerKind.RAIL,
    "road": EnablerKind.ROAD,
    "pipe": EnablerKind.ROAD,
    "port": EnablerKind.PORT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """What one user owes the owner of one line for its works.

    Parameters
    ----------
    payer : str
        User; a mine of the plan has its project's id.
    line : str
        Line, link or port.
    owners : tuple of (str, float)
        Party and its part, 0 to 1; empty where the case names none.
    per_tonne : float, USD/t
        Of the case's money year, real.
    yearly : float, million USD a year
    first_year : int
        In which all move.
    stands_for : tuple of str
        Enabler options of the case that the works are.
    """

    payer: str
    line: str
    owners: tuple[tuple[str, float], ...]
    per_tonne: float
    yearly: float
    first_year: int
    stands_for: tuple[str, ...]


def corridor_tolls(answer: CorridorAnswer) -> tuple[Toll, ...]:
    """Return every user's toll, line by line, on the published way, else the cheapest.

    A user's toll is split over the lines it uses in proportion to what their works cost a year.

    Parameters
    ----------
    answer : CorridorAnswer
    """
    solved = answer.sharing.solve
    data = solved.data
    owned = {item.id: item for item in data.file.owned}
    found = []
    for place, name in enumerate(data.users):
        share = answer.sharing.of(name)
        costs: dict[str, float] = {}
        options: dict[str, dict[str, None]] = {}
        for n, work in enumerate(data.works):
            if solved.built[n].any() and abs(float(solved.flow[place, work.segment, 0])) > 1e-6:
                line = data.corridor.segments[work.segment].line
                costs[line] = costs.get(line, 0.0) + work.yearly
                options.setdefault(line, {}).update(dict.fromkeys(work.use.options))
        total = sum(costs.values())
        for line, cost in costs.items():
            yearly = share.toll * cost / total
            owners = getattr(owned[line], "owners", ())
            found.append(
                Toll(
                    payer=name,
                    line=line,
                    owners=tuple((item.party, item.share.to("1")) for item in owners),
                    per_tonne=yearly * 1e3 / share.tonnes,
                    yearly=yearly,
                    first_year=data.periods.starts[0],
                    stands_for=tuple(options[line]),
                )
            )
    return tuple(found)


def _number(value: float, unit: str, low: float, high: float, year: int | None) -> Parameter:
    return Parameter(
        value=value,
        unit=unit,
        range=(min(low, value), max(high, value)),
        quality=Quality.D,
        source="assumption",
        note="Of the corridor's model; range as of its inputs.",
        price_year=year,
    )


def _option(
    answer: CorridorAnswer, name: str, works: list[Work], resource: str, year: int
) -> EnablerOption:
    data = answer.sharing.solve.data
    segment = data.corridor.segments[works[0].segment]
    use = works[0].use
    module = catalogue().module(use.module)
    cost = sum(work.cost for work in works)
    given = use.cost or module.cost
    low, high = (bound / given.value for bound in given.bounds(given.unit))
    lead = use.lead_time or module.lead_time
    years = int(-(-works[0].lead // 1))
    owner = next(item for item in data.file.owned if item.id == segment.line)
    capacity = min(work.capacity for work in works)
    most = (use.capacity or module.capacity).bounds("kt/yr")
    upkeep = module.upkeep.to("1/yr")
    upkeep_low, upkeep_high = module.upkeep.bounds("1/yr")
    return EnablerOption(
        id=name,
        title=f"{module.title}, {getattr(owner, 'title', segment.line)}",
        kind=_KINDS[module.mode],
        place=Place(name=getattr(owner, "title", segment.line)),
        status="As the corridor's model has it.",
        status_as_of=date(data.file.horizon.start, 1, 1),
        cost=_number(cost, "MUSD", cost * low, cost * high, year),
        spend=SpendProfile(
            shares=tuple([100.0 / years] * years) if years else (100.0,),
            quality=Quality.D,
            source="assumption",
            note="Even over the years of construction.",
        ),
        operating_cost=_number(
            cost * upkeep, "MUSD/yr", cost * upkeep_low, cost * upkeep_high, year
        ),
        lead_time=_number(lead.to("yr"), "yr", *lead.bounds("yr"), None),
        earliest_start=data.file.horizon.start,
        provides=(Capacity(resource=resource, amount=_number(capacity, "kt/yr", *most, None)),),
        needs=tuple(NeededOption(option=need) for need in use.needs),
        payers=owner.owners,
        owners=owner.owners,
        note=module.caveat,
    )


def corridor_options(
    answer: CorridorAnswer, *, resource: str, money_year: int
) -> tuple[EnablerOption, ...]:
    """Return the works of the shared plan as enabler options, one per use on a line.

    A plan does not read them by itself: the case's own options hold published costs and terms.

    Parameters
    ----------
    answer : CorridorAnswer
    resource : str
        Resource of the case that the corridor adds to.
    money_year : int
        Year of the case's money.
    """
    data = answer.sharing.solve.data
    uses: dict[str, list[Work]] = {}
    for place, work in enumerate(data.works):
        if answer.sharing.solve.built[place].any():
            uses.setdefault(work.use.id, []).append(work)
    return tuple(
        _option(answer, name, works, resource, money_year)
        for name, works in uses.items()
        if _has_owner(answer, works[0])
    )


def _has_owner(answer: CorridorAnswer, work: Work) -> bool:
    """Return whether the case says who owns the line: an option without a payer is none."""
    data = answer.sharing.solve.data
    line = data.corridor.segments[work.segment].line
    return any(item.id == line and item.owners for item in data.file.owned)
