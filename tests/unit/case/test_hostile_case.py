"""What a careless or hostile hand may put into a case: named once, where it stands, exit code 2."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orepact import case
from orepact.cli import main

MINE = "projects/example-mine.yaml"
LINE = "enablers/example-power-line.yaml"

# file, what stands there, what is put there, what the one message must say
SINGLE_FAULTS = [
    ("case.yaml", 'as_of: "2026-11-22"', 'as_of: "2026-02-30"', "it says '2026-02-30'"),
    ("case.yaml", "importer: JPN", "importer: Prussia", "it says 'Prussia'. Give three capitals"),
    ("case.yaml", "{start: 2026, end: 2050}", "{start: 2050, end: 2026}", "before it starts"),
    ("case.yaml", "host: ZMB", "host: ZMB\nhost: PER", "key 'host' stands twice"),
    (MINE, "range: [60, 120], ", "", "tonnage: quality D needs a range"),
    (
        MINE,
        'value: 90, unit: "%", range: [80, 100]',
        'value: 110, unit: "%", range: [80, 120]',
        "120 % is above 100",
    ),
    (
        MINE,
        "{value: 30, unit: MW, range: [25,",
        "{value: -30, unit: MW, range: [-35,",
        "write gives: true",
    ),
    (MINE, "value: 400,", "value: four hundred,", "it says 'four hundred'"),
    (MINE, "value: 400,", f"value: {'9' * 5000},", "a whole number of 5000 characters"),
    (MINE, "value: 400,", "value: .nan,", ".nan is not a finite number"),
    (MINE, "value: 400,", "value: 1.0e+999,", "1.0e+999 is not a finite number"),
    (
        MINE,
        "value: 400, unit: MUSD, range: [320, 600]",
        "value: 1.0e+300, unit: MUSD, range: [1, 1.0e+300]",
        "a number beyond 1e+15",
    ),
    (
        MINE,
        "life: {value: 20, unit: yr, range: [15, 25]",
        "life: {value: 1000000, unit: yr, range: [15, 1000000]",
        "at most 200",
    ),
    (MINE, "[2028, 2030, 2032]", "[2028, 2128]", "2128 lies after the horizon's end"),
    (MINE, "title: An example mine", f"title: {'[' * 5000}{']' * 5000}", "nested deeper than 40"),
    (MINE, "note: Example.}", "note: Example, not real}", "put the whole text in quotes"),
    (
        LINE,
        "{value: 40, unit: MW, range: [30, 50]",
        "{value: -4, unit: MW, range: [-9, 50]",
        "negative",
    ),
    (
        "regimes/example-regime.yaml",
        'value: 30, unit: "%", range: [25, 35]',
        'value: 300, unit: "%", range: [25, 350]',
        "levies[2].rates[0].rate: 350 % is above",
    ),
]


def _swap(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}: the fault would not be put in"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(("file", "old", "new", "says"), SINGLE_FAULTS)
def test_one_fault_is_one_problem_and_no_other_file_is_blamed(
    fresh: Path, file: str, old: str, new: str, says: str
) -> None:
    _swap(fresh / file, old, new)
    found = [str(problem) for problem in case.problems(fresh)]
    assert len(found) == 1, found
    assert found[0].startswith(f"japan-zambia/{file}:")
    assert says in found[0]


@pytest.mark.parametrize(
    "file", ["case.yaml", "parties.yaml", "sources.yaml", "decks.yaml", "gates.yaml", MINE, LINE]
)
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (bytes(range(256)), "cannot be read"),
        (b"- a\n", "not a mapping"),
    ],
)
def test_an_unreadable_file_is_the_only_problem(
    fresh: Path, file: str, content: bytes, says: str
) -> None:
    (fresh / file).write_bytes(content)
    (found,) = case.problems(fresh)
    assert str(found).startswith(f"japan-zambia/{file}")
    assert says in str(found)


def test_refused_yaml_does_not_hide_what_else_is_wrong_in_the_file(fresh: Path) -> None:
    _swap(fresh / MINE, "value: 400,", "value: .inf,")
    _swap(fresh / MINE, "earliest_spend: 2028", "earliest_spend: soon")
    found = "\n".join(str(problem) for problem in case.problems(fresh))
    assert ".inf is not a finite number" in found
    assert "it says 'soon'" in found
    assert len(case.problems(fresh)) == 2


def test_every_anchor_and_alias_of_a_file_is_named(fresh: Path) -> None:
    _swap(fresh / MINE, "unit: Mt,", "unit: &mass Mt,")
    _swap(fresh / MINE, "unit: Mt/yr", "unit: *mass")
    found = [str(problem) for problem in case.problems(fresh)]
    assert len(found) == 2
    assert all("an anchor or alias" in line for line in found)


def test_a_ledger_saved_by_a_spreadsheet_with_a_byte_order_mark_is_read(fresh: Path) -> None:
    path = fresh / "ledgers" / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert not case.problems(fresh)


def test_a_ledger_may_cite_the_evidence(fresh: Path) -> None:
    _swap(fresh / "ledgers" / "claims.csv", "example-document", "usgs-mcs-2026")
    read = case.load(fresh)
    record = read.find("case:japan-zambia/ledgers/claims:C001")
    assert record is not None
    assert record.sources == ("usgs-mcs-2026",)
    assert record.as_of == "2026-02-06"


def test_a_folder_that_is_no_case_is_one_problem(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "other.yaml").write_text("a: b\n")
    (found,) = case.problems(tmp_path)
    assert "this folder is not a case" in str(found)


def _folder_as_file(fresh: Path) -> Path:
    (fresh / "gates.yaml").unlink()
    (fresh / "gates.yaml").mkdir()
    return fresh


@pytest.mark.parametrize(
    "given",
    [
        _folder_as_file,
        lambda fresh: fresh.parent,
        lambda fresh: fresh / "case.yaml",
        lambda fresh: fresh / ("n" * 400),
    ],
)
def test_whatever_is_named_ends_with_exit_code_2_and_no_traceback(
    fresh: Path, given: Callable[[Path], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["case", "check", str(given(fresh))])
    assert caught.value.code == 2
    assert "Traceback" not in capsys.readouterr().err
