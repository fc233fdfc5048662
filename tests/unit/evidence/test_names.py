"""Countries, commodities and customs lines under every spelling."""

from __future__ import annotations

import pytest

from orepact.errors import UnknownNameError
from orepact.evidence import (
    commodities,
    commodity,
    commodity_chain,
    countries,
    country,
    country_kind,
    country_name,
    hs_line,
    hs_lines,
)
from orepact.evidence.names import read_table
from orepact.quantity import Basis, Stage


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("Congo (Kinshasa)", "COD"),
        ("Congo, D.R.", "COD"),
        ("Dem. Rep. of the Congo", "COD"),
        ("Congo, Rep.", "COG"),
        ("Burma", "MMR"),
        ("Korea, Republic of", "KOR"),
        ("Korea, North", "PRK"),
        ("Côte d’Ivoire", "CIV"),
        ("Cote d'Ivoire", "CIV"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("The Bahamas", "BHS"),
        ("United\xa0States", "USA"),
        ("Bosnia-Herzegovina", "BIH"),
        ("Iran, Islamic Rep.", "IRN"),
        ("pakistan", "PAK"),
        ("World total", "WLD"),
        ("Other countries", "OTH"),
        ("China, Germany, and Russia", "CHN+DEU+RUS"),
    ],
)
def test_official_spellings_of_a_country_are_known(spelling: str, code: str) -> None:
    assert country(spelling) == code


@pytest.mark.parametrize(
    ("numeric", "code"),
    [
        ("490", "TWN"),
        ("842", "USA"),
        ("840", "USA"),
        ("251", "FRA"),
        ("699", "IND"),
        ("757", "CHE"),
        ("579", "NOR"),
        ("4", "AFG"),
        ("004", "AFG"),
        ("58", "BLX"),
    ],
)
def test_numeric_codes_of_trade_statistics_are_known(numeric: str, code: str) -> None:
    assert country(numeric) == code


def test_aggregates_are_told_apart_from_countries() -> None:
    assert country_kind("PAK") == "country"
    assert country_kind("South Asia") == "aggregate"
    assert country_kind("WLD") == "world"


def test_every_country_code_and_name_leads_back_to_itself() -> None:
    for code, place in countries().items():
        assert country(code) == code
        assert country(place.name) == code
        assert country_name(code) == place.name


def test_no_spelling_of_a_country_stands_for_two() -> None:
    seen: dict[str, str] = {}
    for row in read_table("countries.csv"):
        spellings = {row["name"].casefold(), *row["aliases"].casefold().split("|")} - {""}
        for spelling in spellings | set(row["numeric"].split(";")) - {""}:
            assert seen.setdefault(spelling, row["iso3"]) == row["iso3"], spelling


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Cu", "copper"),
        ("ALUMINUM", "aluminium"),
        ("Chromium (Cr2O3)", "chromium"),
        ("chromite", "chromium"),
        ("Baryte", "barite"),
        ("NIOBIUM (COLUMBIUM)", "niobium"),
        ("Nitrogen (Fixed)—Ammonia", "ammonia"),
        ("MAGNESIUM METAL", "magnesium"),
        ("Magnesium Compounds", "magnesium compounds"),
        ("Titanium (TiO2)", "titanium"),
        ("REE", "rare earths"),
        ("Graphite, natural", "graphite"),
        ("Salt (rock, brines, marine)", "salt"),
    ],
)
def test_official_spellings_of_a_commodity_are_known(spelling: str, name: str) -> None:
    assert commodity(spelling) == name


def test_every_commodity_and_its_chain_are_known() -> None:
    for name in commodities():
        assert commodity(name) == name
        assert commodity(commodity_chain(name)) == commodity_chain(name)


def test_an_unknown_name_says_what_is_near() -> None:
    with pytest.raises(UnknownNameError, match="Pakistan") as country_error:
        country("Pakistn")
    assert country_error.value.nearest[0] == "Pakistan (PAK)"
    with pytest.raises(UnknownNameError, match="antimony"):
        commodity("antimny")


def test_a_name_like_nothing_known_is_refused_without_a_guess() -> None:
    with pytest.raises(UnknownNameError, match="No name is close"):
        country("zzzzqqqq")


def test_every_customs_line_is_in_known_words() -> None:
    assert len(hs_lines()) == 91
    for hs, line in hs_lines().items():
        assert len(hs) == 6
        assert hs.isdigit()
        assert Stage(line.stage)
        assert Basis(line.basis)
        assert commodity(line.commodity) == line.commodity
        assert line.commodity not in line.shared_with
        for other in line.shared_with:
            assert commodity(other) == other


def test_a_line_that_holds_several_metals_says_so() -> None:
    assert "germanium" in hs_line("811292").shared_with
    assert hs_line("261000").shared_with == ()


def test_an_unknown_line_is_named() -> None:
    with pytest.raises(UnknownNameError, match="HS line"):
        hs_line("740200")
