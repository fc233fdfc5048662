"""Pauses, routes and break-even: limits of the formulas, and what money may not do."""

from __future__ import annotations

import json
import re

import pytest
from pydantic import ValidationError

from orepact.case import Case, security_of, surroundings
from orepact.enable import EnablerKind, EnablerOption, Finding, security_findings
from orepact.enable.pause import Record, chance_of_pause, record_until, years_between
from orepact.enable.security_file import Line, Losses, SecurityFile
from orepact.mine import ChanceNumbers, ValueLookup


@pytest.fixture(scope="module")
def case(shipped: Case) -> Case:
    return shipped


@pytest.fixture(scope="module")
def found(case: Case) -> list[Finding]:
    return security_findings(security_of(case))


def _record(**changes: float) -> Record:
    values = {"assaults": 4, "pauses": 1, "years": 2.5, "prior_paused": 0.5, "prior_not": 0.5}
    return Record(**{**values, **changes})  # type: ignore[arg-type]


def test_more_time_and_more_pauses_raise_the_chance_and_quiet_years_lower_it() -> None:
    base = chance_of_pause(_record(), 1.0)
    assert chance_of_pause(_record(), 3.0) > base
    assert chance_of_pause(_record(pauses=2), 1.0) > base
    assert chance_of_pause(_record(years=10.0), 1.0) < base
    assert chance_of_pause(_record(), 0.0) == pytest.approx(0.0)


def test_a_certain_pause_per_assault_leaves_the_chance_of_an_assault() -> None:
    # p near 1, 1e6 assaults seen in 1e6 years: a rate of 1 a year, P = 1 - exp(-1)
    sure = Record(assaults=1_000_000, pauses=1_000_000, years=1e6, prior_paused=1e6, prior_not=1e-6)
    assert chance_of_pause(sure, 1.0) == pytest.approx(1.0 - 2.718281828**-1, rel=1e-3)


def test_what_happened_later_is_not_in_an_earlier_record() -> None:
    months = [("2024-08", False), ("2026-01", True)]
    before = record_until(months, since="2024-01", until="2025-12", prior=(0.5, 0.5))
    assert (before.assaults, before.pauses) == (1, 0)
    assert years_between("2024-01", "2025-12") == 2.0


def test_ids_are_unique_and_every_input_is_known(case: Case, found: list[Finding]) -> None:
    ids = {item.id for item in found}
    assert len(ids) == len(found)
    values = ValueLookup(surroundings(case), case.projects, sorted(case.numbers))
    known = (case, ChanceNumbers(), values)
    for item in found:
        for parent in item.parents:
            is_known = parent.id in ids or any(lookup.find(parent.id) for lookup in known)
            assert is_known, (item.id, parent.id)


def test_no_figure_of_money_rests_on_a_count_of_people(found: list[Finding]) -> None:
    people = {item.id for item in found if "person" in item.unit}
    money = [item for item in found if "USD" in item.unit]
    assert money
    for item in money:
        for parent in item.parents:
            assert parent.id not in people
            assert "deaths" not in parent.id
            assert "killed" not in parent.id


def test_force_and_community_are_separate_lines_without_a_claimed_benefit(
    found: list[Finding],
) -> None:
    lines = [item for item in found if item.measure == "enable.security_breakeven"]
    assert {item.cells["kind"] for item in lines} == {"force", "community"}
    for item in lines:
        assert "No published effect" in item.note
    assert not [item for item in found if "benefit" in item.measure.rpartition("_")[2]]


def test_an_effect_that_excludes_none_or_harm_is_refused(case: Case) -> None:
    line = case.files["security"].model.lines[0]
    body = line.model_dump(mode="json")
    body["effect"]["range"] = [-60, 0]
    with pytest.raises(ValidationError, match="without a published estimate"):
        Line.model_validate_json(json.dumps(body), strict=True)


def test_a_security_option_that_adds_capacity_is_refused(case: Case) -> None:
    option = case.enablers["corridor-security"]
    assert option.kind is EnablerKind.SECURITY
    body = option.model_dump(mode="json")
    body["provides"] = case.enablers["port-qasim-concentrate-terminal"].model_dump(mode="json")[
        "provides"
    ]
    with pytest.raises(ValidationError, match="unlocks nothing"):
        EnablerOption.model_validate_json(json.dumps(body), strict=True)


def test_scores_name_the_model_worse_where_it_is(found: list[Finding]) -> None:
    country = [item for item in found if item.measure == "enable.security_country_score"]
    for year in {item.cells["year"] for item in country}:
        own = {item.cells["forecaster"]: item for item in country if item.cells["year"] == year}
        best = min(item.number for name, item in own.items() if name != "model")
        verdict = "better" if own["model"].number < best else "worse"
        assert own["model"].cells["verdict"] == verdict


def test_every_central_value_lies_in_its_range(found: list[Finding]) -> None:
    for item in found:
        if item.low is not None and item.high is not None:
            assert item.low <= item.number <= item.high, item.id


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("stop_days", 0.0, "stop_days is zero"),
        ("store", -1.0, "store is negative"),
        ("hits", 120.0, "cannot be above 100"),
        ("band_km", -5.0, "band_km is negative"),
    ],
)
def test_a_loss_that_cannot_be_is_refused(case: Case, name: str, value: float, said: str) -> None:
    body = case.files["security"].model.losses.model_dump(mode="json")
    body[name] |= {"value": value, "range": [value, value]}
    with pytest.raises(ValidationError, match=said):
        Losses.model_validate_json(json.dumps(body), strict=True)


def test_a_project_is_exposed_or_not_but_not_both(case: Case) -> None:
    body = case.files["security"].model.model_dump(mode="json")
    body["not_exposed"] = {"reko-diq": "By mistake."}
    with pytest.raises(ValidationError, match="reko-diq stands twice"):
        SecurityFile.model_validate_json(json.dumps(body), strict=True)


def test_a_gain_within_two_of_its_errors_is_said_to_be_chance(found: list[Finding]) -> None:
    model = [
        item
        for item in found
        if item.measure == "enable.security_score" and item.cells["forecaster"] == "model"
    ]
    assert len(model) == 3
    for item in model:
        gain, error = (
            float(part.strip(" %)"))
            for part in re.findall(r"[0-9.]+ %", str(item.cells["verdict"]))
        )
        assert ("chance alone" in item.cells["verdict"]) == (gain < 2.0 * error), item.id
