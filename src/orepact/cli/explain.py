"""``orepact explain``: where a number comes from, down to the official files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.beside import beside
from orepact.cli.lookups import Everyone
from orepact.cli.output import Format, FormatOption, emit, value_fields
from orepact.cli.printed import Printed, is_number, printed_as

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.tree import Tree as RichTree

    from orepact.study import CitedSource
    from orepact.trace import Record, Tree

__all__ = ["explain"]


@app.command()
def explain(
    id_: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="Any id, or a number as the last command printed it, with words."
        ),
    ],
    run: Annotated[
        Path | None, typer.Option("--run", help="Folder of a stored run; without it the last one.")
    ] = None,
    of: Annotated[
        str | None,
        typer.Option("--of", help="Command that printed the number; without it the last one."),
    ] = None,
    depth: Annotated[int, typer.Option("--depth", min=0, help="Levels to follow.")] = 12,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show a number with its formula, inputs level by level, and the documents it rests on."""
    from orepact.trace import walk

    if is_number(id_) or of is not None:
        found = _printed(id_, of)
        if len(found) > 1:
            emit("explain", [_candidate(item) for item in found], format_, title=_MANY)
            return
        id_ = found[0].id
    everyone = Everyone(run)
    if everyone.find(id_) is None:
        source = everyone.source(id_)
        if source is not None:
            _document(id_, source, format_)
            return
        _ask_the_last_run(everyone, id_)
    tree = walk(id_, [everyone], depth=depth)
    cited, others = everyone.sources(tree), beside(id_)
    if format_ is Format.JSON:
        documents = [{"source": name, **_told(source)} for name, source in cited.items()]
        more: dict[str, Any] = {"beside": others} if others else {}
        row = _fields(tree.record)
        emit("explain", [row], format_, documents=documents, tree=_json(tree), **more)
    elif format_ is Format.CSV:
        emit("explain", list(_flat(tree, 0)), format_)
    else:
        from rich.console import Console

        from orepact.quantity import format_number

        console = Console()
        console.print(_branch(tree))
        if others:
            told = ", ".join(f"{name} {format_number(cell)}" for name, cell in others.items())
            console.print(f"On the same row: {told}", markup=False, highlight=False)
        for line in _lines(cited):
            console.print(line, markup=False, highlight=False)


_MANY = "Several figures print so; add a word of the row you mean, or take an id"


def _printed(text: str, of: str | None) -> tuple[Printed, ...]:
    """Return the figures that a command prints with these digits.

    Raises
    ------
    OrepactError : if the text is no number, or the command prints no such figure
    """
    from orepact.errors import OrepactError

    if not is_number(text):
        raise OrepactError(
            f"{text!r} is no number",
            where="--of",
            do="Give the number in the digits of the terminal: orepact explain 97 --of COMMAND",
        )
    found = printed_as(text, of)
    if not found:
        raise OrepactError(
            f"no figure prints as {text!r}",
            where="--of" if of is not None else "the last command",
            why="Numbers of options and of words such as '5 to 95 %' are not figures of a row",
            do="Take the number as it stands, or an id from --format json",
        )
    return found


def _candidate(item: Printed) -> dict[str, Any]:
    return {"what": item.what, "which": item.field, "number": item.number, "id": item.id}


def _ask_the_last_run(everyone: Everyone, id_: str) -> None:
    """Open the last run for an id that neither the evidence nor any room knows.

    Raises
    ------
    UnknownNameError : if the run does not know it either, or there is none
    """
    from orepact.errors import OrepactError, UnknownNameError

    try:
        everyone.open_last_run()
    except OrepactError as error:
        raise UnknownNameError(
            "id", id_, do=f"The evidence does not hold it, and no run could be asked: {error}"
        ) from error
    if everyone.find(id_) is None:
        near = everyone.nearest(id_)
        do = "" if near else "Take an id from a table, plan.json or `orepact evidence find`"
        raise UnknownNameError("id", id_, near, do=do)


def _told(source: CitedSource) -> dict[str, str]:
    """Return what a register says of a source, without what it does not say."""
    fields = {
        "title": source.title,
        "publisher": source.publisher,
        "date": source.date,
        "custody": source.custody,
        "licence": source.licence,
        "address": source.address,
    }
    return {name: text for name, text in fields.items() if text and text != "none"}


def _document(id_: str, source: CitedSource, format_: Format) -> None:
    """Print one document, asked for by its own id."""
    if format_ is Format.TABLE:
        for line in _lines({id_: source}):
            typer.echo(line)
        return
    emit("explain", [{"source": id_, **_told(source)}], format_)


def _lines(cited: Mapping[str, CitedSource]) -> Iterator[str]:
    """Yield documents first, then ends without one, as lines for the terminal."""
    from orepact.study import is_stated_end

    for is_end, head in ((False, "Documents:"), (True, "Where no document stands behind it:")):
        found = {id_: source for id_, source in cited.items() if is_stated_end(id_) == is_end}
        if found:
            yield head
        for id_, source in found.items():
            name = "" if is_end else f"{id_}: "
            rest = [source.line, source.custody, source.licence, source.address]
            yield f"  {name}{'; '.join(part for part in rest if part)}"


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
