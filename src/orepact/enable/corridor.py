"""Which way out, with which works, alone or shared, and who pays: one answer for one corridor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orepact.enable.corridor_data import CorridorData, data_of
from orepact.enable.corridor_file import CorridorFile
from orepact.enable.corridor_model import CorridorModel, CorridorSolve, build_corridor_model
from orepact.enable.cost_sharing import (
    DistrictGain,
    Refinancing,
    Sharing,
    district_gains,
    refinance,
    share_costs,
)
from orepact.enable.flows import steady_year
from orepact.enable.modules import Real
from orepact.enable.network import Network
from orepact.enable.routes import Way, best_way, published_plan, ways, ways_on
from orepact.errors import UnknownNameError

__all__ = ["CorridorAnswer", "corridor_answer", "main_user_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorridorAnswer:
    """Everything a corridor's table and chapter say.

    Parameters
    ----------
    data : CorridorData
        Over the years of the file.
    steady : CorridorData
        One year in which all move.
    alone, shared : CorridorSolve
        Cheapest plans on offer over the years, of the main user alone and of all.
    ways : tuple of Way
        Each way in the steady year, main user alone.
    best : Way
        The cheapest on offer.
    published : Way or None
        What was chosen in the world.
    sharing : Sharing
        Of the published way, else of the best.
    best_sharing : Sharing
        Of the best way.
    gains : tuple of DistrictGain
        Users that are no mines of the plan, under ``sharing``.
    refinancing : mapping of loan to Refinancing
    at_ends : mapping of kt/yr to Way
        Cheapest and published way at both ends of the main user's tonnes, unless tonnes were given.
    """

    data: CorridorData
    steady: CorridorData
    alone: CorridorSolve
    shared: CorridorSolve
    ways: tuple[Way, ...]
    best: Way
    published: Way | None
    sharing: Sharing
    best_sharing: Sharing
    gains: tuple[DistrictGain, ...]
    refinancing: Mapping[str, tuple[Refinancing, ...]]
    at_ends: Mapping[float, tuple[Way, ...]]

    @property
    def file(self) -> CorridorFile:
        """The corridor's file, with the main user that was asked for."""
        return self.data.file

    @property
    def tonnes(self) -> float:
        """Tonnes of the main user in the steady year, kt."""
        place = self.steady.users.index(self.file.main_user)
        return self.steady.demand[place].total[0]

    @property
    def is_agreed(self) -> bool | None:
        """Whether the published way is the cheapest on offer; None where nothing is published."""
        return None if self.published is None else self.published.plan.id == self.best.plan.id


def main_user_of(file: CorridorFile, mine: str) -> CorridorFile:
    """Return the file with another main user.

    Raises
    ------
    UnknownNameError : if there is no such user with ports of its own
    """
    if not mine or mine == file.main_user:
        return file
    known = [user.id for user in file.users if user.place and user.ports]
    if mine not in known:
        raise UnknownNameError("user of the corridor", mine, known, where="--mine")
    published = file.published if file.published and file.published.user == mine else None
    return file.model_copy(update={"main_user": mine, "published": published})


def _model(  # noqa: PLR0917
    file: CorridorFile,
    network: Network,
    real: Real,
    tonnes: Mapping[str, float],
    like: CorridorData,
    users: tuple[str, ...] = (),
) -> CorridorModel:
    data = data_of(
        file,
        network,
        real,
        tonnes=tonnes,
        users=users,
        periods=steady_year(file),
        corridor=like.corridor,
    )
    return build_corridor_model(data)


def _ends(file: CorridorFile) -> tuple[float, ...]:
    """Return both ends of the main user's tonnes, if they have a range."""
    stages = file.user(file.main_user).stages
    if not stages or stages[-1].tonnes.range is None:
        return ()
    low, high = stages[-1].tonnes.bounds("kt/yr")
    return tuple(end for end in (low, high) if end > 0.0)


def corridor_answer(
    file: CorridorFile,
    network: Network,
    real: Real,
    *,
    tonnes: float | None = None,
    gap: float = 0.01,
) -> CorridorAnswer:
    """Solve a corridor: over the years, way by way, and shared.

    Parameters
    ----------
    file : CorridorFile
    network : Network
    real : callable
        ``Case.real``.
    tonnes : float, kt/yr
        Of the main user; default the file's.
    gap : float
        Relative gap of the plans over the years.

    Raises
    ------
    CaseError, ProblemsError, UnknownNameError : what is wrong and where
    """
    from orepact.solve import Limits

    given = {} if tonnes is None else {file.main_user: tonnes}
    data = data_of(file, network, real, tonnes=given)
    model = build_corridor_model(data)
    plans = ways(file, file.user(file.main_user))
    limits = Limits(gap=gap, absolute_gap=1e-3)
    offered = plans[0].closed
    alone = model.solve(limits, members=(file.main_user,), without=offered)
    shared = model.solve(limits, without=offered)
    steady = _model(file, network, real, given, data)
    found = ways_on(steady, plans)
    best = best_way(found)
    chosen = published_plan(file, plans)
    published = next((way for way in found if chosen and way.plan.id == chosen.id), None)
    best_sharing = share_costs(steady, without=offered)
    sharing = best_sharing
    if published is not None:
        sharing = share_costs(steady, without=published.plan.closed, known=best_sharing.worths)
    shown = [plan for plan in plans if plan.id in {best.plan.id, chosen.id if chosen else ""}]
    at_ends = {
        end: ways_on(
            _model(file, network, real, {file.main_user: end}, data, (file.main_user,)), shown
        )
        for end in (_ends(file) if tonnes is None else ())
    }
    main = steady.data.users.index(file.main_user)
    moved = steady.data.demand[main].total[0]
    return CorridorAnswer(
        data=data,
        steady=steady.data,
        alone=alone,
        shared=shared,
        ways=found,
        best=best,
        published=published,
        sharing=sharing,
        best_sharing=best_sharing,
        gains=district_gains(sharing),
        at_ends=at_ends,
        refinancing={item.id: refinance(item, moved) for item in file.finance if moved > 0.0},
    )
