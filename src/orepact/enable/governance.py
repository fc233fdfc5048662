"""Who may decide what, how long a licence takes, which gaps block, and when a repair may come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orepact.enable.finding import Finding, parents_of, state_of
from orepact.enable.governance_file import (
    GovernanceFile,
    LicencePath,
    ScreenKind,
    ScreenResult,
    Step,
)
from orepact.enable.legal_repair import LegalRepair, chance_done, readings, year_reached
from orepact.evidence import Parameter
from orepact.quantity import Value
from orepact.trace import Parent

__all__ = ["GovernanceCase", "governance_findings"]

_CHANCES = (0.1, 0.5, 0.9)
_AHEAD = range(1, 11)
"""Whole years after the case's day for which the chance of a repair is given."""


@dataclass(frozen=True)
class GovernanceCase:
    """What of a case governance is read from.

    Parameters
    ----------
    case : str
        Id.
    file : GovernanceFile
    ledger : mapping of str to mapping
        Rows of the ledger of governance, by id.
    titles : mapping of str to str
        Project to its title.
    this_year : int
        Year of the case's day.
    """

    case: str
    file: GovernanceFile
    ledger: Mapping[str, Mapping[str, str | None]]
    titles: Mapping[str, str]
    this_year: int

    def names(self, projects: tuple[str, ...]) -> str:
        """Return projects in words."""
        return "; ".join(self.titles[project] for project in projects)


def _powers(given: GovernanceCase) -> Iterator[Finding]:
    for item in given.file.powers:
        shows = " ".join(evidence.shows for evidence in item.evidence)
        yield state_of(
            "enable.governance_power",
            {"case": given.case, "power": item.id},
            f"{item.subject}: {item.holder}",
            str(item.state),
            sources=tuple(evidence.source for evidence in item.evidence),
            note=" ".join(part for part in (shows, item.note) if part),
            subject=item.subject,
            tier=str(item.tier),
            holder=item.holder,
            law=item.law,
            fiscal="yes" if item.is_fiscal else "",
            evidence=shows or "none",
        )


def _wait(
    given: GovernanceCase, path: LicencePath, step: Step, kind: str, number: Parameter | None
) -> Finding:
    keys = {"case": given.case, "path": path.id, "step": step.id, "kind": kind}
    gap = "no time was read" if kind == "statutory" else "no case was found"
    span = number.bounds("month") if number is not None and number.range is not None else None
    id_ = f"case:{given.case}/governance:paths.{path.id}.steps.{step.id}.{kind}"
    return Finding(
        measure="enable.governance_wait",
        keys=keys,
        title=f"{path.title}: {step.title}, {kind}",
        value=Value.missing(gap) if number is None else Value.exact(number.to("month")),
        low=span[0] if span else None,
        high=span[1] if span else None,
        unit="month",
        formula="" if number is None else kind,
        parents=() if number is None else parents_of([(kind, id_)]),
        sources=("orepact",) if number is None else (number.source,),
        note=step.note if number is None else number.note,
        cells={"path": path.title, "step": step.title, "by": step.by, "kind": kind},
    )


def _paths(given: GovernanceCase) -> Iterator[Finding]:
    for path in given.file.paths:
        for step in path.steps:
            yield _wait(given, path, step, "statutory", step.statutory)
            yield _wait(given, path, step, "observed", step.observed)


def _gaps(given: GovernanceCase) -> Iterator[Finding]:
    """Yield every gap with its severity, worst first; severity is the ledger's own reading."""
    rows = [(item, given.ledger[item.row]) for item in given.file.gaps]
    for item, row in sorted(rows, key=lambda pair: (-float(pair[1]["severity"] or 0), pair[0].row)):
        severity = row["severity"]
        yield Finding(
            measure="enable.governance_gap",
            keys={"case": given.case, "row": item.row},
            title=f"{row['item']}: {row['issue']}",
            value=Value.exact(float(severity)) if severity else Value.missing("not rated"),
            unit="1",
            formula="severity from 1 to 5, as the ledger rates it",
            parents=parents_of(
                [("ledger row", f"case:{given.case}/ledgers/governance:{item.row}")]
            ),
            sources=(str(row["source"]),),
            note=str(row["fact"] or ""),
            cells={
                "gap": str(row["issue"] or row["fact"] or row["item"]),
                "where": str(row["item"]),
                "jurisdiction": str(row["jurisdiction"] or ""),
                "status": str(row["status"] or ""),
                "remedy": str(row["possible_remedy"] or "none named"),
                "blocks": given.names(item.blocks),
                "repair": item.repair,
            },
        )


