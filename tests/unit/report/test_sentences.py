"""Sentences that say where a gain comes from, why to wait, and what open terms carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from orepact.quantity import Value
from orepact.report.printer import Printer
from orepact.report.words import WORDING_ANY, sentences
from orepact.study import Run, Sentence
from orepact.trace import Record, RecordKind

SIDES: dict[str, str | float] = {
    "of_host": "Bland",
    "of_importer": "Aland",
    "of_company": "Miner",
    "at_host": -105.0,
    "at_importer": -160.0,
    "at_company": -112.0,
}


def told(run: Run, kind: str, given: Mapping[str, str | float]) -> str:
    """Return the sentence of a kind as the page prints it; numbers become records."""
    numbers = {name: amount for name, amount in given.items() if isinstance(amount, float)}
    records = {
        f"{name}[]": Record(
            id=f"{name}[]",
            title=name,
            value=Value.exact(amount),
            unit="MUSD",
            kind=RecordKind.MEASURE,
        )
        for name, amount in numbers.items()
    }
    said = Sentence(
        kind=kind,
        words={name: text for name, text in given.items() if isinstance(text, str)},
        figures={name: f"{name}[]" for name in numbers},
    )
    answer = replace(run.answer, sentences=(said,))
    full = replace(run, records={**run.records, **records}, answer=answer)
    return sentences(Printer(full))[0].plain


def test_a_gain_without_metal_is_said_to_be_cheaper_money(small_run: Run) -> None:
    plain = told(small_run, "source", {"cheaper": "Old Hill", "tonnes": 0.0, "own": 48.0, **SIDES})
    assert plain.startswith("The gain is cheaper money and not more metal: Old Hill goes ahead")
    for text in ("-105", "-160", "-112", "that of Bland", "no reason to sign"):
        assert text in plain


@pytest.mark.parametrize(
    ("key", "begins"), [("same", "No metal is added"), ("more", "The plan brings")]
)
def test_metal_that_is_added_or_a_gain_that_stays_is_said_so(
    small_run: Run, key: str, begins: str
) -> None:
    plain = told(small_run, "source", {key: "Old Hill", "tonnes": 9.0, "own": 48.0, **SIDES})
    assert plain.startswith(begins)
    assert "cheaper money" not in plain


WAITING: Mapping[str, str | float] = {
    "principal": "Old Hill",
    "day": "2027-12-31",
    "gate": "Go on?",
    "share": 100.0,
    "now": 7.0,
    "risk": 1.0,
    "later": 4.0,
    "before": 56.0,
}


def test_a_right_to_drop_that_is_worth_nothing_is_said_to_be_a_calendar(small_run: Run) -> None:
    plain = told(small_run, "review", {**WAITING, "idle": 0.0, "bar": "guards cannot work by then"})
    assert "it is the owners' calendar" in plain
    assert plain.endswith("An earlier start is barred: guards cannot work by then.")


def test_a_right_to_drop_that_is_worth_something_is_told_with_its_worth(small_run: Run) -> None:
    plain = told(small_run, "review", {**WAITING, "dropping": 12.0})
    assert plain.endswith("The right to drop it then is worth 12 million USD of 2001, real.")
    assert "calendar" not in plain


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"short": 3.0, "who": "Bland", "way": "royalty"}, "Smallest reopening"),
        ({"short": 3.0, "who": "Bland"}, "No reopening that the case names"),
        ({"short": 0.0, "carried": "nobody"}, "can carry what the deal adds"),
        ({"short": 3.0, "alone": 9.0, "who": "Bland", "way": "royalty"}, "short already"),
    ],
)
def test_open_terms_are_said_to_carry_the_plan_or_not(
    small_run: Run, given: Mapping[str, str | float], says: str
) -> None:
    assert says in told(small_run, "terms", given)


def test_a_side_that_would_have_more_in_another_world_is_named(small_run: Run) -> None:
    given = {"importer": 16.0, "host": -34.0, "company": 16.0}
    assert "better without the plan" not in told(small_run, "worlds", given)
    plain = told(small_run, "worlds", {**given, "worse": "the host with \u201ca rival\u201d"})
    assert plain.endswith("would be the host with \u201ca rival\u201d.")


def test_no_wording_asks_for_a_role_that_another_of_its_kind_never_has() -> None:
    """Fullest first: a later wording of a kind never has more roles than an earlier one needs."""
    for kind in ("review", "terms", "worlds", "importer"):
        counts = [pattern.count("{") for pattern in WORDING_ANY[kind]]
        assert counts[0] == max(counts), kind
