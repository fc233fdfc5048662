"""Oxide to metal and back."""

from __future__ import annotations

import pytest

from orepact.errors import EvidenceError, UnknownNameError
from orepact.evidence.basis import basis_factor, metal_fraction, to_metal, to_oxide
from orepact.evidence.quality import Quality
from orepact.quantity import Basis, Kind, Value


def test_a_share_worked_by_hand() -> None:
    # Cr2O3: 2 x 51.996 = 103.992; 3 x 15.999 = 47.997; 103.992 / 151.989 = 0.684207
    assert metal_fraction("Cr2O3", "Cr")[0] == pytest.approx(0.684207, abs=1e-6)


def test_the_range_holds_the_factor_and_is_wide_only_for_a_mix() -> None:
    lithium, rare_earths = basis_factor("lithium"), basis_factor("rare earths")
    assert lithium.low <= lithium.central <= lithium.high
    assert lithium.high - lithium.low < 0.003
    assert lithium.quality is Quality.A
    # yttrium oxide is the lightest metal share, lutetium oxide the heaviest
    assert rare_earths.low == pytest.approx(2 * 88.906 / (2 * 88.906 + 3 * 16.000))
    assert rare_earths.high == pytest.approx(2 * 174.97 / (2 * 174.97 + 3 * 15.999))
    assert rare_earths.quality is Quality.C


def test_a_bound_stays_a_bound_and_a_gap_a_gap() -> None:
    bound = to_metal(Value.at_least(100.0), "chromium", Basis.OXIDE)
    assert bound.value.kind is Kind.LOWER_BOUND
    assert bound.low == pytest.approx(68.42, abs=0.01)
    assert bound.high is None
    gap = to_metal(Value.withheld(), "chromium", Basis.OXIDE)
    assert gap.value.kind is Kind.WITHHELD
    assert gap.low is None


def test_to_oxide_undoes_to_metal() -> None:
    metal = to_metal(Value.exact(1000.0), "tantalum", Basis.OXIDE).value
    oxide = to_oxide(metal, "tantalum", Basis.METAL)
    assert oxide.value.number == pytest.approx(1000.0)
    assert oxide.low is not None
    assert oxide.high is not None
    assert oxide.low <= 1000.0 <= oxide.high


def test_what_is_on_the_basis_already_is_left_alone() -> None:
    same = to_metal(Value.exact(5.0), "copper", Basis.METAL)
    assert same.value.number == 5.0
    assert same.factor is None


def test_gross_weight_of_ore_is_never_turned_into_metal() -> None:
    with pytest.raises(EvidenceError, match="grade"):
        to_metal(Value.exact(1.0), "chromium", Basis.GROSS)


def test_a_commodity_without_a_factor_is_named() -> None:
    with pytest.raises(UnknownNameError, match="copper"):
        to_metal(Value.exact(1.0), "copper", Basis.OXIDE)


@pytest.mark.parametrize("formula", ["Cr2O3x", "Xx2O3", "", "(Cr)2O3"])
def test_a_formula_that_cannot_be_weighed_is_refused(formula: str) -> None:
    with pytest.raises(ValueError, match="weighed"):
        metal_fraction(formula, "Cr")
