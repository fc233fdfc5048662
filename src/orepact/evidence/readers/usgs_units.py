"""What the U.S. Geological Survey's unit words and column suffixes mean in units of the trade."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["PrintedUnit", "suffix_unit", "worded_unit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedUnit:
    """A unit as printed and what one of it is.

    Parameters
    ----------
    printed : str
        The publisher's words or column suffix.
    unit : str
        A unit that ``quantity.is_known_unit`` accepts.
    scale : float
        How many ``unit`` one printed unit is; 1e6 for million carats told in carats.
    is_mass : bool
        Whether it weighs something, so that gross weight and content are different things.
    """

    printed: str
    unit: str
    scale: float = 1.0
    is_mass: bool = False

    @property
    def note(self) -> str:
        """Return the words that a reader of the figure needs when the number was rescaled."""
        return f"printed in {self.printed.strip()}" if self.scale != 1.0 else ""


_MASS = {
    "metric tons": ("t", 1.0),
    "tons": ("t", 1.0),
    "thousand metric tons": ("kt", 1.0),
    "thousand metric dry tons": ("kt", 1.0),
    "million metric tons": ("Mt", 1.0),
    "kilograms": ("kg", 1.0),
    "million carats": ("carat", 1e6),
    "thousand carats": ("carat", 1e3),
    "thousands of carats": ("carat", 1e3),
}
_OTHER = {
    "million cubic meters": ("m3", 1e6),
    "million liters": ("liter", 1e6),
    "million square feet": ("square_foot", 1e6),
    "million dollars": ("MUSD", 1.0),
    "percent": ("%", 1.0),
    "number": ("person", 1.0),
    "index": ("index", 1.0),
    "cents per pound": ("USc/lb", 1.0),
    "dollars per pound": ("USD/lb", 1.0),
    "dollars per kilogram": ("USD/kg", 1.0),
    "dollars per gram": ("USD/g", 1.0),
    "dollars per metric ton": ("USD/t", 1.0),
    "dollars per ton": ("USD/t", 1.0),
    "dollars per short ton": ("USD/short_ton", 1.0),
    "dollars per troy ounce": ("USD/oz", 1.0),
    "dollars per carat": ("USD/carat", 1.0),
    "dollars per dry metric ton unit": ("USD/dmtu", 1.0),
}
_PER_LOT = re.compile(r"^dollars per (\d+)[ -](grams?|milil{1,2}iters?|millil{1,2}iters?)$")

_SUFFIXES = {
    "t": ("t", 1.0),
    "kt": ("kt", 1.0),
    "mmt": ("Mt", 1.0),
    "kg": ("kg", 1.0),
    "g": ("g", 1.0),
    "mct": ("carat", 1e6),
    "mcm": ("m3", 1e6),
    "mdol": ("MUSD", 1.0),
    "msqft": ("square_foot", 1e6),
    "num": ("person", 1.0),
    "pct": ("%", 1.0),
    "ct": ("%", 1.0),
    "index": ("index", 1.0),
    "ctslb": ("USc/lb", 1.0),
    "dlb": ("USD/lb", 1.0),
    "dkg": ("USD/kg", 1.0),
    "dg": ("USD/g", 1.0),
    "dt": ("USD/t", 1.0),
    "dst": ("USD/short_ton", 1.0),
    "dto": ("USD/oz", 1.0),
    "dtoz": ("USD/oz", 1.0),
}
_SUFFIX_MASS = frozenset({"t", "kt", "mmt", "kg", "g", "mct"})


def worded_unit(words: str) -> PrintedUnit | None:
    """Return the meaning of a unit in words, or None if it is not one of the publisher's.

    ``tons`` are metric tons throughout the Summaries. Prices of small lots become prices of one
    gram or one millilitre.

    Examples
    --------
    >>> worded_unit(" thousands of carats").unit, worded_unit("dollars per 25 grams").scale
    ('carat', 0.04)
    """
    key = " ".join(words.lower().split())
    if key in _MASS:
        unit, scale = _MASS[key]
        return PrintedUnit(printed=words.strip(), unit=unit, scale=scale, is_mass=True)
    if key in _OTHER:
        unit, scale = _OTHER[key]
        return PrintedUnit(printed=words.strip(), unit=unit, scale=scale)
    if lot := _PER_LOT.match(key):
        unit = "USD/g" if lot[2].startswith("gram") else "USD/milliliter"
        return PrintedUnit(printed=words.strip(), unit=unit, scale=1.0 / float(lot[1]))
    return None


def suffix_unit(suffix: str) -> PrintedUnit | None:
    """Return the meaning of a unit suffix of the wide files' columns, or None.

    ``ct`` stands for percent there: it is the misprint of ``pct`` in ``NIR_ct``.

    Examples
    --------
    >>> suffix_unit("ctslb").unit, suffix_unit("mmt").unit, suffix_unit("bushel")
    ('USc/lb', 'Mt', None)
    """
    found = _SUFFIXES.get(suffix.lower())
    if found is None:
        return None
    unit, scale = found
    return PrintedUnit(
        printed=suffix, unit=unit, scale=scale, is_mass=suffix.lower() in _SUFFIX_MASS
    )
