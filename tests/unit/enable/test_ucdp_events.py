"""Event files: what is kept, and what is refused with file and line."""

from __future__ import annotations

import datetime
import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from orepact.case import case_folder
from orepact.enable.land import is_on_land
from orepact.enable.security_data import read_units
from orepact.enable.ucdp_events import COLUMNS, Event, by_month, read_events
from orepact.errors import EvidenceError, ProblemsError

CASE = case_folder("us-pakistan")
ROW = {
    "date_start": "2021-08-26 00:00:00.000",
    "date_prec": "1",
    "adm_1": "Balochistan province",
    "adm_2": "Kech district",
    "latitude": "26.0",
    "longitude": "63.0",
    "type_of_violence": "1",
    "side_a": "Government of Pakistan",
    "deaths_a": "2",
    "deaths_b": "1",
    "deaths_civilians": "3",
    "deaths_unknown": "0",
    "best": "6",
    "low": "5",
    "high": "8",
}
Write = Callable[..., tuple[Event, ...]]


@pytest.fixture
def read(tmp_path: Path) -> Write:
    def write(*rows: dict[str, str], name: str = "events.csv") -> tuple[Event, ...]:
        lines = [",".join(COLUMNS)]
        lines += [",".join({**ROW, **row}[column] for column in COLUMNS) for row in rows]
        path = tmp_path / name
        text = "\n".join(lines).encode()
        path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
        return read_events(
            path,
            as_of=datetime.date(2026, 11, 22),
            units=read_units(CASE).by_name,
            basemap=CASE / "geo" / "basemap.geojson",
            host="Pakistan",
        )

    return write


def test_deaths_are_told_apart_by_who_was_killed(read: Write) -> None:
    state, other = read({}, {"side_a": "BLA"})
    assert (state.forces, state.armed_groups, state.civilians) == (2, 1, 3)
    assert (other.forces, other.armed_groups) == (0, 3)


def test_only_district_and_month_are_counted(read: Write) -> None:
    (cell,) = by_month(read({}, {"date_start": "2021-08-02"}, name="events.csv.gz"))
    assert (cell.unit, cell.month, cell.events, cell.deaths) == ("Kech", "2021-08", 2, 12)
    fields = set(type(cell).__dataclass_fields__)
    assert not fields & {"day", "latitude", "longitude", "date_start"}


def test_an_event_without_district_or_month_is_read_and_not_counted(read: Write) -> None:
    events = read({"adm_2": ""}, {"date_prec": "5"})
    assert len(events) == 2
    assert by_month(events) == ()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"date_start": "2027-01-01"}, r"events\.csv:3: date_start: 2027-01-01 is in the future"),
        ({"date_start": "1021-01-01"}, r"events\.csv:3: date_start: 1021-01-01 is before 1989"),
        ({"date_start": "soon"}, r"events\.csv:3: date_start: 'soon' is no date"),
        ({"latitude": "22.0", "longitude": "62.0"}, r"events\.csv:3: .* lies in the sea"),
        ({"latitude": "95.0"}, r"events\.csv:3: .* is no place"),
        ({"latitude": ""}, r"events\.csv:3: .* is no place"),
        ({"adm_2": "Kecch district"}, r"events\.csv:3: unknown district 'Kecch district'.*Kech"),
        ({"best": "-4"}, r"events\.csv:3: best: '-4' is no count"),
        ({"deaths_civilians": "1.5"}, r"events\.csv:3: deaths_civilians"),
    ],
)
def test_a_row_that_cannot_be_is_named_with_its_line(
    read: Write, row: dict[str, str], says: str
) -> None:
    with pytest.raises(ProblemsError, match=says):
        read({}, row)


def test_all_problems_come_at_once(read: Write) -> None:
    with pytest.raises(ProblemsError) as error:
        read({"date_start": "2030-01-01"}, {"latitude": "15.0"}, {"adm_2": "Nowhere"})
    assert len(error.value.problems) == 3


def test_a_file_of_another_kind_says_which_columns_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("day,place\n2021-01-01,here\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="date_start"):
        read_events(
            path,
            as_of=datetime.date(2026, 1, 1),
            units={},
            basemap=CASE / "geo" / "basemap.geojson",
            host="Pakistan",
        )


def test_a_coastal_town_is_on_land_and_the_open_sea_is_not() -> None:
    gwadar, sea, quetta = (62.32, 25.12), (63.0, 23.0), (67.0, 30.2)
    lon, lat = np.array([gwadar, sea, quetta]).T
    found = is_on_land(CASE / "geo" / "basemap.geojson", lon, lat)
    assert found.tolist() == [True, False, True]
