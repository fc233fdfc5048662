"""The census by district, and what is refused in its tables."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orepact.case import case_folder
from orepact.enable.labour_pool import counted, read_districts
from orepact.errors import CaseError, UnknownNameError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(case_folder("us-pakistan") / "census", tmp_path / "a-case" / "census")
    return tmp_path / "a-case"


def _change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "census" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_district_made_after_the_census_is_its_parent_of_2023() -> None:
    districts = read_districts(case_folder("us-pakistan"))
    assert districts.district("Allai") == "Batagram"
    assert districts.district("Chagai") == "Chagai"


def test_an_unknown_district_comes_with_the_nearest_names() -> None:
    districts = read_districts(case_folder("us-pakistan"))
    with pytest.raises(UnknownNameError, match="Chagai"):
        districts.district("Chagay")


def test_each_schooling_is_part_of_the_one_before() -> None:
    districts = read_districts(case_folder("us-pakistan"))
    for name in districts.of("Balochistan"):
        for people in counted(districts, [name]).people.values():
            assert (people[:-1] >= people[1:]).all(), name


def test_two_districts_count_what_each_counts() -> None:
    districts = read_districts(case_folder("us-pakistan"))
    both = counted(districts, ["Chagai", "Nushki"]).population
    assert both == sum(counted(districts, [name]).population for name in ("Chagai", "Nushki"))


def test_a_district_without_people_in_the_table_is_missing_not_empty() -> None:
    districts = read_districts(case_folder("us-pakistan"))
    with pytest.raises(UnknownNameError, match="no row"):
        counted(districts, ["ICT"])


def test_people_of_an_unknown_district_are_named_with_the_line(folder: Path) -> None:
    _change(folder, "people.csv", "Chagai,female,15-24", "Chagay,female,15-24")
    with pytest.raises(UnknownNameError, match=r"people\.csv:\d+: unknown district 'Chagay'"):
        read_districts(folder)


def test_more_readers_than_people_are_refused_with_the_line(folder: Path) -> None:
    _change(folder, "people.csv", "Chagai,male,15-49,56843,25077", "Chagai,male,15-49,56843,95077")
    with pytest.raises(CaseError, match=r"people\.csv:\d+: more literate"):
        read_districts(folder)


@pytest.mark.parametrize("cell", ["many", "-5", "nan"])
def test_a_cell_that_is_no_count_is_refused(folder: Path, cell: str) -> None:
    _change(folder, "people.csv", "Chagai,male,15-49,56843", f"Chagai,male,15-49,{cell}")
    with pytest.raises(CaseError, match=r"people\.csv:\d+"):
        read_districts(folder)


def test_a_missing_table_says_which(folder: Path) -> None:
    (folder / "census" / "people.csv").unlink()
    with pytest.raises(CaseError, match=r"census/people\.csv: the table is missing"):
        read_districts(folder)
