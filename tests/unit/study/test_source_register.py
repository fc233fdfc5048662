"""Every source that a figure can cite says what may be passed on of it."""

from __future__ import annotations

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


BAD = {
    "sources.yaml": ('custody: "press"', 'custody: "press"\n    licence: ""', "no licence"),
    "ledgers/claims.csv": (",Glb,", ",barrels of hope,", "barrels of hope"),
    "commitments.yaml": (
        "state: announced, date: 2025-11-23",
        "state: closed, date: 2025-11-23",
        "state goes back from closed to approved",
    ),
}


@pytest.mark.parametrize("file", sorted(BAD))
def test_bad_input_leaves_with_two_and_a_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str
) -> None:
    """Through the command line, on a copy of the shipped case."""
    old, new, told = BAD[file]
    folder = tmp_path / "us-pakistan"
    shutil.copytree(load("us-pakistan").folder, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["claims", str(folder)])
    assert ended.value.code == 2
    assert told in capsys.readouterr().err
