"""A passing phase or a real change? What the record can say, in words made from its numbers."""

from __future__ import annotations

from orepact.case import Case
from orepact.record.engagement import standings
from orepact.record.engagement_lookup import shifts

__all__ = ["phase_or_change"]


def phase_or_change(case: Case) -> str:
    """Return what the record can say of whether this is a passing phase or a real change."""
    promises = case.promises
    if promises is None:
        return ""
    found = standings(case)
    lent = {"closed", "disbursed"}
    money = [s for s in found if str(s.state) in lent]
    waits = [s for s in found if str(s.state) in {"announced", "MoU", "approved"}]
    by_kind = {item.kind: item for item in shifts(case)}
    talk = by_kind.get("talk")
    pace = "cannot be compared yet"
    if talk is not None:
        low, _, high = talk.ratio
        pace = "is lower" if high < 1.0 else "is higher" if low > 1.0 else "has not clearly changed"
    drawn = "no loan has closed" if not money else "some loans have closed"
    return (
        f"Too early to say: the pace of talks {pace} within the record, {drawn}, and "
        f"{'most' if 2 * len(waits) > len(found) else 'part'} of the commitments wait as "
        "announced, memorandum or approval. It is a change when loans close and money is drawn."
    )
