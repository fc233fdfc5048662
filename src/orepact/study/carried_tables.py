"""What a deal adds on real terms, with and without it, and which reopening would close the rest."""

from __future__ import annotations

from typing import Any

import numpy as np

from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult
from orepact.terms import Carried, InDraws, LeastShort, ProjectTerms, carried
from orepact.trace import Parent, result_id

__all__ = ["add_carried"]

_OPEN = "open terms alone"


def add_carried(
    book: Book,
    result: PlanResult,
    found: tuple[ProjectTerms, ...],
    in_draws: InDraws | None,
) -> Carried | None:
    """Add what every party has on real terms in both worlds, and the smallest reopening.

    Returns
    -------
    Carried, or None when the plan starts no project
    """
    done = carried(
        result.case, result.data, result.bargain, found, dust=result.dust, in_draws=in_draws
    )
    if done is not None:
        _add_parties(book, result, done)
        _add_ways(book, result, done)
    return done


def short_parties(result: PlanResult, done: Carried, way: LeastShort) -> list[tuple[str, float]]:
    """Return the parties that must agree and would lose, the most first, with what they lose."""
    lost = [
        (party.title, -float(way.gains[place]))
        for place, party in enumerate(result.data.parties)
        if party.must_agree and way.gains[place] < -done.nothing_short
    ]
    return sorted(lost, key=lambda item: -item[1])


def _sentence(result: PlanResult, done: Carried) -> str:
    """Return the finding: what is short with and without the deal, and what the deal adds."""
    agree = np.array([party.must_agree for party in result.data.parties], dtype=bool)
    alone = float(np.maximum(0.0, -done.missed_alone[agree]).sum())
    words = ""
    if alone > result.dust:
        words = (
            "The shortfall above is not made by the deal. Without it the same works are built, "
            f"and the same open terms leave their payers {alone:,.0f} million short there too. "
        )
    lost = short_parties(result, done, done.open_terms)
    if not lost:
        return words + "Held against that, open terms carry what the deal adds: nobody is short."
    who = ", ".join(f"{title} by {amount:,.3g} million" for title, amount in lost)
    words += f"Held against that, open terms carry what the deal adds but for {who}."
    if not done.closing:
        return words + " No renegotiation that the case names would close it."
    first = done.closing[0]
    return words + f" Smallest reopening that would close it: {_moved(result, done, first)}."


def _moved(result: PlanResult, done: Carried, chosen: tuple[str, ...]) -> str:
    """Return what a set of renegotiations moves, from and to, in words."""
    terms = result.case.terms
    assert terms is not None
    unlocked = {
        lever for item in terms.renegotiations if item.id in chosen for lever in item.unlocks
    }
    way = done.ways[chosen]
    found = []
    for lever, start in zip(done.levers, done.start, strict=True):
        if lever.id in unlocked:
            to = way.values[lever.id]
            found.append(f"{lever.title}, {start:.3g} to {to:.3g} {lever.unit}")
    return "; ".join(found)


def _add_parties(book: Book, result: PlanResult, done: Carried) -> None:
    closing = done.closing[0] if done.closing else ()
    shown = [("gain_open", done.open_terms.gains, _OPEN)]
    if closing:
        shown.append(("gain_reopened", done.ways[closing].gains, "the smallest reopening"))
    rows: list[dict[str, Any]] = []
    for place, party in enumerate(result.data.parties):
        amounts = [done.missed_alone[place], done.gain[place], *(g[place] for _, g, _ in shown)]
        if max(abs(amount) for amount in amounts) <= result.dust:
            continue
        keys = {"party": party.id}
        gain = Parent(role="gain", id=result_id("plan.gain_central", keys))
        parents = [
            *([gain] if gain.id in book.records else []),
            *result.rate_parents(party.id),
            *result.column_parents(
                (
                    *result.bargain.equal.decisions.columns,
                    *result.bargain.no_deal.decisions.columns,
                )
            ),
        ]
        cells = {
            "missed_alone": book.put(
                "terms.missed_alone",
                keys,
                float(done.missed_alone[place]),
                MONEY,
                title=f"{party.title}: short of its transfers on open terms without the deal",
                formula="open terms fitted to the transfers of no deal, reached less meant, mean "
                "over the plan's draws",
                parents=parents,
            )
        }
        for name, gains, words in shown:
            amount = float(gains[place])
            cells[name] = book.put(
                f"terms.{name}",
                keys,
                amount if abs(amount) > result.dust else 0.0,
                MONEY,
                title=f"{party.title}: gain over no deal on its own open terms, with {words}",
                formula="gain + (terms - transfers) with the deal - (terms - transfers) without "
                "it; terms that leave least short, then move least money",
                parents=[*parents, Parent(role="without", id=cells["missed_alone"]["ref"])],
            )
        rows.append({"party": party.title, "party_id": party.id, **cells})
    book.table(
        "terms.carried",
        "What the deal adds on real terms, held against no deal on real terms",
        [
            ("party", "Party", ""),
            ("missed_alone", "Without the deal, on open terms", MONEY),
            ("gain_open", "Deal adds, open terms alone", MONEY),
            *([("gain_reopened", "Deal adds, smallest reopening", MONEY)] if closing else []),
        ],
        rows,
        note=f"{_sentence(result, done)} What is needed by nobody to come out even stays with the "
        "operator here; how a surplus is shared is another question.",
    )


def _add_ways(book: Book, result: PlanResult, done: Carried) -> None:
    terms = result.case.terms
    assert terms is not None
    titles = {item.id: item for item in terms.renegotiations}
    rows: list[dict[str, Any]] = []
    for chosen, way in done.ways.items():
        lost = short_parties(result, done, way)
        rows.append(
            {
                "way": "; ".join(titles[name].title for name in chosen) or _OPEN.capitalize(),
                "way_id": "+".join(chosen) or "open",
                "moved": _moved(result, done, chosen) or "nothing locked",
                "short": book.put(
                    "terms.short_like",
                    {"reopened": "+".join(chosen) or "open"},
                    way.short if way.short > result.dust else 0.0,
                    MONEY,
                    title="Short of no deal on its own open terms, all parties that must agree",
                    formula="least sum of max(0, - gain) that terms can reach",
                    parents=[
                        Parent(
                            role=party.id,
                            id=result_id("terms.missed_alone", {"party": party.id}),
                        )
                        for party in result.data.parties
                        if result_id("terms.missed_alone", {"party": party.id}) in book.records
                    ],
                ),
                "who": ", ".join(title for title, _ in lost) or "nobody",
                "state": "closes it" if chosen in done.closing else "",
            }
        )
    book.table(
        "terms.reopening",
        "The smallest reopening after which nobody who must agree is short",
        [
            ("way", "What is reopened", ""),
            ("moved", "What of it moves", ""),
            ("short", "Short of no deal, like for like", MONEY),
            ("who", "Who is short", ""),
            ("state", "Verdict", ""),
        ],
        rows,
        note="Terms are chosen that leave least short in sum. Nobody counts as short by less than "
        "a thousandth of what the plan's transfers bring, which is within the error of a mean over "
        "draws. Larger sets are tried only while no smaller one closes it. Route, law and exposure "
        "of each stand in the table of locked terms. Nobody proposes these.",
    )
