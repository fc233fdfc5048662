"""The plan in tables and the answer's sentences, every figure with its parents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from orepact.case import Case
from orepact.mine import ColumnTable, first_cash_year
from orepact.plan import Bargain, PlanData, PlanPoint
from orepact.quantity import Value
from orepact.study.blocked import Blocked
from orepact.study.book import Book
from orepact.study.stored_run import NextDecision, Sentence, SwitchEffect, Verdict
from orepact.study.switches import SwitchResult
from orepact.study.worths import Gains
from orepact.trace import Parent, RecordKind

__all__ = ["AnswerParts", "PlanResult", "add_plan"]

MONEY = "MUSD"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanResult:
    """Everything solved, before it is written down."""

    case: Case
    table: ColumnTable
    data: PlanData
    bargain: Bargain
    next_best: PlanPoint | None
    gains: Gains
    verdict: Verdict
    switches: tuple[SwitchResult, ...]
    blocked: tuple[Blocked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerParts:
    """Sentences, next decisions and the switch of page 1."""

    sentences: tuple[Sentence, ...]
    decisions: tuple[NextDecision, ...]
    switch: SwitchEffect | None


def _proof(point: PlanPoint) -> str:
    return (
        f"Solved with HiGHS to a relative gap of {point.relative_gap:.2g}; proven bound "
        f"{point.bound:.6g}; {point.nodes} nodes; every row checked in exact rationals."
    )


def _column_parents(result: PlanResult, columns: tuple[str, ...]) -> list[Parent]:
    """Return the case's numbers that the columns' cash rests on: projects, prices, loans."""
    case = result.case
    chosen = {c.project for c in result.data.columns if c.id in columns}
    starts = tuple(f"projects/{project}:" for project in sorted(chosen))
    return [
        Parent(role=path, id=f"case:{case.id}/{path}")
        for path in sorted(case.numbers)
        if path.startswith((*starts, "decks:", "facilities:", "regimes/"))
    ]


def _values(book: Book, result: PlanResult) -> list[tuple[str, dict[str, dict[str, str]]]]:
    """Write utilities and gains of every party; return the cells by party."""
    data, gains, case = result.data, result.gains, result.case
    equal, alone = result.bargain.equal, result.bargain.no_deal
    found = []
    for n, party in enumerate(data.parties):
        rate = [Parent(role="rate", id=f"case:{case.id}/rates:rates.{n}.real")]
        rate = [p for p in rate if book.known(p.id)] or [
            Parent(role="rate", id=f"case:{case.id}/{path}")
            for path in case.numbers
            if path.startswith("rates:") and party.id in path and path.endswith(".real")
        ]
        cells = {}
        for name, amount, point in (
            ("with_deal", gains.with_deal[n], equal),
            ("without", gains.without[n], alone),
        ):
            cells[name] = book.put(
                f"plan.{name}",
                {"party": party.id},
                amount,
                MONEY,
                title=f"{party.title}: present value {name.replace('_', ' ')}",
                formula="sum over decks of weight x present value of cash, payments and transfers "
                "at the party's own real rate",
                parents=[*rate, *_column_parents(result, point.decisions.columns)],
                kind=RecordKind.SOLVE,
                note=_proof(point),
            )
        both = [Parent(role=name, id=cell["ref"]) for name, cell in cells.items()]
        runner = result.next_best
        note = _proof(equal)
        if runner is not None:
            before = alone.expected
            least = min(runner.expected[s] - before[s] for s in before)
            note += (
                f" Next-best alternative: {', '.join(runner.decisions.columns) or 'nothing'}, "
                f"which lowers the equal gain by {result.bargain.equal_gain - least:.6g}."
            )
        cells["central"] = book.put(
            "plan.gain_central",
            {"party": party.id},
            gains.central[n],
            MONEY,
            title=f"{party.title}: expected gain against no deal",
            formula="with_deal - without",
            parents=both,
            kind=RecordKind.SOLVE,
            note=note,
        )
        cells["gain"] = book.put(
            "plan.gain",
            {"party": party.id},
            Value.between(round(float(gains.low[n]), 9), round(float(gains.high[n]), 9)),
            MONEY,
            title=f"{party.title}: gain against no deal over price decks and discount rates",
            formula="smallest to largest of with_deal - without, decisions fixed",
            parents=both,
            kind=RecordKind.SOLVE,
            note=note,
        )
        found.append((party.id, cells))
    return found


def _first_cash(result: PlanResult, party: str) -> int | None:
    table = result.table
    if party not in table.parties:
        return None
    place = table.parties.index(party)
    years = []
    for n, column in enumerate(table.columns):
        if column.id in result.bargain.equal.decisions.columns:
            year = first_cash_year(table.cash[n, :, place].mean(axis=0), table.years)
            years += [year] if year is not None else []
    return min(years, default=None)


def add_plan(book: Book, result: PlanResult) -> AnswerParts:
    """Write answer.*, plan.*, projects.* and enablers.*; return the parts of page 1."""
    cells = dict(_values(book, result))
    data = result.data
    is_moved = [abs(v) > 1e-9 for v in np.abs(result.gains.with_deal) + np.abs(result.gains.high)]
    book.table(
        "answer.parties",
        "What each party gains against its own world without the deal",
        [
            ("party", "Party", ""),
            ("gain", "Gain, lowest to highest", MONEY),
            ("central", "Gain, expected", MONEY),
            ("first_cash_year", "First year of cash", ""),
            ("with_deal", "With the deal", MONEY),
            ("without", "Without", MONEY),
        ],
        [
            {
                "party": party.title,
                "first_cash_year": _first_cash(result, party.id),
                **cells[party.id],
            }
            for party, moved in zip(data.parties, is_moved, strict=True)
            if moved
        ],
        note="Decisions and transfers held fixed over price decks and the ends of each party's "
        "discount rate. Transfers show what terms could reach.",
    )
    _add_choices(book, result)
    _add_points(book, result)
    _add_projects(book, result)
    _add_switches(book, result)
    return AnswerParts(
        sentences=_sentences(book, result, cells),
        decisions=_decisions(book, result),
        switch=_switch(result),
    )


def _add_choices(book: Book, result: PlanResult) -> None:
    data, chosen = result.data, result.bargain.equal.decisions
    options = {option.id: option for option in data.options}
    enablers = result.case.enablers
    columns = [c for c in data.columns if c.id in chosen.columns]
    book.table(
        "plan.choices",
        "What is chosen",
        [
            ("project", "Project", ""),
            ("variant", "Variant", ""),
            ("package", "Finance", ""),
            ("first_spend", "First spend", ""),
            ("first_production", "First production", ""),
            ("exercised", "Carried out in these decks", ""),
        ],
        [
            {
                "project": c.project,
                "variant": c.variant,
                "package": c.package,
                "first_spend": c.first_spend,
                "first_production": c.first_production,
                "exercised": ", ".join(s for s in data.scenarios if chosen.exercised[(c.id, s)]),
            }
            for c in columns
        ],
    )
    rows = []
    for name, start in sorted(chosen.starts.items()):
        cost = f"case:{result.case.id}/enablers/{name}:cost"
        payers = ", ".join(f"{p} {s:.0%}" for p, s in enablers[name].shares().items())
        rows.append(
            {
                "option": options[name].title,
                "start": start,
                "open_by": start + options[name].lead,
                "cost": book.cite(cost),
                "payer": payers,
            }
        )
    book.table(
        "plan.enablers",
        "What must be started, and who pays",
        [
            ("option", "Enabler", ""),
            ("start", "Start", ""),
            ("open_by", "Works by", ""),
            ("cost", "Cost", MONEY),
            ("payer", "Who pays", ""),
        ],
        rows,
    )
    book.table(
        "enablers.costs",
        "Every enabler on offer",
        [
            ("option", "Enabler", ""),
            ("kind", "Kind", ""),
            ("cost", "Cost", MONEY),
            ("lead_time", "Lead time", "yr"),
            ("status", "Status", ""),
        ],
        [
            {
                "option": o.title,
                "kind": str(o.kind),
                "status": o.status,
                "cost": book.cite(f"case:{result.case.id}/enablers/{o.id}:cost"),
                "lead_time": book.cite(f"case:{result.case.id}/enablers/{o.id}:lead_time"),
            }
            for o in enablers.values()
        ],
    )
    book.table(
        "plan.timeline",
        "When things are built and work",
        [("item", "Item", ""), ("start", "From", ""), ("end", "To", ""), ("kind", "Kind", "")],
        [
            *(
                {
                    "item": c.project,
                    "start": c.first_spend,
                    "end": c.first_production,
                    "kind": "project",
                }
                for c in columns
            ),
            *(
                {
                    "item": options[n].title,
                    "start": s,
                    "end": s + options[n].lead,
                    "kind": "enabler",
                }
                for n, s in sorted(chosen.starts.items())
            ),
        ],
    )


def _point_cells(book: Book, name: str, point: PlanPoint) -> dict[str, dict[str, str]]:
    cells = {}
    for key, amount in (
        *point.expected.items(),
        ("bound", point.bound),
        ("gap", point.absolute_gap),
    ):
        cells[key] = book.put(
            f"plan.point_{key}",
            {"point": name},
            amount,
            MONEY,
            title=f"{name}: {key}",
            formula="expected present value, each party at its own rate",
            kind=RecordKind.SOLVE,
            note=_proof(point),
        )
    return cells


def _add_points(book: Book, result: PlanResult) -> None:
    bargain = result.bargain
    heads = [
        ("point", "Point", ""),
        ("importer", "Importer", MONEY),
        ("host", "Host", MONEY),
        ("bound", "Proven bound", MONEY),
        ("gap", "Gap", MONEY),
        ("chosen", "Chosen", ""),
    ]

    def row(point: PlanPoint, name: str) -> dict[str, Any]:
        return {
            "point": name,
            "chosen": ", ".join(point.decisions.columns) or "nothing",
            **_point_cells(book, name, point),
        }

    front = [row(p, f"frontier {n + 1}") for n, p in enumerate(bargain.frontier)]
    book.table("plan.frontier", "No point is better for both sides than another", heads, front)
    named = [bargain.no_deal, *bargain.ideals.values(), bargain.equal]
    book.table("plan.points", "Points of the bargain", heads, [row(p, p.name) for p in named])
    rows: list[dict[str, Any]] = [
        {
            "alternative": "no deal",
            "what": ", ".join(bargain.no_deal.decisions.columns) or "nothing is built",
        }
    ]
    runner = result.next_best
    if runner is not None:
        before = bargain.no_deal.expected
        least = min(runner.expected[s] - before[s] for s in before)
        rows.append(
            {
                "alternative": "next best plan",
                "what": ", ".join(runner.decisions.columns) or "nothing",
                "cost": book.put(
                    "plan.cost_of_next_best",
                    {},
                    bargain.equal_gain - least,
                    MONEY,
                    title="Equal gain lost by the next-best plan",
                    formula="equal gain - equal gain of the next best",
                    kind=RecordKind.SOLVE,
                    note=_proof(runner),
                ),
            }
        )
    rows += [
        {"alternative": f"{item.project} as well", "what": item.words} for item in result.blocked
    ]
    rows += [
        {"alternative": f"rival {rival.kind}", "what": f"{rival.name}: {rival.offers}"}
        for party in result.case.parties
        for rival in party.no_deal.rivals
    ]
    book.table(
        "plan.alternatives",
        "What else could be done",
        [
            ("alternative", "Alternative", ""),
            ("what", "What", ""),
            ("cost", "Equal gain lost", MONEY),
        ],
        rows,
    )


def _add_projects(book: Book, result: PlanResult) -> None:
    """Add each project's best-known way: chosen, else the column with the largest total value."""
    data = result.data
    rows, cash_rows = [], []
    chosen = set(result.bargain.equal.decisions.columns)
    for project in sorted({c.project for c in data.columns}):
        own = [n for n, c in enumerate(data.columns) if c.project == project]
        total = {n: float((data.weights @ (data.sunk[n] + data.late[n])).sum()) for n in own}
        shown = next(
            (n for n in own if data.columns[n].id in chosen), max(own, key=total.__getitem__)
        )
        column = data.columns[shown]
        parents = _column_parents(result, (column.id,))
        value = data.sunk[shown] + data.late[shown]
        for a, party in enumerate(data.parties):
            if not np.abs(value[:, a]).max() > 0.0:
                continue
            span = Value.between(float(value[:, a].min()), float(value[:, a].max()))
            rows.append(
                {
                    "project": project,
                    "way": column.id,
                    "party": party.title,
                    "central": book.put(
                        "projects.npv",
                        {"column": column.id, "party": party.id},
                        float(data.weights @ value[:, a]),
                        MONEY,
                        title=f"{project}: present value to {party.title}",
                        formula="sum over decks of weight x cash at the party's real rate",
                        parents=parents,
                    ),
                    "range": book.put(
                        "projects.npv_range",
                        {"column": column.id, "party": party.id},
                        span,
                        MONEY,
                        title=f"{project}: present value to {party.title} over price decks",
                        formula="smallest to largest over decks",
                        parents=parents,
                    ),
                }
            )
        if column.id in chosen:
            cash_rows += _cash_rows(book, result, shown, parents)
    book.table(
        "projects.parties",
        "What each project is worth to each party",
        [
            ("project", "Project", ""),
            ("way", "Way", ""),
            ("party", "Party", ""),
            ("central", "Present value", MONEY),
            ("range", "Over price decks", MONEY),
        ],
        rows,
        note="At each party's own real rate, flows at mid-year, before transfers and enablers; "
        "lenders after expected credit loss.",
    )
    book.table(
        "projects.cash",
        "Cash by party and year of the chosen ways",
        [
            ("project", "Project", ""),
            ("year", "Year", ""),
            ("party", "Party", ""),
            ("cash", "Cash", MONEY),
        ],
        cash_rows,
    )


