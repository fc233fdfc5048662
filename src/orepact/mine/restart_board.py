"""How much overrun and delay the project bears before cover breaks or a party starts to lose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.mine.bench import Bench
from orepact.mine.cash_flow import CashFlow, cash_flow
from orepact.mine.facility_file import Facility
from orepact.mine.finance_case import FinanceCase, loan_terms, structure_of
from orepact.mine.financing import debt_plan
from orepact.mine.indicators import present_value
from orepact.mine.package_lenders import lenders_of
from orepact.mine.shock import Shock, shocked
from orepact.mine.timing import last_year

__all__ = ["BoardCell", "restart_board"]

Floats = NDArray[np.float64]
OVERRUNS = tuple(np.round(np.arange(0.8, 3.01, 0.2), 10).tolist())
"""Capital over the variant's own, tried in steps of a fifth and read off between them."""
_NOTHING = 1e-6
"""Million USD."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCell:
    """How far capital may overrun at one delay in one deck.

    Parameters
    ----------
    deck : str
    delay : int
        Years by which production slips.
    by_cover : float
        Highest capital, over the variant's, at which the least cover holds; nan if none of those
        tried, the highest tried if all.
    by_party : float
        Highest at which no party that gains in the plan loses; the same.
    first_to_lose : str
        Party whose value reaches zero first, empty if none does.
    already_losing : tuple of str
        Parties whose value is below zero in the plan itself, without overrun or delay: no overrun
        turns theirs, and the highest says nothing of them.
    cover_at_plan : float
        Least cover at the variant's own capital.
    """

    deck: str
    delay: int
    by_cover: float
    by_party: float
    first_to_lose: str
    already_losing: tuple[str, ...] = ()
    cover_at_plan: float

    @property
    def bears(self) -> float:
        """The smaller of both; nan where either is."""
        return float(np.minimum(self.by_cover, self.by_party))


def _last_above(values: Floats) -> float:
    """Return the highest overrun tried at which a falling value is still above 0, in between."""
    if np.isnan(values[0]) or values[0] < 0:
        return float("nan")
    below = np.flatnonzero(~(values >= 0))
    if not len(below):
        return float(OVERRUNS[-1])
    index = int(below[0])
    high, low = values[index - 1], values[index]
    if np.isnan(low):
        return float(OVERRUNS[index - 1])
    part = high / (high - low)
    return float(OVERRUNS[index - 1] + part * (OVERRUNS[index] - OVERRUNS[index - 1]))


class _Board:
    """The column with other capital and delay."""

    def __init__(self, bench: Bench, case: FinanceCase, longest: int) -> None:
        self.bench, self.case = bench, case
        end = last_year(bench.project, bench.variant, bench.first_spend) + longest + 1
        start = min(bench.around.base_year, bench.first_spend)
        self.years = np.arange(start, end + 1, dtype=np.int64)
        self.structure = structure_of(bench)
        self.lenders = lenders_of(bench.around.facilities, bench.package, bench.project.id)
        self.base = case.decks.index(self.structure.sized_on)

    def flow(self, overrun: float, delay: int, lenders: Sequence[Facility]) -> CashFlow:
        bench = self.bench
        project, variant = shocked(bench.project, bench.variant, Shock(capex=overrun, delay=delay))
        return cash_flow(
            project,
            variant,
            bench.first_spend,
            regime=bench.regime,
            facilities=lenders,
            market=bench.market,
            money=bench.around.money,
            years=self.years,
            reading=bench.reading,
            foreign=bench.foreign,
        )

    def cover(self, overrun: float, delay: int) -> Floats:
        """Return the least cover by deck: debt as sized, standby drawn, final maturity kept."""
        flow = self.flow(overrun, delay, [])
        terms = loan_terms(self.bench, self.structure, self.lenders)
        terms = replace(terms, repayments=terms.repayments - delay)
        if terms.repayments < 1:
            return np.full(len(self.case.decks), np.nan)
        timing = flow.timing
        level = self.bench.around.money.level(timing.years)
        is_open = timing.production_year > 0
        later = np.where(is_open, flow.operation.construction, 0.0)
        cash = ((flow.after_tax + later) * level)[:, is_open]
        beyond = max(0.0, overrun - 1.0) * self.case.sized.capital
        standby = min(beyond, self.structure.overrun_facility.to("MUSD"))
        sized = replace(self.case.sized, commitment=self.case.sized.commitment + standby)
        planned = self.case.cash[self.base]
        plan = debt_plan(
            terms, sized, planned, cash, lock_up=self.structure.lock_up_dscr.to("1"), sweep=0.0
        )
        return np.asarray(np.nanmin(plan.dscr, axis=1))

    def worth(self, overrun: float, delay: int) -> dict[str, Floats]:
        """Return each party's present value at its own rate, by deck."""
        flow = self.flow(overrun, delay, self.lenders)
        rates, base = self.bench.around.rates, self.bench.around.base_year
        return {
            party: present_value(cash, self.years, rate=rates[party].value, base_year=base)
            for party, cash in flow.parties.items()
            if party in rates
        }


def restart_board(
    bench: Bench, case: FinanceCase, *, least_cover: float = 1.3, delays: Sequence[int] = range(4)
) -> tuple[BoardCell, ...]:
    """Return how much overrun the project bears at each delay, in each deck.

    Debt stays as sized in the plan, standby debt is drawn for the overrun, owners pay the rest and
    the interest of the delay; loans keep their final maturity, so that a delay leaves fewer
    instalments. Parties that gain in the plan (no overrun, no delay) are watched; who loses there
    already is named beside.

    Parameters
    ----------
    bench : Bench
    case : FinanceCase
        Of the same bench.
    least_cover : float
    delays : sequence of int
    """
    board = _Board(bench, case, max(delays))
    plan = board.worth(1.0, 0)
    cells = []
    for delay in delays:
        covers = np.stack([board.cover(overrun, delay) for overrun in OVERRUNS])
        worths = [board.worth(overrun, delay) for overrun in OVERRUNS]
        at_plan = covers[OVERRUNS.index(1.0)]
        for deck, name in enumerate(case.decks):
            watched = [party for party, value in plan.items() if value[deck] > 0]
            ends = {
                party: _last_above(np.array([worth[party][deck] for worth in worths]))
                for party in watched
            }
            worst = min(ends, key=lambda party: np.nan_to_num(ends[party], nan=-1.0), default="")
            by_party = ends.get(worst, float("nan"))
            cells.append(
                BoardCell(
                    deck=name,
                    delay=delay,
                    by_cover=_last_above(covers[:, deck] - least_cover),
                    by_party=by_party,
                    first_to_lose="" if by_party >= OVERRUNS[-1] else worst,
                    already_losing=tuple(
                        party for party, value in plan.items() if value[deck] < -_NOTHING
                    ),
                    cover_at_plan=float(at_plan[deck]),
                )
            )
    return tuple(cells)
