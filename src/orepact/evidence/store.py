"""What does the evidence hold? The bundled tables with a user's own on top, and every record."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache, cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import polars as pl

from orepact.errors import UnknownNameError
from orepact.evidence.fingerprint import fingerprint_of
from orepact.evidence.ids import decode_trade_flow_id
from orepact.evidence.layer import Layer
from orepact.evidence.names import commodity as commodity_of
from orepact.evidence.names import country as country_of
from orepact.evidence.overlay import overlay_layers
from orepact.evidence.record import figure_record, flow_record, series_record
from orepact.evidence.source import Source
from orepact.trace import Record

__all__ = ["Bundle", "bundle"]

Some = str | Collection[str] | None
"""One name, several, or None for all."""

_SERIES = ("prices", "macro", "governance", "policy")


def _list(names: Some) -> list[str] | None:
    if names is None:
        return None
    return [names] if isinstance(names, str) else list(names)


def _keep(frame: pl.LazyFrame, **wanted: Sequence[str | int] | None) -> pl.LazyFrame:
    for column, values in wanted.items():
        if values is not None:
            frame = frame.filter(pl.col(column).is_in(list(values)))
    return frame


def _countries(names: Some) -> list[str] | None:
    given = _list(names)
    return None if given is None else [country_of(name) for name in given]


def _commodities(names: Some) -> list[str] | None:
    given = _list(names)
    return None if given is None else [commodity_of(name) for name in given]


class Bundle:
    """Evidence tables by layers: the shipped bundle below, imported files above.

    A row of an upper layer replaces the row with the same id below it. Trade is replaced by
    customs line and year as a whole, because two trade sources never meet in one ratio.

    Parameters
    ----------
    layers : sequence of Layer
        From the lowest to the highest.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = tuple(layers)

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return {id_: source for layer in self.layers for id_, source in layer.sources.items()}

    def sources(self) -> tuple[Source, ...]:
        """Return every source, by id."""
        return tuple(self._sources[id_] for id_ in sorted(self._sources))

    def source(self, id_: str) -> Source:
        """Return one source.

        Raises
        ------
        UnknownNameError : with the ids that are known
        """
        if id_ not in self._sources:
            raise UnknownNameError("source", id_, sorted(self._sources))
        return self._sources[id_]

    @cached_property
    def fingerprint(self) -> str:
        """Return a digest of all tables: equal fingerprints mean equal evidence."""
        return fingerprint_of(layer.manifest for layer in self.layers)

    def _scan(self, table: str) -> pl.LazyFrame:
        key = ["hs", "year"] if table in {"trade", "trade_other"} else ["id"]
        merged: pl.LazyFrame | None = None
        for layer in self.layers:
            if not layer.holds(table):
                continue
            upper = layer.scan(table)
            if merged is None:
                merged = upper
            else:
                taken = upper.select(key).unique()
                merged = pl.concat([merged.join(taken, on=key, how="anti"), upper])
        return self.layers[0].scan(table) if merged is None else merged

    @cache  # noqa: B019 - a bundle lives as long as its process
    def _table(self, table: str) -> pl.DataFrame:
        return self._scan(table).collect()

    def figures(
        self,
        *,
        source: Some = None,
        commodity: Some = None,
        statistic: Some = None,
        country: Some = None,
        stage: Some = None,
        period: Some = None,
    ) -> pl.DataFrame:
        """Return figures with the columns of ``tables.FIGURES``; several sources side by side.

        Names of countries and commodities are taken in any known spelling.

        Raises
        ------
        UnknownNameError : for a country or commodity that is not known
        """
        return _keep(
            self._table("figures").lazy(),
            source=_list(source),
            commodity=_commodities(commodity),
            statistic=_list(statistic),
            country=_countries(country),
            stage=_list(stage),
            period=_list(period),
        ).collect()

    def trade(
        self,
        *,
        hs: Some = None,
        importer: Some = None,
        exporter: Some = None,
        year: int | Collection[int] | None = None,
    ) -> pl.DataFrame:
        """Return trade flows with the columns of ``tables.TRADE``.

        Value in thousand USD of the day, gross tonnes null where the source has none. A line and
        year that no layer holds gives no rows: not covered, which is not zero; see
        :meth:`trade_reach`.

        Raises
        ------
        UnknownNameError : for a country that is not known
        """
        years = [year] if isinstance(year, int) else None if year is None else list(year)
        return _keep(
            self._scan("trade"),
            hs=_list(hs),
            year=years,
            importer=_countries(importer),
            exporter=_countries(exporter),
        ).collect()

    def line(self, hs: str, year: int) -> pl.DataFrame:
        """Return the trade flows of one customs line and year, kept for the next who asks.

        Parameters
        ----------
        hs : str
            Six digits.
        year : int
        """
        found = self._lines_of(year)
        return found[hs,] if (hs,) in found else self.trade(hs=hs, year=year)

    @cache  # noqa: B019 - a bundle lives as long as its process
    def _lines_of(self, year: int) -> dict[tuple[object, ...], pl.DataFrame]:
        """Return the flows of a year by customs line."""
        return self.trade(year=year).partition_by("hs", as_dict=True)

    def trade_other(
        self, *, hs: Some = None, importer: Some = None, exporter: Some = None
    ) -> pl.DataFrame:
        """Return flows that a second source has too, as that source has them.

        Columns as :meth:`trade`. They show how far sources of one flow lie apart; never put them
        into one ratio with the flows of :meth:`trade`.
        """
        return _keep(
            self._scan("trade_other"),
            hs=_list(hs),
            importer=_countries(importer),
            exporter=_countries(exporter),
        ).collect()

    @cached_property
    def _reach(self) -> pl.DataFrame:
        return (
            self._scan("trade")
            .group_by("hs", "year", "source")
            .agg(
                flows=pl.len(),
                value_kusd=pl.col("value_kusd").sum(),
                without_tonnes=pl.col("tonnes").null_count(),
            )
            .sort("hs", "year")
            .collect()
        )

    def trade_reach(self) -> pl.DataFrame:
        """Return which customs lines are held for which years, from which source, and how full.

        Columns: hs, year, source, flows, value_kusd (world, thousand USD), without_tonnes (flows
        whose weight is missing).
        """
        return self._reach

    def prices(self, *, series: Some = None, commodity: Some = None) -> pl.DataFrame:
        """Return prices with the columns of ``tables.PRICES``."""
        return _keep(
            self._table("prices").lazy(),
            series=_list(series),
            commodity=_commodities(commodity),
        ).collect()

    def macro(self, *, indicator: Some = None, country: Some = None) -> pl.DataFrame:
        """Return indicators with the columns of ``tables.MACRO``."""
        return _keep(
            self._table("macro").lazy(), indicator=_list(indicator), country=_countries(country)
        ).collect()

    def governance(
        self, *, dimension: Some = None, statistic: Some = None, country: Some = None
    ) -> pl.DataFrame:
        """Return governance scores with the columns of ``tables.GOVERNANCE``."""
        return _keep(
            self._table("governance").lazy(),
            dimension=_list(dimension),
            statistic=_list(statistic),
            country=_countries(country),
        ).collect()

    def policy(self, *, type_: Some = None, country: Some = None) -> pl.DataFrame:
        """Return export controls and agreements with the columns of ``tables.POLICY``."""
        return _keep(
            self._table("policy").lazy(), type=_list(type_), country=_countries(country)
        ).collect()

    def record(self, id_: str) -> Record | None:
        """Return everything known of a source figure, or None if the id is not the evidence's."""
        flow = decode_trade_flow_id(id_)
        if flow is not None:
            row = self._flows(flow.source, flow.hs, flow.year).get((flow.exporter, flow.importer))
            return flow_record(flow, row, self.source(flow.source)) if row else None
        if not id_.startswith("ev-"):
            return None
        for table in ("figures", *_SERIES):
            place = self._places(table).get(id_)
            if place is not None:
                found = self._table(table).row(place, named=True)
                source = self.source(found["source"])
                if table == "figures":
                    return figure_record(found, source)
                return series_record(table, found, source)
        return None

    @cache  # noqa: B019 - a bundle lives as long as its process
    def _places(self, table: str) -> dict[str, int]:
        """Return the row of every id of a table, the first where an id stands twice."""
        ids = self._table(table)["id"].to_list()
        return {id_: place for place, id_ in reversed(list(enumerate(ids)))}

    @cache  # noqa: B019 - a bundle lives as long as its process
    def _flows(self, source: str, hs: str, year: int) -> dict[tuple[str, str], dict[str, Any]]:
        """Return the flows of one customs line and year by exporter and importer."""
        rows = self.line(hs, year)
        rows = rows.filter(rows["source"] == source)
        return {(row["exporter"], row["importer"]): row for row in reversed(rows.to_dicts())}

    def find(self, id_: str) -> Record | None:
        """Return the record of an id, as ``trace.Lookup`` asks for it."""
        return self.record(id_)


@cache
def bundled_layer() -> Layer:
    """Return the layer that comes with the package."""
    with as_file(files("orepact.evidence").joinpath("data", "bundle")) as path:
        return Layer(Path(path))


@cache
def bundle() -> Bundle:
    """Return the evidence: the shipped bundle with the user's imported files on top.

    Raises
    ------
    EvidenceError : if the bundle is missing or damaged
    """
    return Bundle((bundled_layer(), *overlay_layers()))
