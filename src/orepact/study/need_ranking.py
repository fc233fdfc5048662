"""What the importer needs most, stage by stage: reliance, concentration, and who restricts it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np

from orepact.case import Case
from orepact.evidence import bundle, commodities, country_name
from orepact.exposure import cube, form_in_words
from orepact.exposure.bands import central
from orepact.exposure.chain_measures import assessments
from orepact.exposure.evaluate import evaluate
from orepact.exposure.inputs import chain_inputs
from orepact.quantity import Value, format_number
from orepact.study.book import Book
from orepact.study.percent_cell import percent_cell
from orepact.trace import Parent, result_id

__all__ = ["FUELS", "add_ranking", "controlled", "ranked_lines"]

SHOWN = 10
"""Lines of the ranked table; `orepact exposure` prints all."""
FUELS = frozenset(
    {
        "crude oil",
        "natural gas",
        "steam coal",
        "coking coal",
        "lignite",
        "anthracite",
        "uranium",
    }
)
"""Energy minerals, not ranked among the others."""
_STEM = {"chromite": "chromium", "columbite-tantalite": "niobium", "cassiterite": "tin"}


def controlled() -> dict[str, list[str]]:
    """Return who restricts exports of a commodity, in words, by commodity.

    A control counts where its wording names the commodity.
    """
    found: dict[str, list[str]] = {}
    for row in bundle().policy(type_="export control").iter_rows(named=True):
        text = row["subject"].casefold()
        names = [name for name in commodities() if re.search(rf"\b{re.escape(name)}\b", text)]
        names += [own for word, own in _STEM.items() if word in text]
        for name in dict.fromkeys(names):
            found.setdefault(name, []).append(country_name(row["country"]))
    return found


@cache
def ranked_lines(importer: str) -> tuple[tuple[str, str, float], ...]:
    """Return commodity, stage and GeoPolRisk score of every line with one, highest first.

    A line of which the importer sells more than it buys is no need.
    """
    held = cube()
    year = held.years[-1]
    found: list[tuple[str, str, float]] = []
    for name, stage in held.keys:
        if name in FUELS or stage == "scrap":
            continue
        inputs = chain_inputs(held, importer, name, stage, year)
        made = evaluate(inputs, central(inputs))
        score, reliance = (float(made[k][0]) for k in ("geopolrisk_score", "chain_reliance"))
        if np.isfinite(score) and not reliance <= 0:
            found.append((name, stage, score))
    return tuple(sorted(found, key=lambda line: (-line[2], line[0], line[1])))


def _largest(book: Book, importer: str, name: str, stage: str) -> tuple[str, dict[str, str] | None]:
    """Return the largest supplier of a line in words, and the cell of its share."""
    held = cube()
    year, place = held.years[-1], held.position(importer)
    bought = held.chain(name, stage).matrix(year)[:, place]
    bought[place] = 0.0
    if not bought.sum() > 0:
        return "", None
    code = held.countries[int(bought.argmax())]
    keys: dict[str, str | int] = {"importer": importer, "commodity": name, "stage": stage}
    id_ = result_id(
        "exposure.direct_origin", {**keys, "supplier": code, "year": year, "by": "tonnes"}
    )
    return country_name(code), percent_cell(book, id_)


def _band(book: Book, keys: dict[str, str | int]) -> dict[str, str] | None:
    """Return the 5th to 95th percentile of the score; None where inputs are missing."""
    found = assessments(
        str(keys["importer"]), str(keys["commodity"]), str(keys["stage"]), int(keys["year"])
    )["geopolrisk_score"]
    if not (np.isfinite(found.p05) and np.isfinite(found.p95)):
        return None
    is_narrow = format_number(found.p05) == format_number(found.p95)
    return book.put(
        "need.risk_band",
        keys,
        Value.exact(found.p50) if is_narrow else Value.between(found.p05, found.p95),
        "1",
        title="Supply risk score, 5th to 95th percentile",
        formula="percentiles of the score over draws of sources, content factors and gaps",
        parents=[Parent(role="score", id=result_id("exposure.geopolrisk_score", keys))],
    )


def add_ranking(book: Book, case: Case) -> None:
    """Add need.ranked: the lines with the highest risk, and those of the case."""
    who, held = case.header.importer, cube()
    year = held.years[-1]
    lines = ranked_lines(who)
    own = [line for line in lines if line[0] in case.header.commodities]
    kept = [line for line in lines if line in lines[:SHOWN] or line in own]
    restricted = controlled()
    rows: list[dict[str, Any]] = []
    for name, stage, _ in kept:
        keys: dict[str, str | int] = {"importer": who, "commodity": name, "stage": stage}
        keys["year"] = year
        top, share = _largest(book, who, name, stage)
        world: dict[str, str | int] = {"commodity": name, "stage": stage, "year": year}
        reliance: dict[str, str | int] = {
            "importer": who, "commodity": name, "form": stage, "year": year,
        }  # fmt: skip
        rows.append(
            {
                "line": form_in_words(name, stage),
                "risk": book.cite(result_id("exposure.geopolrisk_score", keys)),
                "band": _band(book, keys),
                "reliance": book.cite(result_id("exposure.net_import_reliance", reliance)),
                "largest": top,
                "share": share,
                "world": book.cite(result_id("exposure.chain_production_herfindahl", world)),
                "restricted": ", ".join(restricted.get(name, [])),
            }
        )
    if not rows:
        return
    book.table(
        "need.ranked",
        "What the importer needs most, by stage",
        [
            ("line", "Commodity and stage", ""),
            ("risk", "Supply risk score", ""),
            ("band", "Score in nine draws of ten", ""),
            ("reliance", "Net import reliance", "%"),
            ("largest", "Largest supplier", ""),
            ("share", "Its share of purchases", "%"),
            ("world", "Concentration of world output", ""),
            ("restricted", "Exports restricted by", ""),
        ],
        rows,
        note="Ranked by the GeoPolRisk score in contained metal, the highest first, then the "
        "other lines of the case. Lines whose trade or world output no source covers have no "
        "score; they are not safe, they are unknown.",
    )
