"""The measures of exposure: each with its formula, unit, keys, computation and inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from orepact.errors import UnknownNameError
from orepact.evidence import commodity, country
from orepact.exposure.chain_measures import CHAIN_MEASURES
from orepact.exposure.concentration import herfindahl
from orepact.exposure.context import Exposure
from orepact.exposure.derived_measures import DERIVED_MEASURES
from orepact.exposure.geopolrisk_py_measures import PEER_MEASURES
from orepact.exposure.importer_use import USE_MEASURE
from orepact.exposure.leakage_listing import LEAKAGE_MEASURES
from orepact.exposure.line import Line, find_line
from orepact.exposure.lineage import flow_parent
from orepact.exposure.new_supplier_listing import SUPPLIER_MEASURES
from orepact.exposure.origin_measures import ORIGIN_MEASURES
from orepact.exposure.production import ProductionTable, concentration, named_concentration
from orepact.exposure.reliance_of import Reliance, reliance_of, stock_change_of
from orepact.exposure.staged import MIRROR_MEASURE, STAGED_MEASURE
from orepact.quantity import Value
from orepact.trace import Measure, Parent, Record, Registry, parse_result_id, result_id

__all__ = ["MEASURES", "ExposureLookup", "detail_of"]

Keys = Mapping[str, str]

_USGS = "U.S. Geological Survey, Mineral Commodity Summaries 2026, Appendix B"
_HERFINDAHL = "Herfindahl, Concentration in the Steel Industry, Columbia University, 1950"
_LINE_KEYS = ("importer", "commodity", "line", "year", "by")
_BY = {"value": "value_kusd", "mass": "tonnes"}
_RECORDED = "By mass, of the tonnes that are recorded; suppliers without recorded tonnes have none"


def _line(keys: Keys) -> Line:
    return find_line(keys["commodity"], keys["line"])


def _year(keys: Keys) -> int:
    if not keys["year"].isdigit():
        raise UnknownNameError("year", keys["year"], do="Give a calendar year, for example 2024")
    return int(keys["year"])


def _column(keys: Keys) -> str:
    if keys["by"] not in _BY:
        raise UnknownNameError("weight", keys["by"], list(_BY))
    return _BY[keys["by"]]


def _by_supplier(of: Exposure, keys: Keys) -> dict[str, float | None]:
    """Return value or tonnes of each supplier; None where a tonnage is not recorded."""
    column = _column(keys)
    flows = of.flows(country(keys["importer"]), _line(keys), _year(keys))
    totals: dict[str, float | None] = {}
    for supplier, amount in zip(flows["exporter"], flows[column], strict=True):
        before = totals.get(supplier, 0.0)
        totals[supplier] = None if amount is None or before is None else before + amount
    return {supplier: totals[supplier] for supplier in sorted(totals)}


def _known(amounts: Mapping[str, float | None]) -> dict[str, float]:
    return {name: amount for name, amount in amounts.items() if amount is not None}


def _import_share(of: Exposure, keys: Keys) -> Value:
    amounts = _by_supplier(of, keys)
    known, supplier = _known(amounts), country(keys["supplier"])
    total = sum(known.values())
    if total <= 0 or (supplier in amounts and supplier not in known):
        return Value.missing()
    return Value.exact(known.get(supplier, 0.0) / total)


def _flow_parents(of: Exposure, keys: Keys) -> list[Parent]:
    quantity: Literal["value", "tonnes"] = "value" if _column(keys) == "value_kusd" else "tonnes"
    flows = of.flows(country(keys["importer"]), _line(keys), _year(keys))
    own = country(keys["supplier"])
    return [
        flow_parent(flow, "x" if flow["exporter"] == own else f"x of {flow['exporter']}", quantity)
        for flow in flows.iter_rows(named=True)
    ]


def _import_herfindahl(of: Exposure, keys: Keys) -> Value:
    index = herfindahl(list(_known(_by_supplier(of, keys)).values()))
    return Value.missing() if np.isnan(index) else Value.exact(index)


def _share_parent(keys: Keys, supplier: str, role: str) -> Parent:
    names = ("importer", "commodity", "line", "supplier", "year", "by")
    own = {**keys, "supplier": supplier}
    return Parent(
        role=role, id=result_id("exposure.import_share", {name: own[name] for name in names})
    )


def _share_parents(of: Exposure, keys: Keys) -> list[Parent]:
    known = _known(_by_supplier(of, keys))
    ordered = sorted(known, key=lambda name: (-known[name], name))
    return [_share_parent(keys, name, f"s of {name}") for name in ordered]


def _top(of: Exposure, keys: Keys) -> tuple[str, float] | None:
    known = _known(_by_supplier(of, keys))
    total = sum(known.values())
    if total <= 0:
        return None
    name = min(known, key=lambda supplier: (-known[supplier], supplier))
    return name, known[name] / total


def _top_share(of: Exposure, keys: Keys) -> Value:
    top = _top(of, keys)
    return Value.missing() if top is None else Value.exact(top[1])


def _top_parents(of: Exposure, keys: Keys) -> list[Parent]:
    top = _top(of, keys)
    return [] if top is None else [_share_parent(keys, top[0], f"s of {top[0]}")]


def _table(of: Exposure, keys: Keys) -> ProductionTable | None:
    key = (keys["source"], keys["stage"], keys["form"], _year(keys))
    tables = of.tables(commodity(keys["commodity"]))
    return next((t for t in tables if (t.source, t.stage, t.form, t.year) == key), None)


def _table_parents(of: Exposure, keys: Keys) -> list[Parent]:
    table = _table(of, keys)
    if table is None:
        return []
    parents = [Parent(role=f"x of {member.country}", id=member.id) for member in table.members]
    parents += [Parent(role="other countries", id=member.id) for member in table.others]
    return parents + ([Parent(role="world", id=table.world.id)] if table.world else [])


def _concentration(of: Exposure, keys: Keys) -> Value:
    table = _table(of, keys)
    return Value.missing() if table is None else concentration(table)


def _named(of: Exposure, keys: Keys) -> Value:
    table = _table(of, keys)
    return Value.missing() if table is None else named_concentration(table)


def _reliance(of: Exposure, keys: Keys) -> Reliance:
    return reliance_of(
        of,
        importer=country(keys["importer"]),
        commodity=commodity(keys["commodity"]),
        form=keys["form"],
        year=_year(keys),
    )


def _stock(of: Exposure, keys: Keys) -> Reliance:
    if country(keys["importer"]) != "USA":
        return Reliance(value=Value.missing(), note="Stocks are published for the USA only")
    return stock_change_of(
        of, commodity=commodity(keys["commodity"]), form=keys["form"], year=_year(keys)
    )


def _published(of: Exposure, keys: Keys) -> Reliance:
    key = (commodity(keys["commodity"]), keys["form"], _year(keys))
    statement = of.us_statements.get(key) if country(keys["importer"]) == "USA" else None
    if statement is None:
        return Reliance(value=Value.missing(), note="No publisher prints it for this importer")
    return Reliance(
        value=statement.published,
        note=statement.definition,
        parents=(Parent(role="published", id=statement.id),),
    )


_RELIANCE_KEYS = ("importer", "commodity", "form", "year")
_TABLE_KEYS = ("source", "commodity", "stage", "form", "year")
_SHARE_KEYS = ("importer", "commodity", "line", "supplier", "year", "by")
_BACI = "CEPII BACI flows as the evidence holds them"

_How = tuple[Callable[[Exposure, Keys], Value], Callable[[Exposure, Keys], Sequence[Parent]]]


def _of_detail(detail: Callable[[Exposure, Keys], Reliance]) -> _How:
    """Return how a measure is computed, and from what, out of what knows both."""
    return lambda of, keys: detail(of, keys).value, lambda of, keys: detail(of, keys).parents


_DETAILED = {
    "exposure.net_import_reliance": _reliance,
    "exposure.published_net_import_reliance": _published,
    "exposure.stock_change": _stock,
}

_Definition = tuple[str, str, str, str, str, tuple[str, ...], _How, str]
_DEFINITIONS: tuple[_Definition, ...] = (
    (
        *("import_share", "Share of a supplier in an importer's purchases of a line"),
        *("x / (x + sum of x of every other supplier)", "1", _BACI, _SHARE_KEYS),
        *((_import_share, _flow_parents), _RECORDED),
    ),
    (
        *("import_herfindahl", "Concentration of an importer's suppliers of a line"),
        *("sum of s^2", "1", _HERFINDAHL, _LINE_KEYS),
        *((_import_herfindahl, _share_parents), _RECORDED),
    ),
    (
        *("top_supplier_share", "Share of the largest supplier", "largest s", "1", _BACI),
        *(_LINE_KEYS, (_top_share, _top_parents), _RECORDED),
    ),
    (
        *("production_herfindahl", "Concentration of production over countries, gaps included"),
        "sum of (x / world)^2, what is withheld or unnamed concentrated against spread",
        *("1", _HERFINDAHL, _TABLE_KEYS, (_concentration, _table_parents), ""),
    ),
    (
        "named_production_herfindahl",
        "Concentration of production over the countries that are named with a number",
        *("sum of (x / (sum of x + other countries))^2", "1", _HERFINDAHL, _TABLE_KEYS),
        (_named, _table_parents),
        "Withheld countries are left out; production_herfindahl says what they may change",
    ),
    (
        *("net_import_reliance", "Net import reliance"),
        *("100 (imports - exports + stock release) / apparent consumption", "%", _USGS),
        *(_RELIANCE_KEYS, _of_detail(_reliance), ""),
    ),
    (
        *("published_net_import_reliance", "Net import reliance as the publisher prints it"),
        *("published", "%", _USGS, _RELIANCE_KEYS, _of_detail(_published), ""),
    ),
    (
        "stock_change",
        "Build-up of industry stocks over the year, which reliance counts as consumption",
        *("stocks - stocks before", "as printed", _USGS, _RELIANCE_KEYS, _of_detail(_stock), ""),
    ),
)
"""Name, title, formula, unit, source, keys, how it is computed and from what, note."""

MEASURES: Registry[Exposure] = Registry(
    [
        Measure(
            id=f"exposure.{name}",
            title=title,
            formula=formula,
            unit=unit,
            source=source,
            keys=keys,
            compute=compute,
            parents=parents,
            note=note,
        )
        for name, title, formula, unit, source, keys, (compute, parents), note in _DEFINITIONS
    ]
)
"""Every measure of this room."""

for _measure in (
    *CHAIN_MEASURES,
    *DERIVED_MEASURES,
    *ORIGIN_MEASURES,
    *LEAKAGE_MEASURES,
    *SUPPLIER_MEASURES,
    *PEER_MEASURES,
    USE_MEASURE,
    STAGED_MEASURE,
    MIRROR_MEASURE,
):
    MEASURES.add(_measure)


def detail_of(of: Exposure, measure: str, keys: Keys) -> Reliance:
    """Return a reliance, published reliance or stock change with its formula, note and inputs."""
    return _DETAILED[measure](of, keys)


class ExposureLookup:
    """Answers for ids of this room's measures by computing them anew.

    Parameters
    ----------
    of : Exposure
    """

    def __init__(self, of: Exposure) -> None:
        self.of = of

    def find(self, id_: str) -> Record | None:
        """Return the computed record of a bare id of this room, or None if it is another's.

        Raises
        ------
        UnknownNameError : for a country, commodity, line or key that is not known
        """
        parsed = parse_result_id(id_)
        if parsed is None or parsed[0] or parsed[1] not in MEASURES:
            return None
        _, name, keys = parsed
        record = MEASURES.get(name).record(self.of, keys)
        if name in _DETAILED:
            detail = detail_of(self.of, name, keys)
            record = replace(
                record, formula=detail.formula or record.formula, note=detail.note or record.note
            )
            if name == "exposure.stock_change":
                record = replace(record, unit=self._unit(detail))
        return record if keys.get("measure") != "chain_reliance" else replace(record, unit="%")

    def _unit(self, detail: Reliance) -> str:
        found = self.of.evidence.find(detail.parents[0].id) if detail.parents else None
        return found.unit if found else ""
