"""The panel behind the hazards: every country, commodity, stage and year, restricted or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.shock import Instrument
from orepact.errors import UnknownNameError
from orepact.evidence import Bundle, commodity
from orepact.exposure import Cube

__all__ = ["LEAST_SHARE", "Panel", "Restriction", "panel", "restrictions"]

Array = NDArray[np.float64]

LEAST_SHARE = 0.05
"""Countries with less of world output are not in the panel."""
FIRST_YEAR, LAST_YEAR = 2018, 2025
"""Years for which output by country is in hand for most commodities, and the list of controls."""
_MEMORY = 3
"""Years for which an earlier restriction of the same country counts as recent."""
_SUBJECT = re.compile(r"\s*(?:,|;|\band\b)\s*(?![^()]*\))")
_YEAR = re.compile(r"\((\d{4})\)")
_NOT_NAMES = re.compile(
    r"\b(raw materials of|raw minerals,? including|ores and concentrates of|"
    r"ore concentrates of|raw|ores?|concentrates?|materials|ingots?|including|deeply processed|"
    r"\(refined alloys\))\b",
    re.IGNORECASE,
)
_RAW = re.compile(r"\b(raw|ores?|concentrates?|bauxite|chromite|cassiterite)\b", re.IGNORECASE)
_ALIASES = {"aluminum": "aluminium", "cassiterite": "tin", "chromite": "chromium"}
_ALIASES |= {"columbite-tantalite": "tantalum", "apatite": "phosphate", "potassium": "potash"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """One commodity under export control by one country.

    Parameters
    ----------
    is_raw : bool
        Whether only the ore stage is meant.
    """

    country: str
    commodity: str
    is_raw: bool
    year: int
    instrument: Instrument
    id: str


@lru_cache(maxsize=2)
def restrictions(bundle: Bundle) -> tuple[Restriction, ...]:
    """Return the export controls of the official list, one row per commodity.

    The list has what is in force; controls that were lifted are not in it.
    """
    made = []
    for row in bundle.policy(type_="export control").iter_rows(named=True):
        text = str(row["subject"]).rstrip(".")
        words = str(row["instrument"]).casefold()
        instrument = Instrument.BAN if "ban" in words else Instrument.LICENCE
        instrument = Instrument.QUOTA if "quota" in words else instrument
        for name, year in _named(text):
            made.append(
                Restriction(
                    country=str(row["country"]),
                    commodity=name,
                    is_raw=bool(_RAW.search(text)),
                    year=year,
                    instrument=instrument,
                    id=str(row["id"]),
                )
            )
    return tuple(made)


def _named(text: str) -> Iterator[tuple[str, int]]:
    """Return commodities and years of a subject: ``Bauxite (2023) and nickel ore (2020)``."""
    years = [int(year) for year in _YEAR.findall(text)]
    if not years or re.search(r"scrap|waste", text, re.IGNORECASE):
        return
    following = years[-1]
    parts = _SUBJECT.split(text)
    for part in reversed(parts):
        if found := _YEAR.search(part):
            following = int(found.group(1))
        plain = _NOT_NAMES.sub(" ", _YEAR.sub(" ", part)).strip(" ,-").casefold()
        plain = plain.removeprefix("of ").strip()
        for word in plain.split("-") if plain == "lead-zinc" else [plain]:
            try:
                yield commodity(_ALIASES.get(word.strip(), word.strip())), following
            except UnknownNameError:
                continue


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Country x commodity-stage x year with a share of 5 % or more, at risk of a restriction.

    A line leaves the panel after its first restriction.

    Parameters
    ----------
    countries, chains, years : tuple
        One entry per row: who, (commodity, stage), calendar year.
    features : ndarray, shape (row, feature)
        1, ln(share / 0.3), instability - 0.5 (0 best to 1 worst), whether the country restricted
        another commodity in the 3 years before.
    happened : ndarray of bool, shape (row,)
    """

    countries: tuple[str, ...]
    chains: tuple[tuple[str, str], ...]
    years: tuple[int, ...]
    features: Array
    happened: NDArray[np.bool_]


FEATURES = ("constant", "ln(share / 0.3)", "instability - 0.5", "restricted another, 3 years")


def row_features(share: float, instability: float, *, is_recent: bool) -> Array:
    """Return the features of one line; an unknown instability is taken at the middle."""
    level = 0.5 if not np.isfinite(instability) else instability
    return np.array([1.0, np.log(share / 0.3), level - 0.5, float(is_recent)])


def output_shares(cube: Cube, chain: tuple[str, str], year: int) -> Array:
    """Return each country's share of world output of a chain in a year; zeros if unknown."""
    production = cube.chain(*chain).production
    if production is None:
        return np.zeros(len(cube.countries))
    output = np.nan_to_num(production.central[:, cube.year_position(year)])
    total = output.sum()
    shares: Array = output / total if total > 0 else output
    return shares


def panel(cube: Cube, controls: tuple[Restriction, ...]) -> Panel:
    """Return the panel of the years for which output by country is in hand."""
    first: dict[tuple[str, str], int] = {}
    raw: dict[tuple[str, str], bool] = {}
    for one in controls:
        key = (one.country, one.commodity)
        first[key] = min(one.year, first.get(key, one.year))
        raw[key] = one.is_raw
    rows: list[tuple[str, tuple[str, str], int, Array, bool]] = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        seen = min(max(year - 1, FIRST_YEAR), cube.years[-1])
        for chain in cube.keys:
            shares = output_shares(cube, chain, seen)
            for index in np.flatnonzero(shares >= LEAST_SHARE):
                country = cube.countries[index]
                key = (country, chain[0])
                meant = key in first and (not raw[key] or chain[1] == "ore")
                if meant and first[key] < year:
                    continue
                rows.append(
                    (
                        country,
                        chain,
                        year,
                        row_features(
                            float(shares[index]),
                            float(cube.instability[index, cube.year_position(seen)]),
                            is_recent=is_recent(controls, country, chain[0], year),
                        ),
                        meant and first[key] == year,
                    )
                )
    return Panel(
        countries=tuple(row[0] for row in rows),
        chains=tuple(row[1] for row in rows),
        years=tuple(row[2] for row in rows),
        features=np.stack([row[3] for row in rows]),
        happened=np.array([row[4] for row in rows]),
    )


def is_recent(
    controls: tuple[Restriction, ...], country: str, commodity_name: str, year: int
) -> bool:
    """Return whether a country restricted another commodity in the years just before."""
    return any(
        one.country == country
        and one.commodity != commodity_name
        and year - _MEMORY <= one.year < year
        for one in controls
    )
