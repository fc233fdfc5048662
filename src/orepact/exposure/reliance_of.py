"""Net import reliance of any importer: as the publisher defines it, or from trade and output."""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from orepact.evidence import country_name, hs_lines, trade_flow_id
from orepact.exposure.context import Exposure
from orepact.exposure.line import Coverage, Line, find_line
from orepact.exposure.production import Member, ProductionTable
from orepact.exposure.reliance import Bounds, reliance_from_flows, typed_reliance
from orepact.exposure.us_inputs import Statement
from orepact.exposure.us_reliance import FORMULAS, compute
from orepact.quantity import Basis, Stage, Value, conversion_factor
from orepact.trace import Parent

__all__ = ["Reliance", "reliance_of", "stock_change_of"]

_ORE = frozenset({str(Stage.MINE), str(Stage.CONCENTRATE)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliance:
    """A reliance with its way of computation, its inputs and, for a gap, the reason.

    Parameters
    ----------
    value : Value, percent
    formula : str
        Formula used, in words and symbols.
    note : str
        Why nothing can be said, or what a reader must know.
    parents : tuple of Parent
    """

    value: Value
    formula: str = ""
    note: str = ""
    parents: tuple[Parent, ...] = ()


def reliance_of(of: Exposure, *, importer: str, commodity: str, form: str, year: int) -> Reliance:
    """Return net import reliance, percent of apparent consumption.

    The United States: the publisher's own definition from the publisher's own rows. Any other
    importer, and US forms without a published series: trade and production of the same stage and
    the same basis; where they differ in basis there is no number, because no content factor with a
    source stands between them.

    Parameters
    ----------
    of : Exposure
    importer : str
        ISO 3166 alpha-3.
    commodity : str
    form : str
        A form of :func:`orepact.exposure.context.form_of`, or a stage.
    year : int

    References
    ----------
    U.S. Geological Survey, Mineral Commodity Summaries 2026, Appendix B.
    """
    statement = of.us_statements.get((commodity, form, year))
    if importer == "USA" and statement is not None:
        return _us(statement)
    line = find_line(commodity, form) if form in {str(stage) for stage in Stage} else None
    if line is None:
        return Reliance(
            value=Value.missing(), note=f"{form} is neither a published US series nor a stage"
        )
    return _from_trade(of, importer, line, year)


def _us(statement: Statement) -> Reliance:
    computed = compute(statement)
    if computed is None:
        return Reliance(
            value=Value.missing(),
            note="The publisher prints no inputs of this form: " + statement.definition,
        )
    parents = tuple(Parent(role=item.role, id=item.id) for item in computed.inputs)
    size = (
        f"; computed {computed.point:.1f} percent"
        if computed.point is not None and computed.point < 0
        else ""
    )
    return Reliance(
        value=computed.value,
        formula=FORMULAS[computed.formula],
        note=statement.definition + size,
        parents=parents,
    )


def _from_trade(of: Exposure, importer: str, line: Line, year: int) -> Reliance:
    covered = of.coverage(line.commodity, line.name, year)
    if covered is not Coverage.MEASURED:
        return Reliance(
            value=Value.missing(),
            note=f"Trade of {line.commodity}, {line.name}, is {covered} in {year}",
        )
    table, why = _table(of, line, year)
    if table is None:
        return Reliance(value=Value.missing(), note=why)
    imports = of.flows(importer, line, year)
    exports = of.exports(importer, line, year)
    made = _production(table, importer)
    if made is None:
        return Reliance(
            value=Value.missing(),
            note=f"{table.source} names no {country_name(importer)} and prints no other countries",
        )
    members, bounds = made
    factor = conversion_factor(table.unit, "t")
    value = reliance_from_flows(
        production=Bounds(low=bounds.low * factor, high=bounds.high * factor),
        imports=_mass(imports),
        exports=_mass(exports),
        stock_release=Bounds.at(0.0),
    )
    parents = [Parent(role="production", id=member.id) for member in members]
    parents += [Parent(role="imports", id=id_) for id_ in _ids(imports)]
    parents += [Parent(role="exports", id=id_) for id_ in _ids(exports)]
    note = "Gross weight at one stage; stock changes and secondary production are not known"
    if value.low == -math.inf:
        note += "; flows without recorded tonnes or withheld production leave it open"
    return Reliance(
        value=typed_reliance(value),
        formula="100 (imports - exports) / (production + imports - exports)",
        note=note,
        parents=tuple(parents),
    )


def _table(of: Exposure, line: Line, year: int) -> tuple[ProductionTable | None, str]:
    """Return the production table of the same stage and basis, or why there is none.

    Of several sources the U.S. Geological Survey's newest edition is taken, then the next; the
    choice is visible in the parents.
    """
    stages = _ORE if line.name in _ORE else frozenset({line.name})
    tables = [
        table for table in of.tables(line.commodity) if table.stage in stages and table.year == year
    ]
    if not tables:
        return None, f"No production of {line.commodity}, {line.name}, by country in {year}"
    bases = {hs_lines()[code].basis for code in line.codes}
    same = [table for table in tables if {table.basis} == bases and table.basis == Basis.GROSS]
    sources = sorted({table.source for table in same}, key=_precedence, reverse=True)
    for source in sources:
        own = [table for table in same if table.source == source]
        if len(own) == 1:
            return own[0], ""
    if same:
        return None, "Several production tables of this stage; none is the customs line's own"
    found = ", ".join(sorted({table.basis for table in tables}))
    return None, f"Trade is in gross weight and production in {found}: no content factor between"


def _precedence(source: str) -> tuple[bool, str]:
    return source.startswith("usgs-"), source


def _production(table: ProductionTable, country: str) -> tuple[tuple[Member, ...], Bounds] | None:
    """Return a country's production; one that is not named lies within "other countries"."""
    own = table.of(country)
    if own is not None:
        return (own,), Bounds.of(own.value)
    if not table.others:
        return None
    return table.others, Bounds(low=0.0, high=sum(Bounds.of(m.value).high for m in table.others))


def _mass(flows: pl.DataFrame) -> Bounds:
    """Return tonnes; a flow whose tonnage is not recorded has any."""
    total = float(flows["tonnes"].sum() or 0.0)
    return Bounds(low=total, high=float("inf") if flows["tonnes"].null_count() else total)


def _ids(flows: pl.DataFrame) -> list[str]:
    return [
        trade_flow_id(
            f["source"], f["year"], f["exporter"], f["importer"], f["hs"], quantity="tonnes"
        )
        for f in flows.iter_rows(named=True)
    ]


def stock_change_of(of: Exposure, *, commodity: str, form: str, year: int) -> Reliance:
    """Return the build-up of US stocks over a year in the unit of the chapter; negative if drawn.

    change = sum of yearend stocks - sum of yearend stocks of the year before

    Parameters
    ----------
    of : Exposure
    commodity, form : str
        As for :func:`reliance_of`.
    year : int
    """
    statement = of.us_statements.get((commodity, form, year))
    if statement is None or not statement.of("stocks"):
        return Reliance(value=Value.missing(), note="The publisher prints no stocks of this form")
    after, before = statement.of("stocks"), statement.of("stocks before")
    parents = tuple(Parent(role=item.role, id=item.id) for item in (*before, *after))
    if len(after) != len(before):
        return Reliance(
            value=Value.missing(), note=f"No yearend stocks of {year - 1}", parents=parents
        )
    numbers = [item.value.number for item in (*after, *before)]
    if any(number is None for number in numbers):
        return Reliance(value=Value.withheld(), note="A yearend is not printed", parents=parents)
    change = sum(item.value.number or 0.0 for item in after) - sum(
        item.value.number or 0.0 for item in before
    )
    return Reliance(value=Value.exact(change), parents=parents)
