"""The finding that opens consent, environment and governance: a sentence, its counts with ids."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from orepact.enable import Finding

__all__ = ["safeguard_counts", "safeguard_sentences"]

_COUNTED = {
    "consent": ("body", "bodies to be asked"),
    "environment": ("standard", "pairs of project and standard"),
    "governance": ("screen", "screens of counterparties"),
}
"""By command: which states are counted, and what one of them is."""
_WORST = 5
"""Severity of the gaps that a sentence counts."""


def safeguard_counts(family: str, found: Sequence[Finding], project: str = "") -> list[Finding]:
    """Return how many findings stand in each state, as figures that lead to those counted.

    Parameters
    ----------
    family : str
        ``consent``, ``environment`` or ``governance``.
    found : sequence of Finding
        All that the command shows.
    project : str
        Where only one project is shown.
    """
    measure, noun = _COUNTED[family]
    own = [item for item in found if item.measure == f"enable.{family}_{measure}"]
    made = [_count(family, own, "all", noun, project)] if own else []
    for state in Counter(item.cells["state"] for item in own):
        these = [item for item in own if item.cells["state"] == state]
        made.append(_count(family, these, state, f"{noun}: {state}", project))
    worst = [
        item
        for item in found
        if item.measure == "enable.governance_gap"
        and item.value.is_number
        and item.number >= _WORST
    ]
    if worst:
        made.append(_count(family, worst, "gravest gaps", "gaps of law, the gravest", project))
    return made


def _count(family: str, these: Sequence[Finding], of: str, title: str, project: str) -> Finding:
    from orepact.enable import Finding
    from orepact.quantity import Value
    from orepact.trace import Parent

    asked = {"project": project} if project else {}
    return Finding(
        measure=f"enable.{family}_count",
        keys={"case": str(these[0].keys["case"]), **asked, "of": of},
        title=f"Number of {title}",
        value=Value.exact(float(len(these))),
        unit="1",
        formula="number of rows",
        parents=tuple(Parent(role=item.title, id=item.id) for item in these),
    )


def safeguard_sentences(family: str, found: Sequence[Finding], counts: Sequence[Finding]) -> str:
    """Return what a reader must know before any table, its numbers those of findings."""
    from orepact.quantity import figure

    known = {str(item.keys["of"]): item for item in counts}

    def told(of: str) -> str:
        return figure(known[of].value, "") if of in known else "none"

    make: dict[str, Callable[[], list[str]]] = {
        "consent": lambda: _consent(found, told),
        "environment": lambda: _environment(found, told),
        "governance": lambda: _governance(found, told),
    }
    return " ".join(sentence for sentence in make[family]() if sentence)


def _consent(found: Sequence[Finding], told: Callable[[str], str]) -> list[str]:
    standing = Counter(
        item.cells["state"] for item in found if item.measure == "enable.consent_standing"
    )
    is_open = set(standing) <= {"open"}
    return [
        f"Of {told('all')} bodies that must be asked, {told('given')} has agreed and "
        f"{told('given on conditions')} on conditions; {told('not asked')} have not been asked, "
        f"{told('asked')} was asked without an answer on record, {told('contested')} is contested.",
        "Every gate is open."
        if is_open
        else "No project has every gate open: a plan with a project is a reason to ask, and no "
        "answer.",
    ]


def _environment(found: Sequence[Finding], told: Callable[[str], str]) -> list[str]:
    from orepact.quantity import figure

    shares = [item for item in found if item.measure == "enable.environment_basin_share"]
    worst = max(shares, key=lambda item: item.value.low or 0.0, default=None)
    water = ""
    if worst is not None and (worst.value.low or 0.0) > 0.0:
        basin = worst.title.partition(":")[0]
        water = (
            f"{basin}: all who draw on it together take {figure(worst.value, '%')} of what comes "
            "back each year."
        )
    return [
        water,
        f"Of {told('all')} pairs of project and standard {told('met')} are met, {told('gap')} are "
        f"a known gap, {told('no evidence')} show no evidence and {told('does not apply')} do not "
        "apply.",
    ]


def _governance(found: Sequence[Finding], told: Callable[[str], str]) -> list[str]:
    from orepact.quantity import figure, format_number

    never = [item for item in found if item.measure == "enable.governance_repair_never"]
    likeliest = max(never, key=lambda item: item.number, default=None)
    repair = ""
    if likeliest is not None and likeliest.low is not None and likeliest.high is not None:
        span = f"{format_number(likeliest.low)} to {format_number(likeliest.high)}"
        repair = (
            f"{likeliest.title}: {figure(likeliest.value, '%')} ({span}), assumed and not measured."
        )
    return [
        f"Of the gaps in law {told('gravest gaps')} are of the gravest kind.",
        repair,
        f"Of {told('all')} screens of counterparties {told('no evidence')} show no evidence and "
        f"{told('fail')} fail; silence is no clearance.",
    ]
