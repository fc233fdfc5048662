"""The three sentences of page 1: what a deal adds, what starts and what waits, what decides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orepact.report.printer import Printer, Told, count_record
from orepact.study import Run, StoredTable, Verdict
from orepact.trace import Record

__all__ = ["deal_sentences", "listed", "short_name"]

EQUAL_GAIN = "plan.equal_gain[]"
GOES_AHEAD = "goes ahead"
"""How the column of the world without the deal begins where a project goes ahead there too."""
LEFT_OUT = " is left out: "
"""Between a project and the reason why the plan leaves it."""
CENTRAL = "central"
"""Setting of a switch at which the case stands."""
CLAUSE_LETTERS = 260
"""Letters of whole clauses quoted on page 1; the chapters hold the rest."""
Piece = str | Record | Told


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence.

    Examples
    --------
    >>> listed(["rail", "power", "a port"]), listed(["rail"]), listed([])
    ('rail, power and a port', 'rail', '')
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def short_name(title: str) -> str:
    """Return a title up to its first comma, as a sentence has room for.

    Examples
    --------
    >>> short_name("Old Hill barite, more of it ground")
    'Old Hill barite'
    """
    return title.partition(", ")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A chosen project as page 1 needs it."""

    title: str
    year: int
    review: str
    """Year of the review that it waits for; empty if it waits for none."""
    is_alone: bool | None
    """Whether it goes ahead without the deal; None where the run does not say."""

    @property
    def name(self) -> str:
        """The title as a sentence has room for."""
        return short_name(self.title)


def _rows(run: Run, table: str) -> Sequence[Mapping[str, object]]:
    found: StoredTable | None = run.tables.get(table)
    return found.rows if found else ()


def _reviews(run: Run) -> dict[str, str]:
    """Return the year of each project's own review by the project's title."""
    return {
        str(row.get("unlocks")): str(row.get("due"))
        for row in _rows(run, "plan.decisions")
        if "review" in str(row.get("what")).casefold() and str(row.get("due")).isdecimal()
    }


def _steps(printer: Printer) -> tuple[_Step, ...]:
    reviews = _reviews(printer.run)
    steps = [
        _Step(
            title=printer.titled(str(row["project"])),
            year=int(str(row["first_spend"])),
            review=reviews.get(str(row["project"]), ""),
            is_alone=str(row["alone"]).startswith(GOES_AHEAD) if "alone" in row else None,
        )
        for row in _rows(printer.run, "plan.choices")
        if str(row.get("first_spend", "")).isdecimal()
    ]
    return tuple(sorted(steps, key=lambda step: step.year))


def _addition(steps: Sequence[_Step]) -> str:
    """Return what the deal adds to the world without it, in words."""
    both = [step.name for step in steps if step.is_alone]
    new = [step.name for step in steps if step.is_alone is False]
    if len(both) + len(new) < len(steps):
        return ""
    if new and both:
        return f": it adds {listed(new)}, while {listed(both)} would go ahead without it too"
    if new:
        return f": without it {listed(new)} would not start"
    if len(both) == 1:
        return f", but {both[0]} would go ahead without it too: it adds finance, not a mine"
    those = "both" if len(both) == 2 else f"all {_count_word(len(both))}"
    return (
        f", but {those} chosen projects would go ahead without it too: it adds finance and terms, "
        "not new mines"
    )


