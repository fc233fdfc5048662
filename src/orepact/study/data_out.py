"""The whole result as data that others can cite: Data Package, RO-Crate, and JSON of each table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from orepact.quantity import Value
from orepact.study.stored_run import Cell, Run, StoredTable
from orepact.trace import short_id

__all__ = [
    "cited",
    "data_package",
    "research_crate",
    "table_json",
    "titles_of",
    "value_fields",
]

_OWN = {
    "name": "Apache-2.0",
    "title": "Apache License 2.0 for what orepact computed; each source keeps its own",
    "path": "https://www.apache.org/licenses/LICENSE-2.0",
}
_BASE = "urn:orepact:"
_MEDIA: Mapping[str, str] = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


def value_fields(value: Value) -> dict[str, Any]:
    """Return a value as JSON shows it: a number, or bounds with what kind of gap it is."""
    if value.number is not None:
        return {"value": value.number}
    bounds = {"low": value.low, "high": value.high, "flag": str(value.kind)}
    return {name: bound for name, bound in bounds.items() if bound is not None}


def cited(run: Run, table: StoredTable) -> list[str]:
    """Return the ids of all sources that a table's numbers lead back to."""
    found: set[str] = set()
    todo, seen = list(table.refs()), set()
    while todo:
        id_ = todo.pop()
        if id_ in seen or id_ not in run.records:
            continue
        seen.add(id_)
        found.update(run.records[id_].sources)
        todo += [parent.id for parent in run.records[id_].parents]
    return sorted(found & set(run.sources))


def _source(run: Run, id_: str) -> dict[str, str]:
    """Return a source with its licence, as a Data Package names it."""
    source = run.sources[id_]
    path = {"path": source.address} if source.address.startswith(("https://", "http://")) else {}
    return {
        "name": id_,
        "title": source.line,
        "licence": source.licence,
        "custody": source.custody,
        **path,
    }


def table_json(run: Run, table: StoredTable) -> dict[str, Any]:
    """Return a table with its metadata: units, licence, sources, and an id for every figure.

    A figure is ``{"value" | "low", "high", "flag", "unit", "id", "cite"}``; ``cite`` is the short
    name behind which the figure's card stands in ``plan.html`` and that ``orepact explain`` finds.
    """
    keys = {column.key for column in table.columns}
    rows = []
    for row in table.rows:
        shown: dict[str, Any] = {}
        for key, cell in row.items():
            if isinstance(cell, dict):
                record = run.records[cell["ref"]]
                shown[key] = {
                    **value_fields(record.value),
                    "unit": record.unit,
                    "id": record.id,
                    "cite": short_id(record.id),
                }
            elif key in keys or key.endswith("_id"):
                shown[key] = cell
        rows.append(shown)
    return {
        "orepact": run.manifest.orepact,
        "run": run.id,
        "case": run.case,
        "as_of": run.created,
        "money": run.money,
        "name": table.name,
        "title": table.title,
        "note": table.note,
        "licence": _OWN["title"],
        "columns": [column._asdict() for column in table.columns],
        "sources": [_source(run, id_) for id_ in cited(run, table)],
        "rows": rows,
    }


def _is_words(cell: Cell | None) -> bool:
    """Return whether a cell is neither empty nor a figure."""
    return cell not in (None, "") and not isinstance(cell, dict)


def _fields(table: StoredTable) -> list[dict[str, str]]:
    pointed = {
        column.key
        for column in table.columns
        if any(isinstance(row.get(column.key), dict) for row in table.rows)
    }
    worded = {
        column.key
        for column in table.columns
        if any(_is_words(row.get(column.key)) for row in table.rows)
    }
    found: list[dict[str, str]] = []
    for column in table.columns:
        kind = "string" if column.key not in pointed else "number"
        kind = "any" if column.key in pointed & worded else kind
        field = {"name": column.key, "type": kind, "title": column.title}
        found.append(field | ({"unit": column.unit} if column.unit else {}))
        if column.key not in pointed:
            continue
        found += [
            {
                "name": f"{column.key}_{part}",
                "type": "number" if part in {"low", "high"} else "string",
                "title": f"{column.title}, {part}",
            }
            for part in ("low", "high", "flag", "unit", "id")
        ]
    shown = {field["name"] for field in found}
    ids = [key for row in table.rows for key in row if key.endswith("_id") and key not in shown]
    return found + [{"name": key, "type": "string", "title": key} for key in dict.fromkeys(ids)]


