"""Engagement's numbers with their lineage: an id for every count, share and amount."""

from __future__ import annotations

from dataclasses import replace

from orepact.case import Case
from orepact.evidence import Parameter
from orepact.quantity import Value
from orepact.record.arithmetic import of_the_day
from orepact.record.conversion import Conversion, conversions
from orepact.record.engagement import Standing, event_dates, standings
from orepact.record.intensity import Quarter, Shift, quarters, shift
from orepact.trace import Parent, Record, RecordKind, parse_result_id, result_id

__all__ = ["FLOW_STEPS", "EngagementLookup", "engagement_id", "recent_quarters", "shifts"]

FLOW_STEPS = ("promised", "paid", "received", "spent")
"""What is tracked of a benefit flow."""
_KINDS = ("", "talk", "paper", "money")


def engagement_id(case: Case, name: str, **keys: str | int) -> str:
    """Return the id of one of engagement's numbers."""
    return result_id(f"record.{name}", {"case": case.id, **keys})


def recent_quarters(case: Case) -> tuple[Quarter, ...]:
    """Return the whole quarters for which events were gathered systematically."""
    promises = case.promises
    if promises is None:
        return ()
    return quarters(
        event_dates(case), first=promises.seen_from, seen_to=case.header.evidence_cutoff
    )


def shifts(case: Case) -> tuple[Shift, ...]:
    """Return the later half of those quarters against the earlier, all events and by kind."""
    found = [shift(recent_quarters(case), kind) for kind in _KINDS]
    return tuple(item for item in found if item is not None)


