"""Other ways of sharing the same gain, to stand beside the plan's: none of them is called just."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from orepact.case import Case
from orepact.errors import OrepactError
from orepact.plan import Bargain, PlanData

__all__ = ["Division", "divisions", "outlays", "same_sign", "sums_by_tier"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """One rule and what each side would gain by it, million of the case's money, expected.

    Parameters
    ----------
    id, rule : str
    gains : dict of str to float
        By side; they sum to what the plan adds for the bargaining sides.
    """

    id: str
    rule: str
    gains: Mapping[str, float]


def outlays(data: PlanData, bargain: Bargain) -> dict[str, float]:
    """Return what each side puts into the plan: expected present value of its outlays.

    Each party at its own rate; projects that are carried out and enablers that are started.
    """
    decisions = bargain.equal.decisions
    rates = {}
    for side in bargain.equal.expected:
        members = [n for n, party in enumerate(data.parties) if str(party.side) == side]
        total = 0.0
        for n, column in enumerate(data.columns):
            if column.id in decisions.columns:
                spent = data.column_outlay[n][:, members, :].sum(axis=1)
                total += float((data.weights @ spent).sum())
        for n, option in enumerate(data.options):
            if option.id in decisions.starts:
                start = decisions.starts[option.id] - data.horizon[0]
                total += float(data.option_outlay[n, start][members].sum())
        rates[side] = total
    return rates


def divisions(case: Case, data: PlanData, bargain: Bargain) -> tuple[Division, ...]:
    """Return the plan's own sharing, equal gain, by cost and by need, of one and the same sum.

    Equal gain: ``G / n``. By cost: in proportion to what each side spends. By need: in proportion
    to the weights of ``terms.yaml``, which are a switch; left out if the case has none.
    """
    before, after = bargain.no_deal.expected, bargain.equal.expected
    own = {side: after[side] - before[side] for side in after}
    whole, count = sum(own.values()), len(own)
    found = [
        Division(id="plan", rule="As the plan's transfers share it", gains=own),
        Division(
            id="equal",
            rule="Equal gain of every side",
            gains=dict.fromkeys(own, whole / count),
        ),
    ]
    spent = outlays(data, bargain)
    if sum(spent.values()) > 0.0:
        found.append(
            Division(
                id="cost",
                rule="In proportion to what each side spends",
                gains={side: whole * spent[side] / sum(spent.values()) for side in own},
            )
        )
    weights = {w.side: w.weight.to("1") for w in (case.terms.need_weights if case.terms else ())}
    if weights and all(side in weights for side in own):
        total = sum(weights[side] for side in own)
        found.append(
            Division(
                id="need",
                rule="By weights of need, a switch",
                gains={side: whole * weights[side] / total for side in own},
            )
        )
    return tuple(found)


def same_sign(gains: Mapping[str, float], dust: float, *, whole: str) -> str:
    """Return in words whether a whole gains, where its parts agree; refuse one word where not.

    Parameters
    ----------
    gains : dict of str to float
        By part, for example the tiers of a host.
    dust : float
        What counts as nothing.
    whole : str
        Name of the whole.

    Returns
    -------
    str
        ``gains``, ``loses`` or ``neither gains nor loses``.

    Raises
    ------
    OrepactError : if some parts gain and others lose; it names both

    Examples
    --------
    >>> same_sign({"province": 3.0, "federation": 0.0}, 0.1, whole="The host")
    'gains'
    """
    up = [name for name, gain in gains.items() if gain > dust]
    down = [name for name, gain in gains.items() if gain < -dust]
    if up and down:
        raise OrepactError(
            f"{whole} cannot be said to gain",
            why=f"{', '.join(up)} gain and {', '.join(down)} lose",
            do="Name each of them",
        )
    if up:
        return "gains"
    return "loses" if down else "neither gains nor loses"


def sums_by_tier(data: PlanData, tiers: Mapping[str, str], gains: np.ndarray) -> dict[str, float]:
    """Return the gain of each tier of the host.

    Parameters
    ----------
    tiers : dict of str to str
        Tier by party, of the host's parties alone.
    gains : ndarray, shape (party,)
    """
    found: dict[str, float] = {}
    for place, party in enumerate(data.parties):
        if party.id in tiers:
            tier = tiers[party.id]
            found[tier] = found.get(tier, 0.0) + float(gains[place])
    return found
