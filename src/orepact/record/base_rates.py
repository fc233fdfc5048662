"""How often such promises were kept elsewhere, and what that would mean for those here."""

from __future__ import annotations

from dataclasses import dataclass

from orepact.case import BaseRate, Case, State
from orepact.quantity import Value
from orepact.record.conversion import share_band
from orepact.record.engagement import standings
from orepact.trace import Parent, Record, RecordKind, parse_result_id, result_id

__all__ = ["BaseRateLookup", "KeptElsewhere", "base_rate_id", "kept_elsewhere", "kept_here"]

_RATE, _COUNT, _WAIT, _HERE = (
    "record.base_rate",
    "record.base_count",
    "record.base_wait",
    "record.base_rate_here",
)
_WAITING = frozenset({State.ANNOUNCED, State.MOU})
"""States in which a promise is one of those that the reference classes were counted in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptElsewhere:
    """One reference class.

    Parameters
    ----------
    rate : BaseRate
    share : tuple of float
        5th, 50th and 95th percentile of the share that is kept.
    """

    rate: BaseRate
    share: tuple[float, float, float]


def kept_elsewhere(case: Case) -> tuple[KeptElsewhere, ...]:
    """Return every reference class of the case with the share that was kept.

    ``share ~ Beta(reached + 1/2, entered - reached + 1/2)`` (Jeffreys' prior): the band is that of
    the counts and says nothing of how alike the class is.
    """
    found = []
    for rate in case.promises.base_rates if case.promises is not None else ():
        band = share_band(round(rate.reached.value), round(rate.entered.value))
        assert band is not None
        found.append(KeptElsewhere(rate=rate, share=band))
    return tuple(found)


def _like(case: Case) -> tuple[KeptElsewhere, ...]:
    """Return the classes that begin in a state in which promises wait here."""
    return tuple(item for item in kept_elsewhere(case) if item.rate.start in _WAITING)


def kept_here(case: Case) -> tuple[int, float, float] | None:
    """Return how many wait as announced or memorandum, and how many of them would be kept.

    At the lowest and at the highest share of the reference classes; None without a class.
    """
    classes = _like(case)
    if not classes:
        return None
    waiting = sum(item.state in _WAITING for item in standings(case))
    low = min(item.share[0] for item in classes)
    high = max(item.share[2] for item in classes)
    return waiting, waiting * low, waiting * high


def base_rate_id(case: Case, of: str = "", *, part: str = "") -> str:
    """Return the id of a class's share, of one of its counts, or of what it means here."""
    if not of:
        return result_id(_HERE, {"case": case.id})
    if part == "wait":
        return result_id(_WAIT, {"case": case.id, "of": of})
    if part:
        return result_id(_COUNT, {"case": case.id, "of": of, "part": part})
    return result_id(_RATE, {"case": case.id, "of": of})


class BaseRateLookup:
    """Answers for base rates of one case; a ``trace.Lookup``."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def find(self, id_: str) -> Record | None:
        """Return the record of an id, None if it is not of this case."""
        parsed = parse_result_id(id_)
        if parsed is None or parsed[2].get("case") != self.case.id:
            return None
        if parsed[1] == _HERE:
            return self._here(id_)
        classes = {item.rate.id: item for item in kept_elsewhere(self.case)}
        item = classes.get(parsed[2].get("of", ""))
        if item is None:
            return None
        if parsed[1] == _RATE:
            return self._rate(id_, item)
        stated = {_COUNT: parsed[2].get("part", ""), _WAIT: "wait"}.get(parsed[1], "")
        return self._stated(id_, item.rate, stated)

    @staticmethod
    def _stated(id_: str, rate: BaseRate, part: str) -> Record | None:
        number = getattr(rate, part, None) if part in {"entered", "reached", "wait"} else None
        if number is None:
            return None
        return Record(
            id=id_,
            title=f"{rate.title}: {part}",
            value=number.typed(),
            unit=number.unit,
            kind=RecordKind.PARAMETER,
            sources=(number.source,),
            locator=number.locator,
            quality=str(number.quality),
            note=number.note,
        )

    def _rate(self, id_: str, item: KeptElsewhere) -> Record:
        low, middle, high = (100.0 * share for share in item.share)
        return Record(
            id=id_,
            title=f"Share kept elsewhere: {item.rate.title}",
            value=Value.between(low, high),
            unit="%",
            kind=RecordKind.MEASURE,
            formula="Beta(reached + 1/2, entered - reached + 1/2), 5th to 95th percentile",
            sources=("orepact",),
            note=f"From {item.rate.start} to {item.rate.end}; median {middle:.0f} %. "
            f"{item.rate.likeness}",
            parents=tuple(
                Parent(role=part, id=base_rate_id(self.case, item.rate.id, part=part))
                for part in ("reached", "entered")
            ),
        )

    def _here(self, id_: str) -> Record | None:
        found = kept_here(self.case)
        if found is None:
            return None
        waiting, low, high = found
        return Record(
            id=id_,
            title="Promises that wait here and would be kept at the rates of the reference classes",
            value=Value.between(low, high),
            unit="1",
            kind=RecordKind.MEASURE,
            formula=f"{waiting} announced or memoranda x lowest and highest share kept elsewhere",
            sources=("orepact",),
            note="No forecast: nobody has counted agreements between two governments on minerals, "
            "and each class differs from them as its card says.",
            parents=tuple(
                Parent(role=item.rate.id, id=base_rate_id(self.case, item.rate.id))
                for item in _like(self.case)
            ),
        )
