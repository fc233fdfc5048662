"""Consent, land, law: every project, gate, flow, ledger row and counterparty they name is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import polars as pl

from orepact.case.crosscheck import Names
from orepact.case.files import CaseFile
from orepact.case.reference import unknown_name
from orepact.enable import (
    PRAISE,
    ConsentFile,
    EnvironmentFile,
    GateKind,
    GovernanceFile,
    SecurityFile,
)
from orepact.errors import CaseError, OrepactError

__all__ = ["safeguard_problems"]

_QUOTED = frozenset({"sources", "claims"})
"""Files that quote titles and claims as they were printed."""


def _consent(file: CaseFile, names: Names, flows: Collection[str]) -> Iterator[OrepactError]:
    model = file.model
    assert isinstance(model, ConsentFile)
    for position, item in enumerate(model.projects):
        at = f"projects[{position}]"
        yield from unknown_name(file, f"{at}.project", "project", item.project, names.projects)
        for place, flow in enumerate(item.flows if "commitments" not in names.unread else ()):
            yield from unknown_name(file, f"{at}.flows[{place}]", "benefit flow", flow, flows)
        for place, body in enumerate(item.bodies):
            key = f"{at}.bodies[{place}]"
            if "gates" in names.unread:
                continue
            yield from unknown_name(file, f"{key}.gate", "gate", body.gate, names.gates)
            gate = names.gates.get(body.gate)
            if gate is None:
                continue
            if item.project not in gate.guards:
                yield CaseError(
                    f"{key}.gate: gate {gate.id} does not guard {item.project}",
                    where=file.where(f"{key}.gate"),
                    why="An answer that guards nothing could be withheld and change nothing",
                    do="Add the project to its guards in gates.yaml",
                )
            if gate.asks is not body.tier:
                yield CaseError(
                    f"{key}.tier: gate {gate.id} asks the {gate.asks}, not the {body.tier}",
                    where=file.where(f"{key}.tier"),
                    do="Name a gate of that tier, or correct one of the two",
                )
            if gate.kind is GateKind.LAW:
                yield CaseError(
                    f"{key}.gate: gate {gate.id} is a law, which is nobody's consent",
                    where=file.where(f"{key}.gate"),
                    do="Name a consent or a permit",
                )

    asked = {item.project for item in model.projects}
    yield from _silent(file, "projects", names.projects, asked, "Say whom to ask, tier by tier")


def _environment(
    file: CaseFile, names: Names, scheduled: Collection[str]
) -> Iterator[OrepactError]:
    model = file.model
    assert isinstance(model, EnvironmentFile)
    for position, site in enumerate(model.sites):
        at = f"sites[{position}]"
        yield from unknown_name(file, f"{at}.project", "project", site.project, names.projects)
        if site.project in names.projects and site.project not in scheduled:
            yield CaseError(
                f"{at}.project: {site.project} has no schedule, so that no water can be counted",
                where=file.where(f"{at}.project"),
                do="Give it a schedule, or leave it out",
            )
        uses = (
            ("water.resource", site.water.resource),
            ("energy.resource", site.energy.resource),
        )
        for key, resource in uses:
            if resource:
                yield from unknown_name(file, f"{at}.{key}", "resource", resource, names.resources)

    for position, item in enumerate(model.uncounted):
        key = f"uncounted[{position}].project"
        yield from unknown_name(file, key, "project", item.project, names.projects)
    known = {*(site.project for site in model.sites), *(item.project for item in model.uncounted)}
    yield from _silent(
        file, "sites", names.projects, known, "Describe it, or list it under uncounted with why"
    )


def _security(file: CaseFile, names: Names) -> Iterator[OrepactError]:
    model = file.model
    assert isinstance(model, SecurityFile)
    for position, item in enumerate(model.exposed):
        key = f"exposed[{position}].project"
        yield from unknown_name(file, key, "project", item.project, names.projects)
    for project in model.not_exposed:
        yield from unknown_name(file, f"not_exposed.{project}", "project", project, names.projects)
    known = {*(item.project for item in model.exposed), *model.not_exposed}
    yield from _silent(
        file, "exposed", names.projects, known, "Describe it, or list it under not_exposed with why"
    )


def _silent(
    file: CaseFile, key: str, projects: Collection[str], known: Collection[str], do: str
) -> Iterator[OrepactError]:
    """Report projects of the case on which a file says nothing."""
    missing = sorted(set(projects) - set(known))
    if missing:
        yield CaseError(
            f"{key}: nothing is said on {', '.join(missing)}",
            where=file.where(key),
            why="What is left out would look like no effect",
            do=do,
        )


def _governance(file: CaseFile, names: Names, rows: Collection[str]) -> Iterator[OrepactError]:
    model = file.model
    assert isinstance(model, GovernanceFile)
    repairs = {item.id for item in model.repairs}
    known = {item.id for item in model.counterparties}
    for position, path in enumerate(model.paths):
        for place, project in enumerate(path.projects):
            key = f"paths[{position}].projects[{place}]"
            yield from unknown_name(file, key, "project", project, names.projects)
    for position, gap in enumerate(model.gaps):
        at = f"gaps[{position}]"
        yield from unknown_name(file, f"{at}.row", "row of governance.csv", gap.row, rows)
        for place, project in enumerate(gap.blocks):
            yield from unknown_name(
                file, f"{at}.blocks[{place}]", "project", project, names.projects
            )
        if gap.repair:
            yield from unknown_name(file, f"{at}.repair", "repair", gap.repair, repairs)
    for position, repair in enumerate(model.repairs):
        if repair.enabler:
            key = f"repairs[{position}].enabler"
            yield from unknown_name(file, key, "option", repair.enabler, names.enablers)
    for position, item in enumerate(model.counterparties):
        at = f"counterparties[{position}]"
        if item.party:
            yield from unknown_name(file, f"{at}.party", "party", item.party, names.parties)
        for place, project in enumerate(item.projects):
            yield from unknown_name(
                file, f"{at}.projects[{place}]", "project", project, names.projects
            )
    for position, screen in enumerate(model.screens):
        key = f"screens[{position}].counterparty"
        yield from unknown_name(file, key, "counterparty", screen.counterparty, known)


def _praise(files: Mapping[str, CaseFile]) -> Iterator[OrepactError]:
    """Report texts that call mining responsible while a standard at a site is not met."""
    if files["environment"].model.is_proven:
        return
    for name, file in files.items():
        if name in _QUOTED:
            continue
        for spot in file.spots:
            for field, text in spot.model:
                found = PRAISE.search(text) if isinstance(text, str) else None
                if found is not None:
                    key = f"{spot.key}.{field}".lstrip(".")
                    yield CaseError(
                        f"{key} says {found[0]!r}",
                        where=file.where(key),
                        why="A standard at a site of environment.yaml has a gap or no evidence",
                        do="Say what was done and by whom; for a duty write 'in charge of'",
                    )


def safeguard_problems(
    files: Mapping[str, CaseFile], ledgers: Mapping[str, pl.DataFrame], names: Names
) -> list[OrepactError]:
    """Return every reference of the three files that leads nowhere.

    Parameters
    ----------
    files : mapping of str to CaseFile
        As read; files that could not be read are absent.
    ledgers : mapping of str to polars.DataFrame
    names : Names
        What the case has.
    """
    found: list[OrepactError] = []
    if "consent" in files:
        promises = files["commitments"].model if "commitments" in files else None
        flows = {flow.id for flow in promises.flows} if promises is not None else set()
        found += _consent(files["consent"], names, flows)
    if "environment" in files:
        scheduled = {
            file.model.id
            for key, file in files.items()
            if key.startswith("projects/") and file.model.schedule is not None
        }
        found += _environment(files["environment"], names, scheduled)
        found += _praise(files)
    if "security" in files:
        found += _security(files["security"], names)
    if "governance" in files:
        ledger = ledgers.get("governance", pl.DataFrame())
        rows = set(ledger["id"]) if ledger.height else set()
        found += _governance(files["governance"], names, rows)
    return found
