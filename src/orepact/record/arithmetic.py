"""Arithmetic with units over named quantities: what a claim says against what evidence says."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from orepact.errors import OrepactError
from orepact.quantity import conversion_factor, is_known_unit

__all__ = ["Measured", "NotCoveredError", "evaluate", "names_in", "of_the_day"]

_OF_THE_DAY: Mapping[str, str] = {"MUSD": "million USD", "kUSD": "thousand USD"}
Operand = "Measured | str | bool"
_LITERAL = re.compile(r"\[\s*(?P<number>[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s+(?P<unit>[^\]]+?)\s*\]")
_DAY = re.compile(r"\[\s*(?P<day>\d{4}-\d{2}-\d{2})\s*\]")


def of_the_day(unit: str) -> str:
    """Return a unit of money as it is shown where the money is of the day, not the case's own.

    A plan's ``MUSD`` is real money of one year; what was said, promised or traded is not.

    Examples
    --------
    >>> of_the_day("MUSD"), of_the_day("kt")
    ('million USD', 'kt')
    """
    return _OF_THE_DAY.get(unit, unit)


class NotCoveredError(OrepactError):
    """A term that a formula needs has no value: the evidence does not cover it."""


def _exponents(unit: str) -> dict[str, int]:
    found: dict[str, int] = {}
    sign = 1
    for token in re.findall(r"[*/]|[^*/]+", unit.strip()):
        if token in "*/":
            sign = 1 if token == "*" else -1
        elif token not in {"1", ""}:
            found[token] = found.get(token, 0) + sign
            sign = 1
    return {token: power for token, power in found.items() if power}


def _spelled(exponents: Mapping[str, int]) -> str:
    over = [token for token, power in exponents.items() for _ in range(max(power, 0))]
    under = [token for token, power in exponents.items() for _ in range(max(-power, 0))]
    return "/".join(["*".join(over) or "1", *under])


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with its unit.

    Examples
    --------
    >>> price, copper = Measured(9815.0, "USD/t"), Measured(13.1, "Mt")
    >>> round((price * copper).to("bnUSD"), 1)
    128.6
    """

    number: float
    unit: str = "1"

    def to(self, unit: str) -> float:
        """Return the number in another unit.

        Raises
        ------
        ValueError : if the two measure different things
        """
        return self.number * conversion_factor(self.unit, unit)

    def __mul__(self, other: Measured) -> Measured:
        return self._joined(other, 1)

    def __truediv__(self, other: Measured) -> Measured:
        return self._joined(other, -1)

    def _joined(self, other: Measured, sign: int) -> Measured:
        exponents = _exponents(self.unit)
        for token, power in _exponents(other.unit).items():
            exponents[token] = exponents.get(token, 0) + sign * power
        unit = _spelled({token: power for token, power in exponents.items() if power})
        number = self.number * other.number if sign > 0 else self.number / other.number
        return Measured(number, unit)

    def __add__(self, other: Measured) -> Measured:
        return Measured(self.number + other.to(self.unit), self.unit)

    def __sub__(self, other: Measured) -> Measured:
        return Measured(self.number - other.to(self.unit), self.unit)

    def __neg__(self) -> Measured:
        return Measured(-self.number, self.unit)


def _least(*items: Measured) -> Measured:
    return min(items, key=lambda item: item.to(items[0].unit))


def _largest(*items: Measured) -> Measured:
    return max(items, key=lambda item: item.to(items[0].unit))


def _near(one: Measured, other: Measured, within: Measured) -> bool:
    """Return whether two numbers differ by at most a share of the second."""
    return abs(one.to(other.unit) - other.number) <= within.to("1") * abs(other.number) + 1e-12


def _contains(text: str, words: str) -> bool:
    return words.casefold() in text.casefold()


_FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "least": _least,
    "largest": _largest,
    "near": _near,
    "contains": _contains,
    "q": lambda number, unit: Measured(number.number, unit),
}
_ARITHMETIC: Mapping[type, Callable[[Measured, Measured], Measured]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISON: Mapping[type, Callable[[float, float], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def _parsed(expression: str) -> ast.expr:
    text = _DAY.sub(lambda m: f"q({_day_number(m['day'])}, 'day')", expression)
    text = _LITERAL.sub(lambda m: f"q({m['number']}, {m['unit']!r})", text)
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise OrepactError(
            f"the formula {expression!r} cannot be read",
            why=str(error).partition("(")[0].strip(),
            do="Use names, numbers as [13.1 Mt], + - * /, comparisons, and, or, not",
        ) from error


def _day_number(text: str) -> int:
    from datetime import date

    return date.fromisoformat(text).toordinal()


def names_in(expression: str) -> frozenset[str]:
    """Return the names of terms that a formula uses.

    Raises
    ------
    OrepactError : if the formula cannot be read
    """
    nodes = ast.walk(_parsed(expression))
    return frozenset(
        node.id for node in nodes if isinstance(node, ast.Name) and node.id not in _FUNCTIONS
    )


def evaluate(
    expression: str, terms: Mapping[str, Measured | str | None], *, where: str = ""
) -> Measured | bool | str:
    """Return the value of a formula, or the truth of a condition.

    Numbers stand in brackets with their unit, ``[13.1 Mt]``, days as ``[2025-05-31]``; a bare
    number has none. Functions: ``near(a, b, 0.05)`` within a share of b, ``least``, ``largest``,
    ``contains(text, 'words')``. Whatever is added or compared must measure the same thing.

    Parameters
    ----------
    expression : str
    terms : dict of str to Measured, str or None
        None where the evidence has no value.
    where : str
        File and key, for errors.

    Raises
    ------
    NotCoveredError : if a term that is needed has no value
    OrepactError : for a formula that cannot be read, an unknown name, or units that do not agree

    Examples
    --------
    >>> evaluate("a + b > [100 kt]", {"a": Measured(0.09, "Mt"), "b": Measured(11e3, "t")})
    True
    """
    try:
        return _value(_parsed(expression), terms)
    except OrepactError as error:
        raise type(error)(
            error.what, where=error.where or where, why=error.why, do=error.do
        ) from error
    except ZeroDivisionError as error:
        raise NotCoveredError(
            f"{expression!r} divides by zero", where=where, do="Ask for something else"
        ) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise OrepactError(
            f"{expression!r} compares what cannot be compared",
            where=where,
            why=str(error),
            do="Give both sides units of the same kind",
        ) from error


def _value(node: ast.expr, terms: Mapping[str, Measured | str | None]) -> Measured | bool | str:
    if isinstance(node, ast.Name):
        return _term(node.id, terms)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return Measured(float(node.value))
    if isinstance(node, ast.BoolOp):
        decide = all if isinstance(node.op, ast.And) else any
        return decide(_truth(item, terms) for item in node.values)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return not _truth(node.operand, terms)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_number(node.operand, terms)
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        return _ARITHMETIC[type(node.op)](_number(node.left, terms), _number(node.right, terms))
    if isinstance(node, ast.Compare) and all(type(op) in _COMPARISON for op in node.ops):
        return _compared(node, terms)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return _called(node.func.id, [_value(item, terms) for item in node.args])
    raise OrepactError(
        f"{ast.unparse(node)!r} is not arithmetic",
        do="Use names, numbers as [13.1 Mt], + - * /, comparisons, and, or, not",
    )


def _called(name: str, given: list[Measured | bool | str]) -> Measured | bool | str:
    if name not in _FUNCTIONS:
        raise OrepactError(f"there is no function {name!r}", do=f"Use {', '.join(_FUNCTIONS)}")
    if name == "q" and not is_known_unit(str(given[1])):
        raise OrepactError(
            f"unit {given[1]!r} is not known", do="Write units like Mt, USD/t, bnUSD, %, day"
        )
    found = _FUNCTIONS[name](*given)
    assert isinstance(found, Measured | bool | str)
    return found


def _compared(node: ast.Compare, terms: Mapping[str, Measured | str | None]) -> bool:
    sides = [_value(item, terms) for item in (node.left, *node.comparators)]
    for op, one, other in zip(node.ops, sides[:-1], sides[1:], strict=True):
        if isinstance(one, Measured) and isinstance(other, Measured):
            holds = _COMPARISON[type(op)](one.to(other.unit), other.number)
        elif type(one) is type(other) and isinstance(op, ast.Eq | ast.NotEq):
            holds = (one == other) is isinstance(op, ast.Eq)
        else:
            raise ValueError("a number stands against a text")
        if not holds:
            return False
    return True


def _term(name: str, terms: Mapping[str, Measured | str | None]) -> Measured | str:
    if name not in terms:
        raise OrepactError(
            f"there is no term {name!r}", do=f"Terms are: {', '.join(sorted(terms)) or 'none'}"
        )
    found = terms[name]
    if found is None:
        raise NotCoveredError(f"the evidence does not cover {name!r}")
    return found


def _truth(node: ast.expr, terms: Mapping[str, Measured | str | None]) -> bool:
    found = _value(node, terms)
    if not isinstance(found, bool):
        raise ValueError(f"{ast.unparse(node)!r} is no condition")
    return found


def _number(node: ast.expr, terms: Mapping[str, Measured | str | None]) -> Measured:
    found = _value(node, terms)
    if not isinstance(found, Measured):
        raise ValueError(f"{ast.unparse(node)!r} is no number")
    return found