class EngagementLookup:
    """Answers for commitments, flows, conversions, waits, events and shifts of one case."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def find(self, id_: str) -> Record | None:
        """Return the record of an id, None if it is not engagement's of this case."""
        parsed = parse_result_id(id_)
        if parsed is None or parsed[2].get("case") != self.case.id:
            return None
        makers = {
            "record.commitment": self._commitment,
            "record.other_figure": self._other,
            "record.flow": self._flow,
            "record.conversion": self._conversion,
            "record.lag": self._lag,
            "record.events": self._events,
            "record.shift": self._shift,
        }
        make = makers.get(parsed[1])
        return make(id_, parsed[2]) if make is not None else None

    def _row(self, event: str) -> Parent:
        return Parent(role="event", id=f"case:{self.case.id}/ledgers/engagement:{event}")

    def _standing(self, id_: str) -> Standing | None:
        return next((s for s in standings(self.case) if s.commitment.id == id_), None)

    def _stated(
        self, id_: str, title: str, number: Parameter, parents: tuple[Parent, ...]
    ) -> Record:
        return Record(
            id=id_,
            title=title,
            value=number.typed(),
            unit=of_the_day(number.unit),
            kind=RecordKind.PARAMETER,
            sources=(number.source,),
            locator=number.locator,
            quality=str(number.quality),
            note=number.note,
            parents=parents,
        )

    def _commitment(self, id_: str, keys: dict[str, str]) -> Record | None:
        found = self._standing(keys.get("of", ""))
        if found is None or found.commitment.amount is None:
            return None
        steps = tuple(self._row(step.event) for step in found.commitment.history)
        stated = self._stated(id_, found.commitment.title, found.commitment.amount, steps)
        silent = f"No step on record for {found.silent_days} days."
        return replace(stated, note=" ".join(part for part in (stated.note, silent) if part))

    def _other(self, id_: str, keys: dict[str, str]) -> Record | None:
        found = self._standing(keys.get("of", ""))
        place = int(keys.get("place", "0")) - 1
        if found is None or not 0 <= place < len(found.commitment.other_figures):
            return None
        other = found.commitment.other_figures[place]
        return self._stated(id_, f"{found.commitment.title}: {other.says}", other.amount, ())

    def _flow(self, id_: str, keys: dict[str, str]) -> Record | None:
        promises = self.case.promises
        flows = promises.flows if promises is not None else ()
        flow = next((item for item in flows if item.id == keys.get("of")), None)
        step = keys.get("step", "")
        if flow is None or step not in FLOW_STEPS:
            return None
        number = getattr(flow, step)
        if not isinstance(number, Parameter):
            return Record(
                id=id_,
                title=f"{flow.title}: {step}",
                value=Value.missing("not published"),
                unit="",
                kind=RecordKind.PARAMETER,
                note=flow.note,
            )
        return self._stated(id_, f"{flow.title}: {step}", number, ())

    def _conversions(self, keys: dict[str, str]) -> Conversion | None:
        promises = self.case.promises
        if promises is None:
            return None
        every = conversions(promises.commitments, self.case.header.evidence_cutoff)
        return next((item for item in every if str(item.start) == keys.get("start")), None)

    def _steps(self, found: Conversion) -> tuple[Parent, ...]:
        promises = self.case.promises
        assert promises is not None
        wanted = {item.id: item for item in promises.commitments}
        events = [step.event for id_ in found.ids for step in wanted[id_].history]
        return tuple(self._row(event) for event in dict.fromkeys(events))

    def _conversion(self, id_: str, keys: dict[str, str]) -> Record | None:
        found = self._conversions(keys)
        if found is None or found.share is None:
            return None
        low, middle, high = (100.0 * share for share in found.share)
        return Record(
            id=id_,
            title=f"Share of commitments that went further than {found.start}",
            value=Value.between(low, high),
            unit="%",
            kind=RecordKind.MEASURE,
            formula="Beta(moved on + 1/2, not moved on + 1/2), 5th to 95th percentile",
            sources=("orepact",),
            note=f"{found.moved_on} of {found.entered} moved on; median {middle:.0f} %. "
            "The record ends before some can have moved, so that the share is a lower reading.",
            parents=self._steps(found),
        )

    def _lag(self, id_: str, keys: dict[str, str]) -> Record | None:
        found = self._conversions(keys)
        if found is None or found.median_months is None:
            return None
        return Record(
            id=id_,
            title=f"Months from {found.start} to a further state, median",
            value=Value.exact(round(found.median_months, 2)),
            unit="month",
            kind=RecordKind.MEASURE,
            formula="Kaplan-Meier median; waits that go on are censored at the end of the record",
            sources=("orepact",),
            parents=self._steps(found),
        )

    def _events(self, id_: str, keys: dict[str, str]) -> Record | None:
        name = keys.get("quarter", "")
        found = next(
            (q for q in recent_quarters(self.case) if f"{q.year}-{q.quarter}" == name), None
        )
        if found is None:
            return None
        kind = keys.get("kind", "")
        count = found.count.get(kind, 0) if kind else found.total
        return Record(
            id=id_,
            title=f"Events of quarter {found.quarter} of {found.year}"
            + (f": {kind}" if kind else ""),
            value=Value.exact(float(count)),
            unit="1",
            kind=RecordKind.MEASURE,
            formula="number of rows of the ledger of engagement that start in the quarter",
            sources=("orepact",),
            parents=tuple(self._row(row) for row in self._rows_in(found)),
        )

    def _rows_in(self, found: Quarter) -> list[str]:
        rows = self.case.ledgers["engagement"].to_dicts()
        months = {f"{found.year}-{3 * found.quarter - back:02d}" for back in (0, 1, 2)}
        return [row["id"] for row in rows if row["date_start"][:7] in months]

    def _shift(self, id_: str, keys: dict[str, str]) -> Record | None:
        found: Shift | None = next(
            (item for item in shifts(self.case) if item.kind == keys.get("kind")), None
        )
        if found is None:
            return None
        last = recent_quarters(self.case)
        return Record(
            id=id_,
            title=f"Rate of events, later half of the record over the earlier: {found.kind}",
            value=Value.between(found.ratio[0], found.ratio[2]),
            unit="1",
            kind=RecordKind.MEASURE,
            formula="r / (1 - r) with r ~ Beta(after + 1/2, before + 1/2), 5th to 95th percentile",
            sources=("orepact",),
            note=f"{found.before} before, {found.after} after; median {found.ratio[1]:.2g}.",
            parents=tuple(
                Parent(
                    role=f"quarter {item.year}-{item.quarter}",
                    id=engagement_id(self.case, "events", quarter=f"{item.year}-{item.quarter}"),
                )
                for item in last
            ),
        )
