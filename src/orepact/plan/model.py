"""The plan's rows: every family in its own file, put together here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orepact.plan.by_product import add_by_products
from orepact.plan.capacity import add_shared_capacity
from orepact.plan.choice import add_choice
from orepact.plan.data import PlanData
from orepact.plan.demand import add_demand
from orepact.plan.enablers import add_enabler_order, add_enabler_starts, add_needs
from orepact.plan.money import add_budgets, add_facility_ceilings
from orepact.plan.offtake import add_offtake
from orepact.plan.requirements import add_requirements
from orepact.plan.sheet import Sheet
from orepact.plan.transfers import add_transfers
from orepact.plan.workforce import add_workforce
from orepact.solve import Program, RowUnit

if TYPE_CHECKING:
    import linopy

__all__ = ["build_model", "row_units", "sheet_of"]


def build_model(data: PlanData) -> linopy.Model:
    """Return the rows of all plans that are possible as a linopy model, without an objective.

    Participation is added to its program. Points are solved on the arrays of :func:`sheet_of`,
    which are the same rows.

    Parameters
    ----------
    data : PlanData
    """
    return sheet_of(data).linopy()


def sheet_of(data: PlanData) -> Sheet:
    """Return the rows of all plans that are possible, as arrays.

    Parameters
    ----------
    data : PlanData
    """
    sheet = Sheet()
    add_choice(sheet, data)
    add_enabler_starts(sheet, data)
    add_enabler_order(sheet, data)
    add_needs(sheet, data)
    add_shared_capacity(sheet, data)
    add_facility_ceilings(sheet, data)
    add_budgets(sheet, data)
    add_transfers(sheet, data)
    add_workforce(sheet, data)
    add_offtake(sheet, data)
    add_demand(sheet, data)
    add_by_products(sheet, data)
    add_requirements(sheet, data)
    return sheet


def row_units(program: Program, data: PlanData) -> dict[str, RowUnit]:
    """Return the unit and the residual that passes for every family of rows.

    Money rows pass within a millionth of the model's unit of money, capacity rows within a
    millionth of the largest use, logical rows exactly up to what a share's last bit can be.
    """
    money = f"{data.unit:g} {data.money}"
    units = {}
    for name in program.rows:
        kind = name.partition(":")[0].lstrip("_")
        if kind in {"budget", "facility", "participation", "cvar"} or kind.startswith(
            ("stage", "gain")
        ):
            units[name] = RowUnit(unit=money, tolerance=1e-5)
        elif kind in {"people", "offtake", "demand", "used", "met", "by-product"}:
            units[name] = RowUnit(unit="of the largest amount of its row", tolerance=1e-6)
        elif kind == "capacity":
            unit = data.resource_units[data.resources.index(name.partition(":")[2])]
            units[name] = RowUnit(unit=f"of the largest use in {unit}", tolerance=1e-6)
        else:
            units[name] = RowUnit(unit="1", tolerance=1e-6)
    return units
