"""``orepact insurance``: what a host's projects insure, beside the same dollars elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit
from orepact.cli.table import tell

if TYPE_CHECKING:
    from orepact.study.insurance_answer import InsuranceFigure
    from orepact.trace import Lookup

__all__ = ["insurance", "insurance_lookups"]


def insurance_lookups(id_: str) -> list[Lookup]:
    """Return who can answer for an id of ``orepact insurance`` and its inputs; else nobody."""
    from orepact.trace import parse_result_id

    parsed = parse_result_id(id_)
    if parsed is None or not parsed[1].startswith("insurance.") or "case" not in parsed[2]:
        return []
    from orepact.case import load
    from orepact.disruption import ScenarioLookup
    from orepact.exposure import ExposureLookup, exposure
    from orepact.study.insurance_answer import InsuranceLookup

    around = exposure()
    return [
        InsuranceLookup(),
        load(parsed[2]["case"]),
        ScenarioLookup(around),
        ExposureLookup(around),
    ]


@app.command()
def insurance(
    case: Annotated[str, typer.Argument(help="Case: shipped name or folder.")],
    *,
    draws: Annotated[int, typer.Option("--draws", help="Draws behind each supplier.")] = 100,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the draws.")] = 0,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show how much expected loss a host's projects take away, and what else would."""
    from orepact.case import load
    from orepact.errors import CaseError
    from orepact.study.insurance_answer import insurance_answer

    if not 1 <= draws <= 10_000:
        raise CaseError(f"{draws} draws cannot be computed", where="--draws", do="Give 1 to 10,000")
    answer = insurance_answer(load(case), draws=draws, seed=seed)
    if format_ is Format.TABLE:
        for sentence in answer.sentences:
            tell(sentence)
        title = "Finite changes of expected loss of real surplus; ids with --format json"
        emit("insurance", [_short(one) for one in answer.figures], format_, title=title)
        return
    rows = [_row(one) for one in answer.figures]
    if format_ is Format.CSV:
        emit("insurance", rows, format_)
    else:
        emit("insurance", rows, format_, said=list(answer.sentences))


def _row(one: InsuranceFigure) -> dict[str, Any]:
    band = {"p05": one.band[0], "p95": one.band[1]} if one.band else {}
    record = one.record()
    return {
        "measure": one.measure,
        "of": one.of,
        "title": one.title,
        "value": one.value,
        **band,
        "unit": one.unit,
        "formula": record.formula,
        "note": one.note,
        "id": one.id,
        "sources": list(record.sources),
    }


def _short(one: InsuranceFigure) -> dict[str, Any]:
    from orepact.quantity import Kind, figure, format_number

    band = f"{format_number(one.band[0])} to {format_number(one.band[1])}" if one.band else ""
    is_gap = one.value.kind is Kind.MISSING
    tonnes = one.note.partition(" at ")[0] if one.measure == "elsewhere" and not is_gap else ""
    return {
        "what": f"{one.of}: {one.title.lower()}" if one.of else one.title,
        "value": "" if is_gap else figure(one.value, one.unit.replace(" of ", " ")),
        "range": band,
        "tonnes": tonnes,
        "not available": one.note if is_gap else "",
    }
