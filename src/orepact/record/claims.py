"""Claims against evidence: each is checked anew, so that a new edition moves its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from orepact.case import Case, ClaimCheck, Verdict
from orepact.errors import CaseError
from orepact.evidence import bundle
from orepact.quantity import Value, is_known_unit
from orepact.record.arithmetic import (
    Measured,
    NotCoveredError,
    evaluate,
    names_in,
    of_the_day,
)
from orepact.record.asked import Answer, answer
from orepact.record.quotes import Quote, quotes_of
from orepact.trace import Parent, Record, RecordKind, parse_result_id, result_id

__all__ = ["Claim", "ClaimLookup", "Ground", "check_claims", "claim_id", "term_id"]

_EVIDENCE, _TERM = "record.claim", "record.claim_term"
_CLAIMED = ("claimed", "claimed_low", "claimed_high")


class Ground(StrEnum):
    """What a verdict stands on, the firmest first; each claim has the firmest of its terms."""

    OFFICIAL = "official tables"
    """At least one term is asked of the evidence, so that a new edition moves the verdict."""
    ARITHMETIC = "arithmetic on documents"
    """Figures that documents of the case state are set against one another."""
    COUNTED = "rows and days of the ledgers"
    """Rows are counted or days compared."""
    WORDS = "words of a ledger"
    """A rule compares words: the state of an agreement, who took part."""
    READ = "a reader's judgement"
    """Nothing is computed."""


_OFFICIAL = ["trade", "production", "rank", "macro", "measure", "figure", "policy", "governance"]
_GROUNDS: Mapping[str, Ground] = {
    **dict.fromkeys((*_OFFICIAL, "reliance count"), Ground.OFFICIAL),
    **dict.fromkeys(("number", "row", "case"), Ground.ARITHMETIC),
    **dict.fromkeys(("rows", "date"), Ground.COUNTED),
    "text": Ground.WORDS,
}
_COMPUTED = frozenset({Ground.OFFICIAL, Ground.ARITHMETIC, Ground.COUNTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim with what evidence says of its wording.

    Parameters
    ----------
    id, wording, said_by, said_in, date : str
        From the ledger; ``wording`` is short and in the ledger's words, ``said_in`` names the text
        with its year, ``date`` is the time that the claim is about.
    quote : Quote or None
        The exact words, where somebody holds the text; None: not in hand.
    claimed : Value
        What is claimed, in ``claimed_unit``; missing where the claim has no number.
    verdict : Verdict
        Computed where a check is there, else the one of the last review.
    reviewed : Verdict
        Of the last review by a person, in the ledger.
    because : str
        Why, in words.
    evidence : Value
        The number beside the claim, in ``unit``.
    ground : Ground
        What the verdict stands on.
    terms : dict of str to Answer
        What was asked.
    formula : str
    note, reply : str
        How readings were settled; what the speaker answered, where there is a reply.
    """

    id: str
    wording: str
    said_by: str
    said_in: str
    date: str
    claimed: Value
    claimed_unit: str
    verdict: Verdict
    reviewed: Verdict
    because: str
    evidence: Value
    unit: str
    ground: Ground
    terms: Mapping[str, Answer]
    formula: str = ""
    note: str = ""
    reply: str = ""
    quote: Quote | None = None

    @property
    def is_recomputed(self) -> bool:
        """Whether numbers, rows or days were computed anew, rather than words compared or read."""
        return self.ground in _COMPUTED

    @property
    def has_moved(self) -> bool:
        """Whether the verdict differs from that of the last review."""
        return self.verdict is not self.reviewed


def claim_id(case: Case, claim: str) -> str:
    """Return the id of a claim's evidence."""
    return result_id(_EVIDENCE, {"case": case.id, "claim": claim})


def term_id(case: Case, claim: str, term: str) -> str:
    """Return the id of one term of a claim's check."""
    return result_id(_TERM, {"case": case.id, "claim": claim, "term": term})


