"""What a claim's check asks of the evidence and the case: one number or text, with its lineage."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from orepact.case import Case
from orepact.errors import CaseError, OrepactError
from orepact.evidence import bundle, commodity, country, country_kind, country_name, trade_flow_id
from orepact.exposure import ExposureLookup, exposure
from orepact.quantity import Kind, Value, is_known_unit
from orepact.record.arithmetic import Measured
from orepact.trace import Parent

__all__ = ["Answer", "answer"]

_ABOVE = 1e-5
"""By how much a printed bound is left behind, percentage points."""

_NAMED = 40
"""Parents named of a sum over many flows; the note says how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back for one term.

    Parameters
    ----------
    operand : Measured, str or None
        What formulas calculate with; None where the evidence does not cover it.
    value : Value
        As it is shown.
    unit : str
    title, formula, note : str
        In the reader's words.
    parents : tuple of Parent
        Source figures it was computed from.
    """

    operand: Measured | str | None
    value: Value
    unit: str
    title: str
    formula: str = ""
    note: str = ""
    parents: tuple[Parent, ...] = ()


def _number(
    number: float | None,
    unit: str,
    title: str,
    parents: tuple[Parent, ...],
    *,
    formula: str = "",
    note: str = "",
) -> Answer:
    return Answer(
        operand=None if number is None else Measured(number, unit),
        value=Value.missing("not covered") if number is None else Value.exact(number),
        unit=unit,
        title=title,
        formula=formula,
        note=note,
        parents=parents,
    )


def _trade(asked: Any, _: Case) -> Answer:
    """Sum flows; None where a line or year is not held, or where no weight is given."""
    column, unit = ("value_kusd", "kUSD") if asked.of == "value" else ("tonnes", "t")
    reach = bundle().trade_reach()
    held = {(row["hs"], row["year"]) for row in reach.to_dicts()}
    lacking = sorted({(hs, year) for hs in asked.hs for year in asked.years} - held)
    rows = bundle().trade(
        hs=list(asked.hs),
        importer=asked.importer or None,
        exporter=asked.exporter or None,
        year=list(asked.years),
    )
    ids = [
        trade_flow_id(
            row["source"],
            row["year"],
            row["exporter"],
            row["importer"],
            row["hs"],
            quantity=asked.of,
        )
        for row in rows.sort(column, descending=True, nulls_last=True).head(_NAMED).to_dicts()
        if row[column] is not None
    ]
    buyer = f" to {country_name(country(asked.importer))}" if asked.importer else ""
    seller = f" from {country_name(country(asked.exporter))}" if asked.exporter else ""
    years = ", ".join(str(year) for year in asked.years)
    title = f"Trade of {', '.join(asked.hs)}{seller}{buyer}, {years}"
    known = rows.get_column(column).drop_nulls()
    lost = rows.height - known.len()
    note = f"{rows.height} flows" + (
        f", the {_NAMED} largest named" if rows.height > _NAMED else ""
    )
    if lost:
        note += f"; {lost} of them print no weight and are not in the sum"
    if lacking:
        lines = ", ".join(f"{hs} in {year}" for hs, year in lacking[:6])
        return _number(None, unit, title, (), note=f"Not held: {lines}")
    parents = tuple(Parent(role="flow", id=id_) for id_ in ids)
    total = float(known.sum()) if rows.height == 0 or known.len() else None
    return _number(total, unit, title, parents, formula="sum of flows", note=note)


def _makers(asked: Any, statistic: str) -> pl.DataFrame:
    rows = bundle().figures(
        source=asked.source,
        commodity=asked.commodity,
        statistic=statistic,
        stage=asked.stage,
        period=str(asked.year),
    )
    is_country = [country_kind(code) in {"country", "territory"} for code in rows["country"]]
    return rows.filter(pl.Series(is_country, dtype=pl.Boolean)).filter(
        pl.col("number").is_not_null()
    )


def _production(asked: Any, _: Case) -> Answer:
    rows = _makers(asked, asked.statistic)
    what = f"{commodity(asked.commodity)}, {asked.stage}, {asked.statistic} {asked.year}"
    if asked.country:
        code = country(asked.country)
        rows = rows.filter(pl.col("country") == code)
        title = f"{what}: {country_name(code)}"
    else:
        title = f"{what}: all countries"
    units = rows["unit"].unique().to_list()
    if rows.height == 0 or len(units) != 1:
        return _number(None, "t", title, (), note="No figure" if not units else "Units differ")
    parents = tuple(Parent(role="output", id=id_) for id_ in rows["id"].to_list())
    total = float(rows["number"].sum())
    return _number(total, units[0], title, parents, formula="sum of output")


def _rank(asked: Any, _: Case) -> Answer:
    rows = (
        _makers(asked, "production")
        .group_by("country")
        .agg(pl.col("number").sum(), pl.col("id").first())
    )
    code = country(asked.country)
    title = (
        f"Place of {country_name(code)} among producers of {commodity(asked.commodity)}, "
        f"{asked.stage}, {asked.year}"
    )
    own = rows.filter(pl.col("country") == code)
    if own.height == 0:
        return _number(None, "1", title, (), note="No output on record")
    ahead = rows.filter(pl.col("number") > own["number"][0])
    ids = [*own["id"].to_list(), *ahead.sort("number", "country", descending=True)["id"].to_list()]
    parents = tuple(Parent(role="output", id=id_) for id_ in ids)
    formula = "1 + number of countries with more output"
    return _number(float(ahead.height + 1), "1", title, parents, formula=formula)


def _reliance_count(asked: Any, _: Case) -> Answer:
    """Count what is printed; ``>50`` lies above 50 and below 100, which is printed as 100."""
    rows = bundle().figures(
        source=asked.source,
        statistic="net import reliance",
        country=asked.importer,
        period=str(asked.year),
    )
    is_bound = pl.col("kind") == str(Kind.LOWER_BOUND)
    low = pl.coalesce(pl.col("low"), pl.col("number")) + is_bound.cast(pl.Float64) * _ABOVE
    high = pl.coalesce(pl.col("high"), pl.col("number"), pl.lit(100.0 - _ABOVE))
    found = rows.filter((low >= asked.at_least) & (high < asked.below)).unique("label")
    title = f"Commodities with net import reliance from {asked.at_least:g} %"
    if asked.below <= 100.0:
        title += f" and below {asked.below:g} %"
    title += f", {country_name(country(asked.importer))}, {asked.year}"
    if rows.height == 0:
        return _number(None, "1", title, (), note=f"{asked.source} prints none for {asked.year}")
    parents = tuple(Parent(role="reliance", id=id_) for id_ in sorted(found["id"].to_list()))
    return _number(
        float(found.height), "1", title, parents, formula="number of printed series in the band"
    )


def _series(rows: pl.DataFrame, unit: str, title: str) -> Answer:
    if rows.height != 1:
        return _number(None, unit, title, (), note="No figure for that year")
    row = rows.to_dicts()[0]
    return _number(float(row["number"]), unit, title, (Parent(role="figure", id=row["id"]),))


def _governance(asked: Any, _: Case) -> Answer:
    rows = bundle().governance(
        dimension=asked.dimension, statistic="estimate", country=asked.country
    )
    title = (
        f"{asked.dimension.capitalize()} of {country_name(country(asked.country))}, {asked.year}"
    )
    return _series(rows.filter(pl.col("year") == asked.year), "1", title)


def _macro(asked: Any, _: Case) -> Answer:
    rows = bundle().macro(indicator=asked.indicator, country=asked.country)
    rows = rows.filter(pl.col("year") == asked.year)
    title = f"{asked.indicator} of {country_name(country(asked.country))}, {asked.year}"
    unit = rows["unit"][0] if rows.height and "unit" in rows.columns else "1"
    return _series(rows, unit if is_known_unit(unit) else "1", title)


def _measure(asked: Any, _: Case) -> Answer:
    record = ExposureLookup(exposure()).find(asked.id)
    if record is None:
        raise CaseError(f"there is no measure {asked.id!r}", do="`orepact exposure` lists ids")
    known = record.value.number
    return Answer(
        operand=None if known is None else Measured(known, record.unit),
        value=record.value,
        unit=record.unit,
        title=record.title,
        formula="the measure itself",
        parents=(Parent(role="measure", id=asked.id),),
    )


def _figure(asked: Any, _: Case) -> Answer:
    record = bundle().record(asked.id)
    if record is None:
        raise CaseError(f"the evidence has no figure {asked.id!r}", do="`orepact evidence find`")
    return Answer(
        operand=None if record.value.number is None else Measured(record.value.number, record.unit),
        value=record.value,
        unit=record.unit,
        title=record.title,
        parents=(Parent(role="figure", id=asked.id),),
    )


def _policy(asked: Any, _: Case) -> Answer:
    rows = bundle().policy(type_=asked.type, country=asked.country)
    rows = rows.filter(
        pl.col("subject").str.to_lowercase().str.contains(asked.subject.lower(), literal=True)
    )
    parents = tuple(Parent(role="entry", id=id_) for id_ in sorted(rows["id"].to_list()))
    title = f"Entries of {country_name(country(asked.country))}: {asked.type}, {asked.subject}"
    return _number(float(rows.height), "1", title, parents, formula="number of entries")


def _ledger(case: Case, name: str) -> pl.DataFrame:
    if name not in case.ledgers:
        raise CaseError(
            f"the case has no ledger {name!r}", do=f"Ledgers: {', '.join(sorted(case.ledgers))}"
        )
    return case.ledgers[name]


def _row_of(case: Case, ledger: str, row: str) -> dict[str, str]:
    found = _ledger(case, ledger).filter(pl.col("id") == row).to_dicts()
    if not found:
        raise CaseError(f"ledger {ledger} has no row {row!r}", do="Name a row that is there")
    return found[0]


def _row_id(case: Case, ledger: str, row: str) -> str:
    return f"case:{case.id}/ledgers/{ledger}:{row}"


def _row(asked: Any, case: Case) -> Answer:
    _row_of(case, asked.ledger, asked.row)
    id_ = _row_id(case, asked.ledger, asked.row)
    record = case.find(id_)
    assert record is not None
    value = record.value
    number = value.number
    if number is None and value.kind is Kind.RANGE and value.low is not None:
        assert value.high is not None
        number = (value.low + value.high) / 2.0
    if not is_known_unit(asked.unit):
        raise CaseError(f"unit {asked.unit!r} is not known", do="Write units like Mt, USD/t, bnUSD")
    return Answer(
        operand=None if number is None else Measured(number, asked.unit),
        value=value,
        unit=asked.unit,
        title=record.title,
        note=f"The ledger prints {record.unit!r}.",
        parents=(Parent(role="ledger row", id=id_),),
    )


def _day(text: str) -> date | None:
    """Return the last day that a date as ISO 8601 can mean, None for an empty cell."""
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    last = calendar.monthrange(year, month)[1]
    return date(year, month, parts[2] if len(parts) > 2 else last)


def _rows(asked: Any, case: Case) -> Answer:
    table = _ledger(case, asked.ledger)
    unknown = sorted(set(asked.where) - set(table.columns))
    if unknown:
        raise CaseError(
            f"ledger {asked.ledger} has no column {', '.join(unknown)}",
            do=f"Columns: {', '.join(table.columns)}",
        )
    found = []
    for row in table.to_dicts():
        day = _day(row.get("date_start", "")) if asked.first or asked.last else None
        if (asked.first or asked.last) and day is None:
            continue
        if day is not None and asked.first and day < asked.first:
            continue
        if day is not None and asked.last and day > asked.last:
            continue
        if all(words.casefold() in row[column].casefold() for column, words in asked.where.items()):
            found.append(row["id"])
    words = ", ".join(f"{column} with {text!r}" for column, text in asked.where.items())
    parents = tuple(Parent(role="row", id=_row_id(case, asked.ledger, row)) for row in found)
    title = f"Rows of {asked.ledger}" + (f": {words}" if words else "")
    return _number(float(len(found)), "1", title, parents, formula="number of rows")


def _text(asked: Any, case: Case) -> Answer:
    row = _row_of(case, asked.ledger, asked.row)
    if asked.column not in row:
        raise CaseError(
            f"ledger {asked.ledger} has no column {asked.column!r}", do=f"Columns: {', '.join(row)}"
        )
    words = row[asked.column]
    return Answer(
        operand=words,
        value=Value.missing(words),
        unit="",
        title=f"{asked.column} of {asked.row}: {words}",
        parents=(Parent(role="ledger row", id=_row_id(case, asked.ledger, asked.row)),),
    )


def _date(asked: Any, case: Case) -> Answer:
    row = _row_of(case, asked.ledger, asked.row)
    try:
        day = _day(row.get(asked.column, ""))
    except ValueError as error:
        raise CaseError(
            f"{asked.ledger}:{asked.row}.{asked.column} is no date: {row[asked.column]!r}"
        ) from error
    return Answer(
        operand=None if day is None else Measured(float(day.toordinal()), "day"),
        value=Value.missing(row.get(asked.column, "") or "no date"),
        unit="",
        title=f"{asked.column} of {asked.row}: {row.get(asked.column, '') or 'no date'}",
        note="A month counts as its last day.",
        parents=(Parent(role="ledger row", id=_row_id(case, asked.ledger, asked.row)),),
    )


def _case_number(asked: Any, case: Case) -> Answer:
    record = case.find(f"case:{case.id}/{asked.path}")
    if record is None or record.value.number is None:
        raise CaseError(f"the case has no number {asked.path!r}", do="Name a path of `case check`")
    return Answer(
        operand=Measured(record.value.number, record.unit),
        value=record.value,
        unit=record.unit,
        title=record.title,
        parents=(Parent(role="case", id=record.id),),
    )


def _stated(asked: Any, _: Case) -> Answer:
    number = asked.number
    return Answer(
        operand=Measured(number.value, number.unit),
        value=number.typed(),
        unit=number.unit,
        title=number.note or number.locator or number.source,
    )


_ASKED: Mapping[str, Callable[[Any, Case], Answer]] = {
    "trade": _trade,
    "production": _production,
    "rank": _rank,
    "reliance count": _reliance_count,
    "governance": _governance,
    "macro": _macro,
    "measure": _measure,
    "figure": _figure,
    "policy": _policy,
    "row": _row,
    "rows": _rows,
    "text": _text,
    "date": _date,
    "case": _case_number,
    "number": _stated,
}


def answer(asked: Any, case: Case, *, where: str = "") -> Answer:
    """Return what the evidence and the case hold for one term of a check.

    Parameters
    ----------
    asked : Asked
        One of the kinds of ``claims.yaml``.
    case : Case
    where : str
        File and key, for errors.

    Raises
    ------
    CaseError, UnknownNameError : for something that is not there to be asked
    """
    try:
        return _ASKED[asked.ask](asked, case)
    except OrepactError as error:
        if error.where:
            raise
        raise CaseError(error.what, where=where, why=error.why, do=error.do) from error
