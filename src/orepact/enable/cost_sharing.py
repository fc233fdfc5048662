"""Who pays for shared works: costs of every coalition, Shapley's shares, tolls, and who gains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from orepact.enable.corridor_file import Finance
from orepact.enable.corridor_model import CorridorModel, CorridorSolve
from orepact.enable.modules import annuity
from orepact.enable.sphere import great_circle_km
from orepact.errors import CaseError

if TYPE_CHECKING:
    from orepact.solve import CoreCheck

__all__ = [
    "DistrictGain",
    "Refinancing",
    "Share",
    "Sharing",
    "district_gains",
    "refinance",
    "share_costs",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one user bears, million USD a year.

    Parameters
    ----------
    user : str
    alone : float
        All its costs if nobody shares.
    shared : float
        Shapley's share of all costs.
    carriage : float
        Haulage, handling, guard and voyage that it pays itself, and tonnes it leaves.
    tonnes : float
        kt/yr moved over works.
    moved : float
        kt/yr moved at all.
    """

    user: str
    alone: float
    shared: float
    carriage: float
    tonnes: float
    moved: float

    @property
    def toll(self) -> float:
        """What it pays towards works, million USD a year: ``shared - carriage``."""
        return self.shared - self.carriage

    @property
    def toll_per_tonne(self) -> float | None:
        """USD per tonne over works; None for who does not use them."""
        return self.toll * 1e3 / self.tonnes if self.tonnes > 0.0 else None

    @property
    def gain(self) -> float:
        """What sharing saves it, million USD a year."""
        return self.alone - self.shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """One shared year.

    Parameters
    ----------
    solve : CorridorSolve
        Of all users together.
    works : float
        Million USD a year.
    shares : tuple of Share
    core : CoreCheck
    subsidy : float
        Least help from outside with which nobody would leave, million USD a year.
    worths : mapping of coalition to cost
    """

    solve: CorridorSolve
    works: float
    shares: tuple[Share, ...]
    core: CoreCheck[str]
    subsidy: float
    worths: Mapping[frozenset[str], float]

    def of(self, user: str) -> Share:
        """Return one user's share; the user is known to take part."""
        return next(share for share in self.shares if share.user == user)


def _over_works(solved: CorridorSolve, user: int) -> float:
    """Return kt/yr that a user moves over any work that is built."""
    used = [
        float(np.abs(solved.flow[user, work.segment, 0]))
        for place, work in enumerate(solved.data.works)
        if solved.built[place].any()
    ]
    return max(used, default=0.0)


def share_costs(
    model: CorridorModel,
    *,
    without: frozenset[str] = frozenset(),
    gap: float = 1e-5,
    known: Mapping[frozenset[str], float] | None = None,
) -> Sharing:
    """Return what each user bears when all share one year's works.

    Every coalition's cost is solved; ``toll_u = phi_u - own carriage``, so that tolls sum to the
    works' annuities and upkeep. A toll below zero is paid to a user whose coming saves the others
    more than it costs.

    Parameters
    ----------
    model : CorridorModel
        Of one year.
    without : frozenset of str
        Closed to the main user, to hold it to one way.
    gap : float
        To which each coalition is solved; the core is checked to as much.
    known : mapping of coalition to cost
        Solved before; used for coalitions without the main user, whom nothing is closed to.

    Raises
    ------
    OrepactError : if there are too many users for their coalitions to be solved
    """
    from orepact.solve import Limits, core_check, shapley_value, subsidy_to_stay, worths_of

    data = model.data
    limits = Limits(gap=gap, absolute_gap=1e-6)
    solved: dict[frozenset[str], CorridorSolve] = {}

    def cost(members: frozenset[str]) -> float:
        if known is not None and data.file.main_user not in members:
            return known[members]
        solved[members] = model.solve(limits, members=members, without=without)
        return solved[members].cost

    worths = worths_of(data.users, cost)
    values = shapley_value(data.users, worths)
    everyone = solved[frozenset(data.users)]
    carriage = everyone.carriage() + everyone.loss()
    tolerance = max(1e-3, 4.0 * gap * worths[frozenset(data.users)])
    shares = tuple(
        Share(
            user=name,
            alone=worths[frozenset({name})],
            shared=values[name],
            carriage=float(carriage[place]),
            tonnes=_over_works(everyone, place),
            moved=everyone.discounted_tonnes(place),
        )
        for place, name in enumerate(data.users)
    )
    return Sharing(
        solve=everyone,
        works=everyone.works(),
        shares=shares,
        core=core_check(values, worths, is_cost=True, tolerance=tolerance),
        subsidy=_above(subsidy_to_stay(data.users, worths, is_cost=True), tolerance),
        worths=worths,
    )


