"""The account of a plan: every gain posted once, markets included, and the check that it closes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from orepact.chance import quantiles
from orepact.plan import ACCOUNTS, CHANNELS, OUTSIDE, Account, MarketShift
from orepact.quantity import Value
from orepact.study.book import Book
from orepact.study.outlook import Outlook
from orepact.study.plan_result import MONEY, PlanResult
from orepact.trace import Parent

__all__ = ["add_account"]

_PERIOD = 5
_ENDS = np.array([0.05, 0.95])


def add_account(book: Book, result: PlanResult, outlook: Outlook) -> None:
    """Add plan.account with its check and years, and plan.markets."""
    _account(book, result, outlook)
    _markets(book, result, outlook)


def _parents(result: PlanResult) -> list[Parent]:
    equal = result.bargain.equal.decisions
    return [*result.column_parents(equal.columns), *result.enabler_parents(equal.starts)]


def _title(result: PlanResult, party: str) -> str:
    """Return who a posting is for, parties outside the case included."""
    if party == ACCOUNTS:
        return "Accounts held for lenders"
    return OUTSIDE[party] if party in OUTSIDE else result.party(party)


def _account(book: Book, result: PlanResult, outlook: Outlook) -> None:
    account, titles = outlook.account, {c.id: c.title for c in CHANNELS}
    parents = _parents(result)
    rows: list[dict[str, Any]] = []
    cells: dict[str, list[Parent]] = {}
    importers = [party.id for party in result.data.parties if str(party.side) == "importer"]
    for item in account.postings:
        if abs(item.present) < result.dust and item.party not in OUTSIDE:
            continue
        is_case = item.party not in OUTSIDE and item.party != ACCOUNTS
        rated = [item.party] if is_case else importers[:1]
        cell = book.put(
            "plan.posting",
            {"party": item.party, "channel": item.channel},
            item.present,
            MONEY,
            title=f"{_title(result, item.party)}: {titles[item.channel]}",
            formula="plan less no deal, central path, present value at the party's own rate"
            if is_case
            else "plan less no deal, present value at the rate of the importer's first party",
            parents=[*result.rate_parents(*rated), *parents],
        )
        cells.setdefault(item.party, []).append(Parent(role=item.channel, id=cell["ref"]))
        row = {
            "party": _title(result, item.party),
            "party_id": item.party,
            "channel": titles[item.channel],
            "channel_id": item.channel,
            "present": cell,
        }
        if item.low is not None and item.high is not None:
            row["range"] = book.put(
                "plan.posting_range",
                {"party": item.party, "channel": item.channel},
                Value.between(item.low, item.high),
                MONEY,
                title=f"{_title(result, item.party)}: {titles[item.channel]}, nine draws of ten",
                formula="5 and 95 % points over draws of elasticities, all of them judgement "
                "(quality D)",
                parents=[*result.rate_parents(*rated), *parents],
            )
        rows.append(row)
    rows += _by_chance(book, result, account)
    rows.sort(key=lambda row: (row["party_id"] in OUTSIDE, str(row["party"])))
    rows += _unmoved(account, {row["party_id"] for row in rows})
    book.table(
        "plan.account",
        "One account: what the plan changes, posted once, to one party, through one channel",
        [
            ("party", "Party", ""),
            ("channel", "Channel", ""),
            ("present", "Against no deal", MONEY),
            ("range", "Nine draws of ten", MONEY),
        ],
        rows,
        note="Wages, equipment and carriage are costs, principal of loans is a transfer: none is "
        "a benefit here. A party's lines sum to its expected gain: those on the central path of "
        "each deck, then what draws add to its own cash and to transfers. Other importers and the "
        "rest of the world are posted what prices do to them in years without a restriction; years "
        "under one stand in expected loss avoided. None of it is in anybody's objective.",
    )
    _account_check(book, result, outlook, cells)
    _account_years(book, result, outlook)


def _unmoved(account: Account, told: Collection[str]) -> list[dict[str, Any]]:
    """Return a row with its reason for each party outside the case to whom nothing is posted."""
    why = "the same tonnes come to market in the same years without a deal"
    if not account.whole.shifts:
        why = "no market is computed of what the plan sells"
    channel = next(one.title for one in CHANNELS if one.id == "price")
    return [
        {
            "party": title,
            "party_id": party,
            "channel": f"{channel}: nothing, because {why}",
            "channel_id": "price",
        }
        for party, title in OUTSIDE.items()
        if party not in told
    ]


_CHANCE = (
    ("chance", "Cash of its own as drawn: overrun, delay, grade, cost, prices"),
    ("chance-transfers", "Transfers as drawn: the same shares of what payers receive then"),
)


def _by_chance(book: Book, result: PlanResult, account: Account) -> list[dict[str, Any]]:
    """Return what the mean over draws adds to the central path: own cash, and transfers."""
    rows: list[dict[str, Any]] = []
    for (channel, words), amounts in zip(
        _CHANCE, (account.chance, account.chance_moved), strict=True
    ):
        for party, amount in amounts.items():
            if abs(amount) <= result.dust:
                continue
            title = result.party(party)
            cell = book.put(
                "plan.posting",
                {"party": party, "channel": channel},
                amount,
                MONEY,
                title=f"{title}: {words}",
                formula="mean over draws less the value on the central path of each deck",
                parents=_parents(result),
            )
            rows.append(
                {
                    "party": title,
                    "party_id": party,
                    "channel": words,
                    "channel_id": channel,
                    "present": cell,
                }
            )
    return rows


def _account_check(
    book: Book, result: PlanResult, outlook: Outlook, cells: dict[str, list[Parent]]
) -> None:
    account = outlook.account
    every = [parent for own in cells.values() for parent in own]
    lines = [
        ("surplus", "Change in total surplus, sum over years, expected over decks",
         float(result.data.weights @ account.surplus.sum(axis=1)), MONEY,
         "cash of projects before levies and debt, enablers, loss avoided, loans that are lost, "
         "and what markets gain beyond the price, from their prices alone"),
        ("postings", "All postings, same sum",
         float(sum(result.data.weights @ item.by_year.sum(axis=1) for item in account.postings)),
         MONEY, "sum over parties and channels"),
        ("error", "Largest difference of both in any deck and year",
         account.error, MONEY, "absolute difference; a millionth passes"),
    ]  # fmt: skip
    book.table(
        "plan.account_check",
        "The account closes",
        [("what", "What", ""), ("value", "Value", MONEY)],
        [
            {
                "what": words,
                "value": book.put(
                    "plan.account_check", {"of": key}, value, unit,
                    title=words, formula=formula, parents=every,
                ),
            }
            for key, words, value, unit, formula in lines
        ],
        note="Undiscounted, on the central path of each deck: transfers and levies cancel, and "
        "what is left is what resources bring.",
    )  # fmt: skip


def _account_years(book: Book, result: PlanResult, outlook: Outlook) -> None:
    """Add what each party of the host receives by years, levies and law apart from ownership."""
    years, weights = result.table.years, result.data.weights
    periods = [
        (int(first), min(int(first) + _PERIOD - 1, int(years[-1]))) for first in years[::_PERIOD]
    ]
    sums: dict[str, np.ndarray] = {}
    for item in outlook.account.postings:
        sums[item.party] = sums.get(item.party, 0.0) + weights @ item.by_year
    sides = {party.id: str(party.side) for party in result.data.parties}
    rows = []
    for party, by_year in sums.items():
        if sides.get(party) not in {"host", "importer"} or np.abs(by_year).max() < result.dust:
            continue
        row: dict[str, Any] = {"party": result.party(party), "party_id": party}
        for first, last in periods:
            amount = float(by_year[(years >= first) & (years <= last)].sum())
            if abs(amount) >= result.dust:
                row[f"from-{first}"] = book.put(
                    "plan.posted_years",
                    {"party": party, "from": first},
                    amount,
                    MONEY,
                    title=f"{result.party(party)}: all postings, {first} to {last}",
                    formula="sum over channels and years, not discounted, expected over decks",
                    parents=_parents(result),
                )
        rows.append(row)
    book.table(
        "plan.account_years",
        "When each party of host and importer is better or worse off for the deal",
        [
            ("party", "Party", ""),
            *((f"from-{first}", f"{first} to {last}", MONEY) for first, last in periods),
        ],
        rows,
        note="Against no deal, not discounted, central path of each deck, transfers included.",
    )


_GROUP_HEADS = {
    "importer users": "Users there",
    "importer producers": "Producers there",
    "other users": "Other importers and users",
    "other producers": "Other producers",
    "own sales": "The plan's own sellers",
}


def _markets(book: Book, result: PlanResult, outlook: Outlook) -> None:
    """Add plan.markets: what the plan's tonnes do to prices, against leaving them in the ground."""
    whole = outlook.account.whole
    rows = [_market_row(book, result, shift) for shift in whole.shifts]
    rows += [{"market": title, "why": why} for title, why in whole.unserved]
    book.table(
        "plan.markets",
        "What the plan's tonnes do to prices, in the year in which they do most",
        [
            ("market", "Market", ""),
            ("year", "Year", ""),
            ("tonnes", "Tonnes added", "t/yr"),
            ("price", "Price", "%"),
            *((name, head, MONEY) for name, head in _GROUP_HEADS.items()),
            ("why", "Why not", ""),
        ],
        rows,
        note="Against leaving them in the ground, in a year without a restriction, at quantities "
        "and prices of the market's base year; \"there\" is the importer's country. Long-run "
        "elasticities are judgement (quality D). What buyers gain other producers and the mine's "
        "own sellers lose, but for a remainder; no party's gain holds it. Where the same mine goes "
        "ahead without a deal, none of it is the deal's.",
    )