def _count_word(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else str(count)


def _worth(printer: Printer, steps: Sequence[_Step]) -> Told:
    """Return what the partnership brings, and what of it would happen anyway."""
    said = {sentence.kind: sentence for sentence in printer.run.answer.sentences}.get("gain")
    added = printer.find(said.figures["added"]) if said and "added" in said.figures else None
    equal = printer.find(EQUAL_GAIN)
    pieces: list[Piece] = ["The partnership leaves both sides better off in expectation"]
    if added is not None:
        pieces = ["The partnership is expected to add ", added, " to what would happen anyway"]
    elif equal is not None:
        pieces = ["The partnership is expected to bring each side ", equal]
    return printer.tell([*pieces, printer.said(_addition(steps), "plan.choices"), "."])


def _start(printer: Printer, steps: Sequence[_Step]) -> Told:
    """Return what starts first and what waits."""
    now = [f"{step.name} (first spend {step.year})" for step in steps if not step.review]
    waits = [
        f"{step.name} waits for its owners' review of {step.review}, with first spend in "
        f"{step.year} if they go on"
        for step in steps
        if step.review
    ]
    rows = _rows(printer.run, "plan.enablers")
    pieces: list[Piece] = []
    if now:
        pieces.append(printer.said(f"Start {listed(now)}", "plan.choices"))
    if rows:
        count = count_record(
            "report.enablers[]",
            "Enablers that the plan starts",
            len(rows),
            "rows of plan.enablers",
            [cell["ref"] for row in rows for cell in row.values() if isinstance(cell, dict)],
        )
        first = min(rows, key=lambda row: str(row.get("start")))
        noun = " enabler" if len(rows) == 1 else " enablers, the first"
        due = f"{noun} ({first.get('option')}) due in {first.get('start')}"
        pieces += [
            ", with " if now else "Start ",
            printer.record(printer.own(count)),
            printer.said(due, "plan.enablers"),
        ]
    if waits:
        pieces.append(printer.said(f"{'; ' if pieces else ''}{listed(waits)}", "plan.decisions"))
    return printer.tell([*pieces, "."])


def _wait(printer: Printer, steps: Sequence[_Step]) -> Told:
    """Return what is not signed yet, when it is decided, and after which review."""
    waiting = [step for step in steps if step.review] or list(steps)
    names = listed(list(dict.fromkeys(step.name for step in waiting)))
    year = min(step.year for step in waiting)
    reviews = listed(sorted({step.review for step in waiting if step.review}))
    after = f" before its owners' review of {reviews} has ended" if reviews else " yet"
    return printer.tell(
        [
            printer.said(
                f"Do not commit to {names}{after}; first spend, if they go on, in {year}",
                "plan.choices",
            ),
            ".",
        ]
    )


def _named(steps: Sequence[_Step], text: str) -> str:
    """Return a text whose first clause may end in a list of projects, those in short names."""
    clause, separator, rest = text.partition("; ")
    head, _, tail = clause.rpartition(" for ")
    names = []
    while found := next((step for step in steps if tail.startswith(step.title)), None):
        names.append(found.name)
        tail = tail[len(found.title) :].removeprefix(", ")
    if not names or tail:
        return text
    return f"{head} for {listed(names)}{separator}{rest}"


def _clauses(text: str) -> str:
    """Return as many whole clauses of a text as fit, never less than one."""
    kept: list[str] = []
    for clause in text.split("; "):
        if kept and len("; ".join([*kept, clause])) > CLAUSE_LETTERS:
            break
        kept.append(clause.rstrip("."))
    return "; ".join(kept)


def _decides(printer: Printer, steps: Sequence[_Step], what: str) -> Told:
    switch = printer.run.answer.switch
    pieces: list[Piece] = []
    text, names = _left_out(printer.titled(what))
    if text:
        words = f"What decides it: {_clauses(_named(steps, text))}"
        pieces.append(printer.said(words, "answer.condition.what"))
    if switch is not None and switch.verdict_low != switch.verdict_high:
        ends = ((switch.low, switch.verdict_low), (switch.high, switch.verdict_high))
        setting, verdict = ends[1] if switch.low == CENTRAL else ends[0]
        begin = ". If" if pieces else "If"
        turn = (
            f"{begin} the switch \u201c{printer.titled(switch.name)}\u201d is set to "
            f"\u201c{printer.titled(setting)}\u201d, the answer turns to \u201c{verdict}\u201d"
        )
        pieces.append(printer.said(turn, "answer.switch"))
    if names:
        begin = ". Left out of the plan" if pieces else "Left out"
        left = (
            f"{begin}: {listed([short_name(name) for name in names])}; chapter \u201cAlternatives"
        )
        pieces.append(printer.said(f"{left} and no deal\u201d says why", "answer.condition.what"))
    return printer.tell([*pieces, "."])


def _left_out(text: str) -> tuple[str, list[str]]:
    """Return what decides the answer, and the names of the projects left out, which come last."""
    clauses = text.split("; ")
    first = next((n for n, clause in enumerate(clauses) if LEFT_OUT in clause), len(clauses))
    names = [clause.partition(LEFT_OUT)[0] for clause in clauses[first:] if LEFT_OUT in clause]
    return "; ".join(clauses[:first]), names


def deal_sentences(printer: Printer) -> dict[str, Told]:
    """Return the sentences of a deal, or of waiting for one, as far as the run's tables allow.

    Kinds are ``choice``, ``gain`` and ``condition``; one that the tables do not serve is absent
    and keeps the wording of its ingredients.
    """
    if printer.run.answer.verdict not in (Verdict.DEAL, Verdict.WAIT):
        return {}
    steps = _steps(printer)
    if printer.run.answer.verdict is Verdict.WAIT and not steps:
        return {}
    told = {}
    if steps:
        told["gain"] = _worth(printer, steps)
        is_deal = printer.run.answer.verdict is Verdict.DEAL
        told["choice"] = _start(printer, steps) if is_deal else _wait(printer, steps)
    what = next(
        (said.words.get("what") for said in printer.run.answer.sentences if "what" in said.words),
        None,
    )
    if what:
        told["condition"] = _decides(printer, steps, what)
    return told
