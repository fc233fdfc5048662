"""What is this called? Any spelling of a country or commodity to one name, or the nearest ones."""

from __future__ import annotations

import csv
import difflib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from orepact.errors import UnknownNameError

__all__ = [
    "Commodity",
    "Country",
    "HsLine",
    "commodities",
    "commodity",
    "commodity_chain",
    "countries",
    "country",
    "country_kind",
    "country_name",
    "hs_line",
    "hs_lines",
    "read_table",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country, or another place that official files name.

    Parameters
    ----------
    iso3 : str
        ISO 3166 alpha-3; ``WLD`` world, ``OTH`` "other countries"; the publisher's own code where
        ISO has none; ``CHN+DEU+RUS`` for countries that a publisher reports together.
    name : str
        As orepact prints it.
    kind : str
        country, territory, aggregate, former, group, rest, unspecified or world.
    numeric : tuple of str
        Codes of BACI and Comtrade first, then ISO 3166 numeric where it differs.
    """

    iso3: str
    name: str
    kind: str
    numeric: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Commodity:
    """A mineral commodity as official files tell it apart.

    Parameters
    ----------
    name : str
        Lower-case English.
    symbol : str
        Chemical or trade symbol, may be empty.
    chain : str
        The material chain it is a step of: bauxite and alumina are steps of aluminium.
    wmd : str
        Name of its table in World Mining Data, may be empty.
    """

    name: str
    symbol: str
    chain: str
    wmd: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HsLine:
    """One six-digit customs line and what it stands for.

    Parameters
    ----------
    hs : str
        Six digits.
    nomenclature : str
        Edition of the Harmonized System in which the line is meant.
    commodity, stage, basis : str
        Main commodity, ``quantity.Stage`` and ``quantity.Basis`` of its tonnes.
    description : str
        In our words.
    shared_with : tuple of str
        Other commodities that the same line holds; a share of the line cannot be told.
    """

    hs: str
    nomenclature: str
    commodity: str
    stage: str
    basis: str
    description: str
    shared_with: tuple[str, ...]


def read_table(name: str) -> list[dict[str, str]]:
    """Return a curated table of ``evidence/data`` as rows of text."""
    text = files("orepact.evidence").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _parts(cell: str, separator: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(separator) if part.strip())


def _folded(name: str) -> str:
    """Return a spelling without case, accents, kinds of blank and kinds of apostrophe."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'").replace("–", "-"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(plain.casefold().split())


@cache
def countries() -> Mapping[str, Country]:
    """Return every known place by its code, in the order of codes."""
    return {
        row["iso3"]: Country(
            iso3=row["iso3"],
            name=row["name"],
            kind=row["kind"],
            numeric=_parts(row["numeric"], ";"),
        )
        for row in read_table("countries.csv")
    }


@cache
def _country_spellings() -> Mapping[str, str]:
    spellings: dict[str, str] = {}
    for row in read_table("countries.csv"):
        aliases = _parts(row["aliases"], "|")
        for spelling in (row["iso3"], row["name"], *aliases, *_parts(row["numeric"], ";")):
            spellings[_folded(spelling)] = row["iso3"]
    return spellings


def _unknown(
    kind: str, name: str, known: Mapping[str, str], shown: Mapping[str, str]
) -> UnknownNameError:
    close = difflib.get_close_matches(_folded(name), known, n=8, cutoff=0.6)
    nearest = dict.fromkeys(shown[known[spelling]] for spelling in close)
    return UnknownNameError(kind, name, list(nearest)[:3])


@cache
def country(name: str) -> str:
    """Return the ISO 3166 alpha-3 code of a country under any spelling in official files.

    Codes, English names, USGS, World Bank, CEPII and World Mining Data spellings and the numeric
    codes of BACI and Comtrade (490, 579, 699, 757, 842) are known. BACI's 490 "Other Asia, nes"
    is read as Taiwan, as CEPII's documentation says.

    Raises
    ------
    UnknownNameError : with the nearest names

    Examples
    --------
    >>> country("Congo (Kinshasa)"), country("842"), country("Burma"), country("pak")
    ('COD', 'USA', 'MMR', 'PAK')
    """
    known = _country_spellings()
    spelling = _folded(name)
    code = known.get(spelling) or known.get(spelling.lstrip("0"))
    if code is None:
        shown = {iso3: f"{place.name} ({iso3})" for iso3, place in countries().items()}
        raise _unknown("country", name, known, shown)
    return code


def country_name(iso3: str) -> str:
    """Return the name that orepact prints for a country code.

    Raises
    ------
    UnknownNameError : with the nearest names

    Examples
    --------
    >>> country_name("COD")
    'Congo (Kinshasa)'
    """
    return countries()[country(iso3)].name


def country_kind(iso3: str) -> str:
    """Return what a code stands for: country, territory, aggregate, former, world and so on.

    Raises
    ------
    UnknownNameError : with the nearest names
    """
    return countries()[country(iso3)].kind


@cache
def commodities() -> Mapping[str, Commodity]:
    """Return every known commodity by its name."""
    return {
        row["commodity"]: Commodity(
            name=row["commodity"], symbol=row["symbol"], chain=row["chain"], wmd=row["wmd"]
        )
        for row in read_table("commodities.csv")
    }


@cache
def _commodity_spellings() -> Mapping[str, str]:
    spellings: dict[str, str] = {}
    rows = read_table("commodities.csv")
    for row in rows:
        for spelling in (row["symbol"], row["wmd"], *_parts(row["aliases"], "|")):
            if spelling:
                spellings[_folded(spelling)] = row["commodity"]
    spellings.update({_folded(row["commodity"]): row["commodity"] for row in rows})
    return spellings


@cache
def commodity(name: str) -> str:
    """Return the lower-case English name of a commodity under any spelling in official files.

    Symbols, USGS chapters and labels and World Mining Data tables are known.

    Raises
    ------
    UnknownNameError : with the nearest names

    Examples
    --------
    >>> commodity("Cu"), commodity("Lithium (Li2O)"), commodity("MAGNESIUM METAL")
    ('copper', 'lithium', 'magnesium')
    """
    known = _commodity_spellings()
    found = known.get(_folded(name))
    if found is None:
        raise _unknown("commodity", name, known, {name: name for name in commodities()})
    return found


def commodity_chain(name: str) -> str:
    """Return the material chain of which a commodity is a step.

    Raises
    ------
    UnknownNameError : with the nearest names

    Examples
    --------
    >>> commodity_chain("bauxite"), commodity_chain("copper")
    ('aluminium', 'copper')
    """
    return commodities()[commodity(name)].chain


@cache
def hs_lines() -> Mapping[str, HsLine]:
    """Return every customs line in hand, by its six digits."""
    return {
        row["hs"]: HsLine(
            hs=row["hs"],
            nomenclature=row["nomenclature"],
            commodity=row["commodity"],
            stage=row["stage"],
            basis=row["basis"],
            description=row["description"],
            shared_with=_parts(row["shared_with"], ";"),
        )
        for row in read_table("hs_lines.csv")
    }


def hs_line(hs: str) -> HsLine:
    """Return what a customs line stands for.

    Raises
    ------
    UnknownNameError : if the line is not in hand, with the nearest lines

    Examples
    --------
    >>> hs_line("261000").commodity
    'chromium'
    """
    lines = hs_lines()
    if hs not in lines:
        raise UnknownNameError("HS line", hs, difflib.get_close_matches(hs, lines, n=3, cutoff=0.5))
    return lines[hs]
