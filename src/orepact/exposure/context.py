"""What exposure is computed from: the evidence with its trade, production and US statements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Literal

from orepact.exposure.cube import Cube
from orepact.exposure.cube_store import cube, cube_of
from orepact.exposure.line import Coverage, Line, coverage, find_line
from orepact.exposure.production import ProductionTable, production_tables

if TYPE_CHECKING:
    import polars as pl

    from orepact.evidence import Bundle
    from orepact.exposure.us_inputs import Statement

__all__ = ["US_SOURCE", "Exposure", "exposure", "form_of"]

US_SOURCE = "usgs-mcs-2026"
"""Source of US salient statistics."""

Side = Literal["importer", "exporter"]

_DENOMINATOR = re.compile(r".*?consumption[,:]?\s*", re.IGNORECASE)


def form_of(statement: Statement) -> str:
    """Return the key of a US series within its commodity: the form its label or detail names.

    Examples
    --------
    ``Net import reliance as a percentage of apparent consumption: Refined zinc`` is
    ``refined zinc``; a chapter with one series of its own is ``all``.
    """
    label, detail = statement.pairing.label, statement.pairing.detail
    chapter, _, part = label.partition(" / ")
    tail = _DENOMINATOR.sub("", detail, count=1)
    chunks = [
        "mineral concentrates" if chapter.endswith("CONCENTRATES") else "",
        "heavy" if "(Heavy)" in chapter else "",
        part,
        "" if tail == detail else tail,
    ]
    words: list[str] = []
    for chunk in chunks:
        plain = re.sub(r"[^a-z0-9]+", " ", chunk.casefold()).strip()
        if plain and plain != statement.commodity and plain not in words:
            words.append(plain)
    return " ".join(words) or "all"


class Exposure:
    """Exposure of any importer, computed from the evidence; tables are opened when asked for.

    Parameters
    ----------
    evidence : Bundle or None
        The shipped evidence with the user's imports when None.
    """

    def __init__(self, evidence: Bundle | None = None) -> None:
        self._evidence = evidence
        self._parts: dict[tuple[Side, str, tuple[str, ...], int], pl.DataFrame] = {}
        self._tables: dict[str, tuple[ProductionTable, ...]] = {}

    @property
    def evidence(self) -> Bundle:
        """Return the evidence."""
        if self._evidence is None:
            from orepact.evidence import bundle

            self._evidence = bundle()
        return self._evidence

    @cached_property
    def cube(self) -> Cube:
        """Return the cube of this evidence."""
        return cube() if self._evidence is None else cube_of(self._evidence)

    @cached_property
    def us_rows(self) -> tuple[Mapping[str, Any], ...]:
        """Return every series of US reliance at rest."""
        rows: Any = self.cube.at_rest.words["us"]
        return tuple(rows)

    def flows(self, importer: str, line: Line, year: int) -> pl.DataFrame:
        """Return the flows that one importer's line is made of, one source per code and year."""
        return self._part("importer", importer, line, year)

    def exports(self, exporter: str, line: Line, year: int) -> pl.DataFrame:
        """Return the flows of one exporter's line, one source per code and year."""
        return self._part("exporter", exporter, line, year)

    def _part(self, side: Side, country: str, line: Line, year: int) -> pl.DataFrame:
        part = (side, country, tuple(line.codes), year)
        if part not in self._parts:
            partner = "exporter" if side == "importer" else "importer"
            self._parts[part] = self._taken(side, country, line, year).sort(partner, "hs")
        return self._parts[part]

    def _taken(self, side: Side, country: str, line: Line, year: int) -> pl.DataFrame:
        import polars as pl

        from orepact.exposure.trade_scores import one_source_per_line

        lines = [self.evidence.line(hs, year) for hs in dict.fromkeys(line.codes)]
        if not lines:
            return self.evidence.trade(hs=[], year=year)
        return one_source_per_line(pl.concat([own.filter(own[side] == country) for own in lines]))

    def tables(self, commodity: str) -> tuple[ProductionTable, ...]:
        """Return the production tables of one commodity, of every source, stage and year."""
        if commodity not in self._tables:
            figures = self.evidence.figures(statistic="production", commodity=commodity)
            self._tables[commodity] = production_tables(figures)
        return self._tables[commodity]

    @cached_property
    def codes_by_year(self) -> Mapping[int, frozenset[str]]:
        """Return the customs codes that have any flow, by year."""
        sources = self.cube.at_rest.arrays["line_source"]
        return {
            year: frozenset(
                hs for hs, at in zip(self.cube.lines, sources[:, n], strict=True) if at >= 0
            )
            for n, year in enumerate(self.cube.years)
        }

    def coverage(self, commodity: str, line: str, year: int) -> Coverage:
        """Return how far trade data speak of a line in a year; not covered is never zero."""
        return coverage(find_line(commodity, line), self.codes_by_year.get(year, frozenset()))

    @cached_property
    def production(self) -> Mapping[tuple[str, str, str, str, int], ProductionTable]:
        """Return production tables by source, commodity, stage, form and year."""
        tables = production_tables(self.evidence.figures(statistic="production"))
        return {(t.source, t.commodity, t.stage, t.form, t.year): t for t in tables}

    @cached_property
    def us_statements(self) -> Mapping[tuple[str, str, int], Statement]:
        """Return published US reliances with their inputs, by commodity, form and year."""
        from orepact.exposure.us_inputs import statements

        made = statements(self.evidence.figures(source=US_SOURCE, country="USA"))
        return {(s.commodity, form_of(s), s.year): s for s in made}

    @cached_property
    def stages(self) -> Mapping[str, frozenset[str]]:
        """Return the stages that each US series speaks of, by the id of its published figure.

        Its own, where its label names one, and those of the imports it counts: copper's series is
        named after no form and counts refined copper.
        """
        figures = self.evidence.figures(source=US_SOURCE, country="USA")
        stage = dict(zip(figures["id"], figures["stage"], strict=True))
        return {
            statement.id: frozenset(
                stage[id_] for id_ in (statement.id, *(item.id for item in statement.of("imports")))
            )
            for statement in self.us_statements.values()
        }


@cache
def exposure() -> Exposure:
    """Return exposure over the shipped evidence and what the user imported."""
    return Exposure()
