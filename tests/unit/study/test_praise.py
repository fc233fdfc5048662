"""The report praises no mining while a standard at a site has a gap or no evidence."""

from __future__ import annotations

from importlib.resources import files

import pytest

from orepact import case as cases
from orepact.enable import PRAISE
from orepact.errors import CaseError
from orepact.study.book import Book
from orepact.study.governance_tables import add_governance
from orepact.study.praise import refuse_praise
from orepact.study.safeguard_tables import add_safeguards


@pytest.fixture(scope="module")
def shipped() -> cases.Case:
    return cases.load("us-pakistan")


@pytest.fixture
def book(shipped: cases.Case) -> Book:
    return Book((shipped,))


def test_no_template_word_or_chapter_of_the_report_uses_the_word() -> None:
    report = files("orepact.report")
    texts = [report / "words.py", report / "answer.py", report / "outline.yaml"]
    texts += [item for item in (report / "templates").iterdir() if item.is_file()]
    assert len(texts) > 5
    for item in texts:
        assert not PRAISE.search(item.read_text(encoding="utf-8")), item.name


def test_a_table_that_praises_without_evidence_is_refused(book: Book, shipped: cases.Case) -> None:
    columns = [("what", "What", "")]
    book.table("a.table", "Words", columns, [{"what": "A responsible mine"}])
    with pytest.raises(CaseError, match=r"a\.table says 'responsible'"):
        refuse_praise(book, shipped)


def test_chapters_on_people_consent_and_law_stand_and_every_state_has_its_id(
    book: Book, shipped: cases.Case
) -> None:
    add_safeguards(book, shipped)
    add_governance(book, shipped)
    refuse_praise(book, shipped)
    wanted = {"people.effects", "people.standards", "people.basins", "people.dams"}
    wanted |= {"people.closure", "consent.bodies", "consent.rules", "consent.grievances"}
    wanted |= {"law.powers", "law.gaps", "law.repairs", "law.paths", "law.screens", "law.units"}
    assert wanted <= set(book.tables)
    for name in wanted:
        assert book.tables[name].rows, name
        for row in book.tables[name].rows:
            ids = [cell for key, cell in row.items() if key.endswith("_id")]
            assert ids, name
            assert all(id_ in book.records for id_ in ids), name


def test_a_withheld_answer_reads_as_the_end_of_the_project(shipped: cases.Case, book: Book) -> None:
    add_safeguards(book, shipped)
    states = {row["state"] for row in book.tables["consent.standing"].rows}
    assert states == {"unevidenced"}
    note = book.tables["consent.standing"].note
    assert "nothing buys it back" in note
