"""A column of a plan under other terms, in the very draws that the plan is chosen on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case, surroundings
from orepact.mine import ColumnTable, FacilityFile, ProjectFile, RegimeFile
from orepact.plan.data import PlanData
from orepact.plan.from_case import central_lens
from orepact.plan.from_joint import joint_process
from orepact.plan.joint_values import ColumnValues, column_values
from orepact.plan.price_floor import PriceFloor
from orepact.plan.settings import Settings

__all__ = ["Redrawn"]

Floats = NDArray[np.float64]


class Redrawn:
    """The joint process of a plan, ready to play one of its columns under other terms.

    Parameters
    ----------
    case : Case
    table : ColumnTable
    data : PlanData
        Expected over draws.
    settings : Settings
        Of the run: draws and seed, at the case's own rates and credit losses.
    """

    def __init__(self, case: Case, table: ColumnTable, data: PlanData, settings: Settings) -> None:
        self._case, self._table, self._data = case, table, data
        self._process = joint_process(case, table, draws=settings.draws, seed=settings.seed)
        self._blocks = list(self._process.blocks())
        self._lens = central_lens(case, table, data)
        self._around = surroundings(case)
        self._plain: dict[str, tuple[Floats, Floats]] = {}

    def change(
        self,
        column: str,
        *,
        project: ProjectFile,
        regime: RegimeFile,
        facilities: FacilityFile,
        tolls: Mapping[str, float],
        floors: Sequence[PriceFloor] = (),
    ) -> tuple[Floats, Floats]:
        """Return what terms change in each party's present value, expected over the draws.

        ``mean over draws of (value under the terms - value under those in force)``, draw by draw
        the same prices, capital, cost, grade and delay. Where the fast kernel does not hold the
        terms, both are computed on the same few draws that stand for all.

        Parameters
        ----------
        column : str
            Id.
        project, regime, facilities
            Under the terms; tolls are legs of the way out, see ``with_tolls``.
        tolls : dict of party to float
            Who receives them, in which proportion.
        floors : sequence of PriceFloor

        Returns
        -------
        sunk, late : ndarray, shape (deck, party), million of the case's money
            Until the review, and after it.
        """
        found = self._values(
            column,
            project=project,
            regime=regime,
            facilities=facilities,
            tolls=tolls,
            floors=floors,
            is_kernel=True,
        )
        base = self._base(column, is_kernel=found.is_kernel)
        return found.mean[0]["sunk"] - base[0], found.mean[0]["late"] - base[1]

    def _base(self, column: str, *, is_kernel: bool) -> tuple[Floats, Floats]:
        """Return the value under the terms in force, by the same way of computing."""
        place, data = self._place(column), self._data
        if is_kernel:
            sunk, late = data.sunk[place], data.late[place]
            return sunk - data.benefit_sunk[place], late - data.benefit_late[place]
        if column not in self._plain:
            project = self._case.projects[self._table.columns[place].project]
            found = self._values(
                column,
                project=project,
                regime=self._around.regimes[project.regime],
                facilities=self._around.facilities,
                tolls={},
                is_kernel=False,
            )
            self._plain[column] = (found.mean[0]["sunk"], found.mean[0]["late"])
        return self._plain[column]

    def _place(self, column: str) -> int:
        return next(n for n, item in enumerate(self._table.columns) if item.id == column)

    def _values(
        self,
        column: str,
        *,
        project: ProjectFile,
        regime: RegimeFile,
        facilities: FacilityFile,
        tolls: Mapping[str, float],
        is_kernel: bool,
        floors: Sequence[PriceFloor] = (),
    ) -> ColumnValues:
        place = self._place(column)
        parties = [party.id for party in self._data.parties]
        toll = np.zeros((len(parties), 1))
        for name, rate in tolls.items():
            toll[parties.index(name)] = rate
        process = self._process.renewed()
        if not is_kernel:
            process.hold_none(project.id)
        around = replace(
            self._around,
            regimes={**self._around.regimes, project.regime: regime},
            facilities=facilities,
        )
        return column_values(
            self._table.columns[place],
            project,
            self._table,
            place=place,
            around=around,
            process=process,
            blocks=self._blocks,
            parties=parties,
            owner=self._data.columns[place].owner,
            lenses=[self._lens],
            toll=toll,
            is_structured=self._table.is_structured,
            floors=floors,
        )
