"""Charts of attacks by month, of water and of legal repairs: what they say and what they draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from orepact.quantity import Value
from orepact.report.chart.finding import finding
from orepact.report.chart.gallery import picture
from orepact.report.outline import outline
from orepact.report.printer import Printer
from orepact.study import Run, StoredTable
from orepact.study.stored_run import Cell, TableColumn, ref
from orepact.trace import Record, RecordKind

STATES = outline().states


def _record(id_: str, value: Value, unit: str = "1") -> Record:
    return Record(id=id_, title=id_, value=value, unit=unit, kind=RecordKind.MEASURE)


def _with(run: Run, table: StoredTable, records: list[Record]) -> Run:
    return replace(
        run,
        tables={**run.tables, table.name: table},
        records={**run.records, **{record.id: record for record in records}},
    )


def _table(name: str, columns: tuple[str, ...], rows: Sequence[Mapping[str, Cell]]) -> StoredTable:
    return StoredTable(
        name=name,
        title=name,
        columns=tuple(TableColumn(key, key) for key in columns),
        rows=tuple(rows),
    )


def _months(run: Run) -> Run:
    bands = {"2020-01": (0.0, 3.0, 2.0), "2020-02": (0.0, 3.0, 7.0), "2020-03": (1.0, 4.0, 0.0)}
    records: list[Record] = []
    rows: list[Mapping[str, Cell]] = []
    for month, (low, high, seen) in bands.items():
        records += [
            _record(f"band[month={month}]", Value.between(low, high)),
            _record(f"seen[month={month}]", Value.exact(seen)),
        ]
        rows.append(
            {
                "month": month,
                "seen": ref(f"seen[month={month}]"),
                "band": ref(f"band[month={month}]"),
            }
        )
    return _with(run, _table("security.months", ("month", "seen", "band"), rows), records)


def test_months_outside_their_forecast_are_counted_and_the_worst_is_named(small_run: Run) -> None:
    run = _months(small_run)
    plan = outline().chart("attacks-by-month")
    told = finding(Printer(run), run.tables[plan.table], plan, STATES).plain
    assert told.startswith("2 of 3 months lay outside")
    assert told.endswith("2020-02: 7")


def test_a_month_without_a_band_is_not_drawn(small_run: Run) -> None:
    run = _months(small_run)
    plan = outline().chart("attacks-by-month")
    table = run.tables[plan.table]
    drawn = picture(Printer(run), table, plan, STATES)
    assert drawn is not None
    assert "<svg" in drawn.inline
    bare = replace(
        table, rows=tuple({k: v for k, v in row.items() if k != "band"} for row in table.rows)
    )
    assert picture(Printer(run), bare, plan, STATES) is None


def test_water_names_the_basin_that_is_drawn_on_most_for_certain(small_run: Run) -> None:
    shares = {"deep": Value.at_least(135.0), "valley": Value.between(25.0, 670.0)}
    records = [_record(f"share[basin={name}]", value, "%") for name, value in shares.items()]
    rows: list[Mapping[str, Cell]] = [
        {"basin": name, "share": ref(f"share[basin={name}]")} for name in shares
    ]
    run = _with(small_run, _table("people.water", ("basin", "share"), rows), records)
    plan = outline().chart("water")
    told = finding(Printer(run), run.tables[plan.table], plan, STATES).plain
    assert "deep" in told
    assert "valley" not in told


def test_repairs_tell_the_most_and_the_least_likely_by_the_last_year(small_run: Run) -> None:
    chances = {("law", 2027): 10.0, ("law", 2028): 60.0, ("list", 2027): 5.0, ("list", 2028): 20.0}
    records = [
        _record(f"chance[of={name},year={year}]", Value.exact(chance), "%")
        for (name, year), chance in chances.items()
    ]
    rows: list[Mapping[str, Cell]] = [
        {"repair": name, "year": str(year), "chance": ref(f"chance[of={name},year={year}]")}
        for name, year in chances
    ]
    run = _with(small_run, _table("law.chances", ("repair", "year", "chance"), rows), records)
    plan = outline().chart("repairs")
    told = finding(Printer(run), run.tables[plan.table], plan, STATES).plain
    assert told == "By the end of 2028, most likely done: law, 60 %; least likely: list, 20 %"
