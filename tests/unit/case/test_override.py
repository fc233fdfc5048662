from __future__ import annotations

import contextlib

import pytest

from orepact import case
from orepact.errors import CaseError, OrepactError, UnknownNameError
from orepact.evidence import Quality

CAPEX = "projects/copper-smelter:phases.smelter.capex"


def test_one_number_changes_and_the_case_given_stays(shipped: case.Case) -> None:
    before = shipped.projects["copper-smelter"].phases[0].capex
    changed = case.with_overrides(shipped, {CAPEX: "900"})
    assert changed.projects["copper-smelter"].phases[0].capex.value == 900.0
    assert shipped.projects["copper-smelter"].phases[0].capex is before
    others = set(shipped.numbers) - {CAPEX}
    assert all(changed.numbers[path][1].model == shipped.numbers[path][1].model for path in others)


def test_a_what_if_is_quality_d_and_keeps_what_stood_there(shipped: case.Case) -> None:
    changed = case.with_overrides(shipped, {CAPEX: "0.9bnUSD"})
    record = changed.find(f"case:us-pakistan/{CAPEX}")
    assert record is not None
    assert record.value.number == pytest.approx(900.0)
    assert record.quality == Quality.D
    assert record.sources == ("what-if",)
    assert "was 1500 MUSD" in record.note
    (override,) = changed.overrides
    assert (override.path, override.before.value, override.after.value) == (CAPEX, 1500.0, 900.0)


def test_full_ids_and_unique_ends_name_the_same_number(shipped: case.Case) -> None:
    for key in (CAPEX, f"case:us-pakistan/{CAPEX}", "copper-smelter:phases.smelter.capex"):
        assert case.with_overrides(shipped, {key: 1.0e3}).overrides[0].path == CAPEX


def test_unknown_keys_are_refused_with_the_nearest_names(shipped: case.Case) -> None:
    with pytest.raises(UnknownNameError) as caught:
        case.with_overrides(shipped, {"projects/copper-smelter:phases.smelter.capexx": "1"})
    assert CAPEX in caught.value.nearest


def test_an_end_that_several_numbers_share_is_refused(shipped: case.Case) -> None:
    with pytest.raises(UnknownNameError) as caught:
        case.with_overrides(shipped, {"operating_cost": "1"})
    assert len(caught.value.nearest) > 1


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        (CAPEX, "9t", "cannot convert"),
        (CAPEX, "much", "is not a number"),
        (CAPEX, "-5", "below 0"),
        ("enablers/ml-3-upgrade:cost", "-3", "cost is negative"),
        ("enablers/corridor-security:payers.barrick.share", "80", "payers sum to 130 %"),
        ("decks:study.weight", "90", "weights sum to"),
    ],
)
def test_a_value_that_the_file_could_not_hold_is_refused(
    shipped: case.Case, key: str, value: str, says: str
) -> None:
    with pytest.raises(CaseError, match=says):
        case.with_overrides(shipped, {key: value})


def test_shares_that_change_together_are_checked_together(shipped: case.Case) -> None:
    shares = "enablers/corridor-security:payers"
    changed = case.with_overrides(
        shipped, {f"{shares}.barrick.share": "80", f"{shares}.federation.share": "20"}
    )
    assert changed.enablers["corridor-security"].shares() == pytest.approx(
        {"barrick": 0.8, "federation": 0.2}
    )


def test_inflation_changes_in_both_its_places(shipped: case.Case) -> None:
    changed = case.with_overrides(shipped, {"case:money.inflation": "3"})
    assert changed.header.money.inflation.value == 3.0
    assert changed.facilities is not None
    assert changed.facilities.inflation.value == 3.0


def test_a_broken_what_if_raises_only_our_errors(shipped: case.Case) -> None:
    for path in list(shipped.numbers)[::29]:
        for value in ("1e308", "-1e308", "0", "1 MUSD"):
            with contextlib.suppress(OrepactError):
                case.with_overrides(shipped, {path: value})
