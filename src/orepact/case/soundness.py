"""Dates and money that must fit together across the files of a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from orepact.case.files import CaseFile
from orepact.case.header import CaseHeader
from orepact.case.numbers import numbers_of
from orepact.enable import EnablerOption
from orepact.errors import CaseError, OrepactError
from orepact.evidence import Parameter
from orepact.mine import FacilityFile, ProjectFile

__all__ = ["soundness_problems"]

_RATE_TOLERANCE = 0.25
"""Percentage points by which a printed pair of real and nominal rates may miss."""


def _header_name(header: CaseHeader, file: CaseFile, folder: str) -> Iterator[OrepactError]:
    if header.id != folder:
        yield CaseError(
            f"id: {header.id!r} is not the folder's name {folder!r}",
            where=file.where("id"),
            do="Make them the same",
        )


def _future(file: CaseFile, key: str, day: date, as_of: date, what: str) -> Iterator[OrepactError]:
    if day > as_of:
        yield CaseError(
            f"{key}: {what} {day} lies after the case's as_of {as_of}",
            where=file.where(key),
            do="Correct the date, or move as_of",
        )


def _dates(files: Mapping[str, CaseFile], as_of: date) -> Iterator[OrepactError]:
    if "sources" in files:
        file = files["sources"]
        for position, document in enumerate(file.model.sources):
            first = document.earliest()
            if first is not None:
                key = f"sources[{position}].date"
                yield from _future(file, key, first, as_of, f"{document.id} is dated")
            key = f"sources[{position}].as_of"
            yield from _future(file, key, document.as_of, as_of, f"{document.id} was read on")
    if "gates" in files:
        for position, gate in enumerate(files["gates"].model.gates):
            key = f"gates[{position}].as_of"
            yield from _future(files["gates"], key, gate.as_of, as_of, "the state of")
    for file in files.values():
        if isinstance(file.model, EnablerOption):
            day = file.model.status_as_of
            yield from _future(file, "status_as_of", day, as_of, "the status of")


def _price_years(files: Mapping[str, CaseFile], header: CaseHeader) -> Iterator[OrepactError]:
    """Money of a year must be one that the price index covers; other numbers have no such year."""
    covered = {entry.year for entry in header.money.price_index}
    for file in files.values():
        for spot in numbers_of(file.spots).values():
            number = spot.model
            assert isinstance(number, Parameter)
            if number.price_year is None or number.price_year in covered:
                continue
            yield CaseError(
                f"{spot.key}: price_year {number.price_year} is not in case.yaml's price_index",
                where=file.where(f"{spot.key}.price_year"),
                why="Money of that year cannot be brought into the case's money",
                do=f"The index covers {min(covered)} to {max(covered)}",
            )


def _starts(files: Mapping[str, CaseFile], header: CaseHeader) -> Iterator[OrepactError]:
    """Report starts after the horizon, which could never be chosen."""
    for file in files.values():
        if not isinstance(file.model, ProjectFile):
            continue
        for position, variant in enumerate(file.model.variants):
            late = [year for year in variant.first_spend_years if year > header.horizon.end]
            if late:
                key = f"variants[{position}].first_spend_years"
                yield CaseError(
                    f"{key}: {', '.join(map(str, late))} lies after the horizon's end",
                    where=file.where(key),
                    why=f"Decisions fall in {header.horizon.start} to {header.horizon.end}",
                    do="Remove the year, or lengthen the horizon in case.yaml",
                )


def _rates(file: CaseFile, header: CaseHeader) -> Iterator[OrepactError]:
    """``(1 + real)(1 + inflation) - 1 = nominal`` within rounding, in the case's own currency."""
    inflation = header.money.inflation.to("%")
    for position, rate in enumerate(file.model.rates):
        if rate.currency != header.money.currency:
            continue
        real, nominal = rate.real.to("%"), rate.nominal.to("%")
        implied = ((1 + real / 100) * (1 + inflation / 100) - 1) * 100
        if abs(implied - nominal) > _RATE_TOLERANCE:
            yield CaseError(
                f"rates[{position}]: {rate.party} has {real:g} % real and {nominal:g} % nominal",
                where=file.where(f"rates[{position}]"),
                why=f"At {inflation:g} % inflation, {real:g} % real is {implied:.2f} % nominal",
                do="Give a pair that belongs together",
            )


def _inflation(file: CaseFile, header: CaseHeader) -> Iterator[OrepactError]:
    own, theirs = header.money.inflation.to("%"), file.model.inflation.to("%")
    if own != theirs:
        yield CaseError(
            f"inflation: {theirs:g} % here and {own:g} % in case.yaml",
            where=file.where("inflation"),
            why="One case has one inflation of its money",
            do="Make them the same",
        )


def soundness_problems(
    files: Mapping[str, CaseFile], folder: str, *, is_what_if: bool = False
) -> list[OrepactError]:
    """Return every date and money that does not fit.

    Parameters
    ----------
    files : mapping of str to CaseFile
        As read; without ``case.yaml`` nothing can be said.
    folder : str
        Name of the case's folder.
    is_what_if : bool
        Whether numbers were changed on purpose; then real and nominal rates need not match.
    """
    if "case" not in files:
        return []
    header = files["case"].model
    found = [*_header_name(header, files["case"], folder)]
    found += _dates(files, header.as_of)
    found += _price_years(files, header)
    found += _starts(files, header)
    if "rates" in files and not is_what_if:
        found += _rates(files["rates"], header)
    if "facilities" in files and isinstance(files["facilities"].model, FacilityFile):
        found += _inflation(files["facilities"], header)
    return found
