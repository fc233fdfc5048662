"""Transfers that the plan rests on: who passes which share of what on to whom."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orepact.plan import TransferShare, worth
from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult, proof
from orepact.trace import Parent, RecordKind, result_id

__all__ = ["add_transfers", "transfer_parents"]

_SHARE = "plan.transfer_share"


def _ends(result: PlanResult, item: TransferShare) -> tuple[str, str]:
    """Return payer and receiver."""
    owner = next(c.owner for c in result.data.columns if c.id == item.column)
    return (owner, item.party) if item.is_from_owner else (item.party, owner)


def _keys(result: PlanResult, item: TransferShare) -> dict[str, str]:
    payer, receiver = _ends(result, item)
    return {"column": item.column, "from": payer, "to": receiver}


def transfer_parents(result: PlanResult, party: str) -> list[Parent]:
    """Return the transfer shares of the plan that a party pays or receives."""
    return [
        Parent(role="transfer", id=result_id(_SHARE, _keys(result, item)))
        for item in result.bargain.equal.decisions.transfers
        if party in _ends(result, item)
    ]


def _value(result: PlanResult, item: TransferShare) -> NDArray[np.float64]:
    """Return what one transfer alone adds to each party, expected present value."""
    chosen = result.bargain.equal.decisions
    without = worth(result.data, replace(chosen, transfers=()))
    only = worth(result.data, replace(chosen, transfers=(item,)))
    return np.asarray(result.data.weights @ (only - without), dtype=float)


def write_shares(book: Book, result: PlanResult) -> list[dict[str, str]]:
    """Write the shares down as choices of the solver; return their cells in order."""
    equal = result.bargain.equal
    cells = []
    for item in equal.decisions.transfers:
        payer, receiver = _ends(result, item)
        column = result.columns((item.column,))[0]
        cells.append(
            book.put(
                _SHARE,
                _keys(result, item),
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
    data, rows = result.data, []
    chosen = result.bargain.equal.decisions.transfers
    for item, share in zip(chosen, write_shares(book, result), strict=True):
        payer, receiver = _ends(result, item)
        value = _value(result, item)
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
                _keys(result, item),
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
        rows.append(row)
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
        ],
        rows,
        note="Gains rest on these. A transfer is a constant share of what the payer receives from "
        "the project each year; a royalty, a carried share, an offtake price or a rebate could "
        "bring it about. No such term is agreed."
        if rows
        else "The plan needs no transfer: it holds under the terms in force.",
    )
