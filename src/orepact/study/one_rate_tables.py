"""Where the gain comes from: more metal, or money lent by those who count later money for more."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.plan import (
    Decisions,
    PlanData,
    PlanSide,
    build_data,
    first_of_side,
    fresh_draws,
    no_deal_data,
    worth,
)
from orepact.quantity import conversion_factor
from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult
from orepact.study.stored_run import Sentence
from orepact.trace import Parent, RecordKind, result_id

__all__ = ["add_one_rate", "is_same_output", "source_sentence"]

Floats = NDArray[np.float64]
_SIDES = ("importer", "host", "company", "lender", "other")
_TITLES = {
    "importer": "Importer",
    "host": "Host",
    "company": "Companies",
    "lender": "Other lenders",
    "other": "Others",
}
_OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """The plan less no deal through some rates, by party; ``of`` is whose rate all take."""

    of: str
    title: str
    gain: Floats


def _output(data: PlanData, decisions: Decisions) -> Floats:
    """Return expected output, shape (product, year)."""
    found = np.zeros(data.output.shape[1:])
    for place, column in enumerate(data.columns):
        if column.id in decisions.columns:
            kept = [float(decisions.exercised[(column.id, s)]) for s in data.scenarios]
            found += float(data.weights @ np.array(kept)) * data.output[place]
    return found


def is_same_output(data: PlanData, plan: Decisions, without: Decisions) -> bool:
    """Return whether both worlds bring the same metal in the same years."""
    with_deal, alone = _output(data, plan), _output(data, without)
    return bool(np.allclose(with_deal, alone, rtol=1e-9, atol=1e-9))


def _tonnes_added(result: PlanResult) -> float:
    data = result.data
    more = _output(data, result.both[0]) - _output(data, result.both[1])
    return sum(
        float(more[n].sum()) * conversion_factor(unit, "t/yr")
        for n, unit in enumerate(data.product_units)
    )


def _at_rate_of(result: PlanResult, party: str) -> Floats:
    """Return the plan less no deal by party, all at one party's rate, expected over draws.

    Decisions and shares stay as they are. At one rate what one passes on is what another gets, so
    transfers sum to nothing.
    """
    settings = replace(result.settings, one_rate=party)
    central = build_data(result.case, result.table, replace(settings, is_joint=False))
    plan, without = result.both
    drawn = {
        name: (
            fresh_draws(result.case, result.table, central, one.columns, settings)
            if one.columns
            else None
        )
        for name, one in (("plan", plan), ("without", without))
    }
    values = []
    for name, one in (("plan", plan), ("without", without)):
        data, joint = central, drawn[name]
        if joint is not None:
            data = _with_draws(central, joint.ids, joint.expected(0))
        values.append(worth(data if name == "plan" else no_deal_data(data), one))
    return np.asarray(result.data.weights @ (values[0] - values[1]), dtype=float)


def _with_draws(data: PlanData, ids: tuple[str, ...], expected: object) -> PlanData:
    places = [n for name in ids for n, c in enumerate(data.columns) if c.id == name]
    found = {}
    names = ("sunk", "late", "owner_gives", "owner_pays", "party_gives", "party_pays")
    for name in names:
        array = getattr(data, name).copy()
        array[places] = getattr(expected, name)
        if name in ("sunk", "late"):
            array[places] += getattr(data, f"benefit_{name}")[places][:, None, :]
        found[name] = array
    return replace(data, **found)


def _lines(result: PlanResult) -> list[_Line]:
    lines = [_Line(of=_OWN, title="each party's own", gain=result.gains.central)]
    for party in first_of_side(result.case).values():
        words = f"that of {result.party(party)}, for all"
        lines.append(_Line(of=party, title=words, gain=_at_rate_of(result, party)))
    return lines


def add_one_rate(book: Book, result: PlanResult) -> None:
    """Add plan.one_rate: the same plan at each party's own rate, and at one rate for all."""
    if not result.chosen:
        return
    plan, without = result.both
    parents = [
        *result.column_parents((*plan.columns, *without.columns)),
        *result.enabler_parents((*plan.starts, *without.starts)),
    ]
    data, rows = result.data, []
    book.put(
        "plan.tonnes_added",
        {},
        _tonnes_added(result),
        "t",
        title="Metal that the plan brings beyond what comes without the deal, all years",
        formula="sum over products and years of expected output with the deal - without it",
        parents=parents,
    )
    for line in _lines(result):
        rates = (
            result.rate_parents(*[party.id for party in data.parties])
            if line.of == _OWN
            else result.rate_parents(line.of)
        )
        below = [*rates, *parents]
        sums = {side: list(data.side(PlanSide(side))) for side in _SIDES}
        cells = {
            side: _cell(book, line, side, _shown(result, line.gain[members].sum()), below)
            for side, members in sums.items()
            if members
        }
        cells["total"] = _cell(book, line, "all", _shown(result, line.gain.sum()), below)
        rows.append({"rate": line.title, "rate_id": line.of, **cells})
    book.table(
        "plan.one_rate",
        "Where the gain comes from: the same plan at one rate for all",
        [
            ("rate", "Discount rate", ""),
            ("total", "All parties", MONEY),
            *((side, _TITLES[side], MONEY) for side in _SIDES if any(side in row for row in rows)),
        ],
        rows,
        note="The plan less no deal, decisions and transfers held. A loan makes value only where "
        "lender and borrower count time otherwise. At one rate interest is worth what it costs; "
        "what stays is the expected credit loss, and money that loans keep in reserve. The rates "
        "are those of the first party of each side that must agree, so that no rate is chosen for "
        "this table. Rates of all are assumed.",
    )


def _shown(result: PlanResult, amount: float) -> float:
    return float(amount) if abs(amount) > result.dust else 0.0


def _cell(
    book: Book, line: _Line, who: str, amount: float, parents: list[Parent]
) -> dict[str, str]:
    return book.put(
        "plan.one_rate",
        {"rate": line.of, "who": who},
        amount,
        MONEY,
        title=f"{_TITLES.get(who, 'All parties')}: the plan less no deal; rate: {line.title}",
        formula="sum over the parties of expected present value with the deal - without it",
        parents=parents,
        kind=RecordKind.SOLVE,
        note="Expected over draws; decisions and transfers as in the plan.",
    )


def source_sentence(book: Book, result: PlanResult) -> tuple[Sentence, ...]:
    """Return where the gain comes from, in names and record ids; nothing without a plan."""
    if "plan.one_rate" not in book.tables or result.bargain.equal_gain <= result.dust:
        return ()
    leaders = first_of_side(result.case)
    figures: dict[str, str] = {
        "tonnes": result_id("plan.tonnes_added", {}),
        "own": result_id("plan.one_rate", {"rate": _OWN, "who": "all"}),
    }
    words: dict[str, str] = {}
    amounts = []
    for side, party in leaders.items():
        id_ = result_id("plan.one_rate", {"rate": party, "who": "all"})
        figures[f"at_{side}"] = id_
        words[f"of_{side}"] = result.party(party)
        amounts.append(book.records[id_].value.number or 0.0)
    key = _key(result, amounts)
    words[key] = ", ".join(dict.fromkeys(result.project(c.project) for c in result.chosen))
    return (Sentence(kind="source", words=words, figures=figures),)


def _key(result: PlanResult, at_one_rate: list[float]) -> str:
    """Return under which role the projects stand: what makes the gain."""
    is_same = is_same_output(result.data, *result.both)
    if is_same and max(at_one_rate) <= result.dust:
        return "cheaper"
    return "same" if is_same else "more"
