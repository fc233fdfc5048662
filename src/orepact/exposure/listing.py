"""Rows of exposure for one importer, as a command or a report lists them."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from orepact.errors import OrepactError, UnknownNameError
from orepact.evidence import commodities, hs_lines
from orepact.evidence import commodity as commodity_of
from orepact.evidence import country as country_of
from orepact.exposure.chain import CHAIN_STAGES, as_chain_stage
from orepact.exposure.chain_listing import CHAIN_LISTED, chain_rows, reliance_row
from orepact.exposure.chain_measures import WITHOUT
from orepact.exposure.context import Exposure
from orepact.exposure.geopolrisk_py_measures import PEER_LISTED, peer_rows
from orepact.exposure.line import Coverage, Line, find_line, lines_of
from orepact.exposure.line_scores import LineScores, line_scores
from orepact.exposure.measures import MEASURES, detail_of
from orepact.exposure.production import ONE_FORM, ProductionTable
from orepact.exposure.spread import Unspread
from orepact.exposure.staged import STAGED, mirror_rows, staged_rows
from orepact.exposure.trade_bands import TradeBands, trade_bands
from orepact.exposure.us_table import as_value
from orepact.quantity import Stage, Value
from orepact.trace import result_id

__all__ = ["ALIASES", "exposure_rows", "measure_named"]

ALIASES = {"nir": "net_import_reliance", "hhi": "import_herfindahl", "share": "import_share"}
"""Short names of measures."""

Row = dict[str, Any]

_NO_BANDS = TradeBands(
    spread="no percentiles: they were not asked for",
    herfindahl=np.full(3, np.nan),
    top=np.full(3, np.nan),
    shares={},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is listed: one importer, narrowed by any of the others."""

    importer: str
    commodity: str | None
    stage: str | None
    year: int | None

    def takes(self, commodity: str, stages: Iterable[str], year: int) -> bool:
        """Return whether a figure is asked for."""
        return (
            self.commodity in (None, commodity)
            and (self.stage is None or self.stage in stages)
            and self.year in (None, year)
        )


_TRADE = ("import_herfindahl", "top_supplier_share", "import_share")
_DEFAULT = (
    "net_import_reliance",
    "top_supplier_share",
    "import_herfindahl",
    "third_country_share",
    "governance_herfindahl",
    "chain_production_herfindahl",
    "geopolrisk_score",
    "eu_supply_risk",
)


def exposure_rows(
    of: Exposure,
    *,
    importer: str,
    commodity: str | None = None,
    stage: str | None = None,
    year: int | None = None,
    measure: str | None = None,
    without_outliers: bool = False,
    are_shares_drawn: bool = True,
) -> list[Row]:
    """Return one row per figure: value, unit, id and sources, with what trade data cover.

    Parameters
    ----------
    of : Exposure
    importer : str
        Any spelling of a country.
    commodity, stage, year, measure : optional
        Narrow the list. Without a year each measure gives its latest. ``stage`` may also be a
        six-digit customs code or a form of a US series.

    without_outliers : bool
        Take the measures of chains that leave out flows whose unit value is out of line.
    are_shares_drawn : bool
        Give shares of trade percentiles too; a list that does not show them is quicker without.

    Returns
    -------
    list of dict
        ``spread`` says in words what the percentiles ``p05``, ``p50`` and ``p95`` of a row were
        drawn over, or why it has none.

    Raises
    ------
    UnknownNameError : with the nearest names
    """
    who = country_of(importer)
    what = None if commodity is None else commodity_of(commodity)
    if year is not None and not _FIRST <= year <= _LAST:
        raise UnknownNameError(
            "year",
            str(year),
            do=f"Trade is held for {of.cube.years[0]} to {of.cube.years[-1]}, US statistics to "
            f"{_LAST}",
        )
    if measure is None:
        names: Sequence[str] = _DEFAULT
    else:
        names = (measure_named(measure),)
    if without_outliers:
        names = [f"{name}{WITHOUT}" if name + WITHOUT in CHAIN_LISTED else name for name in names]
    _check_stage(of, what, stage)
    asked = _Asked(importer=who, commodity=what, stage=stage, year=year)
    rows: list[Row] = []
    for name in names:
        if name in _TRADE:
            rows += _trade_rows(of, asked, name, are_drawn=are_shares_drawn)
        elif name in CHAIN_LISTED:
            rows += chain_rows(of.cube, name, importer=who, commodity=what, stage=stage, year=year)
        elif name.endswith("production_herfindahl"):
            rows += _production_rows(of, asked, name)
        elif name in PEER_LISTED and stage is None:
            rows += peer_rows(of, name, importer=who, commodity=what, year=year)
        elif name in PEER_LISTED:
            raise OrepactError(
                f"{name} knows no stages",
                where="--stage",
                do="Leave --stage out, or take geopolrisk_score",
            )
        elif name == STAGED:
            rows += staged_rows(of, importer=who, commodity=what, stage=stage, year=year)
        elif name == "mirror_ratio":
            rows += mirror_rows(of, importer=who, commodity=what, stage=stage, year=year)
        elif name in _RELIANCE:
            rows += _reliance_rows(of, asked, name)
        else:
            raise OrepactError(
                f"{name} is not listed by importer",
                where="--measure",
                why="its keys are " + ", ".join(MEASURES.get(f"exposure.{name}").keys),
                do="Ask for one figure with `orepact explain ID`, or the command of its own",
            )
    _refuse_nothing(of, rows, asked)
    return rows


