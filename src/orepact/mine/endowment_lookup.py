"""The lineage of what ``orepact endowment`` prints, computed anew."""

from __future__ import annotations

from functools import cached_property

from orepact.mine.bench import Row
from orepact.mine.endowment_rows import Endowment, endowment_rows
from orepact.quantity import Value
from orepact.trace import Parent, Record, RecordKind, parse_result_id

__all__ = ["EndowmentLookup"]

_FORMULAS = {
    "headline_claim": "as it is said",
    "in_situ": "sum over pieces of ground of tonnes x grade x price; a lower class adds only what "
    "a better one of the same ground lacks",
    "share_of_claim": "in situ / claim",
    "price_that_would_make_the_claim": "(claim - in situ of all classes) / tonnes",
    "in_situ_of_a_deposit": "sum of tonnes x grade x price",
    "screened_range": "annuity(15 %, Taylor life) x capacity x (income - cost) - capital",
    "rung": "value of the project's metal at this step, see the note",
    "sites": "records after merging those that are one deposit",
}


class EndowmentLookup:
    """Answers for the ids of one case's endowment.

    Parameters
    ----------
    of : Endowment
    """

    def __init__(self, of: Endowment) -> None:
        self.of = of

    @cached_property
    def _rows(self) -> dict[str, Row]:
        return {row["id"]: row for row in endowment_rows(self.of)}

    def find(self, id_: str) -> Record | None:
        """Return the record of a row, or None if the id is not one of this case."""
        parsed = parse_result_id(id_)
        if parsed is None or not parsed[1].startswith("endowment."):
            return None
        if parsed[2].get("case") != self.of.around.case:
            return None
        measure = parsed[1].removeprefix("endowment.")
        row = self._rows.get(id_.rpartition("/")[2] if parsed[0] else id_)
        if row is None or measure not in _FORMULAS:
            return None
        value = row["value"]
        return Record(
            id=id_,
            title=f"{row['measure']}: {row.get('title') or row.get('project') or row['class']}",
            value=value if isinstance(value, Value) else Value.exact(float(value)),
            unit=row["unit"],
            kind=RecordKind.MEASURE,
            formula=_FORMULAS[measure],
            sources=tuple(row["sources"]),
            note=row["note"],
            parents=tuple(Parent(role="from", id=parent) for parent in row["parents"]),
        )
