from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from orepact.errors import EvidenceError
from orepact.evidence.readers import reader, recognise
from orepact.evidence.tables import GOVERNANCE

Writer = Callable[..., Path]
CODES = ("PAK", "ZAF", "TUR", "CHN", "USA", "CHL", "PER", "AUS", "CAN", "DEU", "FRA", "NOR")
ESTIMATES = (-1.9, -0.72, -1.04, -0.44, -0.04, 0.15, -0.4, 0.9, 0.82, 0.6, 0.3, 1.1)
RANKS = (6.6, 23.1, 14.2, 30.2, 45.8, 52.0, 31.0, 76.0, 72.0, 61.0, 57.0, 88.0)


def _packed(write: Writer, path: Path, extra: tuple[tuple[object, ...], ...] = ()) -> Path:
    header = ("Country/Territory", "Code", "2022", "2024", "country_code")

    def table(first: tuple[float, ...], second: list[float]) -> list[tuple[object, ...]]:
        rows = zip(CODES, first, second, strict=True)
        return [
            header,
            *((code, code, repr(a), repr(b), "1") for code, a, b in rows),
            ("Monaco", "MCO", "nan", "None", "NA"),
            *extra,
        ]

    same = list(ESTIMATES)
    scores = [65.9 + 17.08 * estimate for estimate in ESTIMATES]
    return write(
        path,
        {
            "Estimate": table(ESTIMATES, same),
            "StdErr": table(ESTIMATES, same),
            "NumSrc": table(ESTIMATES, same),
            "Rank": table(RANKS, scores),
            "Lower": table(RANKS, scores),
            "Upper": table(RANKS, scores),
            "Normalized": table(RANKS, scores),
        },
    )


def test_estimates_come_out_and_missing_ones_do_not(tmp_path: Path, write_database: Writer) -> None:
    path = _packed(write_database, tmp_path / "wgi.db")
    table = recognise(path).read(path).tables["governance"]
    assert dict(zip(table.columns, table.dtypes, strict=True)) == GOVERNANCE
    pakistan = table.filter((pl.col("country") == "PAK") & (pl.col("statistic") == "estimate"))
    assert pakistan.select("dimension", "year", "number").rows() == [
        ("political stability", 2022, -1.9),
        ("political stability", 2024, -1.9),
    ]
    assert "MCO" not in set(table["country"])
    assert set(table["source"]) == {"worldbank-wgi-packed-to-2024"}


def test_a_rank_that_is_a_line_of_the_estimate_is_named_a_score(
    tmp_path: Path, write_database: Writer
) -> None:
    tables = reader("worldbank-wgi").read(_packed(write_database, tmp_path / "wgi.db"))
    table = tables.tables["governance"]
    years = dict(table.group_by("statistic").agg(pl.col("year").unique()).iter_rows())
    assert years["percentile rank"] == [2022]
    assert years["governance score"] == [2024]
    assert years["governance score, lower bound"] == [2024]
    assert any("2024 is a straight line" in note for note in tables.notes)


def test_a_code_that_stands_twice_with_two_values_is_left_out_and_named(
    tmp_path: Path, write_database: Writer
) -> None:
    twice = (("Guyana", "GUY", "0.3", "0.4", "1"), ("Guyana", "GUY", "0.1", "0.4", "1"))
    tables = reader("worldbank-wgi").read(_packed(write_database, tmp_path / "w.db", twice))
    table = tables.tables["governance"].filter(pl.col("country") == "GUY")
    assert table["year"].unique().to_list() == [2024]
    assert any("GUY" in note for note in tables.notes)


LONG = (
    "codeindyr,code,countryname,year,indicator,estimate,stddev,nsource,pctrank,pctranklower,"
    "pctrankupper\n"
)


def test_the_publisher_s_long_file_is_read_with_old_codes_renewed(tmp_path: Path) -> None:
    path = tmp_path / "wgidataset.csv"
    path.write_text(
        LONG + 'ZARpv2023,ZAR,"Congo, D.R.",2023,pv,-2.0,0.2,7,5,2,8\n'
        "PAKrl2023,PAK,Pakistan,2023,rl,-0.7,..,9,..,..,..\n"
    )
    table = recognise(path).read(path).tables["governance"]
    assert table.filter(pl.col("statistic") == "estimate").select(
        "dimension", "country", "number", "source"
    ).rows() == [
        ("political stability", "COD", -2.0, "worldbank-wgi-2024"),
        ("rule of law", "PAK", -0.7, "worldbank-wgi-2024"),
    ]


def test_the_publisher_s_workbook_has_one_sheet_per_dimension(
    tmp_path: Path, write_workbook: Writer
) -> None:
    header = [
        "Economy (name)",
        "Economy (code)",
        "Year",
        "Governance score (0-100)",
        "Governance estimate (approx. -2.5 to +2.5)",
    ]
    sheets = {
        "ReadMe": [["Worldwide Governance Indicators"]],
        "pv": [header, ["Pakistan", "PAK", 2024, 30.6, -2.06]],
        "cc": [header, ["Pakistan", "PAK", 2024, 33.1, -0.9]],
    }
    path = write_workbook(tmp_path / "wgi.xlsx", sheets)
    table = recognise(path).read(path).tables["governance"]
    assert set(table.select("dimension", "statistic", "number").rows()) == {
        ("political stability", "governance score", 30.6),
        ("political stability", "estimate", -2.06),
        ("control of corruption", "governance score", 33.1),
        ("control of corruption", "estimate", -0.9),
    }


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("x,PAK,Pakistan,2023,pv,low,1,1,1,1,1\n", "no estimate"),
        ("x,PAK,Pakistan,MMXX,pv,1,1,1,1,1,1\n", "no year"),
        ("x,PAK,Pakistan,2023,zz,1,1,1,1,1,1\n", "unknown dimension"),
        ("x,QQQ,Nowhere,2023,pv,1,1,1,1,1,1\n", "unknown country"),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_with_its_line(
    tmp_path: Path, row: str, what: str
) -> None:
    path = tmp_path / "wgi.csv"
    path.write_text(LONG + row)
    with pytest.raises(EvidenceError, match=what) as caught:
        reader("worldbank-wgi").read(path)
    assert caught.value.where == "wgi.csv:2"
