"""One root seed, and a stream of random numbers for every name: order of use changes nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

__all__ = ["Seed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """The root of all chance in a run.

    A stream depends on the root and its names alone, so that a new uncertain input leaves the
    draws of all others as they were.

    Parameters
    ----------
    root : int
        Not negative.

    Raises
    ------
    ValueError : a negative root

    Examples
    --------
    >>> one, other = Seed(root=7).stream("price", "copper"), Seed(root=7).stream("price", "copper")
    >>> bool(one.random() == other.random())
    True
    """

    root: int = 0

    def __post_init__(self) -> None:
        if self.root < 0:
            raise ValueError(f"a seed of {self.root}; seeds are 0 or more")

    def number(self, *names: str) -> int:
        """Return a 64-bit number that belongs to these names under this root."""
        text = "\x1f".join((str(self.root), *names))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")

    def stream(self, *names: str) -> np.random.Generator:
        """Return a fresh generator for these names; the same names give the same numbers."""
        return np.random.Generator(np.random.PCG64(self.number(*names)))
