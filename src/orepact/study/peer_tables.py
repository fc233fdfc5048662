"""The same mines under the laws of other hosts."""

from __future__ import annotations

from orepact.case import Side
from orepact.mine import host_regimes
from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult
from orepact.terms import ProjectTerms, under_regime

__all__ = ["add_peers"]


def add_peers(book: Book, result: PlanResult, found: tuple[ProjectTerms, ...]) -> None:
    """Add terms.peers: the mines under other hosts' law, what host and others would have."""
    case = result.case
    host = {party.id for party in case.on_side(Side.HOST)}
    rows = []
    for terms in found:
        mine = {"project": result.project(terms.column.project)}
        for name in (terms.deal.regime.id, *host_regimes()):
            value = under_regime(case, terms, name, host)
            if value is None:
                continue
            known = case.regimes.get(name) or host_regimes()[name]
            keys = {"project": terms.column.project, "regime": name}
            parents = [
                *result.column_parents((terms.column.id,)),
                *result.rate_parents(*sorted(host & set(terms.value.parties))),
            ]
            rows.append(
                {
                    **mine,
                    "regime": known.title,
                    "regime_id": name,
                    **{
                        part: book.put(
                            f"terms.peer_{part}",
                            keys,
                            amount,
                            MONEY,
                            title=f"{mine['project']} under {known.title}: value to {words}",
                            formula="expected present value over the price decks, each party at "
                            "its own rate, lenders left out",
                            parents=parents,
                        )
                        for part, words, amount in (
                            ("host", "the host's parties", value[0]),
                            ("others", "other owners", value[1]),
                        )
                    },
                }
            )
    book.table(
        "terms.peers",
        "The same mines under the laws of other hosts",
        [
            ("project", "Project", ""),
            ("regime", "Regime", ""),
            ("host", "Host's parties", MONEY),
            ("others", "Other owners", MONEY),
        ],
        rows,
        note="The first row of a project is its own regime. Under another host's law the owners "
        "are one investor and the state's free share.",
    )
