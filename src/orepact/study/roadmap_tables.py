"""The roadmap as tables: commitments by date, gates with thresholds, off-ramps, instruments."""

from __future__ import annotations

from typing import Any

from orepact.enable import GateKind
from orepact.evidence import Parameter
from orepact.plan import PlanColumn
from orepact.study.book import Book
from orepact.study.in_place import add_in_place
from orepact.study.plan_result import MONEY, PlanResult
from orepact.study.roadmap import Step, far_months, instruments_used, plan_steps
from orepact.trace import Parent

__all__ = ["add_roadmap"]

_FIRST = 24
"""Months shown in detail."""
_CONSEQUENCE = {
    GateKind.CONSENT: "Withheld or withdrawn: the project leaves the plan, and no budget brings it "
    "back. Unanswered on the day: it waits.",
    GateKind.LAW: "Not settled on the day: what it guards waits; no lender closes.",
    GateKind.PERMIT: "Refused: what it guards leaves the plan. Unanswered on the day: it waits.",
}


def add_roadmap(book: Book, result: PlanResult) -> None:
    """Add roadmap.first, .all, .in_place, .gates, .offramps and .instruments."""
    steps = plan_steps(result)
    heads = [
        ("due", "By", ""),
        ("what", "What", ""),
        ("who", "Who", ""),
        ("amount", "How much", MONEY),
        ("depends", "Depends on", ""),
        ("shown_by", "Shown done by", ""),
        ("strand", "Strand", ""),
    ]
    near = [step for step in steps if far_months(result, step.due) <= _FIRST]
    late = sum(1 for step in near if far_months(result, step.due) < 2.0)
    book.table(
        "roadmap.first",
        "The first twenty-four months",
        heads,
        [_row(book, result, step) for step in near],
        note="Dates follow from the plan: a gate is due on the day before what waits for it; open "
        "approvals are spread evenly up to the first money they serve. The amount beside the last "
        "approval of a loan is its limit, in money of the day; beside its first draw stands what "
        "is drawn in that year, in real money. "
        + ("Some are due within two months of the date of this case and are not likely to be met: "
           "the first starts then slip by a year." if late else ""),
    )  # fmt: skip
    book.table(
        "roadmap.all", "Every commitment of the plan", heads,
        [_row(book, result, step) for step in steps],
    )  # fmt: skip
    add_in_place(book, result)
    _add_gates(book, result)
    _add_off_ramps(book, result)
    _add_instruments(book, result)


def _row(book: Book, result: PlanResult, step: Step) -> dict[str, Any]:
    amount = book.cite(f"case:{result.case.id}/{step.amount}") if step.amount else None
    if step.draw is not None:
        own = step.draw
        amount = book.put(
            "roadmap.draw",
            {"facility": own.facility, "project": own.project, "year": own.year},
            own.amount,
            MONEY,
            title=f"{step.what}, in {own.year}",
            formula="drawn in that year by the cash flow of the way that the plan takes, real",
            parents=[
                *result.column_parents([c.id for c in result.chosen if c.project == own.project]),
                Parent(role="limit", id=f"case:{result.case.id}/facilities:{own.facility}.amount"),
            ],
        )
    return {
        "due": step.due.isoformat(),
        "what": step.what,
        "who": step.who,
        "amount": amount,
        "depends": step.depends,
        "shown_by": step.shown_by,
        "strand": step.strand,
        "serves_id": ", ".join(step.serves),
    }


def _add_gates(book: Book, result: PlanResult) -> None:
    """Add roadmap.gates: what is watched, where, the threshold, and what follows by itself."""
    chosen = {column.project for column in result.chosen}
    starts = result.bargain.equal.decisions.starts
    rows: list[dict[str, Any]] = [
        {
            "indicator": gate.title,
            "source": gate.who,
            "threshold": "given, or given on conditions that are met, with evidence",
            "today": str(gate.state),
            "consequence": _CONSEQUENCE[gate.kind],
            "gate_id": gate.id,
        }
        for gate in result.case.gates
        if (set(gate.guards) & chosen or set(gate.guards) & set(starts)) and not gate.is_open
    ]
    rows += _finance_gates(book, result)
    rows += [row for column in result.chosen for row in _capital_gates(book, result, column)]
    rows += _ceiling_gates(book, result)
    book.table(
        "roadmap.gates",
        "Gates: what is watched, the threshold, and what follows by itself",
        [
            ("indicator", "Indicator", ""),
            ("source", "Where it is read", ""),
            ("threshold", "Threshold", ""),
            ("level", "Level", ""),
            ("today", "Today", ""),
            ("consequence", "Consequence", ""),
        ],
        rows,
    )


def _finance_gates(book: Book, result: PlanResult) -> list[dict[str, Any]]:
    facilities = result.case.facilities
    packages = {column.package for column in result.chosen}
    rows = []
    for package in facilities.packages if facilities else ():
        if package.id not in packages or package.structure is None:
            continue
        path = f"case:{result.case.id}/facilities:packages.{package.id}.structure.lock_up_dscr"
        rows.append(
            {
                "indicator": f"Cash over debt service of the year: {package.title}",
                "source": "Accounts of the project company, checked by the lenders' agent",
                "threshold": "not below",
                "level": book.cite(path),
                "today": "no debt drawn",
                "consequence": "No dividend is paid until it is met; royalty and tax are.",
            }
        )
    return rows


