"""The command disrupt: what it prints, what explain knows of it, and what it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest

from orepact.cli import main

GALLIUM = ("--importer", "USA", "--supplier", "CHN", "--commodity", "gallium")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[Any, str, str]:
    """Return exit code, output and errors of one command."""
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    out, err = capsys.readouterr()
    return left.value.code or 0, out, err


def rows(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    code, out, _ = run(capsys, *arguments, "--format", "json")
    assert code == 0
    return json.loads(out)


def by_measure(body: Any) -> dict[str, Any]:
    return {row["measure"]: row for row in body["rows"] if "of" not in row or not row["of"]}


def test_first_sentence_says_what_rests_on_assumption_and_the_second_names_the_tables_years(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(capsys, "disrupt", *GALLIUM, "--draws", "50")
    first, second, *_ = out.splitlines()
    assert code == 0
    assert "rests on assumed" in first
    assert "direct effect" in second
    assert "every buyer rationed" in second
    assert "China" in second
    assert "((" not in second
    assert "))" not in second
    assert "2017" in second
    assert "2023" in second


def test_rows_carry_bands_ids_units_and_the_five_components(
    capsys: pytest.CaptureFixture[str],
) -> None:
    body = rows(capsys, "disrupt", *GALLIUM, "--draws", "200")
    found = by_measure(body)
    five = ("direct", "input_cost", "domestic_output", "domestic_price", "downstream")
    assert set(five) <= set(found)
    for row in body["rows"]:
        assert row["unit"]
        assert row["id"].startswith("disruption.")
        assert row["sources"]
    low, high = found["gdp_direct"], found["gdp_rationing"]
    assert low["p05"] <= low["p50"] <= low["p95"] < 0.0
    assert high["value"] < low["value"]
    industries = [row for row in body["rows"] if row["measure"] == "industry"]
    assert industries[0]["of"] == "334413"
    assert industries == sorted(industries, key=lambda row: row["value"])


def test_explain_computes_a_printed_figure_again_to_the_last_digit(
    capsys: pytest.CaptureFixture[str],
) -> None:
    body = rows(capsys, "disrupt", *GALLIUM, "--draws", "20", "--years", "2")
    for measure in ("gdp_rationing", "price_ratio"):
        row = by_measure(body)[measure]
        told = rows(capsys, "explain", row["id"], "--depth", "1")
        assert told["rows"][0]["value"] == row["value"]
        assert told["rows"][0]["formula"] == row["formula"]


def test_explain_leads_down_to_shares_parameters_and_official_figures(
    capsys: pytest.CaptureFixture[str],
) -> None:
    body = rows(capsys, "disrupt", *GALLIUM, "--draws", "20")
    direct = by_measure(body)["direct"]
    code, out, _ = run(capsys, "explain", direct["id"])
    assert code == 0
    assert "disruption.kappa[commodity=gallium,stage=any,industry=334413]" in out
    assert "disruption.parameter[id=backstop]" in out
    assert "usgs-mcs-2026" in out


def test_a_mineral_without_reviewed_shares_gets_price_and_quantity_and_says_why(
    capsys: pytest.CaptureFixture[str],
) -> None:
    body = rows(
        capsys, "disrupt", "--importer", "USA", "--supplier", "CHN", "--commodity", "talc",
        "--draws", "20",
    )  # fmt: skip
    assert "nobody reviewed" in body["gap"]
    found = by_measure(body)
    assert {"price_ratio", "shortfall", "surplus", "terms_of_trade"} <= set(found)
    assert not {"direct", "downstream", "gdp_direct", "gdp_rationing"} & set(found)


def test_an_importer_without_a_table_gets_price_and_quantity_and_is_told_what_to_bring(
    capsys: pytest.CaptureFixture[str],
) -> None:
    body = rows(
        capsys, "disrupt", "--importer", "DEU", "--supplier", "CHL", "--commodity", "copper",
        "--draws", "20",
    )  # fmt: skip
    assert "no input-output table for DEU" in body["gap"]
    assert "--table" in body["gap"]
    assert "gdp_direct" not in by_measure(body)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("--cut", "1.2"), "a cut of 1.2 is not a share"),
        (("--cut", "nan"), "not a share"),
        (("--supplier", "NZL"), "no gallium (refined) abroad"),
        (("--supplier", "USA"), "cannot restrict exports to itself"),
        (("--stage", "smelted"), "unknown stage 'smelted'"),
        (("--commodity", "unobtainium"), "unknown commodity"),
        (("--draws", "0"), "0 draws cannot be computed"),
        (("--rho", "2"), "has no meaning"),
        (("--rho", "nan"), "has no meaning"),
        (("--years", "0"), "cannot be computed"),
        (("--instrument", "embargo"), "unknown instrument"),
        (("--table", "none-2020.csv"), "no such file"),
    ],
)
def test_bad_input_is_refused_with_2_and_words(
    capsys: pytest.CaptureFixture[str], changed: tuple[str, str], said: str
) -> None:
    given = dict(zip(GALLIUM[::2], GALLIUM[1::2], strict=True)) | {changed[0]: changed[1]}
    arguments = [part for pair in given.items() for part in pair]
    code, out, err = run(capsys, "disrupt", *arguments)
    assert code == 2
    assert said in err
    assert "Traceback" not in err + out


def test_a_table_that_does_not_balance_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "2020.csv"
    path.write_text(
        "V1,DEU_C24,DEU_HFCE,OUT\nDEU_C24,10,80,120\nTLS,0,0,0\nVA,110,0,0\nOUT,120,0,0\n",
        encoding="utf-8",
    )
    code, _, err = run(
        capsys, "disrupt", "--importer", "DEU", "--supplier", "CHL", "--commodity", "copper",
        "--table", str(path),
    )  # fmt: skip
    assert code == 2
    assert "row C24 is off" in err
    assert "residual -30" in err


def test_the_catalogue_is_listed_and_an_event_of_it_answered(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = rows(capsys, "disrupt", "--list-events")["rows"]
    assert {"event", "title", "imposers", "commodity"} <= set(listed[0])
    body = rows(capsys, "disrupt", "--importer", "USA", "--event", "ga-2023", "--draws", "20")
    assert "instrument=licence" in body["rows"][0]["id"]
    code, _, err = run(capsys, "disrupt", "--importer", "USA", "--event", "ga-1999")
    assert code == 2
    assert "unknown event" in err


def test_restrictions_of_a_file_are_solved_jointly_and_explained(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "both.yaml"
    entry = "  - title: {0}\n    imposers: [CHN]\n    commodity: {0}\n    cut: 1.0\n"
    head = "title: both metals\nrestrictions:\n"
    path.write_text(head + entry.format("gallium") + entry.format("germanium"), encoding="utf-8")
    given = ("disrupt", "--importer", "USA", "--scenario", str(path), "--draws", "20")
    body = rows(capsys, *given)
    together = [row for row in body["rows"] if row["scenario"] == "together"]
    alone = [
        row["value"]
        for row in body["rows"]
        if row["scenario"] != "together" and row["measure"] == "gdp_rationing"
    ]
    joint = next(row for row in together if row["measure"] == "gdp_rationing")
    assert len(alone) == 2
    assert joint["value"] < min(alone)
    told = rows(capsys, "explain", joint["id"], "--depth", "1")
    assert told["rows"][0]["value"] == joint["value"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--supplier", "CHN", "--commodity", "gallium"), "no importer"),
        (("--importer", "USA", "--commodity", "gallium"), "no supplier"),
        (("--importer", "USA", "--scenario", "none.yaml"), "no such file"),
    ],
)
def test_a_question_without_its_parts_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    code, _, err = run(capsys, "disrupt", *arguments)
    assert code == 2
    assert said in err


@pytest.mark.parametrize(
    "beside", [("--supplier", "ZAF"), ("--commodity", "copper"), ("--cut", "0.2"), ("--targeted",)]
)
def test_nothing_beside_an_event_is_passed_over_in_silence(
    capsys: pytest.CaptureFixture[str], beside: tuple[str, ...]
) -> None:
    code, _, err = run(capsys, "disrupt", "--importer", "USA", "--event", "ga-2023", *beside)
    assert code != 0
    assert beside[0] in err
    assert "--event" in err


def test_nothing_beside_a_file_is_passed_over_in_silence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "any.yaml"
    code, _, err = run(
        capsys, "disrupt", "--importer", "USA", "--scenario", str(file), "--event", "ga-2023"
    )
    assert code != 0
    assert "--event beside --scenario" in err


def test_without_a_table_what_matters_is_told_of_the_price(
    capsys: pytest.CaptureFixture[str],
) -> None:
    options = ("--importer", "JPN", "--supplier", "CHN", "--commodity", "graphite", "--cut", "0.5")
    code, out, _ = run(capsys, "disrupt", *options, "--draws", "50")
    assert code == 0
    told = next(line for line in out.splitlines() if line.startswith("What matters most"))
    assert "times the base" in told
    body = rows(capsys, "disrupt", *options, "--draws", "50")
    moves = [row for row in body["rows"] if row["measure"] == "switch"]
    assert moves
    assert all(abs(row["value"]) > 1e-6 for row in moves)
