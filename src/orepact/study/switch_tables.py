"""What changes the answer: every switch re-solved, and the premium at which the importer gains."""

from __future__ import annotations

from typing import Any

import numpy as np

from orepact.plan import PlanSide
from orepact.quantity import Value, conversion_factor
from orepact.study.book import Book, safe
from orepact.study.plan_result import MONEY, PlanResult, proof
from orepact.study.stored_run import SwitchEffect
from orepact.study.switches import SwitchResult
from orepact.trace import Parent, RecordKind, result_id

__all__ = ["add_breakeven", "add_switches", "gain_id", "strongest_switch"]

_GAIN = "plan.switch_gain"


def add_switches(book: Book, result: PlanResult) -> None:
    """Add plan.switches: verdict and equal gain at every setting."""
    central = result.bargain.equal.decisions.columns
    rows = []
    for n, item in enumerate(result.switches):
        columns = item.columns or (central if n == 0 else ())
        gain = book.put(
            _GAIN,
            {"switch": item.switch, "setting": item.setting},
            _shown(item.gain, result.dust),
            MONEY,
            title=f"Largest equal gain: {item.switch}, {item.setting}",
            formula="re-solved with this setting, all else as the case stands",
            kind=RecordKind.SOLVE,
            note=f"Below {result.dust:.2g} million a gain is the solver's tolerance, shown as 0.",
        )
        rows.append(
            {
                "switch": item.switch,
                "setting": item.setting,
                "verdict": str(item.verdict),
                "gain": gain,
                "chosen": result.plan_words(columns),
                "chosen_id": ", ".join(columns),
                **({"why": item.why} if item.why else {}),
            }
        )
    book.table(
        "plan.switches",
        "What changes the answer",
        [
            ("switch", "Switch", ""),
            ("setting", "Setting", ""),
            ("verdict", "Verdict", ""),
            ("gain", "Largest equal gain", MONEY),
            ("chosen", "Chosen", ""),
            ("why", "Why so", ""),
        ],
        rows,
        note="Each row changes one thing and is solved anew, without a deal and with it, so that "
        "rows are compared with the first one and not with each other. \u201cWait\u201d: more than "
        "half of the capital that the deal changes lies in projects that their owners have not "
        "decided. \u201cNo deal\u201d: nobody could gain. \u201cNo mutual gain\u201d: somebody "
        "could, and another would lose.",
    )


def _shown(gain: float | None, dust: float) -> Value | float:
    if gain is None:
        return Value.missing("no plan is possible")
    return 0.0 if abs(gain) < dust else gain


def _level(item: SwitchResult) -> float:
    return -np.inf if item.gain is None else item.gain


def strongest_switch(result: PlanResult) -> SwitchEffect | None:
    """Return the switch that changes the verdict, else the one that moves the gain most."""
    spans: dict[str, tuple[SwitchResult, SwitchResult]] = {}
    for name in dict.fromkeys(item.switch for item in result.switches[1:]):
        own = [result.switches[0], *(item for item in result.switches if item.switch == name)]
        own.sort(key=_level)
        spans[name] = (own[0], own[-1])
    if not spans:
        return None

    def effect(name: str) -> tuple[bool, float]:
        low, high = spans[name]
        return low.verdict is not high.verdict, _level(high) - _level(low)

    name = max(spans, key=effect)
    low, high = spans[name]
    return SwitchEffect(
        name=name,
        low=low.setting,
        high=high.setting,
        verdict_low=str(low.verdict),
        verdict_high=str(high.verdict),
        figures={"low": gain_id(low), "high": gain_id(high)},
    )


def gain_id(item: SwitchResult) -> str:
    """Return the id of the equal gain at a setting of a switch."""
    return result_id(_GAIN, {"switch": safe(item.switch), "setting": safe(item.setting)})


def _delivered(result: PlanResult) -> tuple[str, float, list[str]]:
    """Return the importer's first party, its discounted tonnes under the deal, and the columns.

    ``sum_t output[t] (1 + rate)^-(t - start + 0.5)`` over all products of chosen columns that
    stand behind the deal, each in the unit of mass of its basis.
    """
    data = result.data
    importer = data.parties[data.side(PlanSide.IMPORTER)[0]].id
    rate = result.case.rates[importer].real.to("%") / 100.0
    factors = (1.0 + rate) ** -(data.years - data.horizon[0] + 0.5)
    places = [
        n for n, column in enumerate(data.columns) if column in result.chosen and column.needs_deal
    ]
    tonnes = sum(
        float(data.output[n, p] @ factors) * conversion_factor(unit, "t/yr")
        for n in places
        for p, unit in enumerate(data.product_units)
    )
    return importer, tonnes, [data.columns[n].id for n in places]


def _premium_row(book: Book, result: PlanResult, importer_gain: float) -> dict[str, Any]:
    importer, tonnes, columns = _delivered(result)
    if importer_gain > result.dust:
        return {"what": "The importer's side gains without any strategic premium."}
    parents = [*result.rate_parents(importer), *result.column_parents(columns)]
    gain_id = "plan.importer_gain"
    if tonnes <= 0.0:
        words = (
            "The plan delivers nothing under the deal, so no premium per tonne can be stated; the "
            "importer's side neither gains nor loses by it."
        )
        value: Value | float = Value.missing()
    else:
        words = "The importer's side gains from this premium per tonne delivered on."
        value = max(0.0, -importer_gain) * 1e6 / tonnes
    return {
        "what": words,
        "premium": book.put(
            "plan.breakeven_premium",
            {},
            value,
            "USD/t",
            title="Premium per tonne delivered at which the importer's side neither gains nor "
            "loses",
            formula="-gain of the importer's side / tonnes delivered under the deal, discounted "
            "at the importer's real rate",
            parents=[Parent(role="gain", id=gain_id), *parents],
        ),
    }


def add_breakeven(book: Book, result: PlanResult) -> None:
    """Add plan.breakeven: the importer's gain without a premium, else the premium it would take."""
    bargain, note = result.bargain, proof(result.bargain.equal)
    members = list(result.data.side(PlanSide.IMPORTER))
    gain = float(np.sum(result.gains.central[members]))
    gain = 0.0 if abs(gain) < result.dust else gain
    cells = {
        "gain": book.put(
            "plan.importer_gain",
            {},
            gain,
            MONEY,
            title="Expected gain of the importer's side without a strategic premium",
            formula="sum of the expected gains of the importer's parties",
            parents=[
                Parent(
                    role=f"gain of {result.data.parties[n].id}",
                    id=result_id("plan.gain_central", {"party": result.data.parties[n].id}),
                )
                for n in members
            ],
            note=note,
        ),
        "equal": book.put(
            "plan.equal_gain",
            {},
            0.0 if abs(bargain.equal_gain) < result.dust else bargain.equal_gain,
            MONEY,
            title="Largest gain that every side can have at the same time",
            formula="max r with gain of every side >= r",
            kind=RecordKind.SOLVE,
            note=note,
        ),
    }
    book.table(
        "plan.breakeven",
        "What supply must be worth to the importer",
        [
            ("what", "What", ""),
            ("gain", "Importer's gain without a premium", MONEY),
            ("premium", "Break-even premium", "USD/t"),
            ("equal", "Equal gain of the sides", MONEY),
        ],
        [{**_premium_row(book, result, gain), **cells}],
        note="A strategic premium is what the importer would pay above the market; no document "
        "shows one, so it is zero in the plan.",
    )
