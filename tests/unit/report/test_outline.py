from __future__ import annotations

import re
from importlib import resources

from orepact.report import outline
from orepact.study import StoredTable, TableColumn

CHAPTERS = (
    "Answer",
    "Claims against evidence",
    "Need and match",
    "Disruption and what supply is worth",
    "Endowment ladder",
    "Projects, by party",
    "People, land, water, waste, rights",
    "Enablers and who pays",
    "Security and consent",
    "Law, tiers, contracts in force",
    "Alternatives and no deal",
    "Plan: first 24 months, gates, off-ramps",
    "Terms and staying power",
    "Ways this fails, with base rates",
    "Engagement and commitments",
    "Scope, assumptions, dissent",
)


def test_the_sixteen_chapters_stand_in_their_order() -> None:
    assert tuple(chapter.title for chapter in outline().chapters) == CHAPTERS


def test_every_chapter_asks_a_question_and_says_what_it_would_need() -> None:
    for chapter in outline().chapters:
        assert chapter.question.endswith("?")
        assert chapter.needs.endswith(".")
        assert chapter.tables or chapter.folded


def test_every_chart_belongs_to_one_chapter_and_every_chapter_chart_exists() -> None:
    used = [chart for chapter in outline().chapters for chart in chapter.charts]
    assert sorted(used) == sorted(chart.id for chart in outline().charts)


def test_no_template_holds_a_literal_digit() -> None:
    folder = resources.files("orepact.report") / "templates"
    templates = [path for path in folder.iterdir() if path.name.endswith(".j2")]
    assert len(templates) >= 5
    for path in templates:
        text = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", path.read_text("utf-8"), flags=re.S
        )
        assert not re.search(r"\d", text), path.name


def test_no_wording_of_the_report_holds_a_literal_digit() -> None:
    from orepact.report import words

    told = [*words.CANNOT_KNOW, *words.VERDICTS.values()]
    told += [pattern for patterns in words.WORDING.values() for pattern in patterns]
    told += [pattern for patterns in words.WORDING_ANY.values() for pattern in patterns]
    assert told
    assert not [text for text in told if re.search(r"\d", text)]


def test_rows_come_worst_first_with_their_counts() -> None:
    (order,) = (order for order in outline().orders if order.table == "claims.verdicts")
    table = StoredTable(
        name="claims.verdicts",
        title="Claims",
        columns=(TableColumn("claim", "Claim"), TableColumn("verdict", "Verdict")),
        rows=(
            {"claim": "a", "verdict": "consistent"},
            {"claim": "b", "verdict": "a new word"},
            {"claim": "c", "verdict": "contradicted"},
            {"claim": "d", "verdict": "consistent"},
        ),
    )
    assert [row["claim"] for row in order.sorted(table).rows] == ["c", "a", "d", "b"]
    assert order.counts(table) == {"contradicted": 1, "consistent": 2}


def test_the_last_chapter_says_what_is_not_modelled_and_what_a_number_is_not() -> None:
    """The sentence is fixed: nobody may read a positive number as consent or as legal advice."""
    assert outline().chapters[-1].id == "scope"
    assert outline().chapters[-1].limits == (
        "Not modelled: geopolitical standing, military cooperation, value of life, national macro "
        "feedback, legality of force. A positive number here is not consent and not legal advice."
    )
