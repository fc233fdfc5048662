"""From project, regime, deck and facility files to the column table that a plan chooses from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError
from orepact.mine.cash_flow import CashFlow, cash_flow
from orepact.mine.columns import Column, ColumnTable, Need
from orepact.mine.deck_file import DeckFile
from orepact.mine.facility_file import Facility, FacilityFile
from orepact.mine.financed import DrawnColumn
from orepact.mine.fiscal import Reading
from orepact.mine.market import market_of
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.package_lenders import lenders_of
from orepact.mine.physical import output_in
from orepact.mine.project_file import ProjectFile, Variant
from orepact.mine.regime_file import RegimeFile
from orepact.mine.structured_flow import has_structure, structured_flow
from orepact.mine.timing import last_year
from orepact.quantity import conversion_factor

__all__ = ["columns"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """One column before its arrays."""

    project: ProjectFile
    variant: Variant
    first_spend: int
    package: str


class _Asked(DrawnColumn):
    """A column with all that stands around it."""

    def flow(self, lenders: Sequence[Facility]) -> CashFlow:
        """Return its cash with facilities drawn and repaid as they stand."""
        return cash_flow(
            self.project,
            self.variant,
            self.first_spend,
            regime=self.regime,
            facilities=lenders,
            market=self.market,
            money=self.money,
            years=self.calendar,
            reading=self.reading,
            foreign=self.foreign,
        )


def _ways(projects: Sequence[ProjectFile], start: int, end: int) -> Iterator[_Way]:
    for project in projects:
        for variant in project.variants:
            for year in variant.first_spend_years:
                for package in project.packages:
                    if variant.is_offered and start <= year <= end:
                        yield _Way(
                            project=project, variant=variant, first_spend=year, package=package
                        )


def _regime(project: ProjectFile, regimes: Mapping[str, RegimeFile]) -> RegimeFile:
    if project.regime not in regimes:
        raise CaseError(
            f"regime {project.regime!r} is not known",
            where=f"projects/{project.id}.yaml:regime",
            do=f"Take one of {', '.join(sorted(regimes)) or 'none'}, or add regimes/",
        )
    return regimes[project.regime]


def _id(way: _Way) -> str:
    return f"{way.project.id}:{way.variant.id}:{way.first_spend}:{way.package}"


def _foreign(project: ProjectFile, host: Collection[str] | None) -> list[str]:
    return [] if host is None else [x.party for x in project.owners if x.party not in host]


def _column(way: _Way, flow: CashFlow, lenders: Sequence[Facility]) -> Column:
    timing = flow.timing
    starts = {"construction": timing.first_spend, "production": timing.first_production}
    return Column(
        id=_id(way),
        project=way.project.id,
        variant=way.variant.id,
        first_spend_year=way.first_spend,
        first_production_year=timing.first_production,
        package=way.package,
        needs=tuple(
            Need(enabler=need.enabler, from_year=starts[need.when] + need.offset)
            for need in way.project.needs
        ),
        decide_after=way.variant.decide_after,
        needs_deal=any(item.needs_deal for item in lenders),
    )


def _resource_use(project: ProjectFile, flow: CashFlow, resource: str) -> Floats:
    """Return what a column takes (positive) or gives (negative) of a resource by year."""
    total = np.zeros(len(flow.timing.years))
    for use in project.resource_use:
        if use.resource != resource:
            continue
        age = (
            flow.timing.spending_year if use.when == "construction" else flow.timing.production_year
        )
        last = int(age.max(initial=0)) if use.to_year is None else use.to_year
        is_on = (age >= use.from_year) & (age <= last)
        if use.per == "year":
            amount = np.full(len(age), use.amount.to(use.unit))
        else:
            assert flow.plan is not None
            tonnes = flow.plan.feed if use.per == "feed" else flow.plan.shipped_wet
            factor = use.amount.value * conversion_factor(f"{use.amount.unit}*t/yr", use.unit)
            amount = flow.timing.in_production(tonnes) * factor
        total += np.where(is_on, amount, 0.0) * (-1.0 if use.gives else 1.0)
    return total


def _units(pairs: Iterator[tuple[str, str, str]], kind: str) -> dict[str, str]:
    """Return name to unit, and refuse one name with two units."""
    units: dict[str, str] = {}
    for name, unit, where in pairs:
        if units.setdefault(name, unit) != unit:
            raise CaseError(
                f"{kind} {name!r} is in {unit} here and in {units[name]} elsewhere",
                where=where,
                do="Use one unit for it in all projects",
            )
    return units


def columns(
    projects: Sequence[ProjectFile],
    *,
    regimes: Mapping[str, RegimeFile],
    decks: DeckFile,
    facilities: FacilityFile,
    money: MoneyBasis,
    start_year: int,
    end_year: int,
    reading: Reading | None = None,
    is_structured: bool = False,
    host: Collection[str] | None = None,
) -> ColumnTable:
    """Return every way that every project can go, with exact cash per party.

    One column per offered variant, first spend year and package; each is computed over its whole
    life, also beyond ``end_year``. Not starting a project is the choice of no column.

    Parameters
    ----------
    projects : sequence of ProjectFile
    regimes : mapping of id to RegimeFile
    decks : DeckFile
        Scenarios of the table.
    facilities : FacilityFile
        Lenders and packages.
    money : MoneyBasis
        The case's money.
    start_year, end_year : int
        First and last decision year: first spend years outside are left out.
    reading : Reading, optional
        How contested fiscal terms are read.
    is_structured : bool
        Where a package has a ``structure``, its loans are sized on the lenders' deck and served by
        its waterfall in every deck, subordinated loans, streams, advances, floors and premiums
        included; a column whose cash cannot bear them is left out and named in ``refused``.
        Otherwise all facilities are drawn and repaid as they stand.
    host : collection of str
        The host's parties; other owners are what a regime calls foreign owners. None knows nobody
        as foreign.

    Raises
    ------
    CaseError : anything missing, unknown or impossible, with file and key

    Examples
    --------
    See docs/project-file.md for a whole case.
    """
    ways = list(_ways(projects, start_year, end_year))
    ends = [last_year(way.project, way.variant, way.first_spend) for way in ways]
    years = np.arange(start_year, max([end_year, *ends]) + 1, dtype=np.int64)
    market = market_of(decks.decks, money)
    kept: list[ProjectFile] = []
    flows: list[CashFlow] = []
    heads: list[Column] = []
    refused: list[tuple[str, str]] = []
    for way in ways:
        column = _Asked(
            project=way.project,
            variant=way.variant,
            first_spend=way.first_spend,
            package=way.package,
            regime=_regime(way.project, regimes),
            market=market,
            facilities=facilities,
            money=money,
            reading=reading or Reading(),
            foreign=_foreign(way.project, host),
            calendar=years,
        )
        lenders = lenders_of(facilities, way.package, way.project.id)
        try:
            flow = structured_flow(column, lenders) if is_structured else column.flow(lenders)
        except CaseError as error:
            if not is_structured or not has_structure(column):
                raise
            refused.append((_id(way), str(error)))
            continue
        kept.append(way.project)
        flows.append(flow)
        heads.append(_column(way, flow, lenders))
    return _table(
        kept,
        heads,
        flows,
        facilities=facilities,
        scenarios=market.scenarios,
        years=years,
        refused=tuple(refused),
        is_structured=is_structured,
    )


def _table(
    projects: Sequence[ProjectFile],
    heads: Sequence[Column],
    flows: Sequence[CashFlow],
    *,
    facilities: FacilityFile,
    scenarios: tuple[str, ...],
    years: NDArray[np.int64],
    refused: tuple[tuple[str, str], ...],
    is_structured: bool,
) -> ColumnTable:
    parties = tuple(dict.fromkeys(party for flow in flows for party in flow.parties))
    lenders = tuple(item.id for item in facilities.facilities)
    resources = _units(
        (
            (use.resource, use.unit, f"projects/{item.id}.yaml:resource_use")
            for item in projects
            for use in item.resource_use
        ),
        "resource",
    )
    products = _units(
        (
            (product.id, product.output_unit, f"projects/{item.id}.yaml:products")
            for item in projects
            for product in item.products
        ),
        "product",
    )
    count, length = len(heads), len(years)
    cash = np.zeros((count, len(scenarios), len(parties), length))
    draw, balance = (np.zeros((count, len(lenders), length)) for _ in range(2))
    use = np.zeros((count, len(resources), length))
    output = np.zeros((count, len(products), length))
    for row, (project, flow) in enumerate(zip(projects, flows, strict=True)):
        for party, amount in flow.parties.items():
            cash[row, :, parties.index(party)] = amount
        for index, name in enumerate(flow.facilities):
            draw[row, lenders.index(name)] = _first_deck(flow.debt.draw[index])
            balance[row, lenders.index(name)] = _first_deck(flow.debt.balance[index])
        for index, name in enumerate(resources):
            use[row, index] = _resource_use(project, flow, name)
        plan = flow.plan
        for product in project.products if plan is not None else ():
            assert plan is not None
            laid = flow.timing.in_production(output_in(plan, product))
            output[row, list(products).index(product.id)] += laid
    return ColumnTable(
        columns=tuple(heads),
        years=years,
        scenarios=scenarios,
        parties=parties,
        facilities=lenders,
        resources=tuple(resources),
        resource_units=tuple(resources.values()),
        products=tuple(products),
        product_units=tuple(products.values()),
        cash=cash,
        distributable=_stack([flow.distributable for flow in flows], (len(scenarios), length)),
        capex=_stack([flow.operation.capex for flow in flows], (length,)),
        draw=draw,
        balance=balance,
        use=use,
        output=output,
        accounts=_stack([_accounts(flow) for flow in flows], (len(scenarios), length)),
        refused=refused,
        is_structured=is_structured,
        pre_tax=_stack([flow.operation.pre_tax for flow in flows], (len(scenarios), length)),
    )


def _accounts(flow: CashFlow) -> Floats:
    return np.zeros_like(flow.distributable) if flow.accounts is None else flow.accounts


def _first_deck(loan: Floats) -> Floats:
    """Return a loan by year; where decks differ, that of the first."""
    return loan if loan.ndim == 1 else np.asarray(loan[0])


def _stack(arrays: list[Floats], shape: tuple[int, ...]) -> Floats:
    return np.stack(arrays) if arrays else np.zeros((0, *shape))
