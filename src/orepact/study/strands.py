"""The four strands of a partnership: capital, infrastructure, people, and what holds them."""

from __future__ import annotations

from orepact.enable import EnablerKind

__all__ = ["CAPITAL", "COMMUNITY", "INFRASTRUCTURE", "PEOPLE", "STRANDS", "strand_of"]

CAPITAL = "capital and technology"
INFRASTRUCTURE = "infrastructure"
PEOPLE = "people"
COMMUNITY = "security, law and community"
STRANDS = (CAPITAL, INFRASTRUCTURE, PEOPLE, COMMUNITY)
_OF_KIND = {
    EnablerKind.TRAINING: PEOPLE,
    EnablerKind.SECURITY: COMMUNITY,
    EnablerKind.LEGAL_REPAIR: COMMUNITY,
}


def strand_of(kind: EnablerKind) -> str:
    """Return the strand of an enabler: people, security and community, else infrastructure."""
    return _OF_KIND.get(kind, INFRASTRUCTURE)
