"""A chain: one commodity at one stage, what of it is counted, and how much a tonne of it holds."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from orepact.errors import UnknownNameError
from orepact.evidence import commodities, commodity, hs_lines
from orepact.quantity import Stage

__all__ = [
    "CHAIN_STAGES",
    "ContentFactor",
    "as_chain_stage",
    "chain_stage",
    "content_factor",
    "content_factors",
    "content_of",
    "production_content",
]

CHAIN_STAGES = ("ore", "smelter", "refined", "compound", "alloy", "product", "scrap")
"""Stages of a chain in the order in which metal runs through them."""

_OF_STAGE = {
    str(Stage.MINE): "ore",
    str(Stage.CONCENTRATE): "ore",
    str(Stage.SMELTER): "smelter",
    str(Stage.REFINED): "refined",
    str(Stage.COMPOUND): "compound",
    str(Stage.ALLOY): "alloy",
    str(Stage.PRODUCT): "product",
    str(Stage.SCRAP): "scrap",
}
_SMELTED_IS_REFINED = frozenset({"aluminium", "magnesium"})
"""Metals whose smelter output is the traded metal; there is no refinery behind it."""
_KEPT_OXIDES = {"rare earths": "REO", "phosphate": "P2O5", "potash": "K2O"}
_NATURE = "nature of the line"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentFactor:
    """What a gross tonne of a customs line holds of its commodity.

    Parameters
    ----------
    hs : str
        Six digits.
    low, central, high : float or None, t/t
        None where the part of the commodity is not known; oxide equivalents may exceed 1.
    quality : str
        A to D; D is background knowledge with a range.
    source, note : str
    """

    hs: str
    low: float | None
    central: float | None
    high: float | None
    quality: str
    source: str
    note: str


def _float(text: str) -> float | None:
    return float(text) if text else None


@cache
def content_factors() -> Mapping[str, ContentFactor]:
    """Return the content factor of every customs line in hand."""
    text = files("orepact.exposure").joinpath("data", "content_factors.csv").read_text("utf-8")
    return {
        row["hs"]: ContentFactor(
            hs=row["hs"],
            low=_float(row["low"]),
            central=_float(row["central"]),
            high=_float(row["high"]),
            quality=row["quality"],
            source=row["source"],
            note=row["note"],
        )
        for row in csv.DictReader(text.splitlines())
    }


def content_factor(hs: str) -> ContentFactor:
    """Return what a gross tonne of a customs line holds.

    Raises
    ------
    UnknownNameError : if the line is not in hand

    Examples
    --------
    >>> content_factor("283691").central
    0.1879
    """
    found = content_factors().get(hs)
    if found is None:
        raise UnknownNameError("content factor of HS line", hs)
    return found


def chain_stage(name: str, stage: str) -> tuple[str, str] | None:
    """Return commodity and stage of the chain that a publisher's stage belongs to; None if to none.

    Examples
    --------
    >>> chain_stage("copper", "concentrate"), chain_stage("aluminium", "smelter")
    (('copper', 'ore'), ('aluminium', 'refined'))
    >>> chain_stage("bauxite", "refined")
    ('alumina', 'refined')
    """
    if name == "bauxite" and stage == str(Stage.REFINED):
        return "alumina", "refined"
    if name in _SMELTED_IS_REFINED and stage == str(Stage.SMELTER):
        return name, "refined"
    found = _OF_STAGE.get(stage)
    return None if found is None else (name, found)


def as_chain_stage(stage: str) -> str:
    """Return a stage of chains by its own name or by that of a publisher's stage.

    Raises
    ------
    UnknownNameError : with the nearest names

    Examples
    --------
    >>> as_chain_stage("concentrate"), as_chain_stage("refined")
    ('ore', 'refined')
    """
    if stage in CHAIN_STAGES:
        return stage
    if stage in _OF_STAGE:
        return _OF_STAGE[stage]
    raise UnknownNameError("stage", stage, do=f"Stages are {', '.join(CHAIN_STAGES)}")


@cache
def content_of(name: str) -> str:
    """Return what is counted of a commodity: an element, an oxide, or ``gross`` for the mineral.

    Examples
    --------
    >>> content_of("chromium"), content_of("rare earths"), content_of("barite")
    ('Cr', 'REO', 'gross')
    >>> content_of("bauxite")
    'Al'
    """
    known = commodity(name)
    if known in _KEPT_OXIDES:
        return _KEPT_OXIDES[known]
    if known in {"bauxite", "alumina"}:
        return "Al" if known == "bauxite" else "gross"
    own = [content_factors()[hs] for hs, line in hs_lines().items() if line.commodity == known]
    if own and all(factor.source == _NATURE for factor in own):
        return "gross"
    return commodities()[known].symbol or "gross"


@cache
def production_content() -> Mapping[tuple[str, str], tuple[float, float, float]]:
    """Return low, central and high content of products that publishers give by gross weight, t/t.

    By commodity and stage of the chain: ferro-alloys. All are quality D, from background knowledge.
    """
    text = files("orepact.exposure").joinpath("data", "production_content.csv").read_text("utf-8")
    return {
        (row["commodity"], row["stage"]): (
            float(row["low"]),
            float(row["central"]),
            float(row["high"]),
        )
        for row in csv.DictReader(text.splitlines())
    }
