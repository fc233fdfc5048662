"""The rule of the EU list on made-up results: worst stage, both thresholds, and the typed gap."""

from __future__ import annotations

from orepact.study.reproductions.check import Verdict, data_rows
from orepact.study.reproductions.eu_rule import outcome_checks, rule_checks


def test_without_published_results_the_list_is_not_computable_and_says_what_to_bring() -> None:
    (check,) = rule_checks({})
    assert check.verdict is Verdict.NOT_COMPUTABLE
    assert "evidence import eu-crm-2023" in check.note


def test_a_material_is_rated_by_its_worst_stage_and_both_thresholds() -> None:
    made_up = {
        "one": {"extraction": 0.4, "processing": 1.0, "overall": 1.0, "importance": 2.8},
        "two": {"extraction": 0.9, "overall": 0.9, "importance": 9.0},
        "three": {"processing": 3.0, "overall": 3.0, "importance": 2.7},
        "group": {"overall": 2.0, "importance": 3.0},
    }
    *stages, groups = rule_checks(made_up)
    assert [check.verdict for check in stages] == [Verdict.REACHED] * 3
    # Of the four only `one` and the group reach a supply risk of 1 and an importance of 2.8.
    assert groups.computed.number == 2.0
    assert groups.verdict is Verdict.MISSED


def test_a_table_that_breaks_the_stage_rule_is_a_miss() -> None:
    (stage, _) = rule_checks({"x": {"extraction": 0.5, "overall": 0.7, "importance": 1.0}})
    assert stage.verdict is Verdict.MISSED


def test_a_listed_material_must_pass_the_risk_threshold_and_a_strategic_one_must_fail_one() -> None:
    rows = [
        {"material": "gallium", "chains": "gallium/refined", "outcome": "critical"},
        {"material": "copper", "chains": "copper/ore;copper/refined", "outcome": "strategic"},
        {"material": "tellurium", "chains": "tellurium/refined", "outcome": "neither"},
        {"material": "hafnium", "chains": "hafnium/refined", "outcome": "critical"},
    ]
    gallium, copper, tellurium, hafnium, count = outcome_checks(rows)
    assert gallium.verdict is Verdict.REACHED
    assert copper.verdict is Verdict.REACHED
    assert copper.is_headline
    # Its risk is above 1: only the economic importance could tell, and that is not at hand.
    assert tellurium.verdict is Verdict.NOT_COMPUTABLE
    assert hafnium.verdict is Verdict.NOT_COMPUTABLE
    assert (count.published.number, count.computed.number) == (1.0, 1.0)


def test_the_list_has_34_of_which_32_pass_both_thresholds() -> None:
    outcomes = [row["outcome"] for row in data_rows("eu_critical_list.csv")]
    assert outcomes.count("critical") == 32
    assert outcomes.count("strategic") == 2
