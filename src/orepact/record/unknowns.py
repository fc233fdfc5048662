"""What a case does not know: consents not given, assumed numbers, figures nobody published, age."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from orepact.case import LEDGERS, Case
from orepact.enable import GateState
from orepact.evidence import Quality
from orepact.quantity import Kind
from orepact.record.worth_knowing import who_could_say

__all__ = ["Unknown", "UnknownKind", "unknowns"]

_ASKED = {GateState.NOT_ASKED, GateState.ASKED}


class UnknownKind(StrEnum):
    """Why something is not known."""

    CONSENT = "consent or permit"
    ASSUMED = "assumed"
    NOT_PUBLISHED = "not published or not found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """One thing that the case does not know.

    Parameters
    ----------
    what : str
        In the reader's words.
    kind : UnknownKind
    state : str
        Of a consent; empty for others.
    who : str
        Who could supply it.
    file : str
        First part of the name of the file whose numbers are assumed.
    ids : tuple of str
        Assumed numbers, or the ledger's row.
    """

    what: str
    kind: UnknownKind
    who: str
    state: str = ""
    file: str = ""
    ids: tuple[str, ...] = ()


def _consents(case: Case) -> Iterator[Unknown]:
    for gate in case.gates:
        if gate.state in _ASKED:
            yield Unknown(
                what=gate.title, kind=UnknownKind.CONSENT, state=str(gate.state), who=gate.who
            )


def _assumed(case: Case) -> Iterator[Unknown]:
    by_file: dict[str, list[str]] = {}
    for path, (name, spot) in sorted(case.numbers.items()):
        if getattr(spot.model, "quality", None) is Quality.D:
            by_file.setdefault(name.partition("/")[0], []).append(f"case:{case.id}/{path}")
    for stem, ids in by_file.items():
        yield Unknown(
            what=f"Assumed numbers: {stem}",
            kind=UnknownKind.ASSUMED,
            who=who_could_say().files.get(stem, who_could_say().other),
            file=stem,
            ids=tuple(ids),
        )


def _gaps(case: Case) -> Iterator[Unknown]:
    """Yield ledger rows that stand for a figure nobody could give."""
    for name, table in sorted(case.ledgers.items()):
        for row in table.to_dicts():
            id_ = f"case:{case.id}/ledgers/{name}:{row['id']}"
            record = case.find(id_)
            if record is None or record.value.kind is not Kind.MISSING:
                continue
            if "not available" in str(row.get("text", "")):
                yield Unknown(
                    what=row[LEDGERS[name].label],
                    kind=UnknownKind.NOT_PUBLISHED,
                    who=row["note"],
                    ids=(id_,),
                )


def unknowns(case: Case) -> tuple[Unknown, ...]:
    """Return what the case does not know: consents, assumed numbers by file, ledger gaps."""
    return (*_consents(case), *_assumed(case), *_gaps(case))
