import gzip
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from orepact.errors import EvidenceError
from orepact.evidence.readers import reader, recognise
from orepact.evidence.tables import TRADE

FIXTURE = Path(__file__).parents[3] / "fixtures" / "trade" / "baci_chromium_ore_2024.csv"
HEADER = "t,i,j,k,v,q\n"
Database = Callable[..., Path]


def _csv(tmp_path: Path, rows: str, name: str = "trade.csv") -> Path:
    path = tmp_path / name
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def _trade(path: Path) -> pl.DataFrame:
    return recognise(path).read(path).tables["trade"]


def test_us_chromium_ore_comes_out_with_iso_codes_and_units() -> None:
    trade = _trade(FIXTURE)
    assert dict(zip(trade.columns, trade.dtypes, strict=True)) == TRADE
    us = trade.filter((pl.col("importer") == "USA") & (pl.col("exporter") == "ZAF"))
    assert us.select("hs", "value_kusd", "tonnes").rows() == [("261000", 32870.636, 61349.798)]


def test_the_us_total_of_chromium_ore_and_south_africa_s_share_come_out() -> None:
    # BACI HS92, United States imports of 2610.00 in 2024: all twelve flows are in the fixture.
    us = _trade(FIXTURE).filter(pl.col("importer") == "USA")
    south_africa = us.filter(pl.col("exporter") == "ZAF")
    assert us.height == 12
    assert round(us["tonnes"].sum()) == 63_074
    assert round(us["value_kusd"].sum()) == 33_756
    share = float(south_africa["tonnes"].sum()) / float(us["tonnes"].sum())
    assert round(100 * share, 1) == 97.3


def test_trade_codes_that_are_no_iso_numbers_are_known() -> None:
    trade = _trade(FIXTURE)
    row = trade.filter(pl.col("value_kusd") == 1.486)
    assert row.select("exporter", "importer").rows() == [("TWN", "IND")]


@pytest.mark.parametrize(
    ("code", "area"),
    [
        ("757", "CHE"),
        ("579", "NOR"),
        ("251", "FRA"),
        ("842", "USA"),
        ("711", "ZA1"),
        ("58", "BLX"),
        ("56", "BEL"),
    ],
)
def test_special_and_historic_areas_stay_apart(tmp_path: Path, code: str, area: str) -> None:
    trade = _trade(_csv(tmp_path, f"1998,{code},156,261000,1.5,2\n"))
    assert trade["exporter"].to_list() == [area]


@pytest.mark.parametrize("weight", ["", "NA", "           NA"])
def test_a_missing_weight_is_missing_and_never_zero(tmp_path: Path, weight: str) -> None:
    trade = _trade(_csv(tmp_path, f"2024,710,842,261000,1.5,{weight}\n"))
    assert trade["tonnes"].to_list() == [None]


def test_a_printed_zero_weight_stays_zero(tmp_path: Path) -> None:
    trade = _trade(_csv(tmp_path, "2024,710,842,261000,1.5,0\n"))
    assert trade["tonnes"].to_list() == [0.0]


def test_a_lost_leading_zero_comes_back_and_is_noted(tmp_path: Path) -> None:
    path = _csv(tmp_path, "2024,710,842,10121,1.5,2\n")
    tables = reader("baci-csv").read(path)
    assert tables.tables["trade"]["hs"].to_list() == ["010121"]
    assert any("leading zero" in note for note in tables.notes)


