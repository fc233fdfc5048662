"""One joint process: prices, and each project's capital, cost, metal and delay, draw by draw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Seed, uniforms
from orepact.mine import (
    PricePaths,
    Process,
    ProjectFile,
    Simulator,
    UncertaintyFile,
    Variant,
    correlations_of,
    factors_of,
    models_of,
    shipped_uncertainty,
    uncertain_inputs,
)

__all__ = ["DRAWS", "Block", "JointProcess", "ProjectDraws"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
DRAWS = 1000
"""Draws per price deck unless asked otherwise."""
_BLOCK = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectDraws:
    """What chance does to one project.

    Parameters
    ----------
    factors : dict of str to ndarray, shape (draw,)
        ``capex``, ``sustaining``, ``operating``, ``freight`` and product ids, on central numbers.
    delay : ndarray of int, shape (draw,)
        Years by which production slips.
    """

    factors: Mapping[str, Floats]
    delay: Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Draws ``first`` to ``last`` (exclusive) and their price paths over the deck's.

    Parameters
    ----------
    unit : dict of price key to ndarray, shape (year, draw)
    """

    first: int
    last: int
    unit: Mapping[str, Floats]


class JointProcess:
    """Draws by name, so that one more project or price leaves all others as they were.

    Prices follow the fitted one-factor process with the deck as mean and are correlated as their
    monthly changes were; all projects sell at the same prices. Capital, cost, grade, recovery and
    delay are a project's own: no estimate of what projects of one host share was read, so they
    are independent between projects and move together within one as ``uncertainty.yaml`` says.

    Parameters
    ----------
    projects : sequence of ProjectFile
    years : ndarray of int
        First year is that of the decks.
    draws, seed : int
    output : dict of project to ndarray, shape (draw,)
        Part of its output that leaves in a draw, where roads close for attacks; absent, all of it.
        Pauses while a mine is built are not drawn beside: the delay drawn holds what made others
        late, for whatever cause.
    """

    def __init__(
        self,
        projects: Sequence[ProjectFile],
        years: Integers,
        *,
        draws: int = DRAWS,
        seed: int = 0,
        file: UncertaintyFile | None = None,
        output: Mapping[str, Floats] | None = None,
    ) -> None:
        self.draws, self.years = draws, years
        self._output = output or {}
        self._file = file or shipped_uncertainty()
        self._seed = Seed(root=seed)
        keys = dict.fromkeys(item.price for project in projects for item in project.products)
        for project in projects:
            if project.feed is not None:
                keys[project.feed.price] = None
        self.keys = tuple(sorted(keys))
        self._kept: dict[tuple[str, str], ProjectDraws] = {}
        self._held: dict[str, bool] = {}
        self._bare: dict[tuple[str, str, int, int], Simulator] = {}
        self._free: dict[tuple[str, str, int], Simulator] = {}

    @property
    def most_delay(self) -> int:
        """Largest delay that can be drawn, years."""
        return len(self._file.delay) - 1

    def project(self, project: ProjectFile, variant: Variant) -> ProjectDraws:
        """Return the draws of a project; its variants share them."""
        known = self._kept.get((project.id, variant.id))
        if known is not None:
            return known
        inputs = uncertain_inputs(project, variant, self._file)
        names = tuple(f"{project.id} {item.name}" for item in inputs)
        points = uniforms(self.draws, names, self._seed)
        factors = factors_of(project, inputs, self._file, points)
        delay = factors.pop("delay").astype(np.int64)
        leaves = self._output.get(project.id, np.ones(self.draws))
        for item in project.products:
            factors[item.id] = factors[item.id] * leaves
        found = ProjectDraws(factors=factors, delay=delay)
        self._kept[project.id, variant.id] = found
        return found

    def is_held(self, simulator: Simulator) -> bool:
        """Return whether the fast kernel holds a column; tried once per project."""
        name = simulator.project.id
        if name not in self._held:
            simulator.plans(0)
            self._held[name] = simulator.is_exact_kernel
        return self._held[name]

    def hold_none(self, project: str) -> None:
        """Have a project's draws computed one by one, where what it is held against is so too."""
        self._held[project] = False

    def without_loans(self, simulator: Simulator) -> Simulator:
        """Return a column without loans; packages of one start share it."""
        project = simulator.project
        key = (project.id, simulator.variant.id, simulator.first_spend, len(project.freight))
        if key not in self._bare:
            bare = Simulator(simulator.bench, simulator.chance)
            bare.lenders = []
            bare.is_exact_kernel = simulator.is_exact_kernel
            self._bare[key] = bare
        return self._bare[key]

    def renewed(self) -> JointProcess:
        """Return the same draws for columns under other terms, of which nothing is kept yet."""
        found = copy(self)
        found._held, found._bare = {}, {}
        return found

    def without_tolls(self, simulator: Simulator) -> Simulator:
        """Return a column without tolls and loans, for its cash before levies alone.

        That hangs on no terms, so it is made once, whatever the law of the first that asked.
        """
        key = (simulator.project.id, simulator.variant.id, simulator.first_spend)
        if key not in self._free:
            self._free[key] = self.without_loans(simulator)
        return self._free[key]

    def blocks(self) -> Iterator[Block]:
        """Return the draws a block at a time, with their price paths."""
        if not self.keys:
            yield Block(first=0, last=self.draws, unit={})
            return
        paths = PricePaths(
            decks=dict.fromkeys(self.keys, 1.0),
            models=models_of(self.keys, Process.ONE_FACTOR, lambda _: self._file.volatility.value),
            correlations=correlations_of(self.keys),
            years=self.years,
            base_year=int(self.years[0]),
            seed=self._seed,
            block=_BLOCK,
        )
        for first in range(0, self.draws, _BLOCK):
            last = min(first + _BLOCK, self.draws)
            yield Block(first=first, last=last, unit=paths(first, last))