def _cash_rows(
    book: Book, result: PlanResult, place: int, parents: list[Parent]
) -> list[dict[str, Any]]:
    table, weights = result.table, result.data.weights
    column = table.columns[place]
    expected = np.einsum("s,spt->pt", weights, table.cash[place])
    return [
        {
            "project": column.project,
            "year": int(year),
            "party": party,
            "cash": book.put(
                "projects.cash",
                {"column": column.id, "party": party, "year": int(year)},
                float(expected[a, t]),
                MONEY,
                title=f"{column.project}: cash of {party} in {year}",
                formula="sum over decks of weight x cash",
                parents=parents,
            ),
        }
        for a, party in enumerate(table.parties)
        for t, year in enumerate(table.years)
        if expected[a, t] != 0.0
    ]


def _add_switches(book: Book, result: PlanResult) -> None:
    rows = [
        {
            "switch": item.switch,
            "setting": item.setting,
            "verdict": str(item.verdict),
            "gain": book.put(
                "plan.switch_gain",
                {"switch": item.switch, "setting": item.setting},
                item.gain,
                MONEY,
                title=f"Largest equal gain: {item.switch}, {item.setting}",
                formula="re-solved with this setting, all else as the case stands",
                kind=RecordKind.SOLVE,
            ),
            "chosen": ", ".join(item.columns),
        }
        for item in result.switches
    ]
    book.table(
        "plan.switches",
        "What changes the answer",
        [
            ("switch", "Switch", ""),
            ("setting", "Setting", ""),
            ("verdict", "Verdict", ""),
            ("gain", "Largest equal gain", MONEY),
            ("chosen", "Chosen", ""),
        ],
        rows,
    )
    gain = result.bargain.equal_gain
    words = (
        "The importer's side gains without any strategic premium."
        if gain > 0.0
        else "No mutual gain at a premium of zero."
    )
    book.table(
        "plan.breakeven",
        "What supply must be worth for the importer",
        [("what", "What", ""), ("gain", "Equal gain without a premium", MONEY)],
        [
            {
                "what": words,
                "gain": book.put(
                    "plan.equal_gain",
                    {},
                    gain,
                    MONEY,
                    title="Largest equal gain of both sides",
                    formula="max r with gain of importer >= r and gain of host >= r",
                    kind=RecordKind.SOLVE,
                    note=_proof(result.bargain.equal),
                ),
            }
        ],
    )


