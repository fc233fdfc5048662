"""What freedom while running is worth: to shut and reopen, to give up, to expand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Seed
from orepact.errors import CaseError
from orepact.mine.bench import Bench, Choice, Row, Surroundings
from orepact.mine.cash_flow import CashFlow
from orepact.mine.least_squares import Mode, switching_value
from orepact.mine.price_process import PricePaths, correlations_of, models_of
from orepact.mine.project_file import ProjectFile
from orepact.mine.simulation import ChanceChoice
from orepact.mine.uncertainty_file import shipped_uncertainty

__all__ = ["RunningOptions", "running_options", "running_rows"]

Floats = NDArray[np.float64]
_STEP = 0.1
"""Move of a price by which the cash of each year is read off the exact cash flow."""
_LATER = 15
"""Years beyond the planned life in which a mine that was shut may still produce."""
_DEGREE = 2
"""Of the polynomials in the state: prices of several products."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningOptions:
    """What the project is worth with and without freedom, in one deck, real million USD.

    Parameters
    ----------
    deck : str
    planned : float
        Run as planned whatever prices do, the mean over price paths.
    shutting, giving_up, expanding, all_three : float
        Worth with that freedom.
    """

    deck: str
    planned: float
    shutting: float
    giving_up: float
    expanding: float
    all_three: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Cash after levies of a deck, by production year, as a line in each price."""

    level: Floats
    """At the deck, shape (age,)."""
    slope: dict[str, Floats]
    """Per unit of price over the deck's, by price key, shape (age,)."""
    before: float
    """Worth at the base year of what is spent before production."""
    closing: float
    """Worth of closing, at the start of the year after the last production; at most 0."""

    def cash(self, age: int, relative: Mapping[str, Floats]) -> Floats:
        """Return the cash of a production year at prices over the deck's, shape (path,)."""
        total = np.full(len(next(iter(relative.values()))), self.level[age])
        for key, slope in self.slope.items():
            total = total + slope[age] * (relative[key] - 1.0)
        return total


def _plan(
    flow: CashFlow, moved: Mapping[str, CashFlow], deck: int, *, rate: float, base: int
) -> _Plan:
    timing = flow.timing
    after = flow.after_tax[deck]
    first = int(np.flatnonzero(timing.years == timing.first_production)[0])
    last = first + timing.life
    ages = (timing.years - base).astype(np.float64)
    factor = np.power(1.0 + rate, -ages)
    late = np.power(1.0 + rate, -(timing.years[last:] - timing.years[last]).astype(np.float64))
    return _Plan(
        level=after[first:last],
        slope={
            key: (other.after_tax[deck] - after)[first:last] / _STEP for key, other in moved.items()
        },
        before=float((after * factor)[:first].sum()),
        closing=min(float((after[last:] * late).sum()), 0.0),
    )


def running_options(
    project: ProjectFile, around: Surroundings, choice: Choice, chance: ChanceChoice
) -> tuple[RunningOptions, ...]:
    """Return what running otherwise than planned is worth to the project, deck by deck.

    The project's cash after levies of each production year is read off the exact cash flow as a
    line in each price. Every year, knowing that year's prices, the mine runs the next year of its
    plan, or two at once when expanded, or stands shut, or is given up; ore that is not mined
    stays. Costs of shutting, care, reopening and expanding are those of the project file
    (``holding_cost``) or assumptions with a range. Levies are those of a mine that runs on without
    a break.

    Parameters
    ----------
    project : ProjectFile
    around : Surroundings
    choice : Choice
    chance : ChanceChoice

    Raises
    ------
    CaseError : a project that sells nothing, or at a price set by rule

    References
    ----------
    Brennan and Schwartz, Evaluating natural resource investments, Journal of Business 58, 1985;
    Longstaff and Schwartz, Review of Financial Studies 14, 2001.
    """
    bench = Bench(project, around, choice)
    if not project.products or project.schedule is None or bench.regime.tariff is not None:
        raise CaseError(
            "no price moves it, so there is nothing to shut or expand for",
            where=f"projects/{project.id}.yaml",
            why="it has stages with odds, or a price set by rule",
            do="Leave --options out",
        )
    flow = bench.flow()
    keys = dict.fromkeys(item.price for item in project.products)
    if project.feed is not None:
        keys[project.feed.price] = None
    market = bench.market
    moved = {
        key: bench.flow(
            market=replace(market, prices={**market.prices, key: market.prices[key] * (1 + _STEP)})
        )
        for key in keys
    }
    relative = _paths(bench, tuple(keys), chance, flow)
    plans = [
        _plan(flow, moved, index, rate=bench.rate, base=around.base_year)
        for index in range(len(flow.scenarios))
    ]
    return tuple(
        _valued(bench, flow, plan, relative, deck=deck, index=index)
        for index, (deck, plan) in enumerate(zip(flow.scenarios, plans, strict=True))
    )


