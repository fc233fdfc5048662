"""Every field of the project and regime files with its unit and meaning, from the schemas."""

from __future__ import annotations

import typing
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel
from pydantic.fields import FieldInfo

from orepact.evidence import Parameter, field_meanings
from orepact.mine.number import Series, units_of

__all__ = ["FieldRow", "field_rows", "field_tables", "models_in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field: name, what it holds, its unit, whether it must be given, what it means."""

    name: str
    holds: str
    unit: str
    is_required: bool
    meaning: str


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield an annotation and everything inside it."""
    yield annotation
    for part in typing.get_args(annotation):
        yield from _parts(part)


def _units(annotation: Any, metadata: list[Any]) -> str:
    found: list[str] = []
    for part in _parts(Annotated[(annotation, *metadata)] if metadata else annotation):
        if isinstance(part, AfterValidator):
            found += units_of(part.func)
    return " or ".join(dict.fromkeys(found))


def _holds(annotation: Any) -> str:
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        return _holds(parts[0])
    if origin is Literal:
        return ", ".join(f"`{part}`" for part in parts)
    if origin in {typing.Union, UnionType}:
        return " or ".join(_holds(part) for part in parts if part is not type(None))
    if origin is list:
        return f"list of {_holds(parts[0])}"
    if origin is dict:
        return f"{_holds(parts[1])} by name"
    if annotation is Parameter:
        return "number"
    if annotation is Series:
        return "row of numbers"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(f"`{member.value}`" for member in annotation)
    names = {str: "text", int: "whole number", bool: "true or false", float: "number"}
    return names.get(annotation, getattr(annotation, "__name__", str(annotation)))


def _row(name: str, field: FieldInfo, meaning: str) -> FieldRow:
    return FieldRow(
        name=name,
        holds=_holds(field.annotation),
        unit=_units(field.annotation, list(field.metadata)),
        is_required=field.is_required(),
        meaning=" ".join(meaning.split()),
    )


def field_rows(model: type[BaseModel]) -> tuple[FieldRow, ...]:
    """Return the fields of one schema, in the order of the file."""
    meanings = field_meanings(model)
    return tuple(
        _row(name, field, meanings.get(name, "")) for name, field in model.model_fields.items()
    )


def models_in(model: type[BaseModel]) -> tuple[type[BaseModel], ...]:
    """Return a schema and every schema inside it, outermost first; numbers are left out."""
    found: dict[type[BaseModel], None] = {}

    def visit(one: type[BaseModel]) -> None:
        if one in found or one in {Parameter, Series}:
            return
        found[one] = None
        for field in one.model_fields.values():
            for part in _parts(field.annotation):
                if isinstance(part, type) and issubclass(part, BaseModel):
                    visit(part)

    visit(model)
    return tuple(found)


def field_tables(*models: type[BaseModel], known: Collection[type[BaseModel]] = ()) -> str:
    """Return the tables of the documentation for schemas and all inside them, as Markdown.

    What stands in one of the ``known`` schemas is told there and left out.
    """
    told = {inner for model in known for inner in models_in(model)}
    every = (inner for model in models for inner in models_in(model))
    seen = dict.fromkeys(inner for inner in every if inner not in told)
    lines: list[str] = []
    for model in seen:
        first = (model.__doc__ or "").strip().split("\n\n")[0]
        lines += [f"### {model.__name__}", "", " ".join(first.split()), ""]
        lines += ["| field | holds | unit | needed | meaning |", "|---|---|---|---|---|"]
        for row in field_rows(model):
            needed = "yes" if row.is_required else ""
            meaning = row.meaning.replace("|", "\\|").replace("``", "`")
            lines.append(f"| `{row.name}` | {row.holds} | {row.unit} | {needed} | {meaning} |")
        lines.append("")
    return "\n".join(lines)


def _page() -> str:
    """Return the page of the documentation."""
    from orepact.mine.deck_file import DeckFile
    from orepact.mine.facility_file import FacilityFile
    from orepact.mine.mine_file import MineFile
    from orepact.mine.project_file import ProjectFile
    from orepact.mine.regime_file import RegimeFile

    files = (ProjectFile, RegimeFile, DeckFile, FacilityFile)
    return (
        f"## Project file\n\n{field_tables(ProjectFile)}\n"
        f"## Regime file\n\n{field_tables(RegimeFile)}\n"
        f"## Price decks\n\n{field_tables(DeckFile)}\n"
        f"## Facilities and packages\n\n{field_tables(FacilityFile)}\n"
        f"## A mine in one file\n\n{field_tables(MineFile, known=files)}"
    )


if __name__ == "__main__":
    import sys

    sys.stdout.write(_page())
