"""``no-deal.yaml``: the worlds without the deal that each party weighs, and its own beliefs."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, StrictModel

__all__ = ["Belief", "NoDealFile", "NoDealWeight", "NoDealWorld"]

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
End = Literal["low", "central", "high"]


class NoDealWorld(StrictModel):
    """One way things go without the deal; each is solved."""

    id: Slug
    title: str
    packages: tuple[str, ...] | None = None
    """Finance packages that can be had; left out, every package that needs no deal."""
    not_before: int | None = None
    """First year of spending that is possible."""
    nothing: bool = False
    """Whether nothing goes ahead at all."""
    note: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.nothing and (self.packages is not None or self.not_before is not None):
            raise ValueError("where nothing goes ahead neither packages nor a year apply")
        return self


class NoDealWeight(StrictModel):
    """How a party weighs one world."""

    world: str
    weight: Parameter
    """Percent; the weights of one party sum to 100."""


class Belief(StrictModel):
    """What one party believes of things uncertain, where it differs from the case."""

    id: Slug
    title: str
    party: str
    """Who believes it."""
    decks: dict[str, Parameter] | None = None
    """Weight of every price deck, percent; left out, the case's."""
    rates: End = "central"
    credit_loss: End = "central"
    premiums: End = "central"
    source: str
    locator: str = ""
    note: str = ""


class NoDealFile(StrictModel):
    """``no-deal.yaml``."""

    worlds: tuple[NoDealWorld, ...] = Field(min_length=1)
    weights: dict[str, tuple[NoDealWeight, ...]] = Field(default_factory=dict)
    """By side (importer, host, company) or party; a party without its own takes its side's."""
    beliefs: tuple[Belief, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        ids = [world.id for world in self.worlds]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands twice")
        for who, weights in self.weights.items():
            named = [item.world for item in weights]
            unknown = sorted(set(named) - set(ids))
            if unknown:
                raise ValueError(f"{who} weighs {', '.join(unknown)}, which is no world here")
            if len(set(named)) < len(named):
                raise ValueError(f"{who} weighs a world twice")
            total = sum(item.weight.to("%") for item in weights)
            if abs(total - 100.0) > 1e-9:
                raise ValueError(f"the weights of {who} sum to {total:g} %, not 100")
        for belief in self.beliefs:
            if belief.decks is not None:
                total = sum(weight.to("%") for weight in belief.decks.values())
                if abs(total - 100.0) > 1e-9:
                    raise ValueError(f"{belief.id} weighs the decks {total:g} %, not 100")
        return self
