"""A run on disk: ``plan.json``, ``tables/*`` and ``manifest.json``, the same bytes each time.

``datapackage.json``, ``ro-crate-metadata.json`` and ``provenance.json`` let others cite and reuse.
``plan.json`` is complete: it alone restores the run. The CSV files repeat the tables for
spreadsheets, the JSON files with units, sources, licence and ids; ``manifest.json`` repeats the
manifest and adds the digest of every file. Keys are sorted, numbers are printed in full, and no
clock enters.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from orepact.errors import OrepactError
from orepact.quantity import Kind, Value
from orepact.study.data_out import (
    data_package,
    research_crate,
    table_json,
    titles_of,
    value_fields,
)
from orepact.study.last_run import last_run
from orepact.study.lineage_out import provenance
from orepact.study.stored_run import (
    Answer,
    CitedSource,
    Manifest,
    NextDecision,
    Run,
    Sentence,
    StoredTable,
    SwitchEffect,
    TableColumn,
    Verdict,
)
from orepact.trace import Parent, Record, RecordKind

__all__ = ["FORMAT", "load", "save"]

FORMAT = 1
"""Version of the stored form; a reader refuses one it does not know."""

_HEAD = ("id", "created", "evidence_cutoff", "case", "title", "importer", "host", "money")
_OPTIONAL = ("formula", "locator", "custody", "quality", "as_of", "note")


def _value_json(value: Value) -> dict[str, Any]:
    fields = {"kind": str(value.kind), "number": value.number, "low": value.low}
    fields |= {"high": value.high, "text": value.text or None}
    if value.number is not None:
        fields["low"] = fields["high"] = None
    return {name: field for name, field in fields.items() if field is not None}


def _value(data: Mapping[str, Any]) -> Value:
    number = data.get("number")
    return Value(
        kind=Kind(data["kind"]),
        number=number,
        low=data.get("low", number),
        high=data.get("high", number),
        text=data.get("text", ""),
    )


def _record_json(record: Record) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "title": record.title,
        "value": _value_json(record.value),
        "unit": record.unit,
        "kind": str(record.kind),
        "sources": list(record.sources),
        "parents": [[parent.role, parent.id] for parent in record.parents],
    }
    fields |= {name: getattr(record, name) for name in _OPTIONAL}
    return {name: field for name, field in fields.items() if field or name in {"unit", "value"}}


def _record(id_: str, data: Mapping[str, Any]) -> Record:
    return Record(
        id=id_,
        title=data["title"],
        value=_value(data["value"]),
        unit=data["unit"],
        kind=RecordKind(data["kind"]),
        sources=tuple(data.get("sources", ())),
        parents=tuple(Parent(role=role, id=parent) for role, parent in data.get("parents", ())),
        **{name: data.get(name, "") for name in _OPTIONAL},
    )


def _party_rows(run: Run) -> list[dict[str, Any]]:
    table = run.tables.get("answer.parties")
    rows: list[dict[str, Any]] = []
    for row in table.rows if table else ():
        cell = row.get("gain")
        if not isinstance(cell, dict):
            continue
        record = run.records[cell["ref"]]
        rows.append(
            {
                "party": row.get("party", ""),
                "id": record.id,
                "unit": record.unit,
                "sources": list(record.sources),
                **value_fields(record.value),
            }
        )
    return rows


def _run_json(run: Run) -> dict[str, Any]:
    answer = asdict(run.answer) | {"verdict": str(run.answer.verdict)}
    return {
        "orepact": run.manifest.orepact,
        "command": "plan",
        "format": FORMAT,
        "rows": _party_rows(run),
        "run": {name: getattr(run, name) for name in _HEAD},
        "manifest": asdict(run.manifest),
        "answer": answer,
        "tables": {
            name: {
                "title": table.title,
                "note": table.note,
                "columns": [list(column) for column in table.columns],
                "rows": [dict(row) for row in table.rows],
            }
            for name, table in run.tables.items()
        },
        "records": {id_: _record_json(record) for id_, record in run.records.items()},
        "sources": {id_: asdict(source) for id_, source in run.sources.items()},
    }


def _json(data: object) -> str:
    return json.dumps(
        data, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":")
    )


def _json_bytes(data: Mapping[str, Any]) -> bytes:
    """Return JSON with one line per entry of each part: small, quick, and two runs compare well."""
    parts = []
    for key in sorted(data):
        part = data[key]
        if isinstance(part, dict) and part:
            lines = ",\n".join(f"{_json(name)}:{_json(part[name])}" for name in sorted(part))
            parts.append(f"{_json(key)}:{{\n{lines}\n}}")
        elif isinstance(part, list) and part:
            parts.append(f"{_json(key)}:[\n" + ",\n".join(map(_json, part)) + "\n]")
        else:
            parts.append(f"{_json(key)}:{_json(part)}")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _csv_bytes(run: Run, table: StoredTable) -> bytes:
    pointed = {
        column.key
        for column in table.columns
        if any(isinstance(row.get(column.key), dict) for row in table.rows)
    }
    header: list[str] = []
    for column in table.columns:
        header.append(column.key)
        if column.key in pointed:
            header += [f"{column.key}_{part}" for part in ("low", "high", "flag", "unit", "id")]
    shown = {column.key for column in table.columns}
    ids = [key for row in table.rows for key in row if key.endswith("_id") and key not in shown]
    header += [key for key in dict.fromkeys(ids) if key not in header]
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, header, lineterminator="\n", restval="")
    writer.writeheader()
    for row in table.rows:
        line: dict[str, object] = {}
        for column in table.columns:
            cell = row.get(column.key)
            if not isinstance(cell, dict):
                line[column.key] = "" if cell is None else cell
                continue
            record = run.records[cell["ref"]]
            line |= {
                f"{column.key}_{part}".removesuffix("_value"): field
                for part, field in value_fields(record.value).items()
            }
            line |= {f"{column.key}_unit": record.unit, f"{column.key}_id": record.id}
        line |= {key: cell for key, cell in row.items() if key in ids and key not in line}
        writer.writerow(line)
    return buffer.getvalue().encode()


def _check_refs(run: Run) -> None:
    for table in run.tables.values():
        for id_ in table.refs():
            if id_ not in run.records:
                raise OrepactError(
                    f"table {table.name} points at {id_!r}, which the run does not hold",
                    why="Every printed figure must have its lineage",
                    do="Report this; it is a fault of orepact",
                )


def save(run: Run, directory: Path, *, others: Mapping[str, str] | None = None) -> tuple[Path, ...]:
    """Write a run and return the files written; the same run gives the same bytes.

    Parameters
    ----------
    run : Run
    directory : Path
        Made if it is not there. Tables of an earlier run in it are removed, other files stay.
    others : dict of str to str
        Path and title of files that stand there already and belong to the result: page, pictures.

    Raises
    ------
    OrepactError : if a table points at a record that the run does not hold, or the folder
        cannot be written
    """
    _check_refs(run)
    files = {"plan.json": _json_bytes(_run_json(run))}
    for name in sorted(run.tables):
        files[f"tables/{name}.csv"] = _csv_bytes(run, run.tables[name])
        files[f"tables/{name}.json"] = _json_bytes(table_json(run, run.tables[name]))
    titles = dict(titles_of(run, others or {}))
    plain = {path: title for path, title in titles.items() if not path.startswith("tables/")}
    listed = {path for path in titles if path.endswith(".json")} | set(plain)
    files["provenance.json"] = _json_bytes(provenance(run))
    files["datapackage.json"] = _json_bytes(
        data_package(run, {path: titles[path] for path in listed})
    )
    files["ro-crate-metadata.json"] = _json_bytes(research_crate(run, titles))
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    head = {name: getattr(run, name) for name in _HEAD}
    files["manifest.json"] = _json_bytes(
        {"format": FORMAT, "run": head, "manifest": asdict(run.manifest), "files": digests}
    )
    try:
        tables = directory / "tables"
        tables.mkdir(parents=True, exist_ok=True)
        for old in (*tables.glob("*.csv"), *tables.glob("*.json")):
            if f"tables/{old.name}" not in files:
                old.unlink()
        for name, content in files.items():
            (directory / name).write_bytes(content)
    except OSError as error:
        raise OrepactError(
            "the run cannot be written", where=str(directory), why=str(error), do="Give another DIR"
        ) from error
    return tuple(directory / name for name in files)


def _answer(data: Mapping[str, Any]) -> Answer:
    switch = data.get("switch")
    return Answer(
        verdict=Verdict(data["verdict"]),
        sentences=tuple(Sentence(**sentence) for sentence in data["sentences"]),
        next_decisions=tuple(NextDecision(**decision) for decision in data["next_decisions"]),
        switch=SwitchEffect(**switch) if switch else None,
        counts=data["counts"],
        unassessed=tuple(data["unassessed"]),
    )


def _table(name: str, data: Mapping[str, Any]) -> StoredTable:
    return StoredTable(
        name=name,
        title=data["title"],
        note=data.get("note", ""),
        columns=tuple(TableColumn(*column) for column in data["columns"]),
        rows=tuple(data["rows"]),
    )


def load(directory: Path | None = None) -> Run:
    """Return the run stored in a folder; without one, the last run.

    Raises
    ------
    OrepactError : if there is no run, it is damaged, or its form is newer than this orepact
    """
    folder = directory if directory is not None else last_run()
    path = folder / "plan.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise OrepactError(
            "there is no stored run here",
            where=str(path),
            do="Give the folder that `orepact plan CASE --out DIR` wrote",
        ) from error
    except (OSError, ValueError) as error:
        raise OrepactError(
            "the stored run cannot be read", where=str(path), why=str(error), do="Run it again"
        ) from error
    try:
        if data["format"] != FORMAT:
            raise OrepactError(
                f"the stored run has form {data['format']}, this orepact reads {FORMAT}",
                where=str(path),
                do="Run it again with this version",
            )
        return Run(
            **{name: data["run"][name] for name in _HEAD},
            manifest=Manifest(**data["manifest"]),
            answer=_answer(data["answer"]),
            records={id_: _record(id_, record) for id_, record in data["records"].items()},
            tables={name: _table(name, table) for name, table in data["tables"].items()},
            sources={id_: CitedSource(**source) for id_, source in data.get("sources", {}).items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise OrepactError(
            "the stored run is damaged",
            where=str(path),
            why=f"{type(error).__name__}: {error}",
            do="Run it again",
        ) from error
