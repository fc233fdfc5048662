"""Commitments of the shipped case, and what a broken file of them is told."""

from dataclasses import replace
from pathlib import Path

import pytest

from orepact.case import Case, CommitmentsFile, State, load
from orepact.errors import OrepactError
from orepact.evidence import load_model
from orepact.record import EngagementLookup, engagement_id, phase_or_change, shifts, standings


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