def _switch(result: PlanResult) -> SwitchEffect | None:
    names = dict.fromkeys(item.switch for item in result.switches[1:])
    spans = {}
    for name in names:
        own = [result.switches[0], *(item for item in result.switches if item.switch == name)]
        own.sort(key=lambda item: item.gain)
        spans[name] = (own[0], own[-1])
    if not spans:
        return None
    name = max(
        spans,
        key=lambda key: (
            spans[key][0].verdict is not spans[key][1].verdict,
            spans[key][1].gain - spans[key][0].gain,
        ),
    )
    low, high = spans[name]

    def id_(item: SwitchResult) -> str:
        from orepact.study.book import safe
        from orepact.trace import result_id

        keys = {"switch": safe(item.switch), "setting": safe(item.setting)}
        return result_id("plan.switch_gain", keys)

    return SwitchEffect(
        name=name,
        low=low.setting,
        high=high.setting,
        verdict_low=str(low.verdict),
        verdict_high=str(high.verdict),
        figures={"low": id_(low), "high": id_(high)},
    )


def _decisions(book: Book, result: PlanResult) -> tuple[NextDecision, ...]:
    """Return gates not open, then enablers and projects by year: the first steps of the plan."""
    found = []
    data, chosen = result.data, result.bargain.equal.decisions
    columns = [c for c in data.columns if c.id in chosen.columns]
    projects = {c.project: c for c in columns}
    for gate in result.case.gates:
        waits = [projects[id_] for id_ in gate.guards if id_ in projects]
        if waits and not gate.is_open:
            due = min(c.first_spend for c in waits)
            found.append(
                NextDecision(
                    what=gate.title,
                    owner=gate.who,
                    due=f"before {due}",
                    unlocks=", ".join(c.project for c in waits),
                )
            )
    for name, start in sorted(chosen.starts.items(), key=lambda item: (item[1], item[0])):
        option = result.case.enablers[name]
        found.append(
            NextDecision(
                what=f"Start: {option.title}",
                owner=", ".join(option.shares()),
                due=str(start),
                unlocks=", ".join(
                    sorted(c.project for c in columns if any(need == name for need, _ in c.needs))
                ),
            )
        )
    reviews = sorted(
        {
            (project.id, variant.decide_after)
            for project in result.case.projects.values()
            for variant in project.variants
            if variant.decide_after
        }
    )
    found += [
        NextDecision(
            what=f"End of the review of {project}",
            owner="its owners",
            due=str(year),
            unlocks=project,
        )
        for project, year in reviews
    ]
    found.sort(key=lambda item: item.due.removeprefix("before "))
    book.table(
        "plan.decisions",
        "First decisions, gates and off-ramps",
        [
            ("what", "What", ""),
            ("owner", "Who decides", ""),
            ("due", "By", ""),
            ("unlocks", "What it unlocks", ""),
        ],
        [{"what": d.what, "owner": d.owner, "due": d.due, "unlocks": d.unlocks} for d in found],
    )
    return tuple(found[:6])


