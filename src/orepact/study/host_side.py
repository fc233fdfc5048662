"""A case's host as a match asks for it: what its projects could deliver, what its ledger holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np

from orepact.case import Case
from orepact.errors import CaseError, UnknownNameError
from orepact.evidence import commodity, hs_lines
from orepact.exposure import as_chain_stage, chain_stage, content_factor, content_of
from orepact.exposure.host_side import HostClass, HostDeposit, HostProject
from orepact.exposure.match import MATCH_YEARS
from orepact.mine import ColumnTable, MoneyBasis, columns
from orepact.quantity import conversion_factor
from orepact.trace import Parent

__all__ = ["column_table", "deposits_of", "projects_of"]

_RESERVE = re.compile(r"^mineral reserve", re.IGNORECASE)
_RESOURCE = re.compile(r"measured|indicated|inferred|resource|reserve", re.IGNORECASE)


def column_table(case: Case) -> ColumnTable:
    """Return every way that every project of the case can go.

    Raises
    ------
    CaseError : if the case has no price decks or no facilities
    """
    if case.decks is None or case.facilities is None:
        missing = "decks.yaml" if case.decks is None else "facilities.yaml"
        raise CaseError(f"the case has no {missing}", where=case.id, do=f"Add {missing}")
    money = case.header.money
    return columns(
        list(case.projects.values()),
        regimes=case.regimes,
        decks=case.decks,
        facilities=case.facilities,
        money=MoneyBasis(
            year=money.year,
            price_index={entry.year: entry.level.value for entry in money.price_index},
            inflation=money.inflation.to("%") / 100.0,
        ),
        start_year=case.header.horizon.start,
        end_year=case.header.horizon.end,
    )


def _content(name: str, stage: str, basis: str) -> tuple[float, float]:
    """Return what a tonne of output holds, low and high; 1 where it is counted as weighed."""
    if basis == "metal" or content_of(name) == "gross":
        return 1.0, 1.0
    own = [
        hs
        for hs, line in hs_lines().items()
        if chain_stage(line.commodity, str(line.stage)) == (name, stage)
    ]
    factors = [content_factor(hs) for hs in own]
    low = [factor.low for factor in factors if factor.low is not None]
    high = [factor.high for factor in factors if factor.high is not None]
    return (min(low), max(high)) if low and high else (0.0, 1.0)


def _parents(case: Case, project: str) -> tuple[Parent, ...]:
    """Return the numbers of a project that make its tonnes: schedule, grades and recoveries."""
    start = f"projects/{project}:"
    made = re.compile(r"^(schedule|products\.[^.]+\.recovery|deposits\.[^.]+\.(grades|tonnage))")
    return tuple(
        Parent(role=path.removeprefix(start), id=f"case:{case.id}/{path}")
        for path in sorted(case.numbers)
        if path.startswith(start) and made.search(path.removeprefix(start))
    )


def projects_of(case: Case, table: ColumnTable | None = None) -> list[HostProject]:
    """Return what each project could deliver in the years of a match, over all ways it can go.

    Not building a project is always possible too and is not in the range.

    Parameters
    ----------
    case : Case
    table : ColumnTable, optional
        If the columns were computed already.
    """
    table = column_table(case) if table is None else table
    years = {int(year): place for place, year in enumerate(table.years)}
    found: list[HostProject] = []
    for number, name in enumerate(table.products):
        unit = conversion_factor(table.product_units[number], "t/yr")
        for id_, project in case.projects.items():
            product = next((each for each in project.products if each.id == name), None)
            own = [at for at, column in enumerate(table.columns) if column.project == id_]
            made = [at for at in own if table.output[at, number].max() > 0]
            if product is None or not made:
                continue
            what, stage = commodity(product.commodity), as_chain_stage(str(product.stage))
            low, high = _content(what, stage, product.basis)
            first = [table.columns[at].first_production_year for at in made]
            tonnes: Mapping[int, tuple[float, float]] = {
                year: (
                    float(np.min(table.output[made, number, years[year]])) * unit * low,
                    float(np.max(table.output[made, number, years[year]])) * unit * high,
                )
                for year in MATCH_YEARS
                if year in years
            }
            found.append(
                HostProject(
                    commodity=what,
                    stage=stage,
                    title=project.title,
                    first_year=(min(first), max(first)),
                    tonnes=tonnes,
                    parents=_parents(case, id_),
                )
            )
    return found


def _names(text: str) -> Iterator[str]:
    """Yield the commodities that a cell names, as far as they are known."""
    for part in re.split(r"[,;/]| and ", text or ""):
        plain = re.sub(r"\(.*?\)|traces?|brine", "", part).strip()
        if plain:
            try:
                yield commodity(plain)
            except UnknownNameError:
                continue


def deposits_of(case: Case) -> list[HostDeposit]:
    """Return the deposits of the case's ledger by commodity, with their class.

    Reserve: a mineral reserve under a reporting code. Resource: any other statement of tonnes
    with a class, historical and company ones included. Else occurrence; so are by-products.
    """
    table = case.ledgers.get("deposits")
    if table is None:
        return []
    found: list[HostDeposit] = []
    for row in table.iter_rows(named=True):
        stated = row["crirsco_class"] or ""
        own = (
            HostClass.RESERVE
            if _RESERVE.search(stated)
            else HostClass.RESOURCE
            if _RESOURCE.search(stated)
            else HostClass.OCCURRENCE
        )
        id_ = f"case:{case.id}/ledgers/deposits:{row['id']}"
        named = [(name, own) for name in _names(row["commodity"])]
        named += [(name, HostClass.OCCURRENCE) for name in _names(row["by_products"])]
        found += [
            HostDeposit(commodity=name, host_class=reached, title=row["name"], id=id_)
            for name, reached in named
        ]
    return found
