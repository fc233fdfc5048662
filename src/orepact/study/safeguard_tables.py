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
    _shares(book, found)
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


def _shares(book: Book, found: Sequence[Finding]) -> None:
    """Add one row per basin: drawn against what comes back, the sites' part, wells."""

    def by_basin(measure: str) -> dict[str, Finding]:
        own = _of(found, f"environment_{measure}")
        return {item.cells["basin"]: item for item in own}

    added, wells = by_basin("basin_added"), by_basin("wells")
    rows = []
    for basin, item in by_basin("basin_share").items():
        has_range = item.low is not None and item.high is not None
        rows.append(
            {
                "basin": basin,
                "share": span(book, item) if has_range else shown(book, item),
                "added": shown(book, added[basin]),
                "wells": shown(book, wells[basin]),
                "note": item.note,
                "figure_id": item.id,
            }
        )
    book.table(
        "people.water",
        "Water drawn against what comes back, basin by basin",
        [
            ("basin", "Basin", ""),
            ("share", "Drawn against what comes back", "%"),
            ("added", "Of it by the sites", "%"),
            ("wells", "Wells in use", ""),
            ("note", "Remark", ""),
        ],
        rows,
        note=(
            "Recharge and other use are assumed with wide ranges; no balance of any of these "
            "basins was read, and nobody has counted the wells. Test before a permit, not after."
        ),
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
        [
            ("project", "Project", ""),
            ("state", "Standing", ""),
            ("means", "For a plan", ""),
            ("waiting", "Questions not answered with evidence", ""),
        ],
        [{**item.cells, "state_id": item.id} for item in _of(found, "consent_standing")],
        note=(
            "A refusal removes a project from every plan and nothing buys it back. Where consent "
            "has no evidence, the plan with the project and the plan without it stand side by side "
            "among the switches of the answer: consent not evidenced, such projects left out. A "
            "plan that shows a gain is a reason to ask, not an answer."
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
            ("fpic", "Free, prior and informed consent", ""),
            ("ps7", "Lenders' standard on indigenous peoples", ""),
            ("contested_by", "Who says what", ""),
            ("evidence", "Evidence", ""),
        ],
        _by_project(found),
        note=(
            "Not assessed: no document of anybody entitled to judge was found. Where no rule "
            "applies, people must still be asked."
        ),
    )
    counts: dict[str, dict[str, Any]] = {}
    for item in _of(found, "consent_grievances"):
        words = {"project": item.cells["project"], "channel": item.cells["channel"]}
        row = counts.setdefault(str(item.keys["project"]), words)
        row[item.cells["step"]] = shown(book, item)
        row[f"{item.cells['step']}_id"] = item.id
    book.table(
        "consent.grievances",
        "Grievances, handed in and settled",
        [
            ("project", "Project", ""),
            ("opened", "Handed in", ""),
            ("closed", "Settled", ""),
            ("channel", "Channel", ""),
        ],
        counts.values(),
        note="A count that nobody publishes is unknown, not zero.",
    )


def _by_project(found: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return one row per project with both rules, who contests them, and the evidence."""
    rows: dict[str, dict[str, Any]] = {}
    for item in _of(found, "consent_applies"):
        row = rows.setdefault(str(item.keys["project"]), {"project": item.cells["project"]})
        rule = str(item.keys["rule"])
        row[rule], row[f"{rule}_id"] = item.cells["state"], item.id
        for name in ("contested_by", "evidence"):
            said = [row.get(name, ""), "" if item.cells[name] == "none" else item.cells[name]]
            row[name] = "; ".join(part for part in said if part)
    return list(rows.values())


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
