"""What a host could supply of what an importer uses, line by line, lines without a match too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from orepact.errors import OrepactError
from orepact.evidence import commodity as commodity_of
from orepact.evidence import country as country_of
from orepact.evidence import country_name
from orepact.exposure.chain import CHAIN_STAGES
from orepact.exposure.cube import Chain, Cube
from orepact.exposure.host_side import (
    YEARS_BACK,
    HostClass,
    HostDeposit,
    HostProject,
    Today,
    host_class,
    reserves_of,
    today,
)
from orepact.exposure.importer_use import Use, use_of
from orepact.exposure.leakage_listing import LINE, leakage_rows
from orepact.exposure.lineage import flow_parents, production_parents, trade_sources
from orepact.exposure.origin import NotSeen
from orepact.exposure.origin_listing import form_in_words
from orepact.exposure.origin_measures import origins
from orepact.exposure.see_through import RECYCLED
from orepact.quantity import Value, figure
from orepact.trace import Parent, result_id

if TYPE_CHECKING:
    from orepact.exposure.context import Exposure

__all__ = ["MATCH_YEARS", "MatchLine", "match_lines", "match_rows"]

MATCH_YEARS = (2030, 2035)
"""Years for which tonnes are given."""
_SCREENED = ("ore",)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchLine:
    """One commodity-stage of an importer against one host.

    Parameters
    ----------
    commodity, stage : str
    host_class : HostClass
    tonnes : dict of int to Value, t of content
        By year: recorded output carried forward, plus what projects would deliver.
    use : Use
    now : Today
    projects : tuple of HostProject
    first_year : str
        In words: today, or the span of first production of the projects.
    buyer : str
        Present buyer and its part, in words.
    missing_stage : str
        What stands between the host's ore and the importer's stage, in words.
    doubt : str
        Doubt about origin, in words; empty without any.
    sources : tuple of str
        Of production and trade in the last year.
    parents : tuple of Parent
        Behind the tonnes.
    """

    commodity: str
    stage: str
    host_class: HostClass
    tonnes: dict[int, Value]
    use: Use
    now: Today
    projects: tuple[HostProject, ...]
    first_year: str
    buyer: str
    missing_stage: str
    doubt: str
    sources: tuple[str, ...]
    parents: tuple[Parent, ...]

    def percent(self, year: int) -> Value:
        """Return the tonnes of a year as percent of the importer's use; a gap where either is."""
        tonnes, use = self.tonnes[year], self.use.value
        if tonnes.low is None or tonnes.high is None or not use.low or not use.high:
            return Value.missing()
        return Value.between(100.0 * tonnes.low / use.high, 100.0 * tonnes.high / use.low)


def _carried(now: Today, projects: Sequence[HostProject], year: int) -> Value:
    """Return today's output carried forward plus projects; a gap where there is neither."""
    low = high = 0.0
    is_known = False
    if now.tonnes.low is not None and now.tonnes.high is not None:
        low, high, is_known = now.tonnes.low, now.tonnes.high, now.tonnes.high > 0
    for project in projects:
        least, most = project.tonnes.get(year, (0.0, 0.0))
        low, high, is_known = low + least, high + most, True
    return Value.between(low, high) if is_known else Value.missing()


def _first_year(now: Today, projects: Sequence[HostProject]) -> str:
    if now.is_made:
        return "today"
    if not projects:
        return ""
    first = min(project.first_year[0] for project in projects)
    last = max(project.first_year[1] for project in projects)
    return str(first) if first == last else f"{first} to {last}"


def _missing_stage(
    name: str, stage: str, earlier: Sequence[tuple[str, HostClass]], now: Today
) -> str:
    """Return what a later stage still lacks in the host."""
    if stage == "ore" or now.is_made:
        return ""
    found = [each for each, reached in earlier if reached in (HostClass.MINED, HostClass.EXPORTED)]
    if found:
        return f"{form_in_words(name, stage)}; the host makes {form_in_words(name, found[-1])}"
    known = [each for each, reached in earlier if reached is not HostClass.NONE]
    return f"mine, then {form_in_words(name, stage)}" if known else ""


def _importer_lacks(chain: Chain, stages: Sequence[str], place: int) -> str:
    """Return that the importer sells what the host would bring, where it does."""
    if chain.stage != "ore" or not set(stages) & {"smelter", "refined", "alloy"}:
        return ""
    flows = chain.matrix(chain.years[-1])
    if not flows[place].sum() > flows[:, place].sum():
        return ""
    return "a smelter: the importer itself ships more of this stage than it buys"


