"""Owners: who receives distributions, who answers cash calls, and what free carry does to both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orepact.mine.project_file import Holder

__all__ = ["owner_cash", "paying_shares", "receiving_shares"]

Floats = NDArray[np.float64]


def paying_shares(owners: Sequence[Holder]) -> dict[str, float]:
    """Return the share of every cash call that each party pays.

    ``p_i = w_i / (1 - f)``, with w the ownership and f the sum of carried shares. A share that
    another party pays for counts for that party.

    Examples
    --------
    >>> from orepact.evidence import Parameter, Quality
    >>> def share(value):
    ...     return Parameter(value=value, unit="%", quality=Quality.B, source="s")
    >>> owners = [
    ...     Holder(party="company", share=share(90.0)),
    ...     Holder(party="province", share=share(10.0), is_carried=True),
    ... ]
    >>> paying_shares(owners)
    {'company': 1.0}
    """
    total = sum(holder.share.to("%") for holder in owners)
    carried = sum(holder.share.to("%") for holder in owners if holder.is_carried)
    paying: dict[str, float] = {}
    for holder in owners:
        if not holder.is_carried:
            payer = holder.paid_by or holder.party
            paying[payer] = paying.get(payer, 0.0) + holder.share.to("%") / (total - carried)
    return paying


def receiving_shares(owners: Sequence[Holder]) -> dict[str, float]:
    """Return the share of every distribution that each party receives."""
    total = sum(holder.share.to("%") for holder in owners)
    receiving: dict[str, float] = {}
    for holder in owners:
        before = receiving.get(holder.party, 0.0)
        receiving[holder.party] = before + holder.share.to("%") / total
    return receiving


def owner_cash(owners: Sequence[Holder], equity: Floats) -> tuple[dict[str, Floats], Floats]:
    """Split the owners' cash: distributions follow ownership, cash calls the paying shares.

    Parameters
    ----------
    owners : sequence of Holder
    equity : ndarray, shape (scenario, year), million USD
        Cash after levies and debt; negative is a cash call.

    Returns
    -------
    cash : dict of party to ndarray, shape (scenario, year)
        Receipts positive; they sum to ``equity``.
    distributable : ndarray, shape (scenario, year)
        The positive part of ``equity``.
    """
    distributable = np.maximum(equity, 0.0)
    calls = np.minimum(equity, 0.0)
    receiving, paying = receiving_shares(owners), paying_shares(owners)
    cash = {
        party: distributable * receiving.get(party, 0.0) + calls * paying.get(party, 0.0)
        for party in dict.fromkeys((*receiving, *paying))
    }
    return cash, distributable
