"""What a plan's transfers become in real terms, and who would stay, project by project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case, Lever
from orepact.plan import Bargain, PlanColumn, PlanData, PlanPoint, TransferShare
from orepact.terms.boom import boom_chain, with_boom
from orepact.terms.deal import Deal, Way, deal_of
from orepact.terms.fit import Fit, Valuation, fit_levers
from orepact.terms.in_draws import InDraws, meant_by
from orepact.terms.inventory import open_levers
from orepact.terms.repair import Repair, repairs
from orepact.terms.staying import Index, Stakes, index_of

__all__ = [
    "ProjectTerms",
    "StayingPower",
    "lent_levers",
    "project_terms",
    "staying_power",
    "terms_of_plan",
]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectTerms:
    """The terms of one project that a plan starts.

    Parameters
    ----------
    column : PlanColumn
        How it goes.
    deal : Deal
    value : Valuation
    fit : Fit
        Of the open terms to the plan's transfers.
    transfers : tuple of TransferShare
        What the plan moves through this project.
    """

    column: PlanColumn
    deal: Deal
    value: Valuation
    fit: Fit
    transfers: tuple[TransferShare, ...]

    def place(self, party: str) -> int:
        """Return the place of a party in arrays."""
        return self.value.parties.index(party)


def _rates(case: Case) -> dict[str, float]:
    return {party: rate.real.to("%") / 100.0 for party, rate in case.rates.items()}


def _valuation(case: Case, data: PlanData, point: PlanPoint, column: PlanColumn) -> Valuation:
    rates = _rates(case)
    since = data.years - data.horizon[0] + 0.5
    kept = np.ones((len(data.scenarios), data.years.size), dtype=bool)
    for place, scenario in enumerate(data.scenarios):
        goes_on = point.decisions.exercised.get((column.id, scenario), True)
        if not goes_on and column.decide_after is not None:
            kept[place] = data.years <= column.decide_after
    parties = tuple(party.id for party in data.parties)
    factors = np.stack([(1.0 + rates[party]) ** -since for party in parties])
    return Valuation(parties=parties, factors=factors, weights=data.weights, kept=kept)


def project_terms(
    case: Case,
    data: PlanData,
    point: PlanPoint,
    column: PlanColumn,
    in_draws: InDraws | None = None,
) -> ProjectTerms:
    """Return the terms fitted to what a plan moves through one project.

    Parameters
    ----------
    point : PlanPoint
        The plan, or the world without the deal.
    column : PlanColumn
        That it starts.
    in_draws : InDraws, optional
        What terms reach over the plan's draws; left out, the central path of each deck counts,
        which is right for a plan that was chosen on it.
    """
    way = Way(
        project=column.project,
        variant=column.variant,
        first_spend=column.first_spend,
        package=column.package,
    )
    deal = deal_of(case, way, data.years)
    value = _valuation(case, data, point, column)
    own = tuple(t for t in point.decisions.transfers if t.column == column.id)
    intended = meant_by(data, point.decisions, column.id)
    levers = lent_levers(deal, open_levers(case, column.project))
    drawn = None if in_draws is None else in_draws.reached(deal, column, point.decisions, levers)
    return ProjectTerms(
        column=column,
        deal=deal,
        value=value,
        fit=fit_levers(deal, levers, intended, value, drawn),
        transfers=own,
    )


def lent_levers(deal: Deal, levers: Sequence[Lever]) -> tuple[Lever, ...]:
    """Return the levers without margins of loans that are not in the package."""
    lent = {item.id for item in deal.facilities}
    return tuple(item for item in levers if str(item.kind) != "margin" or item.of in lent)


def terms_of_plan(
    case: Case, data: PlanData, bargain: Bargain, in_draws: InDraws | None = None
) -> tuple[ProjectTerms, ...]:
    """Return the terms of every project that the plan starts and that has a mine's cash flow."""
    chosen = [c for c in data.columns if c.id in bargain.equal.decisions.columns]
    return tuple(project_terms(case, data, bargain.equal, column, in_draws) for column in chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class StayingPower:
    """Who would stay under the fitted terms of one project, year by year.

    Parameters
    ----------
    terms : ProjectTerms
    scenarios : tuple of str
        Price decks, then the boom.
    indices : tuple of Index
        Each deck to the end, known from the start; axes (scenario, year).
    tree : tuple of Index
        In expectation, along the same scenarios: from the latest deck a boom may begin.
    repairs : tuple of Repair
        For each breach that terms could mend, on ``indices``.
    levers : tuple of Lever
        That the repairs may move.
    """

    terms: ProjectTerms
    scenarios: tuple[str, ...]
    indices: tuple[Index, ...]
    tree: tuple[Index, ...]
    repairs: tuple[Repair, ...]
    levers: tuple[Lever, ...]

    @property
    def years(self) -> NDArray[np.int64]:
        """Calendar years of the arrays."""
        return self.terms.deal.years


class _Shared(TypedDict):
    lenders: dict[str, str]
    rates: dict[str, float]
    parties: frozenset[str]
    earned: Floats


def staying_power(case: Case, terms: ProjectTerms) -> StayingPower | None:
    """Return who would stay under a project's fitted terms; None if the case does not say how.

    Over the whole life of the mine, in every price deck and in a boom that lasts.
    """
    staying = case.terms.staying if case.terms is not None else None
    if staying is None or staying.latest not in terms.deal.market.scenarios:
        return None
    deal, levers, start = terms.deal, terms.fit.levers, dict(terms.fit.values)
    wide = deal.in_market(with_boom(deal.market, staying))
    base, today = wide.flow(levers, start), wide.flow((), {})
    named = {name for lever in levers for name in (lever.to, lever.payer) if name}
    shared = _Shared(
        lenders={item.id: item.lender for item in deal.facilities},
        rates=_rates(case),
        parties=frozenset(base.parties) | named,
        earned=today.operation.pre_tax,
    )

    def probe(values: Mapping[str, float]) -> tuple[tuple[Index, ...], Floats]:
        stakes = Stakes(flow=wide.flow(levers, values), **shared)
        return index_of(staying.events, stakes), terms.value.expected(deal.flow(levers, values))

    tree = Stakes(flow=base, chain=boom_chain(wide.market, staying), **shared)
    return StayingPower(
        terms=terms,
        scenarios=wide.market.scenarios,
        indices=index_of(staying.events, Stakes(flow=base, **shared)),
        tree=index_of(staying.events, tree),
        repairs=repairs(probe, levers, start),
        levers=levers,
    )
