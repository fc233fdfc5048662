"""The three sentences of page 1, from the plan's tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orepact.report import headline
from orepact.report.answer import deal_sentences
from orepact.report.printer import Printer
from orepact.study import Run, Sentence, StoredTable, TableColumn, Verdict

SMELTER = "Tin smelter, on the coast"


def table(name: str, *rows: dict[str, object]) -> StoredTable:
    keys = dict.fromkeys(key for row in rows for key in row)
    columns = tuple(TableColumn(key, key.capitalize()) for key in keys)
    return StoredTable(name=name, title=name, columns=columns, rows=rows)  # type: ignore[arg-type]


def planned(run: Run, alone: tuple[str, str]) -> Run:
    """Return the small run as a deal: a mine under review and a smelter, one enabler."""
    tables = [
        table(
            "plan.choices",
            {"project": "Old Hill mine", "first_spend": 2029, "alone": alone[0]},
            {"project": SMELTER, "first_spend": 2027, "alone": alone[1]},
        ),
        table(
            "plan.enablers", {"option": "Rail", "start": 2026}, {"option": "Port", "start": 2031}
        ),
        table(
            "plan.decisions",
            {"what": "End of the review", "due": "2028", "unlocks": "Old Hill mine"},
        ),
    ]
    condition = Sentence(
        kind="condition",
        words={"what": f"consent is not evidenced, for Old Hill mine, {SMELTER}; the price"},
    )
    answer = replace(
        run.answer, verdict=Verdict.DEAL, sentences=(*run.answer.sentences[:2], condition)
    )
    return replace(run, answer=answer, tables={**run.tables, **{t.name: t for t in tables}})


@pytest.mark.parametrize(
    ("alone", "told"),
    [
        (
            ("goes ahead from 2030", "goes ahead from 2027"),
            "both chosen projects would go ahead without it too",
        ),
        (
            ("does not go ahead", "goes ahead from 2027"),
            ": it adds Old Hill mine, while Tin smelter would go ahead without it too.",
        ),
        (
            ("does not go ahead", "does not go ahead"),
            ": without it Tin smelter and Old Hill mine would not start.",
        ),
    ],
)
def test_the_first_sentence_says_what_only_the_deal_brings(
    small_run: Run, alone: tuple[str, str], told: str
) -> None:
    assert told in deal_sentences(Printer(planned(small_run, alone)))["gain"].plain


def test_the_second_sentence_starts_what_can_start_and_names_what_waits(small_run: Run) -> None:
    run = planned(small_run, ("goes ahead from 2030", "does not go ahead"))
    assert deal_sentences(Printer(run))["choice"].plain == (
        "Start Tin smelter (first spend 2027), with 2 enablers, the first (Rail) due in 2026; "
        "Old Hill mine waits for its owners' review of 2028, with first spend in 2029 if they "
        "go on."
    )


def test_the_condition_lists_projects_in_short_and_quotes_whole_clauses(small_run: Run) -> None:
    run = planned(small_run, ("does not go ahead", "does not go ahead"))
    told = deal_sentences(Printer(run))["condition"].plain
    assert "not evidenced, for Old Hill mine and Tin smelter; the price." in told
    assert told.endswith("the answer turns to \u201cno deal\u201d.")


def test_an_answer_that_is_no_deal_keeps_its_own_wording(small_run: Run) -> None:
    assert deal_sentences(Printer(small_run)) == {}
    assert any(
        line.startswith("Do not commit to the Old Hill mine yet") for line in headline(small_run)
    )


def test_ids_read_as_titles_within_a_text(small_run: Run) -> None:
    choices = table("plan.choices", {"project": "old-hill"}, {"project": "port"})
    run = replace(small_run, tables={choices.name: choices})
    printer = Printer(run, titles={"old-hill": "Old Hill mine", "port": "Port firm"})
    assert printer.titled("old-hill, port") == "Old Hill mine, Port firm"
    assert printer.titled("End of old-hill; a port opens") == "End of Old Hill mine; a port opens"
    assert printer.titled("port 40%, old-hill:late:2030:own-money") == (
        "Port firm 40%, Old Hill mine (late, from 2030, own money)"
    )
    assert printer.titled("https://example.org/old-hill") == "https://example.org/old-hill"
