"""Rows of origin for one importer: the last border beside the mine, and what that says in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepact.evidence import commodity as commodity_of
from orepact.evidence import country as country_of
from orepact.evidence import country_name
from orepact.exposure.chain import as_chain_stage, content_of
from orepact.exposure.cube import Chain
from orepact.exposure.lineage import trade_sources
from orepact.exposure.mixing import Mixing
from orepact.exposure.origin import FEED_ORDER, NotSeen, Origin, Origins, why_not_seen
from orepact.exposure.origin_bands import origin_bands
from orepact.exposure.origin_measures import shipped_id, true_origin_id
from orepact.exposure.see_through import OriginOf
from orepact.exposure.weighing import Weighing
from orepact.quantity import Value, figure
from orepact.trace import result_id

__all__ = ["Finding", "findings", "form_in_words", "has_mine", "origin_rows"]

Row = dict[str, Any]

SMALLEST = 0.005
"""Origins below half a percent, both at the border and behind it, are added up as one row."""


_KILOTONNE = 1e3
_BANDS = ("p05", "p50", "p95")
_WORTH_SAYING = 0.05
"""A smaller part of what a supplier ships is no finding."""


def form_in_words(name: str, stage: str) -> str:
    """Return a commodity at a stage as a sentence says it.

    Examples
    --------
    >>> form_in_words("copper", "ore"), form_in_words("copper", "refined")
    ('copper in ore and concentrate', 'refined copper')
    >>> form_in_words("barite", "ore"), form_in_words("iron ore", "ore")
    ('barite', 'iron ore')
    """
    if stage == "ore" and (content_of(name) == "gross" or name.endswith(" ore")):
        return name
    words = {
        "ore": f"{name} in ore and concentrate",
        "smelter": f"smelted {name}",
        "refined": f"refined {name}",
        "compound": f"{name} in compounds",
        "alloy": f"{name} in alloys",
        "product": f"{name} in products",
    }
    return words.get(stage, f"{name}, {stage}")


def _place(label: str) -> str:
    return label if label in ("recycled", "unknown") else country_name(label)


def _year_for(held: Origins, chain: Chain, year: int | None) -> int:
    """Return the asked year, else the latest that can be seen through, else the latest."""
    if year is not None:
        return year
    return max(held.years_of(chain.commodity, chain.stage), default=max(held.cube.years))


def origin_rows(
    held: Origins,
    *,
    importer: str,
    commodity: str | None = None,
    stage: str | None = None,
    year: int | None = None,
    rule: Mixing = Mixing.PROPORTIONAL,
    of: OriginOf = OriginOf.MINE,
    by: Weighing = Weighing.REPAIRED,
) -> list[Row]:
    """Return one row per origin of what an importer buys, largest first.

    Parameters
    ----------
    held : Origins
    importer : str
        Any spelling of a country.
    commodity, stage, year : optional
        Without a commodity, every chain that can be seen through to a mine in the year; with one,
        all its stages, also those that cannot, each with the reason.
    rule : Mixing
    of : OriginOf
    by : Weighing
        What a flow weighs.

    Returns
    -------
    list of dict
        ``origin``, ``direct`` (share at the last border), ``value`` (share behind it), its lowest
        and highest over the mixing rules and over what flows may weigh, its value if production
        beyond its known feed is unknown, with a commodity its ``p05``, ``p50`` and ``p95`` over
        content factors and sources of production, ``unit``, ``id``, ``sources``, ``note``.

    Raises
    ------
    UnknownNameError : for a name, a stage the commodity lacks or a year outside the cube, with
        what is there instead
    """
    who = country_of(importer)
    held.cube.position(who)
    if year is not None:
        held.cube.year_position(year)
    rows: list[Row] = []
    for chain in _chains(held, commodity, stage, year):
        is_told = of is OriginOf.PROCESSING or has_mine(held, chain, year)
        if commodity is None and not is_told:
            continue
        when = _year_for(held, chain, year)
        asked = held.of(chain.commodity, chain.stage, when, of=of, by=by)
        if isinstance(asked, NotSeen):
            rows.append(_gap(held, who, asked, of, by))
        else:
            rows += _rows(held, who, asked, rule, is_drawn=commodity is not None)
    return rows


def has_mine(held: Origins, chain: Chain, year: int | None) -> bool:
    """Return whether the mine stage of a chain is covered in a year, or without one in the last."""
    when = max(held.cube.years) if year is None else year
    family = {key for key in held.cube.family_of(chain.commodity) if key[1] == "ore"}
    own = (chain.commodity, "ore")
    ores = [own] if own in family else sorted(family)
    return any(not why_not_seen(held.cube.chain(*key), when) for key in ores)


def _chains(
    held: Origins, commodity: str | None, stage: str | None, year: int | None
) -> list[Chain]:
    if commodity is not None:
        name = commodity_of(commodity)
        if stage is not None:
            return [held.cube.chain(name, stage)]
        return [held.cube.chain(name, each) for each in held.cube.stages_of(name)]
    wanted = None if stage is None else as_chain_stage(stage)
    found = held.covered(max(held.cube.years) if year is None else year)
    return [chain for chain in found if wanted in (None, chain.stage)]


def _instead(held: Origins, asked: NotSeen) -> str:
    """Return what is there in place of a stage and year that cannot be seen through."""
    years = held.years_of(asked.commodity, asked.stage)
    if years:
        return f"seen through in {years[0]} to {years[-1]}" if years[1:] else f"only in {years[0]}"
    stages = [
        stage
        for stage in held.cube.stages_of(asked.commodity)
        if stage in FEED_ORDER and held.years_of(asked.commodity, stage)
    ]
    return f"seen through at {', '.join(stages)}" if stages else "no stage can be seen through"


def _gap(held: Origins, who: str, asked: NotSeen, of: OriginOf, by: Weighing) -> Row:
    keys: dict[str, str | int] = {
        "importer": who,
        "commodity": asked.commodity,
        "stage": asked.stage,
        "origin": "unknown",
        "year": asked.year,
        "rule": str(Mixing.PROPORTIONAL),
        "of": str(of),
        "by": str(by),
    }
    return {
        "measure": "true_origin",
        "commodity": asked.commodity,
        "stage": asked.stage,
        "year": asked.year,
        "origin": "",
        "value": Value.missing(),
        "unit": "1",
        "id": result_id("exposure.true_origin", keys),
        "sources": [],
        "note": f"{asked.why}; {_instead(held, asked)}",
    }


def _sources(held: Origins, asked: Origin) -> list[str]:
    found = {""}
    for chain in (seen.chain for seen in asked.seen):
        found |= set(trade_sources(held.cube, chain, asked.year))
        if chain.production is not None:
            found.add(chain.production.source[chain.years.index(asked.year)])
    return sorted(found - {""})


def _remark(asked: Origin) -> str:
    said = [f"{each.stage} left out, {each.why}" for each in asked.left_out]
    if asked.of is OriginOf.MINE and not asked.is_mine_known:
        said.append("no mine stage is covered: production is of unknown origin")
    withheld = sorted({code for seen in asked.seen for code in seen.withheld})
    if withheld:
        said.append(f"production withheld: {', '.join(withheld)}")
    return "; ".join(said)


def _by_weighing(held: Origins, asked: Origin, rule: Mixing, place: int) -> NDArray[np.float64]:
    """Return the shares of an importer's origins under each weighing, shape (weighing, origin)."""
    found = []
    for by in Weighing:
        other = held.of(asked.commodity, asked.stage, asked.year, of=asked.of, by=by)
        if not isinstance(other, NotSeen):
            solved = other.proportional if rule is Mixing.PROPORTIONAL else other.by_rule[rule]
            found.append(solved.mixes.imports[place])
    return np.array(found)


