"""What of a loaded case security, consent, environment and governance are computed from."""

from __future__ import annotations

from functools import partial

from orepact.case.composed import Case
from orepact.case.surroundings import surroundings
from orepact.enable import ConsentCase, DelayValue, EnvironmentCase, GovernanceCase, SecurityCase
from orepact.errors import CaseError
from orepact.evidence import StrictModel
from orepact.mine import Choice, value_rows

__all__ = ["consent_of", "environment_of", "governance_of", "security_of"]


def _model(case: Case, name: str) -> StrictModel:
    if name not in case.files:
        raise CaseError(
            f"the case has no {name}.yaml",
            where=case.id,
            do="Add it; docs/write-a-case.md says what it holds",
        )
    model: StrictModel = case.files[name].model
    return model


def _titles(case: Case) -> dict[str, str]:
    return {project.id: project.title for project in case.projects.values()}


def security_of(case: Case) -> SecurityCase:
    """Return what of a case security is computed from.

    Raises
    ------
    CaseError : the case has no security.yaml
    """
    file = _model(case, "security")
    return SecurityCase(
        case=case.id,
        folder=case.folder,
        file=file,  # type: ignore[arg-type]
        as_of=case.header.as_of,
        titles=_titles(case),
        delay=partial(_delay, case),
    )


def _delay(case: Case, project: str) -> tuple[DelayValue, ...]:
    """Return what a year of delay of the project's first column costs, deck by deck."""
    rows = value_rows(case.projects[project], surroundings(case), Choice())
    return tuple(
        DelayValue(deck=row["deck"], musd=row["value"], id=row["id"])
        for row in rows
        if row["measure"] == "cost of a year of delay"
    )


def consent_of(case: Case) -> ConsentCase:
    """Return what of a case consent is read from.

    Raises
    ------
    CaseError : the case has no consent.yaml
    """
    file = _model(case, "consent")
    return ConsentCase(
        case=case.id,
        file=file,  # type: ignore[arg-type]
        gates={gate.id: gate for gate in case.gates},
        titles=_titles(case),
    )


def environment_of(case: Case) -> EnvironmentCase:
    """Return what of a case land, water and air are computed from.

    Raises
    ------
    CaseError : the case has no environment.yaml
    """
    file = _model(case, "environment")
    return EnvironmentCase(
        case=case.id,
        file=file,  # type: ignore[arg-type]
        projects=case.projects,
        workforce=case.files["workforce"].model if "workforce" in case.files else None,
    )


def governance_of(case: Case) -> GovernanceCase:
    """Return what of a case governance is read from.

    Raises
    ------
    CaseError : the case has no governance.yaml
    """
    file = _model(case, "governance")
    ledger = case.ledgers["governance"].to_dicts() if "governance" in case.ledgers else []
    return GovernanceCase(
        case=case.id,
        file=file,  # type: ignore[arg-type]
        ledger={row["id"]: row for row in ledger},
        titles=_titles(case),
        this_year=case.header.as_of.year,
    )
