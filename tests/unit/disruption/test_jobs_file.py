from pathlib import Path

import pytest

from orepact.disruption import InputOutputTable
from orepact.disruption.jobs_file import read_jobs
from orepact.errors import CaseError, ProblemsError

HEAD = "industry,jobs,year,source\n"


def file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "jobs.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_jobs_by_industry_are_read_with_year_and_source(
    tmp_path: Path, small_table: InputOutputTable
) -> None:
    path = file(tmp_path, f"{HEAD}334413,200000,2023,made up\n331410,50000,2023,made up\n")
    found = read_jobs(path, small_table)
    assert found.by_industry == {"334413": 200_000.0, "331410": 50_000.0}
    assert (found.year, found.source) == ("2023", "made up")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("999999,1,2023,made up\n", "jobs.csv:2: 999999 is no industry"),
        ("334413,-1,2023,made up\n", "'-1' is no number of jobs"),
        ("334413,nan,2023,made up\n", "'nan' is no number of jobs"),
        ("334413,,2023,made up\n", "'' is no number of jobs"),
        ("334413,1,2023,\n", "no source is named"),
        ("334413,1,2023,a\n334413,2,2023,a\n", "jobs.csv:3: 334413 stands twice"),
    ],
)
def test_every_row_that_cannot_stand_is_named_with_its_line(
    tmp_path: Path, small_table: InputOutputTable, rows: str, said: str
) -> None:
    with pytest.raises(ProblemsError) as raised:
        read_jobs(file(tmp_path, HEAD + rows), small_table)
    assert said in str(raised.value)


@pytest.mark.parametrize("text", ["", HEAD, "industry,jobs\n334413,1\n"])
def test_files_without_columns_or_rows_are_refused(
    tmp_path: Path, small_table: InputOutputTable, text: str
) -> None:
    with pytest.raises(CaseError, match="lacks columns or rows"):
        read_jobs(file(tmp_path, text), small_table)


def test_no_file_and_no_text_are_refused(tmp_path: Path, small_table: InputOutputTable) -> None:
    with pytest.raises(CaseError, match="no such file"):
        read_jobs(tmp_path / "none.csv", small_table)
    path = tmp_path / "bytes.csv"
    path.write_bytes(b"industry,jobs,year,source\n\xff\xfe,1,2,3\n")
    with pytest.raises(CaseError, match="no text in UTF-8"):
        read_jobs(path, small_table)
