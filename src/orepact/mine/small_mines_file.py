"""Small mines made formal and mechanised: what is there today, so that the change can be valued."""

from __future__ import annotations

from orepact.evidence import Parameter, StrictModel
from orepact.mine.number import MassRate, MoneyPerTonne, People, Rate, Share

__all__ = ["SmallMines"]


class SmallMines(StrictModel):
    """The workings as they are; the project is what they become, its value the difference.

    What is broken today goes on without the project. Its net income is therefore taken off the
    project's cash in every production year. Deaths are counts and never money.
    """

    feed: MassRate
    """Rock broken a year today."""
    recoveries: dict[str, Share]
    """Share recovered today, by product id; for gross weight the mass yield."""
    premium: Rate | None = None
    """What today's seller gets above or below the project's own price, for grade and middlemen."""
    cost: MoneyPerTonne
    """What breaking and sorting cost today, per tonne of feed."""
    workers: People
    """Who works there today."""
    workers_after: People
    """Who works there with the project."""
    deaths: Parameter
    """Deaths a year today, ``person/yr``; a count, never money."""
    deaths_after: Parameter
    """Deaths a year with the project, ``person/yr``."""
    owners_share: Share
    """What mine owners keep of today's net income; the rest is with those who dig."""
