"""The joint process of a case, put into a plan's data: expected values by deck, and the fan."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case, security_of, surroundings
from orepact.enable import availabilities
from orepact.mine import ColumnTable
from orepact.plan.data import PlanData
from orepact.plan.fan import Fan, JointValues, fan_of
from orepact.plan.joint import JointProcess
from orepact.plan.joint_values import ColumnValues, Lens, column_values

Floats = NDArray[np.float64]
__all__ = ["fan_of_case", "joint_process", "joint_values", "with_joint"]


def joint_process(case: Case, table: ColumnTable, *, draws: int, seed: int) -> JointProcess:
    """Return the draws of a case's projects over the calendar of its columns, delays included.

    Parameters
    ----------
    draws, seed : int
        Draws per price deck.
    """
    priced = [
        project
        for name in dict.fromkeys(column.project for column in table.columns)
        if (project := case.projects[name]).schedule is not None and project.products
    ]
    output = _leaves(case, table, draws, seed)
    process = JointProcess(priced, np.arange(0), draws=draws, seed=seed, output=output)
    last = int(table.years[-1]) + process.most_delay + 1
    process.years = np.arange(int(table.years[0]), last + 1)
    return process


def joint_values(
    case: Case,
    table: ColumnTable,
    data: PlanData,
    lenses: Sequence[Lens],
    *,
    draws: int,
    seed: int,
    only: Collection[str] | None = None,
    known: Mapping[str, ColumnValues] | None = None,
) -> JointValues:
    """Return every column of a case in every draw.

    Parameters
    ----------
    data : PlanData
        For its parties and the owners of its columns.
    lenses : sequence of Lens
        Factors as long as the table's years and the most delay.
    draws, seed : int
        Draws per price deck.
    only : collection of str
        Ids of columns; all if left out.
    known : dict of str to ColumnValues
        Columns that are known already, in the same draws.
    """
    process = joint_process(case, table, draws=draws, seed=seed)
    around, blocks = surroundings(case), list(process.blocks())
    parties = [party.id for party in data.parties]
    ready = known or {}
    found = tuple(
        ready[column.id]
        if column.id in ready
        else column_values(
            column,
            case.projects[column.project],
            table,
            place=place,
            around=around,
            process=process,
            blocks=blocks,
            parties=parties,
            owner=data.columns[place].owner,
            lenses=lenses,
            toll=data.toll_by_year[place],
            is_structured=table.is_structured,
        )
        for place, column in enumerate(table.columns)
        if only is None or column.id in only
    )
    shown = [c for c in data.columns if only is None or c.id in only]
    places = {name: n for n, name in enumerate(parties)}
    return JointValues(
        columns=found,
        ids=tuple(column.id for column in shown),
        hubs=np.array([places.get(column.owner, 0) for column in shown], dtype=np.int64),
        decks=table.scenarios,
        draws=draws,
        seed=seed,
    )


def same_columns(
    table: ColumnTable, data: PlanData, other: ColumnTable, joint: JointValues
) -> dict[str, ColumnValues]:
    """Return the draws of columns whose central cash, loans and output another table has too.

    Draws have names, so that what stands around a column does not change them.

    Parameters
    ----------
    other : ColumnTable
        Of which ``joint`` are the draws.
    """
    axes = (other.scenarios, other.parties) == (table.scenarios, table.parties)
    if not axes or not np.array_equal(other.years, table.years):
        return {}
    found: dict[str, ColumnValues] = {}
    places = {column.id: n for n, column in enumerate(other.columns)}
    for here, column in enumerate(table.columns):
        there = places.get(column.id)
        if there is None or data.toll_by_year[here].any():
            continue
        if all(
            np.array_equal(getattr(table, name)[here], getattr(other, name)[there])
            for name in ("cash", "balance", "output", "pre_tax")
        ):
            found[column.id] = joint.columns[joint.ids.index(column.id)]
    return found


def _leaves(case: Case, table: ColumnTable, draws: int, seed: int) -> dict[str, Floats]:
    """Return the part of each exposed project's output that leaves, by draw.

    Mean over the years of the table, on the first route, which is the one that it would use; a
    case without security.yaml, and a project that is not exposed, have none.
    """
    if "security" not in case.files:
        return {}
    found: dict[str, Floats] = {}
    years = table.years.tolist()
    for item in availabilities(security_of(case), years, draws=draws, seed=seed):
        found.setdefault(item.project, item.output.mean(axis=1))
    return found


def fan_of_case(data: PlanData, joint: JointValues) -> Fan | None:
    """Return the fan of a case, each project shown by its first column; none without columns."""
    if not data.columns:
        return None
    projects = dict.fromkeys(column.project for column in data.columns)
    shown = [
        next(n for n, column in enumerate(data.columns) if column.project == project)
        for project in projects
    ]
    return fan_of(joint, joint.expected(0), shown)


def with_joint(data: PlanData, joint: JointValues, fan: Fan | None, lens: int) -> PlanData:
    """Return the data with expected values over all draws, and the fan of scenarios.

    What is not cash (a premium, expected loss avoided) is added as it is.

    Parameters
    ----------
    fan : Fan
        Of :func:`fan_of_case`, through the first lens.
    lens : int
        Which of the lenses expected values are seen through.
    """
    if fan is None:
        return data
    sunk, late = data.benefit_sunk[:, None, :], data.benefit_late[:, None, :]
    expected = joint.expected(lens)
    values = replace(fan.values, sunk=fan.values.sunk + sunk, late=fan.values.late + late)
    return replace(
        data,
        sunk=expected.sunk + sunk,
        late=expected.late + late,
        owner_gives=expected.owner_gives,
        owner_pays=expected.owner_pays,
        party_gives=expected.party_gives,
        party_pays=expected.party_pays,
        fan=replace(fan, values=values),
    )
