"""How much weight bad outcomes have in a plan: a visible switch, nothing by default."""

from __future__ import annotations

from dataclasses import dataclass

from orepact.errors import OrepactError

__all__ = ["Risk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A side counts ``(1 - weight) x expected gain + weight x mean gain of the worst cases``.

    Parameters
    ----------
    weight : float
        0 is neutral: nobody stated how much worse a bad outcome is than its size, parties'
        discount rates carry risk already, and what is lost in bad cases is printed beside.
    alpha : float
        Share of cases left out of the tail: 0.9 looks at the worst tenth.

    Raises
    ------
    OrepactError : a weight outside 0 to 1, or an alpha outside 0 to below 1
    """

    weight: float = 0.0
    alpha: float = 0.9

    def __post_init__(self) -> None:
        if not 0.0 <= self.weight <= 1.0:
            raise OrepactError(
                f"a risk weight of {self.weight:g}",
                where="risk weight",
                why="0 looks at what is expected alone, 1 at the worst cases alone",
                do="Give a number from 0 to 1",
            )
        if not 0.0 <= self.alpha < 1.0:
            raise OrepactError(
                f"an alpha of {self.alpha:g}",
                where="alpha",
                why="The worst 1 - alpha of cases is averaged",
                do="Give 0.9 for the worst tenth, 0 for the plain mean",
            )
