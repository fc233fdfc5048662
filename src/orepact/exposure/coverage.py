"""What trade and production data speak of, chain by chain, and what they lack."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from orepact.errors import UnknownNameError
from orepact.evidence import commodity as commodity_of
from orepact.exposure.chain import CHAIN_STAGES, content_factors, content_of
from orepact.exposure.cube import Cube
from orepact.exposure.line import Coverage

__all__ = ["coverage_rows", "missing_lines"]


@cache
def missing_lines() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return customs lines that a chain would need and that no trade data in hand hold."""
    path = files("orepact.exposure").joinpath("data", "missing_lines.csv")
    found: dict[tuple[str, str], list[str]] = {}
    for row in csv.DictReader(path.read_text("utf-8").splitlines()):
        key = (row["commodity"], row["stage"])
        found.setdefault(key, []).append(f"{row['hs']} {row['description']}")
    return {key: tuple(lines) for key, lines in found.items()}


def _spans(years: list[int]) -> str:
    """Return years as spans, such as ``2010-2017, 2024``."""
    spans: list[list[int]] = []
    for year in years:
        if spans and year == spans[-1][1] + 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def coverage_rows(held: Cube, *, commodity: str | None = None) -> list[dict[str, Any]]:
    """Return one row per chain: how trade and production are covered, and the lines that lack.

    Parameters
    ----------
    held : Cube
    commodity : str or None
        Any spelling; every chain when None.

    Returns
    -------
    list of dict
        ``commodity``, ``stage``, ``content``, ``trade`` (of the last year), ``trade_years``,
        ``lines``, ``content_quality`` (worst letter of the content factors), ``production``
        (source of the last year that has one), ``production_years``, ``missing``.

    Raises
    ------
    UnknownNameError : for a commodity that is not known or has no chain
    """
    what = None if commodity is None else commodity_of(commodity)
    keys = {key for key in (*held.keys, *missing_lines()) if what in (None, key[0])}
    if not keys:
        raise UnknownNameError("chain of", str(what), do="No figure speaks of its production")
    rows = []
    for key in sorted(keys, key=lambda key: (key[0], CHAIN_STAGES.index(key[1]))):
        base = {
            "commodity": key[0],
            "stage": key[1],
            "content": content_of(key[0]),
            "missing": list(missing_lines().get(key, ())),
        }
        if key not in held.keys:
            gap = {"trade": str(Coverage.NOT_COVERED), "trade_years": "", "lines": []}
            nothing = {"content_quality": "", "production": "", "production_years": ""}
            rows.append({**base, **gap, **nothing})
            continue
        chain = held.chain(*key)
        covered = [
            year
            for year, each in zip(chain.years, chain.coverage, strict=True)
            if each is not Coverage.NOT_COVERED
        ]
        sources = chain.production.source if chain.production else ("",) * len(chain.years)
        made = [year for year, each in zip(chain.years, sources, strict=True) if each]
        qualities = [content_factors()[hs].quality for hs in chain.lines]
        rows.append(
            {
                **base,
                "trade": str(chain.coverage[-1]),
                "trade_years": _spans(covered),
                "lines": list(chain.lines),
                "content_quality": max(qualities, default=""),
                "production": next((each for each in reversed(sources) if each), ""),
                "production_years": _spans(made),
            }
        )
    return rows
