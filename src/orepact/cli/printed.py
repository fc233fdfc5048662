"""From a number as it stands on the terminal to its id: asked of the command that printed it."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Printed", "is_number", "printed_as", "remember_command"]

_NUMBER = re.compile(r"^[<>~]?\s*(?P<number>-?\d[\d,]*(?:\.\d+)?)(?P<rest>(?:\s|%).*)?$")
_SCALES = (1.0, 100.0, 0.01, 1e-3, 1e3, 1e-6, 1e6)
"""What a table may have multiplied by: a share in per cent, kilotonnes, millions."""
_NOT = frozenset({"explain", "plan", "compare", "validate"})
_FILE = "last-command"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One number of a row that a command prints.

    Parameters
    ----------
    id : str
        For ``orepact explain``.
    what : str
        The row in words.
    field : str
        Which of the row's numbers it is: ``value``, ``low``, ``p95``; or the words it stands in.
    number : float
    unit : str
    """

    id: str
    what: str
    field: str
    number: float
    unit: str


def is_number(text: str) -> bool:
    """Return whether a text is a number, alone or with words behind it, and no id.

    Examples
    --------
    >>> is_number("1,117"), is_number("97 % South Africa"), is_number("ev-lsj2tcmbffvp")
    (True, True, False)
    """
    return _NUMBER.match(text.strip()) is not None


def remember_command(arguments: Sequence[str]) -> None:
    """Keep the last command that printed figures; a cache that cannot be written is no failure."""
    if not arguments or arguments[0] in _NOT or "--help" in arguments:
        return
    from orepact.study.last_run import cache_file

    path = cache_file(_FILE)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(list(arguments)), encoding="utf-8")


def printed_as(text: str, command: str | None) -> tuple[Printed, ...]:
    """Return the numbers of a command that print as a text does, each id once.

    Parameters
    ----------
    text : str
        A number in the digits of the terminal; words behind it must stand in the row.
    command : str or None
        The command without ``orepact``, as it was typed; None is the last one.

    Raises
    ------
    OrepactError : if no command is remembered, or the command prints no rows
    """
    match = _NUMBER.match(text.strip())
    assert match is not None
    digits, words = match["number"], (match["rest"] or "").replace("%", " ").casefold().split()
    rows = _rows(shlex.split(command) if command is not None else _last_command())
    for scale in _SCALES:
        found: dict[str, Printed] = {}
        for row in rows:
            told = " ".join(str(cell) for cell in row.values()).casefold()
            field = _field(row, digits, scale)
            if field and row.get("id") and all(word in told for word in words):
                found.setdefault(row["id"], _printed(row, field))
        if found:
            return tuple(found.values())
    return _told(rows, digits, words)


def _told(
    rows: Sequence[Mapping[str, Any]], digits: str, words: Sequence[str]
) -> tuple[Printed, ...]:
    """Return the figures in whose words (note, wording, doubt) a number stands."""
    alone = re.compile(rf"(?<![\d.,]){re.escape(digits)}(?![\d,]|\.\d)")
    found: dict[str, Printed] = {}
    for row in rows:
        texts = {name: cell for name, cell in row.items() if isinstance(cell, str) and name != "id"}
        field = next((name for name, text in texts.items() if alone.search(text)), "")
        told = " ".join(map(str, row.values())).casefold()
        if field and row.get("id") and all(word in told for word in words):
            found.setdefault(row["id"], _printed(row, field, float(digits.replace(",", ""))))
    return tuple(found.values())


def _last_command() -> list[str]:
    from orepact.errors import OrepactError
    from orepact.study.last_run import cache_file

    try:
        known = json.loads(cache_file(_FILE).read_text(encoding="utf-8"))
        return [str(argument) for argument in known]
    except (OSError, ValueError) as error:
        raise OrepactError(
            "a number is asked for, and no command that printed it is remembered",
            do='Name the command: orepact explain 97 --of "exposure --importer USA"',
        ) from error


def _rows(arguments: Sequence[str]) -> list[dict[str, Any]]:
    """Return what a command prints with ``--format json``."""
    from orepact.cli.app import app
    from orepact.errors import OrepactError

    given = [argument for argument in arguments if argument != "orepact"]
    for place, argument in enumerate(given):
        if argument == "--format":
            given = [*given[:place], *given[place + 2 :]]
            break
    given = [argument for argument in given if not argument.startswith("--format=")]
    caught = io.StringIO()
    with contextlib.redirect_stdout(caught), contextlib.redirect_stderr(io.StringIO()):
        try:
            app(args=[*given, "--format", "json"], standalone_mode=False)
            rows = json.loads(caught.getvalue())["rows"]
        except OrepactError:
            raise
        except Exception as error:
            raise OrepactError(
                f"`orepact {shlex.join(given)}` prints no rows",
                where="--of",
                why=str(error),
                do="Name a command as it was typed, without the word orepact",
            ) from error
    return [row for row in rows if isinstance(row, dict)]


def _field(row: Mapping[str, Any], digits: str, scale: float) -> str:
    """Return which number of a row prints with these digits, empty if none does."""
    asked = float(digits.replace(",", ""))
    decimals = len(digits.partition(".")[2])
    half = 0.5 * 10.0**-decimals
    trailing = len(digits.replace(",", "")) - len(digits.replace(",", "").rstrip("0"))
    if not decimals and abs(asked) >= 1000:
        half *= 10.0 ** min(trailing, 3)
    for name, cell in row.items():
        if isinstance(cell, bool) or not isinstance(cell, (int, float)):
            continue
        if abs(scale * cell - asked) <= half * (1.0 + 1e-9):
            return name
    return ""


def _printed(row: Mapping[str, Any], field: str, number: float | None = None) -> Printed:
    names = ("title", "what", "measure", "of", "commodity", "stage", "supplier", "project", "party")
    told = [str(row[name]).replace("_", " ") for name in names if row.get(name)]
    return Printed(
        id=str(row["id"]),
        what=", ".join(dict.fromkeys(told)),
        field=field,
        number=float(row[field]) if number is None else number,
        unit=str(row.get("unit", "")),
    )
