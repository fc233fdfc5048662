"""Every source that a figure can cite says what may be passed on of it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from orepact.case import load
from orepact.cli import main
from orepact.errors import EvidenceError
from orepact.study.source_register import every_source, read_register, room_sources

ENTRY = """sources:
  - id: survey-2026
    title: The Survey
    publisher: Survey of X
    edition: "2026"
    reference: https://example.org/survey
    custody: mirror
    as_of: "2026-02-06"
    redistributable: open
    licence: {licence}
"""


def test_a_source_without_a_licence_is_named(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(ENTRY.format(licence='""'))
    with pytest.raises(EvidenceError, match="survey-2026 names no licence"):
        read_register(path)
    path.write_text(ENTRY.format(licence="Work of a government, public domain"))
    assert read_register(path)["survey-2026"].licence.endswith("(open)")


def test_every_room_and_every_document_says_its_licence() -> None:
    assert len(room_sources()) > 20
    for id_, source in every_source(load("us-pakistan")).items():
        assert source.licence.strip(), id_
        assert source.custody.strip(), id_


_QUOTE = "id,quote,custody,source,locator,quality,note\nC999,words,press,background-knowledge,,D,\n"
BAD = {
    "a source for which no licence is said anywhere": (
        ("claims", "sources.yaml", "\nlicence:", "\n# licence:"),
        "names no licence, and the file names none for all",
    ),
    "a source without a licence": (
        ("claims", "sources.yaml", 'custody: "press"', 'custody: "press"\n    licence: ""'),
        "no licence",
    ),
    "a claim in a unit of nothing": (
        ("claims", "ledgers/claims.csv", ",Glb,", ",barrels of hope,"),
        "barrels of hope",
    ),
    "a claim in another kind of unit": (
        ("claims", "ledgers/claims.csv", ",Glb,", ",barrel,"),
        "compares what cannot be compared",
    ),
    "a state that goes back": (
        (
            "engagement",
            "commitments.yaml",
            "announced, date: 2025-11-23",
            "closed, date: 2025-11-23",
        ),
        "state goes back from closed to approved",
    ),
    "a step in the future": (
        (
            "engagement",
            "commitments.yaml",
            "approved, date: 2025-12-10",
            "approved, date: 2027-12-10",
        ),
        "approved on 2027-12-10 lies in the future",
    ),
    "an event in the future": (
        ("engagement", "ledgers/engagement.csv", "E028,2025-", "E028,2035-"),
        "event E028 begins on 2035-",
    ),
    "an amount in no currency": (
        ("engagement", "commitments.yaml", "unit: MUSD", "unit: million"),
        "unit 'million' is not known",
    ),
    "a step without an event": (
        ("engagement", "commitments.yaml", "event: E028", "event: E999"),
        "event 'E999' is not in the ledger",
    ),
    "one id twice": (
        ("claims", "ledgers/claims.csv", "\nC002,", "\nC001,"),
        "id 'C001' stands also on line 2",
    ),
    "a quote of no claim": (
        ("claims", "ledgers/quotes.csv", "", _QUOTE),
        "a quote of claim 'C999'",
    ),
}


def _leaves(capsys: pytest.CaptureFixture[str], command: str, folder: Path) -> str:
    with pytest.raises(SystemExit) as ended:
        main([command, str(folder)])
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped case."""
    copied = tmp_path / "us-pakistan"
    shutil.copytree(load("us-pakistan").folder, copied)
    return copied


@pytest.mark.parametrize("fault", BAD)
def test_bad_input_leaves_with_two_and_a_name(
    folder: Path, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    (command, file, old, new), told = BAD[fault]
    path = folder / file
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    err = _leaves(capsys, command, folder)
    assert told in err
    assert path.name in err or path.stem in err


def test_a_ledger_cut_short_or_in_other_letters_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "ledgers" / "engagement.csv"
    whole = path.read_bytes()
    path.write_bytes(whole[:9000])
    assert re.search(
        r"engagement\.csv:\d+: \d+ cells instead of 18", _leaves(capsys, "engagement", folder)
    )
    path.write_bytes(whole + b"\xff\xfe")
    assert "engagement.csv: the ledger cannot be read" in _leaves(capsys, "engagement", folder)
