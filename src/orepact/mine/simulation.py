"""A project in many draws: what each party gains in each deck, and what makes the band wide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Sampling, Seed, VarianceShare, check_draws, variance_shares
from orepact.errors import CaseError
from orepact.mine.bench import Bench
from orepact.mine.cash_flow import CashFlow, cash_flow
from orepact.mine.many import BLOCK, ManyCash, Serve, blocks_of, cash_of
from orepact.mine.many_check import exact_of, largest_difference
from orepact.mine.many_levies import UnsupportedError
from orepact.mine.many_plan import ManyPlan, many_plans
from orepact.mine.market import Market
from orepact.mine.package_lenders import lenders_of
from orepact.mine.price_process import PricePaths, Process, correlations_of, models_of
from orepact.mine.project_file import ProjectFile, Variant
from orepact.mine.timing import last_year
from orepact.mine.uncertainty import Uncertain, factors_of, sample, uncertain_inputs
from orepact.mine.uncertainty_file import UncertaintyFile, shipped_uncertainty

__all__ = ["ChanceChoice", "Simulation", "Simulator"]

Floats = NDArray[np.float64]
TOLERANCE = 1e-9
"""Largest difference to the exact cash flow, as a share of its scale."""
MOST_EXACT = 2000
"""Draws that are computed one by one where the kernel does not hold the regime."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChanceChoice:
    """How chance is played.

    Parameters
    ----------
    draws, seed : int
    process : Process
        What prices follow around the decks.
    sampling : Sampling
        Of the project's own uncertain numbers; price paths are always pseudo-random.
    """

    draws: int
    seed: int = 0
    process: Process = Process.ONE_FACTOR
    sampling: Sampling = Sampling.PSEUDO


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """One variant in many draws and all decks, present values in real million USD.

    Parameters
    ----------
    variant, package : str
    first_spend : int
    decks, parties : tuple of str
    project : ndarray, shape (deck, draw)
        After the levies that the project pays, without debt, at the project's rate.
    gains : ndarray, shape (deck, party, draw)
        Each party's cash at its own rate.
    undiscounted : ndarray, shape (deck, party, draw)
    inputs : tuple of Uncertain
    is_exact_kernel : bool
        False where draws were computed one by one.
    """

    variant: str
    package: str
    first_spend: int
    decks: tuple[str, ...]
    parties: tuple[str, ...]
    project: Floats
    gains: Floats
    undiscounted: Floats
    inputs: tuple[Uncertain, ...]
    is_exact_kernel: bool


