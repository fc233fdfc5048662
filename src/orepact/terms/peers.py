"""The same mine under the law of another host: what the host and other owners would have."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from orepact.case import Case, surroundings
from orepact.errors import OrepactError
from orepact.mine import Bench, Choice, cash_flow
from orepact.terms.outcome import ProjectTerms

__all__ = ["under_regime"]


def under_regime(
    case: Case, terms: ProjectTerms, regime: str, host: Collection[str]
) -> tuple[float, float] | None:
    """Return the expected present value to the host's parties and to the other owners.

    Each party at its own rate, a party of the regime that the case does not know at the rate of
    the project's first owner; lenders are left out. None if the regime is for another product.

    Parameters
    ----------
    regime : str
        Of the case, or of another host.
    host : collection of str
        The host's parties.
    """
    column, deal = terms.column, terms.deal
    own = "" if regime == deal.regime.id else regime
    choice = Choice(
        variant=column.variant,
        package=column.package,
        first_spend=column.first_spend,
        regime=own,
    )
    try:
        bench = Bench(case.projects[column.project], surroundings(case), choice)
        flow = cash_flow(
            bench.project,
            bench.variant,
            bench.first_spend,
            regime=bench.regime,
            facilities=deal.facilities,
            market=deal.market,
            money=bench.around.money,
            years=deal.years,
            reading=bench.reading,
            foreign=bench.foreign,
        )
    except OrepactError:
        return None  # a regime for another product, such as a coal tariff
    lenders = {item.lender for item in deal.facilities}
    sums = [0.0, 0.0]
    for party, cash in flow.parties.items():
        if party in lenders:
            continue
        name = party if party in terms.value.parties else terms.column.owner
        present = (cash * terms.value.kept) @ terms.value.factors[terms.place(name)]
        sums[0 if party in host else 1] += float(terms.value.weights @ present)
    return float(np.round(sums[0], 9)), float(np.round(sums[1], 9))
