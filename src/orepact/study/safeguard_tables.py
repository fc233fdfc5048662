"""Consent, land, water, waste, air and closure as tables of the run, with what nobody has shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from orepact.case import Case, consent_of, environment_of
from orepact.enable import Finding, consent_findings, environment_findings
from orepact.study.book import Book
from orepact.study.finding_cell import cell, span

__all__ = ["add_safeguards", "shown", "written"]


def written(book: Book, found: Iterable[Finding]) -> None:
    """Write findings down, those first on which others rest."""
    waiting = list(found)
    known = {item.id for item in waiting}
    while waiting:
        ready = [
            item
            for item in waiting
            if all(p.id in book.records or p.id not in known for p in item.parents)
        ]
        for item in ready:
            cell(book, item)
        done = {item.id for item in ready}
        waiting = [item for item in waiting if item.id not in done]


def shown(book: Book, item: Finding) -> dict[str, str] | str:
    """Return the cell of a figure, or the words of a gap: missing is never zero."""
    number = cell(book, item)
    return item.value.text if item.value.is_gap else number


def _of(found: Sequence[Finding], *measures: str) -> list[Finding]:
    wanted = {f"enable.{name}" for name in measures}
    return [item for item in found if item.measure in wanted]


_FIGURES = [
    ("where", "Where", ""),
    ("what", "What", ""),
    ("value", "Central", ""),
    ("range", "Range", ""),
    ("note", "Remark", ""),
]


def _figures(book: Book, case: Case, items: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return one row per figure of a site or a basin."""
    return [
        {
            "where": item.cells.get("basin") or case.projects[item.cells["project"]].title,
            "what": item.cells["of"],
            "value": shown(book, item),
            "range": span(book, item) if item.low != item.high else None,
            "note": item.note,
            "figure_id": item.id,
        }
        for item in items
    ]


_SITE = (
    "water",
    "water_intensity",
    "residue",
    "residue_volume",
    "waste_rock",
    "rock_volume",
    "electricity",
    "diesel",
    "emissions",
    "emissions_intensity",
    "tailings_area",
    "land",
    "moved",
    "users",
)


def _effects(book: Book, case: Case, found: Sequence[Finding]) -> None:
    sites = _of(found, *(f"environment_{name}" for name in _SITE))
    book.table(
        "people.effects",
        "People, land, water, waste and air at each site",
        _FIGURES,
        _figures(book, case, sites),
        note=(
            "From each project's own schedule, in the production year with most rock or over its "
            "life. Factors that no document gives are assumed with a range; each end of a range "
            "takes every input at its least or its most effect. The company's impact assessment "
            "was not read. Missing counts of people are not zero."
        ),
    )
    basins = [item for item in found if "basin" in item.cells]
    book.table(
        "people.basins",
        "All sites together against the water of each basin",
        _FIGURES,
        _figures(book, case, basins),
        note=(
            "As if every project of the case ran at its peak at once. Recharge, other use and "
            "area are assumed; a share above the whole means that stored water is used up. Means "
            "over a basin hide what happens beside the bores."
        ),
    )
    book.table(
        "people.closure",
        "What closure costs, and what is set aside for it",
        [*_FIGURES[:4], ("note", "Held by, and under which rule", "")],
        _figures(book, case, _of(found, "environment_closure", "environment_bond")),
        note="Without money set aside, those who live there and the province bear the risk.",
    )


def _dams(book: Book, case: Case, found: Sequence[Finding]) -> None:
    heights = {item.cells["project"]: item for item in _of(found, "environment_dam_height")}
    rows = [
        {
            "site": case.projects[item.cells["project"]].title,
            "height": shown(book, heights[item.cells["project"]]),
            "range": span(book, heights[item.cells["project"]]),
            "declared": item.cells["declared"],
            "implied": item.cells["implied"],
            "note": item.note,
            "class_id": item.id,
        }
        for item in _of(found, "environment_dam_class")
    ]
    book.table(
        "people.dams",
        "Tailings dams: how high, and what a failure would do",
        [
            ("site", "Site", ""),
            ("height", "Height", ""),
            ("range", "Range", ""),
            ("declared", "Class declared", ""),
            ("implied", "Class that people at risk imply", ""),
            ("note", "Remark", ""),
        ],
        rows,
        note=(
            "People at risk give the least class; lives, livelihoods and nature can only raise it. "
            "Without a published class and a study of a break, build as for the highest."
        ),
    )


