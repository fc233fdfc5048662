"""What each field of a schema means: the docstring beneath it, read when a reader asks."""

from __future__ import annotations

import ast
import inspect
import sys
from functools import lru_cache

__all__ = ["field_meanings"]


@lru_cache
def _module_meanings(module: str) -> dict[str, dict[str, str]]:
    """Return the docstrings beneath the fields of every class at the top of a module."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {
        node.name: _class_meanings(node) for node in tree.body if isinstance(node, ast.ClassDef)
    }


def _class_meanings(node: ast.ClassDef) -> dict[str, str]:
    meanings = {}
    for field, below in zip(node.body, node.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        ):
            meanings[field.target.id] = inspect.cleandoc(below.value.value)
    return meanings


def field_meanings(model: type) -> dict[str, str]:
    """Return the meaning of each field of a schema, by name, those it inherits included.

    A start of a command needs no meanings, and reading the source of every schema is dear;
    therefore they are read here, when the schema is printed, and not when classes are made.

    Parameters
    ----------
    model : class
        A schema whose fields have a docstring beneath them.

    Examples
    --------
    >>> from orepact.evidence import Parameter
    >>> field_meanings(Parameter)["value"]
    'Central value in ``unit``.'
    """
    meanings: dict[str, str] = {}
    for one in reversed(model.__mro__):
        if one.__module__.partition(".")[0] not in {"builtins", "pydantic", "typing", "abc"}:
            try:
                meanings |= _module_meanings(one.__module__).get(one.__name__, {})
            except (OSError, TypeError):
                continue
    return meanings
