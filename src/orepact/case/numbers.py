"""Every number of a case by its dotted path, so that it can be explained and changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from orepact.evidence import Parameter

__all__ = ["Spot", "numbers_of", "spots", "with_number"]

_LABELS = ("id", "party", "resource", "commodity", "enabler", "option", "world", "year")
"""What names an item of a list, in this order; without one it is its position."""

Step = str | int
_INNER = (BaseModel, dict, list, tuple)
"""What may hold a model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One model within a file.

    Parameters
    ----------
    path : str
        Dotted, with list items by name: ``phases.phase-1.capex``.
    key : str
        As in the file's lines, with list items by position: ``phases[0].capex``.
    steps : tuple of str or int
        The way to it: field, key or position.
    model : pydantic model
        What stands there.
    """

    path: str
    key: str
    steps: tuple[Step, ...]
    model: BaseModel


def _item_labels(items: Sequence[Any]) -> list[str]:
    for name in _LABELS:
        labels = [str(getattr(item, name, "")) for item in items]
        if all(labels) and len(set(labels)) == len(labels):
            return labels
    return [str(position) for position in range(len(items))]


def _children(node: Any) -> Iterator[tuple[str, str, Step, Any]]:
    """Yield label, suffix of the key, step and child."""
    if isinstance(node, BaseModel):
        for name, child in node:
            yield name, f".{name}", name, child
    elif isinstance(node, dict):
        for name, child in node.items():
            yield str(name), f".{name}", name, child
    elif any(isinstance(item, _INNER) for item in node):
        for position, (label, child) in enumerate(zip(_item_labels(node), node, strict=True)):
            yield label, f"[{position}]", position, child


def spots(node: Any, *, stem: str = "") -> tuple[Spot, ...]:
    """Return every model within a model, outermost first.

    Parameters
    ----------
    node : pydantic model
        Content of a file.
    stem : str
        Name of the file; a first key of the same name is left out of the path, so that
        ``rates.yaml`` with ``rates:`` gives ``barrick.real``.
    """
    found: list[Spot] = []

    def visit(node: Any, path: str, key: str, steps: tuple[Step, ...]) -> None:
        if isinstance(node, BaseModel):
            found.append(Spot(path=path, key=key, steps=steps, model=node))
            if isinstance(node, Parameter):
                return
        for label, suffix, step, child in _children(node):
            if isinstance(child, _INNER):
                shown = f"{path}.{label}" if path else "" if not steps and label == stem else label
                visit(child, shown, f"{key}{suffix}" if key else suffix[1:], (*steps, step))

    visit(node, "", "", ())
    return tuple(found)


def numbers_of(found: Iterable[Spot]) -> dict[str, Spot]:
    """Return every parameter among a file's spots by its dotted path."""
    return {spot.path: spot for spot in found if isinstance(spot.model, Parameter)}


def with_number(node: Any, steps: tuple[Step, ...], number: Parameter) -> Any:
    """Return a copy of a model with one parameter in place of another; nothing is mutated."""
    if not steps:
        return number
    step, rest = steps[0], steps[1:]
    if isinstance(node, BaseModel):
        assert isinstance(step, str)
        return node.model_copy(update={step: with_number(getattr(node, step), rest, number)})
    if isinstance(node, dict):
        return {**node, step: with_number(node[step], rest, number)}
    assert isinstance(step, int)
    items = list(node)
    items[step] = with_number(items[step], rest, number)
    return type(node)(items)
