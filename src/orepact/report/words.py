"""Words that the page needs and the run does not hold: verdicts, kinds of sentence, limits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from orepact.report.answer import deal_sentences, listed
from orepact.report.printer import Printer, Told
from orepact.study import Run, Sentence, Verdict
from orepact.trace import Record

__all__ = ["CANNOT_KNOW", "VERDICTS", "headline", "listed", "sentences", "verdict_line"]

VERDICTS: Mapping[Verdict, str] = {
    Verdict.DEAL: "Yes: one plan leaves every party that can stop it no worse off.",
    Verdict.WAIT: "Not yet: the plan's main project cannot be decided before its owners' review.",
    Verdict.NO_DEAL: "No: nothing that the importer can add beats the world without the deal.",
    Verdict.NO_MUTUAL_GAIN: "No: no plan leaves both sides better off than their alternatives.",
}
"""The one-line answer to each verdict; a "no" is an answer."""

ON_AVERAGE = (
    "Yes on average, but not in every case tested: one plan leaves every party that can stop it no "
    "worse off in expectation, and some can still lose."
)
"""The answer when a plan is good in expectation and a party's range reaches below zero."""

NOT_ALL = (
    "Yes for each side as a whole, on average; not for every party: one plan lets both gain, "
    "but a party within a side is expected to lose unless that side makes it good."
)
"""The answer when both sides gain and a party within a side is expected to lose."""

ORDER = ("gain", "source", "terms", "choice", "condition")
"""Kinds of sentence that the tables of a deal serve, as they are read."""

ORDER_OF_WAITING = ("choice", "gain", "source", "terms", "review", "condition")
"""The same where nothing is signed yet: what not to do stands first."""

NOTICEABLE = 0.01
"""A party's loss counts from this part of the largest gain or loss of any party."""

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
        "Start {projects}, first spend in {years}, and with them: {enablers}.",
        "Start {projects}, first spend in {years}.",
        "Start {projects}.",
    ),
    (Verdict.WAIT, "choice"): ("Do not commit to {projects} yet; first spend {years} at best.",),
    (Verdict.NO_DEAL, "choice"): ("Do not go ahead with the partnership as offered.",),
    (Verdict.NO_MUTUAL_GAIN, "choice"): ("Do not sign on these terms.",),
}
"""Wordings by verdict and kind of sentence, the fullest first; ``{role}`` is filled by the run."""