def _tabular(run: Run, name: str, table: StoredTable) -> dict[str, Any]:
    found: dict[str, Any] = {
        "profile": "tabular-data-resource",
        "name": name.lower(),
        "path": f"tables/{name}.csv",
        "title": table.title,
        "description": table.note,
        "format": "csv",
        "mediatype": _MEDIA[".csv"],
        "encoding": "utf-8",
        "licenses": [_OWN],
        "schema": {"fields": _fields(table), "missingValues": [""]},
    }
    sources = [_source(run, id_) for id_ in cited(run, table)]
    return found | ({"sources": sources} if sources else {})


def data_package(run: Run, files: Mapping[str, str]) -> dict[str, Any]:
    """Return a Data Package of all tables and files: fields, units, sources and licences.

    Parameters
    ----------
    run : Run
    files : dict of str to str
        Path of each other file to what it is.

    References
    ----------
    Frictionless Data, Data Package and Tabular Data Resource, version 1.
    """
    return {
        "profile": "data-package",
        "name": run.id.lower(),
        "id": f"{_BASE}{run.id}",
        "title": f"{run.title}: partnership plan",
        "description": f"As of {run.created}; evidence up to {run.evidence_cutoff}. Money: "
        f"{run.money}. An id in a column leads to the number's formula and sources in plan.json.",
        "created": f"{run.created}T00:00:00Z",
        "licenses": [_OWN],
        "resources": [
            *(_tabular(run, name, table) for name, table in sorted(run.tables.items())),
            *(
                {
                    "profile": "data-resource",
                    "name": path.lower(),
                    "path": path,
                    "title": title,
                    "mediatype": _MEDIA[PurePosixPath(path).suffix],
                }
                for path, title in sorted(files.items())
            ),
        ],
    }


def research_crate(run: Run, files: Mapping[str, str]) -> dict[str, Any]:
    """Return an RO-Crate of the run: its files, what made them, and what they rest on.

    References
    ----------
    Research Object Crate, RO-Crate Metadata Specification 1.1, 2020.
    """
    works = sorted(item for item in run.sources.items() if not item[0].startswith("end-"))
    parts = [{"@id": path} for path in sorted(files)]
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
                "about": {"@id": "./"},
            },
            {
                "@id": "./",
                "@type": "Dataset",
                "name": f"{run.title}: partnership plan",
                "description": f"As of {run.created}; evidence up to {run.evidence_cutoff}. "
                "Tables, pictures and the lineage of every number.",
                "identifier": f"{_BASE}{run.id}",
                "datePublished": run.created,
                "license": {"@id": _OWN["path"]},
                "hasPart": parts,
                "mentions": [{"@id": "#run"}],
            },
            {"@id": _OWN["path"], "@type": "CreativeWork", "name": _OWN["title"]},
            *(_file(path, title) for path, title in sorted(files.items())),
            {
                "@id": "#run",
                "@type": "CreateAction",
                "name": f"orepact plan {run.case}",
                "instrument": {"@id": "#orepact"},
                "object": [{"@id": f"#{id_}"} for id_, _ in works],
                "result": parts,
            },
            {
                "@id": "#orepact",
                "@type": "SoftwareApplication",
                "name": "orepact",
                "softwareVersion": run.manifest.orepact,
            },
            *(
                {
                    "@id": f"#{id_}",
                    "@type": "CreativeWork",
                    "name": source.title,
                    "publisher": source.publisher,
                    "license": source.licence,
                    **({"url": source.address} if source.address.startswith("http") else {}),
                }
                for id_, source in works
            ),
        ],
    }


def _file(path: str, title: str) -> Mapping[str, str]:
    return {
        "@id": path,
        "@type": "File",
        "name": title,
        "encodingFormat": _MEDIA[PurePosixPath(path).suffix],
    }


def titles_of(run: Run, figures: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """Return path and title of every file of a run, its descriptors left out."""
    tables = [
        (f"tables/{name}.{ending}", table.title)
        for name, table in run.tables.items()
        for ending in ("csv", "json")
    ]
    return [
        ("plan.json", "The whole run: every figure with formula, inputs and sources"),
        ("provenance.json", "Lineage of every figure, W3C PROV-JSON"),
        *tables,
        *figures.items(),
    ]
