"""The plan in draws it was not chosen on, the account of who gains through what, the importer."""

from __future__ import annotations

from typing import Any

import numpy as np

from orepact.chance import quantiles
from orepact.quantity import Value
from orepact.study.account_tables import add_account
from orepact.study.book import Book
from orepact.study.one_rate_tables import is_same_output
from orepact.study.outlook import ImporterSide, Outlook
from orepact.study.plan_result import MONEY, PlanResult
from orepact.study.risk_source_tables import add_risk_sources
from orepact.study.stored_run import Sentence
from orepact.trace import Parent, RecordKind, result_id

__all__ = ["add_outlook", "outlook_sentences"]

_SIDES = {"importer": "Importer, all its parties", "host": "Host, all its parties",
          "company": "Companies, all", "lender": "Other lenders, all"}  # fmt: skip
_SHARES = np.array([0.05, 0.5, 0.95])
_GAIN = "plan.outcome"
_Line = tuple[str, str, Value | float, str, str]


def _parents(result: PlanResult) -> list[Parent]:
    equal = result.bargain.equal.decisions
    return [*result.column_parents(equal.columns), *result.enabler_parents(equal.starts)]


def _outcome_row(
    book: Book, result: PlanResult, outlook: Outlook, key: str, members: list[int]
) -> dict[str, Any]:
    found = outlook.outcome
    gain = found.gain[:, members].sum(axis=1)
    low, middle, high = quantiles(gain, _SHARES, found.weights)
    numbers = {
        "expected": (float(found.weights @ gain), MONEY, "mean over fresh draws"),
        "p05": (float(low), MONEY, "one draw in twenty is below"),
        "p50": (float(middle), MONEY, "half of the draws are below"),
        "p95": (float(high), MONEY, "one draw in twenty is above"),
        "loses": (
            100.0 * float(found.weights @ (gain < -result.dust)),
            "%",
            "share of draws in which it is worse off than without a deal",
        ),
    }
    parties = [result.data.parties[n] for n in members]
    title = _SIDES[key] if key in _SIDES else parties[0].title
    note = (
        f"{found.draws} draws in each of {len(result.data.scenarios)} decks, of another seed than "
        "those the plan was chosen on; commitments and transfers fixed, what a review can drop "
        "chosen again deck by deck."
    )
    cells: dict[str, Any] = {
        name: book.put(
            f"{_GAIN}_{name}",
            {"who": key},
            value,
            unit,
            title=f"{title}: {words}",
            formula="value of the plan less value without a deal, draw by draw",
            parents=_parents(result),
            kind=RecordKind.SOLVE,
            note=note,
        )
        for name, (value, unit, words) in numbers.items()
    }
    cells["band"] = book.put(
        f"{_GAIN}_band",
        {"who": key},
        Value.between(float(low), float(high)),
        MONEY,
        title=f"{title}: gain in nine draws of ten",
        formula="p05 to p95",
        parents=[Parent(role=n, id=cells[n]["ref"]) for n in ("p05", "p95")],
        note=note,
    )
    return {"who": title, "who_id": key, **cells}


def _outcomes(book: Book, result: PlanResult, outlook: Outlook) -> None:
    data = result.data
    rows = []
    for side in ("importer", "host", "company", "lender"):
        members = [n for n, party in enumerate(data.parties) if str(party.side) == side]
        moved = outlook.outcome.gain[:, members] if members else np.zeros((1, 1))
        if np.abs(moved).max(initial=0.0) <= result.dust:
            continue
        if len(members) > 1:
            rows.append(_outcome_row(book, result, outlook, side, members))
        rows += [
            _outcome_row(book, result, outlook, data.parties[n].id, [n])
            for n in members
            if np.abs(outlook.outcome.gain[:, n]).max() > result.dust
        ]
    book.table(
        "plan.outcomes",
        "What the plan brings in draws that it was not chosen on",
        [
            ("who", "Who", ""),
            ("expected", "Expected", MONEY),
            ("p05", "One in twenty below", MONEY),
            ("p50", "Middle", MONEY),
            ("p95", "One in twenty above", MONEY),
            ("loses", "Worse off than without", "%"),
        ],
        rows,
        note="Prices, capital, cost, grade and delay are drawn together; gains are against the "
        "world without a deal in the same draw. Commitments and transfers are fixed before.",
    )


