"""What a solved plan decides, in plain words of the case, and what it is worth to each party."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import OrepactError
from orepact.plan.data import PlanData
from orepact.plan.transfers import DIRECTIONS, partners
from orepact.solve import Solve

__all__ = [
    "Decisions",
    "PlanFaultError",
    "TransferShare",
    "broken_rules",
    "read_decisions",
    "worth",
]

Floats = NDArray[np.float64]


class PlanFaultError(OrepactError):
    """A plan that the independent check does not confirm; a fault of orepact."""

    exit_code = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferShare:
    """A constant share of one side's receipts from a column that goes to the other side."""

    column: str
    party: str
    is_from_owner: bool
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """One plan.

    Parameters
    ----------
    columns : tuple of str
        Committed to, sorted.
    exercised : dict of (column, scenario) to bool
        Whether it is carried out in that scenario.
    starts : dict of str to int
        Start year by option.
    transfers : tuple of TransferShare
    """

    columns: tuple[str, ...]
    exercised: Mapping[tuple[str, str], bool]
    starts: Mapping[str, int]
    transfers: tuple[TransferShare, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether nothing at all is done."""
        return not any(self.exercised.values()) and not self.starts


def read_decisions(data: PlanData, found: Solve) -> Decisions:
    """Return the decisions of a solve; shares below a millionth are none."""
    z = found.values_of("z").values
    chosen = [n for n in range(len(data.columns)) if z[n] == 1.0]
    exercised: dict[tuple[str, str], bool] = {}
    for n in chosen:
        for s, scenario in enumerate(data.scenarios):
            is_kept = True
            if n in data.droppable:
                is_kept = bool(found.values_of("e").values[data.droppable.index(n), s] == 1.0)
            exercised[(data.columns[n].id, scenario)] = is_kept
    starts: dict[str, int] = {}
    if data.options:
        y = found.values_of("y").values
        for n, option in enumerate(data.options):
            if y[n].any():
                starts[option.id] = data.starts[int(np.argmax(y[n] == 1.0))]
    moved = []
    pairs = partners(data)
    for name in DIRECTIONS if pairs and DIRECTIONS[0] in found.places else ():
        for share, (c, a) in zip(found.values_of(name).values.tolist(), pairs, strict=True):
            if share > 1e-6:
                moved.append(
                    TransferShare(
                        column=data.columns[c].id,
                        party=data.parties[a].id,
                        is_from_owner=name == "from_owner",
                        share=min(1.0, share),
                    )
                )
    return Decisions(
        columns=tuple(sorted(data.columns[n].id for n in chosen)),
        exercised=exercised,
        starts=starts,
        transfers=tuple(sorted(moved, key=lambda t: (t.column, t.party, t.is_from_owner))),
    )


def worth(data: PlanData, decisions: Decisions) -> Floats:
    """Return each party's present value in each scenario, straight from the arrays.

    ``sum_c sunk + exercised late + sum_i option value + transfers``; no solver, no model.

    Returns
    -------
    value : ndarray, shape (scenario, party), million of the case's money
    """
    place = {column.id: n for n, column in enumerate(data.columns)}
    party = {item.id: n for n, item in enumerate(data.parties)}
    option = {item.id: n for n, item in enumerate(data.options)}
    found = np.zeros((len(data.scenarios), len(data.parties)))
    kept = {
        id_: np.array([float(decisions.exercised[(id_, s)]) for s in data.scenarios])
        for id_ in decisions.columns
    }
    for id_ in decisions.columns:
        found += data.sunk[place[id_]] + kept[id_][:, None] * data.late[place[id_]]
    for id_, year in decisions.starts.items():
        found += data.option_value[option[id_], year - data.horizon[0]][None, :]
    for item in decisions.transfers:
        c, a = place[item.column], party[item.party]
        h = party[data.columns[c].owner]
        part = item.share * kept[item.column]
        if item.is_from_owner:
            found[:, a] += part * data.owner_gives[c, :, a]
            found[:, h] -= part * data.owner_pays[c, :, h]
        else:
            found[:, h] += part * data.party_gives[c, :, a]
            found[:, a] -= part * data.party_pays[c, :, a]
    return found


def broken_rules(data: PlanData, decisions: Decisions) -> tuple[str, ...]:
    """Return every rule of the plan that decisions break, in words; none is the normal case.

    Checked from the arrays alone: one way per project, nothing that a gate refuses, enablers in
    time and in order, shared capacity in every year and scenario, lenders' ceilings.
    """
    found: list[str] = []
    columns = [column for column in data.columns if column.id in decisions.columns]
    projects = [column.project for column in columns]
    found += [f"{p} goes two ways" for p in sorted({p for p in projects if projects.count(p) > 1})]
    chosen = [*decisions.columns, *decisions.starts]
    found += [
        f"{id_} is chosen, yet {data.left_out[id_]}" for id_ in chosen if id_ in data.left_out
    ]
    options = {option.id: option for option in data.options}
    for column in columns:
        for name, year in column.needs:
            start = decisions.starts.get(name)
            latest = min(year - options[name].lead, data.horizon[1]) if name in options else None
            if start is None or latest is None or start > latest:
                found.append(f"{column.id} needs {name} by {year}")
    for name, start in decisions.starts.items():
        if start < options[name].earliest:
            found.append(f"{name} starts in {start}, before {options[name].earliest}")
        for other, lag in options[name].needs:
            if decisions.starts.get(other, 10**6) + lag > start:
                found.append(f"{name} starts in {start}, before {other} allows")
    return (*found, *_overused(data, decisions))


def _overused(data: PlanData, decisions: Decisions) -> list[str]:
    found = []
    place = {column.id: n for n, column in enumerate(data.columns)}
    for s, scenario in enumerate(data.scenarios):
        kept = [
            place[id_] for id_ in decisions.columns if decisions.exercised[(id_, data.scenarios[s])]
        ]
        use = data.use[kept].sum(axis=0)
        for r, resource in enumerate(data.resources):
            have = np.full(data.years.size, data.in_place[r])
            for n, option in enumerate(data.options):
                if option.id in decisions.starts:
                    open_ = data.years - decisions.starts[option.id] - option.lead
                    steps = data.adds[n, r]
                    at = np.clip(open_, 0, steps.size - 1)
                    have = have + np.where(open_ >= 0, steps[at], 0.0)
            size = max(1e-9, float(np.abs(data.use[:, r, :]).max(initial=0.0)))
            over = np.where((data.use[:, r, :] > 0).any(axis=0), use[r] - have, 0.0)
            if over.max(initial=0.0) > 2e-6 * size:
                year = int(data.years[int(over.argmax())])
                found.append(f"{resource} is over capacity in {year} ({scenario})")
    chosen = [place[id_] for id_ in decisions.columns]
    for f, facility in enumerate(data.facilities):
        if data.facility_draw[chosen, f].sum() > data.facility_ceiling[f] * (1.0 + 1e-6) + 1e-6:
            found.append(f"{facility} lends beyond its ceiling")
    return found
