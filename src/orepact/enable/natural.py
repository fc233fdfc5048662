"""Numbers that nature bounds: never negative, sometimes never zero, sometimes a part of a whole."""

from __future__ import annotations

from orepact.evidence import Parameter

__all__ = ["check_natural"]


def check_natural(
    number: Parameter | None,
    name: str,
    unit: str,
    *,
    is_positive: bool = False,
    most: float | None = None,
) -> None:
    """Refuse a wrong unit, a negative number, zero where it divides, and more than the whole.

    Parameters
    ----------
    number : Parameter or None
        None passes: what is not known is not wrong.
    name : str
        As the file calls it.
    unit : str
        In which it is meant.
    is_positive : bool
        Refuse zero too.
    most : float or None
        Largest value, in ``unit``.

    Raises
    ------
    ValueError : with the number and what is wrong with it
    """
    if number is None:
        return
    low, high = number.bounds(unit)
    if low < 0:
        raise ValueError(f"{name} is negative ({low:g} {unit}); it cannot be below zero")
    if is_positive and low == 0:
        raise ValueError(f"{name} is zero; nothing can be divided by it")
    if most is not None and high > most:
        raise ValueError(f"{name} is {high:g} {unit}; it cannot be above {most:g}")
