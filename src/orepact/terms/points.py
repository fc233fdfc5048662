"""The bargaining points of a plan with every party that has a veto at the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from orepact.case import Case, ControlKind, Side
from orepact.plan import (
    Bargain,
    PlanData,
    Shelf,
    World,
    no_deal_data,
    party_gains,
    with_deal,
)
from orepact.solve import (
    CoalitionGame,
    Limits,
    Linear,
    NashPoint,
    NearTie,
    Point,
    Program,
    TieRule,
    best,
    egalitarian,
    kalai_smorodinsky,
    nash,
    near_ties,
    shapley,
)

__all__ = ["BargainingPoints", "TierGame", "bargaining_points", "chosen_columns", "tier_game"]

_NEAR = 0.01
"""A near-tie is a choice whose score lies within one percent of what was scored."""
_MOST_TIES = 2
_DUST = 2e-5
_NOTHING = 5e-4
"""Of the model's money: what the tolerances of all floors can add up to in a coalition's worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BargainingPoints:
    """Points of one bargain among all parties with a veto, money in million of the case's year.

    Parameters
    ----------
    disagreement : dict of str to float
        Expected value of each party without a deal.
    ideals : dict of str to float
        Largest gain of each party while no party that must agree loses.
    idle : tuple of str
        Parties with a veto that gain in no plan: nothing can be shared with them.
    nash, shares, equal : Point, or None when there is no mutual gain
        Nash, Kalai-Smorodinsky and egalitarian by leximin, over the parties that can gain.
    gains : dict of str to (dict of str to float)
        By point (``nash``, ``kalai-smorodinsky``, ``egalitarian``), then party.
    ties : dict of str to tuple of NearTie
        Other choices of projects whose score is nearly the same, by point.
    """

    disagreement: Mapping[str, float]
    ideals: Mapping[str, float]
    idle: tuple[str, ...]
    nash: NashPoint | None
    shares: Point | None
    equal: Point | None
    gains: Mapping[str, Mapping[str, float]]
    ties: Mapping[str, tuple[NearTie, ...]]


