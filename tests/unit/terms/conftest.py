from __future__ import annotations

import numpy as np
import pytest

from orepact import case
from orepact.terms import Deal, Valuation, Way, deal_of


@pytest.fixture(scope="session")
def shipped() -> case.Case:
    return case.load("us-pakistan")


@pytest.fixture(scope="session")
def mine(shipped: case.Case) -> Deal:
    """The copper mine of the shipped case, delayed, with the importer's loan."""
    way = Way(project="reko-diq", variant="delayed", first_spend=2028, package="with-exim")
    return deal_of(shipped, way, np.arange(2026, 2085, dtype=np.int64))


@pytest.fixture(scope="session")
def value(shipped: case.Case, mine: Deal) -> Valuation:
    parties = tuple(party.id for party in shipped.parties)
    since = mine.years - 2026 + 0.5
    rates = [shipped.rates[name].real.to("%") / 100.0 for name in parties]
    return Valuation(
        parties=parties,
        factors=np.stack([(1.0 + rate) ** -since for rate in rates]),
        weights=np.array([0.334, 0.333, 0.333]),
        kept=np.ones((3, mine.years.size), dtype=bool),
    )
