"""What a plan reads of a corridor: options with their tolls, charges of carriage, works unpaid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from orepact.enable.corridor import CorridorAnswer
from orepact.enable.corridor_data import Work
from orepact.enable.corridor_file import CorridorFile, ModuleUse
from orepact.enable.corridor_lookup import CorridorCase, CorridorResult, corridor_result
from orepact.enable.corridor_options import Toll, corridor_tolls
from orepact.enable.modules import Real, annuity, catalogue
from orepact.enable.option import EnablerOption, Receipt
from orepact.enable.resource import Resource
from orepact.enable.routes import PARTS, Way
from orepact.evidence import Parameter, Quality
from orepact.mine import ProjectFile
from orepact.trace import result_id

__all__ = [
    "CorridorForPlan",
    "FreightCharge",
    "PlanCase",
    "UnpaidWork",
    "corridor_for_plan",
    "level_payment",
]

_CARRIAGE = tuple(part for part in PARTS if part not in {"works", "unserved"})


class PlanCase(CorridorCase, Protocol):
    """What of a case tolls and charges are made from."""

    @property
    def enablers(self) -> Mapping[str, EnablerOption]:
        """Options by id."""
        ...

    @property
    def projects(self) -> Mapping[str, ProjectFile]:
        """Projects by id."""
        ...

    @property
    def resources(self) -> tuple[Resource, ...]:
        """Shared capacities."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FreightCharge:
    """What the main user pays per tonne on one way, works apart.

    Parameters
    ----------
    project : str
        Project of the case; empty if the main user is none.
    way : str
        Id, as in ``corridor.per_tonne[way=...]``.
    title : str
    is_published, is_offered : bool
    parts : mapping of part to USD/t
        Haulage by mode, ``guard``, ``transfer`` and ``port`` (charges and voyage), real money of
        the case's year.
    in_project : float, USD/t
        What the project's own freight already holds, legs and port and voyage, same money.
    works : float, USD/t
        Of the way's works if the user paid them alone: what tolls stand for.
    tonnes : float, kt/yr
    options : tuple of str
        Options of the case that the way's works are.
    finding : str
        Id of the figure behind it.
    """

    project: str
    way: str
    title: str
    is_published: bool
    is_offered: bool
    parts: Mapping[str, float]
    in_project: float
    works: float
    tonnes: float
    options: tuple[str, ...]
    finding: str

    @property
    def per_tonne(self) -> float:
        """Carriage, USD/t: the sum of the parts, works apart."""
        return sum(self.parts.values())

    @property
    def beyond_project(self) -> float:
        """What a plan adds to the project's own freight on this way, USD/t; below 0 it is less."""
        return self.per_tonne - self.in_project


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpaidWork:
    """Works of the published way that no option of the case pays for.

    Parameters
    ----------
    line : str
        Line, link or port.
    cost : float
        Million USD of the case's year.
    yearly : float
        Annuity, upkeep and repair, million USD a year.
    owners : tuple of (str, float)
    why : str
    """

    line: str
    cost: float
    yearly: float
    owners: tuple[tuple[str, float], ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorridorForPlan:
    """Everything that a plan reads of a corridor.

    Parameters
    ----------
    options : mapping of id to EnablerOption
        Those options of the case that stand for works of the way, with ``receipts``. An option
        whose file states receipts keeps them.
    charges : tuple of FreightCharge
        Every way of the main user that carries all its tonnes.
    unpaid : tuple of UnpaidWork
    """

    options: Mapping[str, EnablerOption]
    charges: tuple[FreightCharge, ...]
    unpaid: tuple[UnpaidWork, ...]

    def receipts(self) -> tuple[tuple[str, Receipt], ...]:
        """Return every receipt with the option it is paid to."""
        return tuple((name, item) for name, own in self.options.items() for item in own.receipts)


def level_payment(costs: Sequence[float], *, lead: int, rate: float, years: float) -> float:
    """Return the yearly payment from opening on that gives its owner neither gain nor loss.

    ::

        sum_k costs_k (1+r)^-k = payment * sum_(j=0..n-1) (1+r)^-(lead+j)

    with money at the year's same day, construction in years 0, 1, ... and opening in year ``lead``.

    Parameters
    ----------
    costs : sequence of float
        By construction year.
    lead : int
        Years from start to opening.
    rate : float
        Real, per year.
    years : float
        For which it is paid.

    Examples
    --------
    >>> round(level_payment([100.0], lead=1, rate=0.10, years=2.0), 3)
    57.619
    >>> level_payment([60.0, 40.0], lead=2, rate=0.0, years=10.0)
    10.0
    """
    at_opening = sum(cost * (1.0 + rate) ** (lead - k) for k, cost in enumerate(costs))
    return at_opening * annuity(rate, years) / (1.0 + rate)


def _resource_of(case: PlanCase, option: str) -> str:
    """Return the resource that an option adds to, itself or through one that needs it."""
    own = case.enablers[option].provides
    if own:
        return own[0].resource
    for other in case.enablers.values():
        if other.provides and any(need.option == option for need in other.needs):
            return other.provides[0].resource
    return ""


def _end_of(real: Real, number: Parameter, unit: str, end: int | None) -> float:
    """Return a number in real money, central or at one end of its range."""
    if end is None:
        return real(number, unit)
    value = number.bounds(number.unit)[end]
    return real(number.model_copy(update={"value": value, "range": None}), unit)


def _yearly(
    option: EnablerOption, real: Real, rate: Parameter, life: Parameter, end: int | None
) -> float:
    """Return what an option must earn a year to pay its charged cost, million USD."""
    whole = _end_of(real, option.cost, "MUSD", end) * option.charged_share
    running = _end_of(real, option.operating_cost, "MUSD/yr", end) * option.charged_share
    payment = level_payment(
        [whole * share / 100.0 for share in option.spend.shares],
        lead=option.lead_years,
        rate=rate.to("1") if end is None else rate.bounds("1")[end],
        years=life.to("yr"),
    )
    return payment + running


def _parts(tolls: Sequence[Toll], option: str) -> dict[str, float]:
    """Return each payer's part of the tolls on the lines that an option stands for."""
    own = [toll for toll in tolls if option in toll.stands_for]
    total = sum(toll.yearly for toll in own)
    found: dict[str, float] = {}
    for toll in own if total > 0.0 else ():
        found[toll.payer] = found.get(toll.payer, 0.0) + toll.yearly / total
    return {payer: part for payer, part in found.items() if abs(part) > 1e-9}


def _uses(file: CorridorFile) -> Iterator[ModuleUse]:
    for item in file.stretches:
        yield from item.modules
    for port in file.ports:
        for cargo in port.cargo:
            yield from cargo.modules


def _receipts(
    case: PlanCase, answer: CorridorAnswer, tolls: Sequence[Toll], option: EnablerOption, year: int
) -> tuple[Receipt, ...]:
    module = next(use.module for use in _uses(answer.file) if option.id in use.options)
    life = catalogue().module(module).life
    ends = [_yearly(option, case.real, answer.file.horizon.rate, life, end) for end in (None, 0, 1)]
    if ends[0] <= 0.0:
        return ()
    resource = _resource_of(case, option.id)
    found = []
    for payer, part in _parts(tolls, option.id).items():
        tonnes = answer.sharing.of(payer).tonnes
        central, *both = (1e3 * part * yearly / tonnes for yearly in ends)
        found.append(
            Receipt(
                payer=payer,
                per_tonne=Parameter(
                    value=central,
                    unit="USD/t",
                    range=(min(central, *both), max(central, *both)),
                    price_year=year,
                    note=f"{100.0 * part:.3g} % of the level payment that returns the option's "
                    "cost; range: its cost and the rate at both ends.",
                    quality=Quality.D,
                    source="assumption",
                ),
                resource=resource if payer in case.projects else "",
                tonnes=Parameter(
                    value=tonnes,
                    unit="kt/yr",
                    range=(tonnes, tonnes),
                    note="Moved over works when all share.",
                    quality=Quality.D,
                    source="assumption",
                ),
                years=life,
            )
        )
    return tuple(found)


def _in_project(case: PlanCase, project: str) -> float:
    """Return a project's own freight out, real USD per wet tonne."""
    if project not in case.projects:
        return 0.0
    return sum(
        case.real(leg.cost, "USD/t") * (1.0 if leg.tonnes is None else leg.tonnes.to("t/t"))
        for leg in case.projects[project].freight
        if leg.direction == "export"
    )


def _options_of(way: Way) -> tuple[str, ...]:
    works = way.solve.data.works
    built = [work for place, work in enumerate(works) if way.solve.built[place].any()]
    return tuple(dict.fromkeys(name for work in built for name in work.use.options))


def _charges(case: PlanCase, answer: CorridorAnswer) -> tuple[FreightCharge, ...]:
    user = answer.file.main_user
    chosen = answer.published.plan.id if answer.published is not None else ""
    return tuple(
        FreightCharge(
            project=user if user in case.projects else "",
            way=way.plan.id,
            title=way.plan.title,
            is_published=way.plan.id == chosen,
            is_offered=not way.plan.not_offered,
            parts={part: way.parts[part] for part in _CARRIAGE if way.parts[part] > 0.0},
            in_project=_in_project(case, user),
            works=way.parts["works"],
            tonnes=answer.tonnes,
            options=_options_of(way),
            finding=result_id(
                "corridor.per_tonne",
                {"case": case.id, "user": user, "way": way.plan.id, "part": "all"},
            ),
        )
        for way in answer.ways
        if way.is_open and way.plan.id != "any"
    )


def _unpaid(case: PlanCase, answer: CorridorAnswer) -> tuple[UnpaidWork, ...]:
    solved = answer.sharing.solve
    owned = {item.id: item for item in answer.file.owned}
    by_line: dict[str, list[Work]] = {}
    for place, work in enumerate(solved.data.works):
        if solved.built[place].any() and not set(work.use.options) & set(case.enablers):
            line = solved.data.corridor.segments[work.segment].line
            by_line.setdefault(line, []).append(work)
    return tuple(
        UnpaidWork(
            line=line,
            cost=sum(work.cost for work in works),
            yearly=sum(work.yearly for work in works),
            owners=tuple((item.party, item.share.to("1")) for item in owned[line].owners),
            why="No option of the case stands for these works, so a plan neither pays nor tolls "
            "them.",
        )
        for line, works in by_line.items()
    )


def corridor_for_plan(
    case: PlanCase, *, money_year: int, result: CorridorResult | None = None
) -> CorridorForPlan:
    """Return the options with tolls, the charges of every way, and works that nobody pays.

    A receipt is the payer's part of Shapley's tolls on the option's lines, of the level payment
    that returns the option's own charged cost at the corridor's rate over its life::

        per_tonne = part * level_payment(cost by year) / tonnes + part * operating cost / tonnes

    so that an owner who pays the option and takes its receipts gains nothing at that rate and loses
    nothing. The toll that ``orepact corridor`` prints stands for the model's own works instead.

    Parameters
    ----------
    case : Case
    money_year : int
        Of the case's real money, ``case.header.money.year``.
    result : CorridorResult
        Solved before (``is_brief`` is enough); None: it is solved here.

    Raises
    ------
    CaseError : if the case has no ``corridor.yaml``, or its network cannot stand
    """
    answer = (result or corridor_result(case, is_brief=True)).answer
    tolls = corridor_tolls(answer)
    names = dict.fromkeys(name for toll in tolls for name in toll.stands_for)
    options = {}
    for name in names:
        option = case.enablers.get(name)
        if option is None:
            continue
        own = option.receipts or _receipts(case, answer, tolls, option, money_year)
        options[name] = option.model_copy(update={"receipts": own})
    return CorridorForPlan(
        options=options, charges=_charges(case, answer), unpaid=_unpaid(case, answer)
    )
