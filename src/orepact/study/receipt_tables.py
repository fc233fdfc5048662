"""What each tier of the host receives from the plan, by years and by channel."""

from __future__ import annotations

from typing import Any

import numpy as np

from orepact.plan import CHANNELS, PlanSide, Settings, build_data, facility_terms, receipts_of
from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult

__all__ = ["add_receipts"]

_PERIOD = 5


def add_receipts(book: Book, result: PlanResult) -> None:
    """Add answer.receipts (by years) and answer.channels (over the whole life).

    What the plan itself brings, not its gain: most of it would also come without the deal where
    the same mine goes ahead. Not discounted, central path of each deck, expected over decks.
    """
    settings = Settings(is_joint=False)
    central = build_data(result.case, result.table, settings)
    found = receipts_of(
        result.case,
        result.table,
        central,
        result.bargain.equal.decisions,
        facility_terms(result.case, settings),
    )
    hosts = [party for party in result.data.parties if party.side is PlanSide.HOST]
    weights, years = result.data.weights, result.table.years
    by_party = {
        party.id: {
            channel: weights @ amount for (who, channel), amount in found.items() if who == party.id
        }
        for party in hosts
    }
    firsts = [int(year) for year in years[::_PERIOD]]
    heads = [(first, min(first + _PERIOD - 1, int(years[-1]))) for first in firsts]
    rows, by_channel = [], []
    for party in hosts:
        own = by_party[party.id]
        if not own:
            continue
        total = np.sum(list(own.values()), axis=0)
        rows.append(_years(book, result, party.id, total, heads))
        by_channel.append(_channels(book, result, party.id, own))
    book.table(
        "answer.receipts",
        "What each tier of the host receives and pays, by years",
        [
            ("party", "Party", ""),
            *((f"from-{first}", f"{first} to {last}", MONEY) for first, last in heads),
        ],
        rows,
        note="The plan itself, not its gain over no deal: where the same mine goes ahead anyway, "
        "most of this comes anyway. Below zero is paid in. Not discounted, expected over decks.",
    )
    titles = {channel.id: channel.title for channel in CHANNELS}
    used = [c for c in titles if any(c in row for row in by_channel)]
    book.table(
        "answer.channels",
        "Through what each tier of the host receives and pays, whole life",
        [("party", "Party", ""), *((c, titles[c], MONEY) for c in used)],
        by_channel,
    )


def _years(
    book: Book, result: PlanResult, party: str, total: np.ndarray, heads: list[tuple[int, int]]
) -> dict[str, Any]:
    years, decisions = result.table.years, result.bargain.equal.decisions
    row: dict[str, Any] = {"party": result.party(party), "party_id": party}
    for first, last in heads:
        amount = float(total[(years >= first) & (years <= last)].sum())
        if abs(amount) < result.dust:
            continue
        row[f"from-{first}"] = book.put(
            "answer.receipt",
            {"party": party, "from": first},
            amount,
            MONEY,
            title=f"{result.party(party)}: receipts less payments, {first} to {last}",
            formula="sum over channels and years, not discounted, expected over decks",
            parents=[
                *result.column_parents(decisions.columns),
                *result.enabler_parents(decisions.starts),
            ],
        )
    return row


def _channels(
    book: Book, result: PlanResult, party: str, own: dict[str, np.ndarray]
) -> dict[str, Any]:
    decisions = result.bargain.equal.decisions
    row: dict[str, Any] = {"party": result.party(party), "party_id": party}
    for channel, by_year in own.items():
        row[channel] = book.put(
            "answer.channel",
            {"party": party, "channel": channel},
            float(by_year.sum()),
            MONEY,
            title=f"{result.party(party)}: {channel}, whole life",
            formula="sum over years, not discounted, expected over decks",
            parents=[
                *result.column_parents(decisions.columns),
                *result.enabler_parents(decisions.starts),
            ],
        )
    return row
