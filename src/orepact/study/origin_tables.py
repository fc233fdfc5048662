"""Behind the last border: where what the importer buys was mined, for the lines it changes most."""

from __future__ import annotations

from typing import Any

import numpy as np

from orepact.case import Case
from orepact.evidence import country_name
from orepact.exposure import Mixing, NotSeen, Origin, findings, form_in_words, origins
from orepact.study.book import Book
from orepact.study.need_ranking import FUELS
from orepact.study.percent_cell import percent_cell
from orepact.trace import result_id

__all__ = ["add_origin"]

SPREAD = "spread"
LINES = 5
"""Lines shown, those with most behind the border."""
PLACES = 3
"""Largest places of each view."""
LEAST_BOUGHT = 5e6
"""A line of which the importer buys for less, USD a year, is not shown."""


def _place(label: str) -> str:
    return label if label in ("recycled", "unknown") else country_name(label)


def _shown(importer: str) -> list[tuple[float, Origin]]:
    """Return the lines that can be seen through to a mine, most behind the border first."""
    held = origins()
    year = held.cube.years[-1]
    place = held.cube.position(importer)
    found: list[tuple[float, Origin]] = []
    for chain in held.covered(year):
        if chain.commodity in FUELS:
            continue
        worth = chain.matrix(year, of="value")[:, place].sum() * 1e3
        asked = held.of(chain.commodity, chain.stage, year)
        if isinstance(asked, NotSeen) or not asked.is_mine_known or worth < LEAST_BOUGHT:
            continue
        bought = asked.trade[:, place].copy()
        bought[place] = 0.0
        if not bought.sum() > 0:
            continue
        direct = np.append(bought / bought.sum(), [0.0, 0.0])
        shares = asked.proportional.mixes.imports[place]
        found.append((float(np.abs(shares - direct).sum() / 2.0), asked))
    return sorted(found, key=lambda each: (-each[0], each[1].commodity, each[1].stage))


def _views(book: Book, importer: str, asked: Origin) -> list[dict[str, Any]]:
    """Return the largest places at the border and behind it, each with its share."""
    place = origins().cube.position(importer)
    bought = asked.trade[:, place].copy()
    bought[place] = 0.0
    shares = asked.proportional.mixes.imports[place]
    line, by = form_in_words(asked.commodity, asked.stage), str(asked.by)
    base: dict[str, str | int] = {
        "importer": importer, "commodity": asked.commodity, "stage": asked.stage,
    }  # fmt: skip
    rows: list[dict[str, Any]] = []
    for at in np.argsort(-bought, kind="stable")[:PLACES]:
        keys = {**base, "supplier": asked.countries[at], "year": asked.year, "by": by}
        rows.append(
            {
                "line": f"{line}: last border",
                "place": country_name(asked.countries[at]),
                "share": percent_cell(book, result_id("exposure.direct_origin", keys)),
            }
        )
    for column in np.argsort(-shares, kind="stable")[:PLACES]:
        label = asked.label(int(column))
        keys = {**base, "origin": label, "year": asked.year}
        told = {"rule": str(Mixing.PROPORTIONAL), "of": str(asked.of)}
        central, spread = {**keys, **told, "by": by}, {**keys, **told, "rule": SPREAD, "by": SPREAD}
        rows.append(
            {
                "line": f"{line}: mine",
                "place": _place(label),
                "share": percent_cell(book, result_id("exposure.true_origin", central)),
                "spread": percent_cell(book, result_id("exposure.true_origin", spread)),
            }
        )
    return rows


def add_origin(book: Book, case: Case) -> None:
    """Add need.origin and need.origin_findings for the lines with most behind the border."""
    who = case.header.importer
    found = _shown(who)
    own = [each for each in found if each[1].commodity in case.header.commodities]
    kept = found[:LINES] + [each for each in own if each not in found[:LINES]][:2]
    rows: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    for _, asked in kept:
        rows += _views(book, who, asked)
        told = findings(origins(), asked, importer=who)[:2]
        said += [{"finding": each.text, "share": percent_cell(book, each.id)} for each in told]
    if rows:
        book.table(
            "need.origin",
            "Last border and mine of what the importer buys",
            [
                ("line", "What, seen from where", ""),
                ("place", "Country", ""),
                ("share", "Share of purchases", "%"),
                ("spread", "Between readings", "%"),
            ],
            rows,
            note="Customs see the last border. A country that both mines and buys ships a mixture; "
            "the spread is over three rules for what it ships and three for what a flow weighs: "
            "its recorded tonnes, its value, or tonnes repaired where the price per tonne is out "
            "of line, which are shown. Lines with most behind the border "
            "first, then those of the case.",
        )
    if said:
        book.table(
            "need.origin_findings",
            "What is behind the last border",
            [("finding", "Finding", ""), ("share", "Share of what is shipped", "%")],
            said,
            note="Shipped to the importer, by the largest tonnage that it explains.",
        )
