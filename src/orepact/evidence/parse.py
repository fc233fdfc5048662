"""From a strict YAML file to a checked model, every problem with its file, line and key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from orepact.errors import CaseError, ProblemsError
from orepact.evidence.strict_yaml import Located, load_strict_yaml

__all__ = ["load_model", "parse_model"]

Model = TypeVar("Model", bound=BaseModel)
_PATTERNS = {
    "^[A-Z]{3}$": "Give three capitals: ISO 3166 alpha-3 for a country, ISO 4217 for a currency",
    "^[a-z0-9][a-z0-9-]*$": "Write ids in lower-case letters, digits and hyphens",
}


def _dotted(location: tuple[int | str, ...], lines: Located) -> str:
    """Return the key as it stands in the file; the name of a union's member is no key."""
    key = ""
    for position, part in enumerate(location):
        longer = f"{key}[{part}]" if isinstance(part, int) else f"{key}.{part}" if key else part
        if isinstance(part, str) and longer not in lines and position < len(location) - 1:
            continue
        key = longer
    return key


def _line(key: str, lines: Located) -> int | None:
    while key:
        if key in lines:
            return lines[key]
        key = key[: max(key.rfind("."), key.rfind("["), 0)]
    return None


def _problem(error: Any, name: str, lines: Located) -> CaseError:
    key = _dotted(error["loc"], lines)
    line = _line(key, lines)
    where = f"{name}:{line}" if line else name
    message = error["msg"].removeprefix("Value error, ").replace("Input should", "this should", 1)
    given = error.get("input")
    if error["type"] != "value_error" and isinstance(given, str | int | float):
        message += f"; it says {str(given)[:60]!r}"
    if given is None and error["type"] == "extra_forbidden":
        return CaseError(
            f"{key}: this key is not known and has no value",
            where=where,
            do="If it is the end of a text after a comma, put the whole text in quotes",
        )
    advice = {
        "missing": "Add the key",
        "extra_forbidden": "Remove or respell it; `orepact case schema` lists the keys",
        "string_pattern_mismatch": _PATTERNS.get(
            (error.get("ctx") or {}).get("pattern", ""), "`orepact case schema` shows what fits"
        ),
    }.get(error["type"], "")
    what = {
        "missing": f"{key}: this key is missing",
        "extra_forbidden": f"{key}: this key is not known",
    }.get(error["type"], f"{key}: {message}" if key else message)
    return CaseError(what, where=where, do=advice)


def parse_model(model: type[Model], content: dict[str, Any], *, name: str, lines: Located) -> Model:
    """Check content against a schema, strictly: text is not a number, a list is not a mapping.

    Parameters
    ----------
    model : type of pydantic model
        The schema.
    content : dict
        As ``load_strict_yaml`` returns it.
    name : str
        How errors name the file.
    lines : dict of str to int
        Line of each key.

    Raises
    ------
    ProblemsError : every problem of the file, in the order of its lines
    """
    try:
        return model.model_validate_json(json.dumps(content), strict=True)
    except ValidationError as error:
        problems = [_problem(item, name, lines) for item in error.errors(include_url=False)]
        raise ProblemsError(f"{name} has {len(problems)} problem(s)", problems) from error


def load_model(model: type[Model], path: Path, *, name: str = "") -> Model:
    """Read one YAML file as a model.

    Raises
    ------
    CaseError, ProblemsError : what is wrong, where and what to do
    """
    shown = name or str(path)
    content, lines = load_strict_yaml(path, name=shown)
    return parse_model(model, content, name=shown, lines=lines)
