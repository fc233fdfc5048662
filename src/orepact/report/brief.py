"""Page 1 in short: what the importer gains, who can lose, and what would turn the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orepact.report.chart.finding import finding
from orepact.report.outline import outline
from orepact.report.printer import Printer, Told
from orepact.study import Run, StoredTable, Verdict
from orepact.trace import Record

__all__ = ["Brief", "brief"]

NOTICEABLE = 0.01
"""A party's loss in the draws counts from this part of the largest of any party."""
LOSERS_NAMED = 4
"""Parties named one by one in a sentence; the chapter has all of them."""
GAIN_CHART = "gain"
TURNS: Mapping[str, str] = {
    Verdict.DEAL: "The answer becomes a deal now with",
    Verdict.WAIT: "The answer becomes to wait with",
    Verdict.NO_DEAL: "The answer becomes no deal with",
    Verdict.NO_MUTUAL_GAIN: "No plan leaves both sides better off with",
}
"""What a switch does to the answer, by the verdict that it leads to."""
SETTINGS: Mapping[str, str] = {
    "price deck": "prices as in \u201c{}\u201d",
    "discount rates": "all parties' discount rates at the {} end of their ranges",
    "one rate for all parties": "one rate for all ({})",
    "lead time of enablers": "lead times: {}",
    "strategic premium": "a strategic premium at the {} end of its range",
    "expected credit loss": "expected credit loss at the {} end of its range",
    "consent not evidenced": "projects whose consent is not evidenced left out",
    "weight of bad outcomes": "bad outcomes weighed: {}",
    "overrun, delay and price paths": "no overrun, no delay and no swings of price",
    "capital": "capital cost with {}",
    "tolls": "tolls where {}",
}
"""Switches in words, the setting in place of the braces; others read as they are named."""
Row = Mapping[str, object]
Piece = str | Record | Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What page 1 says between the answer and the table of parties; empty where nothing is known.

    Parameters
    ----------
    importer : tuple of Told
        Tonnes, expected loss avoided, what it lends and what that costs.
    losers : tuple of Told
        Who ends below no deal, in the worst case tested and in draws.
    turns : tuple of Told
        One per verdict that some switch leads to, with the settings that do.
    """

    importer: tuple[Told, ...]
    losers: tuple[Told, ...]
    turns: tuple[Told, ...]


def brief(printer: Printer) -> Brief:
    """Return page 1 in short, as far as the run's tables serve it."""
    told = (_tonnes(printer), _credit(printer))
    losers = (_worst(printer), _on_average(printer), _in_draws(printer))
    return Brief(
        importer=tuple(said for said in told if said is not None),
        losers=tuple(said for said in losers if said is not None),
        turns=_turns(printer),
    )


def _rows(run: Run, table: str) -> Sequence[Row]:
    found: StoredTable | None = run.tables.get(table)
    return found.rows if found else ()


def _cited(printer: Printer, row: Row, key: str) -> Record | None:
    cell = row.get(key)
    return printer.record(cell["ref"]) if isinstance(cell, dict) else None


def _said(printer: Printer, kind: str) -> dict[str, Record]:
    """Return the figures of a sentence of the answer by role."""
    for sentence in printer.run.answer.sentences:
        if sentence.kind == kind:
            return {role: printer.record(id_) for role, id_ in sentence.figures.items()}
    return {}


def _tonnes(printer: Printer) -> Told | None:
    """Return what the chosen projects sell, whether it is new, and the loss avoided by it."""
    run = printer.run
    chosen = {row.get("column_id"): row for row in _rows(run, "plan.choices")}
    pieces: list[Piece] = []
    for row in _rows(run, "need.match"):
        output = _cited(printer, row, "output")
        if row.get("way_id") in chosen and output is not None:
            pieces += [
                ", " if pieces else "",
                output,
                printer.said(f" of {_metal(row)}", "need.match"),
            ]
    alone = [str(row.get("alone", "")).startswith("goes ahead") for row in chosen.values()]
    told: list[Piece] = []
    if pieces:
        told = ["The mines of the plan would sell, a year: ", *pieces, "."]
        if all(alone):
            told.append(" None of it is new: the same mines go ahead without the partnership.")
        elif any(alone):
            told.append(" A part of it would be sold without the partnership too.")
    avoided = _said(printer, "importer").get("avoided")
    if avoided is not None:
        told += [" Expected loss that the importer avoids by the partnership: ", avoided, "."]
    return printer.tell(told) if told else None


