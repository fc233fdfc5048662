from __future__ import annotations

from dataclasses import replace

import pytest

from orepact.quantity import Value
from orepact.report.chart.bars import _parts, ranges
from orepact.report.chart.data import Bar, bars
from orepact.report.chart.finding import _value_ladder, finding
from orepact.report.chart.style import as_file, render
from orepact.report.outline import outline
from orepact.report.printer import Printer
from orepact.study import Run, StoredTable
from orepact.trace import Record, RecordKind

STATES = outline().states


def told(run: Run, chart: str) -> str:
    plan = outline().chart(chart)
    return finding(Printer(run), run.tables[plan.table], plan, STATES).plain


def with_values(run: Run, values: dict[str, Value]) -> Run:
    records = {
        id_: replace(record, value=values.get(id_, record.value))
        for id_, record in run.records.items()
    }
    return replace(run, records=records)


def test_a_party_that_may_lose_is_the_finding(small_run: Run) -> None:
    assert told(small_run, "gain") == (
        "In the worst case tested 1 of 3 parties end below no deal, Aland government furthest "
        "(-12 to 340 million USD of 2001, real)"
    )


def test_when_nobody_loses_the_largest_gain_is_the_finding(small_run: Run) -> None:
    run = with_values(small_run, {"g.a[]": Value.between(1.0, 2.0)})
    assert told(run, "gain") == (
        "No party loses against no deal; the largest gain is Company's: "
        "1,235 million USD of 2001, real"
    )


def test_a_world_without_change_is_said_as_such(small_run: Run) -> None:
    zero = Value.exact(0.0)
    run = with_values(small_run, {"g.a[]": zero, "g.b[]": zero, "g.c[]": zero})
    assert told(run, "gain") == "No party gains or loses against its own world without the deal"


def test_shares_name_the_largest_supplier(small_run: Run) -> None:
    assert (
        told(small_run, "import-shares") == "Most concentrated: Dland alone supplies 100 % of zinc"
    )


def test_commitments_say_what_has_not_been_reached(small_run: Run) -> None:
    assert told(small_run, "commitments") == (
        "No promise in the ledger is signed yet; the furthest are approved"
    )
    table = small_run.tables["engagement.commitments"]
    done = replace(table, rows=({"what": "Bank A loan", "state": "delivered"},))
    run = replace(small_run, tables={**small_run.tables, done.name: done})
    assert told(run, "commitments") == "Delivered so far: Bank A loan"


def test_the_timeline_begins_with_the_first_item(small_run: Run) -> None:
    assert told(small_run, "timeline") == "First in time: Review, 2027"


def test_a_table_that_says_nothing_keeps_its_title(small_run: Run) -> None:
    table = small_run.tables["answer.parties"]
    plan = outline().chart("gain")
    empty = StoredTable(name=table.name, title="Nothing to see", columns=table.columns, rows=())
    assert finding(Printer(small_run), empty, plan, STATES).plain == "Nothing to see"


def bar(label: str, value: Value, series: str = "") -> Bar:
    record = Record(id=label, title=label, value=value, unit="%", kind=RecordKind.MEASURE)
    return Bar(
        label=label,
        series=series,
        low=value.low,
        high=value.high,
        number=value.number,
        text="t",
        record=record,
    )


def test_shares_beyond_the_third_supplier_become_one_part() -> None:
    cut = [
        bar("tin", Value.exact(size), name)
        for name, size in (("A", 40.0), ("B", 30.0), ("C", 20.0), ("D", 6.0), ("E", 4.0))
    ]
    parts = _parts(cut)
    assert [(part["series"], part["size"]) for part in parts] == [
        ("A", 40.0),
        ("B", 30.0),
        ("C", 20.0),
        ("others", 10.0),
    ]
    assert parts[-1]["end"] == pytest.approx(100.0)


def test_a_partys_step_of_the_ladder_does_not_repeat_the_preposition() -> None:
    top = bar("in situ (probable)", Value.exact(200.0))
    last = bar("to Government (probable)", Value.exact(1.0))
    assert _value_ladder([last, top]) == [
        "From ", "in situ (probable)", ", ", top, ", down to ", "Government (probable)", ", ", last,
    ]  # fmt: skip


def test_withheld_values_have_a_word_and_no_bar() -> None:
    drawn = render(
        ranges([bar("ore", Value.withheld()), bar("tin", Value.exact(5.0))], "%"),
        "c",
        "t",
    )
    assert ">ore</text>" in drawn
    assert "NaN" not in drawn


def test_rows_without_a_figure_are_not_drawn(small_run: Run) -> None:
    table = small_run.tables["engagement.commitments"]
    found = bars(Printer(small_run), table, label="what", value="amount")
    assert [one.label for one in found] == ["Bank A loan"]


def test_ids_in_a_picture_carry_its_name() -> None:
    one = render(ranges([bar("tin", Value.exact(5.0))], "share (%)"), "alpha", "A & B")
    assert 'id="alpha-title">A &amp; B<' in one
    assert "aria-roledescription" not in one
    assert one.startswith("<svg class=")
    kept = as_file(one, "A finding", ["book 2001"])
    assert kept.startswith("<svg xmlns=")
    assert ">A finding<" in kept
    assert "Source: book 2001" in kept
