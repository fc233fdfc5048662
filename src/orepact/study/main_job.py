"""The main job: a case in, a stored run out, with every figure's lineage."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory

from orepact._version import __version__
from orepact.case import Case, surroundings, with_overrides
from orepact.disruption import ScenarioLookup
from orepact.enable import CatalogueLookup
from orepact.evidence import bundle
from orepact.exposure import ExposureLookup, exposure
from orepact.mine import ChanceNumbers, DemandNumbers, ValueLookup
from orepact.plan import (
    DRAWS,
    Settings,
    Shelf,
    build_data,
    case_columns,
    dump_values,
    next_best,
    solve_bargain,
)
from orepact.record import BaseRateLookup, ClaimLookup, EngagementLookup, InformationLookup
from orepact.solve import Limits, shared_solves
from orepact.study.bargaining_tables import add_bargaining
from orepact.study.blocked import blocked_projects
from orepact.study.book import Book
from orepact.study.chapters import write_chapters
from orepact.study.not_assessed import not_assessed
from orepact.study.outlook import outlook_of
from orepact.study.page_sentences import page_sentences
from orepact.study.plan_tables import PlanResult, add_plan
from orepact.study.source_register import cited_sources
from orepact.study.stored_run import Answer, Manifest, Run
from orepact.study.switches import (
    CENTRAL,
    SwitchResult,
    run_switches,
    start_beliefs,
    start_switches,
)
from orepact.study.verdict import reviews_of, ruling_of
from orepact.study.worths import gains_of
from orepact.trace import Lookup, Parent

__all__ = ["run"]

_LIBRARIES = ("numpy", "scipy", "polars", "xarray", "linopy", "highspy")


def _manifest(case: Case, seed: int, gap: float, draws: int, *, is_full: bool = False) -> Manifest:
    return Manifest(
        orepact=__version__,
        python=platform.python_version(),
        libraries={name: metadata.version(name) for name in _LIBRARIES},
        evidence=bundle().fingerprint,
        case_digest=case.fingerprint,
        seed=seed,
        gap=gap,
        switches={
            **{item.path: f"{item.after.value:g} {item.after.unit}" for item in case.overrides},
            **({} if draws == DRAWS else {"draws in each deck": str(draws)}),
            **({"every point of the frontier and every rule": "asked for"} if is_full else {}),
        },
    )


def _counts(book: Book, unassessed: Sequence[str]) -> dict[str, dict[str, str]]:
    """Write the counts of page 1; the assumed values are the parents of their count."""
    stale = sum(row["stale"] == "stale" for row in book.tables["sources.list"].rows)
    assumed = book.tables["assumptions.list"].rows
    values = [cell["ref"] for row in assumed if isinstance(cell := row["value"], dict)]
    counts = {
        "assumed": (len(assumed), "rows of assumptions.list"),
        "stale": (stale, "rows of sources.list that are stale on the date of the case"),
        "unassessed": (len(unassessed), "items that page 1 names as not assessed"),
    }
    return {
        name: book.put(
            "answer.count",
            {"of": name},
            float(count),
            "1",
            title=f"Items {name}",
            formula=f"number of {of}",
            parents=[Parent(role="counted", id=id_) for id_ in values] if name == "assumed" else (),
        )
        for name, (count, of) in counts.items()
    }


def _solved(
    case: Case,
    limits: Limits,
    *,
    is_full: bool,
    tell: Callable[[str], None],
    executor: Executor | None,
    settings: Settings,
    scratch: Path,
) -> PlanResult:
    """Return everything that is solved: points, next best, gains, switches, what stands against."""
    shelf = Shelf()
    tell("Computing every way each project can go")
    table = case_columns(case)
    started = start_switches(case, limits, executor, settings)
    tell("Drawing prices, capital, cost, grade and delay together")
    data = build_data(case, table, settings)
    if executor is not None:
        drawn = scratch / "drawn"
        dump_values(table, drawn)
        started |= start_switches(case, limits, executor, settings, drawn=drawn)
    tell("Solving no deal, ideals, equal gain and the frontier")
    bargain = solve_bargain(data, limits=limits, points=20 if is_full else 3, shelf=shelf)
    tell("Forbidding the choice to find the next best")
    runner_up = next_best(data, bargain, limits=limits, shelf=shelf)
    before = bargain.no_deal.expected
    best_gain = max(bargain.ideals[s].expected[s] - before[s] for s in bargain.ideals)
    ruling = ruling_of(
        data,
        bargain.equal.decisions,
        bargain.no_deal.decisions,
        bargain.equal_gain,
        reviews=reviews_of(case, data),
        most=best_gain,
    )
    central = SwitchResult(
        switch=CENTRAL,
        setting="central",
        gain=bargain.equal_gain,
        verdict=ruling.verdict,
        columns=bargain.equal.decisions.columns,
    )
    tell("Asking why other projects are left out")
    blocked = blocked_projects(data, bargain, limits, shelf)
    tell("Playing the plan in draws that it was not chosen on")
    outlook = outlook_of(case, table, data, bargain, settings=settings, limits=limits, shelf=shelf)
    ahead = start_beliefs(case, limits, executor, settings, drawn=scratch / "drawn")
    found = run_switches(
        case, table, limits=limits, tell=tell, shelf=shelf, started=started, base=settings
    )
    return PlanResult(
        case=case,
        table=table,
        data=data,
        bargain=bargain,
        next_best=runner_up,
        gains=gains_of(
            case,
            table,
            data,
            bargain.equal.decisions,
            bargain.no_deal.decisions,
            settings=settings,
        ),
        verdict=ruling.verdict,
        ruling=ruling,
        switches=(central, *found),
        blocked=blocked,
        outlook=outlook,
        settings=settings,
        limits=limits,
        ahead=ahead,
    )


def _lookups(case: Case) -> tuple[Lookup, ...]:
    """Return who knows the figures that a book of the case may cite."""
    return (
        case,
        bundle(),
        ExposureLookup(exposure()),
        ScenarioLookup(exposure()),
        ClaimLookup(case),
        DemandNumbers(),
        EngagementLookup(case),
        InformationLookup(case),
        BaseRateLookup(case),
        CatalogueLookup(),
        ChanceNumbers(),
        ValueLookup(surroundings(case), case.projects, sorted(case.numbers)),
    )


def run(
    case: Case,
    *,
    seed: int = 0,
    gap: float = 0.01,
    is_full: bool = False,
    what_if: Mapping[str, str | float] | None = None,
    progress: Callable[[str], None] | None = None,
    executor: Executor | None = None,
    draws: int = DRAWS,
) -> Run:
    """Run the whole job on a case.

    Parameters
    ----------
    case : Case
    seed : int
        Of the solver and of all draws.
    gap : float
        Relative gap at which a solve stops.
    is_full : bool
        More points of the frontier.
    what_if : dict of str to number or text
        Paths of the case's numbers and their new values.
    progress : callable
        Called with what is being done.
    executor : concurrent.futures.Executor
        Another process in which the switches are solved beside the plan; without one, after it.
    draws : int
        Of the joint process, in each price deck.

    Raises
    ------
    InfeasibleError : if the case's requirements conflict, with the smallest relaxation
    CaseError, ProblemsError, UnknownNameError : a what-if that cannot stand
    """
    tell = progress or (lambda _: None)
    case = with_overrides(case, what_if) if what_if else case
    limits = Limits(gap=gap, seed=seed)
    book = Book(_lookups(case))
    with TemporaryDirectory() as scratch, shared_solves():
        result = _solved(
            case,
            limits,
            is_full=is_full,
            tell=tell,
            executor=executor,
            settings=Settings(draws=draws, seed=seed),
            scratch=Path(scratch),
        )
        parts = add_plan(book, result)
        write_chapters(book, result, tell)
        if is_full:
            add_bargaining(book, result, limits, tell)
    late = page_sentences(book, result)
    unassessed = not_assessed({name for name, table in book.tables.items() if table.rows})
    cells = _counts(book, unassessed)
    manifest = _manifest(case, seed, gap, draws, is_full=is_full)
    body = json.dumps(asdict(manifest), sort_keys=True).encode()
    header = case.header
    return Run(
        id=f"{case.id}-{hashlib.sha256(body).hexdigest()[:10]}",
        created=header.as_of.isoformat(),
        evidence_cutoff=header.evidence_cutoff.isoformat(),
        case=case.id,
        title=header.title,
        importer=header.importer,
        host=header.host,
        money=f"million {header.money.currency} of {header.money.year}, real",
        manifest=manifest,
        answer=Answer(
            verdict=result.verdict,
            sentences=(*parts.sentences, *late),
            next_decisions=parts.decisions,
            switch=parts.switch,
            counts={name: cell["ref"] for name, cell in cells.items()},
            unassessed=unassessed,
        ),
        records=book.records,
        tables=book.tables,
        sources=cited_sources(case, book.records.values()),
    )
