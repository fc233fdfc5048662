"""Who works and who must be trained, as tables of the run: jobs, courses, promises, work lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orepact.case import Case
from orepact.enable import (
    Finding,
    Start,
    WorkforceCase,
    chosen_start,
    workforce_answer,
    workforce_case,
    workforce_findings,
)
from orepact.study.book import Book
from orepact.study.finding_cell import cell, span
from orepact.study.plan_result import PlanResult

__all__ = ["add_workforce"]

_LIMITS = (
    "Parts of the occupations come from mines in the United States, where labour is dear and "
    "machines many; who is skilled near the site is assumed. Read the order, not the digits."
)


def _start(given: WorkforceCase, result: PlanResult) -> Start:
    """Return the start that the plan takes for the first site's project, else the soonest."""
    project = given.file.sites[0].project
    for column in result.bargain.equal.decisions.columns:
        own, variant, year, _ = column.split(":")
        if own == project:
            return Start(project=own, variant=variant, first_spend=int(year))
    return chosen_start(given, project)


def _of(found: Sequence[Finding], measure: str) -> list[Finding]:
    return [item for item in found if item.measure == f"enable.workforce_{measure}"]


def _occupations(book: Book, found: Sequence[Finding], title: str) -> None:
    """Add one row per occupation: jobs, skilled near today, trainees, first course, what binds."""
    rows: dict[str, dict[str, Any]] = {}
    for key, measure in (("jobs", "jobs"), ("near", "skilled"), ("trained", "trained")):
        for item in _of(found, measure):
            name = item.cells["occupation"]
            row = rows.setdefault(name, {"occupation": name, "binds": item.cells["binds"]})
            row[key] = cell(book, item)
            if key != "trained":
                row[f"{key}_range"] = span(book, item)
    late = []
    for item in _of(found, "begin"):
        row = rows[item.cells["occupation"]]
        cell(book, item)
        row["begin"] = item.cells["begin"]
        row["begin_id"] = item.id
        if item.cells["is late"]:
            late.append(item.cells["occupation"])
            row["late"] = "too late already"
    binding = [name for name, row in rows.items() if row["binds"] != "nothing"]
    told = (
        f"Too late already for: {'; '.join(late)}. "
        if late
        else "No course would have had to begin before today. "
    )
    book.table(
        "enablers.workforce",
        f"Jobs by occupation, and when courses must begin: {title}",
        [
            ("occupation", "Occupation", ""),
            ("jobs", "Jobs at most", "person"),
            ("near", "Skilled in the district today", "person"),
            ("near_range", "Range", "person"),
            ("binds", "What binds in the district", ""),
            ("trained", "To begin a course", "person"),
            ("begin", "First course must begin", ""),
            ("late", "In time", ""),
        ],
        rows.values(),
        note=(
            f"{told}Fewer people near than jobs, for skill or schooling, in: "
            f"{'; '.join(binding) or 'none'}. Courses are those of least cost that keep the "
            f"promises; people who leave and who do not finish are in them. {_LIMITS}"
        ),
    )


def _shares(book: Book, found: Sequence[Finding]) -> None:
    """Add promised and reached shares by place and year."""
    rows = [
        {
            "place": item.cells["place"],
            "offer": item.cells["offer"],
            "line": f"{item.cells['place']}: {item.cells['offer']}",
            "year": item.cells["year"],
            "share": cell(book, item),
            "range": span(book, item),
        }
        for item in (*_of(found, "promised"), *_of(found, "share"))
    ]
    book.table(
        "enablers.workforce_shares",
        "Part of all jobs that people from near can fill, year by year",
        [
            ("place", "Place", ""),
            ("year", "Year", ""),
            ("offer", "With", ""),
            ("share", "Part of all jobs", "%"),
            ("range", "Range", "%"),
        ],
        rows,
        note=(
            "A whole province includes its host district. The lower half of each year. New places "
            "open after a wait; the least-cost mix keeps promises first and then takes whoever is "
            f"cheaper. {_LIMITS}"
        ),
    )
    near = rows[0]["place"] if rows else ""
    book.table(
        "enablers.workforce_lines",
        "Promised and reachable part of all jobs in the host district",
        [("line", "Line", ""), ("year", "Year", ""), ("share", "Part of all jobs", "%")],
        [row for row in rows if row["place"] == near],
    )


