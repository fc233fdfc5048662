"""Which jobs bind near a site, whom to train where, starting when: the figures of the workforce."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.enable.finding import Finding, parents_of
from orepact.enable.labour_demand import Demand
from orepact.enable.labour_pool import LEVELS
from orepact.enable.staffing import SOURCE, staffing
from orepact.enable.training import Pipeline, PipelineInputs
from orepact.enable.workforce_effects import effects, placed_findings
from orepact.enable.workforce_file import Schooling
from orepact.enable.workforce_model import (
    Offer,
    Reading,
    Start,
    WorkforceCase,
    available_by_sex,
    first_half_year,
    people_of,
    site_of,
    solved,
    starts_of,
)
from orepact.enable.workforce_supply import (
    premium_findings,
    shortage_findings,
    supply_findings,
)
from orepact.errors import UnknownNameError
from orepact.quantity import Value

__all__ = ["WorkforceAnswer", "chosen_start", "workforce_answer", "workforce_findings"]

_SCHOOLED = {
    Schooling.NONE: "any schooling",
    Schooling.LITERATE: "can read",
    Schooling.SECONDARY: "ten years of school, estimated",
    Schooling.DEGREE: "degree, estimated",
}
_TIERS = ("district", "province")


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """One solved pipeline with its demand and inputs."""

    demand: Demand
    inputs: PipelineInputs
    pipeline: Pipeline


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkforceAnswer:
    """Everything that is solved for one start of one project.

    Parameters
    ----------
    given : WorkforceCase
    start : Start
    standing : dict of Reading to Solution
        With the centres that stand.
    new : Solution
        With new places from now on.
    in_time : Solution
        As if places could have opened years ago.
    """

    given: WorkforceCase
    start: Start
    standing: dict[Reading, Solution]
    new: Solution
    in_time: Solution

    def id_of(self, path: str) -> str:
        """Return the id of a number of ``workforce.yaml``."""
        return f"case:{self.given.case}/workforce:{path}"

    def keys(self, **more: str | int) -> dict[str, str | int]:
        """Return the keys that name a finding of this start."""
        own = {"case": self.given.case, "project": self.start.project, "start": self.start.key}
        return {**own, **more}


def chosen_start(given: WorkforceCase, project: str, first_spend: int | None = None) -> Start:
    """Return the soonest start of a project, or the soonest way that spends in a year.

    Where the owners are still to decide, ways that wait for their decision come first: nothing
    can be spent before it.

    Raises
    ------
    UnknownNameError : the project is unknown, has no site, or does not offer that year
    """
    if project not in given.projects:
        raise UnknownNameError("project", project, sorted(given.projects))
    site_of(given, project)
    starts = starts_of(given, project)
    wanted = [start for start in starts if first_spend in (None, start.first_spend)]
    if not wanted:
        years = ", ".join(str(start.first_spend) for start in starts)
        raise UnknownNameError(
            "start", str(first_spend), do=f"{project} can start in {years or 'no year'}"
        )
    waiting = {
        item.id for item in given.projects[project].variants if item.decide_after is not None
    }
    return next((start for start in wanted if start.variant in waiting), wanted[0])


def workforce_answer(given: WorkforceCase, start: Start) -> WorkforceAnswer:
    """Solve the pipeline of one start: standing centres in three readings, new places, in time.

    Raises
    ------
    CaseError, UnknownNameError : a site in no district, a table that cannot be read
    """

    def solution(offer: Offer, reading: Reading = Reading.CENTRAL) -> Solution:
        demand, inputs, pipeline = solved(given, start, offer, reading)
        return Solution(demand=demand, inputs=inputs, pipeline=pipeline)

    return WorkforceAnswer(
        given=given,
        start=start,
        standing={reading: solution(Offer.STANDING, reading) for reading in Reading},
        new=solution(Offer.NEW),
        in_time=solution(Offer.IN_TIME),
    )


_WHO = {("female",): "Women", ("male",): "Men", ("female", "male"): "People"}


def _half(time: float) -> str:
    """Return a half-year in words: ``July 2026``."""
    return f"{'July' if time % 1 else 'January'} {int(time)}"


def _pools(answer: WorkforceAnswer) -> Iterator[Finding]:
    """Yield people who could be won, by district and schooling."""
    given = answer.given
    site = site_of(given, answer.start.project)
    people = people_of(given, site)
    case, numbers = given.case, list(type(given.file.pools).model_fields)
    for tier, counted in enumerate(people):
        place = site.district if tier == 0 else f"rest of {site.province}"
        by_sex = {r: available_by_sex(given, counted, tier, r) for r in Reading}
        used = [name for name in numbers if "uptake" not in name or _TIERS[tier] in name]
        for index, level in enumerate(LEVELS):
            for sexes in (("female",), ("male",), ("female", "male")):
                won = {r: sum(float(by_sex[r][sex][index]) for sex in sexes) for r in Reading}
                cells = [
                    (f"{name}, {sex}", f"case:{case}/census/people:{name}|{sex}|15-49|population")
                    for name in counted.districts
                    for sex in sexes
                ]
                whole = sum(float(counted.people[sex][index]) for sex in sexes)
                who = _WHO[sexes]
                keys = {"case": case, "place": place, "schooling": str(level)}
                yield Finding(
                    measure="enable.workforce_pool",
                    keys=keys if len(sexes) > 1 else {**keys, "sex": sexes[0]},
                    title=f"{who} of 15 to 49 in {place} whom one project could win",
                    value=Value.exact(round(won[Reading.CENTRAL], 1)),
                    low=round(won[Reading.ADVERSE], 1),
                    high=round(won[Reading.FAVOURABLE], 1),
                    unit="person",
                    formula="sum_sex counted[sex, schooling] * participation[sex] * uptake",
                    parents=parents_of(
                        [*((name, answer.id_of(f"pools.{name}")) for name in used), *cells]
                    ),
                    sources=("pbs-census-2023",),
                    note=f"{who}, {_SCHOOLED[level]}; counted {whole:,.0f}",
                    cells={"place": place, "schooling": _SCHOOLED[level], "who": who},
                )


def _binding(solution: Solution, occupation: int, tier: int) -> tuple[str, float]:
    """Return what stops more hiring there, and in which part of the half-years with jobs."""
    demand = solution.demand.total[occupation]
    busy = demand > 0.0
    if not busy.any():
        return "nothing", 0.0
    skill = solution.pipeline.is_skill_tight[occupation, tier] & busy
    school = solution.pipeline.is_school_tight[occupation, tier] & busy
    part = float((skill | school).sum() / busy.sum())
    if part == 0.0:
        return "nothing", 0.0
    return ("schooling" if school.sum() > skill.sum() else "skill"), part


def _occupations(answer: WorkforceAnswer) -> Iterator[Finding]:
    """Yield jobs at the peak, who is near with the skill, whom to train and since when."""
    given, start = answer.given, answer.start
    site = site_of(given, start.project)
    standing = answer.standing[Reading.CENTRAL]
    pattern = staffing(site.industry)
    steps = standing.inputs.steps
    for index, item in enumerate(given.file.occupations):
        keys = answer.keys(occupation=item.id)
        project = f"case:{given.case}/projects/{start.project}"
        path = f"occupations.{item.id}"
        own = {r: float(s.demand.total[index].max(initial=0.0)) for r, s in answer.standing.items()}
        binds, part = _binding(standing, index, 0)
        share = pattern[item.id]
        words = {"occupation": item.title, "binds": binds, "part of half-years": round(part, 2)}
        file = given.projects[start.project]
        jobs = [
            (name, f"{project}:{name}")
            for name in ("jobs_peak", "jobs_permanent")
            if getattr(file, name) is not None
        ]
        yield Finding(
            measure="enable.workforce_jobs",
            keys=keys,
            title=f"{item.title}: jobs at the highest half-year",
            value=Value.exact(round(own[Reading.CENTRAL], 1)),
            low=round(min(own.values()), 1),
            high=round(max(own.values()), 1),
            unit="person",
            formula="max_t (peak jobs * spend[t] / max spend * construction share "
            "+ permanent jobs * (feed[t] / feed[first])^scale * production share)",
            parents=parents_of(
                [
                    *jobs,
                    ("construction share", answer.id_of(f"{path}.construction_share")),
                    ("scale", answer.id_of("permanent_scale")),
                    ("spread of the pattern", answer.id_of("staffing_spread")),
                ]
            ),
            sources=(SOURCE,),
            note=(
                f"Production share {100 * share.share:.1f} % (printed detail "
                f"{100 * share.low:.1f} to {100 * share.high:.1f} %), the pattern of the United "
                "States; here it may differ by the stated spread."
            ),
            cells=words,
        )
        skilled = {r: float(s.inputs.skilled[0, index]) for r, s in answer.standing.items()}
        yield Finding(
            measure="enable.workforce_skilled",
            keys=keys,
            title=f"{item.title}: skilled and to be won in {site.district} today",
            value=Value.exact(round(skilled[Reading.CENTRAL], 1)),
            low=round(min(skilled.values()), 1),
            high=round(max(skilled.values()), 1),
            unit="person",
            formula="pool[district, schooling] * skilled",
            parents=parents_of([("skilled", answer.id_of(f"{path}.skilled"))]),
            note=f"Needs: {_SCHOOLED[item.schooling]}.",
            cells=words,
        )
        yield from _training(answer, index, item.title, words, steps[index])


def _training(
    answer: WorkforceAnswer, index: int, title: str, words: dict[str, object], steps: int
) -> Iterator[Finding]:
    """Yield trainees that keep the promises at least cost, and when their courses must begin."""
    given = answer.given
    item = given.file.occupations[index]
    needed = answer.in_time
    intake = needed.pipeline.intake[:, index, :]
    begins = np.flatnonzero(intake.sum(axis=0) > 0.5)
    keys = answer.keys(occupation=item.id)
    parents = parents_of(
        (name, answer.id_of(path))
        for name, path in (
            ("course", f"occupations.{item.id}.course"),
            ("completion", "completion"),
            ("employed", "employed"),
            ("attrition", "attrition"),
        )
    )
    by_tier = [
        sum(
            float(intake[c].sum())
            for c, place in enumerate(needed.inputs.places)
            if place.tier == tier
        )
        for tier in range(2)
    ]
    now = first_half_year(given.as_of)
    yield Finding(
        measure="enable.workforce_trained",
        keys=keys,
        title=f"{title}: people who must begin a course, to keep the promises",
        value=Value.exact(round(sum(by_tier), 0)),
        unit="person",
        formula="sum_t intake[t] of the least-cost pipeline in which courses begin in time",
        parents=parents,
        note=(
            f"{by_tier[0]:,.0f} from the district and {by_tier[1]:,.0f} from the rest of the "
            "province; losses and leavers are in it."
        ),
        cells=words,
    )
    if not len(begins):
        return
    first = float(needed.demand.times[begins[0]])
    late = now - first
    wait = f"{late:g} years before the first half-year that can still be used" if late > 0 else ""
    yield Finding(
        measure="enable.workforce_begin",
        keys=keys,
        title=f"{title}: when the first course must begin, to keep the promises",
        value=Value.exact(first),
        unit="yr",
        formula="first half-year with an intake, in the pipeline in which courses begin in time",
        parents=parents,
        note=f"{_half(first)}; a course takes {steps * 6} months. {wait}".strip(),
        cells={**words, "begin": _half(first), "is late": late > 0},
    )


def _reached(solution: Solution, tier: int) -> NDArray[np.float64]:
    workers = solution.pipeline.workers[:, : tier + 1, :].sum(axis=(0, 1))
    whole = solution.demand.total.sum(axis=0)
    return np.asarray(
        100.0 * np.divide(workers, whole, out=np.full_like(whole, np.nan), where=whole > 0)
    )


def _shares(answer: WorkforceAnswer) -> Iterator[Finding]:
    """Yield the share of jobs that district and province can fill, year by year."""
    site = site_of(answer.given, answer.start.project)
    central = answer.standing[Reading.CENTRAL]
    times = central.demand.times
    places = (site.district, site.province)
    for tier in range(2):
        promised = 100.0 * central.inputs.promise[tier]
        by = {reading: _reached(s, tier) for reading, s in answer.standing.items()}
        new = _reached(answer.new, tier)
        for year in sorted({int(time) for time in times}):
            at = np.flatnonzero(np.floor(times) == year)
            if np.isnan(by[Reading.CENTRAL][at]).all():
                continue
            if promised[at].max():
                yield _promise(answer, tier, places[tier], year, float(promised[at].max()))
            for offer, lines in (
                (Offer.STANDING, [by[r] for r in Reading]),
                (Offer.NEW, [new]),
            ):
                worst = [float(np.nanmin(line[at])) for line in lines]
                yield Finding(
                    measure="enable.workforce_share",
                    keys=answer.keys(place=places[tier], year=year, offer=offer.name.lower()),
                    title=f"Part of all jobs that {places[tier]} can fill, {offer}",
                    value=Value.exact(round(worst[0], 2)),
                    low=round(min(worst), 2) if len(worst) > 1 else None,
                    high=round(max(worst), 2) if len(worst) > 1 else None,
                    unit="%",
                    formula="100 * workers from there / all jobs, the lower of the year's halves",
                    parents=parents_of(
                        (name, answer.id_of(name))
                        for name in ("completion", "employed", "attrition", "new_places_from")
                    ),
                    note=f"Promised {promised[at].max():g} %." if promised[at].max() else "",
                    cells={
                        "place": places[tier],
                        "year": year,
                        "offer": str(offer),
                        "promised": round(float(promised[at].max()), 2),
                        "jobs": round(float(central.demand.total.sum(axis=0)[at].max()), 0),
                    },
                )


def _promise(answer: WorkforceAnswer, tier: int, place: str, year: int, share: float) -> Finding:
    """Return the promised share of a year."""
    given = answer.given
    position = [site.project for site in given.file.sites].index(answer.start.project)
    own = [
        (item.when, answer.id_of(f"sites.{position}.promises.{n}.share"))
        for n, item in enumerate(given.file.sites[position].promises)
        if str(item.tier) == _TIERS[tier]
    ]
    return Finding(
        measure="enable.workforce_promised",
        keys=answer.keys(place=place, year=year),
        title=f"Part of all jobs promised to {place}",
        value=Value.exact(round(share, 2)),
        unit="%",
        formula="the promise in force",
        parents=parents_of(own),
        cells={"place": place, "year": year, "offer": "promised"},
    )


def _places(answer: WorkforceAnswer) -> Iterator[Finding]:
    """Yield the places for courses that the promises ask for at one time, by tier."""
    site = site_of(answer.given, answer.start.project)
    needed = answer.in_time
    present = needed.pipeline.in_courses(needed.inputs.steps).sum(axis=1)
    have = answer.standing[Reading.CENTRAL]
    for tier, name in enumerate((site.district, f"rest of {site.province}")):
        teach = [c for c, place in enumerate(needed.inputs.places) if place.tier == tier]
        seats = sum(float(place.seats.max()) for place in have.inputs.places if place.tier == tier)
        total = present[teach].sum(axis=0)
        at = int(total.argmax())
        yield Finding(
            measure="enable.workforce_places",
            keys=answer.keys(place=name),
            title=f"Places for courses that the promises ask of {name} at one time",
            value=Value.exact(round(float(total[at]), 0)),
            unit="person",
            formula="max_t people in courses, in the pipeline in which courses begin in time",
            parents=parents_of(
                (centre.id, answer.id_of(f"centres.{centre.id}.seats"))
                for centre in answer.given.file.centres
            ),
            note=f"In {_half(float(needed.demand.times[at]))}; {seats:g} places stand.",
            cells={"place": name},
        )


def workforce_findings(answer: WorkforceAnswer) -> Sequence[Finding]:
    """Return every figure of one start: jobs, pools, training, places, shares, effects."""
    central = answer.standing[Reading.CENTRAL]
    by = {reading: solution.pipeline for reading, solution in answer.standing.items()}
    return [
        *_occupations(answer),
        *_places(answer),
        *_shares(answer),
        *_pools(answer),
        *effects(answer.given, answer.start, central.demand),
        *placed_findings(answer.given, answer.start, central.demand, by),
        *supply_findings(answer.given, answer.start, central.demand, by, answer.new.pipeline),
        *shortage_findings(answer.given, answer.start, central.demand, central.pipeline),
        *premium_findings(answer.given, answer.start, central.demand, by),
    ]
