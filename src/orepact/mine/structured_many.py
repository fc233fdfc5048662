"""A package agreed on the central case, served in every draw at once by the fast kernel."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from orepact.mine.facility_file import Facility
from orepact.mine.finance_case import (
    FinanceCase,
    finance_case,
    junior_terms,
    loan_terms,
    planned_cash,
    served,
    structure_of,
)
from orepact.mine.financed import DrawnColumn
from orepact.mine.loan_cash import Laid, held_cash
from orepact.mine.many import Service
from orepact.mine.shock import Shock, shocked
from orepact.mine.simulation import Simulator
from orepact.mine.structured_flow import has_structure

__all__ = ["DrawnColumn", "StructuredMany", "structured_many"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class StructuredMany:
    """A column whose lenders have agreed before chance has its say.

    Amounts, instalments and the first reserve are those of the central case on the lenders' deck.
    In a draw they meet its own capital, tonnes, costs, delay and prices: what capital costs more
    is paid by owners, what cash cannot pay comes from locked cash and the reserve, then waits.

    Parameters
    ----------
    central : DrawnColumn
    lenders : tuple of Facility
        In the order of ``agreed.tranches``.
    agreed : FinanceCase
    """

    central: DrawnColumn
    lenders: tuple[Facility, ...]
    agreed: FinanceCase
    _kept: dict[int, tuple[NDArray[np.bool_], NDArray[np.bool_]]] = field(default_factory=dict)

    def late(self, delay: int) -> DrawnColumn:
        """Return the column with production later by some years."""
        project, variant = shocked(self.central.project, self.central.variant, Shock(delay=delay))
        return replace(self.central, project=project, variant=variant)

    def serve(
        self, simulator: Simulator, delay: int, after: Floats, construction: Floats
    ) -> tuple[Service, dict[str, Floats]]:
        """Return what loans take in some draws of one delay and deck, and what is owed.

        Parameters
        ----------
        after, construction : ndarray, shape (year, draw), real million USD
            Cash after levies without debt; capital of construction.

        Returns
        -------
        service : Service
        owed : dict of facility to ndarray, shape (year, draw), real million USD
        """
        column = self.late(delay)
        structure = structure_of(column)
        lenders = list(self.lenders)
        terms, low = loan_terms(column, structure, lenders), junior_terms(column, lenders)
        terms = replace(terms, repayments=max(terms.repayments, 1))
        is_before, is_open = self._calendar(simulator, column, delay)
        level = column.money.level(column.calendar)
        spent = (construction * level[:, np.newaxis])[is_before]
        laid = Laid(capital=spent.T, is_before=is_before, is_open=is_open, level=level)
        later = np.where(is_open[:, np.newaxis], construction, 0.0)
        cash = ((after + later) * level[:, np.newaxis])[is_open].T
        base = self.agreed.decks.index(structure.sized_on)
        planned = planned_cash(self.agreed, base, cash.shape[1])
        plan, _, debt = served(
            structure, terms, low, sized=self.agreed.sized, laid=laid, planned=planned, cash=cash
        )
        held = held_cash(self.agreed.sized, plan, laid)
        by_lender: dict[str, Floats] = {}
        for lender, amount in zip(self.lenders, debt.to_lender, strict=True):
            by_lender[lender.lender] = by_lender.get(lender.lender, 0.0) + amount.T
        service = Service(
            interest=debt.nominal_interest.T,
            paid=(debt.to_lender.sum(axis=0) + held).T,
            to=by_lender,
        )
        return service, {
            lender.id: balance.T for lender, balance in zip(self.lenders, debt.balance, strict=True)
        }

    def _calendar(
        self, simulator: Simulator, column: DrawnColumn, delay: int
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return years of construction before production, and years of production."""
        if delay not in self._kept:
            flow = simulator.evaluate(column.project, column.variant, column.market)
            timing = flow.timing
            is_before = timing.years < timing.first_production
            self._kept[delay] = (
                is_before & (flow.operation.construction > 0),
                timing.production_year > 0,
            )
        return self._kept[delay]


def structured_many(simulator: Simulator) -> StructuredMany | None:
    """Return a simulator's column as its lenders agree to it.

    None where its package has no structure or lends nothing, and where the fast kernel does not
    hold it: metal sold ahead, an insurer, tax on interest at the source.

    Raises
    ------
    CaseError : what the structure cannot do on this project, see ``finance_case``
    """
    bench = simulator.bench
    central = DrawnColumn(
        project=bench.project,
        variant=bench.variant,
        first_spend=bench.first_spend,
        package=bench.package,
        regime=bench.regime,
        market=bench.market,
        facilities=bench.facilities,
        money=bench.money,
        reading=bench.reading,
        foreign=bench.foreign,
        calendar=simulator.years,
    )
    lends = any(item.amount.value > 0 for item in simulator.lenders)
    if not has_structure(central) or not lends or not simulator.is_exact_kernel:
        return None
    if any(levy.type == "interest withholding" for levy in bench.regime.levies):
        return None
    agreed = finance_case(central)
    if agreed.buyers:
        return None
    order = {item.id: item for item in simulator.lenders}
    lenders = tuple(order[name] for name in agreed.tranches)
    return StructuredMany(central=central, lenders=lenders, agreed=agreed)
