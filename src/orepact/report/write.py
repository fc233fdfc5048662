"""From a finished run to files: the page, its pictures, and the stored run beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

from orepact.errors import OrepactError, UnknownNameError
from orepact.evidence import countries, country_name
from orepact.report.brief import brief
from orepact.report.chart.gallery import Picture, picture
from orepact.report.chart.place import MapSetting, place_map, read_basemap
from orepact.report.chart.route_map import line_features, route_map
from orepact.report.chart.style import as_file, render, warm_up
from orepact.report.front_table import front_table
from orepact.report.html import ChapterPage, TableView, front_page, page, table_view
from orepact.report.origins import Origin, origins_of
from orepact.report.outline import Chapter, ChartPlan, outline
from orepact.report.printer import Printer, count_record
from orepact.report.words import sentences
from orepact.study import Run, save
from orepact.trace import Lookup

__all__ = ["write"]

TOLD_IN_SHORT = frozenset({"importer", "chance"})
"""Kinds of sentence that page 1 tells in parts of its own."""
NOT_ASSESSED, IN_ALL = "report.chapters_not_assessed[]", "report.chapters[]"


def _shipped_map(run: Run) -> MapSetting | None:
    folder = resources.files("orepact") / "cases" / run.case / "geo"
    return MapSetting(folder=Path(str(folder))) if folder.is_dir() else None


def _country(code: str) -> str:
    try:
        return country_name(code)
    except UnknownNameError:
        return code


def _places(features: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the named places of a base map with their position."""
    return [
        {
            "label": place["properties"]["name"],
            "lon": place["geometry"]["coordinates"][0],
            "lat": place["geometry"]["coordinates"][1],
        }
        for place in features
        if place["properties"]["layer"] == "place"
    ]


def _map_picture(printer: Printer, setting: MapSetting | None) -> Picture | None:
    if setting is None:
        return None
    features = read_basemap(setting.folder)
    places = [f for f in features if f["properties"]["layer"] == "place"]
    if not places:
        return None
    rows = _places(features)
    told = f"Where the plan's places lie in {_country(printer.run.host)}"
    chart, datasets = place_map(features, rows, is_dispute_drawn=setting.is_dispute_drawn)
    sources = tuple(dict.fromkeys(place["properties"]["source"] for place in places))
    inline = render(chart, "map", told, datasets=datasets)
    return Picture(
        id="map",
        finding=printer.said(told, "case.geo"),
        inline=inline,
        file=as_file(inline, told, sources),
        table="",
        sources=tuple(Origin(name=source) for source in sources),
        caveat=setting.note,
    )


def _routes_picture(
    printer: Printer, plan: ChartPlan, setting: MapSetting | None
) -> Picture | None:
    """Return the map of the corridor's lines; none without a base map or without lines."""
    table = printer.run.tables.get(plan.table)
    if setting is None or table is None:
        return None
    features = read_basemap(setting.folder)
    lines = line_features(table.rows)
    if not lines or not features:
        return None
    rows = _places(features)
    told = f"The ways out to the sea in {_country(printer.run.host)}, and which need works"
    chart, datasets = route_map(features, rows, lines, is_dispute_drawn=setting.is_dispute_drawn)
    sources = ("OpenStreetMap contributors (ODbL)", "Natural Earth (public domain)")
    inline = render(chart, plan.id, told, datasets=datasets)
    return Picture(
        id=plan.id,
        finding=printer.said(told, "case.network"),
        inline=inline,
        file=as_file(inline, told, sources),
        table=table.name,
        sources=tuple(Origin(name=source) for source in sources),
        note="Thick: lines with works in the published way. Dotted: lines nobody offers.",
        caveat=setting.note,
    )


def _picture(printer: Printer, plan: ChartPlan, states: Sequence[str]) -> Picture | None:
    table = printer.run.tables.get(plan.table)
    return picture(printer, table, plan, states) if table is not None and table.rows else None


def _views(printer: Printer, names: Sequence[str]) -> dict[str, TableView]:
    tables = printer.run.tables
    orders = {order.table: order.sorted for order in outline().orders}
    return {
        name: table_view(
            printer,
            orders[name](tables[name]) if name in orders else tables[name],
            origins_of(printer, tables[name]),
        )
        for name in names
        if name in tables and tables[name].rows
    }


def _opened(run: Run) -> str:
    """Return what every one of the next decisions opens; empty where they open several things."""
    opened = {decision.unlocks for decision in run.answer.next_decisions}
    return opened.pop() if len(opened) == 1 and len(run.answer.next_decisions) > 1 else ""


