"""Would a side rather leave? Value of leaving less value of staying, by party, year and prices.

For a party a, year t and price deck s, with its own real rate::

    stay[a,t,s]  = sum_{r >= t} cash[a,r,s] (1 + rate_a)^-(r - t)
    index[a,t,s] = leave[a,t,s] - stay[a,t,s]                          at most 0 if it stays

Left alone, prices are those of the deck to the end, and who decides knows them all (perfect
foresight). With a chain of states the sums are expectations over a tree::

    stay[a,t,s] = cash[a,t,s] + (1 + rate_a)^-1 sum_n chain[s,n] stay[a,t+1,n]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.case import BreachEvent, EventKind
from orepact.mine import CashFlow

__all__ = ["Index", "Rates", "Stakes", "ahead", "index_of", "leaving", "occupied"]

Floats = NDArray[np.float64]
Rates = Mapping[str, float]
"""Real yearly rate by party."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The obsolescence index of one party and one way of leaving.

    Parameters
    ----------
    event : BreachEvent
    party : str
        Who decides; in a bloc its first member, whose rate counts.
    members : tuple of str
        All who act: the party alone, or a bloc.
    stay, leave : ndarray, shape (scenario, year)
        Million of the case's money, at the start of each year.
    lost_by_others : ndarray, shape (scenario, year)
        What the other owners lose, of which compensation is a share; 0 where none is owed.
    active : ndarray of bool, shape (year,)
        Years in which it can be done at all.
    factor : ndarray, shape (year,)
        Worth, on the first day of the calendar, of one at the start of each year, at the rate of
        who decides: amounts of far years are compared at one date.
    """

    event: BreachEvent
    party: str
    members: tuple[str, ...]
    stay: Floats
    leave: Floats
    lost_by_others: Floats
    active: NDArray[np.bool_]
    factor: Floats

    @property
    def value(self) -> Floats:
        """Leave less stay, shape (scenario, year); minus infinity where it cannot be done."""
        return np.where(self.active, self.leave - self.stay, -np.inf)

    @property
    def compensation_to_stay(self) -> float:
        """Share of the loss of others that must be paid so that it stays; infinite if none will do.

        The largest over years and prices of (leave less stay with no compensation) / loss.
        """
        share = self.event.compensation.to("%") / 100.0 if self.event.compensation else 0.0
        tempting = self.leave - self.stay + share * self.lost_by_others
        rows = (tempting > 0.0) & self.active
        if not rows.any():
            return 0.0
        lost = self.lost_by_others[rows]
        if (lost <= 0.0).any():
            return float("inf")
        return float((tempting[rows] / lost).max())

    @property
    def present(self) -> Floats:
        """Leave less stay on the first day of the calendar, shape (scenario, year)."""
        return self.value * self.factor

    def worst(self, scenario: int) -> tuple[int, float]:
        """Return the place of the year with the largest index at one date, and that index.

        Both on the first day of the calendar: a thousand in forty years tempts nobody today as
        five hundred in ten years does.
        """
        row = self.present[scenario]
        place = int(np.argmax(row))
        return place, float(row[place])


def ahead(
    cash: Floats, rate: float, years: int | None = None, chain: Floats | None = None
) -> Floats:
    """Return the value at the start of each year of the cash from then on.

    ``sum_{r=t}^{t+K-1} cash[r] (1 + rate)^-(r - t)``; without K to the end; with a chain the
    expectation over the states that follow.

    Parameters
    ----------
    cash : ndarray, shape (..., year)
    rate : float
        Real yearly rate.
    years : int
        K.
    chain : ndarray, shape (state, state)
        Chance of each state in the next year; rows sum to 1, and ``cash`` is (state, year).

    Examples
    --------
    >>> ahead(np.array([1.0, 1.0, 1.0]), 1.0).tolist()
    [1.75, 1.5, 1.0]
    >>> ahead(np.array([1.0, 1.0, 1.0]), 1.0, years=2).tolist()
    [1.5, 1.5, 1.0]
    >>> boom = np.array([[0.5, 0.5], [0.0, 1.0]])
    >>> ahead(np.array([[1.0, 1.0], [3.0, 3.0]]), 0.0, chain=boom).tolist()
    [[3.0, 1.0], [6.0, 3.0]]
    """
    length = cash.shape[-1]
    found = np.zeros_like(cash)
    later = np.zeros(cash.shape[:-1])
    for place in range(length - 1, -1, -1):
        expected = later if chain is None else chain @ later
        later = cash[..., place] + expected / (1.0 + rate)
        found[..., place] = later
    if years is None or years >= length:
        return found
    beyond = np.zeros_like(found)
    beyond[..., : length - years] = found[..., years:]
    if chain is not None:
        beyond = np.linalg.matrix_power(chain, years) @ beyond
    return np.asarray(found - beyond / (1.0 + rate) ** years)


def _cash(flow: CashFlow, party: str) -> Floats:
    shape = flow.operation.pre_tax.shape
    return np.array(np.broadcast_to(flow.parties.get(party, 0.0), shape))


def occupied(flow: CashFlow) -> NDArray[np.bool_]:
    """Return the years from the first spending to the last production, shape (year,)."""
    timing = flow.timing
    end = timing.first_production + timing.life - 1
    return np.asarray((timing.years >= timing.first_spend) & (timing.years <= end))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakes:
    """What a party's choice to stay or leave is read from.

    Parameters
    ----------
    flow : CashFlow
        With the terms to be tested, over the whole life of the mine.
    lenders : dict of str to str
        Lender by facility.
    rates : dict of str to float
        Real yearly rate by party.
    parties : frozenset of str
        Who has, or could have, a stake in the project.
    earned : ndarray, shape (scenario, year)
        Net cash of the mine before levies, tolls and whatever else terms move: what a taking
        takes.
    chain : ndarray, shape (scenario, scenario)
        Chance of each scenario in the next year; None, the deck stays what it is.
    """

    flow: CashFlow
    lenders: Mapping[str, str]
    rates: Rates
    parties: frozenset[str]
    earned: Floats
    chain: Floats | None = None

    def ahead(self, cash: Floats, party: str, years: int | None = None) -> Floats:
        """Return the value at the start of each year of cash from then on, at a party's rate."""
        return ahead(cash, self.rates[party], years, self.chain)

    def lent_by(self, party: str) -> list[int]:
        """Return the places of the facilities that a party lends."""
        return [n for n, name in enumerate(self.flow.facilities) if self.lenders[name] == party]