class Simulator:
    """One column of a project, ready to be played in many draws.

    Parameters
    ----------
    bench : Bench
        The column: project, variant, package, regime, market and reading.
    chance : ChanceChoice
    file : UncertaintyFile, optional
        The shipped one if left out.

    Raises
    ------
    CaseError : a number of draws that is none, a project without a schedule, correlations that
        contradict each other, or anything the exact cash flow refuses
    """

    def __init__(
        self, bench: Bench, chance: ChanceChoice, file: UncertaintyFile | None = None
    ) -> None:
        check_draws(chance.draws)
        project = bench.project
        if not project.products or project.schedule is None:
            raise CaseError(
                "nothing is sold, so no price moves it",
                where=f"projects/{project.id}.yaml:kind",
                why=f"{project.kind} has stages with odds instead",
                do="Leave --draws out",
            )
        self.bench, self.project, self.variant = bench, project, bench.variant
        self.package, self.first_spend = bench.package, bench.first_spend
        self.around, self.market, self.rate = bench.around, bench.market, bench.rate
        self.chance = chance
        self.file = file or shipped_uncertainty()
        self.inputs = uncertain_inputs(project, self.variant, self.file)
        self.delays = range(len(self.file.delay))
        end = last_year(project, self.variant, self.first_spend) + max(self.delays) + 1
        start = min(self.around.base_year, self.first_spend)
        self.years = np.arange(start, end + 1, dtype=np.int64)
        self.lenders = lenders_of(self.around.facilities, self.package, project.id)
        self.is_exact_kernel = True
        self._plans: dict[int, tuple[ManyPlan, ...]] = {}
        self.paths = self._paths()

    def evaluate(self, project: ProjectFile, variant: Variant, market: Market) -> CashFlow:
        """Return the exact cash flow of the column with other numbers."""
        return cash_flow(
            project,
            variant,
            self.first_spend,
            regime=self.bench.regime,
            facilities=self.lenders,
            market=market,
            money=self.around.money,
            years=self.years,
            reading=self.bench.reading,
            foreign=self.bench.foreign,
        )

    def _paths(self) -> PricePaths:
        keys = dict.fromkeys(item.price for item in self.project.products)
        if self.project.feed is not None:
            keys[self.project.feed.price] = None
        names = tuple(keys)
        return PricePaths(
            decks=dict.fromkeys(names, 1.0),
            models=models_of(names, self.chance.process, lambda _: self.file.volatility.value),
            correlations=correlations_of(names),
            years=self.years,
            base_year=self.around.base_year,
            seed=Seed(root=self.chance.seed),
            block=BLOCK,
        )

    def _deck(self, index: int) -> Market:
        """Return the market of one deck."""
        pick = slice(index, index + 1)
        return replace(
            self.market,
            scenarios=self.market.scenarios[pick],
            prices={key: rows[pick] for key, rows in self.market.prices.items()},
            treatment={key: rows[pick] for key, rows in self.market.treatment.items()},
            refining={key: rows[pick] for key, rows in self.market.refining.items()},
        )

    def plans(self, delay: int) -> tuple[ManyPlan, ...]:
        """Return the column's plans for a delay, one per deck, checked on first use."""
        if delay in self._plans:
            return self._plans[delay]
        try:
            found = many_plans(
                self.project,
                self.variant,
                regime=self.bench.regime,
                facilities=self.lenders,
                market=self.market,
                money=self.around.money,
                reading=self.bench.reading,
                evaluate=self.evaluate,
                delay=delay,
                foreign=self.bench.foreign,
            )
            worst = largest_difference(
                found[0],
                self.evaluate,
                self.project,
                self.variant,
                market=self._deck(0),
                delay=delay,
            )
            self.is_exact_kernel = self.is_exact_kernel and worst <= TOLERANCE
        except UnsupportedError:
            found, self.is_exact_kernel = (), False
        self._plans[delay] = found
        return found

    def cash(
        self,
        deck: int,
        delay: int,
        factors: Mapping[str, Floats],
        unit: Mapping[str, Floats],
        *,
        serve: Serve | None = None,
    ) -> ManyCash:
        """Return the cash of a few draws of one delay in one deck.

        Parameters
        ----------
        deck, delay : int
        factors : mapping of name to ndarray, shape (draw,)
        unit : mapping of price key to ndarray, shape (year, draw)
            Prices over the deck's.
        serve : function, optional
            Loans of a structured package, by the fast kernel only.
        """
        plans = self.plans(delay)
        market = self._deck(deck)
        prices = {
            key: path * market.price(key, where=f"projects/{self.project.id}.yaml")[0, 0]
            for key, path in unit.items()
        }
        if self.is_exact_kernel:
            return cash_of(plans[deck], factors, prices, serve=serve)
        if self.chance.draws > MOST_EXACT:
            raise CaseError(
                f"{self.chance.draws} draws of a regime that is computed draw by draw",
                where="--draws",
                why=f"regime {self.bench.regime.id} has a line that is not held by the fast kernel",
                do=f"Ask for {MOST_EXACT} draws at most",
            )
        return exact_of(
            self.evaluate,
            self.project,
            self.variant,
            market=market,
            factors=factors,
            prices=prices,
            delay=delay,
            parties=self.parties,
        )

    @property
    def parties(self) -> tuple[str, ...]:
        """All parties of the column."""
        plans = self.plans(0)
        if plans:
            return plans[0].parties
        return tuple(self.evaluate(self.project, self.variant, self._deck(0)).parties)

    def _discounts(self) -> Floats:
        """Return discount factors of each party and, last, of the project, shape (.., year)."""
        ages = (self.years - self.around.base_year).astype(np.float64)
        rates = self.around.rates
        own = [rates[party].value if party in rates else np.nan for party in self.parties]
        return np.stack([np.power(1.0 + rate, -ages) for rate in (*own, self.rate)])

    def run(self) -> Simulation:
        """Play all draws; memory grows with draws x decks x parties, never with years."""
        inputs, chance = self.inputs, self.chance
        factors = dict(
            sample(
                self.project,
                inputs,
                self.file,
                count=chance.draws,
                seed=Seed(root=chance.seed),
                sampling=chance.sampling,
            )
        )
        delay = factors.pop("delay").astype(np.int64)
        parties, discounts = self.parties, self._discounts()
        decks = self.market.scenarios
        shape = (len(decks), len(parties), chance.draws)
        project = np.empty((len(decks), chance.draws))
        gains, plain = np.empty(shape), np.empty(shape)
        for first, last in blocks_of(chance.draws):
            unit = self.paths(first, last)
            for late in np.unique(delay[first:last]):
                rows = np.flatnonzero(delay[first:last] == late)
                given = {name: factor[first:last][rows] for name, factor in factors.items()}
                moved = {key: path[:, rows] for key, path in unit.items()}
                for deck in range(len(decks)):
                    block = self.cash(deck, int(late), given, moved)
                    where = first + rows
                    project[deck, where] = _after_levies(block, discounts[-1])
                    for index in range(len(parties)):
                        gains[deck, index, where] = discounts[index] @ block.parties[index]
                        plain[deck, index, where] = block.parties[index].sum(axis=0)
        return Simulation(
            variant=self.variant.id,
            package=self.package,
            first_spend=self.first_spend,
            decks=decks,
            parties=parties,
            project=project,
            gains=gains,
            undiscounted=plain,
            inputs=inputs,
            is_exact_kernel=self.is_exact_kernel,
        )

    def project_value(self, points: Floats, paths: NDArray[np.int64], deck: int) -> Floats:
        """Return the project's present value at points of the unit cube and numbers of paths.

        Parameters
        ----------
        points : ndarray, shape (draw, input), in (0, 1)
        paths : ndarray of int, shape (draw,)
            Which price path of the first block; -1 is the deck itself.
        deck : int
        """
        factors = factors_of(self.project, self.inputs, self.file, points)
        delay = factors.pop("delay").astype(np.int64)
        unit = self.paths(0, BLOCK)
        flat = np.ones((len(self.years), 1))
        discount = self._discounts()[-1]
        value = np.empty(len(points))
        for late in np.unique(delay):
            for rows in np.array_split(
                np.flatnonzero(delay == late), max(1, int((delay == late).sum()) // BLOCK)
            ):
                moved = {
                    key: np.where(paths[rows] >= 0, path[:, paths[rows]], flat)
                    for key, path in unit.items()
                }
                given = {name: factor[rows] for name, factor in factors.items()}
                value[rows] = _after_levies(self.cash(deck, int(late), given, moved), discount)
        return value

    def tornado(self, deck: int) -> tuple[tuple[str, float, float], ...]:
        """Return the project's value with each input at its 5th and 95th percentile.

        All others at their median and prices at the deck; for prices, the 5th and 95th percentile
        of the value over paths. Widest first.

        Parameters
        ----------
        deck : int
        """
        names = [item.name for item in self.inputs]
        points = np.full((2 * len(names), len(names)), 0.5)
        for index in range(len(names)):
            points[2 * index, index], points[2 * index + 1, index] = 0.05, 0.95
        file = self.file.model_copy(update={"correlations": []})
        kept, self.file = self.file, file
        value = self.project_value(points, np.full(len(points), -1), deck)
        middle = np.full((BLOCK, len(names)), 0.5)
        over = self.project_value(middle, np.arange(BLOCK), deck)
        self.file = kept
        bars = [
            (name, float(value[2 * index]), float(value[2 * index + 1]))
            for index, name in enumerate(names)
        ]
        low, high = np.quantile(over, [0.05, 0.95])
        bars.append(("prices", float(low), float(high)))
        return tuple(sorted(bars, key=lambda bar: -abs(bar[2] - bar[1])))

    def shares(self, deck: int, draws: int) -> tuple[VarianceShare, ...]:
        """Return each input's share of the variance of the project's value.

        Inputs that move together form one group; all price paths are one input.

        Parameters
        ----------
        deck : int
        draws : int
            Points per design; costs ``draws x (groups + 2)`` evaluations.
        """
        groups = _groups(self.inputs, self.file)
        count = len(self.inputs)
        groups["prices"] = (count,)

        def evaluate(points: Floats) -> Floats:
            paths = (points[:, count] * BLOCK).astype(np.int64)
            return self.project_value(points[:, :count], paths, deck)

        return variance_shares(
            evaluate,
            groups,
            draws=draws,
            seed=Seed(root=self.chance.seed),
            sampling=self.chance.sampling,
        )


def _after_levies(block: ManyCash, discount: Floats) -> Floats:
    value = discount @ block.pre_tax
    for amount in block.levies.values():
        value = value - discount @ amount
    return np.asarray(value)


def _groups(inputs: tuple[Uncertain, ...], file: UncertaintyFile) -> dict[str, tuple[int, ...]]:
    """Return inputs by group: what is tied by a correlation belongs together."""
    group = list(range(len(inputs)))
    for pair in file.correlations:
        tied = [
            index
            for index, item in enumerate(inputs)
            if item.kind in {pair.one, pair.other} and pair.value.value
        ]
        kinds = {inputs[index].kind for index in tied}
        if len(kinds) == 2:
            joined = {group[index] for index in tied}
            group = [min(joined) if own in joined else own for own in group]
    found: dict[int, list[int]] = {}
    for index, own in enumerate(group):
        found.setdefault(own, []).append(index)
    return {
        " + ".join(inputs[index].name for index in members): tuple(members)
        for members in found.values()
    }
