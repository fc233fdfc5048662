"""Page 1 in short: the importer's tonnes and cost, who can lose, what turns the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from orepact.quantity import Value
from orepact.report.brief import brief
from orepact.report.front_table import front_table
from orepact.report.printer import Printer
from orepact.study import Run, Sentence, StoredTable, TableColumn, ref
from orepact.trace import Record, RecordKind


def with_tables(
    run: Run,
    tables: Mapping[str, list[dict[str, object]]],
    numbers: Mapping[str, tuple[float, str]],
) -> Run:
    """Return the run with more tables, whose numbers become records."""
    made = {
        id_: Record(
            id=id_, title=id_, value=Value.exact(number), unit=unit, kind=RecordKind.MEASURE
        )
        for id_, (number, unit) in numbers.items()
    }
    stored = {
        name: StoredTable(
            name=name,
            title=name,
            columns=tuple(
                TableColumn(key, key) for key in dict.fromkeys(k for r in rows for k in r)
            ),
            rows=tuple(rows),  # type: ignore[arg-type]
        )
        for name, rows in tables.items()
    }
    return replace(run, records={**run.records, **made}, tables={**run.tables, **stored})


@pytest.fixture(name="chosen")
def _chosen(small_run: Run) -> Run:
    """The small run with a chosen mine, what it sells, its switches and its draws."""
    sentence = Sentence(
        kind="importer", figures={"avoided": "avoided[]", "lent": "lent[]", "subsidy": "subsidy[]"}
    )
    run = with_tables(
        small_run,
        {
            "plan.choices": [{"project": "Old Hill", "column_id": "a:b", "alone": "goes ahead"}],
            "need.match": [
                {"product": "tin, concentrate", "way_id": "a:b", "output": ref("output[]")},
                {"product": "tin, refined", "way_id": "c:d", "output": ref("other[]")},
            ],
            "plan.switches": [
                {
                    "switch": "as it stands",
                    "setting": "central",
                    "verdict": "wait",
                    "gain": ref("g0[]"),
                },
                {"switch": "price deck", "setting": "Dear", "verdict": "deal", "gain": ref("g1[]")},
                {"switch": "delay", "setting": "late", "verdict": "wait", "gain": ref("g0[]")},
                {
                    "switch": "expected credit loss",
                    "setting": "high",
                    "verdict": "no mutual gain",
                    "gain": ref("g2[]"),
                },
            ],
            "plan.outcomes": [
                {"who": "Bank", "expected": ref("bank[]")},
                {"who": "Village", "expected": ref("village[]")},
                {"who": "Port", "expected": ref("port[]")},
            ],
        },
        {
            "output[]": (12.0, "kt/yr"),
            "other[]": (99.0, "kt/yr"),
            "avoided[]": (0.0, "MUSD"),
            "lent[]": (300.0, "MUSD"),
            "subsidy[]": (40.0, "MUSD"),
            "g0[]": (16.0, "MUSD"),
            "g1[]": (30.0, "MUSD"),
            "g2[]": (0.0, "MUSD"),
            "bank[]": (50.0, "MUSD"),
            "village[]": (-2.0, "MUSD"),
            "port[]": (-0.1, "MUSD"),
        },
    )
    answer = replace(run.answer, sentences=(*run.answer.sentences, sentence))
    return replace(run, answer=answer)


def test_tonnes_that_come_anyway_are_not_called_new(chosen: Run) -> None:
    tonnes, credit = (said.plain for said in brief(Printer(chosen)).importer)
    assert "12 kt/yr of tin as concentrate." in tonnes
    assert "99" not in tonnes
    assert "None of it is new" in tonnes
    assert "the partnership: 0 million" in tonnes
    assert credit.startswith("It lends 300 million")
    assert credit.endswith("not insurance.")


def test_tonnes_that_only_the_deal_brings_are_not_denied(chosen: Run) -> None:
    choices = chosen.tables["plan.choices"]
    rows = ({**choices.rows[0], "alone": "does not go ahead"},)
    changed = replace(chosen, tables={**chosen.tables, "plan.choices": replace(choices, rows=rows)})
    assert "None of it is new" not in brief(Printer(changed)).importer[0].plain


def test_only_noticeable_losses_in_the_draws_are_named(chosen: Run) -> None:
    told = " ".join(said.plain for said in brief(Printer(chosen)).losers)
    assert "below no deal: Village (-2 million" in told
    assert "Port" not in told


def test_switches_that_leave_the_answer_are_not_said_to_turn_it(chosen: Run) -> None:
    first, deal, none = (said.plain for said in brief(Printer(chosen)).turns)
    assert "16 million" in first
    assert deal.startswith("The answer becomes a deal now with: prices as in \u201cDear\u201d (30 ")
    assert none == (
        "No plan leaves both sides better off with: expected credit loss at the high end of its "
        "range."
    )


def test_a_run_whose_switches_all_agree_says_so(chosen: Run) -> None:
    switches = chosen.tables["plan.switches"]
    calm = replace(switches, rows=(switches.rows[0], switches.rows[2]))
    told = brief(Printer(replace(chosen, tables={**chosen.tables, "plan.switches": calm}))).turns
    assert [said.plain for said in told] == ["No switch that was tried turns the answer."]


def test_a_run_without_these_tables_says_nothing_of_them(small_run: Run) -> None:
    told = brief(Printer(small_run))
    assert told.importer == ()
    assert told.turns == ()


def test_sentences_of_the_page_leave_the_year_of_money_to_its_head(chosen: Run) -> None:
    said = brief(Printer(chosen)).importer[1]
    assert chosen.money in said.plain
    assert chosen.money not in said.html
    assert chosen.money.partition(" of ")[0] in said.html


def test_page_one_joins_the_first_periods_of_receipts_to_the_parties(small_run: Run) -> None:
    party = str(small_run.tables["answer.parties"].rows[0]["party"])
    periods = [f"from-{year}" for year in range(2026, 2056, 5)]
    run = with_tables(
        small_run,
        {"answer.receipts": [{"party": party, **{key: ref(f"{key}[]") for key in periods}}]},
        {f"{key}[]": (100.0 + n, "MUSD") for n, key in enumerate(periods)},
    )
    view = front_table(Printer(run))
    assert view is not None
    titles = [title for title, _, _ in view.head]
    assert [title for title in titles if title.startswith("Receives")] == [
        f"Receives {key}" for key in periods[:4]
    ]
    assert view.unit == small_run.money
    assert "Later years" in view.note
