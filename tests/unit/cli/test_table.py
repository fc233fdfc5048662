"""Tables of the terminal: words stay whole, lines stay within the terminal, nothing is lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from orepact.cli.table import fit, said

LONG = "the importer itself ships more of this stage than it buys, and no smelter is contracted"


def test_columns_that_fit_stand_side_by_side_and_numbers_to_the_right() -> None:
    told = fit([{"metal": "copper", "t": "1"}, {"metal": "tin", "t": "120"}], right=["t"], width=60)
    assert told.splitlines()[-2:] == ["copper    1", "tin     120"]


def test_a_long_text_stands_below_its_row_under_its_name() -> None:
    rows = [{"line": "copper, ore", "host": "exported", "doubt": f"{LONG}; {LONG}"}]
    told = fit(rows, width=60).splitlines()
    assert told[2] == "copper, ore  exported"
    assert told[3].startswith("    doubt: the importer itself")


def test_on_a_wide_terminal_the_same_text_stands_in_its_column() -> None:
    rows = [{"line": "copper, ore", "host": "exported", "doubt": LONG}]
    assert fit(rows, width=160).splitlines()[2].endswith(LONG)


def test_a_figure_is_never_moved_below_while_text_stands_beside_it() -> None:
    rows = [{"what": LONG, "value": "17,500 million USD of 2025", "who": LONG}]
    told = fit(rows, width=80)
    assert "value:" not in told
    assert "who: " in told


def test_what_is_folded_in_the_first_column_is_set_in() -> None:
    rows = [{"what": LONG, "value": "1"}]
    told = fit(rows, right=["value"], width=60).splitlines()
    assert told[3].startswith("  ")


def test_a_sentence_is_folded_at_words() -> None:
    assert said("one two three", 8) == "one two\nthree"


words = st.text("abcdefghij,.%0123456789-", min_size=1, max_size=12)
cells = st.lists(words, max_size=25).map(" ".join)
tables = st.lists(st.fixed_dictionaries(dict.fromkeys("abcde", cells)), min_size=1, max_size=4)


@settings(max_examples=60)
@given(tables, st.integers(60, 140))
def test_no_word_is_broken_no_line_too_long_and_nothing_lost(
    rows: list[dict[str, str]], width: int
) -> None:
    told = fit(rows, width=width)
    assert all(len(line) <= width for line in told.splitlines())
    shown = told.split()
    for row in rows:
        for cell in row.values():
            for word in cell.split():
                assert word in shown
