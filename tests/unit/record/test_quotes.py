"""Exact words of claims, brought by whoever holds the texts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orepact.case import Case, load
from orepact.cli import main
from orepact.errors import ProblemsError
from orepact.record import read_quotes

HEAD = "id,quote,custody,source,locator,quality,note\n"
GOOD = 'C030,"words made up for this test",press,"A Paper, 1 April 2025",paragraph 3,D,test\n'


@pytest.fixture(scope="module")
def case() -> Case:
    return load("us-pakistan")


@pytest.fixture
def given(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "mine.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_words_come_with_document_place_and_custody(
    case: Case, given: Callable[[str], Path]
) -> None:
    found = read_quotes(given(HEAD + GOOD), case)
    assert list(found) == ["C030"]
    quote = found["C030"]
    assert quote.words == "words made up for this test"
    assert (quote.source, quote.locator) == ("A Paper, 1 April 2025", "paragraph 3")
    assert quote.custody == "press"


BAD = {
    "a claim the case does not hold": (GOOD.replace("C030", "C999"), "mine.csv:2.*'C999'"),
    "no words": (GOOD.replace('"words made up for this test"', ""), "quote is empty"),
    "no document": (GOOD.replace('"A Paper, 1 April 2025"', ""), "source is empty"),
    "custody of nobody": (GOOD.replace("press", "a friend"), "custody says 'a friend'"),
    "more than a quotation": (GOOD.replace("words", "w" * 250), "has 272 signs"),
    "the same claim twice": (GOOD + GOOD, "stands also on line 2"),
    "a cell too few": ("C030,words\n", "2 cells instead of 7"),
    "an open quotation mark": ('C030,"words\n', "cannot be read"),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_file_that_cannot_stand_is_named_with_its_line(
    case: Case, given: Callable[[str], Path], fault: str
) -> None:
    text, told = BAD[fault]
    with pytest.raises(ProblemsError, match=told):
        read_quotes(given(HEAD + text), case)


def test_other_columns_are_refused(case: Case, given: Callable[[str], Path]) -> None:
    with pytest.raises(ProblemsError, match="column 'quote' is missing"):
        read_quotes(given("id,words\nC030,x\n"), case)


def test_bad_bytes_and_missing_files_leave_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes((HEAD + GOOD).replace("made", "caf\u00e9").encode("latin-1"))
    for asked in (path, tmp_path / "none.csv"):
        with pytest.raises(SystemExit) as left:
            main(["claims", "us-pakistan", "--quotes", str(asked)])
        assert left.value.code == 2
        assert f"{asked.name}: the ledger cannot be read" in capsys.readouterr().err


def test_the_command_says_plainly_whose_words_stand_there(
    given: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["claims", "us-pakistan", "--claim", "C030"])
    said = " ".join(capsys.readouterr().out.split())
    assert "0 stand in the speaker's exact words; the others in words of our own" in said
    with pytest.raises(SystemExit):
        main(["claims", "us-pakistan", "--claim", "C030", "--quotes", str(given(HEAD + GOOD))])
    said = " ".join(capsys.readouterr().out.split())
    assert "1 stand in the speaker's exact words." in said
    assert '"words made up for this' in said  # the column folds after it
