"""How much metal is in an oxide? Factors from atomic weights, and figures carried to one basis."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from orepact.errors import EvidenceError, UnknownNameError
from orepact.evidence.names import commodity, read_table
from orepact.evidence.quality import Quality
from orepact.quantity import Basis, Value

__all__ = ["BasisFactor", "Converted", "basis_factor", "metal_fraction", "to_metal", "to_oxide"]

SOURCE = (
    "Prohaska et al., Standard atomic weights of the elements 2021 (IUPAC Technical Report), "
    "Pure and Applied Chemistry 94 (2022), 573-600, abridged values"
)
"""Where the atomic weights come from; known from memory, not read for this table."""

_PART = re.compile(r"([A-Z][a-z]?)(\d*)")
_ANY_RARE_EARTH = "RE"


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisFactor:
    """Tonnes of metal in one tonne of a compound.

    Parameters
    ----------
    commodity, form : str
        Our name and the chemical formula; several formulas for a mix.
    central, low, high : float, t/t
        Factor and its range: the natural spread of atomic weights, or every possible mix.
    quality : Quality
        A for one formula, C for a mix whose composition is not reported.
    source, note : str
        Where it comes from, and what it means.
    """

    commodity: str
    form: str
    central: float
    low: float
    high: float
    quality: Quality
    source: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """A figure on another basis.

    Parameters
    ----------
    value : Value
        Its nature unchanged: a bound stays a bound, a gap a gap.
    low, high : float or None
        Bounds with the factor's range, same unit; None where the figure has none.
    factor : BasisFactor or None
        The factor used; None when the basis was already the one asked for.
    """

    value: Value
    low: float | None
    high: float | None
    factor: BasisFactor | None


@cache
def _weights() -> Mapping[str, tuple[float, float, float]]:
    return {
        row["element"]: (float(row["weight"]), float(row["low"]), float(row["high"]))
        for row in read_table("atomic_weights.csv")
    }


def _atoms(formula: str) -> dict[str, int]:
    atoms: dict[str, int] = {}
    for element, count in _PART.findall(formula):
        atoms[element] = atoms.get(element, 0) + int(count or 1)
    return atoms


def _fraction(formula: str, element: str, which: int, rest: int) -> float:
    weights = _weights()
    atoms = _atoms(formula)
    metal = atoms[element] * weights[element][which]
    other = sum(count * weights[name][rest] for name, count in atoms.items() if name != element)
    return metal / (metal + other)


def metal_fraction(formula: str, element: str) -> tuple[float, float, float]:
    """Return the mass share of an element in a compound: central, low, high, t/t.

        share = n_e A_e / sum over elements i of n_i A_i

    The range takes the natural variation of atomic weights at its extremes.

    Parameters
    ----------
    formula : str
        Such as ``Cr2O3``; no brackets.
    element : str
        Symbol of an element in it.

    Raises
    ------
    ValueError : if the formula does not hold the element or an element is not known

    References
    ----------
    Prohaska et al., Standard atomic weights of the elements 2021, Pure and Applied Chemistry 94
    (2022), 573-600.

    Examples
    --------
    >>> round(metal_fraction("Cr2O3", "Cr")[0], 4), round(metal_fraction("Li2O", "Li")[0], 4)
    (0.6842, 0.4645)
    """
    atoms = _atoms(formula)
    missing = [name for name in atoms if name not in _weights()]
    if missing or element not in atoms or "".join(_spelled(formula)) != formula:
        raise ValueError(f"{formula!r} is not a formula with {element!r} that can be weighed")
    return (
        _fraction(formula, element, 0, 0),
        _fraction(formula, element, 1, 2),
        _fraction(formula, element, 2, 1),
    )


def _spelled(formula: str) -> list[str]:
    return [element + count for element, count in _PART.findall(formula)]


def _row_factor(row: Mapping[str, str]) -> BasisFactor:
    forms = row["form"].split(";")
    parts = []
    for form in forms:
        element = row["element"]
        if element == _ANY_RARE_EARTH:
            element = next(name for name in _atoms(form) if name != "O")
        parts.append(metal_fraction(form, element))
    is_mix = len(forms) > 1
    low, high = min(part[1] for part in parts), max(part[2] for part in parts)
    return BasisFactor(
        commodity=row["commodity"],
        form=row["form"],
        central=(low + high) / 2 if is_mix else parts[0][0],
        low=low,
        high=high,
        quality=Quality.C if is_mix else Quality.A,
        source=SOURCE,
        note=row["meaning"],
    )


@cache
def _factors() -> tuple[tuple[bool, BasisFactor], ...]:
    return tuple(
        (row["is_reporting_oxide"] == "yes", _row_factor(row)) for row in read_table("factors.csv")
    )


def basis_factor(name: str, form: str = "") -> BasisFactor:
    """Return the tonnes of metal in a tonne of a commodity's oxide or other compound.

    Parameters
    ----------
    name : str
        Commodity, any spelling.
    form : str
        Chemical formula; the oxide in which official sources report when empty.

    Raises
    ------
    UnknownNameError : if there is no factor, with the forms that there are

    Examples
    --------
    >>> round(basis_factor("tantalum").central, 3)
    0.819
    """
    found = commodity(name)
    known = [item for item in _factors() if item[1].commodity == found]
    for is_reporting, factor in known:
        if factor.form == form or (not form and is_reporting):
            return factor
    raise UnknownNameError(
        f"basis factor of {found}", form or "oxide", [factor.form for _, factor in known]
    )


def _scaled(value: Value, factor: BasisFactor, *, is_division: bool) -> Converted:
    if is_division:
        central, least, most = 1 / factor.central, 1 / factor.high, 1 / factor.low
    else:
        central, least, most = factor.central, factor.low, factor.high
    return Converted(
        value=value.scaled(central),
        low=None if value.low is None else value.low * (least if value.low >= 0 else most),
        high=None if value.high is None else value.high * (most if value.high >= 0 else least),
        factor=factor,
    )


def to_metal(value: Value, name: str, basis: Basis) -> Converted:
    """Return a figure as metal content.

    Parameters
    ----------
    value : Value
        In any unit of mass.
    name : str
        Commodity, any spelling.
    basis : Basis
        What the figure weighs.

    Raises
    ------
    EvidenceError : gross weight of ore has no factor: its grade is another figure
    UnknownNameError : if the commodity's oxide has no factor

    Examples
    --------
    >>> round(to_metal(Value.exact(601_914.0), "Li", Basis.OXIDE).value.number)
    279613
    """
    if basis is Basis.METAL:
        return Converted(value=value, low=value.low, high=value.high, factor=None)
    if basis is Basis.OXIDE:
        return _scaled(value, basis_factor(name), is_division=False)
    raise EvidenceError(
        f"{commodity(name)} on the basis {basis} cannot be carried to metal content",
        why="the grade of the ore or product is needed, and no table gives it",
        do="Compare it with figures on the same basis only",
    )


def to_oxide(value: Value, name: str, basis: Basis) -> Converted:
    """Return a figure as the oxide in which official sources report the commodity.

    Raises
    ------
    EvidenceError : gross weight of ore has no factor
    UnknownNameError : if the commodity's oxide has no factor
    """
    if basis is Basis.OXIDE:
        return Converted(value=value, low=value.low, high=value.high, factor=None)
    if basis is Basis.METAL:
        return _scaled(value, basis_factor(name), is_division=True)
    raise EvidenceError(
        f"{commodity(name)} on the basis {basis} cannot be carried to oxide",
        why="the grade of the ore or product is needed, and no table gives it",
        do="Compare it with figures on the same basis only",
    )
