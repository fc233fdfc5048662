"""The ingredients of the answer's sentences: what to do, what it adds, what decides it."""

from __future__ import annotations

from orepact.plan import PlanSide
from orepact.study.book import Book
from orepact.study.left_out import cause_of
from orepact.study.plan_result import MONEY, NOTHING, PlanResult
from orepact.study.stored_run import Sentence
from orepact.study.value_tables import Cells
from orepact.trace import Parent, result_id

__all__ = ["answer_sentences"]

_BARGAINING = (PlanSide.IMPORTER, PlanSide.HOST, PlanSide.COMPANY)


def _titles(result: PlanResult, projects: list[str]) -> str:
    return " and ".join(dict.fromkeys(result.project(name) for name in projects))


def _choice(result: PlanResult) -> Sentence:
    """Return what is started, what would go ahead anyway, and what only the deal brings."""
    options = {option.id: option.title for option in result.data.options}
    projects = [column.project for column in result.chosen]
    alone = [c.project for c in result.columns(result.bargain.no_deal.decisions.columns)]
    words = {
        "projects": _titles(result, projects) or NOTHING,
        "years": " and ".join(dict.fromkeys(str(c.first_spend) for c in result.chosen)),
        "enablers": " and ".join(options[n] for n in result.bargain.equal.decisions.starts),
        "alone": _titles(result, alone) or NOTHING,
        "added": _titles(result, [name for name in projects if name not in alone]) or NOTHING,
        "changed": _titles(result, _changed(result)),
    }
    return Sentence(kind="choice", words={key: text for key, text in words.items() if text})


def _changed(result: PlanResult) -> list[str]:
    """Return projects that go ahead either way, and otherwise under the deal."""
    alone = {c.project: c.id for c in result.columns(result.bargain.no_deal.decisions.columns)}
    return [c.project for c in result.chosen if alone.get(c.project, c.id) != c.id]


def _added(book: Book, result: PlanResult, cells: Cells) -> str:
    """Write what the deal adds to what would happen anyway; return the record's id."""
    members = [n for n, party in enumerate(result.data.parties) if party.side in _BARGAINING]
    parties = [result.data.parties[n] for n in members]
    shown = [
        book.records[cells[party.id]["central"]["ref"]].value.number or 0.0 for party in parties
    ]
    cell = book.put(
        "plan.added",
        {},
        sum(shown),
        MONEY,
        title="What the partnership adds to what would happen anyway",
        formula="sum of the expected gains of all parties of the importer, the host and the "
        "companies",
        parents=[
            Parent(
                role=f"gain of {party.id}",
                id=result_id("plan.gain_central", {"party": party.id}),
            )
            for party in parties
        ],
    )
    return cell["ref"]


def _gain(book: Book, result: PlanResult, cells: Cells) -> Sentence:
    data = result.data
    sides = [
        n
        for n, p in enumerate(data.parties)
        if p.side in (PlanSide.IMPORTER, PlanSide.HOST)
        and abs(result.gains.with_deal[n]) > result.dust
    ]
    party = data.parties[min(sides, key=lambda n: float(result.gains.central[n]), default=0)]
    return Sentence(
        kind="gain",
        words={"worst_party": party.title},
        figures={
            "worst_gain": cells[party.id]["gain"]["ref"],
            "added": _added(book, result, cells),
        },
    )


def _condition(book: Book, result: PlanResult) -> Sentence:
    unevidenced = sorted(
        {c.project for c in result.chosen if str(result.case.standing(c.project)) == "unevidenced"}
    )
    what = []
    if unevidenced:
        names = ", ".join(result.project(name) for name in unevidenced)
        what.append(
            "consent and permits are taken as granted before the first spend, "
            f"and are not evidenced, for {names}"
        )
    figures: dict[str, str] = {}
    for item in result.blocked:
        cause = cause_of(book, result, item)
        what.append(f"{result.project(item.project)} is left out: {cause.words}")
        if cause.loss is not None:
            figures.setdefault("loss", cause.loss["ref"])
    words = {"what": "; ".join(what) or "price and discount rate"}
    return Sentence(kind="condition", words=words, figures=figures)


def answer_sentences(book: Book, result: PlanResult, cells: Cells) -> tuple[Sentence, ...]:
    """Return the three sentences of page 1 as names and record ids.

    The choice names what is started (``projects``, ``years``, ``enablers``), what goes ahead
    without the deal (``alone``) and what only the deal brings (``added``)
    or changes (``changed``); the gain holds the
    least gain of a party and, under ``added``, what the deal adds in all.
    """
    return (_choice(result), _gain(book, result, cells), _condition(book, result))
