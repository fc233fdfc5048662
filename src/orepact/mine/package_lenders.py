"""Which facilities stand behind a project in a package."""

from __future__ import annotations

from orepact.errors import CaseError
from orepact.mine.facility_file import Facility, FacilityFile

__all__ = ["lenders_of"]


def lenders_of(facilities: FacilityFile, package: str, project: str) -> list[Facility]:
    """Return the facilities that stand behind a project in a package.

    Raises
    ------
    CaseError : if the package is not known
    """
    found = [item for item in facilities.packages if item.id == package]
    if not found:
        known = ", ".join(item.id for item in facilities.packages)
        raise CaseError(
            f"package {package!r} is not known",
            where=f"projects/{project}.yaml:packages",
            do=f"Take one of {known}, or add it to facilities.yaml",
        )
    return [
        item
        for item in facilities.facilities
        if item.id in found[0].facilities and (not item.projects or project in item.projects)
    ]