def _sources(held: Cube, chain: Chain) -> tuple[str, ...]:
    found = set(trade_sources(held, chain, held.years[-1]))
    if chain.production is not None:
        found |= set(chain.production.source[-YEARS_BACK:])
    return tuple(sorted(found - {""}))


def _doubt(of: Exposure, chain: Chain, host: str, importer: str, now: Today) -> str:
    """Return reasons to doubt that what the host ships is its own, in words."""
    if not now.is_made and not now.is_beyond_world:
        return ""
    said: list[str] = []
    if now.is_beyond_world:
        said.append(
            "what it ships is more than the world's recorded output: bought elsewhere, or another "
            "good under the same line; not counted"
        )
    elif not now.is_recorded and now.is_shipped:
        said.append("no output is on record here: it may have been bought elsewhere")
    if chain.stage in _SCREENED and now.exported > 0:
        rows = leakage_rows(host=host, commodity=chain.commodity, year=now.year, content=LINE)
        ratios = [row["value"] for row in rows if row["measure"] == "shipped_over_recorded"]
        said += [
            f"partners received {figure(ratio)} times recorded supply"
            for ratio in ratios
            if ratio.low is not None and ratio.low > 1.0
        ]
    held = origins()
    if chain.stage in ("ore", "smelter", "compound", "refined") and now.exported > 0:
        asked = held.of(chain.commodity, chain.stage, now.year)
        if not isinstance(asked, NotSeen) and asked.is_mine_known:
            place = held.cube.position(host)
            mixes = asked.proportional.mixes.exports[place]
            foreign = float(mixes[:RECYCLED].sum() - mixes[place])
            if foreign >= 0.05:
                said.append(f"{figure(100 * foreign, '%', digits=2)} of it was mined elsewhere")
    said += _published_doubt(of, chain, host, importer)
    return "; ".join(said)


def _published_doubt(of: Exposure, chain: Chain, host: str, importer: str) -> list[str]:
    """Return what the publisher of import sources says about ore from elsewhere."""
    figures = of.evidence.figures(
        statistic="import sources", commodity=chain.commodity, country=importer
    )
    name = country_name(host)
    own = figures.filter(pl.col("partner") == host, pl.col("note").str.contains(name))
    return [
        f"{figure(row['number'], row['unit'])} of the importer's purchases, {row['period']}; "
        f"its publisher: {row['note']}"
        for row in own.head(1).iter_rows(named=True)
        if row["number"] is not None
    ]


def _buyer(now: Today) -> str:
    if not now.buyer or not now.is_made:
        return ""
    part = figure(100.0 * now.buyer_share, "%", digits=2)
    return f"{country_name(now.buyer)} {part} ({now.year})"


def _is_needed(held_use: Use, chain: Chain, place: int) -> bool:
    """Return whether the importer uses the chain, or buys it, as far as anyone says."""
    bought = chain.matrix(chain.years[-1], of="value")[:, place]
    return bool(held_use.value.high) or bool(held_use.value.low) or bool(bought.sum() > 0)


def match_lines(
    of: Exposure,
    *,
    importer: str,
    host: str,
    commodity: str | None = None,
    projects: Sequence[HostProject] = (),
    deposits: Sequence[HostDeposit] = (),
) -> list[MatchLine]:
    """Return every commodity-stage that the importer uses or the host has, best match first.

    Parameters
    ----------
    of : Exposure
    importer, host : str
        Any spelling of two countries.
    commodity : str, optional
    projects, deposits : sequences
        What a case knows of the host; without them only the evidence counts.

    Raises
    ------
    UnknownNameError : for a country or commodity that is not known
    OrepactError : if importer and host are the same country
    """
    held = origins().cube
    who, whose = country_of(importer), country_of(host)
    if who == whose:
        raise OrepactError(
            f"importer and host are both {country_name(who)}",
            why="A match compares what one country has with what another uses",
            do="Name two countries",
        )
    buyer, seller = held.position(who), held.position(whose)
    wanted = None if commodity is None else commodity_of(commodity)
    lines: list[MatchLine] = []
    earlier: dict[str, list[tuple[str, HostClass]]] = {}
    for name, stage in sorted(held.keys, key=lambda key: (key[0], CHAIN_STAGES.index(key[1]))):
        if wanted not in (None, name) or stage == "scrap":
            continue
        chain = held.chain(name, stage)
        own = tuple(p for p in projects if (p.commodity, p.stage) == (name, stage))
        ground = tuple(deposit for deposit in deposits if deposit.commodity == name)
        now, use = today(held, chain, seller), use_of(of, held, chain, who)
        reserves = reserves_of(of.evidence, chain, whose)
        reached = host_class(now, reserves=bool(reserves), deposits=ground, stage=stage)
        before = earlier.setdefault(name, [])
        if reached is not HostClass.NONE or own or _is_needed(use, chain, buyer):
            lines.append(
                MatchLine(
                    commodity=name,
                    stage=stage,
                    host_class=reached,
                    tonnes={year: _carried(now, own, year) for year in MATCH_YEARS},
                    use=use,
                    now=now,
                    projects=own,
                    first_year=_first_year(now, own),
                    buyer=_buyer(now),
                    missing_stage=_importer_lacks(chain, held.stages_of(name), buyer)
                    or ("" if own else _missing_stage(name, stage, before, now)),
                    doubt=_doubt(of, chain, whose, who, now),
                    sources=_sources(held, chain),
                    parents=_behind(of, chain, whose, now, reserves, ground, own),
                )
            )
        before.append((stage, reached))
    return sorted(lines, key=_rank)