WORDING_ANY: Mapping[str, Sequence[str]] = {
    "gain": (
        "Measured against its own world without the deal, the party with least to gain is "
        "{worst_party}: {worst_gain}.",
    ),
    "condition": ("What decides it: {what}.",),
    "source": (
        "The gain is cheaper money and not more metal: {cheaper} goes ahead without the deal too, "
        "in the same years ({tonnes} added). The importer lends at a rate below the one at which "
        "others count: all parties together gain {own}. At one rate for all the same plan adds "
        "{at_host} (that of {of_host}), {at_importer} (that of {of_importer}) or {at_company} "
        "(that of {of_company}), above all the credit loss to be expected. Who holds that all "
        "should count at one rate has no reason to sign.",
        "The gain is cheaper money and not more metal: {cheaper} goes ahead without the deal too, "
        "in the same years ({tonnes} added). At one rate for all the same plan adds {at_host} "
        "(that of {of_host}) instead of {own}. Who holds that all should count at one rate has no "
        "reason to sign.",
        "No metal is added: {same} goes ahead without the deal too ({tonnes} added). All parties "
        "together gain {own}; at one rate for all, that of {of_host}, it is {at_host}.",
        "The plan brings {tonnes} of metal more than would come without it, by {more}. All parties "
        "together gain {own}; at one rate for all, that of {of_host}, it is {at_host}.",
    ),
    "review": (
        "Why to wait: {principal} has {share} of the capital that the deal changes, and its owners "
        "have not decided. The answer is a deal once they say yes, by {day} at the latest. "
        "({gate}) Steps until then that bind nobody and can be taken: {now}; that cost money, lost "
        "if they say no: {risk}, {before} by then; not to be signed before: {later}. The right to "
        "drop it then is worth {idle} here, so waiting earns nothing: it is the owners' calendar. "
        "An earlier start is barred: {bar}.",
        "Why to wait: {principal} has {share} of the capital that the deal changes, and its owners "
        "have not decided. The answer is a deal once they say yes, by {day} at the latest. "
        "({gate}) Steps until then that bind nobody and can be taken: {now}; that cost money, lost "
        "if they say no: {risk}, {before} by then; not to be signed before: {later}. The right to "
        "drop it then is worth {idle} here, so waiting earns nothing: it is the owners' calendar.",
        "Why to wait: {principal} has {share} of the capital that the deal changes, and its owners "
        "have not decided; {day} is the latest day. Steps until then that bind nobody and "
        "can be taken: {now}; that cost money, lost if they say no: {risk}, {before} by then; not "
        "to be signed before: {later}. The right to drop it then is worth {dropping}.",
        "Why to wait: {principal} has {share} of the capital that the deal changes, and its owners "
        "have not decided; {day} is the latest day. Steps until then that bind nobody and "
        "can be taken: {now}; that cost money, lost if they say no: {risk}, {before} by then; not "
        "to be signed before: {later}.",
    ),
    "terms": (
        "Terms that are still open cannot carry it: held against no deal on its own open terms, "
        "where payers of works are {alone} short already, they leave short by {short}: {who}. "
        "Smallest reopening of agreed terms that would carry it: {way}.",
        "Terms that are still open cannot carry it: held against no deal on its own open terms "
        "they leave short by {short}: {who}. Smallest reopening of agreed terms that would carry "
        "it: {way}.",
        "Terms that are still open cannot carry it: held against no deal on its own open terms "
        "they leave short by {short}: {who}. No reopening that the case names would carry it.",
        "Terms that are still open can carry what the deal adds: {carried} who must agree is "
        "short. Without the deal they leave payers of works {alone} short.",
        "Terms that are still open can carry what the deal adds: {carried} who must agree is "
        "short.",
    ),
    "worlds": (
        "\u201cWithout the deal\u201d is the world with the largest total, not the one that each "
        "side would choose. Held against the world that is best for itself the plan adds "
        "{importer} for the importer, {host} for the host and {company} for the companies: "
        "better without the plan, if they can have it, would be {worse}.",
        "\u201cWithout the deal\u201d is the world with the largest total, not the one that each "
        "side would choose. Held against the world that is best for itself the plan adds "
        "{importer} for the importer, {host} for the host and {company} for the companies.",
        "\u201cWithout the deal\u201d is the world with the largest total, not the one that each "
        "side would choose. Held against the world that is best for itself the plan adds "
        "{importer} for the importer and {host} for the host.",
    ),
    "alone": (
        "That world rests on payments that nobody has agreed either: under the terms in force "
        "{party} would have {bare} there.",
    ),
    "importer": (
        "The importer avoids {avoided} of expected loss by it. Its loans of {lent} cost a credit "
        "subsidy of {subsidy} net of interest and fees ({loss} of expected loss); others pass "
        "{back} on to it. That is {ratio} of public cost per unit of loss avoided.",
        "The importer avoids {avoided} of expected loss by it. Its loans of {lent} cost a credit "
        "subsidy of {subsidy} net of interest and fees ({loss} of expected loss); others pass "
        "{back} on to it: it pays for finance and terms, not for insurance.",
        "The importer avoids {avoided} of expected loss by it and pays a credit subsidy of "
        "{subsidy} on loans of {lent}: {ratio} of public cost per unit of loss avoided.",
        "The importer avoids {avoided} of expected loss by it and pays a credit subsidy of "
        "{subsidy} on loans of {lent}: it pays for finance and terms, not for insurance.",
    ),
    "chance": (
        "In draws that it was not chosen on, each side is worse off than without a deal in a "
        "share of them: importer {importer}, host {host}, companies {company}.",
        "In draws that it was not chosen on, each side is worse off than without a deal in a "
        "share of them: importer {importer}, host {host}.",
    ),
}
"""Wordings that suit every verdict."""


