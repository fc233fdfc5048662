"""The page of disruption's checks names every one of them with its documented verdict."""

import json
from pathlib import Path

from orepact.study.reproductions.disruption_page import PARTS

DOCS = Path(__file__).parents[2] / "docs"


def test_every_documented_check_of_disruption_is_counted_on_its_page() -> None:
    page = (DOCS / "validation-disruption.md").read_text(encoding="utf-8")
    rows = json.loads((DOCS / "reproductions.json").read_text(encoding="utf-8"))["rows"]
    for part in PARTS:
        own = [str(row["verdict"]) for row in rows if row["table"] == part.id]
        assert own, part.id
        counts = [own.count(name) for name in ("reached", "missed", "not-computable")]
        assert f"| {part.title} | {counts[0]} | {counts[1]} | {counts[2]} |" in page


def test_misses_of_disruption_stand_on_its_page_with_a_note() -> None:
    page = (DOCS / "validation-disruption.md").read_text(encoding="utf-8")
    missed = [line for line in page.splitlines() if "| missed | " in line and "check" not in line]
    assert len(missed) >= 10
    assert all(line.split("|")[6].strip() for line in missed)


def test_all_five_checks_are_on_the_page() -> None:
    titles = " ".join(part.title for part in PARTS)
    assert all(f"V{number}," in titles for number in range(1, 6))
