from __future__ import annotations

import dataclasses

import pytest

from orepact import case
from orepact.evidence import Parameter
from orepact.quantity import Kind
from orepact.trace import RecordKind, walk


def test_every_number_of_the_case_can_be_explained(shipped: case.Case) -> None:
    for path in shipped.numbers:
        record = shipped.find(f"case:us-pakistan/{path}")
        assert record is not None
        assert record.kind is RecordKind.PARAMETER
        assert record.sources
        assert record.unit


def test_a_number_leads_to_the_ledger_rows_it_cites(shipped: case.Case) -> None:
    tree = walk("case:us-pakistan/enablers/ml-3-upgrade:cost", [shipped])
    assert tree.record.value.number == 390.0
    cited = {child.record.id for child in tree.children}
    assert "case:us-pakistan/ledgers/roadmap:R095" in cited
    row = next(c.record for c in tree.children if c.record.id.endswith("R095"))
    assert row.kind is RecordKind.SOURCE
    assert row.value.number == 390_000_000.0
    assert row.unit == "USD"


def test_a_ledger_row_without_a_number_is_missing_and_not_zero(shipped: case.Case) -> None:
    record = shipped.find("case:us-pakistan/ledgers/technical:T060")
    assert record is not None
    assert record.value.kind is Kind.MISSING
    assert record.value.number is None


def test_ids_of_others_are_left_alone(shipped: case.Case) -> None:
    for id_ in ("ev-abc", "case:other/rates:x.real", "case:us-pakistan/rates:nobody.real"):
        assert shipped.find(id_) is None
    assert shipped.find("case:us-pakistan/ledgers/claims:C999") is None
    assert shipped.find("case:us-pakistan/ledgers/gossip:C001") is None


def test_a_case_is_frozen(shipped: case.Case) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        shipped.fingerprint = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        shipped.files["case"] = None  # type: ignore[index]


def test_money_of_another_year_comes_into_the_cases_money(shipped: case.Case) -> None:
    # United States GDP deflator: 2025 over 2024 is 1.02801 (World Development Indicators)
    of_2024 = Parameter.model_validate(
        {
            "value": 100.0,
            "unit": "MUSD",
            "quality": "B",
            "source": "own-calculation",
            "price_year": 2024,
        },
        strict=False,
    )
    assert shipped.real(of_2024, "MUSD") == pytest.approx(102.80, abs=0.01)
    of_the_day = of_2024.model_copy(update={"price_year": None})
    assert shipped.real(of_the_day, "bnUSD") == pytest.approx(0.1)


def test_the_fingerprint_follows_the_files(tmp_path: object, fresh: object) -> None:
    from pathlib import Path

    folder = Path(str(fresh))
    first = case.load(folder).fingerprint
    assert case.load(folder).fingerprint == first
    path = folder / "gates.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# a word\n", encoding="utf-8")
    assert case.load(folder).fingerprint != first


def test_a_range_without_a_unit_names_none(shipped: case.Case) -> None:
    bare = shipped.find("case:us-pakistan/security:pause.prior_paused")
    assert bare is not None
    assert bare.note.endswith("Range 0.5 to 1.")
    people = shipped.find("case:us-pakistan/security:pause.least_killed")
    assert people is not None
    assert people.note.endswith("Range 15 to 30 person.")
