"""Pakistan Bureau of Statistics, Seventh Population and Housing Census 2023, Chagai district.

District list: 269,192 people, 38,234 households. Table 13A: 110,294 people of 15 to 49, 37,445 of
them literate (25,077 men, 12,366 women; two are of neither sex). Exact counts, no tolerance.
"""

from __future__ import annotations

import csv

import pytest

from orepact.case import case_folder
from orepact.enable.labour_pool import counted, read_districts

FOLDER = case_folder("us-pakistan")


def test_people_and_households_of_the_district() -> None:
    with (FOLDER / "census" / "districts.csv").open(encoding="utf-8") as stream:
        (row,) = [row for row in csv.DictReader(stream) if row["district"] == "Chagai"]
    assert (int(row["population_2023"]), int(row["households_2023"])) == (269_192, 38_234)


@pytest.mark.parametrize(
    ("sex", "people", "literate"), [("male", 56_843, 25_077), ("female", 53_447, 12_366)]
)
def test_people_of_working_age_and_readers_among_them(sex: str, people: int, literate: int) -> None:
    found = counted(read_districts(FOLDER), ["Chagai"]).people[sex]
    assert found[:2].tolist() == [people, literate]
