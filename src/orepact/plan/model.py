"""The plan as a linopy model: every family of rows in its own file, put together here."""

from __future__ import annotations

import linopy

from orepact.plan.capacity import add_shared_capacity
from orepact.plan.choice import add_choice
from orepact.plan.data import PlanData
from orepact.plan.enablers import add_enabler_order, add_enabler_starts, add_needs
from orepact.plan.money import add_budgets, add_facility_ceilings
from orepact.plan.requirements import add_requirements
from orepact.plan.transfers import add_transfers
from orepact.solve import Program, RowUnit

__all__ = ["build_model", "row_units"]


def build_model(data: PlanData) -> linopy.Model:
    """Return the model of all plans that are possible; participation is added to its program.

    Parameters
    ----------
    data : PlanData
    """
    model = linopy.Model()
    add_choice(model, data)
    add_enabler_starts(model, data)
    add_enabler_order(model, data)
    add_needs(model, data)
    add_shared_capacity(model, data)
    add_facility_ceilings(model, data)
    add_budgets(model, data)
    add_transfers(model, data)
    add_requirements(model, data)
    return model


def row_units(program: Program, data: PlanData) -> dict[str, RowUnit]:
    """Return the unit and the residual that passes for every family of rows.

    Money rows pass within a millionth of the model's unit of money, capacity rows within a
    millionth of the largest use, logical rows exactly up to what a share's last bit can be.
    """
    money = f"{data.unit:g} {data.money}"
    units = {}
    for name in program.rows:
        kind = name.partition(":")[0].lstrip("_")
        if kind in {"budget", "facility", "participation"} or kind.startswith(("stage", "gain")):
            units[name] = RowUnit(unit=money, tolerance=1e-5)
        elif kind == "capacity":
            unit = data.resource_units[data.resources.index(name.partition(":")[2])]
            units[name] = RowUnit(unit=f"of the largest use in {unit}", tolerance=1e-6)
        else:
            units[name] = RowUnit(unit="1", tolerance=1e-6)
    return units