def _claimed(row: Mapping[str, str], where: str) -> tuple[Value, dict[str, Measured | str | None]]:
    """Return what is claimed as a value and as terms; the middle of a range is ``claimed``."""
    unit = row["unit"] or "1"
    if not is_known_unit(unit):
        raise CaseError(
            f"unit {unit!r} of claim {row['id']} cannot be compared with anything",
            where=where,
            why="It is no unit of the trade",
            do="Write units like Mt, USD/t, bnUSD, Moz, %, 1",
        )
    low = float(row["value_low"]) if row["value_low"] else None
    high = float(row["value_high"]) if row["value_high"] else low
    if low is None or high is None:
        return Value.missing("no number"), dict.fromkeys(_CLAIMED)
    value = Value.exact(low) if low == high else Value.between(low, high)
    numbers = {"claimed": (low + high) / 2.0, "claimed_low": low, "claimed_high": high}
    return value, {name: Measured(number, unit) for name, number in numbers.items()}


def _decided(
    check: ClaimCheck, known: dict[str, Measured | str | None], where: str
) -> tuple[Verdict, str]:
    """Return the verdict of the first rule that holds; not covered means unverifiable."""
    lacking = ""
    for place, rule in enumerate(check.rules):
        try:
            holds = evaluate(rule.when, known, where=f"{where}.rules[{place}].when")
        except NotCoveredError as error:
            lacking = lacking or error.what
            continue
        if not isinstance(holds, bool):
            raise CaseError(
                f"{rule.when!r} is no condition",
                where=f"{where}.rules[{place}].when",
                do="Compare: evidence >= claimed",
            )
        if holds:
            return rule.verdict, rule.because
    if lacking:
        return Verdict.UNVERIFIABLE, lacking[:1].upper() + lacking[1:]
    return check.otherwise.verdict, check.otherwise.because


def _evidence(
    check: ClaimCheck, known: Mapping[str, Measured | str | None], where: str
) -> Measured | None:
    if not check.evidence:
        return None
    try:
        found = evaluate(check.evidence, known, where=f"{where}.evidence")
        if not isinstance(found, Measured):
            raise CaseError(f"{check.evidence!r} is no number", where=f"{where}.evidence")
        return Measured(found.to(check.unit), check.unit)
    except NotCoveredError:
        return None
    except ValueError as error:
        raise CaseError(
            f"the evidence of {check.claim} cannot be given in {check.unit}",
            where=f"{where}.unit",
            why=str(error),
            do="Give the unit that the formula has",
        ) from error


def _where(case: Case, claim: str) -> str:
    return f"{case.id}/claims.yaml: {claim}"


def _checked(case: Case, row: Mapping[str, str], check: ClaimCheck) -> Claim:
    where = _where(case, check.claim)
    value, known = _claimed(row, f"{case.id}/ledgers/claims.csv: {check.claim}.unit")
    terms = {}
    for name, asked in check.terms.items():
        terms[name] = answer(asked, case, where=f"{where}.terms.{name}")
        known[name] = terms[name].operand
    evidence = _evidence(check, known, where)
    known["evidence"] = evidence
    verdict, because = _decided(check, known, where)
    return replace(
        _read(row, value),
        verdict=verdict,
        because=because,
        evidence=Value.missing("no number") if evidence is None else Value.exact(evidence.number),
        unit="" if evidence is None else check.unit,
        ground=_ground(check),
        terms=terms,
        formula=check.evidence,
        note=check.note,
    )


def _ground(check: ClaimCheck) -> Ground:
    """Return the firmest ground that a term of a check has."""
    order = list(Ground)
    return min((_GROUNDS[term.ask] for term in check.terms.values()), key=order.index)


def _read(row: Mapping[str, str], claimed: Value) -> Claim:
    """Return a claim as the ledger has it: words about words, judged by a reader."""
    return Claim(
        id=row["id"],
        wording=row["wording"],
        said_by=row["said_by"],
        said_in=row["claim_source"],
        date=row["year"],
        claimed=claimed,
        claimed_unit=row["unit"],
        verdict=Verdict(row["verdict"]),
        reviewed=Verdict(row["verdict"]),
        because=row["evidence"] or row["note"],
        evidence=Value.missing("judged, not computed"),
        unit="",
        ground=Ground.READ,
        terms={},
        note=row["note"],
        reply=row.get("reply", ""),
    )


