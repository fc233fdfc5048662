"""One broken case with many faults: every one is named with its file and line, in one run."""

from __future__ import annotations

from pathlib import Path

import pytest

from orepact import case
from orepact.cli import main
from orepact.errors import ProblemsError

# file, what stands there, what is put there, what the message must say
FAULTS = [
    # references, in files that can be read
    ("parties.yaml", "of: [example-mine],", "of: [exampel-mine],", "Did you mean example-mine"),
    ("parties.yaml", "of: [example-consent]", "of: [no-such-gate]", "gate 'no-such-gate' is not"),
    (
        "parties.yaml",
        "source: assumption}",
        "source: nowhere}",
        "source 'nowhere' is not in the case",
    ),
    ("parties.yaml", "country: CHN", "country: XQX", "unknown country 'XQX'"),
    ("rates.yaml", "party: mine-company", "party: nobody", "party 'nobody' is not in the case"),
    ("rates.yaml", "value: 5.58", "value: 7.58", "3 % real and 7.58 % nominal"),
    ("gates.yaml", "guards: [example-mine]", "guards: [no-mine]", "'no-mine' is not in the case"),
    ("gates.yaml", '"2026-11-22"', '"2027-11-22"', "lies after the case's as_of 2026-11-22"),
    (
        "sources.yaml",
        "date: not dated",
        'date: "2031"',
        "example-document is dated 2031-01-01 lies",
    ),
    ("decks.yaml", "price_year: 2025", "price_year: 1991", "price_year 1991 is not in case.yaml"),
    (
        "facilities.yaml",
        "inflation: {value: 2.5",
        "inflation: {value: 2.0",
        "2 % here and 2.5 % in",
    ),
    ("facilities.yaml", "lender: importer-government", "lender: bank", "party 'bank' is not in"),
    ("case.yaml", "commodities: [copper]", "commodities: [coper]", "unknown commodity 'coper'"),
    ("case.yaml", "party: importer-government", "party: importer", "party 'importer' is not in"),
    (
        "projects/example-mine.yaml",
        "regime: example-regime",
        "regime: none",
        "regime 'none' is not",
    ),
    (
        "projects/example-mine.yaml",
        "packages: [equity-only",
        "packages: [equity",
        "package 'equity'",
    ),
    (
        "projects/example-mine.yaml",
        "enabler: example-power",
        "enabler: power",
        "option 'power-line'",
    ),
    ("projects/example-mine.yaml", "gates: [example-consent]", "gates: [assent]", "gate 'assent'"),
    ("projects/example-mine.yaml", "price: copper ", "price: kupfer ", "price 'kupfer' is not in"),
    (
        "projects/example-mine.yaml",
        "resource: power-example",
        "resource: power",
        "resource 'power'",
    ),
    (
        "regimes/example-regime.yaml",
        "recipient: host-government",
        "recipient: host",
        "party 'host'",
    ),
    ("ledgers/claims.csv", "unverifiable", "maybe", "claims.csv:2: verdict says 'maybe'"),
    (
        "ledgers/claims.csv",
        ",2030,,year",
        ",soon,,year",
        "value_low says 'soon', not a plain number",
    ),
    ("ledgers/claims.csv", "example-document", "no-document", "names 'no-document', which sources"),
]
# a second option file per fault that its own schema or the strict reader refuses
OPTION_FAULTS = [
    (
        "negative-cost",
        "value: 40, unit: MUSD, range: [20, 80]",
        "value: -4, unit: MUSD, range: [-5, 80]",
        "cost is negative",
    ),
    (
        "negative-capacity",
        "value: 40, unit: MW, range: [30, 50]",
        "value: -4, unit: MW, range: [-9, 50]",
        "capacity is negative",
    ),
    ("bad-shares", "value: 60, unit", "value: 70, unit", "payers sum to 110 %, not to 100 %"),
    ("bad-unit", "unit: MUSD/yr", "unit: hogwash", "unit 'hogwash' is not known"),
    ("not-money", "unit: MUSD/yr", "unit: MW", "cannot convert 'MW' to 'MUSD/yr'"),
    ("no-range", "range: [2, 4], quality: D", "quality: D", "quality D needs a range"),
    (
        "no-price-year",
        "price_year: 2025, note: 200",
        "note: 200",
        "cost is real money and needs a price_year",
    ),
    ("bad-date", 'status_as_of: "2026-11-22"', 'status_as_of: "2026-02-30"', "status_as_of"),
    (
        "unknown-key",
        "status: Not planned.",
        "statuss: Not planned.",
        "statuss: this key is not known",
    ),
    ("missing-key", "earliest_start: 2027\n", "", "earliest_start: this key is missing"),
    ("twice", "kind: power\n", "kind: power\nkind: rail\n", "key 'kind' stands twice"),
    ("long-spend", "shares: [50, 50]", "shares: [25, 25, 25, 25]", "spend covers 4 years"),
    ("half-spend", "shares: [50, 50]", "shares: [50, 30]", "shares sum to 80, not to 100 %"),
    ("outside-range", "value: 2, unit: yr", "value: 9, unit: yr", "value 9 lies outside its range"),
    (
        "sure-assumption",
        "quality: D, source: assumption, price_year: 2025, note: 2.5",
        "quality: B, source: assumption, price_year: 2025, note: 2.5",
        "goes with quality D only",
    ),
    (
        "ring",
        "# Also possible",
        "needs: [{option: ring}]\n# Also possible",
        "option ring needs itself",
    ),
]


