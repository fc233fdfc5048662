"""Who must be asked, what they answered, what that means for a project: states, no prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orepact.enable.consent_file import Applicability, Body, ConsentFile, ProjectConsent
from orepact.enable.finding import Finding, state_of
from orepact.enable.gate import Gate, Standing, standing
from orepact.evidence import Parameter
from orepact.quantity import Value

__all__ = ["ConsentCase", "consent_findings"]

_MEANS = {
    Standing.OPEN: "every gate is given with evidence",
    Standing.UNEVIDENCED: "a plan with it and a plan without it are both shown",
    Standing.BLOCKED: "refused: no plan contains it, at any price",
}


@dataclass(frozen=True)
class ConsentCase:
    """What of a case consent is read from.

    Parameters
    ----------
    case : str
        Id.
    file : ConsentFile
    gates : mapping of str to Gate
        All gates of the case, by id: the states stand there.
    titles : mapping of str to str
        Project to its title.
    """

    case: str
    file: ConsentFile
    gates: Mapping[str, Gate]
    titles: Mapping[str, str]


def _standing(given: ConsentCase, item: ProjectConsent) -> Finding:
    title = given.titles[item.project]
    found = standing(given.gates.values(), item.project)
    own = [gate for gate in given.gates.values() if item.project in gate.guards]
    waiting = [gate.title for gate in own if not gate.is_open]
    return state_of(
        "enable.consent_standing",
        {"case": given.case, "project": item.project},
        f"{title}: what its gates mean for a plan",
        str(found),
        sources=(e.source for gate in own for e in gate.evidence),
        note=" ".join(
            [f"{_MEANS[found].capitalize()}.", f"Not open: {' '.join(waiting) or 'none.'}"]
        ),
        project=title,
        means=_MEANS[found],
        waiting=" ".join(waiting) or "none",
    )


def _body(given: ConsentCase, item: ProjectConsent, body: Body) -> Finding:
    gate = given.gates[body.gate]
    shows = " ".join(evidence.shows for evidence in gate.evidence)
    terms = f"Conditions: {'; '.join(gate.conditions)}." if gate.conditions else ""
    return state_of(
        "enable.consent_body",
        {"case": given.case, "project": item.project, "body": body.id},
        f"{given.titles[item.project]}: {body.title}",
        str(gate.state),
        sources=(evidence.source for evidence in gate.evidence),
        note=" ".join(part for part in (shows, terms, gate.note) if part),
        project=given.titles[item.project],
        tier=str(body.tier),
        who=body.title,
        why=body.why,
        as_of=gate.as_of.isoformat(),
        evidence=shows or "none",
        conditions="; ".join(gate.conditions),
    )


def _applies(given: ConsentCase, item: ProjectConsent, rule: str, found: Applicability) -> Finding:
    names = {"fpic": "free, prior and informed consent", "ps7": "IFC Performance Standard 7"}
    says = " ".join(evidence.shows for evidence in found.evidence)
    return state_of(
        "enable.consent_applies",
        {"case": given.case, "project": item.project, "rule": rule},
        f"{given.titles[item.project]}: whether {names[rule]} applies",
        str(found.applies),
        sources=(evidence.source for evidence in found.evidence),
        note=" ".join(part for part in ("; ".join(found.contested_by), says) if part),
        project=given.titles[item.project],
        rule=names[rule],
        contested_by="; ".join(found.contested_by),
        evidence=says or "none",
    )


def _grievances(given: ConsentCase, item: ProjectConsent) -> Iterator[Finding]:
    own = item.grievances
    sources = tuple(dict.fromkeys(evidence.source for evidence in own.evidence))
    for name, number in (("opened", own.opened), ("closed", own.closed)):
        yield _count(given, item, name, number, sources)


def _count(
    given: ConsentCase,
    item: ProjectConsent,
    name: str,
    number: Parameter | None,
    sources: tuple[str, ...],
) -> Finding:
    return Finding(
        measure="enable.consent_grievances",
        keys={"case": given.case, "project": item.project, "step": name},
        title=f"{given.titles[item.project]}: grievances {name}",
        value=Value.missing("not published") if number is None else number.typed(),
        unit="1",
        sources=sources
        if number is None and sources
        else ("orepact",)
        if number is None
        else (number.source,),
        note=f"Channel: {item.grievances.channel or 'none found'}",
        cells={
            "project": given.titles[item.project],
            "step": name,
            "channel": item.grievances.channel or "none found",
        },
    )


def consent_findings(given: ConsentCase) -> list[Finding]:
    """Return standing, bodies, applicability and grievances of every project.

    None of them carries money: a state is read from the gate that holds it, and nowhere changed.
    """
    found: list[Finding] = []
    for item in given.file.projects:
        found.append(_standing(given, item))
        found += [_body(given, item, body) for body in item.bodies]
        found += [_applies(given, item, "fpic", item.fpic), _applies(given, item, "ps7", item.ps7)]
        found += _grievances(given, item)
    return found