def _capital_gates(book: Book, result: PlanResult, column: PlanColumn) -> list[dict[str, Any]]:
    path = f"projects/{column.project}:variants.{column.variant}.capex_factor"
    number = result.case.numbers.get(path)
    if number is None:
        return []
    factor = number[1].model
    if not isinstance(factor, Parameter) or factor.range is None:
        return []
    top = book.put(
        "roadmap.capital_limit",
        {"project": column.project},
        float(factor.range[1]),
        "1",
        title=f"Capital over the study's at which {result.project(column.project)} is reviewed",
        formula="high end of the range of the capital factor",
        parents=[Parent(role="capital factor", id=f"case:{result.case.id}/{path}")],
    )
    return [
        {
            "indicator": f"Forecast capital over the study's: {result.project(column.project)}",
            "source": "The owners' cost report, each half-year",
            "threshold": "not above",
            "level": top,
            "today": "under review",
            "consequence": "The decision to go on is taken again, with this plan solved anew.",
        }
    ]


def _ceiling_gates(book: Book, result: PlanResult) -> list[dict[str, Any]]:
    macro = result.case.macro
    return [
        {
            "indicator": item.title,
            "source": "Budget documents of the host's treasury",
            "threshold": "not above this share of gross domestic product",
            "level": book.cite(f"case:{result.case.id}/macro:ceilings.{item.id}.limit"),
            "today": "see the host's economy below",
            "consequence": "No further guarantee is given for the plan in that year.",
        }
        for item in (macro.ceilings if macro else ())
    ]


def _add_off_ramps(book: Book, result: PlanResult) -> None:
    """Add roadmap.offramps: where each project can stop, in which scenarios, and what is lost."""
    data, plan = result.data, result.bargain.equal.decisions
    rows: list[dict[str, Any]] = []
    for column in result.chosen:
        if column.decide_after is None:
            rows.append(
                {
                    "project": result.project(column.project),
                    "until": f"before {column.first_spend}",
                    "stops": "before its first spending only; after it the model has no way back",
                }
            )
            continue
        place = next(n for n, item in enumerate(data.columns) if item.id == column.id)
        sunk = float((data.weights @ data.sunk[place]).sum())
        stopped = [s for s in data.scenarios if not plan.exercised[(column.id, s)]]
        rows.append(
            {
                "project": result.project(column.project),
                "until": f"end of {column.decide_after}",
                "stops": "; ".join(result.deck(s) for s in stopped) or "in no scenario tested",
                "lost": book.put(
                    "roadmap.sunk",
                    {"project": column.project},
                    -sunk,
                    MONEY,
                    title=f"What is lost if {result.project(column.project)} stops after review",
                    formula="- sum over parties of present value of cash up to the decision",
                    parents=result.column_parents([column.id]),
                ),
            }
        )
    book.table(
        "roadmap.offramps",
        "Off-ramps: where each project can still stop",
        [
            ("project", "Project", ""),
            ("until", "Until", ""),
            ("stops", "Stops in", ""),
            ("lost", "Lost by all if it stops", MONEY),
        ],
        rows,
    )


def _add_instruments(book: Book, result: PlanResult) -> None:
    """Add roadmap.instruments: what each side can bring, and what the plan uses of it."""
    used = {item.id: serves for item, serves in instruments_used(result)}
    case, rows = result.case, []
    for item in case.instruments:
        path = ""
        if item.facility:
            path = f"facilities:{item.facility}.amount"
        elif item.budget:
            path = f"case:budgets.{item.party}.ceiling"
        elif item.ceiling is not None:
            path = f"instruments:{item.id}.ceiling"
        opened = [step.what for step in item.approvals if str(step.state) != "done"]
        verdicts = [f"{_name(result, judged.of)}: {judged.verdict}" for judged in item.eligible]
        rows.append(
            {
                "instrument": item.title,
                "kind": str(item.kind),
                "party": result.party(item.party),
                "state": str(item.state),
                "ceiling": book.cite(f"case:{case.id}/{path}") if path else None,
                "tied": item.tied_to or "not known",
                "category": item.environmental_category or "not published",
                "open": "; ".join(opened) or "none",
                "eligible": "; ".join(verdicts) or "not judged",
                "used": ", ".join(result.project(c.project) for c in used.get(item.id, ())) or "no",
                "instrument_id": item.id,
            }
        )
    book.table(
        "roadmap.instruments",
        "What each side can bring, and what the plan uses",
        [
            ("instrument", "Instrument", ""),
            ("kind", "Kind", ""),
            ("party", "Granted by", ""),
            ("state", "State", ""),
            ("ceiling", "Ceiling", MONEY),
            ("used", "Used for", ""),
            ("eligible", "May be used by", ""),
            ("tied", "Tied to", ""),
            ("category", "Environmental category", ""),
            ("open", "Steps still open", ""),
        ],
        rows,
        note="The plan counts on a loan only where its use for the project is shown or "
        "conditional; what is not shown is not used.",
    )


def _name(result: PlanResult, id_: str) -> str:
    if id_ in result.case.projects:
        return result.project(id_)
    return result.case.enablers[id_].title
