"""The command disrupt on a table that a user brings. The table here is invented."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from orepact.cli import main

INDUSTRIES = (
    "A01_02 A03 B05_06 B07_08 B09 C10T12 C13T15 C16 C17_18 C19 C20 C21 C22 C23 C24 C25 C26 "
    "C27 C28 C29 C30 C31T33 D E F G H49 H50 H51 H52 H53 I J58T60 J61 J62_63 K L M N O P Q R S T"
)


def invented(path: Path) -> Path:
    """Write an invented table of the OECD's layout with 45 industries, which balances."""
    names = [f"DEU_{name}" for name in INDUSTRIES.split()]
    draw = np.random.default_rng(1)
    flows = draw.random((45, 45)) * 100.0
    final = draw.random(45) * 9_000.0 + 5_000.0
    output = flows.sum(axis=1) + final
    added = output - flows.sum(axis=0)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["V1", *names, "DEU_HFCE", "OUT"])
        for place, name in enumerate(names):
            writer.writerow([name, *flows[place], final[place], output[place]])
        writer.writerow(["TLS", *np.zeros(45), 0, 0])
        writer.writerow(["VA", *added, 0, 0])
        writer.writerow(["OUT", *output, 0, 0])
    return path


def test_another_importer_with_its_own_table_gets_the_whole_answer(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = invented(tmp_path / "2021.csv")
    with pytest.raises(SystemExit) as left:
        main(
            ["disrupt", "--importer", "DEU", "--supplier", "CHL", "--commodity", "copper",
             "--table", str(path), "--draws", "20", "--format", "json"]
        )  # fmt: skip
    body = json.loads(capsys.readouterr().out)
    found = {row["measure"]: row for row in body["rows"]}
    assert not left.value.code
    assert "gap" not in body
    assert found["gdp_rationing"]["value"] <= found["gdp_direct"]["value"] < 0.0
    assert found["gdp_direct"]["unit"] == "MUSD of 2021"
    assert "2021" in body["said"][1]
    with pytest.raises(SystemExit):
        main(["explain", found["gdp_direct"]["id"], "--depth", "0", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told["rows"][0]["value"] == found["gdp_direct"]["value"]
