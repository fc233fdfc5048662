"""Law that must be repaired first: a gate that opens in another year in every draw, or never."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case, governance_of
from orepact.enable import repair_dates
from orepact.mine import ColumnTable
from orepact.plan.data import PlanColumn, PlanData
from orepact.plan.fan import JointValues
from orepact.plan.joint_values import ColumnValues

__all__ = ["awaited", "chance_repaired", "gated", "law_opens", "unrepaired"]

Floats = NDArray[np.float64]
LEAST = 0.5
"""From this chance on a repair counts as more likely there than not."""


def law_opens(
    case: Case, project: str, *, draws: int = 1000, seed: int = 0
) -> tuple[Floats, tuple[str, ...]]:
    """Return when the last repair of law that a project rests on has come, draw by draw.

    ::

        open[p, d] = max over repairs r that block p of date[r, d],  inf where one never comes

    Repairs are drawn apart from each other; nothing else that is drawn depends on them. Money that
    pays for drafting changes no date, so no enabler opens this gate.

    Returns
    -------
    opens : ndarray, shape (draw,), year with fraction
        Before every year where the project waits for nothing.
    repairs : tuple of str
        What it waits for.
    """
    found, waits = np.full(draws, -np.inf), []
    if "governance" in case.files:
        for item in repair_dates(
            governance_of(case), [case.header.horizon.start], draws=draws, seed=seed
        ):
            if project in item.blocks:
                found = np.maximum(found, item.draws)
                waits.append(item.repair)
    return found, tuple(waits)


def awaited(
    case: Case, columns: Sequence[PlanColumn], *, draws: int, seed: int
) -> NDArray[np.bool_]:
    """Return whether the law of a column's project is repaired before it first spends.

    ::

        x[c,d] <= open[c,d],   open[c,d] = 1 where date[p,d] <= first spend of c, else 0

    Returns
    -------
    is_open : ndarray of bool, shape (column, draw)
    """
    opens = {
        project: law_opens(case, project, draws=draws, seed=seed)[0]
        for project in dict.fromkeys(column.project for column in columns)
    }
    shape = (len(columns), draws)
    return np.array(
        [opens[column.project] <= column.first_spend for column in columns], dtype=bool
    ).reshape(shape)


def gated(
    data: PlanData, joint: JointValues, is_open: NDArray[np.bool_]
) -> tuple[PlanData, JointValues]:
    """Return a plan in which a column comes about only in draws in which its law is repaired.

    What is committed to is to start if the law is there by then; where it is not, nothing is spent
    on the project and nothing earned, while works that were started for it are paid all the same.
    Dates of law are drawn apart from prices and costs, so through other rates the mean is the
    chance times the mean.

    Parameters
    ----------
    is_open : ndarray of bool, shape (column, draw)
        In the order of ``joint``.
    """
    chance = is_open.mean(axis=1)
    columns = tuple(
        _gated(values, row, float(share))
        for values, row, share in zip(joint.columns, is_open, chance, strict=True)
    )
    shares = {id_: float(share) for id_, share in zip(joint.ids, chance, strict=True)}
    own = np.array([shares.get(column.id, 1.0) for column in data.columns])
    return (
        replace(
            data,
            benefit_sunk=data.benefit_sunk * own[:, None],
            benefit_late=data.benefit_late * own[:, None],
            benefit_by_year=data.benefit_by_year * own[:, None, None],
        ),
        replace(joint, columns=columns),
    )


def _gated(values: ColumnValues, is_open: NDArray[np.bool_], chance: float) -> ColumnValues:
    if is_open.all():
        return values
    draws = {name: amount * is_open for name, amount in values.draws.items()}
    first = {name: amount.mean(axis=2) for name, amount in draws.items()}
    rest = [{name: chance * mean for name, mean in lens.items()} for lens in values.mean[1:]]
    return replace(values, mean=(first, *rest), draws=draws)


def chance_repaired(case: Case, project: str, year: int) -> tuple[float, str]:
    """Return the chance that all law a project rests on is repaired before a year, and the last.

    Of the repairs that are waited for, the one that comes least likely is named.

    Returns
    -------
    chance, repair : float and str
        0 to 1, and the id of the least likely repair; 1 and empty where nothing is waited for.
    """
    opens, waits = law_opens(case, project)
    if not waits:
        return 1.0, ""
    years = list(range(case.header.horizon.start, max(year, case.header.horizon.start) + 1))
    dates = {item.repair: item for item in repair_dates(governance_of(case), years)}
    least = min(waits, key=lambda name: dates[name].chance_by(year - 1))
    return float((opens <= year).mean()), least


def unrepaired(case: Case, table: ColumnTable) -> dict[str, str]:
    """Return columns whose first spend comes before their law is more likely repaired than not.

    ::

        z[c] = 0   where P(every repair that c's project waits for has come before c spends) < 1/2

    For the central path alone, which has no draws; with draws the gate is that of :func:`gated`.
    """
    found = {}
    for column in table.columns:
        chance, repair = chance_repaired(case, column.project, column.first_spend_year)
        if chance < LEAST:
            found[column.id] = f"the repair of its law ({repair}) is less likely than not by then"
    return found
