"""Each site against each standard, requirement by requirement, with the document."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from orepact.enable.environment import EnvironmentCase
from orepact.enable.finding import Finding, parents_of, state_of
from orepact.enable.standards import (
    ASKS,
    STANDARDS,
    Requirement,
    RequirementState,
    Standard,
    standard_state,
)

__all__ = ["standard_findings"]


def _requirement(
    base: Mapping[str, str], title: str, standard: Standard, place: int, item: Requirement
) -> Finding:
    document = item.evidence
    return state_of(
        "enable.environment_requirement",
        {**base, "standard": str(standard), "place": str(place)},
        f"{title}: {item.asks}",
        str(item.state),
        sources=(document.source,) if document is not None else ("orepact",),
        note=f"{document.shows} ({document.locator or 'whole document'})"
        if document is not None
        else "No document was found.",
        project=base["project"],
        standard=STANDARDS[standard],
        asks=item.asks,
        said_by=str(item.said_by or ""),
        document=document.source if document is not None else "",
    )


def standard_findings(
    given: EnvironmentCase,
    project: str,
    requirements: Sequence[Requirement],
    exempt: Collection[Standard],
) -> Iterator[Finding]:
    """Yield the state of every standard and of every requirement at one site.

    A standard of which the case names no requirement has no evidence on what it asks at the least:
    silence is never met.

    Parameters
    ----------
    given : EnvironmentCase
    project : str
    requirements : sequence of Requirement
        Of the case's file.
    exempt : collection of Standard
        What cannot apply to the site.
    """
    base = {"case": given.case, "project": project}
    title = given.projects[project].title
    for standard in Standard:
        parts = [
            (place, item)
            for place, item in enumerate(requirements, start=1)
            if item.standard is standard
        ]
        is_exempt = standard in exempt and not parts
        if not parts and not is_exempt:
            silent = Requirement(
                standard=standard, asks=ASKS[standard], state=RequirementState.NO_EVIDENCE
            )
            parts = [(0, silent)]
        found = [_requirement(base, title, standard, place, item) for place, item in parts]
        state = str(standard_state(requirements, standard))
        yield state_of(
            "enable.environment_standard",
            {**base, "standard": str(standard)},
            f"{title}: {STANDARDS[standard]}",
            "does not apply" if is_exempt else state,
            parents=parents_of(("requirement", item.id) for item in found),
            note="Nothing is stored behind a dam."
            if is_exempt
            else "The worst of its requirements.",
            project=project,
            standard=STANDARDS[standard],
        )
        yield from found