def _market_row(book: Book, result: PlanResult, shift: MarketShift) -> dict[str, Any]:
    market = f"{shift.commodity} ({shift.stage})"
    keys = {"market": f"{shift.commodity}.{shift.stage}"}
    parents = _parents(result)

    def put(what: str, value: Value | float, unit: str, words: str, formula: str) -> dict[str, str]:
        return book.put(
            f"plan.market_{what.replace(' ', '_')}",
            keys,
            value,
            unit,
            title=f"{market}: {words}",
            formula=formula,
            parents=parents,
        )

    def ends(drawn: np.ndarray) -> Value:
        low, high = quantiles(drawn, _ENDS)
        return Value.between(float(low), float(high))

    row: dict[str, Any] = {
        "market": market,
        "year": str(shift.year),
        "tonnes": put("tonnes", shift.tonnes, "t/yr", "tonnes added by the plan",
                      "output of chosen columns, as the market counts it"),
        "price": put("price", ends(100.0 * (shift.price - 1.0)), "%", "price with the plan",
                     "price at which use meets supply, over the price without the tonnes; 5 and "
                     "95 % points over draws of long-run elasticities"),
    }  # fmt: skip
    for name, amount in shift.gain.items():
        row[name] = put(
            name,
            ends(amount),
            MONEY,
            f"{OUTSIDE[name]}, a year",
            "area beside the group's curve between both prices, times the share of years without "
            "a restriction; 5 and 95 % points over draws",
        )
    return row