def _tallies(printer: Printer, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Count the rows of each ordered table by their word, as figures of the report."""
    tallies = []
    for order in outline().orders:
        table = printer.run.tables.get(order.table)
        if order.table not in names or table is None:
            continue
        for word, count in order.counts(table).items():
            id_ = f"report.rows[table={order.table},{order.column}={word}]"
            rows = [row for row in table.rows if str(row.get(order.column)) == word]
            counted = [
                cell["ref"] for row in rows for cell in row.values() if isinstance(cell, dict)
            ]
            record = count_record(
                id_, f"{table.title}: {word}", count, "rows with this word", counted
            )
            tallies.append((word, printer.own(record)))
    return tuple(tallies)


def _chapter(printer: Printer, chapter: Chapter, pictures: dict[str, Picture]) -> ChapterPage:
    tables, folded = (
        {
            name: replace(view, is_whole=name in chapter.whole)
            for name, view in _views(printer, names).items()
        }
        for names in (chapter.tables, chapter.folded)
    )
    shown: list[tuple[Picture, TableView | None]] = []
    for id_ in chapter.charts:
        if id_ not in pictures:
            continue
        drawn = pictures[id_]
        behind = folded.pop(drawn.table, None)
        if behind is None and drawn.table not in tables and drawn.table in printer.run.tables:
            behind = _views(printer, [drawn.table]).get(drawn.table)
        if behind is not None and drawn.sources:
            behind = replace(behind, sources=())
        shown.append((drawn, behind))
    return ChapterPage(
        chapter=chapter,
        is_assessed=bool(chapter.served_by(printer.run)),
        tables=tuple(tables.values()),
        folded=tuple(folded.values()),
        tallies=_tallies(printer, chapter.tables),
        pictures=tuple(shown),
    )


def _printer(
    run: Run, lookups: Sequence[Lookup], titles: Mapping[str, str] | None, not_assessed: int
) -> Printer:
    contents = outline()
    own = (
        count_record(
            NOT_ASSESSED,
            "Chapters that this run does not assess",
            not_assessed,
            "chapters of the outline for which the run holds no table with a row",
        ),
        count_record(IN_ALL, "Chapters of every report", len(contents.chapters), "the outline"),
    )
    return Printer(run, lookups, own, titles)


def write(
    run: Run,
    out: Path,
    *,
    lookups: Sequence[Lookup] = (),
    map_setting: MapSetting | None = None,
    titles: Mapping[str, str] | None = None,
    disclaimer: str = "",
) -> tuple[Path, ...]:
    """Write the report of a run and return the files: the page first, then all others.

    Writes ``plan.html``, ``figures/*.svg`` and, through ``study.save``, ``plan.json``,
    ``tables/*.csv`` and ``manifest.json``. The same run gives the same bytes.

    Parameters
    ----------
    run : Run
        A finished run; a chapter without its tables says "not yet assessed".
    out : Path
        Made if it is not there; pictures of an earlier run in it are removed.
    lookups : sequence of Lookup
        Asked for inputs that the run itself does not hold: the case, the evidence.
    map_setting : MapSetting, optional
        The case's own map; without one, the map of the shipped case of that name, if any.
    titles : mapping, optional
        Title of a source by its id; a source without one is named by its id.
    disclaimer : str
        What the case says on page 1, before the report's own limits.

    Raises
    ------
    OrepactError : if a figure has no lineage, or the folder cannot be written
    """
    warm_up()
    contents = outline()
    setting = map_setting or _shipped_map(run)
    own = {"orepact": "computed by this run"}
    titles = {
        **own,
        **{country.iso3: country.name for country in countries().values()},
        **(titles or {}),
    }
    not_assessed = [chapter for chapter in contents.chapters if not chapter.served_by(run)]
    printer = _printer(run, lookups, titles, len(not_assessed))
    parties = front_table(printer)
    told = brief(printer)
    front = front_page(
        printer,
        {
            "sentences": sentences(printer, without=TOLD_IN_SHORT),
            "brief": told,
            "importer_name": _country(run.importer),
            "opened": _opened(run),
            "disclaimer": disclaimer,
            "parties": parties,
            "not_assessed": not_assessed,
            "chapters_not_assessed": NOT_ASSESSED,
            "chapters_in_all": IN_ALL,
        },
    )
    front_count = len(printer.printed)
    pictures: dict[str, Picture] = {}
    for plan in contents.charts:
        drawn = (
            _map_picture(printer, setting)
            if plan.kind == "map"
            else _routes_picture(printer, plan, setting)
            if plan.kind == "routes"
            else _picture(printer, plan, contents.states)
        )
        if drawn is not None:
            pictures[plan.id] = drawn
    chapters = [_chapter(printer, chapter, pictures) for chapter in contents.chapters]
    html = page(printer, front, front_count, chapters)
    files = (_written(out, html, list(pictures.values())), *_figures(out, pictures))
    others = {"plan.html": f"{run.title}: the report"}
    others |= {f"figures/{drawn.id}.svg": drawn.finding.plain for drawn in pictures.values()}
    return (*files, *save(run, out, others=others))


def _written(out: Path, html: str, pictures: Sequence[Picture]) -> Path:
    try:
        folder = out / "figures"
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.svg"):
            old.unlink()
        for drawn in pictures:
            (folder / f"{drawn.id}.svg").write_text(drawn.file + "\n", encoding="utf-8")
        path = out / "plan.html"
        path.write_text(html, encoding="utf-8")
    except OSError as error:
        raise OrepactError(
            "the report cannot be written", where=str(out), why=str(error), do="Give another DIR"
        ) from error
    return path


def _figures(out: Path, pictures: dict[str, Picture]) -> tuple[Path, ...]:
    return tuple(out / "figures" / f"{drawn.id}.svg" for drawn in pictures.values())
