"""What each party gains against its own world without the deal, with the lineage of the gain."""

from __future__ import annotations

import numpy as np

from orepact.mine import first_cash_year
from orepact.plan import PlanPoint
from orepact.quantity import Value
from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult, proof
from orepact.study.transfer_tables import transfer_parents
from orepact.trace import Parent, RecordKind

__all__ = ["Cells", "add_values"]

Cells = dict[str, dict[str, dict[str, str]]]
"""By party, then by name of the figure, the cell that points at it."""


def _next_best_words(result: PlanResult) -> str:
    runner = result.next_best
    if runner is None:
        return ""
    before = result.bargain.no_deal.expected
    least = min(runner.expected[side] - before[side] for side in before)
    return (
        f" Next-best plan: {result.difference(runner.decisions.columns)}, which lowers the equal "
        f"gain by {result.bargain.equal_gain - least:.6g} million."
    )


def _worth_parents(result: PlanResult, party: str, point: PlanPoint) -> list[Parent]:
    chosen = point.decisions
    return [
        *result.rate_parents(party),
        *result.column_parents(chosen.columns),
        *result.enabler_parents(chosen.starts),
    ]


def _clean(amount: float, dust: float) -> float:
    """Return an amount, or 0 if it is within the solver's tolerance of 0."""
    return 0.0 if abs(amount) < dust else round(float(amount), 9)


def _worth_cells(book: Book, result: PlanResult, place: int) -> dict[str, dict[str, str]]:
    party, gains = result.data.parties[place], result.gains
    cells = {}
    for name, amount, point in (
        ("with_deal", gains.with_deal[place], result.bargain.equal),
        ("without", gains.without[place], result.bargain.no_deal),
    ):
        moved = transfer_parents(result, party.id) if name == "with_deal" else []
        cells[name] = book.put(
            f"plan.{name}",
            {"party": party.id},
            amount,
            MONEY,
            title=f"{party.title}: present value {name.replace('_', ' ')}",
            formula="sum over decks of weight x present value of cash, payments and transfers "
            "at the party's own real rate",
            parents=[*_worth_parents(result, party.id, point), *moved],
            kind=RecordKind.SOLVE,
            note=proof(point),
        )
    return cells


def _party_cells(book: Book, result: PlanResult, place: int) -> dict[str, dict[str, str]]:
    party, gains, dust = result.data.parties[place], result.gains, result.dust
    cells = _worth_cells(book, result, place)
    both = [Parent(role=name, id=cell["ref"]) for name, cell in cells.items()]
    note = proof(result.bargain.equal) + _next_best_words(result)
    central = float(gains.central[place])
    if 0.0 < abs(central) < dust:
        note += (
            f" The difference of {central:.2g} million is within the solver's tolerance of "
            f"{dust:.2g} million and is stored as 0."
        )
    cells["central"] = book.put(
        "plan.gain_central",
        {"party": party.id},
        _clean(central, dust),
        MONEY,
        title=f"{party.title}: expected gain against no deal",
        formula="with_deal - without",
        parents=both,
        kind=RecordKind.SOLVE,
        note=note,
    )
    low, high = (_clean(float(end[place]), dust) for end in (gains.low, gains.high))
    cells["gain"] = book.put(
        "plan.gain",
        {"party": party.id},
        Value.between(low, high),
        MONEY,
        title=f"{party.title}: gain against no deal over price decks and discount rates",
        formula="smallest to largest of with_deal - without, decisions fixed",
        parents=both,
        kind=RecordKind.SOLVE,
        note=note,
    )
    return cells


def _first_cash(result: PlanResult, party: str) -> int | None:
    table = result.table
    if party not in table.parties:
        return None
    place = table.parties.index(party)
    weights = result.data.weights
    years = [
        first_cash_year(weights @ table.cash[n, :, place], table.years)
        for n, column in enumerate(table.columns)
        if column.id in result.bargain.equal.decisions.columns
    ]
    return min((year for year in years if year is not None), default=None)


def add_values(book: Book, result: PlanResult) -> Cells:
    """Add answer.parties and return the cells of every party."""
    data = result.data
    cells = {
        party.id: _party_cells(book, result, place) for place, party in enumerate(data.parties)
    }
    moved = np.abs(result.gains.with_deal) + np.abs(result.gains.high) > result.dust
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
                "party_id": party.id,
                "first_cash_year": _first_cash(result, party.id),
                **cells[party.id],
            }
            for party, is_moved in zip(data.parties, moved, strict=True)
            if is_moved
        ],
        note="Decisions and transfers held fixed over price decks and over the discount rates of "
        "all parties, low, central and high at once. Transfers show what terms could reach. The "
        "column without the deal rests on payments too that nobody has agreed: the fewest with "
        "which nobody who must agree loses there; others would serve as well.",
    )
    return cells
