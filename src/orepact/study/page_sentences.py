"""Sentences of page 1 that rest on chapters: why to wait, what terms carry, which world hurts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from orepact.plan import is_hopeless, no_deal_data, worth
from orepact.study.book import Book
from orepact.study.one_rate_tables import source_sentence
from orepact.study.plan_result import MONEY, PlanResult
from orepact.study.roadmap import decision_day
from orepact.study.stored_run import Sentence, Verdict
from orepact.study.waiting_tables import waiting_counts
from orepact.trace import Parent, RecordKind, result_id

__all__ = ["page_sentences"]

_SIDES = {"importer": "the importer", "host": "the host", "company": "the companies"}
_WEIGHED = "weighed"


def page_sentences(book: Book, result: PlanResult) -> tuple[Sentence, ...]:
    """Return where the gain comes from, why to wait, what terms carry, and which world hurts.

    Needs the tables of the chapters; what they do not hold has no sentence.
    """
    return (
        *source_sentence(book, result),
        *_review(book, result),
        *_terms(book, result),
        *_worlds(book, result),
    )


def _number(book: Book, id_: str) -> float | None:
    record = book.records.get(id_)
    return None if record is None else record.value.number


def _count(book: Book, of: str, number: int) -> str:
    return book.put(
        "answer.count",
        {"of": of},
        float(number),
        "1",
        title=f"Steps of the plan: {of}",
        formula="rows of roadmap.waiting under this heading",
    )["ref"]


def _review(book: Book, result: PlanResult) -> tuple[Sentence, ...]:
    """Return what the word "wait" rests on, what may be done meanwhile, what turns it."""
    ruling, day = result.ruling, decision_day(result)
    if ruling.verdict is not Verdict.WAIT or day is None:
        return ()
    share = book.put(
        "plan.waiting_capital",
        {},
        100.0 * ruling.waiting,
        "%",
        title="Part of the capital that the deal touches in projects not decided by their owners",
        formula="capital of undecided projects / capital of all projects that the deal changes",
        parents=result.column_parents(result.bargain.equal.decisions.columns),
    )
    now, risk, later = waiting_counts(result)
    figures = {
        "share": share["ref"],
        "now": _count(book, "bind nobody until the decision", now),
        "risk": _count(book, "cost money before the decision", risk),
        "later": _count(book, "signed only after the decision", later),
        "before": _before(book, result, day.year),
    }
    dropping = result_id("plan.information", {"of": "dropping"})
    is_idle = (_number(book, dropping) or 0.0) <= result.dust
    figures |= {"idle" if is_idle else "dropping": dropping} if dropping in book.records else {}
    words = {
        "principal": result.project(ruling.principal),
        "day": day.isoformat(),
        "gate": " ".join(_gates(result)),
        "bar": "; ".join(dict.fromkeys(_bars(result))),
    }
    return (Sentence(kind="review", words={k: v for k, v in words.items() if v}, figures=figures),)


def _gates(result: PlanResult) -> Iterator[str]:
    """Return the open questions that the owners of undecided projects themselves must answer."""
    owners = {column.project: column.owner for column in result.chosen}
    for gate in result.case.gates:
        own = [p for p in gate.guards if p in result.ruling.waits and owners.get(p) == gate.party]
        if own and not gate.is_open:
            yield gate.title


def _bars(result: PlanResult) -> Iterator[str]:
    """Return why earlier ways of the main project cannot be taken."""
    project = result.ruling.principal
    own = [column for column in result.chosen if column.project == project]
    for place, column in enumerate(result.data.columns):
        if column.project == project and column.first_spend < min(c.first_spend for c in own):
            why = result.data.left_out.get(column.id) or is_hopeless(result.data, place)
            if why:
                yield why


def _before(book: Book, result: PlanResult, year: int) -> str:
    """Write what enablers cost until the end of the year of the decision; return its id."""
    data, starts = result.data, result.bargain.equal.decisions.starts
    until = data.years <= year
    spent = sum(
        float(data.option_outlay[n, data.starts.index(starts[option.id])][:, until].sum())
        for n, option in enumerate(data.options)
        if option.id in starts
    )
    return book.put(
        "plan.before_decision",
        {},
        spent,
        MONEY,
        title="Spent on enablers before the main project is decided, whatever is decided",
        formula="sum of the plan's outlays on enablers to the end of the year of the decision",
        parents=result.enabler_parents(starts),
    )["ref"]


def _terms(book: Book, result: PlanResult) -> tuple[Sentence, ...]:
    """Return whether terms that are still open carry what the deal adds."""
    ways, parties = book.tables.get("terms.reopening"), book.tables.get("terms.carried")
    if ways is None or parties is None or not ways.rows:
        return ()
    first = ways.rows[0]
    cell = first["short"]
    assert isinstance(cell, dict)
    words, figures = {}, {"short": cell["ref"]}
    agree = {party.id for party in result.data.parties if party.must_agree}
    below = [
        found
        for row in parties.rows
        if row.get("party_id") in agree and isinstance(found := row.get("missed_alone"), dict)
    ]
    alone = [found["ref"] for found in below if (_number(book, found["ref"]) or 0.0) < 0.0]
    if alone:
        figures["alone"] = book.put(
            "terms.short_alone",
            {},
            -sum(_number(book, id_) or 0.0 for id_ in alone),
            MONEY,
            title="Short of their transfers on open terms without the deal, all who must agree",
            formula="sum of what parties are short",
            parents=[Parent(role="short", id=id_) for id_ in alone],
        )["ref"]
    if not _number(book, cell["ref"]):
        return (Sentence(kind="terms", words={"carried": "nobody"}, figures=figures),)
    words["who"] = str(first["who"])
    closing = [row for row in ways.rows if row.get("state")]
    if closing:
        words["way"] = f"{closing[0]['way']} ({closing[0]['moved']})"
    return (Sentence(kind="terms", words=words, figures=figures),)


def _worlds(book: Book, result: PlanResult) -> tuple[Sentence, ...]:
    """Return what the plan adds for each side to the world without it that is best for that side.

    And what the world of page 1 rests on: payments between parties that nobody has agreed.
    """
    table = book.tables.get("plan.worlds")
    if table is None or not result.chosen:
        return ()
    words, figures, worse = {}, {}, []
    for side, name in _SIDES.items():
        found = [
            (_number(book, cell["ref"]) or 0.0, cell["ref"], str(row["world"]))
            for row in table.rows
            if row.get("world_id") != _WEIGHED
            and isinstance(cell := row.get(f"{side}_benefit"), dict)
        ]
        if not found:
            continue
        amount, figures[side], world = min(found)
        if amount < -result.dust:
            worse.append(f"{name} with \u201c{world}\u201d")
    if worse:
        words["worse"] = " and ".join(worse)
    return (
        Sentence(kind="worlds", words=words, figures=figures),
        *_unpaid(book, result),
    )


def _unpaid(book: Book, result: PlanResult) -> tuple[Sentence, ...]:
    """Return who would lose without the deal under the terms in force, if transfers are needed."""
    without = result.bargain.no_deal.decisions
    if not without.transfers:
        return ()
    alone = no_deal_data(result.data)
    bare = result.data.weights @ worth(alone, replace(without, transfers=()))
    agree = [n for n, party in enumerate(result.data.parties) if party.must_agree]
    place = agree[int(np.argmin(bare[agree]))]
    party = result.data.parties[place]
    if bare[place] >= -result.dust:
        return ()
    figure = book.put(
        "plan.without_transfers",
        {"party": party.id},
        float(bare[place]),
        MONEY,
        title=f"{party.title}: present value without the deal under the terms in force",
        formula="expected present value without the deal, no transfer paid or received",
        parents=[
            *result.rate_parents(party.id),
            *result.column_parents(without.columns),
            *result.enabler_parents(without.starts),
        ],
        kind=RecordKind.SOLVE,
    )["ref"]
    return (Sentence(kind="alone", words={"party": party.title}, figures={"bare": figure}),)
