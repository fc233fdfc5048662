"""``orepact compare``: two runs side by side, inputs that differ first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit
from orepact.quantity import Value, format_value

if TYPE_CHECKING:
    from orepact.study import Difference

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


@app.command()
def compare(
    run_a: Annotated[Path, typer.Argument(metavar="RUN_A", help="Folder of a stored run.")],
    run_b: Annotated[Path, typer.Argument(metavar="RUN_B", help="Folder of another.")],
    *,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Compare two stored runs: inputs that differ, then results, and which inputs explain them."""
    from orepact import study

    found = study.compare(study.load(run_a), study.load(run_b))
    rows = [_row("input", item) for item in found.inputs]
    rows += [_row("result", item) for item in found.results]
    emit("compare", rows, format_, title="What differs")
