"""What a plan reads of the workforce, as plain figures: people, floors, jobs, rows and misses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orepact.enable.workforce_model import Offer, Start

__all__ = [
    "FloorRow",
    "Graduates",
    "JobsByYear",
    "LocalShare",
    "MissedShare",
    "TrainedPeople",
    "WorkforceForPlan",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedPeople:
    """The most people of one trade from one place who can be ready by each year.

    ``skilled today + graduates of every seat of the centres that stand``, at most those with the
    schooling; nobody is lost on the way, so that no plan can truly have more. Seats serve several
    trades: a sum over trades is bounded by ``WorkforceForPlan.together`` too.

    Parameters
    ----------
    project : str
        Whose site.
    occupation, title : str
        Empty occupation: all trades with a course together.
    place : str
        District, or the rest of its province.
    tier : str
        ``district`` or ``province`` (without the district).
    years : tuple of int
    people, low, high : tuple of float, person
        At the start of each year; central reading, adverse and favourable.
    lead_years : float
        Length of the course: who begins now is ready then.
    """

    project: str
    occupation: str
    title: str
    place: str
    tier: str
    years: tuple[int, ...]
    people: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    lead_years: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Graduates:
    """What an option of the case that is a training centre can add, by years from its opening.

    Parameters
    ----------
    option : str
        Id of the enabler option.
    occupations : tuple of str
        It can teach; its seats serve one at a time.
    tier, district, province : str
        Where trainees come from; the district counts for tier ``district`` alone.
    seats : float, person
    by_occupation : mapping-like tuple of (str, tuple of float)
        Occupation and graduates in work, cumulated, at the start of years 0, 1, 2, ... after
        opening, if every seat serves it.
    """

    option: str
    occupations: tuple[str, ...]
    tier: str
    district: str
    province: str
    seats: float
    by_occupation: tuple[tuple[str, tuple[float, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalShare:
    """A floor on the part of a project's jobs that people from one place must hold.

    Parameters
    ----------
    project, place, tier : str
        A whole province includes its host district.
    when : str
        ``construction`` or ``production``.
    from_year : int
        1: from the first year of it.
    share, low, high : float, 0 to 1
    """

    project: str
    place: str
    tier: str
    when: str
    from_year: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class JobsByYear:
    """The jobs of one way to start, by occupation.

    Parameters
    ----------
    start : Start
    occupation : str
    years : tuple of int
    jobs : tuple of float, person
        The higher of the year's halves.
    """

    start: Start
    occupation: str
    years: tuple[int, ...]
    jobs: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedShare:
    """How far the least-cost pipeline of one start stays below a promised share.

    Parameters
    ----------
    start : Start
    place, tier : str
    offer : Offer
        Which training there is: ``STANDING``, or ``OPTIONS`` with the case's training options.
    years : tuple of int
    workers : tuple of float, person
        From there; a whole province includes its district.
    missing : tuple of float, person
        Under the promise, the worse of the year's halves; 0 where it is kept.
    """

    start: Start
    place: str
    tier: str
    offer: Offer
    years: tuple[int, ...]
    workers: tuple[float, ...]
    missing: tuple[float, ...]

    @property
    def is_kept(self) -> bool:
        """Whether the promise is kept in every year, to half a person."""
        return max(self.missing, default=0.0) < 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorRow:
    """One promised share as a row that a plan can take as it stands.

    ::

        sum_starts need[start, t] z[start] <= people[t] + sum_options graduates[option, t - opening]

    Jobs without a course count as filled from near as far as there are people for them; what is
    left of the promise has to come from trades with a course. A bound, for all trades stand
    together, seats serve the shortest course and nobody leaves: a plan that breaks it cannot keep
    the promise, one that keeps it may still miss it trade by trade.

    Parameters
    ----------
    floor : LocalShare
    years : tuple of int
    people : tuple of float, person
        With a trade, or ready by then in the centres that stand.
    graduates : mapping of option to tuple of float, person
        Added, cumulated, at the start of years 0, 1, 2, ... after its opening.
    need : mapping of Start to tuple of float, person
        People with a trade that the promise asks for, by year.
    """

    floor: LocalShare
    years: tuple[int, ...]
    people: tuple[float, ...]
    graduates: Mapping[str, tuple[float, ...]]
    need: Mapping[Start, tuple[float, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkforceForPlan:
    """Everything that a plan reads of the workforce.

    Parameters
    ----------
    trained : tuple of TrainedPeople
        By project, place and occupation.
    together : tuple of TrainedPeople
        By project and place, all trades with a course.
    options : tuple of Graduates
    floors : tuple of LocalShare
    jobs : tuple of JobsByYear
    rows : tuple of FloorRow
        One for each floor.
    missed : tuple of MissedShare
        Empty unless asked for.
    """

    trained: tuple[TrainedPeople, ...]
    together: tuple[TrainedPeople, ...]
    options: tuple[Graduates, ...]
    floors: tuple[LocalShare, ...]
    jobs: tuple[JobsByYear, ...]
    rows: tuple[FloorRow, ...]
    missed: tuple[MissedShare, ...]
