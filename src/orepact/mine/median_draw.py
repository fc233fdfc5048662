"""Which draw lies at the median, and what was drawn in it: a percentile one can look at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Seed
from orepact.mine.many import blocks_of
from orepact.mine.simulation import Simulator
from orepact.mine.uncertainty import sample

__all__ = ["MedianDraws"]

Floats = NDArray[np.float64]


class MedianDraws:
    """Tells the draw at the median of outcomes of one simulator, and its inputs in words."""

    def __init__(self, play: Simulator) -> None:
        chance = play.chance
        self.factors = sample(
            play.project,
            play.inputs,
            play.file,
            count=chance.draws,
            seed=Seed(root=chance.seed),
            sampling=chance.sampling,
        )
        means: dict[str, list[Floats]] = {}
        for first, last in blocks_of(chance.draws):
            for key, path in play.paths(first, last).items():
                means.setdefault(key, []).append(path.mean(axis=0))
        self.prices = {key: np.concatenate(parts) for key, parts in means.items()}

    def words(self, outcomes: Floats) -> str:
        """Return the draw whose outcome lies nearest the median, with what was drawn in it.

        Parameters
        ----------
        outcomes : ndarray, shape (draw,)
        """
        place = int(np.argmin(np.abs(outcomes - np.median(outcomes))))
        told = [
            f"{name} {value[place]:.3g} years"
            if name == "delay"
            else f"{name.replace('/', ' ')} {value[place]:.3g} times the file's"
            for name, value in self.factors.items()
            if np.ptp(value) > 0.0
        ]
        told += [
            f"price of {key} on average {value[place]:.3g} times the deck's"
            for key, value in self.prices.items()
        ]
        return f"median draw {place + 1} of {len(outcomes)}: {', '.join(told)}"
