"""Every term of a case: locked, open or contested, by which law, and who may grant it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from orepact.case import Case, Lever, LeverKind, Renegotiation
from orepact.errors import CaseError, UnknownNameError
from orepact.mine import TermStatus

__all__ = ["Term", "movable", "open_levers", "terms_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term of one project.

    Parameters
    ----------
    project, id, title : str
    status : TermStatus
    legal_source : str
    recipient : str
        Who is paid.
    granted_by : tuple of str
        Who may change it; empty when the case states no power over it.
    lever : str
        The lever that moves it; empty when none does.
    """

    project: str
    id: str
    title: str
    status: TermStatus
    legal_source: str
    recipient: str
    granted_by: tuple[str, ...]
    lever: str = ""


def _levers(case: Case) -> tuple[Lever, ...]:
    return case.terms.levers if case.terms is not None else ()


def _status(case: Case, lever: Lever) -> TermStatus:
    if lever.status is not None:
        return lever.status
    regime = case.regimes[case.projects[lever.project].regime]
    return next(levy.status for levy in regime.levies if levy.id == lever.of)


def _recipient(case: Case, lever: Lever) -> str:
    if lever.kind is LeverKind.MARGIN and case.facilities is not None:
        return next(f.lender for f in case.facilities.facilities if f.id == lever.of)
    if lever.kind is LeverKind.FLOOR:
        return case.projects[lever.project].owners[0].party
    return lever.to


def terms_of(case: Case, projects: Collection[str]) -> tuple[Term, ...]:
    """Return the terms of some projects: lines of law from the regime files, then other levers."""
    powers = case.terms.powers if case.terms is not None else ()
    found = []
    for name in projects:
        project = case.projects[name]
        regime = case.regimes[project.regime]
        moved = {item.of: item for item in _levers(case) if item.project == name}
        for levy in (*regime.levies, *regime.awards):
            recipient = getattr(levy, "recipient", "")
            holders = tuple(power.party for power in powers if recipient in power.levies_of)
            lever = moved.get(levy.id)
            is_moved = lever is not None and lever.kind is LeverKind.LEVY
            found.append(
                Term(
                    project=name,
                    id=f"{regime.id}:{levy.id}",
                    title=levy.title,
                    status=levy.status,
                    legal_source=levy.legal_source,
                    recipient=recipient,
                    granted_by=holders,
                    lever=lever.id if is_moved and lever else "",
                )
            )
        found += [
            Term(
                project=name,
                id=item.id,
                title=item.title,
                status=_status(case, item),
                legal_source=item.legal_source,
                recipient=_recipient(case, item),
                granted_by=(item.granted_by,),
                lever=item.id,
            )
            for item in _levers(case)
            if item.project == name and item.kind is not LeverKind.LEVY
        ]
    return tuple(found)


def open_levers(case: Case, project: str, *, variant: str = "") -> tuple[Lever, ...]:
    """Return the levers that a deal may move: the open ones, and what a renegotiation unlocks.

    Parameters
    ----------
    case : Case
    project : str
    variant : str
        Id of a renegotiation; empty moves nothing that is locked or contested.

    Raises
    ------
    UnknownNameError : if the case has no such renegotiation
    """
    unlocked = frozenset[str]()
    if variant:
        known = {item.id: item for item in _renegotiations(case)}
        if variant not in known:
            raise UnknownNameError("renegotiation", variant, sorted(known), where="terms.yaml")
        unlocked = frozenset(known[variant].unlocks)
    return tuple(
        lever
        for lever in _levers(case)
        if lever.project == project
        and (_status(case, lever) is TermStatus.OPEN or lever.id in unlocked)
    )


def _renegotiations(case: Case) -> Sequence[Renegotiation]:
    return case.terms.renegotiations if case.terms is not None else ()


def movable(case: Case, lever: str, *, by: str, variant: str = "") -> Lever:
    """Return a lever that a party may move, or say why it may not.

    Parameters
    ----------
    lever : str
        Its id.
    by : str
        The party that wants to move it.
    variant : str
        Id of the renegotiation under which it is asked.

    Raises
    ------
    UnknownNameError : if there is no such lever
    CaseError : if it is outside the party's power, or locked or contested without a variant
    """
    known = {item.id: item for item in _levers(case)}
    if lever not in known:
        raise UnknownNameError("lever", lever, sorted(known), where="terms.yaml")
    item = known[lever]
    if item.granted_by != by:
        raise CaseError(
            f"{by} cannot grant {item.title!r}",
            where=f"terms.yaml:{lever}",
            why=f"It is in the power of {item.granted_by} ({item.legal_source})",
            do=f"Ask {item.granted_by}, or choose a lever that {by} grants",
        )
    if item not in open_levers(case, item.project, variant=variant):
        ways = [one.id for one in _renegotiations(case) if lever in one.unlocks]
        status = _status(case, item)
        raise CaseError(
            f"{item.title!r} is {status}",
            where=f"terms.yaml:{lever}",
            why=f"A plan moves open terms only ({item.legal_source})",
            do=f"Ask for the renegotiation {' or '.join(ways)}" if ways else "Leave it as it is",
        )
    return item