def _stated(case: Case, row: Mapping[str, str]) -> Claim:
    value, _ = _claimed(row, f"{case.id}/ledgers/claims.csv: {row['id']}.unit")
    return _read(row, value)


_CHECKED: dict[tuple[str, ...], tuple[Claim, ...]] = {}
"""By case, what-ifs and evidence: nothing else moves a verdict."""


def check_claims(case: Case) -> tuple[Claim, ...]:
    """Return every claim of the case, in the ledger's order, checked against the evidence.

    Raises
    ------
    CaseError, UnknownNameError : a term, unit or rule that cannot stand, with file and key
    """
    changed = (f"{item.path}={item.after.value!r}" for item in case.overrides)
    key = (case.fingerprint, bundle().fingerprint, *changed)
    if key not in _CHECKED:
        _CHECKED[key] = _check_all(case)
    return _CHECKED[key]


def _check_all(case: Case) -> tuple[Claim, ...]:
    rows = case.ledgers["claims"].to_dicts() if "claims" in case.ledgers else []
    checks = case.claim_checks
    unknown = sorted(set(checks) - {row["id"] for row in rows})
    if unknown:
        raise CaseError(
            f"no claim is called {', '.join(unknown)}",
            where=f"{case.id}/claims.yaml",
            do="Name rows of ledgers/claims.csv",
        )
    quotes = quotes_of(case)
    found = (
        _checked(case, row, checks[row["id"]]) if row["id"] in checks else _stated(case, row)
        for row in rows
    )
    return tuple(replace(claim, quote=quotes.get(claim.id)) for claim in found)


class ClaimLookup:
    """Answers for the evidence of the claims of one case; a ``trace.Lookup``."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def find(self, id_: str) -> Record | None:
        """Return the record of a claim's evidence or of one term, None if it is not ours."""
        parsed = parse_result_id(id_)
        if parsed is None or parsed[1] not in {_EVIDENCE, _TERM}:
            return None
        keys = parsed[2]
        if keys.get("case") != self.case.id:
            return None
        claims = {claim.id: claim for claim in check_claims(self.case)}
        claim = claims.get(keys.get("claim", ""))
        if claim is None:
            return None
        if parsed[1] == _EVIDENCE:
            return self._claim(claim)
        return self._term(claim, keys.get("term", ""))

    def _claim(self, claim: Claim) -> Record:
        used = names_in(claim.formula) if claim.formula else frozenset(claim.terms)
        row = f"case:{self.case.id}/ledgers/claims:{claim.id}"
        others = [name for name in claim.terms if name not in used]
        return Record(
            id=claim_id(self.case, claim.id),
            title=f"Evidence on: {claim.wording}",
            value=claim.evidence,
            unit=of_the_day(claim.unit),
            kind=RecordKind.MEASURE,
            formula=claim.formula or "asked of the evidence; see the inputs",
            sources=("orepact",),
            note=" ".join(
                part for part in (f"Verdict: {claim.verdict}.", claim.because, claim.note) if part
            ),
            parents=(
                Parent(role="claim", id=row),
                *(
                    Parent(role=name, id=term_id(self.case, claim.id, name))
                    for name in [*sorted(used & set(claim.terms)), *others]
                ),
            ),
        )

    def _term(self, claim: Claim, name: str) -> Record | None:
        found = claim.terms.get(name)
        if found is None:
            return None
        check = self.case.claim_checks[claim.id].terms[name]
        number = getattr(check, "number", None)
        return Record(
            id=term_id(self.case, claim.id, name),
            title=found.title,
            value=found.value,
            unit=of_the_day(found.unit),
            kind=RecordKind.PARAMETER if number is not None else RecordKind.MEASURE,
            formula=found.formula or ("" if number is not None else "as asked"),
            sources=(number.source,) if number is not None else ("orepact",),
            locator=number.locator if number is not None else "",
            quality=str(number.quality) if number is not None else "",
            note=found.note,
            parents=found.parents,
        )
