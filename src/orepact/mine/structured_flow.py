"""A column's cash with its package sized and served as its structure says, in every deck."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.mine.cash_flow import CashFlow, Funding, cash_flow
from orepact.mine.facility_file import Facility
from orepact.mine.finance_case import FinanceCase, finance_case
from orepact.mine.financed import Financed

__all__ = ["funding_of", "has_structure", "structured_flow"]


def has_structure(column: Financed) -> bool:
    """Return whether the column's package says how its debt is sized."""
    packages = {item.id: item for item in column.facilities.packages}
    return column.package in packages and packages[column.package].structure is not None


def funding_of(case: FinanceCase) -> Funding:
    """Return a sized package as what a cash flow is paid with."""
    return Funding(debt=case.debt, others=case.buyers, held=case.held)


def structured_flow(
    column: Financed,
    lenders: Sequence[Facility],
    side: str = "central",
    agreed: FinanceCase | None = None,
) -> CashFlow:
    """Return the whole cascade of a column with its package's structure.

    Debt is sized on the cash after the levies that would be paid without debt; the levies are then
    computed again with the interest that accrues, so that what it saves in tax goes to the owners.
    ``sum over parties + accounts = pre-tax net cash flow`` in every deck and year. A package
    without structure, or without lenders to the project, is drawn and repaid as it stands.

    Parameters
    ----------
    column : Financed
    lenders : sequence of Facility
        Of the package, for this project.
    side : str
        ``central``, ``mild`` or ``hard``: where unknown terms stand in their ranges.
    agreed : FinanceCase, optional
        Amounts and instalments that stay when the column turns out otherwise; left out, lenders
        size on the column itself.

    Raises
    ------
    CaseError : what the structure cannot do on this project, see ``finance_case``
    """
    funding = None
    if has_structure(column) and any(item.amount.value > 0 for item in lenders):
        case = finance_case(column, side, agreed)
        funding = funding_of(case)
        order = {item.id: item for item in lenders}
        lenders = [order[name] for name in case.tranches]
    return cash_flow(
        column.project,
        column.variant,
        column.first_spend,
        regime=column.regime,
        facilities=lenders,
        market=column.market,
        money=column.money,
        years=column.years(),
        reading=column.reading,
        foreign=column.foreign,
        funding=funding,
    )
