"""``terms.yaml``: every name it uses is in the case, and every term in the power of its grantor."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from orepact.case.crosscheck import Names
from orepact.case.files import CaseFile
from orepact.case.reference import unknown_name
from orepact.case.terms_file import Lever, LeverKind, TermsFile
from orepact.errors import CaseError, OrepactError
from orepact.mine import ProjectFile, RegimeFile

__all__ = ["terms_problems"]

_ROW = re.compile(r"\b[A-Z]\d{3}\b")
_SIDES = ("importer", "host", "company")


def _sources(file: CaseFile, key: str, text: str, names: Names) -> Iterator[OrepactError]:
    for row in _ROW.findall(text):
        if row.startswith("L"):
            yield from unknown_name(file, key, "row of the ledger of legal terms", row, names.terms)


class _Reader:
    """The files around a lever: its project, its regime and its lender."""

    def __init__(self, files: Mapping[str, CaseFile]) -> None:
        self.files = files

    def project(self, id_: str) -> ProjectFile | None:
        file = self.files.get(f"projects/{id_}")
        return None if file is None else file.model

    def regime(self, project: ProjectFile) -> RegimeFile | None:
        file = self.files.get(f"regimes/{project.regime}")
        return None if file is None else file.model

    def lender(self, facility: str) -> str | None:
        file = self.files.get("facilities")
        items = file.model.facilities if file else ()
        return next((item.lender for item in items if item.id == facility), None)

    def decks(self) -> list[str]:
        file = self.files.get("decks")
        return [deck.id for deck in file.model.decks] if file else []


def _power(
    file: CaseFile, key: str, lever: Lever, holders: Collection[str], why: str
) -> Iterator[OrepactError]:
    """Refuse a term that is outside the power of the party that is said to grant it."""
    if lever.granted_by in holders:
        return
    who = " or ".join(sorted(holders))
    yield CaseError(
        f"{key}.granted_by: {lever.granted_by} cannot grant {lever.title!r}",
        where=file.where(f"{key}.granted_by"),
        why=why if holders else f"{why}; no power over it is stated",
        do=f"Name {who}, or take the term out" if holders else "State the power, or take it out",
    )


def _lever(
    file: CaseFile, key: str, lever: Lever, names: Names, read: _Reader
) -> Iterator[OrepactError]:
    yield from unknown_name(file, f"{key}.project", "project", lever.project, names.projects)
    for name in ("to", "payer", "granted_by"):
        party = getattr(lever, name)
        if party:
            yield from unknown_name(file, f"{key}.{name}", "party", party, names.parties)
    project = read.project(lever.project)
    if project is None:
        return
    owners = {holder.party for holder in project.owners}
    if lever.kind is LeverKind.LEVY:
        yield from _levy(file, key, lever, project, read)
    elif lever.kind is LeverKind.MARGIN:
        if "facilities" in names.unread:
            return
        yield from unknown_name(file, f"{key}.of", "facility", lever.of, names.facilities)
        lender = read.lender(lever.of)
        if lender is not None:
            why = f"Only the lender sets its margin, and {lever.of} is lent by {lender}"
            yield from _power(file, key, lever, {lender}, why)
    elif lever.kind is LeverKind.FLOOR:
        if "decks" not in names.unread:
            yield from unknown_name(file, f"{key}.of", "price deck", lever.of, read.decks())
        why = f"{lever.payer} would pay it"
        yield from _power(file, key, lever, {lever.payer}, why)
    elif lever.kind in (LeverKind.EQUITY, LeverKind.CARRY):
        if lever.payer not in owners:
            yield CaseError(
                f"{key}.payer: {lever.payer} owns nothing of {lever.project}",
                where=file.where(f"{key}.payer"),
                do=f"Name one of {', '.join(sorted(owners))}",
            )
        yield from _power(file, key, lever, {lever.payer}, "Only an owner can give its share")
    else:
        if lever.kind is LeverKind.WINDFALL and "decks" not in names.unread:
            yield from unknown_name(file, f"{key}.of", "price deck", lever.of, read.decks())
        operator = project.owners[0].party
        why = f"The project pays it, and {operator} operates the project"
        yield from _power(file, key, lever, {operator}, why)


def _levy(
    file: CaseFile, key: str, lever: Lever, project: ProjectFile, read: _Reader
) -> Iterator[OrepactError]:
    regime = read.regime(project)
    if regime is None:
        return
    lines = {levy.id: levy for levy in regime.levies}
    if lever.of not in lines:
        yield from unknown_name(file, f"{key}.of", f"line of regime {regime.id}", lever.of, lines)
        return
    model = file.model
    recipient = lines[lever.of].recipient
    holders = {power.party for power in model.powers if recipient in power.levies_of}
    law = lines[lever.of].legal_source
    why = f"It is a levy of {recipient} ({law})"
    yield from _power(file, key, lever, holders, why)


def terms_problems(files: Mapping[str, CaseFile], names: Names) -> list[OrepactError]:
    """Return every reference of ``terms.yaml`` that leads nowhere, and every term out of power.

    Parameters
    ----------
    files : mapping of str to CaseFile
        As read; files that could not be read are absent.
    names : Names
        What the case has.
    """
    if "terms" not in files:
        return []
    file = files["terms"]
    model = file.model
    assert isinstance(model, TermsFile)
    read, found = _Reader(files), list[OrepactError]()
    for place, power in enumerate(model.powers):
        key = f"powers[{place}]"
        for party in (power.party, *power.levies_of):
            found += unknown_name(file, key, "party", party, names.parties)
        found += _sources(file, f"{key}.legal_source", power.legal_source, names)
    for place, lever in enumerate(model.levers):
        key = f"levers[{place}]"
        found += _lever(file, key, lever, names, read)
        found += _sources(file, f"{key}.legal_source", lever.legal_source, names)
    for place, item in enumerate(model.renegotiations):
        key = f"renegotiations[{place}]"
        found += unknown_name(file, f"{key}.exposed", "party", item.exposed, names.parties)
        found += _sources(file, f"{key}.legal_source", item.legal_source, names)
    for place, weight in enumerate(model.need_weights):
        found += unknown_name(file, f"need_weights[{place}].side", "side", weight.side, _SIDES)
    if model.staying is not None:
        if "decks" not in names.unread:
            found += unknown_name(
                file, "staying.latest", "price deck", model.staying.latest, read.decks()
            )
        for place, event in enumerate(model.staying.events):
            blocs = [name for bloc in event.blocs for name in bloc]
            for party in (*event.parties, *event.together, *blocs):
                key = f"staying.events[{place}].parties"
                found += unknown_name(file, key, "party", party, names.parties)
    return found
