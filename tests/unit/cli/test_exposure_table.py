"""The ranked table of exposure as text: it fits a terminal, and says what it does not know."""

import pytest

from orepact.cli.exposure_table import ranked_text
from orepact.evidence import country_name
from orepact.exposure import exposure, exposure_rows
from orepact.exposure.ranking import ranked
from orepact.quantity import Value

IMPORTERS = ("USA", "PAK", "DEU", "JPN", "KOR", "IND", "CHN", "TUV")


def table(importer: str, commodity: str | None = None) -> str:
    of = exposure()
    rows = exposure_rows(of, importer=importer, commodity=commodity)
    lines = ranked(rows, held=of.cube, importer=importer)
    return ranked_text(lines, name=country_name(importer), is_narrowed=commodity is not None)


@pytest.mark.parametrize("importer", IMPORTERS)
def test_no_line_is_wider_than_a_terminal(importer: str) -> None:
    assert max(len(line) for line in table(importer).splitlines()) <= 80


def test_what_is_known_within_bounds_only_is_marked_as_the_most_it_can_be() -> None:
    lithium = next(line for line in table("DEU").splitlines() if line.startswith("lithium"))
    assert "to 100 %" in lithium
    assert lithium.count("≤") == 2


def test_a_net_exporter_is_named_and_not_a_percentage_below_zero() -> None:
    text = table("PAK")
    assert "net exporter" in text
    assert "-1" not in text.split("Ranked by")[0]


def test_a_bill_out_of_line_is_told_with_the_largest_supplier_by_value() -> None:
    text = " ".join(table("DEU", "copper").split())
    assert "copper, ore: 37 % of the bill is out of line" in text
    assert "shares by tonnes may mislead" in text


def test_lines_without_a_figure_of_the_importer_are_counted_and_can_be_asked() -> None:
    assert "lines of which nothing is known or recorded of Tuvalu" in " ".join(table("TUV").split())
    assert "germanium, refined" in table("USA", "germanium")
    assert "are left out" not in table("USA", "germanium")


def test_a_line_without_any_share_has_no_rank_and_no_zero() -> None:
    rows = [
        {
            "measure": "net_import_reliance",
            "commodity": "tin",
            "line": "refined",
            "stages": ["refined"],
            "year": 2024,
            "value": Value.missing(),
            "unit": "%",
        }
    ]
    text = ranked_text(ranked(rows), name="Nowhere", is_narrowed=True)
    line = next(line for line in text.splitlines() if line.startswith("tin"))
    assert not any(letter.isdigit() for letter in line)
