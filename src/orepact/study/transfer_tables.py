"""Transfers that the plan rests on: who passes which share of what on to whom."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orepact.plan import Decisions, PlanData, TransferShare, no_deal_data, worth
from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult, proof
from orepact.trace import Parent, RecordKind, result_id

__all__ = ["add_transfers", "ends_of", "keys_of", "transfer_parents"]

_SHARE = "plan.transfer_share"


def ends_of(result: PlanResult, item: TransferShare) -> tuple[str, str]:
    """Return payer and receiver of a transfer."""
    owner = next(c.owner for c in result.data.columns if c.id == item.column)
    return (owner, item.party) if item.is_from_owner else (item.party, owner)


def keys_of(result: PlanResult, item: TransferShare) -> dict[str, str]:
    """Return the keys under which a transfer's figures stand."""
    payer, receiver = ends_of(result, item)
    return {"column": item.column, "from": payer, "to": receiver}


def transfer_parents(result: PlanResult, party: str) -> list[Parent]:
    """Return the transfer shares of the plan that a party pays or receives."""
    return [
        Parent(role="transfer", id=result_id(_SHARE, keys_of(result, item)))
        for item in result.bargain.equal.decisions.transfers
        if party in ends_of(result, item)
    ]


def _value(data: PlanData, chosen: Decisions, item: TransferShare) -> NDArray[np.float64]:
    """Return what one transfer alone adds to each party, expected present value."""
    without = worth(data, replace(chosen, transfers=()))
    only = worth(data, replace(chosen, transfers=(item,)))
    return np.asarray(data.weights @ (only - without), dtype=float)


_Pair = tuple[str, str, str]
"""Project, payer and receiver."""


def _pair(result: PlanResult, item: TransferShare) -> _Pair:
    column = next(c for c in result.data.columns if c.id == item.column)
    return (column.project, *ends_of(result, item))


def _paid_alone(result: PlanResult) -> dict[_Pair, float]:
    """Return what each pair of parties passes on without the deal, worth to the payer."""
    chosen = result.bargain.no_deal.decisions
    data, found = no_deal_data(result.data), {}
    for item in chosen.transfers:
        pair = _pair(result, item)
        found[pair] = abs(float(_value(data, chosen, item)[data.party(pair[1])]))
    return found


def _alone_cells(
    book: Book, result: PlanResult, pair: _Pair, before: float, paid: float
) -> dict[str, dict[str, str]]:
    """Write what is passed on without the deal, and what the deal changes of it."""
    project, payer, receiver = pair
    keys = {"project": project, "from": payer, "to": receiver}
    without = result.bargain.no_deal.decisions
    words = f"{result.project(project)}, {result.party(payer)} to {result.party(receiver)}"
    parents = [*result.rate_parents(payer, receiver), *result.column_parents(without.columns)]
    alone = book.put(
        "plan.transfer_alone",
        keys,
        before,
        MONEY,
        title=f"{words}: passed on without the deal too, worth to the payer",
        formula="share x present value of the payer's receipts in the world without the deal",
        parents=parents,
        kind=RecordKind.SOLVE,
        note="The fewest transfers with which nobody who must agree loses there; others would do.",
    )
    change = book.put(
        "plan.transfer_change",
        keys,
        paid - before,
        MONEY,
        title=f"{words}: what the deal changes, worth to the payer",
        formula="paid with the deal - paid without it",
        parents=[Parent(role="without the deal", id=alone["ref"]), *parents],
    )
    return {"alone": alone, "change": change}


def write_shares(book: Book, result: PlanResult) -> list[dict[str, str]]:
    """Write the shares down as choices of the solver; return their cells in order."""
    equal = result.bargain.equal
    cells = []
    for item in equal.decisions.transfers:
        payer, receiver = ends_of(result, item)
        column = result.columns((item.column,))[0]
        cells.append(
            book.put(
                _SHARE,
                keys_of(result, item),
                100.0 * item.share,
                "%",
                title=f"{result.project(column.project)}: share of the receipts of "
                f"{result.party(payer)} that goes to {result.party(receiver)}",
                formula="chosen by the solve, constant over years and price decks",
                kind=RecordKind.SOLVE,
                note=proof(equal),
            )
        )
    return cells


def add_transfers(book: Book, result: PlanResult) -> None:
    """Add plan.transfers; a plan without transfers has an empty table that says so."""
    data = result.data
    rows: list[dict[str, object]] = []
    equal, before = result.bargain.equal.decisions, _paid_alone(result)
    for item, share in zip(equal.transfers, write_shares(book, result), strict=True):
        payer, receiver = ends_of(result, item)
        value = _value(data, equal, item)
        project = result.columns((item.column,))[0].project
        row: dict[str, object] = {
            "project": result.project(project),
            "project_id": project,
            "from": result.party(payer),
            "from_id": payer,
            "to": result.party(receiver),
            "to_id": receiver,
            "share": share,
        }
        for name, party in (("paid", payer), ("received", receiver)):
            row[name] = book.put(
                f"plan.transfer_{name}",
                keys_of(result, item),
                abs(float(value[data.party(party)])),
                MONEY,
                title=f"{result.project(project)}: transfer {name} by {result.party(party)}",
                formula="share x sum over decks of weight x present value of the payer's receipts; "
                "the receiver at the higher of both rates",
                parents=[
                    Parent(role="share", id=share["ref"]),
                    *result.rate_parents(payer, receiver),
                    *result.column_parents((item.column,)),
                ],
            )
        paid = abs(float(value[data.party(payer)]))
        pair = _pair(result, item)
        row |= _alone_cells(book, result, pair, before.pop(pair, 0.0), paid)
        rows.append(row)
    rows += [
        {
            "project": result.project(pair[0]),
            "project_id": pair[0],
            "from": result.party(pair[1]),
            "from_id": pair[1],
            "to": result.party(pair[2]),
            "to_id": pair[2],
            **_alone_cells(book, result, pair, amount, 0.0),
        }
        for pair, amount in before.items()
    ]
    book.table(
        "plan.transfers",
        "What must pass from one party to another for the plan to hold",
        [
            ("project", "Project", ""),
            ("from", "From", ""),
            ("to", "To", ""),
            ("share", "Share of its receipts", "%"),
            ("paid", "Worth to the payer", MONEY),
            ("received", "Worth to the receiver", MONEY),
            ("alone", "Paid without the deal too", MONEY),
            ("change", "The deal changes", MONEY),
        ],
        rows,
        note="Gains rest on these. A transfer is a constant share of what the payer receives from "
        "the project each year; a royalty, a carried share, an offtake price or a rebate could "
        "bring it about. No such term is agreed, nor are those that the world without the deal "
        "needs. What the deal changes is the last column."
        if rows
        else "The plan needs no transfer: it holds under the terms in force.",
    )