def _standards(book: Book, case: Case, found: Sequence[Finding]) -> None:
    """Add every standard at every site, then every requirement on which somebody wrote."""
    titles = {project.id: project.title for project in case.projects.values()}
    rows: dict[str, dict[str, Any]] = {}
    for item in _of(found, "environment_standard"):
        row = rows.setdefault(item.cells["standard"], {"standard": item.cells["standard"]})
        column = item.cells["project"].replace("-", "_")
        row[column], row[f"{column}_id"] = item.cells["state"], item.id
    columns = [(id_.replace("-", "_"), title, "") for id_, title in titles.items()]
    book.table(
        "people.matrix",
        "Every project against every standard: met, gap, or no evidence",
        [("standard", "Standard", ""), *columns],
        rows.values(),
        note=(
            "The worst requirement decides. No evidence means that no document read shows it, not "
            "that it is broken. While one of these is not met this report does not praise any "
            "site's mining."
        ),
    )
    asked = [
        {
            "site": titles[item.cells["project"]],
            "standard": item.cells["standard"],
            "asks": item.cells["asks"],
            "state": item.cells["state"],
            "said_by": item.cells["said_by"],
            "document": item.note,
            "state_id": item.id,
        }
        for item in _of(found, "environment_requirement")
        if item.keys["place"] != "0"
    ]
    book.table(
        "people.standards",
        "What each requirement's document shows",
        [
            ("site", "Site", ""),
            ("standard", "Standard", ""),
            ("asks", "Asks for", ""),
            ("state", "State", ""),
            ("said_by", "Said by", ""),
            ("document", "Document", ""),
        ],
        asked,
        note=(
            "Met needs a document that is not the company's own. Requirements that the case names; "
            "of every other standard each site has at least one, without evidence."
        ),
    )


def _consent(book: Book, found: Sequence[Finding]) -> None:
    book.table(
        "consent.standing",
        "What the answers mean for a plan",
        [("project", "Project", ""), ("state", "Standing", ""), ("means", "For a plan", "")],
        [{**item.cells, "state_id": item.id} for item in _of(found, "consent_standing")],
        note=(
            "A refusal removes a project from every plan and nothing buys it back. Where consent "
            "has no evidence, plans with and without the project are shown side by side."
        ),
    )
    book.table(
        "consent.bodies",
        "Who must be asked, tier by tier, and where the answer stands",
        [
            ("project", "Project", ""),
            ("tier", "Tier", ""),
            ("who", "Who", ""),
            ("why", "Because of", ""),
            ("state", "State", ""),
            ("as_of", "As of", ""),
            ("evidence", "Evidence", ""),
            ("conditions", "Conditions", ""),
        ],
        [{**item.cells, "state_id": item.id} for item in _of(found, "consent_body")],
        note="Being consulted on social spending is not being asked for consent.",
    )
    book.table(
        "consent.rules",
        "Whether a rule of consent applies, and who says otherwise",
        [
            ("project", "Project", ""),
            ("rule", "Rule", ""),
            ("state", "Applies", ""),
            ("contested_by", "Who says what", ""),
            ("evidence", "Evidence", ""),
        ],
        [{**item.cells, "state_id": item.id} for item in _of(found, "consent_applies")],
    )
    book.table(
        "consent.grievances",
        "Grievances, handed in and settled",
        [
            ("project", "Project", ""),
            ("step", "Step", ""),
            ("value", "Number", ""),
            ("channel", "Channel", ""),
        ],
        [
            {**item.cells, "value": shown(book, item), "figure_id": item.id}
            for item in _of(found, "consent_grievances")
        ],
        note="A count that nobody publishes is unknown, not zero.",
    )


def add_safeguards(book: Book, case: Case) -> None:
    """Add consent and environment; each only for a case that has its file."""
    if "environment" in case.files:
        found = environment_findings(environment_of(case))
        written(book, found)
        _effects(book, case, found)
        _dams(book, case, found)
        _standards(book, case, found)
    if "consent" in case.files:
        answers = consent_findings(consent_of(case))
        written(book, answers)
        _consent(book, answers)
