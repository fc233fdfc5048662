"""Words that the page needs and the run does not hold: verdicts, kinds of sentence, limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orepact.report.printer import Printer, Told
from orepact.study import Run, Sentence, Verdict
from orepact.trace import Record

__all__ = ["CANNOT_KNOW", "VERDICTS", "headline", "listed", "sentences"]

VERDICTS: Mapping[Verdict, str] = {
    Verdict.DEAL: "Yes: there is a plan that leaves no party worse off than without it.",
    Verdict.WAIT: "Not yet: the best step today is to wait and keep the option open.",
    Verdict.NO_DEAL: "No: nothing that the importer can add beats the world without the deal.",
    Verdict.NO_MUTUAL_GAIN: "No: no plan leaves both sides better off than their alternatives.",
}
"""The one-line answer to each verdict; a "no" is an answer."""

CANNOT_KNOW: Sequence[str] = (
    "Whether people who live on or near a site agree. Consent is shown as a state with its "
    "evidence; the model cannot give it, and no figure here stands for it.",
    "What each side would really accept. Alternatives and discount rates of the parties are read "
    "from public sources or assumed; private limits are not known.",
    "Whether a signed promise will be kept, a law re-enacted or a court ruling reversed.",
    "What the ground holds beyond what has been drilled and published under a reporting code.",
    "Attacks, wars and sanctions to come. They enter as cases to test, not as forecasts.",
)
"""What no run of this model can know; the list holds no number."""

WORDING: Mapping[tuple[Verdict, str], Sequence[str]] = {
    (Verdict.DEAL, "choice"): (
        "Start {projects} in {years}, with {enablers}.",
        "Start {projects}.",
    ),
    (Verdict.WAIT, "choice"): ("Wait: keep {projects} open and decide by {years}.",),
    (Verdict.NO_DEAL, "choice"): ("Do not go ahead with the partnership as offered.",),
    (Verdict.NO_MUTUAL_GAIN, "choice"): ("Do not sign on these terms.",),
}
"""Wordings by verdict and kind of sentence, the fullest first; ``{role}`` is filled by the run."""

WORDING_ANY: Mapping[str, Sequence[str]] = {
    "gain": ("Against its own world without the deal, {worst_party} gains {worst_gain}.",),
    "condition": ("What decides it: {what}.",),
}
"""Wordings that suit every verdict."""


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


def _filled(printer: Printer, pattern: str, said: Sentence) -> Told:
    pieces: list[str | Record | Told] = []
    for position, piece in enumerate(pattern.replace("}", "{").split("{")):
        if position % 2 == 0:
            pieces.append(piece)
        elif piece in said.figures:
            pieces.append(printer.record(said.figures[piece]))
        else:
            pieces.append(printer.said(said.words[piece], f"answer.{said.kind}.{piece}"))
    return printer.tell(pieces)


def _roles(pattern: str) -> set[str]:
    return set(pattern.replace("}", "{").split("{")[1::2])


def sentences(printer: Printer) -> tuple[Told, ...]:
    """Return the sentences of the answer: the report's wording, the run's names and figures.

    Of the wordings for a verdict and a kind of sentence the first is taken whose every role the
    run fills; a sentence that no wording fits lists its ingredients.
    """
    answer = printer.run.answer
    told = []
    for said in answer.sentences:
        has = {*said.words, *said.figures}
        patterns = (*WORDING.get((answer.verdict, said.kind), ()), *WORDING_ANY.get(said.kind, ()))
        pattern = next((pattern for pattern in patterns if _roles(pattern) <= has), None)
        if pattern is None:
            parts = "; ".join(f"{role.replace('_', ' ')}: {{{role}}}" for role in sorted(has))
            pattern = f"{said.kind.capitalize()}: {parts}."
        told.append(_filled(printer, pattern, said))
    return tuple(told)


def headline(run: Run) -> tuple[str, ...]:
    """Return the answer as lines of plain text: verdict, sentences, and each party's gain."""
    printer = Printer(run)
    lines = [VERDICTS[run.answer.verdict], *(said.plain for said in sentences(printer))]
    table = run.tables.get("answer.parties")
    for row in table.rows if table else ():
        cell = row.get("gain")
        if isinstance(cell, dict):
            lines.append(f"  {row.get('party', '')}: {printer.words(cell['ref'])}")
    return tuple(lines)