def _information(book: Book, result: PlanResult, outlook: Outlook) -> None:
    found, fan = outlook.information, result.data.fan
    lines: list[tuple[str, str, float, str, str]] = [
        ("planning", "Planning for many outcomes, against planning for their average",
         found.of_planning, MONEY, "expected total value of the plan for all scenarios less that "
         "of the first stage that is best for the average (value of the stochastic solution)"),
        ("knowing", "Knowing from the start which outcome comes",
         found.of_knowing, MONEY, "mean of the best value for each scenario less the expected "
         "value of the best plan for all (expected value of perfect information)"),
        ("knowing_later", "Knowing it when the reviews end, with this first stage",
         found.of_foresight, MONEY, "mean over the kept scenarios of the best that can be kept "
         "less what is kept deck by deck, what is committed to before as planned"),
        ("dropping", "The right to drop a project after its review",
         found.of_dropping, MONEY, "expected total value with the right less without it"),
        ("draws_knowing", "In all draws: knowing each from the start, at least",
         outlook.outcome.plan.knowing, MONEY, "mean over fresh draws of the larger of this plan "
         "and nothing at all, less the larger mean; other plans could add to it"),
        ("foresight", "In all draws: knowing each when the reviews end, with this plan",
         outlook.outcome.plan.foresight, MONEY, "mean over fresh draws of the best that can be "
         "kept less what is kept deck by deck"),
    ]  # fmt: skip
    if fan is not None:
        lines.append(
            ("distance", "How far the kept scenarios are from all draws, against one scenario",
             100.0 * float(result.data.weights @ fan.distance), "%",
             "Kantorovich distance over that of the best single scenario, mean of the decks")
        )  # fmt: skip
    book.table(
        "plan.information",
        "What planning for many outcomes, and knowing more, is worth",
        [("what", "What", ""), ("value", "Value", "")],
        [
            {
                "what": words,
                "value": book.put(
                    "plan.information",
                    {"of": key},
                    0.0 if unit == MONEY and abs(value) < result.dust else value,
                    unit,
                    title=words,
                    formula=formula,
                    kind=RecordKind.SOLVE,
                    note="Total value of all parties, transfers left out; the same rows for all.",
                ),
            }
            for key, words, value, unit, formula in lines
        ],
        note="Sum of all parties' present values, each at its own rate. Lines that do not say "
        "otherwise are counted on the few scenarios that the plan was chosen on, the others on all "
        "fresh draws, which spread more: only lines of one kind are comparable. Within each kind, "
        "knowing from the start is worth at least as much as knowing later.",
    )


def _importer_lines(result: PlanResult, side: ImporterSide) -> list[_Line]:
    """Return what the importer gets and gives: key, words, value, unit, formula."""
    low, central, high = (side.subsidy[end] for end in ("low", "central", "high"))
    gross = Value.between(side.loss["low"], side.loss["high"])
    ratio: Value | float = Value.missing("no expected loss is avoided")
    if not side.gap and side.avoided > result.dust:
        ratio = (side.drawn + side.other_cost) / side.avoided
    return [
        ("avoided", "Expected loss avoided, over no deal",
         Value.missing(side.gap) if side.gap else side.avoided, MONEY,
         "present value of the finite change of the importer's expected loss by all that the plan "
         "sells, less the same without a deal"),
        ("not_posted", "Of it not posted, because tonnes in one market are not additive",
         side.avoided - side.posted, MONEY, "finite change of the whole - sum of postings"),
        ("finance", "Interest, fees and principal received, less what is lent", side.finance,
         MONEY, "present value at each lender's own rate, before expected credit loss"),
        ("loss", "Expected credit loss, before interest and fees", gross, MONEY,
         "expected credit loss a year x balance outstanding, present value, low to high end of "
         "the loss rate of the host's risk class"),
        ("loss_central", "The same, central", side.loss["central"], MONEY,
         "as above, central rate"),
        ("subsidy", "Public cost: credit subsidy, net of interest and fees",
         Value.between(low, high), MONEY,
         "expected credit loss - interest, fees and principal received less what is lent; "
         "negative where the loans earn"),
        ("subsidy_central", "The same, central", central, MONEY, "as above, central rate"),
        ("subsidy_drawn", "The same, expected over draws", side.drawn, MONEY,
         "posted benefit - cost of enablers - expected value of the importer's side before "
         "transfers: interest and principal that are late or short in draws count here"),
        ("back", "Passed on to it by others through transfers", side.back, MONEY,
         "expected present value of transfers received - paid, each at the receiver's and the "
         "payer's rate"),
        ("enablers", "Public cost: enablers", side.other_cost, MONEY,
         "present value of what the importer pays for enablers beyond no deal"),
        ("lent", "Face value of its loans, which is no cost", side.lent, MONEY,
         "sum of draws, each in the money of the case"),
        ("ratio", "Public cost per unit of expected loss avoided", ratio, "1",
         "(credit subsidy, expected over draws + enablers) / expected loss avoided"),
    ]  # fmt: skip


