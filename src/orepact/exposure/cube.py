"""The cube: production and trade in contained metal by commodity, stage, country, partner, year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from orepact.errors import UnknownNameError
from orepact.evidence import commodity, commodity_chain, country, country_name
from orepact.exposure.chain import CHAIN_STAGES, as_chain_stage, content_factors, content_of
from orepact.exposure.line import Coverage

__all__ = ["Amounts", "Chain", "Cube", "CubeArrays", "Known", "Trade"]

Floats = NDArray[np.float64]
Small = NDArray[np.int16]


class Known(IntEnum):
    """How a cell of production is known; 0 means that no source speaks of the chain that year."""

    NOTHING = 0
    REPORTED = 1
    """A number of the chosen source."""
    ABSENT = 2
    """The source names its producers, prints no other countries, and this is none of them: 0."""
    WITHIN_OTHERS = 3
    """Not named; at most what the source prints for other countries."""
    CARRIED = 4
    """Not named here, but by another source of the same or an earlier year; held to the others."""
    WITHHELD = 5
    """Named without a number: withheld, bounded or not available."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """Amounts of one chain by country and year, tonnes of content.

    Parameters
    ----------
    central, low, high : ndarray, shape (country, year), t
        ``central`` is nan where there is no number; ``low`` and ``high`` span sources and content
        factors, ``high`` inf where nothing limits it; all nan where no source speaks.
    known : ndarray of int8, shape (country, year)
        :class:`Known`.
    source : tuple of str
        Chosen source of each year, empty where there is none.
    others : ndarray, shape (year,), t
        What the source prints for countries it does not name; nan where not printed.
    """

    central: Floats
    low: Floats
    high: Floats
    known: NDArray[np.int8]
    source: tuple[str, ...]
    others: Floats


@dataclass(frozen=True, kw_only=True)
class Trade:
    """Trade of one chain, one row a flow of one customs line.

    Parameters
    ----------
    exporter, importer, year, line : ndarray of int, shape (flow,)
        Positions in the cube's countries and years, and in the chain's lines.
    value : ndarray, shape (flow,), thousand USD of the day
    gross : ndarray, shape (flow,), t gross weight; nan where not recorded
    factors : ndarray, shape (line, 3), t/t
        Low, central and high content of each line; nan where not known.
    is_outlier : ndarray of bool
        Unit value out of line, by :data:`orepact.exposure.outliers.RULE`.
    """

    exporter: Small
    importer: Small
    year: Small
    line: Small
    value: Floats
    gross: Floats
    factors: Floats
    is_outlier: NDArray[np.bool_]

    @cached_property
    def low(self) -> Floats:
        """Return tonnes of content at the least content factor."""
        return self._content(0)

    @cached_property
    def tonnes(self) -> Floats:
        """Return t of content: gross times the central factor; nan where either is not known."""
        return self._content(1)

    @cached_property
    def high(self) -> Floats:
        """Return tonnes of content at the largest content factor."""
        return self._content(2)

    def _content(self, edge: int) -> Floats:
        if not self.factors.size:
            return np.zeros(0)
        found: Floats = self.gross * self.factors[self.line, edge]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """One commodity at one stage.

    Parameters
    ----------
    commodity, stage : str
        ``stage`` is one of :data:`orepact.exposure.chain.CHAIN_STAGES`.
    family : str
        The material chain: bauxite and alumina are steps of aluminium.
    content : str
        What the tonnes are of: an element, an oxide, or ``gross`` for the mineral itself.
    lines : tuple of str
        Customs lines; empty where trade data in hand have none.
    countries, years : tuple
        Axes.
    production : Amounts or None
        None where no source has this chain by country.
    recycled : Amounts or None
        Production from scrap, for the countries that print it; part of ``production`` where
        ``is_recycled_within``.
    trade : Trade
    coverage : tuple of Coverage
        Of trade, by year.
    """

    commodity: str
    stage: str
    family: str
    content: str
    lines: tuple[str, ...]
    countries: tuple[str, ...]
    years: tuple[int, ...]
    production: Amounts | None
    recycled: Amounts | None
    is_recycled_within: bool
    trade: Trade
    coverage: tuple[Coverage, ...]

    def matrix(
        self,
        year: int,
        *,
        of: Literal["tonnes", "low", "high", "value"] = "tonnes",
        without_outliers: bool = False,
    ) -> Floats:
        """Return trade of a year, shape (exporter, importer), t of content or thousand USD.

        A flow without recorded tonnes adds nothing: see :meth:`unrecorded` for their value.
        """
        at = self.rows_of(year, without_outliers=without_outliers)
        amounts = np.nan_to_num(getattr(self.trade, of)[at], nan=0.0)
        count = len(self.countries)
        flat = self.trade.exporter[at].astype(np.int64) * count + self.trade.importer[at]
        made = np.bincount(flat, weights=amounts, minlength=count * count)
        return made.reshape(count, count).astype(np.float64)

    def unrecorded(self, year: int) -> Floats:
        """Return the value of flows without tonnes, shape (exporter, importer), thousand USD."""
        at = self.rows_of(year)
        at = at[np.isnan(self.trade.tonnes[at])]
        count = len(self.countries)
        flat = self.trade.exporter[at].astype(np.int64) * count + self.trade.importer[at]
        made = np.bincount(flat, weights=self.trade.value[at], minlength=count * count)
        return made.reshape(count, count).astype(np.float64)

    def coverage_of(self, year: int) -> Coverage:
        """Return how far trade data speak of this chain in a year."""
        return self.coverage[self.years.index(year)]

    def rows_of(self, year: int, *, without_outliers: bool = False) -> NDArray[np.int64]:
        """Return the places of a year's flows in :attr:`trade`."""
        is_asked = self.trade.year == self.years.index(year)
        if without_outliers:
            is_asked &= ~self.trade.is_outlier
        return np.flatnonzero(is_asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class CubeArrays:
    """The cube at rest: flat arrays and a few words."""

    words: Mapping[str, object]
    """countries, years, chains, lines, sources, ...: JSON-ready."""
    arrays: Mapping[str, NDArray[Any]] = field(repr=False)


class Cube:
    """All chains of the evidence on one set of countries and years.

    Parameters
    ----------
    at_rest : CubeArrays
        As :func:`orepact.exposure.cube_build.build_cube` makes it.
    """

    def __init__(self, at_rest: CubeArrays) -> None:
        self.at_rest = at_rest
        words = at_rest.words
        self.fingerprint = str(words["fingerprint"])
        self.countries: tuple[str, ...] = tuple(words["countries"])  # type: ignore[arg-type]
        self.years: tuple[int, ...] = tuple(words["years"])  # type: ignore[arg-type]
        self.sources: tuple[str, ...] = tuple(words["sources"])  # type: ignore[arg-type]
        self.lines: tuple[str, ...] = tuple(words["lines"])  # type: ignore[arg-type]
        self._positions = {code: index for index, code in enumerate(self.countries)}
        self._chains: dict[tuple[str, str], Chain] = {}

    @cached_property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return commodity and stage of every chain."""
        return tuple((str(c), str(s)) for c, s in self.at_rest.words["chains"])  # type: ignore[attr-defined]

    @cached_property
    def lines_of_chain(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Return the customs lines of every chain."""
        found = self.at_rest.words["lines_of_chain"]
        return {key: tuple(own) for key, own in zip(self.keys, found, strict=True)}  # type: ignore[call-overload]

    def position(self, name: str) -> int:
        """Return the place of a country, any spelling, on the country axis.

        Raises
        ------
        UnknownNameError : for a country that is not known, or of which no figure speaks
        """
        code = country(name)
        if code not in self._positions:
            raise UnknownNameError(
                "country in trade and production",
                code,
                do=f"No figure speaks of {country_name(code)}; the evidence holds "
                f"{len(self.countries)} countries",
            )
        return self._positions[code]

    def year_position(self, year: int) -> int:
        """Return the place of a year on the year axis.

        Raises
        ------
        UnknownNameError : with the years that there are
        """
        if year not in self.years:
            raise UnknownNameError(
                "year", str(year), do=f"The cube holds {self.years[0]} to {self.years[-1]}"
            )
        return self.years.index(year)

    def stages_of(self, name: str) -> tuple[str, ...]:
        """Return the stages of a commodity that the cube holds, in the order of the chain."""
        known = commodity(name)
        own = {stage for what, stage in self.keys if what == known}
        return tuple(stage for stage in CHAIN_STAGES if stage in own)

    def family_of(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return the chains of a material in the order in which metal runs through them.

        Bauxite ore, alumina and aluminium are one family; so are metals of one chain, such as the
        platinum metals, which do not feed each other: give the commodity itself for those.
        """
        wanted = commodity_chain(name)
        own = [key for key in self.keys if commodity_chain(key[0]) == wanted]
        return tuple(sorted(own, key=lambda key: (CHAIN_STAGES.index(key[1]), key[0])))

    def chain(self, name: str, stage: str) -> Chain:
        """Return one chain.

        Raises
        ------
        UnknownNameError : for an unknown name, or a stage the commodity lacks, with those it has
        """
        key = (commodity(name), as_chain_stage(stage))
        if key not in self.keys:
            there = ", ".join(self.stages_of(name))
            raise UnknownNameError(
                f"stage of {key[0]}",
                stage,
                do=f"The cube holds {there}" if there else f"The cube holds no stage of {key[0]}",
            )
        if key not in self._chains:
            self._chains[key] = self._made(key)
        return self._chains[key]

    def __iter__(self) -> Iterator[Chain]:
        return (self.chain(*key) for key in self.keys)

    @cached_property
    def instability(self) -> Floats:
        """Return political instability, shape (country, year), 0 best to 1 worst; nan if unknown.

        g = (2.5 - estimate) / 5, clipped to 0 and 1.
        """
        found = self.at_rest.arrays["stability"]
        return np.clip((2.5 - found.astype(np.float64)) / 5.0, 0.0, 1.0)

    def _made(self, key: tuple[str, str]) -> Chain:
        number = self.keys.index(key)
        lines = self.lines_of_chain[key]
        held = self.at_rest.words["coverage"][number]  # type: ignore[index]
        return Chain(
            commodity=key[0],
            stage=key[1],
            family=commodity_chain(key[0]),
            content=content_of(key[0]),
            lines=lines,
            countries=self.countries,
            years=self.years,
            production=self._amounts("production", number),
            recycled=self._amounts("recycled", number),
            is_recycled_within=number in self.at_rest.words["recycled_within"],  # type: ignore[operator]
            trade=self._trade(lines),
            coverage=tuple(Coverage(each) for each in held),
        )

    def _amounts(self, name: str, number: int) -> Amounts | None:
        arrays = self.at_rest.arrays
        at = np.flatnonzero(arrays[f"{name}_chain"] == number)
        if not at.size:
            return None
        shape = (len(self.countries), len(self.years))
        where = (arrays[f"{name}_country"][at], arrays[f"{name}_year"][at])

        def dense(column: str) -> Floats:
            made = np.full(shape, np.nan)
            made[where] = arrays[f"{name}_{column}"][at]
            return made

        known = np.zeros(shape, dtype=np.int8)
        known[where] = arrays[f"{name}_known"][at]
        by_year = arrays[f"{name}_source"][number]
        names = tuple(self.sources[int(code)] if code >= 0 else "" for code in by_year)
        return Amounts(
            central=dense("central"),
            low=dense("low"),
            high=dense("high"),
            known=known,
            source=names,
            others=arrays[f"{name}_others"][number].astype(np.float64),
        )

    def _trade(self, lines: tuple[str, ...]) -> Trade:
        arrays = self.at_rest.arrays
        starts = arrays["line_start"]
        parts = [
            np.arange(starts[self.lines.index(hs)], starts[self.lines.index(hs) + 1])
            for hs in lines
        ]
        at = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
        line = np.repeat(np.arange(len(parts)), [part.size for part in parts]).astype(np.int16)
        gross = arrays["gross"][at].astype(np.float64, copy=False)
        own = [content_factors()[hs] for hs in lines]
        table = np.array(
            [[np.nan if f is None else f for f in (c.low, c.central, c.high)] for c in own]
        ).reshape(len(own), 3)
        return Trade(
            exporter=arrays["exporter"][at].astype(np.int16, copy=False),
            importer=arrays["importer"][at].astype(np.int16, copy=False),
            year=arrays["year"][at].astype(np.int16, copy=False),
            line=line,
            value=arrays["value"][at].astype(np.float64, copy=False),
            gross=gross,
            factors=table,
            is_outlier=arrays["is_outlier"][at].astype(bool),
        )
