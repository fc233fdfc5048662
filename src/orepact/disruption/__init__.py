"""What would it cost to lose a supplier, how likely is that, and what is one more source worth?

Market layer: :func:`market_of` reads one market from the evidence, :func:`respond` computes its
:class:`MarketResponse` to a :class:`Shock` for every draw of the uncertain parameters.
"""

from __future__ import annotations

from orepact.disruption.market import EndUse, Inflow, Market, Need, Producer
from orepact.disruption.response import MarketResponse
from orepact.disruption.shock import Instrument, Shock

__all__ = [
    "EndUse",
    "Inflow",
    "Instrument",
    "Market",
    "MarketResponse",
    "Need",
    "Producer",
    "Shock",
]
