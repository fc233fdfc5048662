"""Columns: every way a project can go, as cash per party, ready to be chosen from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Column", "ColumnTable", "Need"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """An enabler that must work from a year on."""

    enabler: str
    from_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One way a project can go.

    Parameters
    ----------
    id : str
        ``project:variant:first spend year:package``.
    project, variant, package : str
        What it is made of; ``package`` names the lenders behind it.
    first_spend_year, first_production_year : int
        Calendar years; for exploration the second is the year after the last stage.
    needs : tuple of Need
        Enablers and the year from which each must work.
    decide_after : int or None
        If set, the column may still be dropped, per scenario, after this year.
    needs_deal : bool
        Whether a lender stands behind it only under a partnership.
    """

    id: str
    project: str
    variant: str
    first_spend_year: int
    first_production_year: int
    package: str
    needs: tuple[Need, ...]
    decide_after: int | None = None
    needs_deal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnTable:
    """All columns of a case with their arrays, last axis the calendar year.

    Every column's party cash, lenders included, and what goes into its accounts sum to the pre-tax
    net cash flow of the project in every year to 1e-9 of its scale.

    Parameters
    ----------
    years : ndarray of int
        From the case's horizon start to the end of the longest life, closure included.
    scenarios, parties, facilities, resources, products : tuple of str
        Names along the axes; ``resource_units`` and ``product_units`` go with the last two.
    cash : ndarray, shape (column, scenario, party, year), million USD of the case's year, real
        Net cash of each party, receipts positive; lenders are parties.
    distributable : ndarray, shape (column, scenario, year), same unit
        Cash that goes to the owners, before withholding; never negative.
    capex : ndarray, shape (column, year), same unit, 100 % basis
        Construction and sustaining capital and closure.
    draw : ndarray, shape (column, facility, year), same unit
        Loans drawn.
    balance : ndarray, shape (column, facility, year), same unit
        Loan outstanding at the end of the year.
    use : ndarray, shape (column, resource, year), unit in ``resource_units``
        Positive uses, negative supplies.
    output : ndarray, shape (column, product, year), unit in ``product_units``
        Contained metal or gross weight recovered.
    pre_tax : ndarray, shape (column, scenario, year), million USD, real
        Pre-tax net cash flow of the project, 100 % basis.
    accounts : ndarray, shape (column, scenario, year), million USD, real
        Put into reserve accounts and locked cash, negative is taken out; zero unless columns are
        structured.
    refused : tuple of (column id, reason)
        Structured columns whose cash cannot bear their package; they are not in the table.
    is_structured : bool
        Whether packages with a structure are sized and served as it says.
    """

    columns: tuple[Column, ...]
    years: NDArray[np.int64]
    scenarios: tuple[str, ...]
    parties: tuple[str, ...]
    facilities: tuple[str, ...]
    resources: tuple[str, ...]
    resource_units: tuple[str, ...]
    products: tuple[str, ...]
    product_units: tuple[str, ...]
    cash: Floats
    distributable: Floats
    capex: Floats
    draw: Floats
    balance: Floats
    use: Floats
    output: Floats
    pre_tax: Floats
    accounts: Floats | None = None
    refused: tuple[tuple[str, str], ...] = ()
    is_structured: bool = False

    def __post_init__(self) -> None:
        column, scenario, year = len(self.columns), len(self.scenarios), len(self.years)
        expected: dict[str, tuple[int, ...]] = {
            "cash": (column, scenario, len(self.parties), year),
            "distributable": (column, scenario, year),
            "capex": (column, year),
            "draw": (column, len(self.facilities), year),
            "balance": (column, len(self.facilities), year),
            "use": (column, len(self.resources), year),
            "output": (column, len(self.products), year),
            "pre_tax": (column, scenario, year),
        }
        for name, shape in expected.items():
            found: Any = getattr(self, name).shape
            if found != shape:
                raise ValueError(f"{name} has shape {found}, its axes ask for {shape}")
        if len(self.resource_units) != len(self.resources):
            raise ValueError("resource_units and resources differ in length")
        if len(self.product_units) != len(self.products):
            raise ValueError("product_units and products differ in length")
