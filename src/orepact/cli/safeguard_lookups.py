"""Who answers for an id of security, consent, environment or governance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orepact.cli.safeguard_words import safeguard_counts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orepact.case import Case
    from orepact.enable import Finding
    from orepact.trace import Lookup

__all__ = ["safeguard_lookups"]

_FAMILIES = ("security", "consent", "environment", "governance")


def _computed(case: Case, family: str) -> Sequence[Finding]:
    from orepact.case import consent_of, environment_of, governance_of, security_of
    from orepact.enable import (
        consent_findings,
        environment_findings,
        governance_findings,
        security_findings,
    )

    if family == "security":
        return security_findings(security_of(case))
    if family == "consent":
        return consent_findings(consent_of(case))
    if family == "environment":
        return environment_findings(environment_of(case))
    return governance_findings(governance_of(case))


def safeguard_lookups(id_: str) -> list[Lookup]:
    """Return who can answer for an id of one of these commands and its inputs; else nobody."""
    from orepact.case import load, surroundings
    from orepact.enable import FindingLookup
    from orepact.mine import ChanceNumbers, ValueLookup
    from orepact.trace import parse_result_id

    parsed = parse_result_id(id_)
    if parsed is None or "case" not in parsed[2]:
        return []
    family = next((name for name in _FAMILIES if parsed[1].startswith(f"enable.{name}_")), None)
    if family is None:
        return []
    case = load(parsed[2]["case"])

    def compute(keys: Mapping[str, str]) -> Sequence[Finding]:
        found = _computed(case, family)
        if family == "security":
            return found
        project = keys.get("project", "")
        own = [item for item in found if not project or item.keys.get("project") == project]
        return [*found, *safeguard_counts(family, found if not project else own, project)]

    found: list[Lookup] = [FindingLookup(f"enable.{family}_", case.id, compute), case]
    if family == "security":
        values = ValueLookup(surroundings(case), case.projects, sorted(case.numbers))
        found += [ChanceNumbers(), values]
    return found
