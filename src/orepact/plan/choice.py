"""Which way each project goes, and which commitments are kept once a scenario is known."""

from __future__ import annotations

import linopy
import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from orepact.plan.data import PlanData

__all__ = ["add_choice", "allowed_columns", "exercised"]

Floats = NDArray[np.float64]


def add_choice(model: linopy.Model, data: PlanData) -> None:
    """Add commitments and their exercise.

    ::

        z[c] binary                    column c is committed to
        sum_{c of p} z[c] <= 1         choice: a project goes one way, or not at all
        z[c] <= allowed[c]             0 where a gate refuses it, or it cannot produce in time
        e[c,s] binary, e[c,s] <= z[c]  exercise: c may be dropped per scenario after its review

    A column that cannot be dropped is exercised in every scenario. Doing nothing is always
    feasible here.
    """
    ids = [column.id for column in data.columns]
    column = pd.Index(ids, name="column")
    z = model.add_variables(binary=True, coords=[column], name="z")
    projects = sorted({item.project for item in data.columns})
    belongs = np.array(
        [[float(item.project == project) for item in data.columns] for project in projects]
    )
    project = pd.Index(projects, name="project")
    if projects:
        model.add_constraints(
            (z * xr.DataArray(belongs, coords=[project, column])).sum("column") <= 1.0,
            name="choice",
        )
    allowed = xr.DataArray(allowed_columns(data), coords=[column])
    model.add_constraints(1.0 * z <= allowed, name="allowed")
    if data.droppable:
        held = pd.Index([ids[n] for n in data.droppable], name="held")
        scenario = pd.Index(list(data.scenarios), name="scenario")
        e = model.add_variables(binary=True, coords=[held, scenario], name="e")
        own = z.sel(column=list(held)).rename({"column": "held"})
        model.add_constraints(1.0 * e - own <= 0.0, name="exercise")


def allowed_columns(data: PlanData) -> Floats:
    """Return 1 for each column that may be chosen, 0 for each that is left out."""
    return np.array([float(column.id not in data.left_out) for column in data.columns])


def exercised(data: PlanData, weights: Floats) -> dict[str, Floats]:
    """Return ``sum_c weights[c, s, r] x[c, s]`` with x = e where a column can be dropped, else z.

    Parameters
    ----------
    weights : ndarray, shape (column, scenario, row)
        Coefficient of each column in each scenario's rows.

    Returns
    -------
    blocks : dict
        Rows run over rows within scenarios.
    """
    columns, scenarios, rows = weights.shape
    held = list(data.droppable)
    firm = [n for n in range(columns) if n not in set(held)]
    on_z = np.zeros((scenarios, rows, columns))
    on_z[:, :, firm] = weights[firm].transpose(1, 2, 0)
    blocks: dict[str, Floats] = {"z": on_z.reshape(scenarios * rows, columns)}
    if held:
        on_e = np.zeros((scenarios, rows, len(held), scenarios))
        for s in range(scenarios):
            on_e[s, :, :, s] = weights[held, s].T
        blocks["e"] = on_e.reshape(scenarios * rows, len(held), scenarios)
    return blocks
