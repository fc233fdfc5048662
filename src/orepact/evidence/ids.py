"""Ids of bulk trade flows that can be read back: nothing has to be stored beside a million rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["TradeFlow", "decode_trade_flow_id", "trade_flow_id"]

Quantity = Literal["value", "tonnes"]

_FLOW = re.compile(
    r"^ev-flow\.(?P<source>[a-z0-9-]+)\.(?P<year>\d{4})\.(?P<exporter>[A-Z0-9+]+)"
    r"\.(?P<importer>[A-Z0-9+]+)\.(?P<hs>\d{6})\.(?P<quantity>value|tonnes)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeFlow:
    """What identifies one number of the trade table.

    Parameters
    ----------
    source : str
        Id of the source.
    year : int
        Calendar year.
    exporter, importer : str
        ISO 3166 alpha-3 or the source's own code.
    hs : str
        Six digits.
    quantity : str
        ``value`` (thousand USD of the day) or ``tonnes`` (gross weight).
    """

    source: str
    year: int
    exporter: str
    importer: str
    hs: str
    quantity: Quantity


def trade_flow_id(
    source: str,
    year: int,
    exporter: str,
    importer: str,
    hs: str,
    *,
    quantity: Quantity = "value",
) -> str:
    """Return the permanent id of a trade flow's value or tonnes.

    Raises
    ------
    ValueError : if a part has a form that could not be read back

    Examples
    --------
    >>> trade_flow_id("baci-a", 2024, "ZAF", "USA", "261000", quantity="tonnes")
    'ev-flow.baci-a.2024.ZAF.USA.261000.tonnes'
    """
    text = f"ev-flow.{source}.{year}.{exporter}.{importer}.{hs}.{quantity}"
    if _FLOW.match(text) is None:
        raise ValueError(f"{text!r} could not be read back as a trade flow")
    return text


def decode_trade_flow_id(text: str) -> TradeFlow | None:
    """Return what a trade flow id stands for, or None if the text is not one.

    Examples
    --------
    >>> decode_trade_flow_id("ev-flow.baci-a.2024.ZAF.USA.261000.value").exporter
    'ZAF'
    """
    match = _FLOW.match(text)
    if match is None:
        return None
    return TradeFlow(
        source=match["source"],
        year=int(match["year"]),
        exporter=match["exporter"],
        importer=match["importer"],
        hs=match["hs"],
        quantity="value" if match["quantity"] == "value" else "tonnes",
    )
