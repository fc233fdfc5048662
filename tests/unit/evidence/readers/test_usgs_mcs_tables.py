from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from orepact.errors import EvidenceError
from orepact.evidence.readers.usgs_mcs_tables import READER

USGS = Path(__file__).parents[3] / "fixtures" / "usgs"


def figures(name: str) -> pl.DataFrame:
    return READER.read(USGS / name).tables["figures"]


def test_the_reliance_figure_keeps_bounds_and_names_the_main_sources() -> None:
    table = figures("mcs2026_fig2_excerpt.csv")
    barite = table.filter(pl.col("commodity") == "barite").row(0, named=True)
    assert (barite["kind"], barite["low"], barite["period"]) == ("lower_bound", 75.0, "2025")
    copper = table.filter(pl.col("commodity") == "copper").row(0, named=True)
    assert (copper["stage"], copper["number"]) == ("refined", 57.0)
    assert "Chile, Canada, Peru, Mexico" in copper["note"]


def test_front_matter_has_a_source_of_its_own() -> None:
    table = figures("mcs2026_fig2_excerpt.csv")
    assert table["source"].unique().to_list() == ["usgs-mcs-2026-tables"]


def test_import_sources_come_with_partner_and_others() -> None:
    table = figures("mcs2026_fig3_excerpt.csv")
    copper = table.filter(pl.col("commodity") == "copper")
    assert dict(copper.select("partner", "number").iter_rows()) == {
        "CHL": 68.0, "CAN": 16.0, "PER": 7.0, "MEX": 6.0, "OTH": 3.0,
    }  # fmt: skip
    assert not (table["statistic"] == "net import reliance").any()


def test_a_commodity_without_named_sources_is_remarked_not_invented() -> None:
    notes = READER.read(USGS / "mcs2026_fig3_excerpt.csv").notes
    assert any("Cesium has no named source" in note for note in notes)


def test_the_critical_mineral_table_strips_footnote_digits_and_keeps_marks() -> None:
    table = figures("mcs2026_t7_excerpt.csv")
    assert "rare earths" in set(table["commodity"])
    bauxite = table.filter(pl.col("commodity") == "bauxite", pl.col("detail") == "Primary_prod")
    assert bauxite["kind"].to_list() == ["withheld"]
    assert "reported consumption" in set(
        table.filter(pl.col("commodity") == "bauxite")["statistic"]
    )
    zirconium = table.filter(pl.col("commodity") == "zirconium", pl.col("detail") == "Primary_prod")
    assert zirconium["high"].to_list() == [100_000.0]


def test_export_controls_are_policy_rows_by_country() -> None:
    policy = READER.read(USGS / "mcs2026_t4.csv").tables["policy"]
    assert policy.height == 19
    assert policy["id"].n_unique() == 19
    congo = policy.filter(pl.col("country") == "COD").row(0, named=True)
    assert (congo["instrument"], congo["date"]) == ("Export quota", "2025")
    indonesia = policy.filter(pl.col("country") == "IDN").row(0, named=True)
    assert indonesia["date"] == ""
    assert "years stand beside each commodity" in indonesia["note"]


def test_the_doubled_signing_date_is_read_as_the_iso_one_and_both_are_shown() -> None:
    policy = READER.read(USGS / "mcs2026_t5.csv").tables["policy"]
    joint = policy.filter(pl.col("instrument") == "Trilateral Cooperation")
    assert joint["partner"].sort().to_list() == ["JPN", "KOR"]
    assert joint["date"].unique().to_list() == ["2025-09-23"]
    assert joint["note"].str.contains("printed 23-Aug and 2025-09-23").all()
    assert "PAK" not in set(policy["partner"])


def test_a_wrong_year_in_the_salient_table_is_named_with_its_line(tmp_path: Path) -> None:
    text = (USGS / "mcs2026_t7_excerpt.csv").read_text(encoding="utf-8-sig")
    path = tmp_path / "x.csv"
    path.write_text(text.replace("2025_estimated", "someday", 1), encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"^x\.csv:2: .*someday"):
        READER.read(path)


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(EvidenceError, match="not the header of a known"):
        READER.read(USGS / "mcs2026_t6_excerpt.csv")
