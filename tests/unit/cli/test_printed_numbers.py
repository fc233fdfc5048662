"""A number as it stands on the terminal leads to its source with one command."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from orepact.cli import main

CHROMIUM = "exposure --importer USA --commodity chromium"


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    printed = capsys.readouterr()
    return int(left.value.code or 0), " ".join(printed.out.split()), printed.err


def test_a_number_of_the_last_command_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "engagement", "us-pakistan")
    code, out, _ = told(capsys, "explain", "1,250")
    assert code == 0
    assert "record.commitment[case=us-pakistan,of=exim-reko-diq]" in out
    assert "Documents:" in out
    assert "Reuters in Dawn" in out


def test_a_number_is_found_in_the_command_that_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "explain", "97.3", "--of", "claims us-pakistan --claim C038")
    assert code == 0
    assert "record.claim[case=us-pakistan,claim=C038]" in out


def test_several_figures_that_print_alike_are_listed_and_a_word_chooses(
    capsys: pytest.CaptureFixture[str],
) -> None:
    of = ("--of", "engagement us-pakistan --format json", "--format", "json")
    _, out, _ = told(capsys, "explain", "0", *of)
    assert out.count('"id"') != 1
    code, out, _ = told(capsys, "explain", "410 asian", *of)
    assert code == 0
    assert "of=adb-reko-diq" in out


FAULTS = {
    "a number that nobody printed": (("411", "--of", "engagement us-pakistan"), "prints as '411'"),
    "words without a number": (("chromium", "--of", CHROMIUM), "'chromium' is no number"),
    "a command that is none": (("97", "--of", "exposre --importer USA"), "prints no rows"),
    "a command with bad input": (("97", "--of", "claims nowhere"), "nowhere"),
    "an id of nothing": (("exposure.import_share[importer=USA]",), "keys"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_asked_is_said_with_two(
    capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    arguments, expected = FAULTS[fault]
    code, _, err = told(capsys, "explain", *arguments)
    assert code == 2
    assert expected in err


def test_a_document_is_shown_by_its_own_id(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "explain", "usgs-mcs-2026")
    assert code == 0
    assert "U.S. Geological Survey" in out
    assert "public domain" in out


def test_a_reader_who_leaves_ends_the_command_quietly() -> None:
    """As ``orepact claims us-pakistan | head -1`` does."""
    read, write = os.pipe()
    os.close(read)
    left = subprocess.run(
        [sys.executable, "-m", "orepact", "evidence", "sources", "--format", "json"],
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(write)
    assert left.returncode == 141
    assert left.stderr == ""