_RELIANCE = ("net_import_reliance", "published_net_import_reliance", "stock_change")
_FIRST, _LAST = 2010, 2025
"""Years of which any figure speaks: trade from the first, US statistics to the last."""


def measure_named(measure: str) -> str:
    """Return a measure's name by its id, its short name or an alias.

    Raises
    ------
    UnknownNameError : with the nearest names
    """
    known = sorted({each.id.partition(".")[2] for each in MEASURES} | set(ALIASES))
    asked = ALIASES.get(measure, measure)
    if f"exposure.{asked}" in MEASURES:
        return asked
    if asked in MEASURES:
        return asked.partition(".")[2]
    near = difflib.get_close_matches(asked, known, n=3, cutoff=0.4)
    raise UnknownNameError("measure", measure, near or known)


def _refuse_nothing(of: Exposure, rows: Sequence[Row], asked: _Asked) -> None:
    """Say what there is where a commodity, stage or year was asked for that has no row."""
    has_stage = (
        asked.commodity is None
        or asked.stage not in CHAIN_STAGES
        or (asked.stage in of.cube.stages_of(asked.commodity))
    )
    is_told = bool(rows) and (has_stage or any(not row["value"].is_gap for row in rows))
    if is_told or (asked.commodity is None and asked.stage is None and asked.year is None):
        return
    what = asked.commodity or "any commodity"
    there = ", ".join(of.cube.stages_of(asked.commodity)) if asked.commodity else ""
    forms = sorted({row["form"] for row in of.us_rows if row["commodity"] == asked.commodity})
    told = [f"The cube holds the stages {there}" if there else "", ""]
    if forms and asked.importer == "USA":
        told[1] = f"the US series {', '.join(forms)}"
    raise UnknownNameError(
        "figure",
        ", ".join(str(part) for part in (asked.importer, what, asked.stage, asked.year) if part),
        do="; ".join(part for part in told if part)
        or f"No figure speaks of it; trade is held for {of.cube.years[0]} to {of.cube.years[-1]}",
    )


def _check_stage(of: Exposure, what: str | None, stage: str | None) -> None:
    stages = [*CHAIN_STAGES, *(str(known) for known in Stage if str(known) not in CHAIN_STAGES)]
    if stage is None or stage in stages or stage in hs_lines():
        return
    forms = {row["form"] for row in of.us_rows if what in (None, row["commodity"])}
    if stage not in forms:
        near = difflib.get_close_matches(stage, [*stages, *sorted(forms)], n=3, cutoff=0.6)
        if near:
            raise UnknownNameError("stage", stage, near, where="--stage")
        listed = ", ".join(stages)
        raise UnknownNameError("stage", stage, where="--stage", do=f"Stages are {listed}")


def _lines(what: str | None, stage: str | None) -> list[Line]:
    if stage == "ore":
        both = (str(Stage.MINE), str(Stage.CONCENTRATE))
        found = [line for name in both for line in _lines(what, name)]
        return [line for line in found if line.codes] or found[:1]
    if what is not None and stage is not None:
        return [find_line(what, stage)] if stage in hs_lines() or _is_stage(stage) else []
    known = lines_of(hs_lines())
    if stage is None:
        kept: Iterable[Line] = (line for line in known if not line.name.isdigit())
        kept = (line for line in kept if line.name != str(Stage.ALL))
    else:
        kept = (line for line in known if line.name == stage)
    return [line for line in kept if what in (None, line.commodity)]


def _is_stage(name: str) -> bool:
    return name in {str(known) for known in Stage} or name in CHAIN_STAGES