def _above(amount: float, tolerance: float) -> float:
    return amount if amount > tolerance else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictGain:
    """What sharing saves one user in one district, million USD a year."""

    district: str
    province: str
    user: str
    gain: float
    tonnes: float


def district_gains(sharing: Sharing) -> tuple[DistrictGain, ...]:
    """Return the gain of users that are no mines of the plan, by district.

    A user's gain is shared out by the tonnes that start in each district.
    """
    data = sharing.solve.data
    found = []
    for item in data.demand:
        if item.user.is_mine:
            continue
        gain = sharing.of(item.user.id).gain
        total = sum(max(source.tonnes) for source in item.sources)
        for source in item.sources:
            at = (source.lat, source.lon)
            name = source.district or _district_at(data, at)
            part = max(source.tonnes) / total if total > 0.0 else 0.0
            found.append(
                DistrictGain(
                    district=name,
                    province=data.network.district(name).province,
                    user=item.user.id,
                    gain=gain * part,
                    tonnes=max(source.tonnes),
                )
            )
    return tuple(found)


def _district_at(data: object, at: tuple[float, float]) -> str:
    """Return the district of the road or rail node nearest to a point."""
    from orepact.enable.corridor_data import CorridorData

    assert isinstance(data, CorridorData)
    best, name = float("inf"), ""
    for net in data.network.modes.values():
        node, km = net.near(at)
        if km < best:
            best, name = km, data.network.districts[int(net.district[node])].name
    nearest = min(data.network.districts, key=lambda d: great_circle_km(d.at, at))
    return name or nearest.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Refinancing:
    """A bridge loan that ends before the tonnes come, money of the day.

    Parameters
    ----------
    due : int
        Year in which the bridge is repaid in one sum.
    interest : float
        Million USD a year until then.
    first_tonnes : int
    owed : float
        Million USD when tolls begin: the sum with unpaid interest.
    yearly : float
        Level payment from then on, million USD a year.
    per_tonne : float
        USD per tonne of the main user.
    uncovered_years : int
        Years between the day it falls due and the first tonnes.
    """

    due: int
    interest: float
    first_tonnes: int
    owed: float
    yearly: float
    per_tonne: float
    uncovered_years: int


def refinance(item: Finance, tonnes: float) -> tuple[Refinancing, ...]:
    """Return what a bridge loan costs its tolls, for each year in which tonnes may begin.

    ::

        due      = drawn + term
        owed     = principal (1 + r)^(first - due)   if first > due, else principal
        yearly   = owed r (1+r)^n / ((1+r)^n - 1)

    Interest on the bridge is paid as it falls due; nothing pays it but the borrower's budget.

    Parameters
    ----------
    item : Finance
    tonnes : float, kt/yr
        Of the main user.

    Raises
    ------
    CaseError : if tonnes are not above zero
    """
    if tonnes <= 0.0:
        raise CaseError(
            f"{tonnes:g} kt/yr cannot repay a loan by tolls",
            where=f"corridor.yaml: finance: {item.id}",
        )
    due = item.drawn + round(item.term.to("yr"))
    principal = item.principal.to("MUSD")
    rate = item.refinanced_at.to("1")
    found = []
    for first in item.first_tonnes:
        waiting = max(0, first - due)
        owed = principal * (1.0 + rate) ** waiting
        yearly = owed * annuity(rate, item.refinanced_over.to("yr"))
        found.append(
            Refinancing(
                due=due,
                interest=principal * (item.base_rate.to("1") + item.margin.to("1")),
                first_tonnes=first,
                owed=owed,
                yearly=yearly,
                per_tonne=yearly * 1e3 / tonnes,
                uncovered_years=waiting,
            )
        )
    return tuple(found)
