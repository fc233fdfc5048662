"""The page of fields says what the schemas say, with a meaning for every field."""

from __future__ import annotations

from pathlib import Path

from orepact.mine import DeckFile, FacilityFile, MineFile, ProjectFile, RegimeFile
from orepact.mine.field_table import field_rows, field_tables, models_in

FILES = (ProjectFile, RegimeFile, DeckFile, FacilityFile)
PAGE = Path(__file__).parents[2] / "docs" / "project-fields.md"


def test_the_page_holds_the_tables_of_the_schemas() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for model in FILES:
        assert field_tables(model) in text, model.__name__
    assert field_tables(MineFile, known=FILES) in text


def test_every_field_has_a_meaning() -> None:
    found = [
        f"{model.__name__}.{row.name}"
        for file in (*FILES, MineFile)
        for model in models_in(file)
        for row in field_rows(model)
        if not row.meaning
    ]
    assert found == []
