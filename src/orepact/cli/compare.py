"""``orepact compare``: two runs side by side, inputs that differ first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit
from orepact.quantity import Value, format_value

if TYPE_CHECKING:
    from orepact.study import Comparison, Difference

__all__ = ["compare"]


def _shown(side: Value | str | None) -> str:
    if side is None:
        return "not there"
    return format_value(side) if isinstance(side, Value) else side


def _row(kind: str, item: Difference) -> dict[str, Any]:
    return {
        "kind": kind,
        "what": item.title,
        "before": _shown(item.before),
        "after": _shown(item.after),
        "unit": item.unit,
        "id": item.id,
        "why": list(item.why),
    }


_MOST = 25


def _short(item: Difference, titles: dict[str, str]) -> str:
    """Return one difference as a line that fits under its title."""
    unit = f" {item.unit}" if item.unit else ""
    why = "; ".join(titles.get(name, name) for name in item.why)
    rests = f"\n    rests on {why}" if why else ""
    return f"  {item.title}\n    {_shown(item.before)} -> {_shown(item.after)}{unit}{rests}"


def _told(found: Comparison, *, is_whole: bool) -> str:
    """Return what differs in words: inputs, then results whose printed digits moved."""
    if not found.inputs and not found.results:
        return "Nothing differs."
    titles = {item.id: item.title for item in found.inputs}
    lines = ["Inputs and settings that differ", ""]
    lines += [_short(item, {}) for item in found.inputs] or ["  none"]
    moved = [item for item in found.results if not item.is_printed_alike]
    shown = moved if is_whole else moved[:_MOST]
    lines += ["", "Results that moved, page 1 first, then by how far", ""]
    lines += [_short(item, titles) for item in shown] or ["  none"]
    rest, alike = len(moved) - len(shown), len(found.results) - len(moved)
    lines.append("")
    if rest:
        lines.append(f"{rest} more moved: --all shows them, --format json has every digit.")
    if alike:
        lines.append(f"{alike} moved by less than is printed.")
    return "\n".join(lines).rstrip()


@app.command()
def compare(
    run_a: Annotated[Path, typer.Argument(metavar="RUN_A", help="Folder of a stored run.")],
    run_b: Annotated[Path, typer.Argument(metavar="RUN_B", help="Folder of another.")],
    *,
    is_whole: Annotated[
        bool, typer.Option("--all", help="Every result whose printed digits moved.")
    ] = False,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Compare two stored runs: inputs that differ, then results, and which inputs explain them."""
    from orepact import study

    found = study.compare(study.load(run_a), study.load(run_b))
    if format_ is Format.TABLE:
        typer.echo(_told(found, is_whole=is_whole))
        return
    rows = [_row("input", item) for item in found.inputs]
    rows += [_row("result", item) for item in found.results]
    emit("compare", rows, format_, title="What differs")
