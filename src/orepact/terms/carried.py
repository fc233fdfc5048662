"""What a deal adds, with real terms in both worlds: what holds, and what would have to be reopened.

A plan's gain counts from a world without the deal, and that world stands on transfers too. Held
against it, a charge that no term can raise is missed twice over: with the deal and without it. So
the same open terms are fitted there first, and the deal is asked for no more than it adds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case, Lever
from orepact.plan import Bargain, PlanData, no_deal_data
from orepact.terms.deal import start_values
from orepact.terms.fit import Fit
from orepact.terms.in_draws import Drift, InDraws, Reached
from orepact.terms.inventory import open_levers
from orepact.terms.least_short import LeastShort, Ledge, least_short, ledge_of
from orepact.terms.outcome import ProjectTerms, lent_levers, project_terms

__all__ = ["Carried", "carried"]

Floats = NDArray[np.float64]
_THOUSANDTH = 1e-3
"""Of what transfers bring: less is within the error of a mean over a thousand draws."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """How far real terms carry what a deal adds.

    Parameters
    ----------
    alone : tuple of Fit
        Open terms fitted to the transfers of the world without the deal, by its columns.
    missed_alone : ndarray, shape (party,)
        What those terms miss there, million of the case's money; negative is too little.
    gain : ndarray, shape (party,)
        Of the plan, by transfers in both worlds.
    levers : tuple of Lever
        All that move in one of the ways below.
    start : ndarray, shape (lever,)
        Where each stands today, in its own unit.
    ways : dict of (tuple of str) to LeastShort
        By renegotiations opened, ``()`` for open terms alone: the terms that leave least short
        of no deal on its own fitted terms. Singles, then larger sets until one closes the gap.
    closing : tuple of tuples of str
        The smallest sets of renegotiations that leave nobody short; empty when none does, and
        ``((),)`` when open terms alone suffice.
    nothing_short : float
        Up to which nobody counts as short: a thousandth of what the plan's transfers bring.
    """

    alone: tuple[Fit, ...]
    missed_alone: Floats
    gain: Floats
    levers: tuple[Lever, ...]
    start: Floats
    ways: Mapping[tuple[str, ...], LeastShort]
    closing: tuple[tuple[str, ...], ...]
    nothing_short: float

    @property
    def open_terms(self) -> LeastShort:
        """What open terms alone can do."""
        return self.ways[()]


def carried(
    case: Case,
    data: PlanData,
    bargain: Bargain,
    found: tuple[ProjectTerms, ...],
    *,
    dust: float,
    in_draws: InDraws | None = None,
) -> Carried | None:
    """Return how far real terms carry what a deal adds; None if the plan starts no project.

    ``gain like for like = gain of the plan - transfers of the plan + terms of the plan
    - (terms of no deal - transfers of no deal)``, each party at its own rate, all of it expected
    over the same draws.

    Parameters
    ----------
    found : tuple of ProjectTerms
        Of the plan.
    dust : float
        Sum that counts as nothing short, million of the case's money.
    in_draws : InDraws, optional
        What terms reach over the plan's draws; left out, the central path counts.
    """
    if not found or case.terms is None:
        return None
    before = bargain.no_deal
    alone = tuple(
        project_terms(case, no_deal_data(data), before, column, in_draws).fit
        for column in data.columns
        if column.id in before.decisions.columns
    )
    nothing = np.zeros(len(data.parties))
    missed = sum((fit.misfit for fit in alone), nothing)
    gain = data.weights @ (bargain.equal.value - before.value)
    intended = sum((item.fit.intended for item in found), nothing)
    ledge, free = _ledge(case, found)
    agree = np.array([party.must_agree for party in data.parties], dtype=bool)
    stand = gain - intended - missed
    names = [item.id for item in case.terms.renegotiations]
    drawn = None if in_draws is None else _drawn(bargain, found, ledge.levers, in_draws)
    drift = _first_drift(found, ledge)
    nothing_short = max(dust, _THOUSANDTH * float(np.maximum(intended, 0.0).sum()))
    ways: dict[tuple[str, ...], LeastShort] = {}
    closing: list[tuple[str, ...]] = []
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            if any(free[(name,)] <= free[()] for name in chosen):
                continue  # it unlocks nothing of these projects
            levers = free[()].union(*(free[(name,)] for name in chosen))
            way = least_short(
                ledge, stand, agree, levers, drawn=drawn, drift=drift, enough=nothing_short
            )
            ways[chosen] = _no_worse(way, chosen, ways, ledge)
            if ways[chosen].short <= nothing_short:
                closing.append(chosen)
        if closing and size:
            break
    return Carried(
        alone=alone,
        missed_alone=missed,
        gain=gain,
        levers=ledge.levers,
        start=ledge.at,
        ways=ways,
        closing=tuple(item for item in closing if len(item) == len(closing[0])),
        nothing_short=nothing_short,
    )


def _no_worse(
    way: LeastShort,
    chosen: tuple[str, ...],
    ways: Mapping[tuple[str, ...], LeastShort],
    ledge: Ledge,
) -> LeastShort:
    """Return what was found, or what fewer reopenings do better: a wider set may do that too.

    Levers that only the wider set frees then stay where they stand.
    """
    fewer = [found for names, found in ways.items() if set(names) < set(chosen)]
    best = min([way, *fewer], key=lambda found: found.short)
    if best.short >= way.short:
        return way
    today = {item.id: float(at) for item, at in zip(ledge.levers, ledge.at, strict=True)}
    return replace(best, values={name: today[name] for name in way.values} | dict(best.values))


def _drawn(
    bargain: Bargain,
    found: tuple[ProjectTerms, ...],
    levers: tuple[Lever, ...],
    in_draws: InDraws,
) -> Reached:
    """Return what values of levers reach over draws, all projects together."""
    each = []
    for item in found:
        own = tuple(lever for lever in levers if lever.project == item.column.project)
        decisions = bargain.equal.decisions
        each.append((own, in_draws.reached(item.deal, item.column, decisions, own)))

    def over_draws(values: Mapping[str, float]) -> Floats:
        total = np.zeros(len(found[0].value.parties))
        for own, reached in each:
            named = {lever.id: values[lever.id] for lever in own if lever.id in values}
            total += reached(named) if named else 0.0
        return total

    return over_draws


def _first_drift(found: tuple[ProjectTerms, ...], ledge: Ledge) -> Drift:
    """Return what the fits of the plan have shown of draws."""
    drift = Drift()
    width = np.maximum(ledge.high - ledge.low, 1e-12)
    for item in found:
        values = np.array(
            [
                item.fit.values.get(lever.id, start)
                for lever, start in zip(ledge.levers, ledge.at, strict=True)
            ]
        )
        moves = (values - ledge.at) / width
        drift.learn(ledge.money * moves, item.fit.reached - item.fit.central)
    return drift


def _ledge(
    case: Case, found: tuple[ProjectTerms, ...]
) -> tuple[Ledge, dict[tuple[str, ...], frozenset[str]]]:
    """Return all levers of the plan's projects with their effects, and which of them are free."""
    assert case.terms is not None
    variants = ["", *(item.id for item in case.terms.renegotiations)]
    free: dict[tuple[str, ...], frozenset[str]] = {}
    every: dict[str, Lever] = {}
    for variant in variants:
        known = {
            lever.id: lever
            for item in found
            for lever in lent_levers(
                item.deal, open_levers(case, item.column.project, variant=variant)
            )
        }
        free[(variant,) if variant else ()] = frozenset(known)
        every |= known
    levers = tuple(every.values())
    base = {item.column.project: item.value.expected(item.deal.flow((), {})) for item in found}
    start: dict[str, float] = {}
    for item in found:
        start |= start_values(
            item.deal, [lever for lever in levers if lever.project == item.column.project]
        )

    def reached(values: Mapping[str, float]) -> Floats:
        """Only projects with a lever that moves are computed again."""
        total = np.zeros(len(found[0].value.parties))
        for item in found:
            project = item.column.project
            own = [lever for lever in levers if lever.project == project and lever.id in values]
            if own:
                total += item.value.expected(item.deal.flow(own, values)) - base[project]
        return total

    return ledge_of(levers, start, reached), free
