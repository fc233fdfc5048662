"""Units of the trade: what is known, how one converts to another, basis and stage."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from orepact.quantity.unit_table import factor_from_table, size_and_dimension

__all__ = ["Basis", "Stage", "conversion_factor", "convert", "is_known_unit"]


class Basis(StrEnum):
    """What is weighed: the gross ore or product, the metal in it, or its oxide."""

    GROSS = "gross weight"
    METAL = "metal content"
    OXIDE = "oxide"
    NOT_STATED = "not stated"
    NOT_APPLICABLE = "not applicable"


class Stage(StrEnum):
    """Where in the chain a quantity stands."""

    MINE = "mine"
    CONCENTRATE = "concentrate"
    SMELTER = "smelter"
    REFINED = "refined"
    COMPOUND = "compound"
    ALLOY = "alloy"
    SCRAP = "scrap"
    PRODUCT = "product"
    SECONDARY = "secondary"
    ALL = "all forms"
    NOT_APPLICABLE = "not applicable"


_ALIASES = {
    "%": "percent",
    "Mt": "megatonne",
    "kt": "kilotonne",
    "t": "tonne",
    "koz": "kilotroy_ounce",
    "Moz": "megatroy_ounce",
    "oz": "troy_ounce",
    "MUSD": "megaUSD",
    "kUSD": "kiloUSD",
    "bnUSD": "gigaUSD",
    "MPKR": "megaPKR",
    "bnPKR": "gigaPKR",
    "yr": "year",
    "m3": "(meter**3)",
    "km2": "(kilometer**2)",
    "tkm": "(tonne*kilometer)",
    "USc": "US_cent",
    "person": "person",
    "persons": "person",
    "1": "dimensionless",
    "": "dimensionless",
}
_TOKEN = re.compile(r"[A-Za-z_%][A-Za-z_%0-9]*")
_GRAMMAR = re.compile(rf"1?|(?:1|{_TOKEN.pattern})(?:[*/]{_TOKEN.pattern})*")


@cache
def _registry() -> object:
    import pint

    registry: pint.UnitRegistry[float] = pint.UnitRegistry(cache_folder=None)
    for definition in (
        "USD = [currency_usd]",
        "US_cent = 0.01 * USD",
        "PKR = [currency_pkr]",
        "EUR = [currency_eur]",
        "GBP = [currency_gbp]",
        "CNY = [currency_cny]",
        "LCU = [currency_lcu]",
        "person = [person]",
        "dmtu = 0.01 * tonne",
        "index = [index]",
        "berth = [berth]",
        "event = [event]",
    ):
        registry.define(definition)
    return registry


def _spelled(unit: str) -> str:
    return _TOKEN.sub(lambda match: _ALIASES.get(match[0], match[0]), unit.strip()) or "1"


@cache
def is_known_unit(unit: str) -> bool:
    """Return whether the unit can be read, for example ``USD/t``, ``Mt/yr``, ``g/t``, ``%``.

    Examples
    --------
    >>> is_known_unit("MUSD/yr"), is_known_unit("bushels of hope")
    (True, False)
    """
    if not _GRAMMAR.fullmatch(unit):
        return False
    if size_and_dimension(unit) is not None:
        return True
    registry = _registry()
    try:
        registry.parse_units(_spelled(unit))  # type: ignore[attr-defined]
    except Exception:  # pint raises many kinds for an unreadable unit; all mean "not known"
        return False
    return True


@cache
def conversion_factor(source: str, target: str) -> float:
    """Return what one ``source`` is in ``target``.

    Parameters
    ----------
    source, target : str
        Units such as ``USD/lb`` and ``USD/t``; currencies do not convert into one another.

    Raises
    ------
    ValueError : if a unit is not known or the two measure different things

    Examples
    --------
    >>> round(conversion_factor("USD/lb", "USD/t"), 4)
    2204.6226
    """
    if source == target:
        return 1.0
    for unit in (source, target):
        if not _GRAMMAR.fullmatch(unit):
            raise ValueError(f"{unit!r} is not a unit")
    factor = factor_from_table(source, target)
    if factor is not None:
        return factor
    registry = _registry()
    try:
        quantity = registry.Quantity(1.0, _spelled(source))  # type: ignore[attr-defined]
        return float(quantity.to(_spelled(target)).magnitude)
    except Exception as error:  # pint's own error classes differ by cause; the message says which
        raise ValueError(f"cannot convert {source!r} to {target!r}: {error}") from error


def convert(number: float, source: str, target: str) -> float:
    """Return a number given in ``source`` units in ``target`` units."""
    return number * conversion_factor(source, target)
