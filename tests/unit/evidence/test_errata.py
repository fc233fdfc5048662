from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl
import pytest

from orepact.errors import EvidenceError
from orepact.evidence.errata import Overlay, bundled_errata, parse_errata
from orepact.evidence.readers.usgs_mcs_long import LongFileReader

EXCERPT = Path(__file__).parents[2] / "fixtures" / "usgs" / "mcs2026_long_excerpt.csv"
HEADER = "file_sha256,row_key,field,old_value,new_value,version,date,reason,source\n"
BRAZIL = (
    "RARE EARTHS | World Mine Production and Reserves | Rare Earths | Brazil | Reserves"
    " | Reserves | 2025"
)
DIGEST = hashlib.sha256(EXCERPT.read_bytes()).hexdigest()


def table(
    key: str,
    old: str,
    new: str,
    *,
    digest: str = DIGEST,
    day: str = "2026-05-27",
    what: str = "value",
) -> str:
    row = f'{digest},{key},{what},"{old}","{new}",version 1.3,{day},revised in the report,USGS'
    return f"{HEADER}{row}\n"


def test_the_new_value_replaces_the_old_and_the_note_shows_both() -> None:
    errata = parse_errata(table(BRAZIL, "21,000,000", "11,000,000"))
    tables = LongFileReader(errata=errata).read(EXCERPT)
    row = tables.tables["figures"].filter(
        pl.col("commodity") == "rare earths",
        pl.col("country") == "BRA",
        pl.col("statistic") == "reserves",
    )
    assert row["number"].to_list() == [11_000_000.0]
    assert "prints 21,000,000, replaced by 11,000,000" in row["note"][0]
    assert any("11,000,000" in note for note in tables.notes)


def test_an_erratum_leaves_the_figures_id_as_it_was() -> None:
    errata = parse_errata(table(BRAZIL, "21,000,000", "11,000,000"))
    with_it = LongFileReader(errata=errata).read(EXCERPT).tables["figures"]
    without = LongFileReader(errata=()).read(EXCERPT).tables["figures"]
    assert with_it["id"].to_list() == without["id"].to_list()
    assert with_it.height - (with_it["text"] == without["text"]).sum() == 1


def test_a_bound_can_be_corrected() -> None:
    key = BRAZIL.replace(
        "Brazil | Reserves | Reserves", "World total | Reserves | Reserves: rounded"
    )
    errata = parse_errata(table(key, ">85,000,000", ">75,000,000"))
    figures = LongFileReader(errata=errata).read(EXCERPT).tables["figures"]
    world = figures.filter(
        pl.col("commodity") == "rare earths",
        pl.col("country") == "WLD",
        pl.col("statistic") == "reserves",
    ).row(0, named=True)
    assert (world["kind"], world["low"]) == ("lower_bound", 75_000_000.0)


def test_a_wrong_unit_is_corrected_for_every_country_of_a_column() -> None:
    key = BRAZIL.replace("Brazil", "*")
    errata = parse_errata(table(key, "metric tons", "thousand metric tons", what="unit"))
    figures = LongFileReader(errata=errata).read(EXCERPT).tables["figures"]
    reserves = figures.filter(
        pl.col("commodity") == "rare earths",
        pl.col("statistic") == "reserves",
        pl.col("country").is_in(["BRA", "IND"]),
    )
    assert reserves["unit"].to_list() == ["kt", "kt"]
    assert reserves["note"].str.contains("prints metric tons, replaced by thousand").all()


def test_an_old_value_that_is_not_in_the_file_is_an_error_with_file_and_line() -> None:
    errata = parse_errata(table(BRAZIL, "22,000,000", "11,000,000"))
    with pytest.raises(EvidenceError, match=r"excerpt\.csv:\d+: the erratum for .*22,000,000"):
        LongFileReader(errata=errata).read(EXCERPT)


def test_an_erratum_for_a_row_that_is_not_in_the_file_is_an_error() -> None:
    errata = parse_errata(table(BRAZIL.replace("Brazil", "Bolivia"), "1", "2"))
    with pytest.raises(EvidenceError, match=r"the file has no row .*Bolivia"):
        LongFileReader(errata=errata).read(EXCERPT)


def test_an_erratum_of_another_file_is_not_applied() -> None:
    errata = parse_errata(table(BRAZIL, "21,000,000", "11,000,000", digest="0" * 64))
    assert Overlay.of([DIGEST], errata).errata == []


def test_a_copy_with_other_line_ends_is_still_corrected(tmp_path: Path) -> None:
    copy = tmp_path / "copy.csv"
    copy.write_bytes(EXCERPT.read_bytes().replace(b"\r\n", b"\n"))
    errata = parse_errata(table(BRAZIL, "21,000,000", "11,000,000"))
    figures = LongFileReader(errata=errata).read(copy).tables["figures"]
    assert figures["note"].str.contains("replaced by 11,000,000").sum() == 1


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a,b\n", "errata.csv:1: other columns"),
        (table(BRAZIL, "1", "1"), "errata.csv:2: the old and the new value are the same"),
        (table(BRAZIL, "1", "2", digest="abc"), "errata.csv:2: file_sha256 is no SHA-256"),
        (table(BRAZIL, "1", "2", day="27 May"), "errata.csv:2: '27 May' is no date"),
        (table(BRAZIL, "1", "2", what="country"), "errata.csv:2: 'country' cannot be corrected"),
        (table(BRAZIL, "", "2"), "errata.csv:2: empty or surplus fields: old_value"),
        (
            table(BRAZIL, "1", "2") + table(BRAZIL, "2", "3").splitlines()[1] + "\n",
            "errata.csv:3: row",
        ),
    ],
)
def test_a_wrong_errata_table_is_refused_with_its_line(text: str, part: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        parse_errata(text)
    assert str(caught.value).startswith(part)


def test_the_bundled_errata_hold_brazils_reserves_and_the_world_total() -> None:
    changes = {(item.old_value, item.new_value) for item in bundled_errata()}
    assert {("21,000,000", "11,000,000"), (">85,000,000", ">75,000,000")} <= changes
