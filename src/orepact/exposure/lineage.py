"""Which published figures stand behind a cell of the cube: flows and production, by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from orepact.evidence import trade_flow_id
from orepact.exposure.chain import chain_stage
from orepact.exposure.line import Line
from orepact.trace import Parent

if TYPE_CHECKING:
    from orepact.exposure.context import Exposure
    from orepact.exposure.cube import Chain, Cube

__all__ = ["flow_parent", "flow_parents", "production_parents", "trade_sources"]


def trade_sources(held: Cube, chain: Chain, year: int) -> tuple[str, ...]:
    """Return the ids of the sources of a chain's trade in a year, without opening the evidence."""
    codes = held.at_rest.arrays["line_source"][:, held.year_position(year)]
    found = {int(codes[held.lines.index(line)]) for line in chain.lines}
    return tuple(sorted(held.sources[code] for code in found if code >= 0))


def flow_parent(
    flow: Mapping[str, Any], role: str, quantity: Literal["value", "tonnes"] = "tonnes"
) -> Parent:
    """Return a recorded flow as an input of a figure.

    Parameters
    ----------
    flow : mapping
        A row of trade.
    role : str
        Its part in the formula.
    quantity : {"value", "tonnes"}
    """
    names = ("source", "year", "exporter", "importer", "hs")
    return Parent(role=role, id=trade_flow_id(*(flow[name] for name in names), quantity=quantity))


def flow_parents(
    of: Exposure,
    chain: Chain,
    country: str,
    year: int,
    *,
    side: Literal["importer", "exporter"],
    quantity: Literal["value", "tonnes"] = "tonnes",
    role: str = "T",
    at_least: float = 0.0,
) -> list[Parent]:
    """Return the recorded flows of a chain into or out of a country, each with its partner.

    Parameters
    ----------
    of : Exposure
    chain : Chain
    country : str
        ISO 3166 alpha-3.
    year : int
    side : {"importer", "exporter"}
        What the country is.
    quantity : {"value", "tonnes"}
    role : str
        Letter of the flow in the formula.
    at_least : float
        Part of all the flows below which one is not listed.
    """
    if not chain.lines:
        return []
    line = Line(commodity=chain.commodity, name=chain.stage, codes=chain.lines)
    flows = (of.flows if side == "importer" else of.exports)(country, line, year)
    partner = "exporter" if side == "importer" else "importer"
    column = "value_kusd" if quantity == "value" else "tonnes"
    smallest = at_least * float(flows[column].sum() or 0.0)
    word = "from" if side == "importer" else "to"
    return [
        flow_parent(flow, f"{role} {word} {flow[partner]}", quantity)
        for flow in flows.iter_rows(named=True)
        if flow[column] is not None and flow[column] >= smallest
    ]


def production_parents(of: Exposure, chain: Chain, country: str, year: int) -> list[Parent]:
    """Return every source's figure of a country's production in a chain and year."""
    own = (chain.commodity, chain.stage)
    found: list[Parent] = []
    names = ("bauxite", "alumina") if chain.commodity == "alumina" else (chain.commodity,)
    for name in names:
        for table in of.tables(name):
            if table.year != year or chain_stage(name, table.stage) != own:
                continue
            member = table.of(country)
            if member is not None:
                found.append(Parent(role=f"P by {table.source}", id=member.id))
    return list(dict.fromkeys(found))
