"""``orepact value`` at the terminal: rows, changes and errors."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orepact.cli import main


def rows(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    with pytest.raises(SystemExit) as ended:
        main(["value", "us-pakistan/reko-diq", "--format", "json", "--no-bands", *arguments])
    assert ended.value.code == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["rows"]
    return found


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["value", *arguments])
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_every_row_with_a_figure_has_unit_id_and_sources(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = rows(capsys, "--deck", "study")
    assert {"present value after levies", "break-even price", "cost of a year of delay"} <= {
        row["measure"] for row in found
    }
    assert len({row["id"] for row in found}) == len(found)
    for row in found:
        assert row["sources"], row
        assert "unit" in row, row
        assert "value" in row or "flag" in row or "year" in row, row


def test_price_and_rate_change_the_value(capsys: pytest.CaptureFixture[str]) -> None:
    def value(*arguments: str) -> float:
        found = rows(capsys, "--deck", "study", *arguments)
        (row,) = [item for item in found if item["measure"] == "present value after levies"]
        return float(row["value"])

    assert value("--rate", "0.12") < value("--rate", "0.08")
    assert value("--price", "copper=5USD/lb") > value("--price", "copper=3USD/lb")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("us-pakistan/reko-dig",), "Did you mean reko-diq"),
        (("reko-diq",), "names no project"),
        (("nowhere/reko-diq",), "unknown case"),
        (("missing.yaml",), "no such file"),
        (("us-pakistan/reko-diq", "--price", "copper"), "is no KEY=PRICE"),
        (("us-pakistan/reko-diq", "--price", "coper=4USD/lb"), "Did you mean copper"),
        (("us-pakistan/reko-diq", "--price", "copper=4USD/km"), "is no price of copper"),
        (("us-pakistan/reko-diq", "--variant", "stopped"), "unknown variant"),
        (("us-pakistan/reko-diq", "--package", "with-exin"), "Did you mean with-exim"),
        (("us-pakistan/reko-diq", "--deck", "boom"), "unknown deck"),
        (("us-pakistan/reko-diq", "--rate", "-2"), "a rate of -2"),
    ],
)
def test_bad_input_says_what_where_and_what_to_do(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    assert message in refused(capsys, *arguments)


def test_a_printed_id_leads_back_to_the_numbers_of_the_case(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = rows(capsys, "--deck", "study", "--rate", "0.08", "--price", "copper=4.5USD/lb")
    (row,) = [item for item in found if item["measure"] == "present value after levies"]
    with pytest.raises(SystemExit) as ended:
        main(["explain", row["id"], "--depth", "1", "--format", "json"])
    assert ended.value.code == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows"][0]["value"] == row["value"]
    text = json.dumps(told)
    for path in (
        "projects/reko-diq:phases.phase-1.capex",
        "decks:study.prices.gold",
        "regimes/reko-diq:levies.royalty.rate",
    ):
        assert f"case:us-pakistan/{path}" in text


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["value", *arguments])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_one_screen_shows_every_variant_with_bands_and_the_indicators(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = printed(capsys, "us-pakistan/reko-diq", "--draws", "16", "--deck", "study")
    head = next(line for line in text.splitlines() if line.startswith("who "))
    assert head.split() == ["who", "planned", "loses", "delayed", "stopped"]
    assert "planned: " in text
    assert "What makes the band wide" in text
    assert "ogdcl, ppl, ghpl" in text
    assert "break-even price" in text
    assert "first year of net cash" in text
    assert len(text.splitlines()) < 60
    whole = printed(capsys, "us-pakistan/reko-diq", "--draws", "16", "--deck", "study", "--detail")
    assert len(whole.splitlines()) > len(text.splitlines())
    assert "as above" in whole


def test_bands_that_take_long_are_drawn_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "us-pakistan/gunga-barite", "--format", "json", "--deck", "study")
    found = json.loads(text)["rows"]
    assert len({row["id"] for row in found}) == len(found)
    assert not any("p05" in row for row in found)


def test_a_programme_without_sales_is_shown_without_bands(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = printed(capsys, "us-pakistan/staged-exploration")
    assert "odds of success" in text
    assert "percentile" not in text