def _behind(  # noqa: PLR0917 - what stands behind a line, in its order
    of: Exposure,
    chain: Chain,
    host: str,
    now: Today,
    reserves: Sequence[str],
    ground: Sequence[HostDeposit],
    own: Sequence[HostProject],
) -> tuple[Parent, ...]:
    made: list[Parent] = []
    if now.is_made:
        for year in range(now.year - 4, now.year + 1):
            made += production_parents(of, chain, host, year)
        made += flow_parents(of, chain, host, now.year, side="exporter", role="X")
    made += [Parent(role="reserves", id=id_) for id_ in reserves]
    if chain.stage == "ore":
        made += [Parent(role=str(deposit.host_class), id=deposit.id) for deposit in ground]
    made += [parent for project in own for parent in project.parents]
    return tuple(dict.fromkeys(made))


def _rank(line: MatchLine) -> tuple[Any, ...]:
    order = list(HostClass)
    most = max((line.percent(year).high or 0.0 for year in MATCH_YEARS), default=0.0)
    has_tonnes = any(not line.tonnes[year].is_gap for year in MATCH_YEARS)
    return (
        not has_tonnes,
        -most,
        -order.index(line.host_class),
        line.commodity,
        CHAIN_STAGES.index(line.stage),
    )


def match_rows(lines: Sequence[MatchLine], *, importer: str, host: str, case: str) -> list[Any]:
    """Return one row per figure of every line: use, tonnes and percent of use by year.

    Parameters
    ----------
    lines : sequence of MatchLine
    importer, host : str
        ISO 3166 alpha-3.
    case : str
        Id of the case that gave projects and deposits, or ``none``.
    """
    rows: list[dict[str, Any]] = []
    for line in lines:
        base = {"commodity": line.commodity, "stage": line.stage}
        words = {
            "host_class": str(line.host_class),
            "first_year": line.first_year,
            "present_buyer": line.buyer,
            "missing_stage": line.missing_stage,
            "doubt": line.doubt,
        }
        keys = {"importer": importer, "host": host, **base, "case": case}
        rows.append(
            {
                "measure": "use",
                **base,
                **words,
                "year": line.use.year,
                "value": line.use.value,
                "unit": "t",
                "id": line.use.id,
                "sources": list(line.sources),
                "note": line.use.says,
                "parents": (),
            }
        )
        for year in MATCH_YEARS:
            tonnes_id = result_id("match.tonnes", {**keys, "year": year})
            is_open = line.tonnes[year].is_gap
            rows.append(
                {
                    "measure": "tonnes",
                    **base,
                    **words,
                    "year": year,
                    "value": line.tonnes[year],
                    "unit": "t",
                    "id": tonnes_id,
                    "sources": list(line.sources),
                    "note": "no output and no project is known" if is_open else _tells(line),
                    "parents": line.parents,
                }
            )
            inputs = (Parent(role="tonnes", id=tonnes_id), Parent(role="use", id=line.use.id))
            rows.append(
                {
                    "measure": "percent_of_use",
                    **base,
                    **words,
                    "year": year,
                    "value": line.percent(year),
                    "unit": "%",
                    "id": result_id("match.percent_of_use", {**keys, "year": year}),
                    "sources": list(line.sources),
                    "note": line.use.says,
                    "parents": inputs if line.use.id else inputs[:1],
                }
            )
    return rows


def _tells(line: MatchLine) -> str:
    said = []
    if line.now.is_made:
        said.append(f"output of {line.now.year - 4} to {line.now.year} carried forward")
    said += [f"{project.title}, if it is built" for project in line.projects]
    return "; ".join(said)
