"""The whole result as data that others can cite: Data Package, RO-Crate and W3C PROV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orepact.evidence import bundle
from orepact.study.stored_run import Run, StoredTable
from orepact.trace import RecordKind

__all__ = ["data_package", "provenance", "research_crate"]

_FACTS = "single facts, quoted with their source"
_OWN = {"name": "Apache-2.0", "title": "Apache License 2.0 for what orepact computed"}
_BASE = "urn:orepact:"


def _cited(run: Run, table: StoredTable) -> list[str]:
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
    return sorted(found - {"orepact"})


def _source(id_: str) -> dict[str, str]:
    """Return a source with its licence; a document of the case is quoted for single facts."""
    known = {source.id: source for source in bundle().sources()}
    if id_ not in known:
        return {"name": id_, "title": id_, "licence": _FACTS}
    source = known[id_]
    return {
        "name": id_,
        "title": f"{source.publisher}, {source.title}, {source.edition}",
        "path": source.reference,
        "licence": source.licence,
        "redistributable": str(source.redistributable),
    }


def _fields(run: Run, table: StoredTable) -> list[dict[str, str]]:
    pointed = {
        column.key
        for column in table.columns
        if any(isinstance(row.get(column.key), dict) for row in table.rows)
    }
    found: list[dict[str, str]] = []
    for column in table.columns:
        kind = "number" if column.key in pointed else "string"
        field = {"name": column.key, "type": kind, "title": column.title}
        found.append(field | ({"unit": column.unit} if column.unit else {}))
        if column.key in pointed:
            found += [
                {
                    "name": f"{column.key}_{part}",
                    "type": "number",
                    "title": f"{column.title}, {part}",
                }
                for part in ("low", "high")
            ]
            found += [
                {
                    "name": f"{column.key}_{part}",
                    "type": "string",
                    "title": f"{column.title}, {part}",
                }
                for part in ("flag", "unit", "id")
            ]
    shown = {field["name"] for field in found}
    ids = [key for row in table.rows for key in row if key.endswith("_id") and key not in shown]
    return found + [{"name": key, "type": "string", "title": key} for key in dict.fromkeys(ids)]


def data_package(run: Run) -> dict[str, Any]:
    """Return a tabular Data Package of all tables: fields, units, sources and licences.

    References
    ----------
    Frictionless Data, Data Package specification 1.0, 2017.
    """
    return {
        "profile": "tabular-data-package",
        "name": run.id.lower(),
        "id": f"{_BASE}{run.id}",
        "title": f"{run.title}: partnership plan",
        "description": f"As of {run.created}; evidence up to {run.evidence_cutoff}. Money: "
        f"{run.money}. An id in a column leads to the number's formula and sources in plan.json.",
        "created": f"{run.created}T00:00:00Z",
        "licenses": [_OWN],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name.lower().replace("_", "-"),
                "path": f"tables/{name}.csv",
                "title": table.title,
                "description": table.note,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "sources": [_source(id_) for id_ in _cited(run, table)],
                "schema": {"fields": _fields(run, table), "missingValues": [""]},
            }
            for name, table in sorted(run.tables.items())
        ],
    }


def research_crate(run: Run, files: Sequence[str]) -> dict[str, Any]:
    """Return an RO-Crate of the run: its files, what made them, and what they rest on.

    References
    ----------
    Research Object Crate, RO-Crate Metadata Specification 1.1, 2020.
    """
    sources = sorted({id_ for record in run.records.values() for id_ in record.sources})
    works = [_source(id_) for id_ in sources if id_ != "orepact"]
    tool = {
        "@id": "#orepact",
        "@type": "SoftwareApplication",
        "name": "orepact",
        "softwareVersion": run.manifest.orepact,
    }
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
                "identifier": f"{_BASE}{run.id}",
                "datePublished": run.created,
                "license": _OWN["title"],
                "hasPart": [{"@id": name} for name in files],
                "mentions": [{"@id": "#run"}],
            },
            *({"@id": name, "@type": "File", "name": name} for name in files),
            {
                "@id": "#run",
                "@type": "CreateAction",
                "name": f"orepact plan {run.case}",
                "instrument": {"@id": "#orepact"},
                "object": [{"@id": f"#{work['name']}"} for work in works],
                "result": [{"@id": name} for name in files],
            },
            tool,
            *(
                {
                    "@id": f"#{work['name']}",
                    "@type": "CreativeWork",
                    "name": work["title"],
                    "license": work["licence"],
                }
                for work in works
            ),
        ],
    }


def provenance(run: Run) -> dict[str, Any]:
    """Return the lineage of every number as PROV-JSON: what was derived from what, by which run.

    References
    ----------
    World Wide Web Consortium, PROV-DM: the PROV Data Model, 2013; the PROV-JSON serialisation,
    member submission, 2013.
    """
    entities: dict[str, Mapping[str, Any]] = {}
    derived: dict[str, Mapping[str, str]] = {}
    made: dict[str, Mapping[str, str]] = {}
    for id_, record in sorted(run.records.items()):
        entities[f"orepact:{id_}"] = {
            "prov:label": record.title,
            "orepact:unit": record.unit,
            "orepact:kind": str(record.kind),
            **({"prov:atLocation": record.locator} if record.locator else {}),
        }
        for place, parent in enumerate(record.parents):
            derived[f"_:{id_}#{place}"] = {
                "prov:generatedEntity": f"orepact:{id_}",
                "prov:usedEntity": f"orepact:{parent.id}",
                "orepact:role": parent.role,
            }
        if record.kind in {RecordKind.MEASURE, RecordKind.SOLVE}:
            made[f"_:made {id_}"] = {
                "prov:entity": f"orepact:{id_}",
                "prov:activity": f"orepact:{run.id}",
            }
    return {
        "prefix": {"orepact": _BASE, "prov": "http://www.w3.org/ns/prov#"},
        "entity": entities,
        "activity": {f"orepact:{run.id}": {"prov:label": f"orepact plan {run.case}"}},
        "agent": {"orepact:orepact": {"orepact:version": run.manifest.orepact}},
        "wasAssociatedWith": {
            "_:by": {"prov:activity": f"orepact:{run.id}", "prov:agent": "orepact:orepact"}
        },
        "wasDerivedFrom": derived,
        "wasGeneratedBy": made,
    }
