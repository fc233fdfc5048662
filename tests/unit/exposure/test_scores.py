"""Measures of everybody at once are those that are computed one by one."""

import math

import numpy as np
import pytest

from orepact.exposure import cube, exposure, exposure_rows
from orepact.exposure.chain_measures import WITHOUT, assessments
from orepact.exposure.line_table import line_tables
from orepact.exposure.scores import every_score

IMPORTERS = ("USA", "CHN", "DEU", "JPN", "IND", "PAK", "KOR", "LUX", "BTN", "COG")
NAMES = {"net_import_reliance": "chain_reliance"}


def is_same(one: float, other: float) -> bool:
    is_gap = math.isnan(one) and math.isnan(other)
    return is_gap or one == other or abs(one - other) <= 1e-9 * max(1.0, abs(other))


@pytest.mark.parametrize("is_clean", [False, True])
def test_scores_of_all_are_the_scores_of_each(*, is_clean: bool) -> None:
    held, made = cube(), every_score(cube())
    rng = np.random.default_rng(7)
    differ, compared = [], 0
    for _ in range(250):
        importer = str(rng.choice(IMPORTERS))
        chain, year = int(rng.integers(len(held.keys))), int(rng.integers(len(held.years)))
        one = assessments(
            importer, *held.keys[chain], held.years[year], is_clean, has_percentiles=False
        )
        for name, grid in made.items():
            plain = name.removesuffix(WITHOUT)
            if (plain != name) is not is_clean or NAMES.get(plain, plain) not in one:
                continue
            at = (chain, held.position(importer), year) if grid.ndim == 3 else (chain, year)
            found, expected = float(grid[at]), one[NAMES.get(plain, plain)].central
            compared += math.isfinite(expected)
            if not is_same(found, expected):
                differ.append((name, importer, held.keys[chain], held.years[year]))
    assert differ == []
    assert compared > 200


def test_shares_of_everybodys_lines_are_those_that_are_listed() -> None:
    held, tables = cube(), line_tables(cube())
    rows = exposure_rows(
        exposure(), importer="JPN", commodity="copper", year=2024, measure="top_supplier_share"
    )
    compared = 0
    for row in rows:
        basket = {"concentrate": ("260300",), "refined": ("740311",)}.get(row["line"])
        table = tables[row["by"]]
        if basket in table.baskets and not row["value"].is_gap:
            at = (table.baskets.index(basket), held.position("JPN"), held.year_position(2024))
            assert table.top[at] == pytest.approx(row["value"].number, rel=1e-12)
            compared += 1
    assert compared >= 2


def test_other_countries_without_a_bound_leave_the_world_unknown_and_not_at_zero() -> None:
    held = cube()
    number, year = held.keys.index(("soda ash", "ore")), held.year_position(2024)
    assert np.isinf(held.at_rest.arrays["production_others"][number, year])
    (row,) = exposure_rows(
        exposure(), importer="USA", commodity="soda ash", measure="chain_production_herfindahl"
    )
    assert row["value"].is_gap
    assert "no bound" in row["note"]
    assert math.isnan(every_score(held)["chain_production_herfindahl"][number, year])
