"""Net import reliance of any importer: as the publisher defines it, or from trade and output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from orepact.errors import UnknownNameError
from orepact.exposure.chain import CHAIN_STAGES, as_chain_stage
from orepact.exposure.chain_measures import assessments, typed
from orepact.exposure.context import Exposure
from orepact.exposure.cube import Known
from orepact.exposure.cube_store import cube
from orepact.exposure.line import Coverage
from orepact.exposure.lineage import flow_parents, production_parents
from orepact.quantity import Stage, Value
from orepact.trace import Parent

if TYPE_CHECKING:
    from orepact.exposure.us_inputs import Statement

__all__ = ["Reliance", "reliance_of", "stock_change_of"]


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
    importer, and US forms without a published series: trade and production of the same stage in
    tonnes of content; a withheld production gives bounds, an uncovered stage a gap.

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
    if form not in CHAIN_STAGES and form not in {str(stage) for stage in Stage}:
        return Reliance(
            value=Value.missing(), note=f"{form} is neither a published US series nor a stage"
        )
    try:
        stage = as_chain_stage(form)
    except UnknownNameError as error:
        return Reliance(value=Value.missing(), note=str(error))
    return _from_trade(of, importer, commodity, stage, year)


def _us(statement: Statement) -> Reliance:
    from orepact.exposure.us_reliance import FORMULAS, compute

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


def _from_trade(of: Exposure, importer: str, commodity: str, stage: str, year: int) -> Reliance:
    """Return reliance in tonnes of content, from trade and production of one stage."""
    try:
        chain = cube().chain(commodity, stage)
        cube().year_position(year)
        cube().position(importer)
    except UnknownNameError as error:
        return Reliance(value=Value.missing(), note=str(error))
    covered = chain.coverage_of(year)
    if covered is not Coverage.MEASURED:
        return Reliance(
            value=Value.missing(),
            note=f"Trade of {commodity}, {chain.stage}, is {covered} in {year}",
        )
    if chain.production is None or not chain.production.source[year - chain.years[0]]:
        return Reliance(
            value=Value.missing(),
            note=f"No production of {commodity}, {chain.stage}, by country in {year}",
        )
    found = assessments(importer, chain.commodity, chain.stage, year)["chain_reliance"]
    known = Known(int(chain.production.known[cube().position(importer), year - chain.years[0]]))
    note = (
        f"Tonnes of {'the mineral' if chain.content == 'gross' else chain.content}, content factors"
        f" of customs lines {', '.join(chain.lines)}; own production {_WORDS[known]}; stock changes"
        " and secondary production are not known"
    )
    if np.isfinite(found.low) and np.isfinite(found.high) and np.isfinite(found.central):
        note += f"; {found.low:.1f} to {found.high:.1f} percent at the corners of the inputs"
    parents = [
        *production_parents(of, chain, importer, year),
        *flow_parents(of, chain, importer, year, side="importer", role="imports"),
        *flow_parents(of, chain, importer, year, side="exporter", role="exports"),
    ]
    return Reliance(
        value=typed(found),
        formula="100 (imports - exports) / (production + imports - exports)",
        note=note,
        parents=tuple(parents),
    )


_WORDS = {
    Known.NOTHING: "not known",
    Known.REPORTED: "reported",
    Known.ABSENT: "none: the source names every producer",
    Known.WITHIN_OTHERS: "at most what the source prints for other countries",
    Known.CARRIED: "named by another source of the same or an earlier year",
    Known.WITHHELD: "withheld",
}


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
