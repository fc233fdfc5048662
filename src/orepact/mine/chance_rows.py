"""The rows of ``orepact value --draws``: bands per variant, deck, party, and what widens them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepact.chance import band, conditional_value_at_risk
from orepact.mine.bench import Bench, Choice, Surroundings, changes_of, sources_of
from orepact.mine.median_draw import MedianDraws
from orepact.mine.ownership import paying_shares
from orepact.mine.price_process import fitted
from orepact.mine.project_file import ProjectFile
from orepact.mine.simulation import ChanceChoice, Simulation, Simulator
from orepact.quantity import Value
from orepact.trace import result_id

__all__ = ["chance_rows", "has_quick_draws", "simulators"]

Row = dict[str, Any]
Floats = NDArray[np.float64]
SHARE_DRAWS = 512
FEW_DRAWS = 16
"""Points per design of the variance shares where each draw is a whole cash flow."""


def simulators(
    project: ProjectFile, around: Surroundings, choice: Choice, chance: ChanceChoice
) -> tuple[Simulator, ...]:
    """Return one simulator per variant that is asked for, all offered ones if none is named.

    Parameters
    ----------
    project : ProjectFile
    around : Surroundings
    choice : Choice
        Variant, package, start, prices, rate, reading and regime.
    chance : ChanceChoice
    """
    offered = [item.id for item in project.variants if item.is_offered]
    names = [choice.variant] if choice.variant else offered or [""]
    return tuple(
        Simulator(Bench(project, around, replace(choice, variant=name)), chance) for name in names
    )


def has_quick_draws(project: ProjectFile, around: Surroundings, choice: Choice) -> bool:
    """Return whether thousands of draws of a project take a second, so that none need ask for them.

    Not so for what sells nothing, and for a regime that is computed draw by draw: a price set by
    rule, or a line that the fast kernel does not hold.
    """
    if not project.products or project.schedule is None:
        return False
    bench = Bench(project, around, choice)
    if bench.regime.tariff is not None:
        return False
    play = Simulator(bench, ChanceChoice(draws=1))
    play.plans(0)
    return play.is_exact_kernel


class _Writer:
    """Writes rows of one project with ids that ``explain`` can compute anew."""

    def __init__(
        self, project: ProjectFile, around: Surroundings, choice: Choice, chance: ChanceChoice
    ) -> None:
        self.project, self.case = project, around.case
        self.sources = sources_of(project)
        self.keys = {
            "draws": str(chance.draws),
            "seed": str(chance.seed),
            "process": str(chance.process),
            "sampling": str(chance.sampling),
        }
        self.keys |= changes_of(choice)

    def row(self, measure: str, column: str, deck: str, **more: Any) -> Row:
        """Return one row."""
        keys = {"case": self.case, "project": self.project.id, "column": column, "deck": deck}
        named = {
            name: str(more[name]).replace("/", " ") for name in ("party", "input") if more.get(name)
        }
        return {
            "measure": measure,
            "variant": column.partition(".")[0],
            "party": "",
            "deck": deck,
            **more,
            "id": result_id(f"mine.{measure.replace(' ', '_')}", {**keys, **named, **self.keys}),
            "sources": self.sources,
        }


def _band(outcomes: Floats) -> dict[str, Any]:
    found = band(outcomes)
    return {
        "value": float(found.p50),
        "unit": "MUSD",
        "p05": float(found.p05),
        "p50": float(found.p50),
        "p95": float(found.p95),
        "mean": float(found.mean),
    }


def _distribution(row: Row, median: MedianDraws, outcomes: Floats) -> str:
    """Return where the draws lie, in words, and the draw at their median."""
    return (
        f"5th to 95th percentile {row['p05']:.6g} to {row['p95']:.6g}, mean {row['mean']:.6g}, "
        f"below zero in {100.0 * float((outcomes < 0).mean()):.3g} % of draws; "
        f"{median.words(outcomes)}."
    )


def _simulated(
    writer: _Writer, found: Simulation, median: MedianDraws, around: Surroundings, rate: float
) -> list[Row]:
    column = f"{found.variant}.{found.first_spend}.{found.package}"
    rows: list[Row] = []
    for index, deck in enumerate(found.decks):
        value = found.project[index]
        rows.append(
            writer.row(
                "band of the project",
                column,
                deck,
                **(banded := _band(value)),
                distribution=_distribution(banded, median, value),
                loss_odds=float((value < 0).mean()),
                tail=float(-conditional_value_at_risk(value)),
                note=f"after levies, without debt, at {100 * rate:g} % real",
            )
        )
        for place, party in enumerate(found.parties):
            if party not in around.rates:
                continue
            gain = found.gains[index, place]
            rows.append(
                writer.row(
                    "band of a party",
                    column,
                    deck,
                    party=party,
                    **(banded := _band(gain)),
                    distribution=_distribution(banded, median, gain),
                    loss_odds=float((gain < 0).mean()),
                    tail=float(-conditional_value_at_risk(gain)),
                    note=f"at its own {100 * around.rates[party].value:g} %",
                )
            )
    return rows


def _stopped(writer: _Writer, project: ProjectFile, around: Surroundings, rate: float) -> list[Row]:
    """Return what stopping costs: waiting to the decision year, nothing after it."""
    decisions = [item.decide_after for item in project.variants if item.decide_after is not None]
    last = max(decisions, default=around.base_year)
    years = np.arange(around.base_year, last + 1)
    where = f"projects/{project.id}.yaml:holding_cost"
    cost = project.holding_cost
    yearly, bounds = 0.0, (0.0, 0.0)
    if cost is not None:
        yearly = around.money.real(cost, "MUSD/yr", where=where)
        low, high = cost.bounds("MUSD/yr")
        central = cost.to("MUSD/yr")
        bounds = (yearly * low / central, yearly * high / central) if central else (0.0, 0.0)
    note = f"holding cost to {last}, nothing after it; bounds from its range"
    untold = {
        "value": Value.missing(),
        "unit": "MUSD",
        "note": "the project file states no holding_cost, so what stopping costs is not known",
    }

    def worth(at: float, share: float) -> dict[str, Any]:
        if cost is None:
            return untold
        years_held = float(np.power(1.0 + at, -(years - around.base_year).astype(float)).sum())
        return {
            "value": -yearly * share * years_held,
            "unit": "MUSD",
            "low": -bounds[1] * share * years_held,
            "high": -bounds[0] * share * years_held,
            "note": note,
        }

    column = f"stopped.{last}.{project.packages[0]}"
    rows = [writer.row("band of the project", column, "all", **worth(rate, 1.0))]
    paying = paying_shares(project.owners)
    rows += [
        writer.row(
            "band of a party",
            column,
            "all",
            party=party,
            **worth(around.rates[party].value, share),
        )
        for party, share in paying.items()
        if party in around.rates
    ]
    return rows


def _unfitted(play: Simulator) -> str:
    """Return words on prices that no history was fitted to; nothing if there are none."""
    known = {key for key, *_ in fitted()}
    keys = sorted({item.price for item in play.project.products} - known)
    if not keys:
        return ""
    spread = play.file.volatility.value
    return (
        f"; {', '.join(keys)}: no history fitted, {100 * spread:g} % a year assumed, uncorrelated"
    )


def _widening(writer: _Writer, play: Simulator) -> list[Row]:
    """Return tornado and variance shares of the first variant's project value, first deck."""
    deck = play.market.scenarios[0]
    column = f"{play.variant.id}.{play.first_spend}.{play.package}"
    rows = [
        writer.row(
            "swing of an input",
            column,
            deck,
            input=name,
            value=abs(high - low),
            unit="MUSD",
            low=min(low, high),
            high=max(low, high),
            note="project value with this input at its 5th and 95th percentile, others at median"
            + (_unfitted(play) if name == "prices" else ""),
        )
        for name, low, high in play.tornado(0)
    ]
    rows += [
        writer.row(
            "share of the variance",
            column,
            deck,
            input=share.name,
            value=100.0 * share.total,
            unit="%",
            first=100.0 * share.first,
            standard_error=100.0 * share.total_error,
            note="of the project's value, with interactions; Sobol's total index",
        )
        for share in play.shares(0, SHARE_DRAWS if play.is_exact_kernel else FEW_DRAWS)
    ]
    return rows


def chance_rows(
    project: ProjectFile, around: Surroundings, choice: Choice, chance: ChanceChoice
) -> list[Row]:
    """Return bands of every offered variant, of stopping, and what makes them wide.

    All decks, with the same draws in each; present values in real million USD of the case's year.

    Parameters
    ----------
    project : ProjectFile
    around : Surroundings
    choice : Choice
    chance : ChanceChoice

    Returns
    -------
    rows : list of dict
        ``measure, variant, party, deck, value`` (the median), ``p05, p50, p95, mean, loss_odds``
        (share of draws below zero), ``tail`` (mean of the worst twentieth), ``distribution`` (in
        words, with the draw at the median), ``unit, id, sources``.

    Raises
    ------
    CaseError, UnknownNameError : what cannot be valued, and why
    """
    plays = simulators(project, around, choice, chance)
    writer = _Writer(project, around, choice, chance)
    rate = plays[0].rate
    rows: list[Row] = []
    for play in plays:
        rows += _simulated(writer, play.run(), MedianDraws(play), around, rate)
    if not choice.variant:
        rows += _stopped(writer, project, around, rate)
    return rows + _widening(writer, plays[0])
