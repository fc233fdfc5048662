"""From a solved plan to dated commitments: who does what by when, and what shows it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from orepact.case import Instrument, InstrumentState
from orepact.enable import Gate, GateKind
from orepact.plan import PlanColumn
from orepact.study.in_place import left_for_in_place
from orepact.study.plan_result import PlanResult
from orepact.study.strands import CAPITAL, COMMUNITY, INFRASTRUCTURE, STRANDS, strand_of

__all__ = [
    "Binding",
    "Draw",
    "Step",
    "decision_day",
    "far_months",
    "instruments_used",
    "plan_steps",
]

_SHOWN_BY = {
    GateKind.CONSENT: "A record of the decision by those asked, witnessed and published; a "
    "company's statement is not enough",
    GateKind.LAW: "The gazette or the judgment",
    GateKind.PERMIT: "The decision with its conditions, published by the body that gives it",
}


class Binding(StrEnum):
    """What a step commits."""

    NOTHING = "nothing"
    """An answer, an application, a condition met: it can be taken back."""
    MONEY = "money"
    """A contract, a loan, an order: money is spent or owed after it."""
    DECISION = "decision"
    """The decision that the rest waits for."""
    RESULT = "result"
    """What follows from the others: works that are done, production that begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What a project draws of a loan in one year, million of the case's money, real."""

    facility: str
    project: str
    year: int
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One commitment.

    Parameters
    ----------
    due : date
        Day by which it must be done for the plan's dates to hold.
    what, who, strand, depends, shown_by : str
        ``shown_by`` is the evidence of completion.
    amount : str
        Id of the number of the case that says how much; empty, none.
    draw : Draw or None
        What is drawn of a loan then, in place of a number of the case.
    serves : tuple of str
        Projects that wait for it.
    binds : Binding
    """

    due: date
    what: str
    who: str
    strand: str
    depends: str
    shown_by: str
    amount: str = ""
    draw: Draw | None = None
    serves: tuple[str, ...] = ()
    binds: Binding = Binding.NOTHING


def _before(year: int) -> date:
    """Return the last day before a year."""
    return date(year, 1, 1) - timedelta(days=1)


def _by_start(result: PlanResult, year: int) -> date:
    """Return the day before a start; in the year of the case itself, the end of that year."""
    due = _before(year)
    return due if due >= result.case.header.as_of else _before(year + 1)


def _served(result: PlanResult, option: str) -> tuple[str, ...]:
    """Return chosen projects that need an option, directly or through another."""
    direct = {c.project for c in result.chosen if any(need == option for need, _ in c.needs)}
    through = {
        other.id
        for other in result.data.options
        if other.id in result.bargain.equal.decisions.starts
        and any(need == option for need, _ in other.needs)
    }
    for name in sorted(through):
        direct |= set(_served(result, name))
    return tuple(sorted(direct))


def _gate_due(result: PlanResult, gate: Gate) -> date | None:
    """Return the day before the first thing that waits for the gate; None if nothing does."""
    starts = result.bargain.equal.decisions.starts
    years = [
        column.first_spend if str(gate.blocks) == "first spend" else column.first_production
        for column in result.chosen
        if column.project in gate.guards
    ]
    years += [starts[name] for name in gate.guards if name in starts]
    return _by_start(result, min(years)) if years else None


def _owner(result: PlanResult, gate: Gate) -> str:
    return result.party(gate.party) if gate.party else gate.who


def _is_own(result: PlanResult, gate: Gate) -> bool:
    """Whether a gate is the decision of the owner of a project that it guards."""
    return any(gate.party == c.owner and c.project in gate.guards for c in result.chosen)


def _gates(result: PlanResult) -> Iterator[Step]:
    for gate in result.case.gates:
        due = _gate_due(result, gate)
        if due is None or gate.is_open:
            continue
        chosen = tuple(c.project for c in result.chosen if c.project in gate.guards)
        yield Step(
            due=due,
            what=f"Answer: {gate.title}",
            who=_owner(result, gate),
            strand=COMMUNITY,
            depends=f"Today: {gate.state}" + (f"; {gate.who}" if gate.party else ""),
            shown_by=_SHOWN_BY[gate.kind],
            serves=chosen,
            binds=Binding.DECISION if _is_own(result, gate) else Binding.NOTHING,
        )


def instruments_used(result: PlanResult) -> tuple[tuple[Instrument, tuple[PlanColumn, ...]], ...]:
    """Return instruments that stand behind the chosen finance or enablers, with what they serve."""
    facilities = result.case.facilities
    packages = {p.id: p.facilities for p in facilities.packages} if facilities else {}
    found = []
    for item in result.case.instruments:
        serves = tuple(
            column for column in result.chosen if _stands_behind(result, item, column, packages)
        )
        if serves:
            found.append((item, serves))
    return tuple(found)


def _stands_behind(
    result: PlanResult,
    item: Instrument,
    column: PlanColumn,
    packages: Mapping[str, Sequence[str]],
) -> bool:
    """Whether an instrument serves a chosen way: as its loan, as its enabler, or as it stands."""
    may_use = item.verdict(column.project).may_use
    if item.facility:
        return may_use and item.facility in packages.get(column.package, ())
    if item.enabler:
        is_started = item.enabler in result.bargain.equal.decisions.starts
        return is_started and column.project in _served(result, item.enabler)
    return may_use and item.state in (InstrumentState.IN_FORCE, InstrumentState.APPROVED)


def _approvals(result: PlanResult) -> Iterator[Step]:
    """Open steps of instruments, spread evenly between today and the first money they serve."""
    today = result.case.header.as_of
    for item, serves in instruments_used(result):
        opened = [step for step in item.approvals if str(step.state) != "done"]
        due = _by_start(result, min(column.first_spend for column in serves))
        kind = result.case.enablers[item.enabler].kind if item.enabler else None
        span = max(0, (due - today).days)
        done = [step.what for step in item.approvals if str(step.state) == "done"]
        for number, step in enumerate(opened, start=1):
            before = opened[number - 2].what if number > 1 else (done[-1] if done else "nothing")
            amount = f"facilities:{item.facility}.amount" if item.facility else ""
            is_last = number == len(opened)
            yield Step(
                due=today + timedelta(days=span * number // len(opened)),
                what=f"{item.title}: {step.what.lower()}",
                who=step.who,
                strand=CAPITAL if kind is None else strand_of(kind),
                depends=f"After: {before.lower()}"
                + ("; the amount is the limit of the loan" if amount and is_last else ""),
                shown_by="The lender's or grantor's own publication",
                amount=amount if is_last else "",
                serves=tuple(column.project for column in serves),
                binds=Binding.MONEY if step.binds else Binding.NOTHING,
            )


def _draws(result: PlanResult) -> Iterator[Step]:
    """Return the first draw on each loan of the plan, with what is drawn in that year."""
    table, facilities = result.table, result.case.facilities
    titles = {item.id: item for item in facilities.facilities} if facilities else {}
    ids = [column.id for column in table.columns]
    for column in result.chosen:
        for row, name in enumerate(table.facilities):
            drawn = table.draw[ids.index(column.id), row]
            years = table.years[drawn > result.dust]
            if not years.size:
                continue
            first, last = int(years[0]), int(years[-1])
            yield Step(
                due=_before(first + 1),
                what=f"First draw on the loan for {result.project(column.project)}: "
                f"{titles[name].title}",
                who=result.party(column.owner),
                strand=CAPITAL,
                depends="After: financial close and first spending"
                + (f"; the rest is drawn by the end of {last}" if last > first else ""),
                shown_by="Accounts of the project company",
                draw=Draw(
                    facility=name,
                    project=column.project,
                    year=first,
                    amount=float(drawn[table.years == first].sum()),
                ),
                serves=(column.project,),
                binds=Binding.MONEY,
            )


def _counts(result: PlanResult) -> Iterator[Step]:
    """Return what is taken to be in place and must be counted while it could still be added."""
    lead = {option.id: option.lead for option in result.data.options}
    titles = {item.id: item.title for item in result.case.resources}
    for item in left_for_in_place(result):
        if item.short_from is None:
            continue
        option = result.case.enablers[item.option]
        owners = ", ".join(result.party(share.party) for share in option.owners)
        latest = max(item.short_from - lead[item.option], result.case.header.as_of.year)
        yield Step(
            due=_by_start(result, latest),
            what=f"Count, and start only if too few: {titles[item.resource]}",
            who=owners,
            strand=strand_of(option.kind),
            depends=f"Not started: {option.title}. Enough is taken to be in place, which is "
            f"assumed; at the low end of its range it is not, from {item.short_from} on",
            shown_by="A count by trade and home district, published",
            serves=tuple(column.project for column in result.chosen),
        )


def _enablers(result: PlanResult) -> Iterator[Step]:
    lead = {option.id: option.lead for option in result.data.options}
    for name, start in result.bargain.equal.decisions.starts.items():
        option = result.case.enablers[name]
        serves = _served(result, name)
        payers = ", ".join(result.party(party) for party in option.shares())
        needs = ", ".join(result.case.enablers[need.option].title for need in option.needs)
        strand = strand_of(option.kind)
        held = ""
        if option.inside:
            held = f"The amount lies inside the capital of {result.project(option.inside)}"
        elif option.charged_share < 1.0:
            held = "The amount is of the whole works; the plan charges a part"
        yield Step(
            due=_by_start(result, start),
            what=f"Money and order to start: {option.title}",
            who=payers,
            strand=strand,
            depends="; ".join(part for part in (f"After: {needs}" if needs else "", held) if part),
            shown_by="The budget line or the signed contract, published",
            amount=f"enablers/{name}:cost",
            serves=serves,
            binds=Binding.MONEY,
        )
        yield Step(
            due=_before(start + lead[name]),
            what=f"Works: {option.title}",
            who=payers,
            strand=strand,
            depends="Construction" if strand == INFRASTRUCTURE else "Its start",
            shown_by="A test at full load, witnessed by those who will use it"
            if strand == INFRASTRUCTURE
            else "The office or school runs; its numbers are published",
            serves=serves,
            binds=Binding.RESULT,
        )


def _projects(result: PlanResult) -> Iterator[Step]:
    for column in result.chosen:
        owner = result.party(column.owner) if column.owner else ""
        title = result.project(column.project)
        if column.decide_after is not None:
            yield Step(
                due=_before(column.decide_after + 1),
                what=f"Decision after the review: go on with {title}, or stop",
                who=owner,
                strand=CAPITAL,
                depends="Prices known; gates answered; lenders ready",
                shown_by="The board's decision, published",
                serves=(column.project,),
                binds=Binding.DECISION,
            )
        yield Step(
            due=_before(column.first_spend + 1),
            what=f"First spending: {title}",
            who=owner,
            strand=CAPITAL,
            depends="Every gate that blocks first spending",
            shown_by="Accounts of the project company",
            serves=(column.project,),
            binds=Binding.MONEY,
        )
        yield Step(
            due=_before(column.first_production + 1),
            what=f"First production: {title}",
            who=owner,
            strand=CAPITAL,
            depends=", ".join(result.case.enablers[need].title for need, _ in column.needs),
            shown_by="Shipped tonnes and assays, weighed by the customs of both sides",
            serves=(column.project,),
            binds=Binding.RESULT,
        )


def plan_steps(result: PlanResult) -> tuple[Step, ...]:
    """Return every dated commitment of the equal-gain plan, the first due first.

    Dates are derived, never chosen: a gate is due on the day before what waits for it; approvals
    that are open are spread evenly between the case's date and the first money they serve; a loan
    is drawn in the year in which its cash flow draws it.
    """
    steps = [
        *_gates(result),
        *_approvals(result),
        *_draws(result),
        *_counts(result),
        *_enablers(result),
        *_projects(result),
    ]
    return tuple(sorted(steps, key=lambda step: (step.due, STRANDS.index(step.strand), step.what)))


def decision_day(result: PlanResult) -> date | None:
    """Return the day by which the first chosen project is decided; None if none is left open."""
    years = [column.decide_after for column in result.chosen if column.decide_after is not None]
    return _before(min(years) + 1) if years else None


def far_months(result: PlanResult, due: date) -> float:
    """Return the months from the case's date to a day; negative when it has passed."""
    return (due - result.case.header.as_of).days / 30.4375
