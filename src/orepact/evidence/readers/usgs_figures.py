"""How rows of U.S. Geological Survey files become figures with permanent ids."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import polars as pl

from orepact.errors import EvidenceError
from orepact.evidence.readers.usgs_labels import Meaning, commodity_meaning, country_meaning
from orepact.evidence.readers.usgs_units import PrintedUnit
from orepact.evidence.tables import FIGURES
from orepact.quantity import Basis, Kind, Period, Stage, Value, parse_value
from orepact.trace import source_figure_id

__all__ = ["FigureList", "printed_value"]

_IN_WORDS = re.compile(r"^(?:variable\b.*|very small|moderate to large|included.*)$", re.IGNORECASE)
_LESS_THAN_HALF = re.compile(r"less than (?:½|1/2|one-half) ?unit", re.IGNORECASE)
_LESS_THAN = re.compile(r"less than ([\d,]+) (carats|tons)\b", re.IGNORECASE)
_TONS_IN = {"million metric tons": 1e-6, "thousand metric tons": 1e-3, "metric tons": 1.0}
_LOST_MINUS = re.compile(r"^\?(\d[\d,]*(?:\.\d+)?)$")


def _small(printed: str, notes: str, unit: PrintedUnit) -> Value:
    if _LESS_THAN_HALF.search(notes):
        return Value.at_most(0.5, 0.0, printed)
    if found := _LESS_THAN.search(notes):
        amount = float(found[1].replace(",", ""))
        if found[2].lower() == "carats" and unit.unit == "carat":
            return Value.at_most(amount / unit.scale, 0.0, printed)
        if found[2].lower() == "tons" and unit.printed in _TONS_IN:
            return Value.at_most(amount * _TONS_IN[unit.printed], 0.0, printed)
    return Value.missing(printed)


def printed_value(printed: str, *, notes: str, unit: PrintedUnit, where: str) -> tuple[Value, str]:
    """Return the typed value of a printed one, in our unit, and what its note must say.

    ``s`` stands for several footnotes in these files. It is a bound only where the row's own note
    says less than what; where the note says that the figure is included elsewhere or could not be
    calculated, the value is missing. A ``?`` before a number is a minus sign that was lost when
    the file was saved: the sign is not certain, so the value is missing and says so.

    Parameters
    ----------
    printed : str
        The field, outer blanks removed.
    notes : str
        The row's notes.
    unit : PrintedUnit
        The row's unit.
    where : str
        ``file:line``, for the error.

    Raises
    ------
    EvidenceError : if the field is no value, bound, range or known mark
    """
    if printed == "s":
        value = _small(printed, notes, unit)
        said = "" if value.kind is Kind.UPPER_BOUND else "printed s, which the row's note explains"
        return value.scaled(unit.scale), said
    if _LOST_MINUS.match(printed):
        return Value.missing(printed), f"printed {printed}: a sign was lost in the file"
    if _IN_WORDS.match(printed):
        return Value.missing(printed), f"printed in words: {printed}"
    try:
        return parse_value(printed).scaled(unit.scale), ""
    except (ValueError, OverflowError) as error:
        raise EvidenceError(
            f"{printed!r} is no value, bound, range or known mark",
            where=where,
            why=str(error) if "finite" in str(error) else "",
            do="Take the publisher's own file again, unchanged",
        ) from error


@dataclass(slots=True, kw_only=True)
class FigureList:
    """The figures of one file as they are read, with ids that no two of them share.

    Parameters
    ----------
    source : str
        Id of the source, for example ``usgs-mcs-2026``.
    """

    source: str
    _rows: list[tuple[object, ...]] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)
    _taken: dict[tuple[str, ...], int] = field(default_factory=dict)
    _unresolved: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._rows)

    def ordinal(self, *key: str) -> int:
        """Return how often a key has now been met: 1 for the first row that has it."""
        self._taken[key] = self._taken.get(key, 0) + 1
        return self._taken[key]

    def add(
        self,
        *,
        key: tuple[str, ...],
        locator: str,
        commodity: Meaning | None = None,
        label: str,
        stage: Stage,
        statistic: str,
        detail: str,
        country: str,
        partner: str = "",
        period: Period,
        value: Value,
        unit: PrintedUnit,
        basis: Basis,
        quality: str,
        notes: tuple[str, ...] = (),
    ) -> None:
        """Add one figure; ``country`` and ``partner`` are the publisher's labels.

        ``key`` names the figure within its source, whatever its position in the file.

        Raises
        ------
        EvidenceError : if another row of the file has the same key
        """
        id_ = source_figure_id(self.source, *key)
        if id_ in self._ids:
            raise EvidenceError(
                "the same row stands twice",
                where=locator,
                why=f"Two rows are named {', '.join(key)}",
                do="Take the publisher's own file again, unchanged",
            )
        self._ids.add(id_)
        named = commodity or commodity_meaning(label)
        at, source_country = country_meaning(country), _partner(partner)
        for meaning in (named, at, source_country):
            if not meaning.is_resolved:
                self._unresolved[meaning.note] = self._unresolved.get(meaning.note, 0) + 1
        said = (*notes, named.note, at.note, source_country.note, unit.note)
        qualifiers = [text for text in (detail, at.qualifier, source_country.qualifier) if text]
        self._rows.append(
            (
                id_,
                self.source,
                locator,
                named.code,
                label,
                stage.value,
                statistic,
                "; ".join(qualifiers),
                at.code,
                source_country.code,
                str(period),
                value.kind.value,
                value.number,
                value.low,
                value.high,
                value.text,
                unit.unit,
                basis.value,
                quality,
                "; ".join(dict.fromkeys(text for text in said if text)),
            )
        )

    def table(self) -> pl.DataFrame:
        """Return the figures as the evidence schema declares them."""
        return pl.DataFrame(self._rows, schema=FIGURES, orient="row")

    def unresolved(self) -> tuple[str, ...]:
        """Return one line for every label that no name table knows, with its number of rows."""
        return tuple(f"{note}: {count} row(s)" for note, count in self._unresolved.items())


def _partner(label: str) -> Meaning:
    return country_meaning(label) if label else Meaning(code="")