def bargaining_points(
    data: PlanData,
    bargain: Bargain,
    *,
    limits: Limits,
    shelf: Shelf | None = None,
    weights: Mapping[str, float] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> BargainingPoints:
    """Return Nash, Kalai-Smorodinsky and egalitarian points of all parties with a veto.

    A party's disagreement is the plan without a deal; its ideal the most it gains while nobody who
    must agree loses. Ties are broken by leximin, and near-ties in the choice of projects listed.

    Parameters
    ----------
    data : PlanData
    bargain : Bargain
        Its point without a deal.
    limits : Limits
    shelf : Shelf
    weights : dict of str to float
        Bargaining weights by party, for Nash; left out, equal.
    tell : callable
        Called with what is being done.
    """
    world = with_deal(data, bargain.no_deal, shelf)
    every = party_gains(world, bargain.no_deal)
    tell(f"Solving the most that each of {len(every)} parties could gain")
    ideals = {}
    for name in every:
        point = best(world.program, name, every, limits=limits)
        ideals[name] = 0.0 if point is None else max(0.0, point.values[name])
    gains = {name: every[name] for name in every if ideals[name] > _DUST}
    top = {name: ideals[name] for name in gains}
    tell(f"Solving Nash, Kalai-Smorodinsky and egalitarian points of {len(gains)} parties")
    own = None if weights is None else {name: weights[name] for name in gains}

    def by_product(program: Program) -> NashPoint | None:
        return nash(program, gains, every, ideals=top, weights=own, limits=limits)

    def by_shares(program: Program, rule: TieRule = TieRule.SUM) -> Point | None:
        return kalai_smorodinsky(
            program, gains, every, ideals=top, ties=rule, tie_break=[world.thrift], limits=limits
        )

    def by_equal(program: Program, rule: TieRule = TieRule.SUM) -> Point | None:
        return egalitarian(
            program, gains, every, ties=rule, tie_break=[world.thrift], limits=limits
        )

    points: dict[str, Point | None] = {}
    if gains:
        points = {
            "nash": by_product(world.program),
            "kalai-smorodinsky": by_shares(world.program, TieRule.LEXIMIN),
            "egalitarian": by_equal(world.program, TieRule.LEXIMIN),
        }
    tell("Looking for other choices of projects that score nearly the same")
    # The score does not hang on how ties are broken, so the quicker rule serves here.
    solvers: dict[str, Callable[[Program], Point | None]] = {
        "nash": by_product,
        "kalai-smorodinsky": by_shares,
        "egalitarian": by_equal,
    }
    ties = {
        name: _ties(solvers[name], world.program, point)
        for name, point in points.items()
        if point is not None
    }
    unit = data.unit
    product = points.get("nash")
    return BargainingPoints(
        disagreement={
            party.id: float(data.weights @ bargain.no_deal.value[:, n])
            for n, party in enumerate(data.parties)
            if party.id in every
        },
        ideals={name: amount * unit for name, amount in ideals.items()},
        idle=tuple(name for name in every if name not in gains),
        nash=product if isinstance(product, NashPoint) else None,
        shares=points.get("kalai-smorodinsky"),
        equal=points.get("egalitarian"),
        gains={
            name: {party: gain.at(point.last.x) * unit for party, gain in every.items()}
            for name, point in points.items()
            if point is not None
        },
        ties=ties,
    )


def _ties(
    solver: Callable[[Program], Point | None], program: Program, point: Point
) -> tuple[NearTie, ...]:
    within = _NEAR * max(abs(point.score), 1e-6)
    return near_ties(solver, program, point, over=["z"], within=within, most=_MOST_TIES)


def chosen_columns(data: PlanData, point: Point) -> tuple[str, ...]:
    """Return the columns that a point commits to."""
    z = point.last.values_of("z").values
    return tuple(column.id for column, taken in zip(data.columns, z, strict=True) if taken == 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TierGame:
    """Shares of the tiers by what each adds to every coalition, million of the case's money.

    Parameters
    ----------
    members : dict of str to tuple of str
        Parties of each player.
    game : CoalitionGame
        Money of the model; multiply by ``unit``.
    unit : float
    """

    members: Mapping[str, tuple[str, ...]]
    game: CoalitionGame
    unit: float

    @property
    def nothing(self) -> float:
        """Amount up to which a worth is the tolerance of the floors, million."""
        return _NOTHING * self.unit


def _players(case: Case, parties: Mapping[str, Linear]) -> dict[str, tuple[str, ...]]:
    """Return importer, companies, and the host's tiers, each with its parties that must agree.

    A party that gives or withholds consent and nothing else is no player. What a player is worth
    to a coalition is what its absence stops, and consent refused stops everything: a game would
    set a price on it, and consent is a gate, never a price. It stays what it is, a gate on columns
    and a floor under its own gain in every coalition; its absence is no choice of any coalition.
    """
    found: dict[str, list[str]] = {}
    for party in case.parties:
        controls = {item.what for item in party.controls}
        if party.id not in parties or controls == {ControlKind.CONSENT}:
            continue
        name = {Side.IMPORTER: "importer", Side.COMPANY: "companies"}.get(party.side, "")
        if party.side is Side.HOST:
            name = str(party.tier)
        if name:
            found.setdefault(name, []).append(party.id)
    return {name: tuple(members) for name, members in found.items()}


def _pays_anew(data: PlanData, bargain: Bargain, absent: frozenset[str]) -> bool:
    """Whether an enabler of no deal is paid otherwise with the deal, by parties that are all in."""
    alone = no_deal_data(data)
    for place, option in enumerate(data.options):
        outlay = data.option_outlay[place]
        payers = {
            p.id for p, pays in zip(data.parties, outlay.sum(axis=(0, 2)), strict=True) if pays
        }
        is_otherwise = not np.array_equal(outlay, alone.option_outlay[place])
        if option.id in bargain.no_deal.decisions.starts and is_otherwise and not payers & absent:
            return True
    return False


def _is_possible(world: World, limits: Limits) -> bool:
    """Whether anything at all satisfies a world's rows."""
    return best(world.program, "total", {"total": world.total}, limits=limits) is not None


def _without(
    case: Case,
    data: PlanData,
    bargain: Bargain,
    absent: frozenset[str],
    *,
    as_before: bool = False,
) -> PlanData:
    """Return the data when some parties do no more than they would without a deal.

    What goes ahead without a deal stays, paid as it is paid there unless all its payers are in;
    another way of a project needs everybody who controls it, another enabler everybody who pays
    for it, a loan of the importer the importer.

    Parameters
    ----------
    as_before : bool
        Whether what goes ahead without a deal is paid as there whoever is in.
    """
    if not absent:
        return data
    before, alone = bargain.no_deal.decisions, no_deal_data(data)
    paid_before = np.zeros(len(data.options), dtype=bool)
    controlled = {
        thing: {party.id for party in case.parties for c in party.controls if thing in c.of}
        for thing in (*case.projects, *case.enablers)
    }
    out = dict(data.left_out)
    importers = {party.id for party in case.on_side(Side.IMPORTER)}
    for column in data.columns:
        needed = controlled[column.project] | (importers if column.needs_deal else set())
        if column.id not in before.columns and needed & absent:
            out.setdefault(column.id, "someone who controls it stays away")
    for place, option in enumerate(data.options):
        paid = data.option_outlay[place].sum(axis=(0, 2)) > 0.0
        payers = {party.id for party, pays in zip(data.parties, paid, strict=True) if pays}
        paid_before[place] = option.id in before.starts and (as_before or bool(payers & absent))
        if option.id not in before.starts and (payers | controlled[option.id]) & absent:
            out.setdefault(option.id, "someone who pays for it stays away")
    stays = paid_before[:, None, None]
    return replace(
        data,
        left_out=out,
        outside=data.outside | (absent & importers),
        option_outlay=np.where(stays[..., None], alone.option_outlay, data.option_outlay),
        option_value=np.where(stays, alone.option_value, data.option_value),
    )


def tier_game(
    case: Case,
    data: PlanData,
    bargain: Bargain,
    *,
    limits: Limits,
    shelf: Shelf | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> TierGame:
    """Return Shapley's shares of importer, companies and the host's tiers, with the core check.

    ``v(S)`` is the largest sum of gains of S when all others do only what they would without a
    deal, and nobody who must agree loses: one solve per coalition. Who holds consent alone is no
    player: consent is a gate, never a price.
    """
    shelf = shelf or Shelf()
    world: World = with_deal(data, bargain.no_deal, shelf)
    members = _players(case, party_gains(world, bargain.no_deal))
    tell(f"Solving {2 ** len(members) - 1} coalitions of {len(members)} tiers")

    def gains(of: World) -> dict[str, Linear]:
        own = party_gains(of, bargain.no_deal)
        found = {}
        for name, parties in members.items():
            found[name] = own[parties[0]]
            for party in parties[1:]:
                found[name] = found[name].plus(own[party])
        return found

    def alone(_: Program, absent: frozenset[str]) -> tuple[Program, dict[str, Linear]]:
        away = frozenset(party for name in absent for party in members[name])
        left = with_deal(_without(case, data, bargain, away), bargain.no_deal, shelf)
        if away and _pays_anew(data, bargain, away) and not _is_possible(left, limits):
            # Who is here cannot bear what the deal has them pay, so they pay as without it.
            before = _without(case, data, bargain, away, as_before=True)
            left = with_deal(before, bargain.no_deal, shelf)
        return left.program, gains(left)

    game = shapley(world.program, gains(world), alone, limits=limits, tolerance=_NOTHING)
    return TierGame(members=members, game=game, unit=data.unit)