def _metal(row: Row) -> str:
    """Return a product as a sentence has it: ``copper, concentrate`` is copper as concentrate."""
    return str(row["product"]).replace(", ", " as ")


def _credit(printer: Printer) -> Told | None:
    figures = _said(printer, "importer")
    if not {"lent", "subsidy"} <= set(figures):
        return None
    told: list[Piece] = [
        "It lends ", figures["lent"], ", at a public cost (credit subsidy, net of interest and "
        "fees; below zero the loans earn) of ", figures["subsidy"],
    ]  # fmt: skip
    if "drawn" in figures:
        told += [", ", figures["drawn"], " expected over draws"]
    if "loss" in figures:
        told += [". Before interest the credit loss to be expected is ", figures["loss"]]
    if "back" in figures:
        told += ["; others are to pass ", figures["back"], " on to it"]
    if "ratio" in figures:
        told += [", ", figures["ratio"], " for each unit of loss avoided."]
    else:
        told.append(": it buys a part in the finance and the terms, not insurance.")
    return printer.tell(told)


def _worst(printer: Printer) -> Told | None:
    plan = outline().chart(GAIN_CHART)
    table = printer.run.tables.get(plan.table)
    if table is None or not table.rows:
        return None
    return printer.tell([finding(printer, table, plan, outline().states), "."])


def _on_average(printer: Printer) -> Told | None:
    """Return the parties that end below no deal on average over the draws."""
    found = [
        (str(row["who"]), cited)
        for row in _rows(printer.run, "plan.outcomes")
        if (cited := _cited(printer, row, "expected")) is not None
    ]
    largest = max((abs(cited.value.number or 0.0) for _, cited in found), default=0.0)
    below = sorted(
        (cited.value.number, who, cited)
        for who, cited in found
        if cited.value.number is not None and cited.value.number < -NOTICEABLE * largest
    )[:LOSERS_NAMED]
    if not below:
        return None
    pieces: list[Piece] = ["On average over draws of prices, costs and delays, below no deal: "]
    for n, (_, who, cited) in enumerate(below):
        pieces += ["; " if n else "", printer.said(who, "plan.outcomes"), " (", cited, ")"]
    return printer.tell([*pieces, "."])


def _in_draws(printer: Printer) -> Told | None:
    figures = _said(printer, "chance")
    sides = {"importer": "the importer", "host": "the host", "company": "the companies"}
    pieces: list[Piece] = []
    for role, name in sides.items():
        if role in figures:
            pieces += [", " if pieces else "", f"{name} in ", figures[role]]
    if not pieces:
        return None
    return printer.tell(["Share of those draws in which a side loses: ", *pieces, "."])


def _turns(printer: Printer) -> tuple[Told, ...]:
    """Return, for each other verdict, the settings of switches that lead to it."""
    rows = _rows(printer.run, "plan.switches")
    if not rows:
        return ()
    by_verdict: dict[str, list[Row]] = {}
    for row in rows[1:]:
        if row.get("verdict") != rows[0].get("verdict"):
            by_verdict.setdefault(str(row["verdict"]), []).append(row)
    told = []
    for verdict, turning in by_verdict.items():
        pieces: list[Piece] = [f"{TURNS.get(verdict, verdict)}: "]
        for n, row in enumerate(turning):
            pieces += ["; " if n else "", printer.said(_setting(printer, row), "plan.switches")]
            gain = _cited(printer, row, "gain")
            if gain is not None and gain.value.number:
                pieces += [" (", gain, ")"]
        told.append(printer.tell([*pieces, "."]))
    gain = _cited(printer, rows[0], "gain")
    if told and gain is not None:
        begin = "In brackets stands what each side then gains; as the case stands it is "
        told.insert(0, printer.tell([begin, gain, "."]))
    return tuple(told) or (printer.tell(["No switch that was tried turns the answer."]),)


def _setting(printer: Printer, row: Row) -> str:
    switch, setting = str(row["switch"]), printer.titled(str(row["setting"]))
    return SETTINGS.get(switch, f"{switch}: {{}}").replace("{}", setting)
