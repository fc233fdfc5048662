"""The workforce in sentences, every number of them one of its figures."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.enable.finding import Finding
from orepact.quantity import figure

__all__ = ["workforce_sentences"]


def _of(found: Sequence[Finding], measure: str) -> list[Finding]:
    return [item for item in found if item.measure == f"enable.workforce_{measure}"]


def _binding(found: Sequence[Finding], district: str) -> str:
    jobs = _of(found, "jobs")
    tight = [item for item in jobs if item.cells["binds"] != "nothing"]
    if not tight:
        return f"No occupation binds in {district}."
    free = [item.cells["occupation"] for item in jobs if item.cells["binds"] == "nothing"]
    first = max(tight, key=lambda item: item.number)
    near = next(
        item
        for item in _of(found, "skilled")
        if item.keys["occupation"] == first.keys["occupation"]
    )
    but = f"; nothing binds for {'; '.join(free)}" if free else ""
    return (
        f"In {district} {len(tight)} of {len(jobs)} occupations bind{but}. The largest: "
        f"{first.cells['occupation']}, {figure(round(first.number))} jobs at most and "
        f"{figure(round(near.number))} skilled people near today."
    )


def _training(found: Sequence[Finding]) -> str:
    begin = sorted(_of(found, "begin"), key=lambda item: item.number)
    if not begin:
        return "No course is needed to keep the promises."
    late = [item for item in begin if item.cells["is late"]]
    soon = next((item for item in begin if not item.cells["is late"]), None)
    told = []
    if late:
        names = "; ".join(item.cells["occupation"] for item in late)
        told.append(
            f"It is too late already to keep the promises for this start with: {names} (first "
            f"courses were due in {late[0].cells['begin']})."
        )
    if soon is not None:
        told.append(f"Next, {soon.cells['occupation']} must begin in {soon.cells['begin']}.")
    return " ".join(told)


def _missing(found: Sequence[Finding]) -> str:
    by_place: dict[str, Finding] = {}
    for item in _of(found, "missing"):
        worst = by_place.get(item.cells["place"])
        if worst is None or item.number > worst.number:
            by_place[item.cells["place"]] = item
    told = [
        f"{figure(item.number)} under the promise to {place} (in {item.cells['year']})"
        for place, item in by_place.items()
        if item.number > 0.0
    ]
    if not told:
        return "With the centres that stand the promises can be kept." if by_place else ""
    return f"With the centres that stand, workers missing at worst: {'; '.join(told)}."


def _premium(found: Sequence[Finding]) -> str:
    paid = _of(found, "premium")
    if not paid:
        return ""
    worst = max(paid, key=lambda item: item.number)
    span = f"{figure(worst.low or 0.0)} to {figure(worst.high or 0.0, worst.unit)}"
    return (
        f"Workers from farther than the district cost a premium of up to "
        f"{figure(worst.value, worst.unit)} (in {worst.cells['year']}; range {span})."
    )


def workforce_sentences(found: Sequence[Finding], district: str) -> tuple[str, ...]:
    """Return what a reader should take away, first things first.

    Parameters
    ----------
    found : sequence of Finding
        Of one start.
    district : str
        Of the site.
    """
    told = (_binding(found, district), _training(found), _missing(found), _premium(found))
    return tuple(sentence for sentence in told if sentence)
