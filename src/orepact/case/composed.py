"""The whole case, frozen: every file, every ledger, and an answer for every id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import polars as pl

from orepact.case.claim_file import ClaimCheck
from orepact.case.commitment_file import CommitmentsFile
from orepact.case.document import Document
from orepact.case.failure_file import FailureMode
from orepact.case.files import CaseFile
from orepact.case.header import CaseHeader
from orepact.case.instrument_file import Instrument
from orepact.case.ledger import LEDGERS, row_value
from orepact.case.macro_file import MacroFile
from orepact.case.no_deal_file import NoDealFile
from orepact.case.numbers import Spot, numbers_of
from orepact.case.offtake_file import OfftakeFile
from orepact.case.party import Party, Rate, Side
from orepact.case.terms_file import TermsFile
from orepact.enable import (
    CaseTable,
    CorridorFile,
    EnablerOption,
    Gate,
    Resource,
    Standing,
    WorkforceFile,
    cell_record,
    standing,
)
from orepact.errors import OrepactError, UnknownNameError
from orepact.evidence import Parameter, Quality, bundle
from orepact.mine import DeckFile, FacilityFile, ProjectFile, RegimeFile
from orepact.quantity import deflate, format_number
from orepact.trace import Parent, Record, RecordKind

__all__ = ["FREE_SOURCES", "Case", "Override"]

FREE_SOURCES = frozenset({"assumption", "what-if"})
"""Sources that are no document; both go with quality D."""
_RECORD = frozenset({"claims", "commitments"})
"""Files of the record: a plan reads none of their numbers."""
_FIGURE = re.compile(r"\bev-[a-z0-9]{12}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One what-if: which number was changed, and what stood there."""

    path: str
    """Within the case, for example ``projects/reko-diq:phases.phase-1.capex``."""
    before: Parameter
    after: Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A partnership case that passed every check.

    Parameters
    ----------
    folder : Path
        Where it was read.
    files : mapping of str to CaseFile
        The YAML files, by name within the case.
    ledgers : mapping of str to polars.DataFrame
        The tables, all columns as text.
    fingerprint : str
        SHA-256 over the names and bytes of all its files; what-ifs are not in it.
    overrides : tuple of Override
        What-ifs, in the order given.
    """

    folder: Path
    files: Mapping[str, CaseFile]
    ledgers: Mapping[str, pl.DataFrame]
    fingerprint: str
    overrides: tuple[Override, ...] = ()
    numbers: Mapping[str, tuple[str, Spot]] = field(init=False, repr=False, compare=False)
    """Path within the case to file name and spot, for every parameter that a plan may read."""

    def __post_init__(self) -> None:
        found = {
            f"{name}:{path}": (name, spot)
            for name, file in self.files.items()
            if name not in _RECORD
            for path, spot in numbers_of(file.spots).items()
        }
        object.__setattr__(self, "numbers", MappingProxyType(found))

    @property
    def header(self) -> CaseHeader:
        """``case.yaml``."""
        header = self.files["case"].model
        assert isinstance(header, CaseHeader)
        return header

    @property
    def id(self) -> str:
        """Short name of the case."""
        return self.header.id

    @property
    def parties(self) -> tuple[Party, ...]:
        """Who sits at the table."""
        return tuple(self.files["parties"].model.parties)

    @property
    def rates(self) -> Mapping[str, Rate]:
        """Discount rates by party."""
        return {rate.party: rate for rate in self.files["rates"].model.rates}

    @property
    def documents(self) -> Mapping[str, Document]:
        """Documents by id."""
        return {document.id: document for document in self.files["sources"].model.sources}

    @property
    def resources(self) -> tuple[Resource, ...]:
        """Shared capacities."""
        return tuple(self.files["resources"].model.resources) if "resources" in self.files else ()

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Consents, laws and permits."""
        return tuple(self.files["gates"].model.gates) if "gates" in self.files else ()

    @property
    def enablers(self) -> Mapping[str, EnablerOption]:
        """Enabler options by id."""
        return {file.model.id: file.model for file in self._folder("enablers")}

    @property
    def projects(self) -> Mapping[str, ProjectFile]:
        """Projects by id."""
        return {file.model.id: file.model for file in self._folder("projects")}

    @property
    def regimes(self) -> Mapping[str, RegimeFile]:
        """Fiscal regimes by id."""
        return {file.model.id: file.model for file in self._folder("regimes")}

    @property
    def decks(self) -> DeckFile | None:
        """Price decks, if the case has any."""
        return self.files["decks"].model if "decks" in self.files else None

    @property
    def facilities(self) -> FacilityFile | None:
        """Lenders' facilities and packages, if the case has any."""
        return self.files["facilities"].model if "facilities" in self.files else None

    @property
    def corridor(self) -> CorridorFile | None:
        """The corridor's network, users and prices, if the case has one."""
        return self.files["corridor"].model if "corridor" in self.files else None

    @property
    def workforce(self) -> WorkforceFile | None:
        """Who works, from where, trained in what, if the case says so."""
        return self.files["workforce"].model if "workforce" in self.files else None

    @property
    def tables(self) -> tuple[CaseTable, ...]:
        """Tables of figures that its files declare."""
        return tuple(
            table for file in self.files.values() for table in getattr(file.model, "tables", ())
        )

    @property
    def claim_checks(self) -> Mapping[str, ClaimCheck]:
        """How public claims are checked, by row of the ledger of claims."""
        checks = self.files["claims"].model.claims if "claims" in self.files else ()
        return {check.claim: check for check in checks}

    @property
    def promises(self) -> CommitmentsFile | None:
        """Commitments and benefit flows, if the case tracks any."""
        return self.files["commitments"].model if "commitments" in self.files else None

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """What each side can bring, if the case lists it."""
        return self.files["instruments"].model.instruments if "instruments" in self.files else ()

    @property
    def no_deal(self) -> NoDealFile | None:
        """Worlds without the deal, their weights and the parties' beliefs, if the case has any."""
        return self.files["no-deal"].model if "no-deal" in self.files else None

    @property
    def terms(self) -> TermsFile | None:
        """Which terms can be moved, by whom, and what could make a side leave, if it says so."""
        return self.files["terms"].model if "terms" in self.files else None

    @property
    def macro(self) -> MacroFile | None:
        """The host's economy today, if the case has it."""
        return self.files["macro"].model if "macro" in self.files else None

    @property
    def offtake(self) -> OfftakeFile | None:
        """What the importer's markets need and what is pledged elsewhere, if the case says so."""
        return self.files["offtake"].model if "offtake" in self.files else None

    @property
    def failures(self) -> tuple[FailureMode, ...]:
        """How plans like this one fail, if the case says."""
        return self.files["failures"].model.modes if "failures" in self.files else ()

    def _folder(self, name: str) -> Iterator[CaseFile]:
        return (file for key, file in self.files.items() if key.startswith(f"{name}/"))

    def party(self, id_: str) -> Party:
        """Return a party by id.

        Raises
        ------
        UnknownNameError : with the ids there are
        """
        for party in self.parties:
            if party.id == id_:
                return party
        raise UnknownNameError("party", id_, [party.id for party in self.parties])

    def on_side(self, side: Side) -> tuple[Party, ...]:
        """Return the parties on one side of the table."""
        return tuple(party for party in self.parties if party.side is side)

    def standing(self, guarded: str) -> Standing:
        """Return what the gates of a project or option mean for a plan."""
        return standing(self.gates, guarded)

    def real(self, parameter: Parameter, unit: str) -> float:
        """Return an amount in real money of the case's price year.

        ``amount * index[case year] / index[price_year]``; money of the day (without price_year) is
        returned as it stands.

        Parameters
        ----------
        parameter : Parameter
            Money, or money per something.
        unit : str
            The unit wanted.

        Raises
        ------
        OrepactError : if the price index lacks the year
        """
        amount = parameter.to(unit)
        if parameter.price_year is None:
            return amount
        money = self.header.money
        index = {entry.year: entry.level.value for entry in money.price_index}
        try:
            return deflate(
                amount, from_year=parameter.price_year, to_year=money.year, price_index=index
            )
        except ValueError as error:
            raise OrepactError(str(error), where="case.yaml: money.price_index") from error

    def count_by_quality(self) -> dict[str, int]:
        """Return how many parameters have each quality letter."""
        counts = dict.fromkeys((str(letter) for letter in Quality), 0)
        for _, spot in self.numbers.values():
            assert isinstance(spot.model, Parameter)
            counts[str(spot.model.quality)] += 1
        return counts

    def find(self, id_: str) -> Record | None:
        """Return the record of ``case:NAME/FILE:PATH``, or None if it is not this case's.

        Parameters
        ----------
        id_ : str
            For example ``case:us-pakistan/projects/reko-diq:phases.phase-1.capex`` or
            ``case:us-pakistan/ledgers/roadmap:R010``.
        """
        start = f"case:{self.id}/"
        if not id_.startswith(start):
            return None
        path = id_.removeprefix(start)
        if path.startswith("ledgers/"):
            return self._row_record(id_, path)
        if path not in self.numbers:
            return cell_record(self.folder, self.id, self.tables, id_)
        name, spot = self.numbers[path]
        assert isinstance(spot.model, Parameter)
        return self._number_record(id_, name, spot.path, spot.model)

    def _number_record(self, id_: str, name: str, path: str, number: Parameter) -> Record:
        model = self.files[name].model
        owner = getattr(model, "title", "") or name
        custody, as_of = self._provenance(number.source)
        return Record(
            id=id_,
            title=f"{owner}: {path.replace('.', ', ').replace('_', ' ')}",
            value=number.typed(),
            unit=number.unit,
            kind=RecordKind.PARAMETER,
            sources=(number.source,),
            locator=number.locator,
            custody=custody,
            quality=str(number.quality),
            as_of=as_of,
            note=_remark(number),
            parents=tuple(
                Parent(role="ledger row", id=f"case:{self.id}/ledgers/{ledger}:{row}")
                for ledger, row in self._rows_cited(number.locator)
            )
            + _figures_cited(number.locator),
        )

    def _provenance(self, source: str) -> tuple[str, str]:
        """Return custody and date of a document, or of a source of the evidence."""
        if source in FREE_SOURCES:
            return "", ""
        if source in self.documents:
            document = self.documents[source]
            return str(document.custody), document.date
        published = bundle().source(source)
        return str(published.custody), published.as_of.isoformat()

    def _rows_cited(self, locator: str) -> Iterator[tuple[str, str]]:
        words = locator.replace(";", " ").replace(",", " ").split()
        for ledger, table in self.ledgers.items():
            known = set(table["id"]) if table.height else set()
            yield from ((ledger, word) for word in words if word in known)

    def _row_record(self, id_: str, path: str) -> Record | None:
        ledger, _, row_id = path.removeprefix("ledgers/").partition(":")
        table = self.ledgers.get(ledger)
        rows = table.filter(pl.col("id") == row_id).to_dicts() if table is not None else []
        if not rows:
            return None
        row = rows[0]
        custody, as_of = self._provenance(row["source"])
        document = self.documents.get(row["source"])
        words = [row.get("text", ""), row.get("rule", ""), row.get("fact", ""), row["note"]]
        return Record(
            id=id_,
            title=row[LEDGERS[ledger].label],
            value=row_value(row),
            unit=row.get("evidence_unit") or row.get("cost_currency") or row.get("unit") or "",
            kind=RecordKind.SOURCE,
            sources=(row["source"],),
            locator=row["locator"] or (document.address if document else ""),
            custody=custody,
            quality=row["quality"],
            as_of=as_of,
            parents=_figures_cited(row["locator"]),
            note=" ".join(word for word in words if word),
        )


def _figures_cited(locator: str) -> tuple[Parent, ...]:
    """Return the figures of the evidence that a locator names by id."""
    ids = dict.fromkeys(_FIGURE.findall(locator))
    return tuple(Parent(role="figure", id=id_) for id_ in ids if bundle().record(id_) is not None)


def _remark(number: Parameter) -> str:
    parts = [number.note]
    if number.range is not None:
        low, high = (format_number(bound) for bound in number.range)
        unit = "" if number.unit == "1" else f" {number.unit}"
        parts.append(f"Range {low} to {high}{unit}.")
    if number.price_year is not None:
        parts.append(f"Prices of {number.price_year}.")
    return " ".join(part for part in parts if part)
