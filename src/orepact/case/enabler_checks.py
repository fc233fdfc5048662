"""Corridor, workforce and tolls: every option, project, user and occupation they name is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from orepact.case.crosscheck import Names
from orepact.case.files import CaseFile
from orepact.case.reference import unknown_name
from orepact.enable import CorridorFile, EnablerOption, WorkforceFile
from orepact.errors import CaseError, OrepactError

__all__ = ["enabler_problems"]


def _corridor(file: CaseFile, names: Names) -> Iterator[OrepactError]:
    model = file.model
    assert isinstance(model, CorridorFile)
    stretches = [(f"lines[{n}]", line.modules) for n, line in enumerate(model.lines)]
    stretches += [(f"links[{n}]", link.modules) for n, link in enumerate(model.links)]
    for at, modules in stretches:
        for place, use in enumerate(modules):
            for option in use.options:
                key = f"{at}.modules[{place}].options"
                yield from unknown_name(file, key, "option", option, names.enablers)
    for position, port in enumerate(model.ports):
        for place, cargo in enumerate(port.cargo):
            for index, use in enumerate(cargo.modules):
                key = f"ports[{position}].cargo[{place}].modules[{index}].options"
                for option in use.options:
                    yield from unknown_name(file, key, "option", option, names.enablers)
    for position, loan in enumerate(model.finance):
        for name in ("lender", "borrower"):
            key = f"finance[{position}].{name}"
            yield from unknown_name(file, key, "party", getattr(loan, name), names.parties)


def _workforce(file: CaseFile, names: Names) -> Iterator[OrepactError]:
    model = file.model
    assert isinstance(model, WorkforceFile)
    for position, centre in enumerate(model.centres):
        if centre.enabler:
            key = f"centres[{position}].enabler"
            yield from unknown_name(file, key, "option", centre.enabler, names.enablers)
    for position, site in enumerate(model.sites):
        key = f"sites[{position}].project"
        yield from unknown_name(file, key, "project", site.project, names.projects)


def _receipts(file: CaseFile, names: Names, users: Collection[str]) -> Iterator[OrepactError]:
    model = file.model
    assert isinstance(model, EnablerOption)
    for position, receipt in enumerate(model.receipts):
        key = f"receipts[{position}]"
        known = names.projects | frozenset(users)
        yield from unknown_name(file, f"{key}.payer", "project or user", receipt.payer, known)
        if receipt.resource:
            where = f"{key}.resource"
            yield from unknown_name(file, where, "resource", receipt.resource, names.resources)
        elif receipt.payer in names.projects:
            yield CaseError(
                f"{key}.resource: project {receipt.payer} pays, but by no resource",
                where=file.where(f"{key}.resource"),
                why="A project's tonnes are counted by its use of a resource of the case",
                do="Name the resource; leave it out only for a user that is no project",
            )


def enabler_problems(files: Mapping[str, CaseFile], names: Names) -> Iterator[OrepactError]:
    """Yield every reference of corridor, workforce and receipts that leads nowhere.

    Parameters
    ----------
    files : mapping of name to CaseFile
    names : Names
    """
    corridor = files.get("corridor")
    users = [user.id for user in corridor.model.users] if corridor is not None else []
    if corridor is not None:
        yield from _corridor(corridor, names)
    if "workforce" in files:
        yield from _workforce(files["workforce"], names)
    for key, file in files.items():
        if key.startswith("enablers/"):
            yield from _receipts(file, names, users)