def leaving(
    event: BreachEvent, members: Sequence[str], stakes: Stakes, stay: Floats
) -> tuple[Floats, Floats]:
    """Return what leaving brings at the start of each year, and what other owners lose by it.

    ::

        seizure          phi sum_K max(0, net cash of the mine before levies)
                         - penalty - c x what the other owners would have had
        change of terms  stay + (1 - c) kappa sum_K distributions of the other owners - penalty
        idling           its part of the salvage, a share of capital spent so far
        not closing      recovery share of the balance that stands
        tariff           0: it buys elsewhere

    c is the share of the loss that is in the end compensated.

    Parameters
    ----------
    event : BreachEvent
    members : sequence of str
        Who acts; the first decides.
    stakes : Stakes
    stay : ndarray, shape (scenario, year)
        Value of staying.
    """
    flow, party = stakes.flow, members[0]
    years, nothing = flow.timing.years, np.zeros_like(stay)
    penalty = event.penalty.to("MUSD") if event.penalty else 0.0
    span = round(event.years.to("yr")) if event.years else 0
    share = event.efficiency.to("%") / 100.0 if event.efficiency else 0.0
    recovered = event.recovery.to("%") / 100.0 if event.recovery else 0.0
    paid = event.compensation.to("%") / 100.0 if event.compensation else 0.0
    others = [owner for owner in flow.equity if owner not in members]
    if event.kind is EventKind.SEIZURE:
        producing = years >= flow.timing.first_production
        net = np.where(producing, np.maximum(0.0, stakes.earned), 0.0)
        lost = nothing + sum(
            np.maximum(0.0, stakes.ahead(flow.equity[owner], owner)) for owner in others
        )
        return share * stakes.ahead(net, party, span) - penalty - paid * lost, lost
    if event.kind is EventKind.TERMS:
        owned = nothing + sum(np.maximum(0.0, flow.equity[owner]) for owner in others)
        taken = share * stakes.ahead(owned, party, span)
        return stay + (1.0 - paid) * taken - penalty, taken
    if event.kind is EventKind.IDLING:
        spent = np.cumsum(flow.operation.construction) - flow.operation.construction
        return nothing + recovered * spent * _part(flow, party), nothing
    balance = nothing.copy()
    for place in stakes.lent_by(party):
        balance[:, 1:] += np.atleast_2d(flow.debt.balance[place])[:, :-1]
    return recovered * balance, nothing


def _part(flow: CashFlow, party: str) -> float:
    """Return a party's part of what owners receive over the life, all decks together."""
    received = {owner: float(np.maximum(0.0, cash).sum()) for owner, cash in flow.equity.items()}
    whole = sum(received.values())
    return received.get(party, 0.0) / whole if whole > 0.0 else 0.0


def _active(event: BreachEvent, party: str, stakes: Stakes) -> NDArray[np.bool_]:
    """Return the years in which an event can happen."""
    flow = stakes.flow
    busy = occupied(flow)
    if event.kind in (EventKind.SEIZURE, EventKind.TERMS):
        return busy & (flow.timing.years >= flow.timing.first_production)
    if event.kind is EventKind.NOT_CLOSING:
        draws = np.zeros(busy.size, dtype=bool)
        for place in stakes.lent_by(party):
            draws |= (np.atleast_2d(flow.debt.draw[place]) > 1e-9).any(axis=0)
        return busy & draws
    return busy


def index_of(events: Sequence[BreachEvent], stakes: Stakes) -> tuple[Index, ...]:
    """Return the index of every party with a stake, for every way of leaving, and of every bloc.

    A court's ruling is nobody's choice and has no index.
    """
    found = []
    years = stakes.flow.timing.years
    for event in events:
        if event.kind is EventKind.COURT:
            continue
        actors: list[tuple[str, ...]] = [(party,) for party in event.parties]
        actors += [bloc for bloc in (event.together, *event.blocs) if len(bloc) > 1]
        for members in actors:
            party = members[0]
            active = _active(event, party, stakes)
            if party not in stakes.rates or party not in stakes.parties or not active.any():
                continue
            cash = sum(
                (_cash(stakes.flow, name) for name in members[1:]), _cash(stakes.flow, party)
            )
            stay = stakes.ahead(cash, party)
            leave, lost = leaving(event, members, stakes, stay)
            found.append(
                Index(
                    event=event,
                    party=party,
                    members=members,
                    stay=stay,
                    leave=leave,
                    lost_by_others=lost,
                    active=active,
                    factor=(1.0 + stakes.rates[party]) ** -(years - years[0]).astype(float),
                )
            )
    return tuple(found)