_NET = ("loss", "finance")
_SUBSIDY = frozenset({"subsidy", "subsidy_central"})


def _by_difference(result: PlanResult) -> str:
    """Return that the deal adds no tonne, where that is so: it could avoid nothing either."""
    if not is_same_output(result.data, *result.both):
        return ""
    return (
        " The same tonnes come to market in the same years without the deal, so the difference "
        "would be nothing also if they counted."
    )


def _importer(book: Book, result: PlanResult, outlook: Outlook) -> None:
    side, rows = outlook.importer, []
    own = [
        Parent(role=name, id=result_id(f"plan.importer_{name}", {}))
        for name in ("avoided", "subsidy_drawn", "enablers")
    ]
    net = [Parent(role=name, id=result_id(f"plan.importer_{name}", {})) for name in _NET]
    served = "; ".join(f"{title} counts for nothing: {why}" for title, why in side.unserved)
    for key, what, value, unit, formula in _importer_lines(result, side):
        cell = book.put(
            f"plan.importer_{key}",
            {},
            value,
            unit,
            title=what,
            formula=formula,
            parents=own if key == "ratio" else net if key in _SUBSIDY else _parents(result),
            note=f"{served}{_by_difference(result)}" if key == "avoided" else "",
        )
        rows.append({"what": what, "value": cell})
    book.table(
        "plan.importer",
        "What the importer pays, and what loss it avoids",
        [("what", "What", ""), ("value", "Value", "")],
        rows,
        note="Concentrate avoids no loss of the importer unless a smelter of the plan or of the "
        "importer turns it into metal. Nothing counts as contracted to the importer: no such "
        "contract is shown.",
    )


def add_outlook(book: Book, result: PlanResult) -> None:
    """Add plan.outcomes, plan.information, plan.account with its check and years, plan.importer."""
    outlook = result.outlook
    if outlook is None:
        return
    _outcomes(book, result, outlook)
    add_risk_sources(book, result, outlook)
    _information(book, result, outlook)
    add_account(book, result, outlook)
    _importer(book, result, outlook)


def outlook_sentences(book: Book, result: PlanResult) -> tuple[Sentence, ...]:
    """Return what the importer pays for what it avoids, and how often each side is worse off."""
    outlook = result.outlook
    if outlook is None:
        return ()
    figures = {
        name: result_id(f"plan.importer_{name}", {})
        for name in ("avoided", "subsidy", "loss", "back", "lent", "ratio")
    }
    figures["drawn"] = result_id("plan.importer_subsidy_drawn", {})
    has_ratio = book.records[figures["ratio"]].value.number is not None
    if not has_ratio:
        figures.pop("ratio")
    found = [Sentence(kind="importer", figures=figures)]
    loses = {
        side: result_id(f"{_GAIN}_loses", {"who": side})
        for side in ("importer", "host", "company")
        if result_id(f"{_GAIN}_loses", {"who": side}) in book.records
    }
    if loses:
        found.append(Sentence(kind="chance", figures=loses))
    return tuple(found)
