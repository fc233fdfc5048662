"""Instruments, worlds without the deal, economy, failures: every name they use is in the case."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from orepact.case.crosscheck import Names
from orepact.case.failure_file import FailuresFile
from orepact.case.files import CaseFile
from orepact.case.instrument_file import InstrumentsFile
from orepact.case.macro_file import MacroFile
from orepact.case.no_deal_file import NoDealFile
from orepact.case.numbers import numbers_of
from orepact.case.party import Party
from orepact.case.reference import unknown_name
from orepact.errors import CaseError, OrepactError

__all__ = ["bargain_problems"]

_SIDES = frozenset({"importer", "host", "company", "lender", "other"})


def _instruments(
    file: CaseFile, names: Names, lenders: Mapping[str, str]
) -> Iterator[OrepactError]:
    model = file.model
    assert isinstance(model, InstrumentsFile)
    known = names.projects | names.enablers
    for place, item in enumerate(model.instruments):
        key = f"instruments[{place}]"
        yield from unknown_name(file, f"{key}.party", "party", item.party, names.parties)
        if item.enabler:
            yield from unknown_name(file, f"{key}.enabler", "enabler", item.enabler, names.enablers)
        for number, judged in enumerate(item.eligible):
            at = f"{key}.eligible[{number}].of"
            yield from unknown_name(file, at, "project or enabler", judged.of, known)
        if item.facility and "facilities" not in names.unread:
            at = f"{key}.facility"
            yield from unknown_name(file, at, "facility", item.facility, names.facilities)
            lender = lenders.get(item.facility, item.party)
            if lender != item.party:
                yield CaseError(
                    f"{at}: {item.party} does not lend {item.facility!r}, {lender} does",
                    where=file.where(at),
                    why="A side can only bring what is in its power",
                    do=f"Name {lender} as the party, or another facility",
                )


def _no_deal(
    file: CaseFile, names: Names, decks: Collection[str], parties: Collection[Party]
) -> Iterator[OrepactError]:
    model = file.model
    assert isinstance(model, NoDealFile)
    for party in parties if model.weights else ():
        if party.must_agree and not {party.id, str(party.side)} & set(model.weights):
            yield CaseError(
                f"weights: party {party.id!r} has no disagreement point",
                where=file.where("weights"),
                why="Who must agree is held against a world without the deal",
                do=f"Weigh the worlds for {party.id}, or for its side: {party.side}",
            )
    for place, world in enumerate(model.worlds):
        for number, package in enumerate(world.packages or ()):
            at = f"worlds[{place}].packages[{number}]"
            yield from unknown_name(file, at, "package", package, names.packages)
    for who in model.weights:
        yield from unknown_name(
            file, f"weights.{who}", "party or side", who, names.parties | _SIDES
        )
    for place, belief in enumerate(model.beliefs):
        key = f"beliefs[{place}]"
        yield from unknown_name(file, f"{key}.party", "party", belief.party, names.parties)
        if belief.decks is not None and "decks" not in names.unread:
            for deck in belief.decks:
                yield from unknown_name(file, f"{key}.decks.{deck}", "price deck", deck, decks)
            missing = sorted(set(decks) - set(belief.decks))
            if missing:
                yield CaseError(
                    f"{key}.decks: {', '.join(missing)} has no weight",
                    where=file.where(f"{key}.decks"),
                    do="Give every deck of decks.yaml a weight, 0 if it is not believed",
                )


def _macro(file: CaseFile, names: Names) -> Iterator[OrepactError]:
    model = file.model
    assert isinstance(model, MacroFile)
    for place, party in enumerate(model.residents):
        yield from unknown_name(file, f"residents[{place}]", "party", party, names.parties)
    for place, item in enumerate(model.guarantees):
        key = f"guarantees[{place}]"
        yield from unknown_name(file, f"{key}.by", "party", item.by, names.parties)
        yield from unknown_name(file, f"{key}.project", "project", item.project, names.projects)


def _failures(files: Mapping[str, CaseFile]) -> Iterator[OrepactError]:
    """Report a frequency that points at a number which is not in the case."""
    file = files["failures"]
    assert isinstance(file.model, FailuresFile)
    for place, mode in enumerate(file.model.modes):
        stem, _, path = mode.number.partition(":")
        if not stem:
            continue
        known = numbers_of(files[stem].spots) if stem in files else {}
        where = f"modes[{place}].number"
        yield from unknown_name(file, where, "number", path, known)


def bargain_problems(files: Mapping[str, CaseFile], names: Names) -> list[OrepactError]:
    """Return every reference of ``instruments``, ``no-deal`` and ``macro`` that leads nowhere.

    Parameters
    ----------
    files : mapping of str to CaseFile
        As read; files that could not be read are absent.
    names : Names
        What the case has.
    """
    found: list[OrepactError] = []
    if "instruments" in files:
        facilities = files["facilities"].model.facilities if "facilities" in files else ()
        lenders = {item.id: item.lender for item in facilities}
        found += _instruments(files["instruments"], names, lenders)
    if "no-deal" in files:
        decks = files["decks"].model.decks if "decks" in files else ()
        parties = files["parties"].model.parties if "parties" in files else ()
        found += _no_deal(files["no-deal"], names, [deck.id for deck in decks], parties)
    if "macro" in files:
        found += _macro(files["macro"], names)
    if "failures" in files:
        found += _failures(files)
    return found
