"""The claims of the shipped case: recomputed, moved by evidence, and never by a tuned rule."""

from pathlib import Path

import polars as pl
import pytest

from orepact.case import Case, Verdict, load
from orepact.errors import OrepactError
from orepact.evidence import bundle
from orepact.exposure import ExposureLookup, exposure
from orepact.record import Claim, ClaimLookup, check_claims, claim_id
from orepact.trace import Lookup, walk


@pytest.fixture(scope="module")
def case() -> Case:
    return load("us-pakistan")


@pytest.fixture(scope="module")
def claims(case: Case) -> dict[str, Claim]:
    return {claim.id: claim for claim in check_claims(case)}


def test_at_least_forty_of_the_fifty_six_claims_are_recomputed(claims: dict[str, Claim]) -> None:
    assert len(claims) == 56
    assert sum(claim.is_recomputed for claim in claims.values()) >= 40


def test_a_recomputed_verdict_that_differs_from_the_reader_is_explained(
    claims: dict[str, Claim],
) -> None:
    moved = {claim.id for claim in claims.values() if claim.has_moved}
    # The forecast exists but is of another quantity: settled in the note of the check.
    assert moved == {"C008"}
    assert "settled" in claims["C008"].note


def test_evidence_agrees_with_what_was_worked_out_by_hand(claims: dict[str, Claim]) -> None:
    # Shares from the customs tables, ranks from World Mining Data, counts from the yearly summary.
    by_hand = {
        "C024": 16.0,  # place of the host among salt producers, 2024
        "C034": 16.0,  # commodities at 100 %, 2025
        "C037": 77.9,  # percent of mass from China, 2024
        "C038": 97.3,  # percent from South Africa and Turkey, 2024
        "C022": 45.6,  # USD a tonne of lignite that would make the headline
        "X001": 182.6,  # billion USD
    }
    for id_, number in by_hand.items():
        assert claims[id_].evidence.number == pytest.approx(number, abs=0.06), id_


def test_every_claim_leads_back_to_leaves(case: Case, claims: dict[str, Claim]) -> None:
    lookups: list[Lookup] = [ClaimLookup(case), case, ExposureLookup(exposure()), bundle()]
    for claim in claims.values():
        tree = walk(claim_id(case, claim.id), lookups)
        assert tree.children


def test_changing_one_figure_of_the_evidence_flips_the_verdict_that_rests_on_it(
    case: Case, claims: dict[str, Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Had South Africa sold no ore in 2024, the claim would be contradicted."""
    assert claims["C038"].verdict is Verdict.PARTLY
    real = type(bundle()).trade

    def changed(self: object, **asked: object) -> pl.DataFrame:
        rows = real(self, **asked)  # type: ignore[arg-type]
        is_it = (
            (pl.col("hs") == "261000")
            & (pl.col("year") == 2024)
            & (pl.col("exporter") == "ZAF")
            & (pl.col("importer") == "USA")
        )
        return rows.with_columns(
            pl.when(is_it).then(1.0).otherwise(pl.col("tonnes")).alias("tonnes")
        )

    monkeypatch.setattr(type(bundle()), "trade", changed)
    monkeypatch.setattr("orepact.record.claims._CHECKED", {})
    anew = {claim.id: claim for claim in check_claims(case)}
    assert anew["C038"].verdict is Verdict.CONTRADICTED
    assert anew["C038"].has_moved
    assert anew["C037"].verdict is claims["C037"].verdict


def _broken(tmp_path: Path, name: str, old: str, new: str) -> Case:
    import shutil

    folder = tmp_path / "us-pakistan"
    shutil.copytree(load("us-pakistan").folder, folder)
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))
    return load(folder)


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("ledgers/claims.csv", "Glb", "barrels of hope", "cannot be compared"),
        (
            "claims.yaml",
            "evidence: 2 * half_reserve\n    unit: Glb",
            "evidence: 2 * half_reserve\n    unit: yr",
            "cannot be given in yr",
        ),
        ("claims.yaml", "claim: C001", "claim: C999", "no claim is called C999"),
        ("claims.yaml", "row: E006", "row: E999", "no row 'E999'"),
        (
            "claims.yaml",
            "ledger: engagement, row: E010",
            "ledger: gossip, row: E010",
            "no ledger 'gossip'",
        ),
        (
            "claims.yaml",
            'when: "evidence >= claimed"',
            'when: "evidence >= [3 t]"',
            "cannot be compared",
        ),
        ("claims.yaml", 'when: "evidence >= claimed"', 'when: "evidence"', "is no condition"),
    ],
)
def test_a_check_that_cannot_stand_is_named_with_its_place(
    tmp_path: Path, name: str, old: str, new: str, told: str
) -> None:
    with pytest.raises(OrepactError) as error:
        check_claims(_broken(tmp_path, name, old, new))
    assert told in str(error.value)
    assert "us-pakistan/" in str(error.value)
