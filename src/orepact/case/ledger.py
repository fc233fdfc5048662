"""Ledgers: the tables of a case, one row per claim, event, deposit, cost or legal term."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import polars as pl

from orepact.errors import CaseError, OrepactError
from orepact.evidence import Quality
from orepact.quantity import Value, parse_value

__all__ = ["LEDGERS", "Cell", "LedgerColumn", "LedgerSchema", "read_ledger", "row_value"]

_DATE = re.compile(r"^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$")
_NUMBER = re.compile(r"^[-+]?\d+(?:\.\d+)?$")


class Cell(StrEnum):
    """What a cell may hold; every kind may be empty unless the column is required."""

    TEXT = "text"
    DATE = "date"
    """Year, month or day as ISO 8601."""
    NUMBER = "number"
    """A plain decimal number."""
    VALUE = "value"
    """A number, a bound, a range or a mark, as sources print them."""
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    QUALITY = "quality"
    SOURCE = "source"
    """Id of a document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerColumn:
    """One column of a ledger."""

    name: str
    cell: Cell = Cell.TEXT
    is_required: bool = False
    """Whether the cell may not be empty."""
    choices: tuple[str, ...] = ()
    """What it may say, if that is fixed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSchema:
    """One ledger: its columns, and what a row of it says.

    Parameters
    ----------
    name : str
        File name without ``.csv``.
    title : str
        What one row is.
    label : str
        Column that names a row to a reader.
    columns : tuple of LedgerColumn
        All columns; a file has exactly these.
    """

    name: str
    title: str
    label: str
    columns: tuple[LedgerColumn, ...]


def _columns(text: str) -> tuple[LedgerColumn, ...]:
    """Read ``name``, ``name:cell``, ``name!`` (required) or ``name=a/b/c`` (choices)."""
    found = []
    for part in text.split():
        body, _, choices = part.partition("=")
        name, _, cell = body.rstrip("!").partition(":")
        found.append(
            LedgerColumn(
                name=name,
                cell=Cell(cell or "text"),
                is_required=body.endswith("!"),
                choices=tuple(choices.replace("_", " ").split("/")) if choices else (),
            )
        )
    return tuple(found)


_TAIL = " source:source! locator quality:quality! note"
_COST = "value_low:number value:number value_high:number unit text"


def _schema(name: str, title: str, label: str, columns: str) -> LedgerSchema:
    return LedgerSchema(name=name, title=title, label=label, columns=_columns(columns))


LEDGERS: dict[str, LedgerSchema] = {
    schema.name: schema
    for schema in (
        _schema(
            "claims",
            "something said about the partnership, beside what evidence shows",
            "wording",
            "id! claim_source! wording! subject! metric! value_low:number value_high:number "
            "unit year said_by! "
            "verdict!=consistent/partly_consistent/contradicted/outdated/unverifiable "
            "evidence_value:value evidence_unit evidence_year evidence reply" + _TAIL,
        ),
        _schema(
            "quotes",
            "the exact words of a claim, with the document in which they were read",
            "quote",
            "id! quote! custody!=publisher/mirror/transcription/press/background_knowledge" + _TAIL,
        ),
        _schema(
            "engagement",
            "an event or a commitment between the parties",
            "title",
            "id! date_start:date! date_end:date title! type! importer_actors host_actors "
            "other_actors description! commitment_type commitment_amount_usd:number "
            "commitment_due:date status! status_as_of:date" + _TAIL,
        ),
        _schema(
            "deposits",
            "a deposit, or a resource statement on one",
            "name",
            "id! name! parent_project district province lat:latitude lon:longitude "
            "coordinate_basis! commodity! by_products deposit_type stage crirsco_class unfc_class "
            "tonnage_mt:number grade contained tonnage_basis operator owners licence_status "
            "production production_year constraints source:source! locator "
            "coordinate_source:source quality:quality! note",
        ),
        _schema(
            "sites",
            "a record of a deposit in a public database; one deposit may have several",
            "name",
            "id! name! database! lat:latitude lon:longitude district commodities! "
            "ore_mt:number grade class" + _TAIL,
        ),
        _schema(
            "governance",
            "a fact of law or institutions, the issue with it and a possible remedy",
            "item",
            "id! theme! item! jurisdiction! date fact! value:value unit issue severity:number "
            "affected possible_remedy status" + _TAIL,
        ),
        _schema(
            "roadmap",
            "something being built, trained, guarded or financed",
            "item",
            "id! domain! item! location lead_actor quantity:value unit cost:value cost_currency "
            "due:date status! status_as_of:date description dependency" + _TAIL,
        ),
        _schema("unit_costs", "a unit cost or tariff", "item", f"id! item! {_COST} year" + _TAIL),
        _schema(
            "small_scale_mining",
            "a fact of small-scale mining",
            "item",
            f"id! item! {_COST} year" + _TAIL,
        ),
        _schema(
            "technical",
            "a figure of a project's study or state",
            "item",
            f"id! project! item! phase_or_year {_COST} basis" + _TAIL,
        ),
        _schema(
            "terms",
            "a fiscal or legal term",
            "subject",
            "id! jurisdiction! instrument! section subject! rule! value unit applies_to from_date "
            "to_date" + _TAIL,
        ),
    )
}
"""The ledgers a case may have, by name; none is needed."""


def _cell_problem(column: LedgerColumn, cell: str, sources: frozenset[str] | None) -> str:
    """Return what is wrong with one cell, or an empty text."""
    if not cell:
        return "is empty" if column.is_required else ""
    if column.choices and cell not in column.choices:
        return f"says {cell!r}, not one of {', '.join(column.choices)}"
    match column.cell:
        case Cell.DATE if not _DATE.match(cell):
            return f"says {cell!r}, not a year, month or day as ISO 8601"
        case Cell.NUMBER if not _NUMBER.match(cell):
            return f"says {cell!r}, not a plain number"
        case Cell.LATITUDE | Cell.LONGITUDE:
            limit = 90.0 if column.cell is Cell.LATITUDE else 180.0
            if not _NUMBER.match(cell) or abs(float(cell)) > limit:
                return f"says {cell!r}, not degrees within {limit:g}"
        case Cell.QUALITY if cell not in set(Quality):
            return f"says {cell!r}, not A, B, C or D"
        case Cell.SOURCE if sources is not None and cell not in sources:
            return f"names {cell!r}, which sources.yaml does not have, nor the evidence"
        case Cell.VALUE:
            try:
                parse_value(cell)
            except ValueError as error:
                return str(error)
        case _:
            pass
    return ""


def _header_problems(schema: LedgerSchema, header: list[str], name: str) -> list[OrepactError]:
    wanted = [column.name for column in schema.columns]
    problems: list[OrepactError] = [
        CaseError(
            f"column {column!r} is missing",
            where=f"{name}:1",
            do="Add it; its cells may be empty unless the schema says required",
        )
        for column in wanted
        if column not in header
    ]
    problems += [
        CaseError(f"column {column!r} is not known", where=f"{name}:1", do="Remove or respell it")
        for column in header
        if column not in wanted
    ]
    return problems


def _row_problems(
    schema: LedgerSchema, row: Mapping[str, str], where: str, sources: frozenset[str] | None
) -> list[OrepactError]:
    problems: list[OrepactError] = []
    for column in schema.columns:
        problem = _cell_problem(column, row[column.name], sources)
        if problem:
            problems.append(CaseError(f"{column.name} {problem}", where=where))
    low, high = row.get("value_low", ""), row.get("value_high", "")
    if _NUMBER.match(low) and _NUMBER.match(high) and float(low) > float(high):
        problems.append(CaseError(f"value_low {low} is above value_high {high}", where=where))
    return problems


def read_ledger(
    path: Path, *, sources: frozenset[str] | None, name: str = "", ledger: str = ""
) -> tuple[pl.DataFrame, list[OrepactError]]:
    """Read one ledger and every problem in it.

    Parameters
    ----------
    path : Path
        A CSV file named after its ledger, UTF-8, one header line.
    sources : frozenset of str, or None
        Ids of the documents of the case and of the evidence; None when they could not be read,
        so that no row is blamed for it.
    name : str
        How problems name the file.
    ledger : str
        Which ledger it is; empty: as the file is named.

    Returns
    -------
    table : polars.DataFrame
        All columns as text; cells as written.
    problems : list of OrepactError
        With ``file:line``; the table is empty when its header is wrong.
    """
    shown = name or str(path)
    schema = LEDGERS.get(ledger or path.stem)
    if schema is None:
        known = ", ".join(LEDGERS)
        return pl.DataFrame(), [CaseError("not a known ledger", where=shown, do=f"Known: {known}")]
    try:
        text = path.read_text(encoding="utf-8-sig")  # spreadsheets write a byte-order mark
        lines = list(csv.reader(text.splitlines(), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problem = CaseError("the ledger cannot be read", where=shown, why=str(error))
        return pl.DataFrame(), [problem]
    if not lines:
        do = f"Start with the header {','.join(column.name for column in schema.columns)}"
        return pl.DataFrame(), [CaseError("the ledger is empty", where=shown, do=do)]
    header = lines[0]
    problems = _header_problems(schema, header, shown)
    if problems:
        return pl.DataFrame(), problems
    rows: list[dict[str, str]] = []
    first: dict[str, int] = {}
    for number, cells in enumerate(lines[1:], start=2):
        where = f"{shown}:{number}"
        if len(cells) != len(header):
            problems.append(CaseError(f"{len(cells)} cells instead of {len(header)}", where=where))
            continue
        row = dict(zip(header, cells, strict=True))
        problems += _row_problems(schema, row, where, sources)
        if row["id"] in first:
            problems.append(
                CaseError(f"id {row['id']!r} stands also on line {first[row['id']]}", where=where)
            )
        first.setdefault(row["id"], number)
        rows.append(row)
    return pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String)), problems


def row_value(row: Mapping[str, str]) -> Value:
    """Return the number of a ledger row with its nature; a row without one is missing.

    ``value`` with ``value_low`` and ``value_high`` is a range; ``value`` alone is exact; low or
    high alone is a bound. For claims it is the evidence, for the roadmap the cost or quantity.

    Examples
    --------
    >>> row_value({"value_low": "500", "value": "650", "value_high": "800"}).high
    800.0
    >>> row_value({"value": "", "text": "not available"}).kind
    <Kind.MISSING: 'missing'>
    """
    low, high = row.get("value_low", ""), row.get("value_high", "")
    if row.get("evidence_value") is not None:
        return parse_value(row["evidence_value"])
    for name in ("cost", "quantity", "commitment_amount_usd", "tonnage_mt"):
        if row.get(name):
            return parse_value(row[name])
    if low and high:
        return Value.between(float(low), float(high))
    text = row.get("value", "")
    try:
        if text or not (low or high):
            return parse_value(text)
    except ValueError:
        return Value.missing(text)
    return Value.at_least(float(low)) if low else Value.at_most(float(high))
