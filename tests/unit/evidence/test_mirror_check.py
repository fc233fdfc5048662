import shutil
import sqlite3
from pathlib import Path

import pytest

from orepact.evidence.mirror_check import (
    Verdict,
    check_wdi,
    check_world_mining_data,
    not_checked,
)
from orepact.evidence.parameter import Quality

MACRO = Path(__file__).parents[2] / "fixtures" / "macro"


def _database(path: Path, total: int) -> Path:
    with sqlite3.connect(path) as connection:
        connection.execute('CREATE TABLE "Gallium" (Country, "2023", "2024", unit, data_source)')
        connection.executemany(
            'INSERT INTO "Gallium" VALUES (?, ?, ?, ?, ?)',
            [
                ("China", 701, 974, "metr. t", "r"),
                ("Japan", 3, None, "metr. t", "e"),
                ("Total", 704, total, "metr. t", "nan"),
            ],
        )
    connection.close()
    return path


def test_countries_that_add_up_pass_and_make_quality_a(tmp_path: Path) -> None:
    check = check_world_mining_data(_database(tmp_path / "w.db", 974))
    assert (check.verdict, check.compared, check.quality) == (Verdict.PASSED, 2, Quality.A)


def test_one_total_that_is_missed_fails_and_is_named(tmp_path: Path) -> None:
    check = check_world_mining_data(_database(tmp_path / "w.db", 1948))
    assert (check.verdict, check.quality) == (Verdict.FAILED, Quality.B)
    assert [item.where for item in check.disagreeing] == ["Gallium 2024"]
    assert check.worst is not None
    assert check.worst.deviation == 0.5  # 974 of 1948
    assert check.sentence().endswith("1 of 2 agree; largest deviation 50 % (Gallium 2024).")


def test_population_of_groups_is_the_sum_of_their_members() -> None:
    # North America in 2023 and 2024, and the world from its seven regions in both.
    check = check_wdi(MACRO / "sp.pop.totl.csv")
    assert (check.verdict, check.compared) == (Verdict.PASSED, 4)
    assert check.worst is not None
    assert check.worst.deviation == 0.0


@pytest.mark.parametrize(
    "changed", ["United States,USA,2024,340003797", "World,WLD,2024,8140897523"]
)
def test_a_changed_value_is_found(tmp_path: Path, changed: str) -> None:
    text = (MACRO / "sp.pop.totl.csv").read_text(encoding="utf-8")
    assert changed in text
    path = tmp_path / "sp.pop.totl.csv"
    path.write_text(text.replace(changed, changed[:-4] + "0000"), encoding="utf-8")
    shutil.copy(MACRO / "sp.pop.totl.datapackage.json", tmp_path)
    check = check_wdi(path)
    assert check.verdict is Verdict.FAILED


def test_what_has_no_total_is_not_checked_and_quality_b() -> None:
    check = not_checked("CEPII prints no totals beside the flows")
    assert (check.verdict, check.quality, check.compared) == (Verdict.NOT_CHECKED, Quality.B, 0)
