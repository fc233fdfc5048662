"""The chain of one metal in one year, from the cube to origin shares under every mixing rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orepact.errors import UnknownNameError
from orepact.evidence import commodity
from orepact.exposure.chain import as_chain_stage
from orepact.exposure.cube import Chain, Cube, Known
from orepact.exposure.line import Coverage
from orepact.exposure.mixing import Mixing
from orepact.exposure.see_through import (
    MissingFeed,
    OriginOf,
    Stage,
    StageOrigin,
    see_through,
)
from orepact.exposure.weighing import Weighing, weighed_matrix

__all__ = ["FEED_ORDER", "NotSeen", "Origin", "Origins", "Seen", "why_not_seen"]

Floats = NDArray[np.float64]

FEED_ORDER = ("ore", "smelter", "compound", "refined", "alloy", "product")
"""Stages in the order in which one feeds the next; scrap is no feed but recycled supply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSeen:
    """A stage whose origin cannot be told, and why.

    Parameters
    ----------
    commodity, stage : str
    year : int
    why : str
        What the evidence lacks.
    """

    commodity: str
    stage: str
    year: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One stage as the solve takes it.

    Parameters
    ----------
    chain : Chain
    stage : Stage
    withheld : tuple of str
        Countries whose production is known to exist without a number; it counts as none until
        they ship more than they are known to have.
    """

    chain: Chain
    stage: Stage
    withheld: tuple[str, ...]


def why_not_seen(chain: Chain, year: int) -> str:
    """Return why a stage cannot be seen through in a year, empty if it can.

    A stage is covered when customs lines that hold the commodity alone have recorded tonnes with a
    content factor, and some source gives its production by country.
    """
    covered = chain.coverage_of(year)
    if covered is Coverage.NOT_COVERED:
        return "trade: no customs line in hand"
    if covered is Coverage.SHARED:
        return "trade: the customs line holds other metals too"
    of_year = chain.trade.year == chain.years.index(year)
    if not np.nansum(chain.trade.tonnes[of_year]) > 0:
        return "trade: no tonnes with a known content are recorded"
    if chain.production is None or not np.nansum(_of_year(chain, chain.production.central, year)):
        return "production: no source gives it by country"
    return ""


def _of_year(chain: Chain, amounts: Floats, year: int) -> Floats:
    column: Floats = amounts[:, chain.years.index(year)]
    return column


def _seen(chain: Chain, year: int, by: Weighing) -> Seen:
    assert chain.production is not None
    made = np.nan_to_num(_of_year(chain, chain.production.central, year), nan=0.0)
    known = chain.production.known[:, chain.years.index(year)]
    recycled = np.zeros_like(made)
    if chain.recycled is not None:
        recycled = np.nan_to_num(_of_year(chain, chain.recycled.central, year), nan=0.0)
    if chain.is_recycled_within:
        recycled = np.minimum(recycled, made)
        made = made - recycled
    return Seen(
        chain=chain,
        stage=Stage(
            name=f"{chain.commodity}, {chain.stage}",
            primary=made,
            recycled=recycled,
            trade=weighed_matrix(chain, year, by),
            content=chain.content,
        ),
        withheld=tuple(chain.countries[at] for at in np.flatnonzero(known == Known.WITHHELD)),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Origin:
    """Origins of one chain up to one stage in one year.

    Parameters
    ----------
    countries : tuple of str
    commodity, stage : str
        The stage asked for.
    year : int
    seen : tuple of Seen
        The stages that were solved, the mine first, the asked one last.
    left_out : tuple of NotSeen
        Earlier stages of the chain that are not covered.
    of : OriginOf
    by : Weighing
        What a flow weighs.
    """

    countries: tuple[str, ...]
    commodity: str
    stage: str
    year: int
    seen: tuple[Seen, ...]
    left_out: tuple[NotSeen, ...]
    of: OriginOf
    by: Weighing

    @cached_property
    def by_rule(self) -> dict[Mixing, StageOrigin]:
        """Return the last stage's origins under each mixing rule."""
        return {
            rule: self.proportional
            if rule is Mixing.PROPORTIONAL
            else self._solved(rule, MissingFeed.AS_KNOWN)
            for rule in Mixing
        }

    @cached_property
    def proportional(self) -> StageOrigin:
        """Return the last stage's origins in proportion, without solving the other rules."""
        return self._solved(Mixing.PROPORTIONAL, MissingFeed.AS_KNOWN)

    @cached_property
    def strict(self) -> StageOrigin:
        """Return the origins in proportion, with production beyond its known feed unknown."""
        if len(self.seen) == 1:
            return self.proportional
        return self._solved(Mixing.PROPORTIONAL, MissingFeed.UNKNOWN)

    def _solved(self, rule: Mixing, missing: MissingFeed) -> StageOrigin:
        return self.solved_with([each.stage for each in self.seen], rule, missing)

    def solved_with(
        self,
        stages: Sequence[Stage],
        rule: Mixing = Mixing.PROPORTIONAL,
        missing: MissingFeed = MissingFeed.AS_KNOWN,
    ) -> StageOrigin:
        """Return the last stage's origins from amounts of the stages in :attr:`seen`.

        Where no mine stage is covered, the first production has no feed.
        """
        taken = list(stages)
        if self.of is OriginOf.MINE and not self.is_mine_known:
            none = np.zeros(len(self.countries))
            nothing = np.zeros((none.size, none.size))
            taken.insert(0, Stage(name="mine", primary=none, recycled=none, trade=nothing))
        return see_through(taken, rule=rule, of=self.of, missing=missing)[-1]

    @property
    def trade(self) -> Floats:
        """Return trade of the asked stage, shape (exporter, importer), t of content."""
        return self.seen[-1].stage.trade

    @property
    def is_mine_known(self) -> bool:
        """Whether the first stage solved is the mine."""
        return self.seen[0].chain.stage == "ore"

    def label(self, column: int) -> str:
        """Return the code of an origin column: a country, ``recycled`` or ``unknown``."""
        return (*self.countries, "recycled", "unknown")[column]

    def column(self, label: str) -> int:
        """Return the column of an origin.

        Raises
        ------
        UnknownNameError : for a label that is no origin
        """
        labels = (*self.countries, "recycled", "unknown")
        if label not in labels:
            raise UnknownNameError("origin", label, do="Give a country, recycled or unknown")
        return labels.index(label)