def _paths(
    bench: Bench, keys: tuple[str, ...], chance: ChanceChoice, flow: CashFlow
) -> dict[str, Floats]:
    """Return prices over the deck's from the first production year on, shape (year, path)."""
    base, first = bench.around.base_year, flow.timing.first_production
    years = np.arange(min(base, first), first + flow.timing.life + _LATER, dtype=np.int64)
    file = shipped_uncertainty()
    paths = PricePaths(
        decks=dict.fromkeys(keys, 1.0),
        models=models_of(keys, chance.process, lambda _: file.volatility.value),
        correlations=correlations_of(keys),
        years=years,
        base_year=base,
        seed=Seed(root=chance.seed),
        block=chance.draws,
    )
    found = paths(0, chance.draws)
    return {key: path[years >= first] for key, path in found.items()}


def _valued(
    bench: Bench,
    flow: CashFlow,
    plan: _Plan,
    relative: Mapping[str, Floats],
    *,
    deck: str,
    index: int,
) -> RunningOptions:
    life = flow.timing.life
    running = shipped_uncertainty().running
    site = float(flow.operation.operating[index][flow.operation.operating[index] > 0].mean())
    held = bench.project.holding_cost
    care = running.care.to("dimensionless") * site
    if held is not None:
        where = f"projects/{bench.project.id}.yaml:holding_cost"
        care = bench.money.real(held, "MUSD/yr", where=where)
    switch = running.switching.to("dimensionless") * site
    grow = running.expansion.to("dimensionless") * float(flow.operation.construction.sum())
    discount = 1.0 / (1.0 + bench.rate)
    start = float(np.power(discount, float(flow.timing.first_production - bench.around.base_year)))
    count = len(next(iter(relative.values()))[0])

    def at(period: int) -> dict[str, Floats]:
        return {key: path[period] for key, path in relative.items()}

    def run(period: int, left: int, steps: int) -> Floats:
        ages = range(life - left, life - left + steps)
        return np.asarray(sum(plan.cash(age, at(period)) for age in ages))

    open_ = Mode(cash=lambda period, left: run(period, left, 1), uses=1)
    double = Mode(cash=lambda period, left: run(period, left, 2), uses=2)
    shut = Mode(cash=lambda *_: np.full(count, -care), uses=0)
    periods = len(next(iter(relative.values())))
    states = [
        np.log(np.stack([path[period] for path in relative.values()], axis=1))
        for period in range(periods)
    ]

    def worth(modes: dict[str, Mode], *, may_give_up: bool, horizon: int) -> float:
        costs = {("open", "shut"): switch, ("shut", "open"): switch}
        costs |= {("open", "double"): grow, ("double", "open"): 0.0}
        costs |= {("double", "shut"): switch, ("shut", "double"): switch + grow}
        found = switching_value(
            states[:horizon],
            modes,
            costs,
            inventory=life,
            discount=discount,
            degree=_DEGREE,
            giving_up=plan.closing,
            may_give_up=may_give_up,
        )
        return plan.before + start * found["open"]

    every = {"open": open_, "shut": shut, "double": double}
    return RunningOptions(
        deck=deck,
        planned=worth({"open": open_}, may_give_up=False, horizon=life),
        shutting=worth({"open": open_, "shut": shut}, may_give_up=False, horizon=periods),
        giving_up=worth({"open": open_}, may_give_up=True, horizon=life),
        expanding=worth({"open": open_, "double": double}, may_give_up=False, horizon=life),
        all_three=worth(every, may_give_up=True, horizon=periods),
    )


def running_rows(
    project: ProjectFile, around: Surroundings, choice: Choice, chance: ChanceChoice
) -> list[Row]:
    """Return what freedom while running is worth to the project, deck by deck.

    Raises
    ------
    CaseError : a project that no price moves
    """
    bench = Bench(project, around, choice)
    bench.changes |= {
        "draws": str(chance.draws),
        "seed": str(chance.seed),
        "process": str(chance.process),
        "sampling": str(chance.sampling),
    }
    care = "holding_cost" if project.holding_cost is not None else "15 % of a year's cost on site"
    rows: list[Row] = []
    for item in running_options(project, around, choice, chance):
        lines = (
            ("running as planned", item.planned, "whatever prices do; capital as the file has it"),
            (
                "freedom to shut and reopen",
                item.shutting - item.planned,
                f"care while shut: {care}",
            ),
            ("freedom to give up", item.giving_up - item.planned, "closing is paid for then"),
            (
                "freedom to expand",
                item.expanding - item.planned,
                "to twice the rate for as much capital again; water, ways and buyers not asked",
            ),
            ("freedom of all three", item.all_three - item.planned, "together, not their sum"),
        )
        rows += [
            bench.row(
                name, deck=item.deck, value=value, unit="MUSD", variant=bench.variant.id, note=note
            )
            for name, value, note in lines
        ]
    return rows
