"""Owners: who receives distributions, who answers cash calls, and what free carry does to both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orepact.mine.project_file import CarryRecovery, Holder

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


def owner_cash(
    owners: Sequence[Holder], equity: Floats, *, inflation: float = 0.0
) -> tuple[dict[str, Floats], Floats]:
    """Split the owners' cash: distributions follow ownership, cash calls the paying shares.

    A carried share that is to be recovered owes what the others paid for it: ``balance[t] =
    balance[t-1] (1 + i) / (1 + inflation) + called[t] - paid back[t]``, real money; it is paid
    back from its distributions and goes to the payers by paying shares.

    Parameters
    ----------
    owners : sequence of Holder
    equity : ndarray, shape (scenario, year), million USD, real
        Cash after levies and debt; negative is a cash call.
    inflation : float
        Yearly, between the carry's nominal interest and real money.

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
    total = sum(holder.share.to("%") for holder in owners)
    for holder in owners:
        if holder.recovery is None:
            continue
        back = _paid_back(
            holder.recovery, holder.share.to("%") / total, equity, inflation=inflation
        )
        cash[holder.party] = cash[holder.party] - back
        for party, share in paying.items():
            cash[party] = cash[party] + back * share
    return cash, distributable


def _paid_back(
    recovery: CarryRecovery, share: float, equity: Floats, *, inflation: float
) -> Floats:
    """Return what a carried holder pays back each year, shape (scenario, year)."""
    growth = (1.0 + recovery.interest.to("dimensionless")) / (1.0 + inflation)
    part = recovery.from_distributions.to("dimensionless")
    back = np.zeros_like(equity)
    balance = np.zeros(equity.shape[0])
    for year in range(equity.shape[1]):
        balance = balance * growth + share * np.maximum(-equity[:, year], 0.0)
        room = part * share * np.maximum(equity[:, year], 0.0)
        back[:, year] = np.minimum(balance, room)
        balance = balance - back[:, year]
    return back