def _trade_rows(of: Exposure, asked: _Asked, name: str, *, are_drawn: bool = True) -> Iterator[Row]:
    held, who = of.cube, asked.importer
    when = asked.year if asked.year is not None else held.years[-1]
    if when not in held.years:
        return
    place = held.position(who)
    for line in _lines(asked.commodity, asked.stage):
        covered = of.coverage(line.commodity, line.name, when)
        score = line_scores(held, place, line.codes, when) if line.codes else None
        has_flows = score is not None and bool(score.suppliers)
        if covered is not Coverage.NOT_COVERED and not has_flows:
            continue
        sources = _flow_sources(of, line, when)
        base = {"commodity": line.commodity, "line": line.name, "year": when}
        for by in ("value", "mass"):
            tail = {"sources": sources, "coverage": str(covered), "note": _note(line, score, by)}
            if score is None or score.top(by) is None:
                tail["note"] = tail["note"] or _UNKNOWN[by if line.codes else ""]
            keys = {"importer": who, **base, "by": by}
            bands = _NO_BANDS
            if are_drawn and line.codes:
                bands = trade_bands(held, place, line.codes, when, by=by)
            if name == "import_share":
                if score is not None:
                    yield from _share_rows(score, keys, tail, bands)
                continue
            top = score.top(by) if score is not None else None
            index = score.herfindahl(by) if score is not None else None
            number = index if name == "import_herfindahl" else None if top is None else top[1]
            yield {
                "measure": name,
                **base,
                "by": by,
                "supplier": None if top is None else top[0],
                "value": Value.missing() if number is None else Value.exact(number),
                "unit": "1",
                "id": result_id(f"exposure.{name}", _ordered(name, keys)),
                **tail,
                **_spread(bands, name, is_gap=number is None),
            }


def _spread(bands: TradeBands, name: str, supplier: str = "", *, is_gap: bool) -> Row:
    """Return percentiles of a share of trade with what was drawn, or the reason for none."""
    if is_gap:
        return {"spread": str(Unspread.GAP)}
    found = bands.of(name, supplier).tolist()
    if math.isnan(found[0]):
        return {"spread": bands.spread}
    told = dict(zip(("p05", "p50", "p95"), found, strict=True))
    return {**told, "spread": bands.spread}


_UNKNOWN = {
    "": "trade data have no customs line of this stage",
    "value": "no purchases are recorded",
    "mass": "no tonnes are recorded",
}
"""Why a share of trade is a gap."""


