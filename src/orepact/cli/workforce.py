"""``orepact workforce``: which jobs bind near a site, whom to train where, starting when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit
from orepact.cli.table import tell

if TYPE_CHECKING:
    from orepact.enable import Finding
    from orepact.trace import Lookup

__all__ = ["workforce", "workforce_lookups"]

_ORDER = (
    "workforce_jobs",
    "workforce_skilled",
    "workforce_begin",
    "workforce_trained",
    "workforce_places",
    "workforce_share",
    "workforce_promised",
    "workforce_pool",
    "workforce_person_years",
    "workforce_indirect",
    "workforce_placed",
    "workforce_supply",
    "workforce_missing",
    "workforce_premium",
    "workforce_elsewhere",
)


def workforce_lookups(id_: str) -> list[Lookup]:
    """Return who can answer for an id of ``orepact workforce`` and its inputs; else nobody."""
    from collections.abc import Mapping, Sequence

    from orepact.case import load
    from orepact.enable import (
        FindingLookup,
        chosen_start,
        workforce_answer,
        workforce_case,
        workforce_findings,
    )
    from orepact.trace import parse_result_id

    parsed = parse_result_id(id_)
    if parsed is None or not parsed[1].startswith("enable.workforce") or "case" not in parsed[2]:
        return []
    case = load(parsed[2]["case"])
    given = workforce_case(case)

    def compute(keys: Mapping[str, str]) -> Sequence[Finding]:
        year = keys.get("start", "").rpartition(".")[2]
        project = keys.get("project", given.file.sites[0].project)
        start = chosen_start(given, project, int(year) if year.isdigit() else None)
        return workforce_findings(workforce_answer(given, start))

    return [FindingLookup("enable.workforce", case.id, compute), case]


def _binds(item: Finding) -> str:
    """Return what stops more hiring in the district, and in which part of the time."""
    if item.cells["binds"] == "nothing":
        return "nothing"
    return f"{item.cells['binds']} {item.cells['part of half-years']:.0%}"


def _by_occupation(found: list[Finding]) -> list[dict[str, str]]:
    """Return one row per occupation: jobs, who is near, what binds, whom to train since when."""
    from orepact.quantity import format_number

    rows: dict[str, dict[str, str]] = {}
    columns = {
        "workforce_jobs": "jobs",
        "workforce_skilled": "near",
        "workforce_trained": "to train",
        "workforce_begin": "first course",
    }
    for item in found:
        column = columns.get(item.measure.removeprefix("enable."))
        if column is None:
            continue
        row = rows.setdefault(
            item.cells["occupation"],
            {
                "occupation": item.cells["occupation"],
                **dict.fromkeys(columns.values(), ""),
                "late": "",
                "binds": _binds(item),
            },
        )
        row[column] = item.cells.get("begin") or format_number(round(item.number))
        if item.cells.get("is late"):
            row["late"] = "yes"
    return list(rows.values())


def _by_year(found: list[Finding]) -> list[dict[str, str]]:
    """Return one row per place and year: promised, reached with centres that stand, with new."""
    from orepact.quantity import format_number

    missing = {
        (item.cells["place"], item.cells["year"]): item.number
        for item in found
        if item.measure == "enable.workforce_missing"
    }
    rows: dict[tuple[str, int], dict[str, str]] = {}
    for item in found:
        if item.measure != "enable.workforce_share":
            continue
        cells = item.cells
        row = rows.setdefault(
            (cells["place"], cells["year"]),
            {
                "place": cells["place"],
                "year": str(cells["year"]),
                "jobs": format_number(cells["jobs"]),
                "due": format_number(cells["promised"]),
            },
        )
        name = "new" if "new" in cells["offer"] else "standing"
        row[name] = format_number(round(item.number, 1))
        if item.low is not None and item.high is not None:
            row["range"] = f"{item.low:.0f} to {item.high:.0f}"
            short = missing.get((cells["place"], cells["year"]))
            row["missing"] = "" if short is None else format_number(short)
    return list(rows.values())


def _supply(found: list[Finding]) -> list[dict[str, str]]:
    """Return one row per year: trained people and jobs, who comes from elsewhere, the premium."""
    from orepact.quantity import format_number

    columns = {
        "jobs": "jobs",
        "promised": "promised",
        "standing": "standing",
        "new": "new places",
    }
    others = {"enable.workforce_elsewhere": "elsewhere", "enable.workforce_premium": "premium"}
    rows: dict[int, dict[str, str]] = {}
    for item in found:
        name = others.get(item.measure, "")
        if item.measure == "enable.workforce_supply":
            name = columns[str(item.keys["line"])]
        if name:
            row = rows.setdefault(item.cells["year"], {"year": str(item.cells["year"])})
            row[name] = format_number(round(item.number, 1))
    return list(rows.values())


def _other(item: Finding) -> dict[str, str]:
    """Return any other finding as words."""
    from orepact.quantity import figure

    has_range = item.low is not None and item.high is not None
    span = f"{figure(item.low or 0.0)} to {figure(item.high or 0.0)}" if has_range else ""
    words = {"what": item.title, "value": figure(item.value, item.unit), "range": span}
    return {**words, "note": item.note}


def _sorted(found: list[Finding]) -> list[Finding]:
    """Return findings measure by measure, each in its own order."""
    return sorted(found, key=lambda item: _ORDER.index(item.measure.removeprefix("enable.")))


@app.command()
def workforce(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A shipped case, or a folder.")],
    *,
    project: Annotated[
        str, typer.Option(help="Whose workforce; the first site of the case without it.")
    ] = "",
    start: Annotated[
        int | None, typer.Option(help="First spend year; the soonest after a decision to come.")
    ] = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show which occupations bind near a site, whom to train where, and since when."""
    from orepact.case import load
    from orepact.enable import (
        chosen_start,
        workforce_answer,
        workforce_case,
        workforce_findings,
        workforce_sentences,
    )

    given = workforce_case(load(case))
    chosen = chosen_start(given, project or given.file.sites[0].project, start)
    answer = workforce_answer(given, chosen)
    found = _sorted(list(workforce_findings(answer)))
    title = (
        f"{given.projects[chosen.project].title}, {chosen.variant}, first spend "
        f"{chosen.first_spend}: jobs at most, skilled people near today, people who must begin a "
        "course to keep the promises, and what binds in the district (part of the time)"
    )
    district = next(s.district for s in given.file.sites if s.project == chosen.project)
    sentences = workforce_sentences(found, district)
    if format_ is not Format.TABLE:
        emit("workforce", [item.row() for item in found], format_, sentences=list(sentences))
        return
    for sentence in sentences:
        tell(sentence)
    typer.echo("")
    emit("workforce", _by_occupation(found), format_, title=title)
    shares = (
        "Part of all jobs that district and province can fill, and that is due, %: with the "
        "centres that stand, their range and workers missing, and with new places where needed"
    )
    emit("workforce", _by_year(found), format_, title=shares)
    trades = (
        "Jobs that need a course, part promised to the province, people of the province for them "
        "with the centres that stand and with new places; then all workers from elsewhere, and the "
        "wage premium in million USD a year"
    )
    emit("workforce", _supply(found), format_, title=trades)
    shown = {"places", "pool", "person_years", "indirect", "placed"}
    others = [item for item in found if item.measure.partition("workforce_")[2] in shown]
    emit("workforce", [_other(item) for item in others], format_, title="Pools and effects")
    typer.echo("Ids and inputs of every figure: --format json; then orepact explain ID.")