def _filled(printer: Printer, pattern: str, said: Sentence) -> Told:
    pieces: list[str | Record | Told] = []
    for position, piece in enumerate(pattern.replace("}", "{").split("{")):
        if position % 2 == 0:
            pieces.append(piece)
        elif piece in said.figures:
            pieces.append(printer.record(said.figures[piece]))
        else:
            text = printer.titled(said.words[piece])
            pieces.append(printer.said(text, f"answer.{said.kind}.{piece}"))
    return printer.tell(pieces)


def _has_loser(run: Run) -> bool:
    """Return whether a party's expected gain is noticeably below zero."""
    table = run.tables.get("answer.parties")
    cells = [row.get("central") for row in table.rows] if table else []
    found = [run.records[cell["ref"]].value.number for cell in cells if isinstance(cell, dict)]
    gains = [gain for gain in found if gain is not None]
    return bool(gains) and min(gains) < -NOTICEABLE * max(abs(gain) for gain in gains)


def verdict_line(run: Run) -> str:
    """Return the answer in one line; a yes says when a party can still lose."""
    verdict = run.answer.verdict
    table = run.tables.get("answer.parties")
    cells = [row.get("gain") for row in table.rows] if table else []
    lows = [run.records[cell["ref"]].value.low for cell in cells if isinstance(cell, dict)]
    if verdict is Verdict.DEAL and _has_loser(run):
        return NOT_ALL
    if verdict is Verdict.DEAL and any(low is not None and low < 0 for low in lows):
        return ON_AVERAGE
    return VERDICTS[verdict]


def _roles(pattern: str) -> set[str]:
    return set(pattern.replace("}", "{").split("{")[1::2])


def sentences(printer: Printer, *, without: Collection[str] = ()) -> tuple[Told, ...]:
    """Return the sentences of the answer: the report's wording, the run's names and figures.

    Of the wordings for a verdict and a kind of sentence the first is taken whose every role the
    run fills; a sentence that no wording fits lists its ingredients. What a deal adds comes first.

    Parameters
    ----------
    without : collection of str
        Kinds of sentence that the page tells elsewhere.
    """
    answer = printer.run.answer
    made = deal_sentences(printer)
    order = ORDER_OF_WAITING if answer.verdict is Verdict.WAIT else ORDER
    found = list(made.items())
    for said in answer.sentences:
        if said.kind in made or said.kind in without:
            continue
        has = {*said.words, *said.figures}
        patterns = (*WORDING.get((answer.verdict, said.kind), ()), *WORDING_ANY.get(said.kind, ()))
        pattern = next((pattern for pattern in patterns if _roles(pattern) <= has), None)
        if pattern is None:
            parts = "; ".join(f"{role.replace('_', ' ')}: {{{role}}}" for role in sorted(has))
            pattern = f"{said.kind.capitalize()}: {parts}."
        found.append((said.kind, _filled(printer, pattern, said)))
    ranks = {kind: place for place, kind in enumerate(order)} if made else {}
    found.sort(key=lambda item: ranks.get(item[0], len(ranks)))
    return tuple(told for _, told in found)


def headline(run: Run, *, titles: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the answer as lines of plain text: verdict, sentences, and each party's gain.

    Parameters
    ----------
    titles : mapping, optional
        Title of a project, a party or a source by its id; without it ids are shown.
    """
    printer = Printer(run, titles=titles)
    lines = [verdict_line(run), *(said.plain for said in sentences(printer))]
    table = run.tables.get("answer.parties")
    for row in table.rows if table else ():
        cell = row.get("gain")
        if isinstance(cell, dict):
            lines.append(f"  {row.get('party', '')}: {printer.words(cell['ref'])}")
    return tuple(lines)