def _ordered(name: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    names = MEASURES.get(f"exposure.{name}").keys
    return {key: keys[key] for key in names if key in keys}


def _share_rows(score: LineScores, base: Row, tail: Row, bands: TradeBands) -> Iterator[Row]:
    amounts = score.amounts(str(base["by"]))
    total = float(np.nansum(amounts))
    order = sorted(
        range(len(score.suppliers)),
        key=lambda at: (-np.nan_to_num(amounts[at], nan=-1.0), score.suppliers[at]),
    )
    for at in order:
        keys = {**base, "supplier": score.suppliers[at]}
        is_known = total > 0 and not np.isnan(amounts[at])
        yield {
            "measure": "import_share",
            **{key: cell for key, cell in base.items() if key != "importer"},
            "supplier": score.suppliers[at],
            "value": Value.exact(float(amounts[at]) / total) if is_known else Value.missing(),
            "unit": "1",
            "id": result_id("exposure.import_share", _ordered("import_share", keys)),
            **tail,
            **_spread(bands, "import_share", score.suppliers[at], is_gap=not is_known),
        }


def _flow_sources(of: Exposure, line: Line, when: int) -> list[str]:
    held = of.cube
    codes = held.at_rest.arrays["line_source"][:, held.year_position(when)]
    found = {int(codes[held.lines.index(hs)]) for hs in line.codes}
    return sorted(held.sources[code] for code in found if code >= 0)


def _note(line: Line, score: LineScores | None, by: str) -> str:
    notes = []
    if line.shared_with:
        notes.append("the codes also hold " + ", ".join(line.shared_with))
    if score is not None and by == "mass":
        without = int(np.isnan(score.mass).sum())
        if without:
            notes.append(f"{without} of {len(score.suppliers)} suppliers without recorded tonnes")
    return "; ".join(notes)


def _reliance_rows(of: Exposure, asked: _Asked, name: str) -> Iterator[Row]:
    if asked.importer == "USA":
        wanted = [
            row
            for row in of.us_rows
            if asked.takes(
                row["commodity"], {row["form"], *_chain_names(row["stages"])}, row["year"]
            )
        ]
        latest = {(row["commodity"], row["form"]): row for row in wanted}
        yield from (_us_row(row, name) for row in latest.values())
        if wanted or asked.commodity is None:
            return
    when = asked.year if asked.year is not None else of.cube.years[-1]
    if name != "net_import_reliance":
        yield from (_typed_gap(of, asked, name, key, when) for key in _keys_of(of, asked))
        return
    for commodity, stage in _keys_of(of, asked):
        keys = {
            "importer": asked.importer,
            "commodity": commodity,
            "form": stage,
            "year": str(when),
        }
        chain = of.cube.chain(commodity, stage)
        is_seen = when in of.cube.years and chain.coverage_of(when) is not Coverage.NOT_COVERED
        if asked.commodity is None and not is_seen:
            continue
        yield reliance_row(of.cube, keys)


def _keys_of(of: Exposure, asked: _Asked) -> list[tuple[str, str]]:
    stage = asked.stage
    if stage is not None and stage not in CHAIN_STAGES:
        if not _is_stage(stage):
            return []
        try:
            stage = as_chain_stage(stage)
        except UnknownNameError:
            return []
    return [
        key for key in of.cube.keys if asked.commodity in (None, key[0]) and stage in (None, key[1])
    ]


def _chain_names(stages: Iterable[str]) -> set[str]:
    """Return a series' stages by the publisher's names and by those of the chain."""
    names = set(stages)
    for stage in stages:
        try:
            names.add(as_chain_stage(stage))
        except UnknownNameError:
            continue
    return names


def _us_row(row: Mapping[str, Any], name: str) -> Row:
    keys = {
        "importer": "USA",
        "commodity": row["commodity"],
        "form": row["form"],
        "year": row["year"],
    }
    notes = {
        "net_import_reliance": row["note"],
        "published_net_import_reliance": row["definition"],
        "stock_change": row["stock_note"],
    }
    return {
        "measure": name,
        "commodity": row["commodity"],
        "line": row["form"],
        "stages": sorted(_chain_names(row["stages"]) & set(CHAIN_STAGES)),
        "year": row["year"],
        "value": as_value(row[name]),
        "unit": row["stock_unit"] if name == "stock_change" else "%",
        "id": result_id(f"exposure.{name}", keys),
        "sources": row["sources"],
        "note": notes[name],
        "largest": row["largest"],
        "published": row["published_net_import_reliance"],
        "spread": _printed(as_value(row[name])),
    }


def _printed(value: Value) -> str:
    """Return why a figure of one publisher has no percentiles."""
    return str(Unspread.GAP if value.is_gap else Unspread.PRINTED)


def _typed_gap(of: Exposure, asked: _Asked, name: str, key: tuple[str, str], when: int) -> Row:
    keys = {"importer": asked.importer, "commodity": key[0], "form": key[1], "year": str(when)}
    detail = detail_of(of, f"exposure.{name}", keys)
    return {
        "measure": name,
        "commodity": key[0],
        "line": key[1],
        "year": when,
        "value": detail.value,
        "unit": "%" if name != "stock_change" else "",
        "id": result_id(f"exposure.{name}", keys),
        "sources": [],
        "note": detail.note,
        "spread": str(Unspread.GAP),
    }


def _production_rows(of: Exposure, asked: _Asked, name: str) -> Iterator[Row]:
    measure = MEASURES.get(f"exposure.{name}")
    last: dict[str, int] = {}
    names = [asked.commodity] if asked.commodity else sorted(commodities())
    tables = [table for commodity in names for table in of.tables(commodity)]
    for table in tables:
        last[table.source] = max(table.year, last.get(table.source, table.year))
    for table in sorted(tables, key=lambda t: (t.source, t.commodity, t.stage, t.form, t.year)):
        source, commodity, stage, form, when = key = (
            table.source,
            table.commodity,
            table.stage,
            table.form,
            table.year,
        )
        if not asked.takes(commodity, (stage,), when):
            continue
        if asked.year is None and when != last[source]:
            continue
        keys: dict[str, str | int] = dict(zip(measure.keys, key, strict=True))
        value = measure.compute(of, {each: str(cell) for each, cell in keys.items()})
        yield {
            "measure": name,
            "commodity": commodity,
            "line": stage if form == ONE_FORM else f"{stage}: {form}",
            "year": when,
            "value": value,
            "unit": "1",
            "id": result_id(measure.id, keys),
            "sources": [source],
            "note": _of_table(table, is_gap=value.is_gap),
            "spread": str(Unspread.GAP if value.is_gap else Unspread.TABLE),
        }


def _of_table(table: ProductionTable, *, is_gap: bool) -> str:
    told = f"{len(table.withheld)} countries withheld" if table.withheld else ""
    return told or ("the table names no country with a number" if is_gap else "")
