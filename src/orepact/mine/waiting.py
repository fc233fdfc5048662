"""What waiting is worth: start, wait on or give up when prices are known, by least squares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Seed
from orepact.errors import CaseError
from orepact.mine.bench import Bench, Choice, Row, Surroundings
from orepact.mine.least_squares import basis
from orepact.mine.many import blocks_of
from orepact.mine.ownership import paying_shares
from orepact.mine.project_file import ProjectFile, Variant
from orepact.mine.simulation import ChanceChoice, Simulation, Simulator
from orepact.mine.uncertainty import sample

__all__ = ["Waiting", "start_or_drop", "waiting_rows"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def start_or_drop(
    states: Sequence[Floats], starts: Sequence[Floats], drops: Sequence[float], degree: int = 2
) -> Integers:
    """Return at which date each path starts; -1 where it is given up.

    Backwards over dates: start if its expected worth given the state is above that of waiting on
    (what the path then really gets, regressed) and above giving up; else wait or give up, whichever
    is better.

    Parameters
    ----------
    states : sequence of ndarray, shape (path, variable)
        What is known at each date.
    starts : sequence of ndarray, shape (path,)
        Worth of starting at that date, path by path, not known at the date.
    drops : sequence of float
        Worth of giving up at that date.
    degree : int

    References
    ----------
    Longstaff and Schwartz, Review of Financial Studies 14, 2001.

    Examples
    --------
    >>> state = np.linspace(-1.0, 1.0, 50)[:, np.newaxis]
    >>> start_or_drop([state], [state[:, 0]], [0.0], degree=1)[[0, 49]].tolist()
    [-1, 0]
    """
    count = len(starts[0])
    got, when = np.full(count, drops[-1]), np.full(count, -1)
    for date in range(len(starts) - 1, -1, -1):
        columns = basis(states[date], degree)

        def expected(outcome: Floats, columns: Floats = columns) -> Floats:
            found, *_ = np.linalg.lstsq(columns, outcome, rcond=None)
            return np.asarray(columns @ found)

        begin, wait = expected(starts[date]), expected(got)
        if date == len(starts) - 1:
            wait = np.full(count, drops[date])
        quits = (drops[date] >= wait) & (drops[date] >= begin)
        begins = ~quits & (begin > wait)
        got = np.where(begins, starts[date], np.where(quits, drops[date], got))
        when = np.where(begins, date, np.where(quits, -1, when))
    return when


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The choice of an owner who may wait, in one deck; means over draws, real million USD.

    Parameters
    ----------
    deck : str
    commit_now : float
        Worth of the first variant that does not wait.
    start_anyhow : float
        Worth of the variant that waits, started at its first date whatever prices do.
    free_to_choose : float
        Worth with the choice.
    error : float
        Standard error of the last less the first.
    stop_odds : float
        Probability of a stop for good in the year after the decision year at which waiting and
        committing are worth the same: what was spent until then is lost, waiting has not spent it.
        nan where waiting is better anyhow.
    shares : dict of str to float
        Share of draws that start in each year, and ``never``.
    parties : dict of party to float
        What each party gains when the owner chooses.
    """

    deck: str
    commit_now: float
    start_anyhow: float
    free_to_choose: float
    error: float
    stop_odds: float
    shares: dict[str, float]
    parties: dict[str, float]


def _waiter(project: ProjectFile) -> tuple[Variant, Variant]:
    """Return the variant that commits and the one that may be dropped."""
    offered = [item for item in project.variants if item.is_offered]
    free = [item for item in offered if item.decide_after is not None]
    bound = [item for item in offered if item.decide_after is None]
    if not free or not bound:
        raise CaseError(
            "no choice of waiting",
            where=f"projects/{project.id}.yaml:variants",
            why="one variant with decide_after and one without it are compared",
            do="Add decide_after to the variant that may be dropped",
        )
    return bound[0], free[0]


def _states(play: Simulator, year: int) -> Floats:
    """Return what is known in a year, shape (draw, variable): log prices, and log capital.

    A review that ends before the start tells the overrun of capital; delays, grades and costs stay
    unknown.
    """
    index = int(np.flatnonzero(play.years == year)[0])
    drawn = sample(
        play.project,
        play.inputs,
        play.file,
        count=play.chance.draws,
        seed=Seed(root=play.chance.seed),
        sampling=play.chance.sampling,
    )
    parts = [
        np.log(np.stack([path[index] for path in play.paths(first, last).values()], axis=1))
        for first, last in blocks_of(play.chance.draws)
    ]
    return np.column_stack([np.concatenate(parts), np.log(drawn["capex"])])


