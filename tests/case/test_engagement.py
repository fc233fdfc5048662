"""Commitments of the shipped case, and what a broken file of them is told."""

from dataclasses import replace
from pathlib import Path

import pytest

from orepact.case import Case, CommitmentsFile, State, load
from orepact.errors import OrepactError
from orepact.evidence import load_model
from orepact.record import (
    BaseRateLookup,
    EngagementLookup,
    base_rate_id,
    engagement_id,
    kept_elsewhere,
    kept_here,
    phase_or_change,
    shifts,
    standings,
)
from orepact.trace import RecordKind, walk


@pytest.fixture(scope="module")
def case() -> Case:
    return load("us-pakistan")


def test_no_loan_of_the_case_is_shown_as_money(case: Case) -> None:
    found = {item.commitment.id: item for item in standings(case)}
    for loan in ("exim-reko-diq", "ifc-reko-diq", "adb-reko-diq"):
        assert found[loan].state is State.APPROVED


def test_what_is_past_its_day_and_not_delivered_is_overdue(case: Case) -> None:
    overdue = {item.commitment.id for item in standings(case) if item.is_overdue}
    assert overdue == {"ml-1-groundbreaking", "tang-kaur-report", "nova-antimony"}


def test_two_sources_of_one_amount_stand_side_by_side(case: Case) -> None:
    look = EngagementLookup(case)
    first = look.find(engagement_id(case, "commitment", of="exim-reko-diq"))
    other = look.find(engagement_id(case, "other_figure", of="exim-reko-diq", place=1))
    assert first is not None
    assert other is not None
    assert (first.value.number, other.value.number) == (1250.0, 1300.0)
    assert first.sources != other.sources


def test_the_answer_on_phase_or_change_follows_from_the_counts(case: Case) -> None:
    talk = next(item for item in shifts(case) if item.kind == "talk")
    assert talk.ratio[0] < 1.0 < talk.ratio[2]
    assert "has not clearly changed" in phase_or_change(case)
    assert "no loan has closed" in phase_or_change(case)


def test_reference_classes_count_what_was_kept_elsewhere(case: Case) -> None:
    """157 of 876 memoranda of two summits worked after one to two years; 46 of 92 in Odisha."""
    found = {item.rate.id: item for item in kept_elsewhere(case)}
    low, middle, high = found["andhra-summits"].share
    assert low < 157 / 876 < high
    assert middle == pytest.approx(157 / 876, abs=0.001)
    assert found["odisha-industry"].share[1] == pytest.approx(0.5)


def test_what_would_be_kept_here_leaves_out_classes_of_deposits(case: Case) -> None:
    here = kept_here(case)
    assert here is not None
    waiting, low, high = here
    counted = [s for s in standings(case) if s.state in {State.ANNOUNCED, State.MOU}]
    assert waiting == len(counted)
    classes = [item for item in kept_elsewhere(case) if str(item.rate.start) != "discovery"]
    assert low == pytest.approx(waiting * min(item.share[0] for item in classes))
    assert high == pytest.approx(waiting * max(item.share[2] for item in classes))


def test_a_base_rate_leads_back_to_its_counts_and_their_documents(case: Case) -> None:
    tree = walk(base_rate_id(case), [BaseRateLookup(case), case])
    leaves = {
        leaf.record.sources
        for rate in tree.children
        for leaf in rate.children
        if leaf.record.kind is RecordKind.PARAMETER
    }
    assert {source for own in leaves for source in own} <= set(case.documents)
    assert len(leaves) == 3
    assert BaseRateLookup(case).find(base_rate_id(case, "nobody")) is None


def test_a_user_adds_a_reference_class_of_their_own(case: Case, tmp_path: Path) -> None:
    """Made up for this test: 3 of 10."""
    text = (case.folder / "commitments.yaml").read_text()
    number = "quality: C, source: background-knowledge, note: Made up for a test"
    added = f"""  - id: made-up
    title: A class made up for a test
    start: announced
    end: delivered
    entered: {{value: 10, unit: "1", {number}}}
    reached: {{value: 3, unit: "1", {number}}}
    likeness: None; it is made up.

kinds:
"""
    path = tmp_path / "commitments.yaml"
    path.write_text(text.replace("\nkinds:\n", added, 1))
    model = load_model(CommitmentsFile, path)
    files = {**case.files, "commitments": replace(case.files["commitments"], model=model)}
    own = replace(case, files=files)
    assert [item.rate.id for item in kept_elsewhere(own)][-1] == "made-up"


def _standings(case: Case, path: Path) -> None:
    model = load_model(CommitmentsFile, path)
    files = {**case.files, "commitments": replace(case.files["commitments"], model=model)}
    standings(replace(case, files=files))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "{state: approved, date: 2025-12-10",
            "{state: approved, date: 2025-11-10",
            "stands after",
        ),
        (
            "{state: announced, date: 2025-11-23",
            "{state: closed, date: 2025-11-23",
            "state goes back",
        ),
        ("event: E028", "event: E999", "E999"),
        ("date: 2026-05-21", "date: 2027-05-21", "future"),
        ("{value: 1250, unit: MUSD", "{value: -5, unit: MUSD", "not above zero"),
        ("state: MoU", "state: handshake", "handshake"),
        ("call: talk", "call: chatter", "chatter"),
        ("reached: {value: 46", "reached: {value: 460", "460 of 92 is no share"),
    ],
)
def test_a_commitment_that_cannot_be_is_named_with_its_file(
    case: Case, tmp_path: Path, old: str, new: str, told: str
) -> None:
    text = (case.folder / "commitments.yaml").read_text()
    assert old in text
    path = tmp_path / "commitments.yaml"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(OrepactError) as error:
        _standings(case, path)
    assert told in str(error.value)
    assert "commitments.yaml" in str(error.value)
