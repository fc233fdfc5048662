"""The registry of levers and the page made from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from orepact.enable import (
    ConsentFile,
    CorridorFile,
    EnablerKind,
    EnablerOption,
    EnvironmentFile,
    Gate,
    GovernanceFile,
    SecurityFile,
    WorkforceFile,
)
from orepact.enable.lever_page import page
from orepact.enable.levers import Lever, LeverKind, levers


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


def keys_of(model: Any, seen: set[Any] | None = None) -> set[str]:
    """Return every key that a file of a model may hold, at any depth."""
    seen = set() if seen is None else seen
    if not isinstance(model, type) or not issubclass(model, BaseModel):
        return (
            set().union(*(keys_of(part, seen) for part in get_args(model)))
            if get_args(model)
            else set()
        )
    if model in seen:
        return set()
    seen.add(model)
    found = set(model.model_fields)
    for field in model.model_fields.values():
        found |= keys_of(field.annotation, seen)
    return found


@pytest.mark.parametrize("lever", levers().values(), ids=lambda lever: lever.id)
def test_every_parameter_of_a_lever_is_a_key_of_the_file_that_sets_it(lever: Lever) -> None:
    files = {
        "corridor.yaml": CorridorFile,
        "workforce.yaml": WorkforceFile,
        "security.yaml": SecurityFile,
        "consent.yaml": ConsentFile,
        "environment.yaml": EnvironmentFile,
        "governance.yaml": GovernanceFile,
        "gates.yaml": Gate,
        "enablers/*.yaml": EnablerOption,
    }
    named = [files[name] for name in lever.file.split(" and ")]
    keys = set().union(*(keys_of(model) for model in named))
    assert {parameter.name for parameter in lever.parameters} <= keys


def test_every_kind_of_option_of_the_schema_stands_in_the_registry() -> None:
    words = " ".join(lever.meaning.lower() for lever in levers().values())
    for kind in EnablerKind:
        told = {"training": "courses", "security": "guards", "legal repair": "change of the law"}
        assert told.get(str(kind), str(kind)) in words, kind