def waiting(
    project: ProjectFile, around: Surroundings, choice: Choice, chance: ChanceChoice
) -> tuple[str, tuple[Waiting, ...]]:
    """Return the first owner, and what waiting is worth to it in each deck.

    Each start year of the variant that may be dropped is a date; what is known is the prices of
    the year before it and the overrun of capital that the review finds. Giving up costs the
    owner's share of holding the site until then.

    Parameters
    ----------
    project : ProjectFile
    around : Surroundings
    choice : Choice
    chance : ChanceChoice

    Raises
    ------
    CaseError : a project without such variants
    """
    bound, free = _waiter(project)
    owner = project.owners[0].party
    now_play = Simulator(Bench(project, around, replace(choice, variant=bound.id)), chance)
    now = now_play.run()
    years = free.first_spend_years
    plays = [
        Simulator(
            Bench(project, around, replace(choice, variant=free.id, first_spend=year)), chance
        )
        for year in years
    ]
    runs = [play.run() for play in plays]
    states = [
        _states(play, max(year - 1, around.base_year))
        for play, year in zip(plays, years, strict=True)
    ]
    drops = {
        party: [_held(project, around, party, year - 1) for year in years] for party in now.parties
    }
    found = tuple(
        _chosen(
            now,
            runs,
            states,
            drops,
            owner=owner,
            deck=deck,
            years=years,
            lost=_lost(now_play, owner, deck, free.decide_after or years[0]),
        )
        for deck in range(len(now.decks))
    )
    return owner, found


def _lost(play: Simulator, party: str, deck: int, last: int) -> float:
    """Return the worth to a party of what it pays up to a year, at the file's own numbers."""
    flow = play.bench.flow()
    years = flow.timing.years
    rate = play.around.rates[party].value
    ages = (years - play.around.base_year).astype(np.float64)
    cash = np.where(years <= last, flow.parties[party][deck], 0.0)
    return float((cash * np.power(1.0 + rate, -ages)).sum())


def _held(project: ProjectFile, around: Surroundings, party: str, last: int) -> float:
    """Return the worth to a party of holding the site up to a year and then giving up."""
    share = paying_shares(project.owners).get(party, 0.0)
    if project.holding_cost is None or party not in around.rates:
        return 0.0
    yearly = around.money.real(
        project.holding_cost, "MUSD/yr", where=f"projects/{project.id}.yaml:holding_cost"
    )
    ages = np.arange(max(last - around.base_year + 1, 0), dtype=np.float64)
    return -yearly * share * float(np.power(1.0 + around.rates[party].value, -ages).sum())


def _chosen(
    now: Simulation,
    runs: Sequence[Simulation],
    states: Sequence[Floats],
    drops: dict[str, list[float]],
    *,
    owner: str,
    deck: int,
    years: Sequence[int],
    lost: float,
) -> Waiting:
    place = now.parties.index(owner)
    starts = [run.gains[deck, place] for run in runs]
    when = start_or_drop(states, starts, drops[owner])

    def mean(party: str) -> Floats:
        index = now.parties.index(party)
        got = np.full(len(when), drops[party][0])
        for date, run in enumerate(runs):
            got = np.where(when == date, run.gains[deck, index], got)
        return got

    free, bound = mean(owner), now.gains[deck, place]
    ahead = float(bound.mean() - free.mean())
    risked = drops[owner][0] - lost
    stop_odds = ahead / (ahead + risked) if ahead > 0 and risked > 0 else float("nan")
    shares = {str(year): float((when == date).mean()) for date, year in enumerate(years)}
    return Waiting(
        deck=now.decks[deck],
        commit_now=float(bound.mean()),
        start_anyhow=float(starts[0].mean()),
        free_to_choose=float(free.mean()),
        error=float((free - bound).std(ddof=1) / np.sqrt(len(free))) if len(free) > 1 else 0.0,
        stop_odds=stop_odds,
        shares=shares | {"never": float((when < 0).mean())},
        parties={party: float(mean(party).mean()) for party in now.parties if drops.get(party)},
    )


def waiting_rows(
    project: ProjectFile, around: Surroundings, choice: Choice, chance: ChanceChoice
) -> list[Row]:
    """Return what waiting until the decision is worth, deck by deck.

    Raises
    ------
    CaseError : a project without a variant that may be dropped
    """
    owner, found = waiting(project, around, choice, chance)
    bound, free = _waiter(project)
    bench = Bench(project, around, replace(choice, variant=free.id))
    bench.changes |= {
        "draws": str(chance.draws),
        "seed": str(chance.seed),
        "process": str(chance.process),
        "sampling": str(chance.sampling),
    }
    rows: list[Row] = []
    for item in found:
        lines = (
            ("worth of committing now", item.commit_now, f"{bound.id}, whatever prices do"),
            ("worth of starting anyhow", item.start_anyhow, f"{free.id}, whatever prices do"),
            (
                "worth of choosing later",
                item.free_to_choose,
                ", ".join(f"{name} {100 * part:.3g} %" for name, part in item.shares.items()),
            ),
            (
                "worth of the freedom to choose",
                item.free_to_choose - item.start_anyhow,
                f"choosing later less starting {free.id} anyhow",
            ),
            (
                "gain of waiting over committing now",
                item.free_to_choose - item.commit_now,
                f"standard error {item.error:.3g}; the variants differ in capital and timing too",
            ),
        )
        rows += [
            bench.row(
                name,
                deck=item.deck,
                value=value,
                unit="MUSD",
                variant=free.id,
                party=owner,
                note=note,
            )
            for name, value, note in lines
        ]
        rows.append(
            bench.row(
                "odds of a stop that make waiting better",
                deck=item.deck,
                value=100.0 * item.stop_odds,
                unit="%",
                variant=free.id,
                party=owner,
                note="a stop for good after the decision year loses what was spent until then",
            )
        )
    return rows