def _swap(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}: the fault would not be put in"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def broken(fresh: Path) -> Path:
    option = (fresh / "enablers" / "example-power-line.yaml").read_text(encoding="utf-8")
    for name, old, new, _ in OPTION_FAULTS:
        path = fresh / "enablers" / f"{name}.yaml"
        path.write_text(option.replace("id: example-power-line", f"id: {name}"), encoding="utf-8")
        _swap(path, old, new)
    for file, old, new, _ in FAULTS:
        _swap(fresh / file, old, new)
    (fresh / "notes.yaml").write_text("a: b\n", encoding="utf-8")
    (fresh / "ledgers" / "gossip.csv").write_text("id\n", encoding="utf-8")
    (fresh / "regimes" / "other-name.yaml").write_text(
        (fresh / "regimes" / "example-regime.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    return fresh


def test_every_fault_of_a_broken_case_is_named_in_one_run(broken: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        case.load(broken)
    lines = [str(problem) for problem in caught.value.problems]
    for file, _, _, says in FAULTS:
        assert any(line.startswith(f"japan-zambia/{file}") and says in line for line in lines), says
    for name, _, _, says in OPTION_FAULTS:
        where = f"japan-zambia/enablers/{name}.yaml"
        assert any(line.startswith(where) and says in line for line in lines), says
    for says in ("no schema reads this file", "not a known ledger", "is not the file's name"):
        assert any(says in line for line in lines), says


def test_faults_carry_the_line_they_stand_on(broken: Path) -> None:
    found = [str(problem) for problem in case.problems(broken)]
    text = (broken / "parties.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, row in enumerate(text, 1) if "exampel-mine" in row)
    assert any(problem.startswith(f"japan-zambia/parties.yaml:{line}:") for problem in found)


def test_a_broken_case_ends_with_exit_code_2_and_no_traceback(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["case", "check", str(broken)])
    assert caught.value.code == 2
    shown = capsys.readouterr()
    assert "case japan-zambia has" in shown.err
    assert "Traceback" not in shown.err
    assert shown.out == ""


def test_a_missing_file_and_a_missing_column_are_named(fresh: Path) -> None:
    (fresh / "rates.yaml").unlink()
    _swap(fresh / "ledgers" / "claims.csv", "verdict,", "")
    found = [str(problem) for problem in case.problems(fresh)]
    assert any("japan-zambia/rates.yaml: the file is missing" in line for line in found)
    assert any("claims.csv:1: column 'verdict' is missing" in line for line in found)


def test_the_template_is_sound_before_it_is_broken(fresh: Path) -> None:
    assert case.problems(fresh) == ()


def test_ownership_that_misses_100_percent_is_refused(fresh: Path) -> None:
    _swap(fresh / "projects" / "example-mine.yaml", "value: 90, unit", "value: 85, unit")
    found = [str(problem) for problem in case.problems(fresh)]
    assert any("owners' shares sum to 95 %" in line for line in found)
