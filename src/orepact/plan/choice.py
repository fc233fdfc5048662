"""Which way each project goes, and which commitments are kept once a scenario is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orepact.plan.data import PlanData
from orepact.plan.sheet import Sheet

__all__ = ["add_choice", "allowed_columns", "exercised"]

Floats = NDArray[np.float64]


def add_choice(sheet: Sheet, data: PlanData) -> None:
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
    sheet.add("z", {"column": ids}, is_whole=True)
    projects = sorted({item.project for item in data.columns})
    if projects:
        belongs = np.array(
            [[float(item.project == project) for item in data.columns] for project in projects]
        )
        sheet.rows("choice", {"z": belongs}, at_most=1.0)
    z = sheet.places("z")
    sheet.pairs("allowed", [(z, 1.0)], at_most=allowed_columns(data))
    if data.droppable:
        held = list(data.droppable)
        scenarios = list(data.scenarios)
        sheet.add("e", {"held": [ids[n] for n in held], "scenario": scenarios}, is_whole=True)
        own = np.repeat(z[held][:, None], len(scenarios), axis=1)
        sheet.pairs("exercise", [(sheet.places("e"), 1.0), (own, -1.0)], at_most=0.0)


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
