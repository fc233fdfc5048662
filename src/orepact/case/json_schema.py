"""The schema of every file of a case, as JSON Schema for editors and for documentation."""

from __future__ import annotations

from typing import Any

from orepact.case.files import FOLDERS, NEEDED, SINGLE
from orepact.case.ledger import LEDGERS, Cell, LedgerSchema
from orepact.mine import MineFile

__all__ = ["json_schema"]

_PATTERNS = {
    Cell.DATE: r"^(\d{4}(-\d{2}(-\d{2})?)?)?$",
    Cell.NUMBER: r"^([-+]?\d+(\.\d+)?)?$",
    Cell.LATITUDE: r"^([-+]?\d+(\.\d+)?)?$",
    Cell.LONGITUDE: r"^([-+]?\d+(\.\d+)?)?$",
    Cell.QUALITY: r"^[ABCD]$",
}


def _ledger(schema: LedgerSchema) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for column in schema.columns:
        rule: dict[str, Any] = {"type": "string", "description": f"{column.cell} cell"}
        if column.cell in _PATTERNS:
            rule["pattern"] = _PATTERNS[column.cell]
        if column.choices:
            rule["enum"] = list(column.choices)
        elif column.is_required:
            rule["minLength"] = 1
        properties[column.name] = rule
    return {
        "title": f"ledgers/{schema.name}.csv",
        "description": f"One row is {schema.title}.",
        "type": "object",
        "properties": properties,
        "required": [column.name for column in schema.columns],
        "additionalProperties": False,
    }


def json_schema() -> dict[str, Any]:
    """Return JSON Schema of every file, by its place in the case.

    Keys are ``case.yaml``, ``enablers/*.yaml``, ``ledgers/claims.csv`` and so on; a ledger's schema
    describes one row; ``mine`` is the schema of a mine that stands in one file without a case.
    ``needed`` lists the files without which there is no case.
    """
    files = {f"{name}.yaml": model.model_json_schema() for name, model in SINGLE.items()}
    files |= {f"{name}/*.yaml": model.model_json_schema() for name, model in FOLDERS.items()}
    files |= {f"ledgers/{name}.csv": _ledger(schema) for name, schema in LEDGERS.items()}
    return {
        "needed": [f"{name}.yaml" for name in NEEDED],
        "files": files,
        "mine": MineFile.model_json_schema(),
    }
