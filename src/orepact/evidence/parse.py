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


def _dotted(location: tuple[int | str, ...]) -> str:
    key = ""
    for part in location:
        if isinstance(part, int):
            key += f"[{part}]"
        else:
            key += f".{part}" if key else part
    return key


def _line(key: str, lines: Located) -> int | None:
    while key:
        if key in lines:
            return lines[key]
        key = key[: max(key.rfind("."), key.rfind("["), 0)]
    return None


def _problem(error: Any, name: str, lines: Located) -> CaseError:
    key = _dotted(error["loc"])
    line = _line(key, lines)
    where = f"{name}:{line}" if line else name
    message = error["msg"].removeprefix("Value error, ")
    advice = {
        "missing": "Add the key",
        "extra_forbidden": "Remove or respell it; `orepact case schema` lists the keys",
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
