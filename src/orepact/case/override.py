"""What if this number were another? One parameter changed by its path, and the change on record."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from pydantic import BaseModel, ValidationError

from orepact.case.composed import Case, Override
from orepact.case.numbers import with_number
from orepact.case.soundness import soundness_problems
from orepact.errors import CaseError, ProblemsError, UnknownNameError
from orepact.evidence import Parameter, Quality
from orepact.quantity import convert, is_known_unit

__all__ = ["with_overrides"]

_TIED = {
    "case:money.inflation": "facilities:inflation",
    "facilities:inflation": "case:money.inflation",
}
"""Numbers that are one and stand in two files: a what-if on one changes both."""
_GIVEN = re.compile(r"^\s*([-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*?)\s*$")


def _path(case: Case, key: str) -> str:
    """Return the path that a key means: a full id, a path, or an end of one that is unique."""
    path = key.removeprefix(f"case:{case.id}/")
    if path in case.numbers:
        return path
    signs = (":", ".", "/")
    ends = [known for known in case.numbers if known.endswith(tuple(sign + path for sign in signs))]
    if len(ends) == 1:
        return ends[0]
    nearest = ends or _nearest(path, list(case.numbers))
    raise UnknownNameError("number of the case", key, nearest[:5], where="--what-if")


def _nearest(path: str, known: list[str]) -> list[str]:
    """Return the paths most like one, by the whole path and by its last word."""
    whole = difflib.get_close_matches(path, known, n=3, cutoff=0.5)
    words = {name.replace(":", ".").rpartition(".")[2] for name in known}
    word = path.replace(":", ".").rpartition(".")[2]
    alike = difflib.get_close_matches(word, sorted(words), n=2, cutoff=0.6)
    tails = [name for name in known if name.replace(":", ".").rpartition(".")[2] in alike]
    return list(dict.fromkeys([*whole, *tails]))


def _number(given: str | float, before: Parameter, key: str) -> float:
    """Return the new value in the unit that stands there."""
    if not isinstance(given, str):
        return float(given)
    match = _GIVEN.match(given)
    unit = match[2] if match else ""
    if match is None or (unit and not is_known_unit(unit)):
        raise CaseError(
            f"{key}={given} is not a number with an optional unit",
            where="--what-if",
            do=f"Write a number, or one with its unit: {key}=1{before.unit}",
        )
    number = float(match[1].replace("_", ""))
    try:
        return convert(number, unit, before.unit) if unit else number
    except ValueError as error:
        raise CaseError(f"{key}={given}: {error}", where="--what-if") from error


def _changed(before: Parameter, number: float, key: str) -> Parameter:
    low, high = before.range or (before.value, before.value)
    outside = "" if low <= number <= high else ", outside the range that stood there"
    try:
        return Parameter(
            value=number,
            unit=before.unit,
            range=(number, number),
            quality=Quality.D,
            source="what-if",
            note=f"What-if: was {before.value:g} {before.unit}, quality {before.quality}, source "
            f"{before.source}{outside}.",
            price_year=before.price_year,
        )
    except ValidationError as error:
        raise CaseError(f"{key}: {error.errors()[0]['msg']}", where="--what-if") from error


def _checked(model: BaseModel, key: str) -> BaseModel:
    """Return a changed file after its own checks, so that a what-if cannot break a schema."""
    try:
        return type(model).model_validate_json(model.model_dump_json(), strict=True)
    except ValidationError as error:
        message = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise CaseError(
            f"{key}: {message}", where="--what-if", do="Give a value that the file could hold"
        ) from error


def with_overrides(case: Case, changes: Mapping[str, str | float]) -> Case:
    """Return the case with some numbers changed; the case given stays as it is.

    Each changed number has quality D, source ``what-if``, and a note of what stood there. The
    case's inflation stands in two files and changes in both; rates stay as they are.

    Parameters
    ----------
    case : Case
        A case that was loaded.
    changes : mapping of str to str or float
        Path to new value: ``projects/reko-diq:phases.phase-1.capex`` to ``7000`` (in the unit that
        stands there) or ``7.7bnUSD``. A full id works, and so does the end of a path if only one
        number has it.

    Raises
    ------
    UnknownNameError : the path is not known; with the nearest ones
    CaseError, ProblemsError : the value cannot stand there, and why
    """
    files = dict(case.files)
    overrides = list(case.overrides)
    wanted = [(key, _path(case, key), given) for key, given in changes.items()]
    named = {path for _, path, _ in wanted}
    wanted += [
        (key, _TIED[path], given)
        for key, path, given in wanted
        if _TIED.get(path, path) in case.numbers and _TIED.get(path, path) not in named
    ]
    keys: dict[str, list[str]] = {}
    for key, path, given in wanted:
        name, spot = case.numbers[path]
        before = spot.model
        assert isinstance(before, Parameter)
        after = _changed(before, _number(given, before, key), key)
        files[name] = replace(files[name], model=with_number(files[name].model, spot.steps, after))
        keys.setdefault(name, []).append(key)
        overrides.append(Override(path=path, before=before, after=after))
    for name, named_keys in keys.items():
        model = _checked(files[name].model, ", ".join(dict.fromkeys(named_keys)))
        files[name] = replace(files[name], model=model)
    broken = soundness_problems(files, case.folder.name, is_what_if=True)
    if broken:
        raise ProblemsError("the what-if breaks the case", broken)
    return replace(case, files=MappingProxyType(files), overrides=tuple(overrides))
