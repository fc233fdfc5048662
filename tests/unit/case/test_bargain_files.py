"""Instruments, no deal, economy, failures: what is wrong is named once, where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from orepact import case

PERCENT = 'unit: "%", range: [0, 100], quality: D, source: assumption}'
INSTRUMENT = """instruments:
  - id: loan
    title: A loan
    kind: export credit
    party: importer-government
    state: offered
    facility: importer-loan
    source: assumption
    approvals:
      - {what: Board, who: Board, state: done, source: assumption}
      - {what: Close, who: Lenders, state: open}
    eligible:
      - {of: example-mine, verdict: on conditions, why: It says so., source: assumption}
"""
NO_DEAL = f"""worlds:
  - {{id: best, title: Best offer}}
  - {{id: owners, title: Owners alone, packages: [equity-only]}}
  - {{id: nothing, title: Nothing, nothing: true}}
weights:
  host:
    - {{world: best, weight: {{value: 60, {PERCENT}}}
    - {{world: nothing, weight: {{value: 40, {PERCENT}}}
  importer:
    - {{world: best, weight: {{value: 100, {PERCENT}}}
  company:
    - {{world: best, weight: {{value: 100, {PERCENT}}}
beliefs:
  - id: hopeful
    title: High prices
    party: host-government
    decks:
      low: {{value: 0, {PERCENT}
      high: {{value: 100, {PERCENT}
    source: assumption
"""
FAILURES = """modes:
  - id: late
    title: It is late
    reference: Projects like it
    events: 1
    exposure: {value: 20, unit: yr, range: [15, 25], quality: D, source: assumption}
    early_sign: No decision
    answer: It waits.
  - id: loss
    title: The loan is lost
    reference: Loans like it
    number: "facilities:importer-loan.credit_loss"
    early_sign: Arrears
    answer: The lender bears it.
"""
MACRO = f"""base_year: 2025
gdp: {{value: 25, unit: bnUSD/yr, range: [20, 30], quality: D, source: assumption}}
growth: {{value: 4, {PERCENT}
mining_share: {{value: 12, {PERCENT}
external_debt: {{value: 14, unit: bnUSD, range: [12, 16], quality: D, source: assumption}}
mineral_exports: {{value: 8, unit: bnUSD/yr, range: [7, 9], quality: D, source: assumption}}
mineral_imports: {{value: 1, unit: bnUSD/yr, range: [0.5, 2], quality: D, source: assumption}}
capital_imported: {{value: 60, {PERCENT}
operating_imported: {{value: 40, {PERCENT}
wages: {{value: 20, {PERCENT}
guarantees:
  - id: loan
    title: A guarantee
    by: host-government
    project: example-mine
    share_of_loans: {{value: 50, {PERCENT}
"""
FILES = {
    "instruments": INSTRUMENT,
    "no-deal": NO_DEAL,
    "failures": FAILURES,
    "macro": MACRO,
}


@pytest.fixture
def whole(fresh: Path) -> Path:
    for name, text in FILES.items():
        (fresh / f"{name}.yaml").write_text(text, encoding="utf-8")
    return fresh


def test_sound_files_are_read_and_their_numbers_have_paths(whole: Path) -> None:
    assert case.problems(whole) == ()
    found = case.load(whole)
    assert found.instruments[0].verdict("example-mine").may_use
    assert not found.instruments[0].verdict("another").may_use
    assert found.no_deal is not None
    assert "macro:growth" in found.numbers
    assert "failures:modes.late.exposure" in found.numbers
    assert "no-deal:weights.host.best.weight" in found.numbers


FAULTS = [
    ("instruments", "party: importer-government", "party: host-government", "does not lend"),
    ("instruments", "facility: importer-loan", "facility: imported-loan", "Did you mean"),
    ("instruments", "of: example-mine", "of: example-mime", "Did you mean example-mine"),
    ("instruments", "state: done, source: assumption", "state: done", "without a source"),
    (
        "instruments",
        "{what: Close, who: Lenders, state: open}",
        "{what: Close, who: Lenders, state: open}\n"
        "      - {what: Draw, who: Us, state: done, source: assumption}",
        "although a step before it is open",
    ),
    ("no-deal", "value: 60,", "value: 50,", "sum to 90 %, not 100"),
    ("no-deal", "world: best,", "world: west,", "west, which is no world here"),
    ("no-deal", "packages: [equity-only]", "packages: [equity]", "Did you mean equity-only"),
    ("no-deal", "nothing: true", "nothing: true, not_before: 2030", "neither packages nor a year"),
    ("no-deal", "      low: {", "      lower: {", "price deck 'lower' is not in the case"),
    ("no-deal", "  company:\n", "  mine-owner:\n", "'mine-company' has no disagreement point"),
    ("no-deal", "party: host-government", "party: hosts", "party 'hosts' is not in the case"),
    ("failures", "    events: 1\n", "", "exactly one of rate, number, events and unknown"),
    ("failures", "importer-loan.credit_loss", "importer-loan.credit", "number 'importer"),
    ("failures", "value: 20, unit: yr, range: [15, 25]", "value: 0, unit: yr, range: [0, 1]",
     "not above zero"),
    ("macro", "    share_of_loans:", "    amount: {value: 1, unit: MUSD, range: [1, 2], quality: D,"
     " source: assumption}\n    share_of_loans:", "either an amount or a share"),
    ("macro", "by: host-government", "by: hosts", "party 'hosts' is not in the case"),
    ("macro", "value: 60, unit", "value: 160, unit", "capital_imported"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "says"), FAULTS)
def test_a_fault_is_named_with_file_and_line(
    whole: Path, file: str, old: str, new: str, says: str
) -> None:
    path = whole / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = [str(problem) for problem in case.problems(whole)]
    assert found
    assert all(line.startswith(f"japan-zambia/{file}.yaml:") for line in found), found
    assert any(says in line for line in found), found
