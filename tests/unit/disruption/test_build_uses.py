from orepact.disruption.build_uses import end_use_rows, substitute_rows

SHARE = {
    "mineral": "Gallium",
    "stage_or_form": "metal",
    "region": "US",
    "year": "2025",
    "application": "chips",
    "share_low_pct": "60",
    "share_high_pct": "80",
    "bea2017_code_suggested": "334413",
    "confidence": "A",
    "source_title": "survey",
    "source_locator": "page",
}
SAID = {
    "mineral": "Gallium",
    "kind": "substitutability",
    "value": "none in one use",
    "derivation": "MCS 2026 Substitutes paragraph, paraphrased: few",
}


def test_what_the_source_does_not_state_is_a_row_of_its_own() -> None:
    rows = end_use_rows([SHARE], [SAID])
    assert [(row[3], row[4], row[5]) for row in rows] == [
        ("chips", 0.7, "essential"),
        ("not stated by the source", 0.3, "essential"),
    ]
    assert rows[1][7:9] == ["D", "assumption"]


def test_the_united_states_and_the_latest_year_come_first() -> None:
    older, world = {**SHARE, "year": "2010"}, {**SHARE, "region": "World", "year": "2026"}
    rows = end_use_rows([world, older, SHARE], [])
    assert {(row[1], row[2]) for row in rows} == {("US", "2025")}


def test_a_set_that_covers_less_than_half_is_left_out() -> None:
    assert end_use_rows([{**SHARE, "share_low_pct": "10", "share_high_pct": "20"}], []) == []
    assert end_use_rows([{**SHARE, "confidence": "D"}], []) == []


def test_substitutes_give_the_need() -> None:
    assert substitute_rows([SAID]) == [
        ["gallium", "none in one use", "essential", "B", "usgs-mcs-2026", "few"]
    ]
