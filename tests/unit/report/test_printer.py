from __future__ import annotations

import pytest

from orepact.errors import OrepactError
from orepact.quantity import Value
from orepact.report.cards import INPUTS_SHOWN, cards, foundations
from orepact.report.printer import Printer, count_record
from orepact.report.words import headline, listed, sentences
from orepact.study import Run, Sentence
from orepact.trace import Parent, Record, RecordKind


def record(id_: str, value: Value, unit: str = "kt", **more: object) -> Record:
    fields = {"title": id_, "kind": RecordKind.MEASURE, **more}
    return Record(id=id_, value=value, unit=unit, **fields)  # type: ignore[arg-type]


def test_a_year_is_never_grouped_and_has_no_unit(empty_run: Run) -> None:
    printer = Printer(empty_run, own=[record("first[]", Value.between(2031.0, 2034.0), "year")])
    assert printer.words("first[]") == "2031 to 2034"


def test_money_takes_the_unit_of_the_run(empty_run: Run) -> None:
    printer = Printer(empty_run, own=[record("npv[]", Value.exact(1234.6), "MUSD")])
    assert printer.words("npv[]") == "1,235 million USD of 2001, real"


def test_the_unit_of_the_heading_is_not_said_twice(empty_run: Run) -> None:
    printer = Printer(empty_run, own=[record("q[]", Value.exact(5.0), "kt")])
    assert printer.words("q[]", unit="kt") == "5"
    assert printer.words("q[]", unit="t") == "5 kt"


def test_gaps_are_words_and_never_zero(empty_run: Run) -> None:
    own = [record("w[]", Value.withheld()), record("m[]", Value.missing())]
    printer = Printer(empty_run, own=own)
    assert [printer.words("w[]"), printer.words("m[]")] == ["withheld", "not available"]


def test_a_gap_is_not_called_assumed(empty_run: Run) -> None:
    own = [
        record("m[]", Value.missing(), quality="D"),
        record("d[]", Value.exact(1.0), quality="D"),
    ]
    printer = Printer(empty_run, own=own)
    assert "assumed" not in printer.figure("m[]")
    assert "assumed" in printer.figure("d[]")


def test_a_figure_is_escaped(empty_run: Run) -> None:
    printer = Printer(empty_run, own=[record("x[]", Value.exact(1.0), "a<b", title='"quoted"')])
    html = printer.figure("x[]")
    assert "a&lt;b" in html
    assert "&#34;quoted&#34;" in html


def test_unknown_ids_are_refused(empty_run: Run) -> None:
    with pytest.raises(OrepactError, match="no lineage"):
        Printer(empty_run).figure("nobody[]")


def test_foundations_count_each_first_input_once(empty_run: Run) -> None:
    leaf = record("leaf[]", Value.exact(1.0), quality="D")
    other = record("other[]", Value.exact(1.0), quality="A")
    middle = record("middle[]", Value.exact(1.0), parents=(Parent(role="a", id="leaf[]"),))
    top = record(
        "top[]",
        Value.exact(1.0),
        parents=tuple(
            Parent(role=r, id=i) for r, i in (("m", "middle[]"), ("l", "leaf[]"), ("o", "other[]"))
        ),
    )
    printer = Printer(empty_run, own=[leaf, other, middle, top])
    assert dict(foundations(printer, "top[]")) == {"D": 1, "A": 1}


def test_inputs_that_go_in_circles_do_not_hang_the_page(empty_run: Run) -> None:
    one = record("one[]", Value.exact(1.0), parents=(Parent(role="x", id="two[]"),))
    two = record("two[]", Value.exact(1.0), parents=(Parent(role="x", id="one[]"),))
    printer = Printer(empty_run, own=[one, two])
    printer.figure("one[]")
    assert [card.record.id for card in cards(printer, 1)] == ["one[]", "two[]"]


def test_a_card_names_some_inputs_and_counts_the_rest(empty_run: Run) -> None:
    parents = tuple(Parent(role=f"r{n}", id=f"far-{n}") for n in range(INPUTS_SHOWN + 5))
    printer = Printer(empty_run, own=[record("sum[]", Value.exact(1.0), parents=parents)])
    printer.figure("sum[]")
    (card,) = cards(printer, 0)
    assert len(card.inputs) == INPUTS_SHOWN
    assert card.more_inputs == 5
    assert not card.is_front


def test_sentences_take_the_fullest_wording_the_run_fills(small_run: Run) -> None:
    plain = [said.plain for said in sentences(Printer(small_run))]
    assert "the Old Hill mine" in plain[0]
    assert "-12 to 340 million USD of 2001, real" in plain[1]


def test_a_sentence_of_an_unknown_kind_lists_what_it_has(small_run: Run) -> None:
    from dataclasses import replace

    answer = replace(small_run.answer, sentences=(Sentence(kind="omen", words={"bird": "owl"}),))
    (said,) = sentences(Printer(replace(small_run, answer=answer)))
    assert said.plain == "Omen: bird: owl."


def test_the_headline_names_every_party(small_run: Run) -> None:
    lines = headline(small_run)
    assert lines[0].startswith("Not yet")
    assert "  Company: 1,235 million USD of 2001, real" in lines


def test_lists_read_as_sentences() -> None:
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_a_count_of_the_report_says_how_it_counts() -> None:
    assert count_record("n[]", "Things", 3, "all things").formula == "all things"


def test_a_yes_says_when_a_party_is_expected_to_lose(small_run: Run) -> None:
    from dataclasses import replace

    from orepact.report.words import NOT_ALL, ON_AVERAGE, verdict_line
    from orepact.study import Verdict, ref

    deal = replace(small_run, answer=replace(small_run.answer, verdict=Verdict.DEAL))
    assert verdict_line(deal) == ON_AVERAGE
    table = deal.tables["answer.parties"]
    rows = tuple({**row, "central": ref("loss[]")} for row in table.rows)
    records = {**deal.records, "loss[]": record("loss[]", Value.exact(-7.0), "MUSD")}
    tables = {**deal.tables, table.name: replace(table, rows=rows)}
    assert verdict_line(replace(deal, tables=tables, records=records)) == NOT_ALL