def _supply(book: Book, found: Sequence[Finding], title: str) -> None:
    """Add jobs that need a course against trained people of the province, year by year."""
    book.table(
        "enablers.workforce_supply",
        f"Jobs that need a course, and people of the province trained for them: {title}",
        [
            ("line", "Line", ""),
            ("year", "Year", ""),
            ("people", "People", "person"),
            ("range", "Range", "person"),
        ],
        [
            {
                "line": item.cells["line"],
                "year": item.cells["year"],
                "people": cell(book, item),
                "range": span(book, item),
            }
            for item in _of(found, "supply")
        ],
        note=(
            "Jobs: the higher of the year's halves; people: the lower. People are those whom the "
            f"least-cost pipeline puts into such jobs. {_LIMITS}"
        ),
    )
    premium = {item.cells["year"]: item for item in _of(found, "premium")}
    missing: dict[int, dict[str, Finding]] = {}
    for item in _of(found, "missing"):
        missing.setdefault(item.cells["year"], {})[item.cells["place"]] = item
    places = list(dict.fromkeys(item.cells["place"] for item in _of(found, "missing")))
    book.table(
        "enablers.workforce_missing",
        f"Workers from elsewhere, their premium, and who is missing under promises: {title}",
        [
            ("year", "Year", ""),
            ("elsewhere", "From elsewhere", "person"),
            ("premium", "Wage premium", "MUSD/yr"),
            ("range", "Range", "MUSD/yr"),
            *((f"place-{n}", f"Missing: {place}", "person") for n, place in enumerate(places)),
        ],
        [
            {
                "year": item.cells["year"],
                "elsewhere": cell(book, item),
                "premium": cell(book, premium[item.cells["year"]]),
                "range": span(book, premium[item.cells["year"]]),
                **{
                    f"place-{n}": cell(book, own[place])
                    for n, place in enumerate(places)
                    if place in (own := missing.get(item.cells["year"], {}))
                },
            }
            for item in _of(found, "elsewhere")
        ],
        note=(
            "The premium is what camp, roster and travel cost above a worker who lives near; it is "
            "in no other table and in no plan. With the centres that stand."
        ),
    )


def _against_the_plan(book: Book, case: Case, found: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return what the plan counts in place beside the most people whom the pipeline can place."""
    rows: list[dict[str, Any]] = []
    for placed in _of(found, "placed"):
        counted = f"case:{case.id}/resources:{placed.cells['resource']}.in_place"
        in_place = book.known(counted)
        number = in_place.value.number or 0.0 if in_place else 0.0
        is_short = placed.number < min(placed.cells["jobs"], number) - 1.0
        rows += [
            {
                "what": "People of the province whom the case counts in place today",
                "value": book.cite(counted),
                "note": "An input, assumed."
                + (" The next row contradicts it." if is_short else ""),
            },
            {
                "what": placed.title,
                "value": cell(book, placed),
                "range": span(book, placed),
                "note": "Fewer than its jobs and than the row above: a start may come too soon."
                if is_short
                else "As many as it has jobs, or as the case counts.",
            },
        ]
    return rows


def _people(
    book: Book, found: Sequence[Finding], title: str, more: Sequence[dict[str, Any]]
) -> None:
    """Add person-years net of work lost, jobs with suppliers, and places for courses."""
    shown = [*_of(found, "person_years"), *_of(found, "indirect"), *_of(found, "places")]
    book.table(
        "people.work",
        f"Work gained and lost: {title}",
        [("what", "What", ""), ("value", "Number", ""), ("range", "Range", ""), ("note", "", "")],
        [
            {
                "what": item.title,
                "value": cell(book, item),
                "range": span(book, item),
                "note": item.note,
            }
            for item in shown
        ]
        + list(more),
        note="Construction ends; production stays. Neither is a promise of the company.",
    )
    book.table(
        "people.pools",
        "People of 15 to 49 whom one project could win, by schooling",
        [
            ("place", "Place", ""),
            ("schooling", "Schooling", ""),
            ("who", "Who", ""),
            ("value", "People", "person"),
            ("range", "Range", "person"),
            ("note", "Counted", ""),
        ],
        [
            {
                "place": item.cells["place"],
                "schooling": item.cells["schooling"],
                "who": item.cells["who"],
                "value": cell(book, item),
                "range": span(book, item),
                "note": item.note,
            }
            for item in _of(found, "pool")
        ],
        note=(
            "Counted by the census; who seeks work and whom one mine could win is assumed, for "
            "women and men apart. The census prints no finished classes, so those are estimated."
        ),
    )


def add_workforce(book: Book, case: Case, result: PlanResult) -> None:
    """Add the workforce of the first site's project; nothing for a case without workforce.yaml."""
    if case.workforce is None:
        return
    given = workforce_case(case)
    start = _start(given, result)
    answer = workforce_answer(given, start)
    found = workforce_findings(answer)
    title = f"{case.projects[start.project].title}, first spend {start.first_spend}"
    _occupations(book, found, title)
    _shares(book, found)
    _supply(book, found, title)
    _people(book, found, title, _against_the_plan(book, case, found))
