"""Which way out, with which works, alone or shared, and who pays: one answer for one corridor."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
from orepact.enable.routes import Way, WayPlan, best_way, published_plan, ways, ways_on
from orepact.errors import CaseError, UnknownNameError

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
    alone, shared : CorridorSolve or None
        Cheapest plans on offer over the years, of the main user alone and of all; None in brief.
    ways : tuple of Way
        Each way in the steady year, main user alone.
    best : Way
        The cheapest on offer.
    published : Way or None
        What was chosen in the world.
    sharing : Sharing
        Of the published way, else of the best.
    best_sharing : Sharing or None
        Of the best way; None in brief where another way is the published one.
    gains : tuple of DistrictGain
        Users that are no mines of the plan, under ``sharing``.
    refinancing : mapping of loan to Refinancing
    at_ends : mapping of kt/yr to Way
        Cheapest and published way at both ends of the main user's tonnes, unless tonnes were
        given; empty in brief.
    """

    data: CorridorData
    steady: CorridorData
    alone: CorridorSolve | None
    shared: CorridorSolve | None
    ways: tuple[Way, ...]
    best: Way
    published: Way | None
    sharing: Sharing
    best_sharing: Sharing | None
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


def _at_ends(
    file: CorridorFile,
    network: Network,
    real: Real,
    data: CorridorData,
    shown: Collection[WayPlan],
) -> dict[float, tuple[Way, ...]]:
    """Return ways at both ends of the main user's tonnes."""
    main = file.main_user
    return {
        end: ways_on(_model(file, network, real, {main: end}, data, (main,)), shown)
        for end in _ends(file)
    }


def _over_the_years(
    data: CorridorData, gap: float, closed: frozenset[str]
) -> tuple[CorridorSolve, CorridorSolve]:
    """Return the cheapest plans on offer, of the main user alone and of all."""
    from orepact.solve import Limits

    model = build_corridor_model(data)
    limits = Limits(gap=gap, absolute_gap=1e-3)
    alone = model.solve(limits, members=(data.file.main_user,), without=closed)
    return alone, model.solve(limits, without=closed)


def _sharings(
    steady: CorridorModel, offered: frozenset[str], published: Way | None, *, is_brief: bool
) -> tuple[Sharing, Sharing | None]:
    """Return who pays on the published way, else on the best, and on the best."""
    if published is None:
        best = share_costs(steady, without=offered)
        return best, best
    closed = published.plan.closed
    if is_brief:
        return share_costs(steady, without=closed), None
    best = share_costs(steady, without=offered)
    return share_costs(steady, without=closed, known=best.worths), best


def corridor_answer(
    file: CorridorFile,
    network: Network,
    real: Real,
    *,
    tonnes: float | None = None,
    gap: float = 0.01,
    is_brief: bool = False,
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
    is_brief : bool
        Only every way in one year and the sharing of the published one: no plans over the years,
        no ends of the tonnes, no sharing of the cheapest way beside it.

    Raises
    ------
    CaseError, ProblemsError, UnknownNameError : what is wrong and where
    """
    if tonnes == 0.0:
        raise CaseError(
            f"0 kt/yr for {file.main_user}",
            where="--tonnes",
            why="Cost per tonne has no meaning without tonnes",
            do="Give kilotonnes a year above 0",
        )
    given = {} if tonnes is None else {file.main_user: tonnes}
    data = data_of(file, network, real, tonnes=given)
    plans = ways(file, file.user(file.main_user))
    offered = plans[0].closed
    alone, shared = (None, None) if is_brief else _over_the_years(data, gap, offered)
    steady = _model(file, network, real, given, data)
    found = ways_on(steady, plans)
    best = best_way(found)
    chosen = published_plan(file, plans)
    published = next((way for way in found if chosen and way.plan.id == chosen.id), None)
    sharing, best_sharing = _sharings(steady, offered, published, is_brief=is_brief)
    shown = [plan for plan in plans if plan.id in {best.plan.id, chosen.id if chosen else ""}]
    has_ends = tonnes is None and not is_brief
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
        at_ends=_at_ends(file, network, real, data, shown) if has_ends else {},
        refinancing={item.id: refinance(item, moved) for item in file.finance if moved > 0.0},
    )
