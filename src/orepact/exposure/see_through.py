"""Where a metal was mined, behind the last border: origin shares of every country, by stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from orepact.exposure.mixing import Mixes, Mixing, mix

__all__ = [
    "RECYCLED",
    "UNKNOWN",
    "MissingFeed",
    "OriginOf",
    "Stage",
    "StageOrigin",
    "see_through",
]

Floats = NDArray[np.float64]

RECYCLED, UNKNOWN = -2, -1
"""Columns of an origin matrix after the countries: recycled, unknown."""


class OriginOf(StrEnum):
    """What counts as the origin of a metal."""

    MINE = "mine"
    """The country where it was mined."""
    PROCESSING = "processing"
    """The country of its last processing step, at the stage asked for."""


class MissingFeed(StrEnum):
    """What is said of production beyond the feed that is known to have stayed in the country."""

    AS_KNOWN = "as known feed"
    """It has the origin of the feed that is known."""
    UNKNOWN = "unknown"
    """It is of unknown origin: intermediates and scrap that no table holds may have fed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Trade and production of one stage of a chain in one year, contained metal.

    Parameters
    ----------
    name : str
    primary, recycled : ndarray, shape (country,), t
        Known production; what no source gives is 0 here and comes back as unexplained supply as
        soon as it is shipped.
    trade : ndarray, shape (exporter, importer), t
        What a country ships to itself is left out.
    content : str
        What the tonnes are of; feed is weighed against production only where both say the same.
    """

    name: str
    primary: Floats
    recycled: Floats
    trade: Floats
    content: str = ""

    def __post_init__(self) -> None:
        count = len(self.primary)
        if self.recycled.shape != (count,) or self.trade.shape != (count, count):
            raise ValueError(f"{self.name}: production and trade speak of different countries")
        for name in ("primary", "recycled", "trade"):
            amounts = getattr(self, name)
            if not np.isfinite(amounts).all() or (amounts < 0).any():
                raise ValueError(f"{self.name}: {name} must be finite and not negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class StageOrigin:
    """Origin of what every country has, ships and buys at one stage.

    Parameters
    ----------
    name : str
    feed : str
        The earlier stage that production was fed from; empty at the first.
    mixes : Mixes
        Columns are the countries, then recycled, then unknown.
    supply, imports, exports, unexplained : ndarray, shape (country,), t
        u = P + R + M + U, M, X, U = max(0, X - P - R - M).
    feed_cover : ndarray, shape (country,), 1
        Feed left in the country over its primary production; nan at the first stage, without
        production, or where the two are weighed as different things. Below 1 the rest of the
        feed is in no table.
    content : str
    """

    name: str
    feed: str
    mixes: Mixes
    supply: Floats
    imports: Floats
    exports: Floats
    unexplained: Floats
    feed_cover: Floats
    content: str


def _own(
    stage: Stage, feed: StageOrigin | None, of: OriginOf, missing: MissingFeed
) -> tuple[Floats, Floats, Floats]:
    """Return own supply, its origin mix and the unexplained part of it."""
    trade = stage.trade
    count = len(stage.primary)
    imports, exports = trade.sum(axis=0), trade.sum(axis=1)
    known = stage.primary + stage.recycled + imports
    unexplained = exports - known
    # What double precision cannot tell from a balance is a balance.
    unexplained = np.where(unexplained > 1e-12 * exports, unexplained, 0.0)
    primary_mix = np.zeros((count, count + 2))
    if feed is None or of is OriginOf.PROCESSING:
        primary_mix[np.arange(count), np.arange(count)] = 1.0
    else:
        fed = np.where(np.isnan(feed.mixes.retained), feed.mixes.supply, feed.mixes.retained)
        is_missing = np.asarray(np.isnan(fed).any(axis=1))
        primary_mix = np.where(is_missing[:, None], 0.0, fed)
        primary_mix[is_missing, UNKNOWN] = 1.0
        if missing is MissingFeed.UNKNOWN:
            covered = np.clip(np.nan_to_num(_cover(stage, feed), nan=1.0), 0.0, 1.0)
            primary_mix *= covered[:, None]
            primary_mix[:, UNKNOWN] += 1.0 - covered
    amounts = stage.primary[:, None] * primary_mix
    amounts[:, RECYCLED] += stage.recycled
    amounts[:, UNKNOWN] += unexplained
    own = amounts.sum(axis=1)
    shares = np.divide(amounts, own[:, None], out=np.zeros_like(amounts), where=own[:, None] > 0)
    return own, shares, unexplained


def _cover(stage: Stage, feed: StageOrigin | None) -> Floats:
    gap = np.full(len(stage.primary), np.nan)
    if feed is None or feed.content != stage.content:
        return gap
    left = feed.supply - feed.exports
    np.divide(left, stage.primary, out=gap, where=stage.primary > 0)
    return gap


def see_through(
    stages: Sequence[Stage],
    *,
    rule: Mixing = Mixing.PROPORTIONAL,
    of: OriginOf = OriginOf.MINE,
    missing: MissingFeed = MissingFeed.AS_KNOWN,
) -> tuple[StageOrigin, ...]:
    """Return the origin of every country's supply, stage by stage, all countries at once.

    O_g = D (diag(P) O_feed(g) + diag(R) e_recycled + diag(U) e_unknown + T_g' O_g), D = diag(1/u)

    at the first stage diag(P) in place of diag(P) O_feed. U = max(0, X - P - R - M) is what a
    country ships beyond all it is known to have. Production without any feed in the country is of
    unknown origin, and so is what only goes round. Rows sum to 1; u = 0 gives nan.

    Parameters
    ----------
    stages : sequence of Stage
        Covered stages of one chain in one year, the mine first; a stage that trade or production
        data do not cover is left out, so that each is fed from the nearest earlier one that is.
    rule : Mixing
    of : OriginOf
        With ``PROCESSING`` production itself is the origin at every stage.
    missing : MissingFeed
        What is said of production beyond its known feed.

    Returns
    -------
    tuple of StageOrigin, one for each stage

    Raises
    ------
    ValueError : if stages speak of different numbers of countries, or an amount is negative

    Examples
    --------
    A mines 10 and ships 6 to B; B smelts 6 and ships 3 of it back to A.

    >>> import numpy as np
    >>> ore = Stage(name="mine", primary=np.array([10.0, 0.0]), recycled=np.zeros(2),
    ...             trade=np.array([[0.0, 6.0], [0.0, 0.0]]))
    >>> metal = Stage(name="refined", primary=np.array([0.0, 6.0]), recycled=np.zeros(2),
    ...               trade=np.array([[0.0, 0.0], [3.0, 0.0]]))
    >>> see_through([ore, metal])[1].mixes.imports[0].tolist()
    [1.0, 0.0, 0.0, 0.0]
    >>> see_through([ore, metal], of=OriginOf.PROCESSING)[1].mixes.imports[0].tolist()
    [0.0, 1.0, 0.0, 0.0]
    """
    if len({len(stage.primary) for stage in stages}) > 1:
        raise ValueError("stages speak of different numbers of countries")
    present = _present(stages)
    solved = _solved([_only(stage, present) for stage in stages], rule, of, missing)
    count = len(stages[0].primary) if stages else 0
    return tuple(_spread(each, present, count) for each in solved)


def _present(stages: Sequence[Stage]) -> NDArray[np.int64]:
    """Return the countries that make, ship or buy anything at any stage."""
    parts = [
        (stage.primary > 0) | (stage.recycled > 0) | (stage.trade > 0).any(axis=edge)
        for stage in stages
        for edge in (0, 1)
    ]
    return np.flatnonzero(np.any(parts, axis=0)) if parts else np.zeros(0, dtype=np.int64)


def _only(stage: Stage, present: NDArray[np.int64]) -> Stage:
    trade = stage.trade[np.ix_(present, present)]
    np.fill_diagonal(trade, 0.0)
    return replace(
        stage, primary=stage.primary[present], recycled=stage.recycled[present], trade=trade
    )


def _spread(small: StageOrigin, present: NDArray[np.int64], count: int) -> StageOrigin:
    """Return origins of some countries on the axis of all; the others have and move nothing."""
    columns = np.append(present, [count, count + 1])

    def wide(shares: Floats) -> Floats:
        made = np.full((count, count + 2), np.nan)
        is_gap = np.asarray(np.isnan(shares).any(axis=1))
        made[present] = np.where(is_gap[:, None], np.nan, 0.0)
        made[np.ix_(present, columns)] = shares
        return made

    def long(amounts: Floats, empty: float = 0.0) -> Floats:
        made = np.full(count, empty)
        made[present] = amounts
        return made

    is_closed = np.zeros(count, dtype=bool)
    is_closed[present] = small.mixes.is_closed
    own = small.mixes
    return replace(
        small,
        mixes=Mixes(
            supply=wide(own.supply),
            exports=wide(own.exports),
            imports=wide(own.imports),
            retained=wide(own.retained),
            is_closed=is_closed,
        ),
        supply=long(small.supply),
        imports=long(small.imports),
        exports=long(small.exports),
        unexplained=long(small.unexplained),
        feed_cover=long(small.feed_cover, np.nan),
    )


def _solved(
    stages: Sequence[Stage], rule: Mixing, of: OriginOf, missing: MissingFeed
) -> list[StageOrigin]:
    """Return the origins stage by stage, each fed by the one before."""
    made: list[StageOrigin] = []
    for stage in stages:
        feed = made[-1] if made else None
        own, shares, unexplained = _own(stage, feed, of, missing)
        imports, exports = stage.trade.sum(axis=0), stage.trade.sum(axis=1)
        mixes = mix(rule, trade=stage.trade, own=own, own_mix=shares, unknown=len(own) + 1)
        made.append(
            StageOrigin(
                name=stage.name,
                feed=feed.name if feed else "",
                mixes=mixes,
                supply=own + imports,
                imports=imports,
                exports=exports,
                unexplained=unexplained,
                feed_cover=_cover(stage, feed),
                content=stage.content,
            )
        )
    return made
