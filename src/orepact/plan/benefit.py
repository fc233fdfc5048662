"""What columns are worth to the importer as insurance: expected loss that their output avoids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case
from orepact.disruption import AddedSupply, Setting, insurance_benefit, setting_of
from orepact.errors import OrepactError
from orepact.exposure import as_chain_stage, exposure
from orepact.mine import ColumnTable
from orepact.quantity import conversion_factor

__all__ = ["Avoided", "Insured", "avoided_by", "insured"]

Floats = NDArray[np.float64]
DRAWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Avoided:
    """What a set of columns takes away from the importer's expected loss.

    Parameters
    ----------
    gain, host_gain : ndarray, shape (draw, year), million of the case's money a year
        Of the importer; and what the same supplies earn more while others restrict, which price
        paths fitted to history hold already and no account may post again.
    unserved : tuple of (title, why)
        Products that count for nothing.
    """

    gain: Floats
    host_gain: Floats
    unserved: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Insured:
    """Expected loss avoided by column, marginal in order within each market.

    Parameters
    ----------
    party : str
        The importer's party to which it is posted, once.
    by_column : ndarray, shape (column, year), million of the case's money a year
        Added to what the largest ways of earlier projects of the same market avoid already, so
        that the sum over columns is at most the finite change of the whole.
    gap : str
        Why nothing is computed; empty where it is.
    """

    party: str
    by_column: Floats
    gap: str = ""


def _setting(case: Case) -> Setting:
    wanted = sorted({item.commodity for p in case.projects.values() for item in p.products})
    return setting_of(exposure(), case.header.importer, commodities=tuple(wanted))


def _supplies(case: Case, table: ColumnTable, place: int) -> list[AddedSupply]:
    """Return what a column sells, in tonnes; what is sold in no mass is left out.

    Nothing counts as contracted to the importer: no document of the case shows such a contract.
    """
    column = table.columns[place]
    project = case.projects[column.project]
    found = []
    for product in project.products:
        row = table.products.index(product.id)
        made = table.output[place, row]
        if not (made > 0.0).any():
            continue
        try:
            factor = conversion_factor(table.product_units[row], "t/yr")
            stage = str(as_chain_stage(str(product.stage)))
        except (OrepactError, ValueError):
            continue
        found.append(
            AddedSupply(
                title=f"{project.title}: {product.id}",
                commodity=product.commodity,
                stage=stage,
                host=case.header.host,
                tonnes=made * factor,
                contracted=0.0,
            )
        )
    return found


def avoided_by(case: Case, table: ColumnTable, places: Sequence[int], *, seed: int = 0) -> Avoided:
    """Return the finite change of the importer's expected loss by a whole set of columns.

    Concentrate reaches the importer only through a smelter that sells metal: where its market is
    computed for metal, concentrate counts for nothing, and a smelter's metal counts as its own.
    """
    supplies = [item for place in places for item in _supplies(case, table, place)]
    years = table.years.tolist()
    if not supplies:
        none = np.zeros((DRAWS, len(years)))
        return Avoided(gain=none, host_gain=none, unserved=())
    found = insurance_benefit(
        _setting(case),
        supplies,
        years,
        money_year=case.header.money.year,
        draws=DRAWS,
        seed=seed,
    )
    return Avoided(
        gain=found.gain_musd,
        host_gain=found.host_gain_musd,
        unserved=tuple((item.title, why) for item, why in found.unserved),
    )


def insured(case: Case, table: ColumnTable) -> Insured:
    """Return the expected loss that each column avoids, posted to the importer's first party.

    ::

        avoided[c] = L(M) - L(M + c),   M = largest ways of the projects before c's

    Loss is not additive over projects of one market: the second tonne is worth less. Projects are
    taken in the order of the case; what the posting leaves out against the finite change of a
    chosen set is printed with the plan.
    """
    party = next((p.id for p in case.parties if str(p.side) == "importer"), "")
    nothing = np.zeros((len(table.columns), len(table.years)))
    if not party:
        return Insured(party="", by_column=nothing, gap="the case has no party of the importer")
    projects = list(dict.fromkeys(column.project for column in table.columns))
    own = {
        project: [n for n, column in enumerate(table.columns) if column.project == project]
        for project in projects
    }
    sums = table.output.sum(axis=(1, 2))
    largest = {project: max(places, key=lambda n: sums[n]) for project, places in own.items()}
    known: dict[tuple[int, bytes], Floats] = {}
    try:
        markets = {market.commodity for market in _setting(case).markets}
        for order, project in enumerate(projects):
            shared = {item.commodity for item in case.projects[project].products} & markets
            before = [
                largest[other]
                for other in projects[:order]
                if {item.commodity for item in case.projects[other].products} & shared
            ]
            base = avoided_by(case, table, before).gain.mean(axis=0) if before else 0.0
            for place in own[project] if shared else ():
                key = (order, table.output[place].tobytes())
                if key not in known:
                    whole = avoided_by(case, table, [*before, place]).gain.mean(axis=0)
                    known[key] = np.asarray(whole - base)
                nothing[place] = known[key]
    except OrepactError as error:
        return Insured(party=party, by_column=nothing * 0.0, gap=error.what)
    return Insured(party=party, by_column=nothing)
