from __future__ import annotations

import json
from typing import Any

import pytest

from orepact.cli import main


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--format", "json"])
    printed = capsys.readouterr()
    assert ended.value.code == 0, printed.err
    body: dict[str, Any] = json.loads(printed.out)
    return body


ORIGIN = ("origin", "--importer", "DEU", "--commodity", "copper", "--stage", "refined")
LEAKAGE = ("leakage", "--host", "PAK", "--commodity", "chromium", "--royalty", "1-7.5")
MATCH = ("match", "--importer", "DEU", "--host", "CHL", "--commodity", "copper")
SUPPLY = (
    "new-supplier", "--importer", "USA", "--host", "PAK", "--commodity", "copper",
    "--stage", "ore", "--tonnes", "240000",
)  # fmt: skip


@pytest.mark.parametrize("command", [ORIGIN, LEAKAGE, MATCH, SUPPLY])
def test_every_row_has_a_typed_value_unit_and_an_id_that_explains(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    body = asked(capsys, *command)
    assert body["command"] == command[0]
    assert body["rows"]
    for row in body["rows"]:
        assert "value" in row or "flag" in row
        assert row["unit"]
    first = next(row for row in body["rows"] if row["id"])
    told = asked(capsys, "explain", first["id"], "--depth", "1")["rows"][0]
    for name in ("value", "low", "high", "flag"):
        assert told.get(name) == first.get(name)


def test_findings_and_causes_are_in_the_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert any("mined in" in said for said in asked(capsys, *ORIGIN)["findings"])
    assert len(asked(capsys, *LEAKAGE)["causes"]) >= 5


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("origin", "--importer", "USA", "--rule", "half"), "mixing rule"),
        (("origin", "--importer", "USA", "--at", "port"), "mine and processing"),
        (("origin", "--importer", "USA", "--year", "2031"), "2010 to 2024"),
        (("leakage", "--host", "PAK", "--royalty", "high"), "--royalty"),
        (("leakage", "--host", "PAK", "--commodity", "chromium", "--content", "0"), "metal"),
        (("leakage", "--host", "Atlantis"), "Atlantis"),
        (("match", "--importer", "USA", "--host", "USA"), "both United States"),
        (("match", "--importer", "DEU", "--host", "CHL", "--case", "us-pakistan"), "is about"),
        (("match", "--importer", "USA", "--host", "PAK", "--case", "nowhere"), "nowhere"),
        ((*SUPPLY, "--sold", "2"), "--sold"),
        ((*SUPPLY, "--elasticity", "low"), "--elasticity"),
        ((*SUPPLY, "--year", "1999"), "2010 to 2024"),
    ],
)
def test_bad_input_is_told_without_a_traceback(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    printed = capsys.readouterr()
    if says == "metal":
        assert ended.value.code == 0
        assert "not available" in printed.out
        return
    assert ended.value.code == 2
    assert says in printed.err
    assert "Traceback" not in printed.err


def test_tables_print_findings_and_name_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    for command in (ORIGIN, LEAKAGE, MATCH, SUPPLY):
        with pytest.raises(SystemExit):
            main(list(command))
    printed = capsys.readouterr().out
    assert "- " in printed
    assert "A difference can come from" in printed


def test_origins_seen_through_odd_unit_values_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["origin", "--importer", "DEU", "--commodity", "copper", "--stage", "ore"])
    printed = " ".join(capsys.readouterr().out.split())
    assert "copper, ore: 37 % of the bill of 2024 is out of line" in printed
