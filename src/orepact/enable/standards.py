"""Lenders' and industry's standards: what each asks, and whether a document shows it is met."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from pydantic import model_validator

from orepact.enable.gate import Evidence
from orepact.evidence import StrictModel

__all__ = [
    "ASKS",
    "PRAISE",
    "STANDARDS",
    "Requirement",
    "RequirementState",
    "SaidBy",
    "Standard",
    "praise_allowed",
    "standard_state",
]


class Standard(StrEnum):
    """A body of requirements that lenders or the industry hold a mine to."""

    PS1 = "ifc-ps1"
    PS2 = "ifc-ps2"
    PS3 = "ifc-ps3"
    PS4 = "ifc-ps4"
    PS5 = "ifc-ps5"
    PS6 = "ifc-ps6"
    PS7 = "ifc-ps7"
    PS8 = "ifc-ps8"
    LENDERS = "lenders"
    GISTM = "gistm"
    VOLUNTARY_PRINCIPLES = "voluntary-principles"


STANDARDS: MappingProxyType[Standard, str] = MappingProxyType(
    {
        Standard.PS1: "IFC Performance Standard 1, assessment and management of risks",
        Standard.PS2: "IFC Performance Standard 2, labour and working conditions",
        Standard.PS3: "IFC Performance Standard 3, resource efficiency and pollution",
        Standard.PS4: "IFC Performance Standard 4, community health, safety and security",
        Standard.PS5: "IFC Performance Standard 5, land and involuntary resettlement",
        Standard.PS6: "IFC Performance Standard 6, biodiversity",
        Standard.PS7: "IFC Performance Standard 7, indigenous peoples",
        Standard.PS8: "IFC Performance Standard 8, cultural heritage",
        Standard.LENDERS: "Lenders' own rules, the Equator Principles among them",
        Standard.GISTM: "Global Industry Standard on Tailings Management",
        Standard.VOLUNTARY_PRINCIPLES: "Voluntary Principles on Security and Human Rights",
    }
)
"""Every standard that a site is held against, with its title."""
ASKS: MappingProxyType[Standard, str] = MappingProxyType(
    {
        Standard.PS1: "An assessment of risks is made, disclosed and followed up in public",
        Standard.PS2: "Pay, safety, age and freedom of workers can be checked by others",
        Standard.PS3: "Water, energy, waste and emissions are measured and published",
        Standard.PS4: "Risks to neighbours from plant, traffic and guards are assessed in public",
        Standard.PS5: "Homes, land and livings lost are surveyed, with a plan to restore them",
        Standard.PS6: "Habitats and species are surveyed in public",
        Standard.PS7: "Whether the affected are indigenous is assessed, their consent sought if so",
        Standard.PS8: "Sites of heritage are surveyed in public",
        Standard.LENDERS: "A lender's decision under its own rules is known",
        Standard.GISTM: "Class, design and engineer of record of the dam are public",
        Standard.VOLUNTARY_PRINCIPLES: "Agreements with guards and forces are public and checked",
    }
)
"""What each asks for at the least, in own words, where a case names no requirement of its own."""
PRAISE = re.compile(r"\bresponsib(?:le|ly)\b", re.IGNORECASE)
"""The word that nobody may use of mining before every standard is met."""


class RequirementState(StrEnum):
    """Whether a document shows that a requirement is met."""

    MET = "met"
    GAP = "gap"
    NO_EVIDENCE = "no evidence"


class SaidBy(StrEnum):
    """Whose document it is."""

    COMPANY = "company"
    LENDER = "lender"
    AUTHORITY = "authority"
    INDEPENDENT = "independent"
    PRESS = "press"


class Requirement(StrictModel):
    """One requirement of a standard at one site, with the document that shows its state."""

    standard: Standard
    """``ifc-ps1`` to ``ifc-ps8``, ``lenders``, ``gistm`` or ``voluntary-principles``."""
    asks: str
    """What is asked for, in own words."""
    state: RequirementState
    """``met``, ``gap`` or ``no evidence``."""
    said_by: SaidBy | None = None
    """Whose document it is; the company's own word alone never makes a requirement met."""
    evidence: Evidence | None = None
    """The document; needed for ``met`` and ``gap``."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.state is RequirementState.NO_EVIDENCE:
            return self
        if self.evidence is None or self.said_by is None:
            raise ValueError(
                f"state {str(self.state)!r} of {self.standard!s} needs evidence and said_by; "
                "without a document it is 'no evidence'"
            )
        if self.state is RequirementState.MET and self.said_by is SaidBy.COMPANY:
            raise ValueError(
                f"{self.standard!s} is 'met' on the company's own word alone; name a document "
                "of a lender, an authority or an independent reader, or write 'no evidence'"
            )
        return self


def standard_state(requirements: Iterable[Requirement], standard: Standard) -> RequirementState:
    """Return the state of a whole standard: its worst requirement; silence is no evidence.

    A gap is worse than no evidence, since it is shown; one requirement met does not make a
    standard met while another has no evidence.

    Examples
    --------
    >>> standard_state([], Standard.GISTM)
    <RequirementState.NO_EVIDENCE: 'no evidence'>
    """
    own = {item.state for item in requirements if item.standard is standard}
    for state in (RequirementState.GAP, RequirementState.NO_EVIDENCE):
        if state in own:
            return state
    return RequirementState.MET if own else RequirementState.NO_EVIDENCE


def praise_allowed(requirements: Iterable[Requirement], exempt: Collection[Standard] = ()) -> bool:
    """Return whether a report may call the mining of a site responsible.

    Only when every standard is met: one gap, or one standard without evidence, forbids the word.

    Parameters
    ----------
    requirements : iterable of Requirement
    exempt : collection of Standard
        What cannot apply to the site, such as the tailings standard where there is no dam.
    """
    known = tuple(requirements)
    return all(
        standard_state(known, item) is RequirementState.MET
        for item in Standard
        if item not in exempt
    )
