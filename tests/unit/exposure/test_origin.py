from __future__ import annotations

import numpy as np
import pytest

from orepact.errors import UnknownNameError
from orepact.exposure import (
    Mixing,
    NotSeen,
    Origin,
    OriginOf,
    exposure,
    findings,
    origin_rows,
    origins,
)
from orepact.exposure.measures import ExposureLookup


def seen(name: str, stage: str, year: int, of: OriginOf = OriginOf.MINE) -> Origin:
    asked = origins().of(name, stage, year, of=of)
    assert not isinstance(asked, NotSeen)
    return asked


def test_every_importers_purchases_sum_to_one_or_are_a_gap() -> None:
    asked = seen("copper", "refined", 2024)
    for solved in (*asked.by_rule.values(), asked.strict):
        shares = solved.mixes.imports
        is_gap = np.isnan(shares).any(axis=1)
        np.testing.assert_allclose(shares[~is_gap].sum(axis=1), 1.0, atol=1e-9)
        assert (solved.imports[is_gap] == 0).all()


def test_aluminium_is_seen_through_to_bauxite() -> None:
    asked = seen("aluminium", "refined", 2024)
    assert asked.is_mine_known
    assert asked.seen[0].chain.commodity == "bauxite"
    place = origins().cube.position("USA")
    mines = asked.by_rule[Mixing.PROPORTIONAL].mixes.imports[place]
    made = seen("aluminium", "refined", 2024, OriginOf.PROCESSING)
    makers = made.by_rule[Mixing.PROPORTIONAL].mixes.imports[place]
    canada = asked.column("CAN")
    assert mines[canada] == 0.0
    assert makers[canada] > 0.5


def test_a_line_that_holds_several_metals_is_not_seen_through_and_says_why() -> None:
    asked = origins().of("gallium", "refined", 2024)
    assert isinstance(asked, NotSeen)
    assert "other metals" in asked.why
    (row,) = origin_rows(origins(), importer="USA", commodity="gallium")
    assert row["value"].is_gap
    assert "no stage can be seen through" in row["note"]


def test_a_stage_without_a_mine_in_trade_data_is_of_unknown_origin() -> None:
    rows = origin_rows(origins(), importer="DEU", commodity="magnesium", stage="refined")
    assert sum(row["value"].number for row in rows) == pytest.approx(1.0, abs=0.05)
    no_mine = origin_rows(origins(), importer="DEU", commodity="cobalt", stage="refined")
    told = {row["origin"] for row in no_mine if row["value"].number}
    assert "unknown" in told
    assert told <= {"unknown", "recycled"}


def test_gap_says_what_is_there_instead() -> None:
    rows = origin_rows(origins(), importer="USA", commodity="copper", stage="smelter")
    assert rows[0]["note"].endswith("seen through at ore, refined")


def test_an_importer_that_buys_nothing_is_a_gap() -> None:
    held = origins()
    asked = seen("uranium", "ore", 2024)
    never = int(np.flatnonzero(asked.trade.sum(axis=0) == 0)[0])
    (row,) = origin_rows(
        held, importer=held.cube.countries[never], commodity="uranium", stage="ore", year=2024
    )
    assert row["value"].is_gap
    assert "buying none of it abroad" in row["note"]


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"importer": "Atlantis"}, "Atlantis"),
        ({"importer": "VAT"}, "No figure speaks of Vatican City"),
        ({"importer": "USA", "year": 2031}, "2010 to 2024"),
        ({"importer": "USA", "commodity": "copper", "stage": "alloy"}, "The cube holds"),
        ({"importer": "USA", "commodity": "unobtainium"}, "unobtainium"),
    ],
)
def test_impossible_questions_say_what_is_there(keys: dict[str, str], says: str) -> None:
    with pytest.raises(UnknownNameError, match=says):
        origin_rows(origins(), **keys)  # type: ignore[arg-type]


def test_spread_between_rules_holds_the_shown_share() -> None:
    for row in origin_rows(origins(), importer="JPN", commodity="copper", stage="refined"):
        assert row["rules_low"] - 1e-12 <= row["value"].number <= row["rules_high"] + 1e-12


def test_findings_name_the_supplier_the_share_and_the_mine() -> None:
    held = origins()
    told = findings(held, held.of("aluminium", "refined", 2024), importer="USA")
    assert told
    for each in told:
        assert each.text.startswith(f"{100 * each.share:.2g} %"[:2])
        assert " shipped in 2024 " in each.text
        assert each.origin != each.supplier
    assert findings(held, held.of("gallium", "refined", 2024)) == []


def test_every_printed_id_can_be_explained_and_gives_the_same_number() -> None:
    lookup = ExposureLookup(exposure())
    rows = origin_rows(origins(), importer="KOR", commodity="copper", stage="refined")
    for row in rows[:4]:
        record = lookup.find(row["id"])
        assert record is not None
        assert record.value == row["value"]
        assert record.parents
        for parent in record.parents:
            assert lookup.find(parent.id) is not None


def test_what_is_hidden_lies_between_none_and_all() -> None:
    lookup = ExposureLookup(exposure())
    id_ = "exposure.hidden_origin[importer=USA,commodity=aluminium,stage=refined,year=2024,"
    id_ += "by=repaired tonnes]"
    record = lookup.find(id_)
    assert record is not None
    assert record.value.low is not None
    assert record.value.high is not None
    assert 0.9 < record.value.low <= record.value.high <= 1.0