def _earlier(cube: Cube, name: str, stage: str) -> list[tuple[str, str]]:
    """Return the chains that can feed a stage, the mine first.

    Those of the commodity itself; where it has no mine of its own, such as aluminium, those of
    its family.
    """
    own = [(name, each) for each in cube.stages_of(name) if each in FEED_ORDER]
    if (name, "ore") not in own:
        family = [key for key in cube.family_of(name) if key[1] in FEED_ORDER]
        own = [key for key in family if key[0] != name] + own
    place = own.index((name, stage))
    ordered = sorted(own[: place + 1], key=lambda key: (FEED_ORDER.index(key[1]), key[0] == name))
    return ordered[: ordered.index((name, stage)) + 1]


class Origins:
    """Origins of any chain of a cube, each solved once.

    Parameters
    ----------
    cube : Cube
    """

    def __init__(self, cube: Cube) -> None:
        self.cube = cube
        self._solved: dict[tuple[str, str, int, OriginOf, Weighing], Origin | NotSeen] = {}
        self._taken: dict[tuple[str, str, int, Weighing], Seen] = {}

    def of(
        self,
        name: str,
        stage: str,
        year: int,
        *,
        of: OriginOf = OriginOf.MINE,
        by: Weighing = Weighing.REPAIRED,
    ) -> Origin | NotSeen:
        """Return the origins of one chain up to a stage in a year, or why they cannot be told.

        Feed is the nearest earlier stage that is covered; earlier stages that are not covered are
        left out and named. Flows weigh as ``by`` says.

        Raises
        ------
        UnknownNameError : for a commodity, a stage the commodity lacks, or a year that the cube
            does not hold, with what is there instead
        """
        what, where = commodity(name), as_chain_stage(stage)
        key = (what, where, year, of, by)
        if key not in self._solved:
            self.cube.year_position(year)
            self._solved[key] = self._make(self.cube.chain(what, where), year, of, by)
        return self._solved[key]

    def covered(self, year: int) -> tuple[Chain, ...]:
        """Return the chains that can be seen through in a year."""
        self.cube.year_position(year)
        return tuple(
            chain
            for chain in self.cube
            if chain.stage in FEED_ORDER and not why_not_seen(chain, year)
        )

    def years_of(self, name: str, stage: str) -> tuple[int, ...]:
        """Return the years in which a stage can be seen through."""
        chain = self.cube.chain(name, stage)
        if chain.stage not in FEED_ORDER:
            return ()
        return tuple(year for year in self.cube.years if not why_not_seen(chain, year))

    def _make(self, chain: Chain, year: int, of: OriginOf, by: Weighing) -> Origin | NotSeen:
        gap = "scrap has no mine" if chain.stage not in FEED_ORDER else why_not_seen(chain, year)
        if gap:
            return NotSeen(commodity=chain.commodity, stage=chain.stage, year=year, why=gap)
        keys = _earlier(self.cube, chain.commodity, chain.stage)
        seen, left_out = self._feeds(keys[:-1], year, by) if of is OriginOf.MINE else ([], [])
        return Origin(
            countries=self.cube.countries,
            commodity=chain.commodity,
            stage=chain.stage,
            year=year,
            seen=(*seen, self._seen(chain, year, by)),
            left_out=tuple(left_out),
            of=of,
            by=by,
        )

    def _feeds(
        self, keys: Sequence[tuple[str, str]], year: int, by: Weighing
    ) -> tuple[list[Seen], list[NotSeen]]:
        seen: list[Seen] = []
        left_out: list[NotSeen] = []
        for what, stage in keys:
            chain = self.cube.chain(what, stage)
            if why := why_not_seen(chain, year):
                left_out.append(NotSeen(commodity=what, stage=stage, year=year, why=why))
            else:
                seen.append(self._seen(chain, year, by))
        return seen, left_out

    def _seen(self, chain: Chain, year: int, by: Weighing) -> Seen:
        key = (chain.commodity, chain.stage, year, by)
        if key not in self._taken:
            self._taken[key] = _seen(chain, year, by)
        return self._taken[key]
