"""The shipped case: it is sound, every document is cited, and its figures are what they were."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from orepact import case
from orepact.case.numbers import spots
from orepact.enable import EnablerKind, Standing
from orepact.evidence import Parameter, Quality
from orepact.mine import ProjectFile

# A measured or official, B reported, C one step removed, D assumed.
# When a number changes its letter, change these and say so in the change log.
# Corridor, workforce, security and safeguards brought two A, 24 B, 63 C and 188 D: mostly costs,
# pools and states of the site that are reported, one step removed, or assumed. Instruments, worlds
# without a deal, the host's economy, failures and terms brought three A, six B, eight C and 100 D.
# The structure of two more packages, the importer's markets and levers of terms brought eight C
# and 29 D.
GOLDEN_COUNTS = {"A": 23, "B": 93, "C": 189, "D": 535}
LEDGER_ROWS = {
    "claims": 56,
    "engagement": 55,
    "deposits": 69,
    "governance": 54,
    "roadmap": 58,
    "unit_costs": 44,
    "small_scale_mining": 41,
    "technical": 61,
    "terms": 102,
    "sites": 119,
}


@pytest.fixture(scope="module")
def shipped() -> case.Case:
    return case.load("us-pakistan")


def _cited(shipped: case.Case) -> set[str]:
    found: set[str] = set()
    for name, file in shipped.files.items():
        if name == "sources":
            continue
        for spot in spots(file.model):
            source = getattr(spot.model, "source", None)
            found |= {source} if isinstance(source, str) else set()
            found |= set(getattr(spot.model, "sources", ()))
    for table in shipped.ledgers.values():
        found |= set(table["source"])
        if "coordinate_source" in table.columns:
            found |= set(table["coordinate_source"])
    return found


def test_the_shipped_case_has_no_problem() -> None:
    assert [str(problem) for problem in case.problems("us-pakistan")] == []


def test_every_document_is_cited_by_a_number_or_a_row(shipped: case.Case) -> None:
    assert set(shipped.documents) - _cited(shipped) == set()


def test_ledgers_hold_every_row_that_was_checked(shipped: case.Case) -> None:
    assert {name: table.height for name, table in shipped.ledgers.items()} == LEDGER_ROWS


def test_ids_of_ledger_rows_are_unique_over_all_ledgers(shipped: case.Case) -> None:
    ids = [row for table in shipped.ledgers.values() for row in table["id"]]
    assert [name for name, count in Counter(ids).items() if count > 1] == []


def test_no_number_is_better_known_than_its_source(shipped: case.Case) -> None:
    """What rests on background knowledge alone is an assumption, quality D."""
    for path, (_, spot) in shipped.numbers.items():
        assert isinstance(spot.model, Parameter)
        if spot.model.source in {"assumption", "background-knowledge"}:
            assert spot.model.quality is Quality.D, path
    for name, table in shipped.ledgers.items():
        rows = table.filter(table["source"] == "background-knowledge")
        assert set(rows["quality"]) <= {"D"}, name


def test_most_enabler_numbers_say_how_they_were_chosen(shipped: case.Case) -> None:
    for name in (*shipped.enablers, "resources"):
        file = shipped.files[f"enablers/{name}" if name != "resources" else name]
        for spot in spots(file.model):
            number = spot.model
            if isinstance(number, Parameter) and number.quality is Quality.D:
                assert number.note, f"{name}: {spot.path}"


def test_each_of_our_four_projects_explains_its_assumptions(shipped: case.Case) -> None:
    for name in ("muslim-bagh-ferrochrome", "gunga-barite", "copper-smelter", "staged-exploration"):
        for spot in spots(shipped.projects[name]):
            number = spot.model
            if isinstance(number, Parameter) and number.quality is Quality.D:
                assert number.note, f"{name}: {spot.path}"


def test_five_real_options_each_wait_for_gates(shipped: case.Case) -> None:
    assert set(shipped.projects) == {
        "reko-diq",
        "muslim-bagh-ferrochrome",
        "gunga-barite",
        "copper-smelter",
        "staged-exploration",
    }
    # no consent is evidenced for any of them, and none is refused: both plans are shown
    assert {shipped.standing(name) for name in shipped.projects} == {Standing.UNEVIDENCED}


def test_every_kind_of_enabler_has_an_option(shipped: case.Case) -> None:
    assert {option.kind for option in shipped.enablers.values()} == set(EnablerKind)


def test_the_rail_programme_is_500_to_800_million_of_which_390_have_a_loan(
    shipped: case.Case,
) -> None:
    """Roadmap R094 and R095: the bridge loan leaves 110 to 410 million without a payer."""
    upgrade = shipped.enablers["ml-3-upgrade"].cost
    rest = shipped.enablers["ml-3-completion"]
    assert upgrade.to("MUSD") == 390.0
    assert rest.cost.bounds("MUSD") == (110.0, 410.0)
    assert upgrade.to("MUSD") + rest.cost.to("MUSD") == 650.0
    assert {payer.term.value for payer in rest.payers} == {"open"}


def test_projects_fit_within_what_the_options_can_provide(shipped: case.Case) -> None:
    """Fixed yearly uses of one resource never exceed all options together, or no plan could run."""
    for resource in shipped.resources:
        most = resource.in_place.to(resource.unit) + sum(
            option.capacity(resource.id, 40, resource.unit) for option in shipped.enablers.values()
        )
        for project in shipped.projects.values():
            assert isinstance(project, ProjectFile)
            for use in project.resource_use:
                if use.resource == resource.id and use.per == "year":
                    assert use.amount.to(resource.unit) <= most, f"{project.id}: {resource.id}"


def test_the_importer_pays_no_premium_unless_a_document_shows_one(shipped: case.Case) -> None:
    for switch in shipped.header.strategic_premiums:
        assert switch.premium.value == 0.0
        assert switch.premium.quality is Quality.D


def test_counts_by_quality_are_those_that_page_1_will_print(shipped: case.Case) -> None:
    counts = shipped.count_by_quality()
    assert sum(counts.values()) == len(shipped.numbers)
    assert {letter: count > 0 for letter, count in counts.items()} == dict.fromkeys("ABCD", True)
    # golden: A measured or official, B reported, C one step removed, D assumed
    assert counts == GOLDEN_COUNTS


def test_ledger_arithmetic_that_can_be_redone_is_right(shipped: case.Case) -> None:
    """Own calculations of the ledgers, redone from the figures in their notes."""

    def value(row: str) -> float:
        for table in shipped.ledgers.values():
            for found in table.filter(table["id"] == row).to_dicts():
                return float(found["value"])
        raise AssertionError(row)

    assert value("U001") == pytest.approx(925e6 / (7542 * 60), rel=0.001)
    assert value("U002") == pytest.approx(2044 / 1050, rel=0.005)
    assert value("U003") == pytest.approx(13.65e9 / (12_000 * 365), rel=0.001)
    assert value("U005") == pytest.approx(1710 / 1440, rel=0.005)
    assert value("U028") == pytest.approx(17_421 / 668, rel=0.002)
    assert value("U029") == pytest.approx(2100 / 878, rel=0.002)
    assert value("U036") == pytest.approx(0.25 / 4.546e-3, rel=0.005)
    assert value("U037") == pytest.approx(0.76 / 4.546e-3, rel=0.005)
    assert value("U040") == pytest.approx((7.546 + 2.350) / 28, rel=0.002)
    assert value("U041") == pytest.approx(1200 / 4200, rel=0.02)
    assert value("T013") == pytest.approx(240 / 800 * 100)


def test_ledger_rows_named_by_numbers_exist(shipped: case.Case) -> None:
    rows = {row for table in shipped.ledgers.values() for row in table["id"]}
    named = {
        (name, row)
        for name, file in shipped.files.items()
        for spot in spots(file.model)
        for row in re.findall(r"\b[CDEGLRSTU]\d{3}\b", getattr(spot.model, "locator", "") or "")
    }
    assert len(named) > 50
    assert sorted(pair for pair in named if pair[1] not in rows) == []


def test_claims_name_no_internal_file(shipped: case.Case) -> None:
    folder = shipped.folder
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".yaml", ".csv"}:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"\bseed\b|corpus|/work/|/root/|\.txt\b", text, re.IGNORECASE), (
                path
            )
    with (folder / "ledgers" / "claims.csv").open(encoding="utf-8") as file:
        assert {row["claim_source"] for row in csv.DictReader(file)} == {
            "diplomacy-article-2025",
            "minerals-overview-2025",
            "press-check",
        }
