"""Does a printed figure follow from those beside it? Quantity times price, parts of a total."""

from __future__ import annotations

from dataclasses import dataclass

from orepact.errors import OrepactError
from orepact.record.arithmetic import Measured, evaluate

__all__ = ["Checked", "check_arithmetic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A printed figure beside the one that its own inputs give.

    Parameters
    ----------
    said, computed : float
        In ``unit``.
    unit : str
        Unit of the printed figure.
    ratio : float
        ``computed / said``; infinite where nothing was said.
    agrees : bool
        Whether both differ by at most the tolerance.
    """

    said: float
    computed: float
    unit: str
    ratio: float
    agrees: bool


def check_arithmetic(formula: str, said: str, *, within: float = 0.05) -> Checked:
    """Return a printed figure beside the one that its inputs give.

    ``computed = formula``, in the unit of what was said.

    Parameters
    ----------
    formula : str
        Numbers in brackets with their units: ``[13.1 Mt] * [9815 USD/t] + [17.9 Moz] * ...``;
        a reserve times a share, ``[30 Mt] * [15 %]``; parts of a total, ``[278 person] + ...``.
    said : str
        The printed figure, ``60 bnUSD``, with or without brackets.
    within : float
        Largest share by which both may differ.

    Raises
    ------
    OrepactError : a formula that cannot be read, or units that cannot be compared

    Examples
    --------
    >>> found = check_arithmetic("[13.1 Mt] * [9815 USD/t]", "6 bnUSD")
    >>> round(found.computed, 1), round(found.ratio, 1), found.agrees
    (128.6, 21.4, False)
    """
    if not within >= 0.0:
        raise OrepactError("the tolerance is negative", where="--within", do="Give a share, 0.05")
    text = said.strip()
    printed = evaluate(text if text.startswith("[") else f"[{text}]", {}, where="--said")
    found = evaluate(formula, {}, where="--check")
    if not isinstance(printed, Measured) or not isinstance(found, Measured):
        raise OrepactError(
            "a condition is no figure", where="--check", do="Give arithmetic: [13.1 Mt] * [2 USD/t]"
        )
    try:
        computed = found.to(printed.unit)
    except ValueError as error:
        raise OrepactError(
            f"{formula!r} cannot be compared with {said!r}",
            where="--check",
            why=str(error),
            do="Give both units of the same kind",
        ) from error
    ratio = computed / printed.number if printed.number else float("inf")
    return Checked(
        said=printed.number,
        computed=computed,
        unit=printed.unit,
        ratio=ratio,
        agrees=abs(computed - printed.number) <= within * abs(printed.number),
    )
