"""What no file can know alone: every reference leads somewhere, once, and back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from orepact.case.composed import FREE_SOURCES
from orepact.case.files import CaseFile
from orepact.case.party import Control, ControlKind, Party, Rival
from orepact.case.reference import nearest
from orepact.enable import Capacity, EnablerOption, Evidence, Gate, Share
from orepact.errors import CaseError, OrepactError, UnknownNameError
from orepact.evidence import commodity, country
from orepact.mine import FOREIGN_OWNERS, DeckFile, FacilityFile, ProjectFile, RegimeFile
from orepact.quantity import conversion_factor

__all__ = ["Names", "reference_problems"]


_DEFINED_IN = {
    "party": "parties",
    "gate": "gates",
    "resource": "resources",
    "package": "facilities",
    "project, option or facility": "facilities",
    "price": "decks",
    "source": "sources",
}
"""Which file of the case defines a kind of name; projects, options and regimes are files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a case has, by id, so that references can be looked up."""

    parties: frozenset[str]
    projects: frozenset[str]
    enablers: frozenset[str]
    gates: Mapping[str, Gate]
    resources: Mapping[str, str]
    """Resource to unit."""
    regimes: frozenset[str]
    facilities: frozenset[str]
    packages: frozenset[str]
    price_keys: frozenset[str]
    """Keys that every deck has."""
    sold: frozenset[str]
    """Commodity and stage of every product, for example ``copper at stage refined``."""
    documents: frozenset[str]
    evidence: frozenset[str]
    """Sources of the evidence bundle."""
    terms: frozenset[str]
    """Rows of the ledger of legal terms."""
    unread: frozenset[str] = frozenset()
    """Files that could not be read: what they define is not known, and nothing is said of it."""

    @staticmethod
    def of(
        files: Mapping[str, CaseFile],
        *,
        evidence: frozenset[str],
        terms: frozenset[str],
        unread: frozenset[str] = frozenset(),
    ) -> Names:
        """Collect the ids of the files that could be read."""

        def items(name: str, key: str) -> list[object]:
            return list(getattr(files[name].model, key)) if name in files else []

        def folder(name: str) -> frozenset[str]:
            stems = {key.partition("/")[2] for key in unread if key.startswith(f"{name}/")}
            read = {file.model.id for key, file in files.items() if key.startswith(f"{name}/")}
            return frozenset(read | stems)

        def ids(name: str, key: str) -> frozenset[str]:
            return frozenset(str(getattr(item, "id", "")) for item in items(name, key))

        decks = items("decks", "decks")
        keys = [frozenset(getattr(deck, "prices", {})) for deck in decks]
        return Names(
            parties=ids("parties", "parties"),
            projects=folder("projects"),
            enablers=folder("enablers"),
            gates={gate.id: gate for gate in items("gates", "gates") if isinstance(gate, Gate)},
            resources={
                str(getattr(item, "id", "")): str(getattr(item, "unit", ""))
                for item in items("resources", "resources")
            },
            regimes=folder("regimes"),
            facilities=ids("facilities", "facilities"),
            packages=ids("facilities", "packages"),
            price_keys=frozenset.intersection(*keys) if keys else frozenset(),
            sold=frozenset(
                f"{product.commodity} at stage {product.stage}"
                for key, file in files.items()
                if key.startswith("projects/")
                for product in file.model.products
            ),
            documents=ids("sources", "sources"),
            evidence=evidence,
            terms=terms,
            unread=unread,
        )


class _Problems:
    """Problems of one file, each with its line."""

    def __init__(self, file: CaseFile, names: Names) -> None:
        self.file = file
        self.names = names
        self.found: list[OrepactError] = []

    def add(self, key: str, what: str, do: str = "", why: str = "") -> None:
        self.found.append(CaseError(f"{key}: {what}", where=self.file.where(key), why=why, do=do))

    def refer(self, key: str, kind: str, id_: str, known: Collection[str]) -> None:
        """Report an id that is not known, with the nearest ones."""
        if id_ in known or _DEFINED_IN.get(kind) in self.names.unread:
            return
        place = "every deck" if kind == "price" else "the case"
        self.add(key, f"{kind} {id_!r} is not in {place}", nearest(id_, known, kind))


def _sources(check: _Problems) -> None:
    """Every ``source`` and ``sources`` names a document, an evidence source or an assumption."""
    known = check.names.documents | check.names.evidence
    for spot in check.file.spots:
        for name in ("source", "sources"):
            given = getattr(spot.model, name, None)
            if given is None or check.file.name == "sources":
                continue
            free = FREE_SOURCES if name == "source" else frozenset()
            for source in [given] if isinstance(given, str) else given:
                if source not in free and isinstance(source, str):
                    check.refer(f"{spot.key}.{name}".lstrip("."), "source", source, known)


def _shares(check: _Problems) -> None:
    for spot in check.file.spots:
        if isinstance(spot.model, Share):
            check.refer(f"{spot.key}.party", "party", spot.model.party, check.names.parties)


def _unit(check: _Problems, key: str, unit: str, resource: str) -> None:
    wanted = check.names.resources.get(resource)
    if wanted is None:
        check.refer(key, "resource", resource, check.names.resources)
        return
    try:
        conversion_factor(unit, wanted)
    except ValueError:
        check.add(key, f"{unit} does not convert to {wanted}, the unit of {resource}")


def _enabler(check: _Problems, option: EnablerOption) -> None:
    for position, capacity in enumerate(option.provides):
        assert isinstance(capacity, Capacity)
        _unit(check, f"provides[{position}]", capacity.amount.unit, capacity.resource)
    for position, need in enumerate(option.needs):
        check.refer(f"needs[{position}].option", "option", need.option, check.names.enablers)
    if option.inside:
        check.refer("inside", "project", option.inside, check.names.projects)


def _project(check: _Problems, project: ProjectFile) -> None:
    names = check.names
    for position, holder in enumerate(project.owners):
        for field in ("party", "paid_by"):
            if getattr(holder, field):
                key = f"owners[{position}].{field}"
                check.refer(key, "party", getattr(holder, field), names.parties)
    check.refer("regime", "regime", project.regime, names.regimes)
    for position, package in enumerate(project.packages):
        check.refer(f"packages[{position}]", "package", package, names.packages)
    for position, need in enumerate(project.needs):
        check.refer(f"needs[{position}].enabler", "option", need.enabler, names.enablers)
    for position, use in enumerate(project.resource_use):
        _unit(check, f"resource_use[{position}]", use.unit, use.resource)
    for position, product in enumerate(project.products):
        key = f"products[{position}].price"
        check.refer(key, "price", product.price, names.price_keys)
    if project.feed is not None:
        check.refer("feed.price", "price", project.feed.price, names.price_keys)
        if project.feed.resource:
            check.refer("feed.resource", "resource", project.feed.resource, names.resources)
    for position, gate in enumerate(project.gates):
        key = f"gates[{position}]"
        check.refer(key, "gate", gate, names.gates)
        if gate in names.gates and project.id not in names.gates[gate].guards:
            check.add(key, f"gate {gate} does not guard {project.id}", "Add it to guards")
    _named(check, "commodity", project.commodity, commodity)


def _named(check: _Problems, key: str, name: str, look_up: Callable[[str], str]) -> None:
    """Report a country or commodity that nobody knows, or that has another short name."""
    try:
        found = look_up(name)
    except UnknownNameError as error:
        check.add(key, error.what, error.do)
        return
    if found != name:
        check.add(key, f"{name!r} is spelled {found!r} here", f"Write {found}")


_CONTROLLED = {
    ControlKind.CONSENT: "gate",
    ControlKind.FINANCE: "project, option or facility",
}


def _controls(check: _Problems, party: Party, at: str) -> None:
    names = check.names
    known = {
        ControlKind.LICENCE: names.projects,
        ControlKind.FINANCE: names.projects | names.enablers | names.facilities,
        ControlKind.ENABLER: names.enablers,
        ControlKind.CONSENT: frozenset(names.gates),
    }
    for position, control in enumerate(party.controls):
        assert isinstance(control, Control)
        for index, what in enumerate(control.of):
            key = f"{at}.controls[{position}].of[{index}]"
            if control.what is ControlKind.MARKET:
                _named(check, key, what, commodity)
            else:
                kind = _CONTROLLED.get(control.what, "project or option")
                check.refer(key, kind, what, known[control.what])


def _parties(check: _Problems) -> None:
    for position, party in enumerate(check.file.model.parties):
        _controls(check, party, f"parties[{position}]")
    for spot in check.file.spots:
        if isinstance(spot.model, Rival):
            _named(check, f"{spot.key}.country", spot.model.country, country)


def _rates(check: _Problems) -> None:
    rated = set()
    for position, rate in enumerate(check.file.model.rates):
        check.refer(f"rates[{position}].party", "party", rate.party, check.names.parties)
        rated.add(rate.party)
    for party in sorted(check.names.parties - rated):
        check.add("rates", f"party {party} has no rate", "Add one; without it no gain is computed")


def _gates(check: _Problems) -> None:
    for position, gate in enumerate(check.file.model.gates):
        for index, guarded in enumerate(gate.guards):
            known = check.names.projects | check.names.enablers
            check.refer(f"gates[{position}].guards[{index}]", "project or option", guarded, known)
        if gate.party:
            check.refer(f"gates[{position}].party", "party", gate.party, check.names.parties)
        for evidence in gate.evidence:
            assert isinstance(evidence, Evidence)


def _header(check: _Problems) -> None:
    header, names = check.file.model, check.names
    _named(check, "importer", header.importer, country)
    _named(check, "host", header.host, country)
    for position, name in enumerate(header.commodities):
        _named(check, f"commodities[{position}]", name, commodity)
    for position, premium in enumerate(header.strategic_premiums):
        key = f"strategic_premiums[{position}]"
        _named(check, f"{key}.commodity", premium.commodity, commodity)
        product = f"{premium.commodity} at stage {premium.stage}"
        if not any(name.startswith("projects/") for name in names.unread):
            check.refer(f"{key}.stage", "product of a project", product, names.sold)
    for position, budget in enumerate(header.budgets):
        check.refer(f"budgets[{position}].party", "party", budget.party, names.parties)
    first, last = header.horizon.start, header.horizon.end
    for position, wish in enumerate(header.requirements):
        if not first <= wish.by <= last:
            check.add(
                f"requirements[{position}].by",
                f"{wish.by} lies outside the decision years {first} to {last}",
                "Give a year within the horizon, or lengthen the horizon",
                "No plan could be held to it",
            )
        if wish.party:
            check.refer(f"requirements[{position}].party", "party", wish.party, names.parties)
        if wish.what:
            known = names.projects | names.enablers
            key = f"requirements[{position}].what"
            check.refer(key, "project or option", wish.what, known)


def _regime(check: _Problems, regime: RegimeFile) -> None:
    for position, levy in enumerate(regime.levies):
        key = f"levies[{position}]"
        check.refer(f"{key}.recipient", "party", levy.recipient, check.names.parties)
        for party in getattr(levy, "applies_to", []):
            if party != FOREIGN_OWNERS:
                check.refer(f"{key}.applies_to", "party", party, check.names.parties)
        rows = levy.legal_source.replace(",", " ").replace(";", " ").split()
        for row in rows if check.names.terms else []:
            if row[:1] == "L" and row[1:].isdigit():
                check.refer(f"{key}.legal_source", "row of terms.csv", row, check.names.terms)

    for position, award in enumerate(regime.awards):
        for place, share in enumerate(award.to):
            key = f"awards[{position}].to[{place}].party"
            check.refer(key, "party", share.party, check.names.parties)


def _facilities(check: _Problems, facilities: FacilityFile) -> None:
    for position, facility in enumerate(facilities.facilities):
        key = f"facilities[{position}]"
        check.refer(f"{key}.lender", "party", facility.lender, check.names.parties)
        for project in facility.projects:
            check.refer(f"{key}.projects", "project", project, check.names.projects)


def _cycles(files: Mapping[str, CaseFile]) -> Iterator[OrepactError]:
    """Report options that need each other in a ring."""
    needs = {
        file.model.id: [need.option for need in file.model.needs]
        for file in files.values()
        if isinstance(file.model, EnablerOption)
    }

    def reaches(start: str, at: str, seen: set[str]) -> bool:
        for option in needs.get(at, []):
            if option == start or (option not in seen and reaches(start, option, seen | {option})):
                return True
        return False

    for option in needs:
        if reaches(option, option, {option}):
            file = files[f"enablers/{option}"]
            yield CaseError(
                f"needs: option {option} needs itself, through the options it needs",
                where=file.where("needs"),
                do="Break the ring",
            )


def reference_problems(files: Mapping[str, CaseFile], names: Names) -> list[OrepactError]:
    """Return every reference that leads nowhere, file by file.

    Parameters
    ----------
    files : mapping of str to CaseFile
        As read; files that could not be read are absent.
    names : Names
        What the case has.
    """
    found: list[OrepactError] = []
    for name, file in files.items():
        check = _Problems(file, names)
        _sources(check)
        _shares(check)
        match file.model:
            case EnablerOption():
                _enabler(check, file.model)
            case ProjectFile():
                _project(check, file.model)
            case RegimeFile():
                _regime(check, file.model)
            case FacilityFile():
                _facilities(check, file.model)
            case DeckFile():
                pass
            case _ if name == "parties":
                _parties(check)
            case _ if name == "rates":
                _rates(check)
            case _ if name == "gates":
                _gates(check)
            case _ if name == "case":
                _header(check)
            case _:
                pass
        found += check.found
    return [*found, *_cycles(files)]
