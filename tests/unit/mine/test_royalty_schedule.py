"""A schedule of royalties that a user brings, laid over a regime: rates here are made up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from orepact.case import load, surroundings
from orepact.errors import OrepactError
from orepact.mine import Bench, Choice, UnitRoyalty, value_rows
from orepact.mine.local_money import local_money
from orepact.mine.royalty_schedule import read_schedule, with_schedule

CASE = load("us-pakistan")
PAGE = Path(__file__).parents[3] / "docs" / "regime-file.md"
DOCUMENTED = PAGE.read_text(encoding="utf-8").split("```csv\n")[1].split("```")[0]
HEAD = "mineral,base,rate,unit,floor,floor_unit,replaces,source,note\n"


def schedule(folder: Path, text: str) -> str:
    path = folder / "royalties.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_documented_schedule_is_what_the_mine_pays(tmp_path: Path) -> None:
    around, project = surroundings(CASE), CASE.projects["gunga-barite"]
    file = schedule(tmp_path, DOCUMENTED)
    bench = Bench(project, around, Choice(royalties=file))
    line = next(levy for levy in bench.regime.levies if levy.id == "royalty")
    money = local_money("PAK")
    assert isinstance(line, UnitRoyalty)
    assert money is not None
    assert line.rate.to("USD/t") == pytest.approx(350.0 / money.per_dollar)
    assert line.recipient == "balochistan"
    flow = bench.flow()
    paid, years = flow.levies["royalty"][0], flow.timing.years
    eroded = (1.0 + around.money.inflation) ** (years - around.money.year)
    tonnes = flow.operation.tonnes["product"]
    np.testing.assert_allclose(
        paid, 350.0 / money.per_dollar * tonnes / 1e6 / eroded, rtol=1e-9, atol=1e-12
    )
    assert paid.sum() > 0
    rows = value_rows(project, around, Choice(royalties=file))
    assert all("royalties=royalties.csv" in row["id"] for row in rows)


def test_a_share_with_a_floor_keeps_the_id_that_an_advance_is_credited_against(
    tmp_path: Path,
) -> None:
    project, regime = CASE.projects["reko-diq"], CASE.regimes["reko-diq"]
    text = f"{HEAD}copper,nsr,6,%,20,USD/t,royalty,made up,\ngold,revenue,3,%,,,royalty,made up,\n"
    lines = read_schedule(Path(schedule(tmp_path, text)))
    laid = with_schedule(regime, project, lines, country="PAK")
    found = {levy.id: levy for levy in laid.levies}
    assert found["royalty"].note.startswith("made up")
    assert found["royalty-gold"].recipient == found["royalty"].recipient
    assert len(laid.levies) == len(regime.levies) + 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mineral,rate\ncoal,5\n", "no column base"),
        (f"{HEAD}barite,weight,5,%,,,,x,\n", "royalties.csv:2: base 'weight'"),
        (f"{HEAD}barite,nsr,5,PKR/t,,,,x,\n", "unit 'PKR/t' on base nsr"),
        (f"{HEAD}barite,product,-5,PKR/t,,,,x,\n", "rate '-5' is no number"),
        (f"{HEAD}barite,product,five,PKR/t,,,,x,\n", "rate 'five' is no number"),
        (f"{HEAD}barite,nsr,105,%,,,,x,\n", "105 % is above 100"),
        (f"{HEAD}barite,nsr,5,%,,,,,\n", "no source"),
        (f"{HEAD}baryte-x,nsr,5,%,,,,x,\n", "it has baryte-x"),
        (f"{HEAD}coal,nsr,5,%,,,,x,\n", "no line for barite"),
        (f"{HEAD}barite,nsr,5,%,,,toll,x,\n", "unknown levy 'toll'"),
        (f"{HEAD}barite,nsr,5,%,,,,x,\nbarite,nsr,6,%,,,,x,\n", "barite stands twice"),
        (HEAD, "no line"),
    ],
)
def test_a_schedule_that_cannot_stand_is_named_with_its_line(
    tmp_path: Path, text: str, told: str
) -> None:
    file = schedule(tmp_path, text)
    with pytest.raises(OrepactError) as error:
        Bench(CASE.projects["gunga-barite"], surroundings(CASE), Choice(royalties=file))
    assert told in str(error.value) or told in str(getattr(error.value, "problems", ""))
