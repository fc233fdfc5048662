"""What every column is worth to every party in each draw of the joint process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.chance import fast_forward
from orepact.mine import (
    Choice,
    Column,
    ColumnTable,
    ProjectFile,
    Surroundings,
)
from orepact.plan.drawn_cash import DrawnCash, drawn_cash
from orepact.plan.joint import Block, JointProcess, ProjectDraws
from orepact.plan.price_floor import FlooredCash, PriceFloor
from orepact.plan.tolls import without_tolls

__all__ = ["NAMES", "ColumnValues", "Lens", "column_values"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
NAMES = ("sunk", "late", "own", "cross", "at_own")
"""Present values by party: cash until and after the review; receipts at the party's own rate and
at the owner's; the owner's receipts at the party's rate."""
STAND_INS = 48
"""Draws computed one by one where the fast kernel does not hold a regime."""
_POOL = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """Through which rates and expected credit losses cash is looked at.

    Parameters
    ----------
    factors : ndarray, shape (party, year)
        Discount factors of the plan's parties.
    credit_loss : dict of facility to (place of the lender, share a year)
    """

    factors: Floats
    credit_loss: Mapping[str, tuple[int, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnValues:
    """One column in all draws.

    Parameters
    ----------
    mean : tuple of dict of name to ndarray, shape (deck, party)
        Expected present values, one dict per lens; names as in ``NAMES``.
    draws : dict of name to ndarray, shape (deck, party, draw)
        Of the first lens.
    is_kernel : bool
        False where draws were computed one by one and each stands for its neighbours.
    """

    mean: tuple[Mapping[str, Floats], ...]
    draws: Mapping[str, Floats]
    is_kernel: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where the cash of one column goes in the plan's arrays."""

    places: Integers
    hub: int
    until: int
    """Index of the first year that a later decision can still drop."""
    is_firm: bool


def column_values(
    column: Column,
    project: ProjectFile,
    table: ColumnTable,
    *,
    place: int,
    around: Surroundings,
    process: JointProcess,
    blocks: Sequence[Block],
    parties: Sequence[str],
    owner: str,
    lenses: Sequence[Lens],
    toll: Floats,
    is_structured: bool = False,
    floors: Sequence[PriceFloor] = (),
) -> ColumnValues:
    """Return a column's present values in every draw and deck, and their means.

    Cash of a draw is that of the fast kernel, which equals the exact cash flow to 1e-9 of its
    scale. Where it does not hold a regime, the exact cash flow is computed for a few draws that
    stand for all others, chosen by price, capital, cost and delay. A project without a schedule
    (exploration with odds) has the same cash in every draw.

    A package with a structure is agreed on the central case and served in each draw as its
    waterfall says; other loans are drawn and repaid as they stand.

    A toll is paid as the draw's own tonnes and freight cost have it, and its owners receive just
    that: cash before levies of the project without tolls, less the same with them.

    Parameters
    ----------
    place : int
        Of the column in the table.
    parties : sequence of str
        Of the plan.
    owner : str
        Party through which transfers run.
    lenses : sequence of Lens
        Values by draw are kept of the first.
    toll : ndarray, shape (party, year)
        Tolls received on the central path, million; of a column in draws only their shares count.
    is_structured : bool
        Whether packages with a structure are served as it says.
    floors : sequence of PriceFloor
        Under prices of the project, which bite draw by draw.
    """
    decks = len(table.scenarios)
    hub = list(parties).index(owner) if owner in parties else 0
    if project.schedule is None or not project.products:
        return _constant(column, table, place, parties=parties, hub=hub, lenses=lenses, toll=toll)
    choice = Choice(
        variant=column.variant, package=column.package, first_spend=column.first_spend_year
    )
    bare = drawn_cash(
        project,
        around,
        choice,
        process,
        tolls=dict(zip(parties, toll, strict=True)),
        is_structured=is_structured,
    )
    player: DrawnCash | FlooredCash = bare
    if floors:
        player = FlooredCash(bare=bare, floors=tuple(floors))
    simulator = player.simulator
    # A toll is agreed and moves with nothing, so what is drawn hangs on the project without it.
    drawn = process.project(without_tolls(project), simulator.variant)
    frame = _frame(column, player.parties, simulator.years, parties, hub)
    out = [_Sum.of(lens, decks, len(parties), process.draws) for lens in lenses]
    if simulator.is_exact_kernel:
        groups = _groups(drawn, blocks)
    else:
        groups = _stand_ins(drawn, blocks, process)
    for group in groups:
        factors, unit = _inputs(drawn, group, simulator.years.size)
        for deck, (cash, owed) in enumerate(player.by_deck(group.delay, factors, unit)):
            for sums in out:
                sums.take(cash, owed, frame, deck=deck, group=group)
    return ColumnValues(
        mean=tuple(sums.mean() for sums in out),
        draws=out[0].kept,
        is_kernel=simulator.is_exact_kernel,
    )


def _inputs(
    drawn: ProjectDraws, group: _Group, length: int
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return factors and price paths of a group's draws."""
    at = group.rows - group.block.first
    unit = {key: path[:length, at] for key, path in group.block.unit.items()}
    return {name: factor[group.rows] for name, factor in drawn.factors.items()}, unit


def _frame(
    column: Column,
    own: Sequence[str],
    years: Integers,
    parties: Sequence[str],
    hub: int,
) -> _Frame:
    is_firm = column.decide_after is None
    review = int(years[-1]) if column.decide_after is None else column.decide_after
    return _Frame(
        places=np.array([list(parties).index(name) for name in own]),
        hub=hub,
        until=int(np.searchsorted(years, review, side="right")),
        is_firm=is_firm,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Draws of one block and delay, and the draws that they stand for.

    Draw ``to[n]`` takes its values from ``rows[source[n]]``.
    """

    block: Block
    rows: Integers
    delay: int
    to: Integers
    source: Integers


def _groups(drawn: ProjectDraws, blocks: Sequence[Block]) -> list[_Group]:
    found = []
    for block in blocks:
        late = drawn.delay[block.first : block.last]
        for delay in np.unique(late).tolist():
            rows = block.first + np.flatnonzero(late == delay)
            source = np.arange(rows.size)
            found.append(_Group(block=block, rows=rows, delay=int(delay), to=rows, source=source))
    return found


def _stand_ins(drawn: ProjectDraws, blocks: Sequence[Block], process: JointProcess) -> list[_Group]:
    """Return a few draws of the first block, each with the draws that it stands for."""
    weights = 1.08 ** -np.arange(process.years.size, dtype=float)
    weights /= weights.sum()
    level = [
        np.concatenate([weights @ block.unit[key] for block in blocks]) for key in process.keys
    ]
    inputs = np.stack([*level, *drawn.factors.values(), drawn.delay.astype(float)], axis=1)
    spread = inputs.std(axis=0)
    inputs = inputs[:, spread > 0] / spread[spread > 0]
    pool = min(_POOL, blocks[0].last)
    kept = fast_forward(inputs[:pool], min(STAND_INS, pool)).kept
    nearest = ((inputs[:, None, :] - inputs[None, kept, :]) ** 2).sum(axis=2).argmin(axis=1)
    found = []
    for delay in np.unique(drawn.delay[kept]).tolist():
        own = np.flatnonzero(drawn.delay[kept] == delay)
        to = np.flatnonzero(np.isin(nearest, own))
        source = np.searchsorted(own, nearest[to])
        found.append(
            _Group(block=blocks[0], rows=kept[own], delay=int(delay), to=to, source=source)
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sum:
    """Values by draw through one lens."""

    lens: Lens
    kept: Mapping[str, Floats]

    @classmethod
    def of(cls, lens: Lens, decks: int, parties: int, draws: int) -> _Sum:
        return cls(lens=lens, kept={name: np.zeros((decks, parties, draws)) for name in NAMES})

    def take(
        self,
        cash: Floats,
        owed: Mapping[str, Floats],
        frame: _Frame,
        *,
        deck: int,
        group: _Group,
    ) -> None:
        """Write the present values of some draws."""
        for name, value in _values(cash, owed, frame, self.lens).items():
            self.kept[name][deck][:, group.to] = value[:, group.source]

    def mean(self) -> dict[str, Floats]:
        return {name: values.mean(axis=2) for name, values in self.kept.items()}


def _values(
    cash: Floats, owed: Mapping[str, Floats], frame: _Frame, lens: Lens
) -> dict[str, Floats]:
    """Return present values, shape (party, draw), of cash, shape (own party, year, draw)."""
    length, count = cash.shape[1:]
    factors = lens.factors[:, :length]
    size = (factors.shape[0], count)
    found = {name: np.zeros(size) for name in NAMES}
    loss: dict[int, Floats] = {}
    for facility, balance in owed.items():
        lender, share = lens.credit_loss[facility]
        loss[lender] = loss.get(lender, 0.0) + share * balance
    first = 0 if frame.is_firm else frame.until
    for row, place in enumerate(frame.places.tolist()):
        own = cash[row] - loss[place] if place in loss else cash[row]
        found["sunk"][place] = factors[place, : frame.until] @ own[: frame.until]
        found["late"][place] = factors[place, frame.until :] @ own[frame.until :]
        receipts = np.maximum(own[first:], 0.0)
        found["own"][place] = factors[place, first:] @ receipts
        found["cross"][place] = factors[frame.hub, first:] @ receipts
        if place == frame.hub:
            found["at_own"] = factors[:, first:] @ receipts
    return found


def _constant(
    column: Column,
    table: ColumnTable,
    place: int,
    *,
    parties: Sequence[str],
    hub: int,
    lenses: Sequence[Lens],
    toll: Floats,
) -> ColumnValues:
    """Return values that chance does not move, with a single draw that stands for all."""
    decks = len(table.scenarios)
    own = tuple(dict.fromkeys([*table.parties, *parties]))
    frame = _frame(column, own, table.years, parties, hub)
    owed = {
        name: table.balance[place, row][:, None]
        for row, name in enumerate(table.facilities)
        if table.balance[place, row].any()
    }
    by_lens = []
    for lens in lenses:
        kept = {name: np.zeros((decks, len(parties), 1)) for name in NAMES}
        for deck in range(decks):
            cash = np.zeros((len(own), table.years.size, 1))
            cash[: len(table.parties), :, 0] = table.cash[place, deck]
            for party, received in zip(parties, toll, strict=True):
                cash[own.index(party), :, 0] += received
            for name, value in _values(cash, owed, frame, lens).items():
                kept[name][deck] = value
        by_lens.append(kept)
    return ColumnValues(
        mean=tuple({n: values[:, :, 0] for n, values in kept.items()} for kept in by_lens),
        draws=by_lens[0],
        is_kernel=True,
    )
