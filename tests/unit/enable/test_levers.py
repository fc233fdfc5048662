"""The registry of levers and the page made from it."""

from __future__ import annotations

from pathlib import Path

from orepact.enable.lever_page import page
from orepact.enable.levers import LeverKind, levers


def test_the_page_of_the_docs_is_the_registry() -> None:
    shown = Path(__file__).parents[3] / "docs" / "levers.md"
    assert shown.read_text(encoding="utf-8") == page()


def test_every_lever_says_what_it_rests_on_and_what_it_does_not_do() -> None:
    for lever in levers().values():
        assert lever.meaning, lever.id
        assert lever.source, lever.id
        assert lever.caveat, lever.id


def test_a_limit_is_granted_by_nobody_or_was_promised() -> None:
    limits = [lever for lever in levers().values() if lever.kind is LeverKind.LIMIT]
    assert limits
    assert not any("pays" in lever.granted_by for lever in limits)