def _repairs(given: GovernanceCase) -> Iterator[Finding]:
    for repair in given.file.repairs:
        start = f"case:{given.case}/governance:repairs.{repair.id}"
        parents = parents_of((key, f"{start}.{key}") for key in ("never", "scale", "shape"))
        ends = readings(repair)
        base = {"case": given.case, "repair": repair.id}
        cells = {"repair": repair.title, "by": repair.by}
        low, high = repair.never.bounds("%")
        yield Finding(
            measure="enable.governance_repair_never",
            keys=base,
            title=f"{repair.title}: chance that it never comes",
            value=Value.exact(repair.never.to("%")),
            low=low,
            high=high,
            unit="%",
            formula="never",
            parents=parents,
            note=f"Assumed, not measured. {repair.never.note} {repair.note}".strip(),
            cells={**cells, "of": "never"},
        )
        for ahead in _AHEAD:
            year = given.this_year + ahead
            chance = {
                name: round(100.0 * chance_done(year + 1 - repair.starts, **end), 1)
                for name, end in ends.items()
            }
            yield Finding(
                measure="enable.governance_repair_by",
                keys={**base, "year": year},
                title=f"{repair.title}: chance that it has come by the end of {year}",
                value=Value.exact(chance["central"]),
                low=chance["slow"],
                high=chance["fast"],
                unit="%",
                formula="(1 - never) * (1 - exp(-(wait / scale) ** shape))",
                parents=parents,
                note="Assumed, not measured.",
                cells={**cells, "of": "by", "year": year},
            )
        yield from _repair_dates(repair, ends, base, cells, parents)


def _repair_dates(
    repair: LegalRepair,
    ends: Mapping[str, dict[str, float]],
    base: Mapping[str, str],
    cells: Mapping[str, str],
    parents: tuple[Parent, ...],
) -> Iterator[Finding]:
    """Yield the year by which it has come with a chance of one in ten, one in two, nine in ten."""
    for chance in _CHANCES:
        by = {name: year_reached(chance, starts=repair.starts, **end) for name, end in ends.items()}
        central, slow, fast = by["central"], by["slow"], by["fast"]
        words = {name: "never" if year is None else f"{year:.1f}" for name, year in by.items()}
        yield Finding(
            measure="enable.governance_repair_date",
            keys={**base, "chance": f"{chance:g}"},
            title=f"{repair.title}: year by which it has come with a chance of {chance:.0%}",
            value=Value.missing("never") if central is None else Value.exact(round(central, 1)),
            low=round(fast, 1) if None not in (central, slow) and fast is not None else None,
            high=round(slow, 1) if central is not None and slow is not None else None,
            unit="year",
            formula="starts + scale * (-ln(1 - chance / (1 - never))) ** (1 / shape)",
            parents=parents,
            note=f"Fast {words['fast']}, slow {words['slow']}; assumed, not measured.",
            cells={**cells, "of": "date", "chance": f"{chance:.0%}", **words},
        )


def _screens(given: GovernanceCase) -> Iterator[Finding]:
    """Yield every screen of every counterparty; one that nobody made has no evidence."""
    made = {(item.counterparty, item.kind): item for item in given.file.screens}
    for party in given.file.counterparties:
        for kind in ScreenKind:
            item = made.get((party.id, kind))
            evidence = item.evidence if item is not None else ()
            result = item.result if item is not None else ScreenResult.NO_EVIDENCE
            yield state_of(
                "enable.governance_screen",
                {"case": given.case, "counterparty": party.id, "kind": str(kind).replace(" ", "-")},
                f"{party.title}: {kind}",
                str(result),
                sources=tuple(entry.source for entry in evidence),
                note=" ".join(entry.shows for entry in evidence) or "No screening was seen.",
                counterparty=party.title,
                kind=str(kind),
                projects=given.names(party.projects),
                evidence=" ".join(entry.shows for entry in evidence),
            )


def _units(given: GovernanceCase) -> Iterator[Finding]:
    units = given.file.units
    for item in units.changes if units is not None else ():
        assert units is not None
        yield state_of(
            "enable.governance_unit",
            {"case": given.case, "unit": item.unit},
            f"{item.unit}, {item.province}: made from {item.parent}",
            item.date.isoformat() if item.date is not None else "date not seen",
            sources=(units.source,),
            note=f"{units.locator}. {units.note}".strip(". "),
            unit_name=item.unit,
            parent=item.parent,
            province=item.province,
        )


def governance_findings(given: GovernanceCase) -> list[Finding]:
    """Return powers, waits, gaps, repairs, screens and units that changed."""
    families = (_powers, _paths, _gaps, _repairs, _screens, _units)
    return [item for family in families for item in family(given)]