def _sentences(
    book: Book, result: PlanResult, cells: dict[str, dict[str, dict[str, str]]]
) -> tuple[Sentence, ...]:
    data, chosen = result.data, result.bargain.equal.decisions
    columns = [c for c in data.columns if c.id in chosen.columns]
    titles = {p.id: p.title for p in result.case.projects.values()}
    options = {o.id: o.title for o in data.options}
    words = {
        "projects": " and ".join(titles[c.project] for c in columns) or "nothing",
        "years": " and ".join(dict.fromkeys(str(c.first_spend) for c in columns)),
        "enablers": " and ".join(options[name] for name in chosen.starts),
    }
    sides = [
        n
        for n, p in enumerate(data.parties)
        if p.side in ("importer", "host") and result.gains.with_deal[n] != 0.0
    ]
    worst = min(sides, key=lambda n: result.gains.central[n], default=0)
    party = data.parties[worst]
    unevidenced = sorted(
        {c.project for c in columns if str(result.case.standing(c.project)) == "unevidenced"}
    )
    blocked = "; ".join(f"{item.project}: {item.words}" for item in result.blocked)
    what = []
    if unevidenced:
        what.append(
            "consent and permits are taken as granted before the first spend, "
            f"and are not evidenced, for {', '.join(unevidenced)}"
        )
    if blocked:
        what.append(blocked)
    return (
        Sentence(kind="choice", words={k: v for k, v in words.items() if v}),
        Sentence(
            kind="gain",
            words={"worst_party": party.title},
            figures={"worst_gain": cells[party.id]["gain"]["ref"]},
        ),
        Sentence(kind="condition", words={"what": "; ".join(what) or "price and discount rate"}),
    )