def _rows(held: Origins, who: str, asked: Origin, rule: Mixing, *, is_drawn: bool) -> list[Row]:
    place = held.cube.position(who)
    bought = asked.trade[:, place].copy()
    bought[place] = 0.0
    base = {"commodity": asked.commodity, "stage": asked.stage, "year": asked.year}
    if not bought.sum() > 0:
        missing = {**base, "value": Value.missing(), "unit": "1", "sources": _sources(held, asked)}
        name = country_name(who)
        return [
            {
                "measure": "true_origin",
                "origin": "",
                **missing,
                "id": true_origin_id(who, asked, "unknown", str(rule)),
                "note": f"{name} is recorded as buying none of it abroad in {asked.year}",
            }
        ]
    direct = np.append(bought / bought.sum(), [0.0, 0.0])
    shares = {each: solved.mixes.imports[place] for each, solved in asked.by_rule.items()}
    strict, main = asked.strict.mixes.imports[place], shares[rule]
    rules, weighed = np.array(list(shares.values())), _by_weighing(held, asked, rule, place)
    is_told = asked.of is OriginOf.PROCESSING or asked.is_mine_known
    bands = origin_bands(asked, place) if is_drawn and is_told else None
    kept = np.flatnonzero((main >= SMALLEST) | (is_told & (direct >= SMALLEST)))
    tail = {"sources": _sources(held, asked), "note": _remark(asked)}
    return [
        {
            "measure": "true_origin",
            **base,
            "origin": asked.label(int(column)),
            "direct": float(direct[column]),
            "value": Value.exact(float(main[column])),
            "unit": "1",
            **({} if bands is None else dict(zip(_BANDS, bands[:, column].tolist(), strict=True))),
            "rules_low": float(rules[:, column].min()),
            "rules_high": float(rules[:, column].max()),
            "weighing_low": float(weighed[:, column].min()),
            "weighing_high": float(weighed[:, column].max()),
            "if_missing_feed_unknown": float(strict[column]),
            "id": true_origin_id(who, asked, asked.label(int(column)), str(rule)),
            **tail,
        }
        for column in sorted(kept, key=lambda at: (-main[at], -direct[at], at))
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One sentence on what a supplier ships, with the number it rests on.

    Parameters
    ----------
    text : str
    supplier, origin : str
        Codes; ``origin`` may be ``recycled`` or ``unknown``.
    share : float, 1
        Of what the supplier ships, under the mixing rule asked for.
    tonnes : float, t of content
        Of the importer's purchases that this explains.
    id : str
        Of the share.
    """

    text: str
    supplier: str
    origin: str
    share: float
    tonnes: float
    id: str


def findings(
    held: Origins,
    asked: Origin | NotSeen,
    *,
    importer: str | None = None,
    at_least: float = 0.01,
    rule: Mixing = Mixing.PROPORTIONAL,
) -> list[Finding]:
    """Return what is behind the last border, in words, largest tonnage first.

    Only origins other than the supplier itself; each is at least a part ``at_least`` of what the
    importer buys, or without an importer of what the world ships.

    Parameters
    ----------
    held : Origins
    asked : Origin or NotSeen
        What cannot be seen through, or not back to a mine, has no findings.
    importer : str, optional
    at_least : float
    rule : Mixing
    """
    if isinstance(asked, NotSeen):
        return []
    if asked.of is OriginOf.MINE and not asked.is_mine_known:
        return []
    if importer is None:
        shipped = asked.trade.sum(axis=1)
    else:
        shipped = asked.trade[:, held.cube.position(importer)]
    total = shipped.sum()
    found = list(_found(asked, rule, shipped, at_least * total))
    return sorted(found, key=lambda each: (-each.tonnes, each.supplier, each.origin))


def _found(
    asked: Origin, rule: Mixing, shipped: NDArray[np.float64], smallest: float
) -> Iterator[Finding]:
    mixes = asked.by_rule[rule].mixes.exports
    for place in np.flatnonzero(shipped > 0):
        for column in np.flatnonzero(mixes[place] * shipped[place] >= max(smallest, 1e-9)):
            if column == place or mixes[place, column] < _WORTH_SAYING:
                continue
            supplier, origin = asked.countries[place], asked.label(int(column))
            share = float(mixes[place, column])
            yield Finding(
                text=_sentence(asked, int(place), origin, share),
                supplier=supplier,
                origin=origin,
                share=share,
                tonnes=share * float(shipped[place]),
                id=shipped_id(supplier, asked, origin, str(rule)),
            )


def _sentence(asked: Origin, place: int, origin: str, share: float) -> str:
    form = form_in_words(asked.commodity, asked.stage)
    part = figure(100.0 * share, "%", digits=2)
    who = country_name(asked.countries[place])
    head = f"{part} of the {form} that {who} shipped in {asked.year}"
    if origin == "recycled":
        return f"{head} was recycled"
    if origin != "unknown":
        verb = "mined" if asked.of is OriginOf.MINE else "made"
        return f"{head} was {verb} in {_place(origin)}"
    solved = asked.proportional
    if not solved.unexplained[place] > 0.5 * share * solved.exports[place]:
        return f"{head} is of unknown origin"
    scale, unit = (1e3, "kt") if solved.exports[place] >= _KILOTONNE else (1.0, "t")
    shipped = figure(solved.exports[place] / scale, unit)
    known = figure((solved.exports[place] - solved.unexplained[place]) / scale, unit)
    return f"{head} is of unknown origin: it shipped {shipped} and is known to have had {known}"
