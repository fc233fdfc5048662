"""What it would cost to lose a supplier, how likely that is, and what one more source is worth.

Market layer: :func:`market_of` reads one market from the evidence, :func:`respond` computes its
:class:`MarketResponse` to a :class:`Shock` for every draw of the uncertain parameters.
"""

from __future__ import annotations

from orepact.disruption.drawn import Severity
from orepact.disruption.market import EndUse, Inflow, Market, Need, Producer
from orepact.disruption.market_of import covered, market_of
from orepact.disruption.parameters import Draws, Spread, parameters
from orepact.disruption.relief import Relief
from orepact.disruption.respond import respond
from orepact.disruption.response import MarketResponse
from orepact.disruption.shock import Instrument, Shock

__all__ = [
    "Draws",
    "EndUse",
    "Inflow",
    "Instrument",
    "Market",
    "MarketResponse",
    "Need",
    "Producer",
    "Relief",
    "Severity",
    "Shock",
    "Spread",
    "covered",
    "market_of",
    "parameters",
    "respond",
]