@pytest.mark.parametrize(
    ("rows", "line", "what"),
    [
        ("2024,710,842,2610,1,2\n", 2, "no HS code"),
        ("2024,710,842,26100x,1,2\n", 2, "no HS code"),
        ("20x4,710,842,261000,1,2\n", 2, "no year"),
        ("2024,710,842,261000,,2\n", 2, "no value"),
        ("2024,710,842,261000,NaN,2\n", 2, "no value"),
        ("2024,710,842,261000,-1,2\n", 2, "no value"),
        ("2024,710,842,261000,1,two\n", 2, "no weight"),
        ("2024,710,842,261000,1,-2\n", 2, "no weight"),
        ("2024,710,842,261000,1,2\n2024,999,842,261000,1,2\n", 3, "unknown exporter"),
        ("2024,710,842,261000,1,2\n2024,710,999,261000,1,2\n", 3, "unknown importer"),
        ("2024,710,842,261000,1,2\n2024,8,842,261000,1,2\n2024,710,842,261000,3,4\n", 4, "second"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_line(
    tmp_path: Path, rows: str, line: int, what: str
) -> None:
    with pytest.raises(EvidenceError, match=what) as caught:
        reader("baci-csv").read(_csv(tmp_path, rows))
    assert caught.value.where == f"trade.csv:{line}"


def test_edition_and_revision_make_the_source(tmp_path: Path) -> None:
    rows = "2022,710,842,261000,1.5,2\n"
    first = _trade(_csv(tmp_path, rows, "BACI_HS92_Y2022_V202401b.csv"))
    second = _trade(_csv(tmp_path, rows, "BACI_HS17_Y2022_V202601.csv"))
    unstated = _trade(_csv(tmp_path, rows, "some.csv"))
    assert [table["source"][0] for table in (first, second, unstated)] == [
        "cepii-baci-hs92-v202401b",
        "cepii-baci-hs17-v202601",
        "cepii-baci-not-stated",
    ]


def test_a_code_file_beside_adds_codes_and_names_the_release(tmp_path: Path) -> None:
    beside = tmp_path / "country_codes_V202701.csv"
    beside.write_text("country_code,country_name,country_iso2,country_iso3\n9990,New Land,NL,NWL\n")
    trade = _trade(_csv(tmp_path, "2025,9990,842,261000,1.5,2\n"))
    assert trade.select("source", "exporter").rows() == [("cepii-baci-v202701", "NWL")]


COLUMNS = ("t", "i", "j", "k", "v", "q")
FLOWS = [
    COLUMNS,
    ("1999", "711", "842", 261000, "5", "6"),
    ("2009", "710", "842", 261000, "5", "6"),
    ("2022", "710", "842", 261000, "1.5", None),
    ("2024", "710", "842", 261000, "2.5", "7"),
]


@pytest.mark.parametrize("is_packed", [False, True])
def test_the_sqlite_copy_is_read_from_2010_plain_or_gzip(
    tmp_path: Path, write_database: Database, is_packed: bool
) -> None:
    path = write_database(
        tmp_path / "baci.db",
        {"country_codes_V202401b": [("country_code",)], "baci_trade": FLOWS},
    )
    if is_packed:
        packed = tmp_path / "baci.db.gz"
        packed.write_bytes(gzip.compress(path.read_bytes()))
        path = packed
    assert recognise(path).format == "baci-packed"
    tables = recognise(path).read(path)
    trade = tables.tables["trade"]
    assert trade.select("year", "value_kusd", "tonnes").rows() == [
        (2022, 1.5, None),
        (2024, 2.5, 7.0),
    ]
    assert trade["source"].unique().to_list() == ["cepii-baci-hs92-packed-to-2024"]
    assert any("V202401b" in note for note in tables.notes)


def test_a_text_that_is_no_number_in_sqlite_is_not_read_as_zero(
    tmp_path: Path, write_database: Database
) -> None:
    flows = [COLUMNS, ("2024", "710", "842", 261000, "abc", "7")]
    path = write_database(tmp_path / "baci.db", {"baci_trade": flows})
    with pytest.raises(EvidenceError, match="no value") as caught:
        reader("baci-packed").read(path)
    assert caught.value.where == "baci.db:baci_trade row 1"


def test_a_year_that_is_no_number_in_sqlite_is_refused_not_skipped(
    tmp_path: Path, write_database: Database
) -> None:
    flows = [*FLOWS, ("x", "710", "842", 261000, "1", "7")]
    path = write_database(tmp_path / "baci.db", {"baci_trade": flows})
    with pytest.raises(EvidenceError, match="no year"):
        reader("baci-packed").read(path)


def test_a_cut_sqlite_file_and_a_cut_gzip_are_refused(
    tmp_path: Path, write_database: Database
) -> None:
    whole = write_database(tmp_path / "baci.db", {"baci_trade": FLOWS}).read_bytes()
    cut = tmp_path / "cut.db"
    cut.write_bytes(whole[: len(whole) // 2])
    cut_gzip = tmp_path / "cut.db.gz"
    cut_gzip.write_bytes(gzip.compress(whole)[:-20])
    for path in (cut, cut_gzip):
        with pytest.raises(EvidenceError):
            reader("baci-packed").read(path)
        with pytest.raises(EvidenceError):
            recognise(path)


def test_an_extract_in_dollars_becomes_thousand_dollars_of_the_year_in_its_name(
    tmp_path: Path,
) -> None:
    path = tmp_path / "baci_extract_2022.csv"
    path.write_text("i,j,cmd,value\nAFG,PAK,251110,1913.0\nS19,USA,850511,2000\n")
    trade = _trade(path)
    assert trade.select("year", "exporter", "hs", "value_kusd", "tonnes").rows() == [
        (2022, "AFG", "251110", 1.913, None),
        (2022, "TWN", "850511", 2.0, None),
    ]


def test_an_extract_whose_name_has_no_year_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "extract.csv"
    path.write_text("i,j,cmd,value\nAFG,PAK,251110,1913.0\n")
    with pytest.raises(EvidenceError, match="year"):
        reader("baci-extract").read(path)


def test_both_parquet_layouts_give_the_same_flow(tmp_path: Path) -> None:
    flows = tmp_path / "flows.parquet"
    pl.DataFrame(
        {
            "year": [2024, 2024],
            "exporter": ["COD", "TJK"],
            "importer": ["CHN", "FRA"],
            "hs6": ["740311", "811010"],
            "value_kusd": [13.5, 1.0],
            "qty_t": [1.25, None],
        }
    ).write_parquet(flows)
    mixed = tmp_path / "mixed.parquet"
    pl.DataFrame(
        {
            "source": ["baci", "eurostat", "baci"],
            "freq": ["A", "M", "A"],
            "period": [2024, 202401, 2024],
            "exporter": ["COD", "COD", "TJK"],
            "importer": ["CHN", "DEU", "FRA"],
            "hs6": ["740311", "740311", "811010"],
            "value_usd": [13500.0, 9.0, 1000.0],
            "qty_kg": [1250.0, 9.0, None],
        }
    ).write_parquet(mixed)
    first, second = _trade(flows), _trade(mixed)
    assert first.equals(second)
    assert first["tonnes"].to_list() == [1.25, None]


def test_packed_and_extract_never_share_a_source(tmp_path: Path, write_database: Database) -> None:
    packed = _trade(write_database(tmp_path / "baci.db", {"baci_trade": FLOWS}))
    extract = tmp_path / "baci_extract_2024.csv"
    extract.write_text("i,j,cmd,value\nZAF,USA,261000,2500\n")
    assert set(packed["source"]).isdisjoint(_trade(extract)["source"])
