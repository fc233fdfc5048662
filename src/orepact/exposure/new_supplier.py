"""What one more source changes: the inputs of every measure with extra tonnes in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.exposure.evaluate import Draws
from orepact.exposure.inputs import ChainInputs
from orepact.exposure.reliance import Bounds

__all__ = ["NewSupply", "StageSupply", "price_change", "stage_supply", "with_supply"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSupply:
    """Extra tonnes of a commodity from a host, and the way they go.

    Parameters
    ----------
    host : str
        ISO 3166 alpha-3.
    stage : str
        Stage of the chain that the host ships.
    tonnes : float, t of content a year
    sold : mapping of str to float, t of content
        Who buys: at that stage, or with a smelter what the smelter makes.
    smelter : str
        Country of a smelter that is contracted for all of it; empty without one.
    smelter_stage : str
        Stage that the smelter makes.
    recovery : float, 0 to 1
        Metal out of the smelter over metal in.

    Raises
    ------
    ValueError : for tonnes below 0, more sold than there is, or a recovery outside 0 to 1
    """

    host: str
    stage: str
    tonnes: float
    sold: Mapping[str, float]
    smelter: str = ""
    smelter_stage: str = ""
    recovery: float = 1.0

    def __post_init__(self) -> None:
        if self.tonnes < 0 or any(amount < 0 for amount in self.sold.values()):
            raise ValueError("tonnes must not be negative")
        if not 0 <= self.recovery <= 1:
            raise ValueError(f"recovery must be between 0 and 1, got {self.recovery:g}")
        there = self.tonnes * (self.recovery if self.smelter else 1.0)
        if sum(self.sold.values()) > there * (1 + 1e-12):
            raise ValueError(f"{sum(self.sold.values()):g} t are sold of {there:g} t")


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSupply:
    """What of a new supply reaches one stage.

    Parameters
    ----------
    source : str
        Country whose output grows.
    tonnes : float, t of content
    sold : mapping of str to float, t of content
    """

    source: str
    tonnes: float
    sold: Mapping[str, float]


def stage_supply(supply: NewSupply, stage: str) -> StageSupply | None:
    """Return what reaches a stage; None where no path leads there, and so nothing changes.

    Concentrate without a contracted smelter reaches the stage that is shipped and no other.

    Examples
    --------
    >>> ore = NewSupply(host="PAK", stage="ore", tonnes=10.0, sold={"USA": 10.0})
    >>> stage_supply(ore, "refined") is None
    True
    """
    if stage == supply.stage:
        is_sold_on = supply.smelter and supply.smelter != supply.host
        sold = {supply.smelter: supply.tonnes} if is_sold_on else supply.sold
        if supply.smelter and not is_sold_on:
            sold = {}
        return StageSupply(source=supply.host, tonnes=supply.tonnes, sold=sold)
    if supply.smelter and stage == supply.smelter_stage:
        return StageSupply(
            source=supply.smelter, tonnes=supply.tonnes * supply.recovery, sold=supply.sold
        )
    return None


def _content(inputs: ChainInputs) -> Floats:
    """Return what each supplier delivers, t of content at central factors."""
    made: Floats = (inputs.bought + inputs.unrecorded) @ inputs.factors[1]
    return made


def _bought(inputs: ChainInputs, supply: StageSupply) -> ChainInputs:
    """Return the inputs with an importer's purchases shared anew.

    The new tonnes replace every other supplier in proportion, at most all of them; a buyer that
    is the source itself buys less abroad.
    """
    wanted = supply.sold.get(inputs.importer, 0.0)
    amounts = _content(inputs)
    is_source = np.array([code == supply.source for code in inputs.suppliers], dtype=bool)
    others = float(amounts[~is_source].sum())
    if wanted <= 0 or others <= 0 or not np.isfinite(others):
        return inputs
    taken = min(wanted, others)
    left = np.where(is_source, 1.0, 1.0 - taken / others)
    price = float(inputs.value.sum()) / float(amounts.sum())
    bought = inputs.bought * left[:, None]
    unrecorded, value = inputs.unrecorded * left[:, None], inputs.value * left
    suppliers = inputs.suppliers
    if supply.source == inputs.importer:
        return replace(inputs, bought=bought, unrecorded=unrecorded, value=value)
    if not is_source.any():
        suppliers = (*suppliers, supply.source)
        bought, unrecorded = (
            np.vstack([each, np.zeros(each.shape[1])]) for each in (bought, unrecorded)
        )
        value = np.append(value, 0.0)
    at = suppliers.index(supply.source)
    main = int(inputs.bought.sum(axis=0).argmax())
    bought[at, main] += taken / inputs.factors[1, main]
    value[at] += taken * price
    return replace(inputs, suppliers=suppliers, bought=bought, unrecorded=unrecorded, value=value)


def with_supply(
    inputs: ChainInputs, supply: StageSupply | None, *, instability: float
) -> ChainInputs:
    """Return the inputs of an importer's measures with a new supply in them.

    P[source] + q in the world and, if the importer is the source, at home; the importer's
    purchases keep their sum. What replaced suppliers do with their tonnes, and what others then
    produce, is the price effect and not in here.

    Parameters
    ----------
    inputs : ChainInputs
    supply : StageSupply or None
        With None, or no tonnes, the very same inputs come back.
    instability : float, 0 to 1
        Of the source.
    """
    if supply is None or supply.tonnes == 0:
        return inputs
    world, named = inputs.world.copy(), inputs.world_countries
    if supply.source in named:
        world[:, named.index(supply.source)] += supply.tonnes
    else:
        world = np.hstack([world, np.full((3, 1), supply.tonnes)])
        named = (*named, supply.source)
    production = inputs.production
    if supply.source == inputs.importer:
        production = np.nan_to_num(production) + supply.tonnes
    return replace(
        _bought(inputs, supply),
        world=world,
        world_countries=named,
        production=production,
        instability={**inputs.instability, supply.source: instability},
    )


def with_supply_drawn(drawn: Draws, before: ChainInputs, after: ChainInputs) -> Draws:
    """Return draws of the inputs with a supply, the same as without it but for the supply itself.

    Parameters
    ----------
    drawn : Draws
        Of ``before``.
    before, after : ChainInputs
        As :func:`with_supply` takes and returns them.
    """
    more = np.nan_to_num(after.production[0]) - np.nan_to_num(before.production[0])
    own = np.nan_to_num(drawn.production) + more if more else drawn.production
    columns = []
    for place, code in enumerate(after.world_countries):
        if code not in before.world_countries:
            columns.append(np.full(drawn.unrecorded.size, after.world[1, place]))
            continue
        old = before.world_countries.index(code)
        added = float(np.nan_to_num(after.world[0, place] - before.world[0, old]))
        columns.append(drawn.world[:, old] + added)
    world = np.column_stack(columns) if columns else drawn.world
    return replace(drawn, production=own, world=world)


def price_change(*, extra: float, world: float, elasticity: Bounds) -> Bounds:
    """Return the change of the world price, percent, by a stated elasticity; every buyer has it.

    dp / p = (1 + q / W)^-e - 1,  e >= 0: percent that the price falls per percent more supply

    Parameters
    ----------
    extra, world : float, t
        Extra supply q and world supply W.
    elasticity : Bounds, 1
        An assumption: its quality is D.

    Raises
    ------
    ValueError : if world supply or extra supply is no amount, or the elasticity is below 0

    Examples
    --------
    >>> change = price_change(extra=1.0, world=99.0, elasticity=Bounds(low=1.0, high=5.0))
    >>> round(change.low, 2), round(change.high, 2)
    (-4.9, -1.0)
    """
    if world <= 0 or extra < 0:
        raise ValueError("world supply must be above 0 and extra supply not below 0")
    if elasticity.low < 0:
        raise ValueError("more supply cannot raise the price: the elasticity is at least 0")
    growth = 1.0 + extra / world
    return Bounds(
        low=100.0 * (growth**-elasticity.high - 1.0), high=100.0 * (growth**-elasticity.low - 1.0)
    )
