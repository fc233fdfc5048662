"""``orepact explain``: where a number comes from, down to the official files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.claims import record_lookups
from orepact.cli.corridor import corridor_lookups
from orepact.cli.disrupt import disruption_lookups
from orepact.cli.endowment import endowment_lookups
from orepact.cli.expected_loss import risk_lookups
from orepact.cli.insurance import insurance_lookups
from orepact.cli.match import match_lookups
from orepact.cli.output import Format, FormatOption, emit, value_fields
from orepact.cli.safeguard_lookups import safeguard_lookups
from orepact.cli.value import value_lookups
from orepact.cli.workforce import workforce_lookups

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.tree import Tree as RichTree

    from orepact.trace import Lookup, Record, Tree

__all__ = ["explain"]


@app.command()
def explain(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Any id that a table or file shows.")],
    run: Annotated[
        Path | None, typer.Option("--run", help="Folder of a stored run; without it the last one.")
    ] = None,
    depth: Annotated[int, typer.Option("--depth", min=0, help="Levels to follow.")] = 12,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show a number with its formula, sources and inputs, level by level."""
    from orepact.errors import UnknownNameError
    from orepact.trace import walk

    lookups = _lookups(id_, run)
    if all(lookup.find(id_) is None for lookup in lookups):
        nearest = [name for item in lookups if (near := _nearest(item)) for name in near(id_)]
        raise UnknownNameError(
            "id",
            id_,
            nearest,
            do="" if nearest else "Take an id from a table, plan.json or `orepact evidence find`",
        )
    tree = walk(id_, lookups, depth=depth)
    if format_ is Format.JSON:
        emit("explain", [_fields(tree.record)], format_, tree=_json(tree))
    elif format_ is Format.CSV:
        emit("explain", list(_flat(tree, 0)), format_)
    else:
        from rich.console import Console

        Console().print(_branch(tree))


def _lookups(id_: str, run: Path | None) -> list[Lookup]:
    """Return who may know the id: the run, this evidence, and measures computed anew.

    A run is opened when one is named, or when neither evidence nor exposure knows the id.
    """
    from orepact.errors import UnknownNameError
    from orepact.evidence import bundle
    from orepact.exposure import ExposureLookup, exposure

    always: list[Lookup] = [
        *_case_lookups(id_),
        *value_lookups(id_),
        *endowment_lookups(id_),
        *corridor_lookups(id_),
        *record_lookups(id_),
        *disruption_lookups(id_),
        *risk_lookups(id_),
        *insurance_lookups(id_),
        *workforce_lookups(id_),
        *match_lookups(id_),
        *safeguard_lookups(id_),
        ExposureLookup(exposure()),
        bundle(),
    ]
    if run is None and any(lookup.find(id_) is not None for lookup in always):
        return always
    from orepact.errors import OrepactError
    from orepact.study import load

    try:
        stored = load(run) if run is not None else load()
    except OrepactError as error:
        if run is not None:
            raise
        raise UnknownNameError(
            "id", id_, do=f"The evidence does not hold it, and no run could be asked: {error}"
        ) from error
    return [stored, *always]


def _nearest(lookup: Lookup) -> Callable[[str], Sequence[str]] | None:
    return getattr(lookup, "nearest", None)


def _case_lookups(id_: str) -> list[Lookup]:
    """Return the case, shipped or a folder here, of an id such as ``case:NAME/FILE:KEY``."""
    if not id_.startswith("case:"):
        return []
    from orepact.case import load, shipped_cases

    name = id_.removeprefix("case:").partition("/")[0]
    is_here = (Path(name) / "case.yaml").is_file()
    return [load(name)] if is_here or name in shipped_cases() else []


def _fields(record: Record) -> dict[str, Any]:
    shown = {
        "title": record.title,
        **value_fields(record.value),
        "text": record.value.text,
        "unit": record.unit,
        "id": record.id,
        "kind": str(record.kind),
        "formula": record.formula,
        "sources": list(record.sources),
        "locator": record.locator,
        "custody": record.custody,
        "quality": record.quality,
        "as_of": record.as_of,
        "note": record.note,
    }
    return {name: field for name, field in shown.items() if field not in ("", [])}


def _json(tree: Tree) -> dict[str, Any]:
    node = {"role": tree.role, **_fields(tree.record)}
    if tree.is_cut:
        node["is_cut"] = True
    if tree.children:
        node["inputs"] = [_json(child) for child in tree.children]
    return {name: field for name, field in node.items() if field != ""}


def _flat(tree: Tree, level: int) -> list[dict[str, Any]]:
    rows = [{"level": level, "role": tree.role, **_fields(tree.record)}]
    for child in tree.children:
        rows += _flat(child, level + 1)
    return rows


def _branch(tree: Tree) -> RichTree:
    from rich.markup import escape
    from rich.tree import Tree as RichTree

    from orepact.quantity import Kind, figure
    from orepact.trace import RecordKind

    record = tree.record
    role = f"{tree.role}: " if tree.role else ""
    is_told = record.value.kind is Kind.MISSING and record.kind is RecordKind.MEASURE
    is_told = is_told and bool(record.value.text)
    told = record.value.text if is_told else figure(record.value, record.unit)
    lines = [f"{escape(role)}[bold]{escape(told)}[/bold]  {escape(record.title)}"]
    if record.formula:
        lines.append(f"= {escape(record.formula)}")
    origin = ", ".join(record.sources)
    quality = f"quality {record.quality}" if record.quality else ""
    where = [origin, record.locator, record.custody, quality, record.as_of]
    lines.append(escape("; ".join(part for part in where if part)))
    if record.note:
        lines.append(escape(f"note: {record.note}"))
    lines.append(f"[dim]{escape(record.id)}[/dim]")
    if tree.is_cut:
        lines.append("[dim]inputs not shown: raise --depth[/dim]")
    branch = RichTree("\n".join(lines))
    for child in tree.children:
        branch.add(_branch(child))
    return branch
