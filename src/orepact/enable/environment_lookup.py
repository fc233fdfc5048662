"""Every figure and state of land, water, waste and air of a case, in the order of its file."""

from __future__ import annotations

from orepact.enable.basin import basin_findings
from orepact.enable.environment import EnvironmentCase, site_findings, uncounted_findings
from orepact.enable.finding import Finding
from orepact.enable.standard_findings import standard_findings
from orepact.enable.tailings_dam import dam_findings
from orepact.errors import UnknownNameError

__all__ = ["environment_findings"]


def environment_findings(given: EnvironmentCase, project: str = "") -> list[Finding]:
    """Return basins, then site by site its figures, its dam and its standards.

    Parameters
    ----------
    given : EnvironmentCase
    project : str
        Only this site; basins always count all sites together.

    Raises
    ------
    UnknownNameError : no such site
    CaseError : a site whose project has no schedule, or takes nothing of the resource named
    """
    known = [*(item.project.id for item in given.sites), *given.uncounted]
    if project and project not in known:
        raise UnknownNameError("site", project, known)
    found = [item for basin in given.file.basins for item in basin_findings(given, basin)]
    for physics in given.sites:
        id_ = physics.project.id
        if project in ("", id_):
            found += site_findings(given, physics)
            found += dam_findings(given, physics)
            site = physics.site
            found += standard_findings(given, id_, site.requirements, site.exempt)
    for id_, item in given.uncounted.items():
        if project in ("", id_):
            found += uncounted_findings(given, item)
            found += standard_findings(given, id_, item.requirements, item.exempt)
    return found
