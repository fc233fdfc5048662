"""Each site against each standard, requirement by requirement, with the document."""

from __future__ import annotations

from collections.abc import Iterator

from orepact.enable.environment import EnvironmentCase
from orepact.enable.finding import Finding, parents_of
from orepact.enable.site_physics import SitePhysics
from orepact.enable.standards import STANDARDS, RequirementState, Standard, standard_state
from orepact.quantity import Value
from orepact.trace import Parent

__all__ = ["standard_findings"]


def _state(
    measure: str,
    keys: dict[str, str],
    title: str,
    state: RequirementState,
    *,
    parents: tuple[Parent, ...] = (),
    sources: tuple[str, ...] = ("orepact",),
    note: str = "",
    **cells: str,
) -> Finding:
    return Finding(
        measure=f"enable.environment_{measure}",
        keys=keys,
        title=title,
        value=Value.missing(str(state)),
        unit="state",
        parents=parents,
        sources=sources,
        note=note,
        cells={**cells, "state": str(state)},
    )


def standard_findings(given: EnvironmentCase, physics: SitePhysics) -> Iterator[Finding]:
    """Yield the state of every standard and of every requirement at one site.

    A standard without any requirement in the file has no evidence: silence is never met.
    """
    site, project = physics.site, physics.project
    base = {"case": given.case, "project": project.id}
    for standard in Standard:
        parts = [
            (place, item)
            for place, item in enumerate(site.requirements, start=1)
            if item.standard is standard
        ]
        found = [
            _state(
                "requirement",
                {**base, "standard": str(standard), "place": str(place)},
                f"{project.title}: {item.asks}",
                item.state,
                sources=(item.evidence.source,) if item.evidence is not None else ("orepact",),
                note=f"{item.evidence.shows} ({item.evidence.locator or 'whole document'})"
                if item.evidence is not None
                else "No document was found.",
                project=project.id,
                standard=STANDARDS[standard],
                asks=item.asks,
                said_by=str(item.said_by or ""),
                document=item.evidence.source if item.evidence is not None else "",
            )
            for place, item in parts
        ]
        yield _state(
            "standard",
            {**base, "standard": str(standard)},
            f"{project.title}: {STANDARDS[standard]}",
            standard_state(site.requirements, standard),
            parents=parents_of(("requirement", item.id) for item in found),
            note="The worst of its requirements." if found else "Nothing was found on it.",
            project=project.id,
            standard=STANDARDS[standard],
        )
        yield from found
