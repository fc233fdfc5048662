"""Output is set against imports only at the same stage and basis; else the row says why not."""

from __future__ import annotations

import pytest

from orepact.quantity import Value
from orepact.study.match import _Imports, _same_basis, _says


def _imports(stage: str, basis: str, value: Value) -> _Imports:
    return _Imports(cell={}, value=value, unit="kt", year="2025", basis=basis, stage=stage)


def test_refined_output_could_cut_a_refined_reliance() -> None:
    imports = _imports("refined", "metal content", Value.exact(1700.0))
    assert _says("refined", "metal", imports, "refined") == "could cut the net import reliance"


def test_concentrate_does_not_cut_a_refined_reliance() -> None:
    imports = _imports("concentrate", "metal content", Value.exact(20.0))
    said = _says("concentrate", "metal", imports, "refined")
    assert said.startswith("does not cut the reliance, which is of refined material")


def test_another_stage_is_named() -> None:
    imports = _imports("all forms", "metal content", Value.exact(520.0))
    said = _says("alloy", "metal", imports, "all forms")
    assert "not of the stage alloy" in said
    assert "in part at most" in said


def test_another_basis_is_named() -> None:
    imports = _imports("concentrate", "gross weight", Value.exact(63.0))
    assert "not divided" in _says("concentrate", "metal", imports, "concentrate")


def test_missing_imports_are_said_to_be_missing() -> None:
    assert "not in the evidence" in _says("alloy", "metal", None, "all forms")


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("metal", "metal content", True),
        ("gross", "gross weight", True),
        ("metal", "gross weight", False),
        ("gross", "not stated", False),
    ],
)
def test_a_basis_that_is_not_stated_is_the_same_as_none(
    one: str, other: str, is_same: bool
) -> None:
    assert _same_basis(one, other) is is_same
