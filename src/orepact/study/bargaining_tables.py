"""The bargaining points with every tier at the table: what each rule gives each party."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from orepact.case import ControlKind
from orepact.plan import Shelf
from orepact.solve import Limits, NashPoint, Point
from orepact.study.book import Book
from orepact.study.frontier_tables import add_sides_frontier
from orepact.study.plan_result import MONEY, PlanResult
from orepact.terms import (
    BargainingPoints,
    TierGame,
    bargaining_points,
    chosen_columns,
    sides_frontier,
    tier_game,
)
from orepact.trace import RecordKind

__all__ = ["add_bargaining", "digits_of"]

_RULES = {
    "nash": "Nash",
    "kalai-smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "Egalitarian, leximin",
}


def _proof(name: str, point: Point) -> str:
    if isinstance(point, NashPoint):
        return (
            f"No other plan's product of gains is larger by more than the factor "
            f"{point.factor:.5f}; {point.solves} solves of the product; gains divided by each "
            "party's ideal gain, equal weights. A gain is given with the digits that this proves."
        )
    rule = "share of the ideal gain" if name == "kalai-smorodinsky" else "smallest gain"
    return (
        f"Largest {rule} reached {point.score:.6g}, proven bound {point.bound:.6g}, in the model's "
        "units; ties by leximin."
    )


def digits_of(factor: float) -> int:
    """Return how many significant digits a gain at a Nash point has.

    ::

        product within a factor f of the largest  =>  one gain within d = sqrt(2 ln f) of its own

    because the logarithm of the product falls by d^2 / 2 at least when one gain moves by the part
    d and the others make the best of it.

    Examples
    --------
    >>> digits_of(1.0005), digits_of(1.0000001)
    (2, 4)
    """
    apart = math.sqrt(2.0 * math.log(max(factor, 1.0 + 1e-12)))
    return max(1, 1 + math.floor(-math.log10(apart)))


def _sure(amount: float, point: Point) -> float:
    """Return a gain with the digits that its point proves; other rules prove all of them."""
    if not isinstance(point, NashPoint) or amount == 0.0:
        return amount
    return float(f"{amount:.{digits_of(point.factor) - 1}e}")


def _add_points(book: Book, result: PlanResult, points: BargainingPoints) -> None:
    rows = []
    solved = {
        name: point
        for name, point in (
            ("nash", points.nash),
            ("kalai-smorodinsky", points.shares),
            ("egalitarian", points.equal),
        )
        if point is not None
    }
    for party, ideal in points.ideals.items():
        row: dict[str, Any] = {"party": result.party(party), "party_id": party}
        for name, amount, words in (
            ("disagreement", points.disagreement[party], "value without a deal"),
            ("ideal", ideal, "largest gain while nobody who must agree loses"),
        ):
            row[name] = book.put(
                f"terms.{name}",
                {"party": party},
                amount,
                MONEY,
                title=f"{result.party(party)}: {words}",
                parents=result.rate_parents(party),
                kind=RecordKind.SOLVE,
            )
        for name, point in solved.items():
            chosen = chosen_columns(result.data, point)
            row[name] = book.put(
                "terms.point_gain",
                {"party": party, "rule": name},
                _sure(points.gains[name][party], point),
                MONEY,
                title=f"{result.party(party)}: gain at the point of {_RULES[name]}",
                formula="expected value at the point less that without a deal, at its own rate",
                parents=[*result.rate_parents(party), *result.column_parents(chosen)],
                kind=RecordKind.SOLVE,
                note=_proof(name, point),
            )
        rows.append(row)
    told = " ".join(f"{_RULES[name]}: {_proof(name, point)}" for name, point in solved.items())
    idle = ", ".join(result.party(name) for name in points.idle)
    book.table(
        "terms.points",
        "What each rule of bargaining gives each party with a veto",
        [
            ("party", "Party", ""),
            ("disagreement", "Without a deal", MONEY),
            ("ideal", "Most it could gain", MONEY),
            *((name, _RULES[name], MONEY) for name in solved),
        ],
        rows,
        note=(told or "No mutual gain: no plan leaves every party with a veto better off.")
        + (f" Parties that gain in no plan are outside the rules: {idle}." if idle else ""),
    )


def _add_ties(book: Book, result: PlanResult, points: BargainingPoints) -> None:
    rows = []
    for name, ties in points.ties.items():
        for number, tie in enumerate(ties, start=1):
            chosen = chosen_columns(result.data, tie.point)
            rows.append(
                {
                    "rule": _RULES[name],
                    "what": result.difference(chosen),
                    "what_id": ", ".join(chosen),
                    "lost": book.put(
                        "terms.near_tie",
                        {"rule": name, "number": number},
                        max(0.0, tie.lost),
                        "1",
                        title=f"{_RULES[name]}: score lost by choice {number}",
                        formula="score of the point less score of this choice: the logarithm of "
                        "the product, the share of the ideal, or money of the model",
                        parents=result.column_parents(chosen),
                        kind=RecordKind.SOLVE,
                    ),
                }
            )
    book.table(
        "terms.near_ties",
        "Other choices of projects that score nearly the same",
        [("rule", "Rule", ""), ("what", "What is otherwise", ""), ("lost", "Score lost", "")],
        rows,
        note="Within one percent of the score. Where yes-or-no choices decide, two different plans "
        "can be all but equally good."
        if rows
        else "No other choice of projects comes within one percent of the score of any rule.",
    )


def _only_consent(result: PlanResult, found: TierGame) -> str:
    """Return who holds consent and nothing else, and why that is no player; "" if nobody does."""
    told = {party for members in found.members.values() for party in members}
    silent = [
        party.title
        for party in result.case.parties
        if party.id not in told and {item.what for item in party.controls} == {ControlKind.CONSENT}
    ]
    if not silent:
        return ""
    return (
        " Who gives or withholds consent and nothing else is no player here "
        f"({', '.join(silent)}): a share for what their refusal would stop would be a price on "
        "consent, and consent is a gate. It stands in the chapters on consent and on gates."
    )


def _add_coalitions(book: Book, result: PlanResult, found: TierGame) -> None:
    game, unit = found.game, found.unit
    rows = []
    for name, value in game.values.items():
        alone = game.worths[frozenset([name])]
        parties = ", ".join(result.party(party) for party in found.members[name])
        parents = result.rate_parents(*found.members[name])
        cells = {
            key: book.put(
                f"terms.{key}",
                {"tier": name},
                amount * unit if abs(amount * unit) > found.nothing else 0.0,
                MONEY,
                title=f"{name}: {words}",
                formula=formula,
                parents=parents,
                kind=RecordKind.SOLVE,
                note=f"Largest gap of a coalition's worth {game.gap * unit:.3g} million.",
            )
            for key, amount, words, formula in (
                (
                    "shapley",
                    value,
                    "Shapley's share",
                    "mean of what it adds, over every order in which the tiers could join",
                ),
                ("alone", alone, "gain alone", "largest gain when all others do as without a deal"),
            )
        }
        rows.append({"tier": name, "parties": parties, **cells})
    if game.core.is_in_core:
        core = "No group of tiers does better alone: the shares lie in the core."
    elif not game.core.objections:
        core = "The shares do not sum to the worth of all within the gaps."
    else:
        first = game.core.objections[0]
        who = " with ".join(sorted(first.coalition))
        core = (
            f"The shares lie outside the core: {who} would have {first.by * unit:.3g} million more "
            f"alone. A sum of {game.subsidy * unit:.3g} million from outside would let some "
            "division hold."
        )
    if game.losses_by_joining:
        one, other, lost = game.losses_by_joining[0]
        core += (
            f" Some tiers are worth less together than apart: {', '.join(sorted(one))} and "
            f"{', '.join(sorted(other))} by {lost * unit:.3g} million."
        )
    core += _only_consent(result, found)
    book.table(
        "terms.coalitions",
        "What each tier adds: Shapley's shares",
        [
            ("tier", "Tier", ""),
            ("parties", "Parties", ""),
            ("shapley", "Shapley's share", MONEY),
            ("alone", "Gain alone", MONEY),
        ],
        rows,
        note=core,
    )


def add_bargaining(
    book: Book, result: PlanResult, limits: Limits, tell: Callable[[str], None]
) -> None:
    """Add the points of Nash, Kalai-Smorodinsky and the egalitarian rule, near-ties and shares.

    One solve per party and coalition besides the points themselves: for the full job.
    """
    shelf = Shelf()
    tell("Solving the frontier of all sides at once")
    add_sides_frontier(
        book, result, sides_frontier(result.data, result.bargain, limits=limits, shelf=shelf)
    )
    points = bargaining_points(result.data, result.bargain, limits=limits, shelf=shelf, tell=tell)
    _add_points(book, result, points)
    _add_ties(book, result, points)
    game = tier_game(
        result.case, result.data, result.bargain, limits=limits, shelf=shelf, tell=tell
    )
    _add_coalitions(book, result, game)
