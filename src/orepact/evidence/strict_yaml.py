"""YAML read strictly: what could be misread is refused, with the file and line."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import yaml

from orepact.errors import CaseError, OrepactError, ProblemsError

__all__ = ["Located", "load_strict_yaml", "read_strict_yaml"]

Located = dict[str, int]
"""Line number (from 1) of each key, by its dotted path."""

_AMBIGUOUS = (
    (
        re.compile(r"^(?:yes|no|on|off|y|n)$", re.IGNORECASE),
        "a word that YAML 1.1 reads as true or false",
    ),
    (re.compile(r"^[-+]?0[0-7_]+$"), "a number with a leading zero, which YAML 1.1 reads as octal"),
    (
        re.compile(r"^[-+]?\d+(?::[0-5]?\d)+(?:\.\d*)?$"),
        "a number with colons, which YAML 1.1 reads as base 60",
    ),
)
_MAY_MISLEAD = re.compile(r"[-+\d]|.{1,3}$")
"""What one of the above could match: a number, or a word of three letters."""
_DEEPEST = 40
"""Levels of nesting; case files need seven."""
_LONGEST_NUMBER = 18
"""Characters of a whole number: beyond these a float no longer holds it exactly."""


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader less its guesses."""


class _TooDeepError(Exception):
    """Nesting that is not read on."""


def _tag(event: yaml.ScalarEvent) -> str:
    """Return what YAML 1.1 takes a scalar for: null, bool, int, float, or anything else."""
    if event.style or not event.implicit[0]:
        return "str"
    text = event.value
    resolvers = yaml.SafeLoader.yaml_implicit_resolvers
    for tag, pattern in (*resolvers.get(text[:1], ()), *resolvers.get(None, ())):
        if pattern.match(text):
            return str(tag.rpartition(":")[2])
    return "str"


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class _Reader:
    """Builds the content of one file from the parser's events, in one pass."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.problems: list[OrepactError] = []
        self.unreadable: list[OrepactError] = []
        """Anchors, aliases, tags and nesting, after which nothing else is said."""
        self.lines: Located = {}
        self._events = yaml.parse(text, Loader=_StrictLoader)
        self._depth = 0
        self.is_begun = False
        """Whether the file has a document."""

    def document(self) -> Any:
        """Return the content of the only document, or None if there is none.

        Raises
        ------
        yaml.YAMLError : what the parser refuses
        CaseError : a second document
        """
        content = None
        try:
            for event in self._events:
                if isinstance(event, yaml.DocumentStartEvent):
                    if self.is_begun:
                        raise CaseError(
                            "not valid YAML",
                            where=self._where(event),
                            why="a second document begins here",
                            do="Keep one document in the file",
                        )
                    self.is_begun = True
                    content = self._node(next(self._events), "")
        except _TooDeepError:
            pass
        return content

    def refuse(self, event: yaml.Event, what: str, do: str) -> None:
        """Note what is refused, with its line."""
        self.problems.append(CaseError(what, where=self._where(event), do=do))

    def _where(self, event: yaml.Event) -> str:
        return f"{self.path}:{_line(event)}"

    def _node(self, event: Any, key: str) -> Any:
        if key:
            self.lines[key] = _line(event)
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            self.unreadable.append(
                CaseError(
                    "an anchor or alias",
                    where=self._where(event),
                    do="Write the value out where it is used",
                )
            )
        if isinstance(event, yaml.AliasEvent):
            return None
        if event.tag and event.tag != "!":
            self.unreadable.append(
                CaseError(
                    f"an explicit tag {event.tag}", where=self._where(event), do="Remove the tag"
                )
            )
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        self._depth += 1
        if self._depth > _DEEPEST:
            self.unreadable.append(
                CaseError(f"nested deeper than {_DEEPEST} levels", where=self._where(event))
            )
            raise _TooDeepError
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        content = self._mapping(key) if is_mapping else self._sequence(key)
        self._depth -= 1
        return content

    def _sequence(self, key: str) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, f"{key}[{len(items)}]"))
        return items

    def _skip(self, event: yaml.Event) -> None:
        """Read past a node: its anchors, tags and depth count, its values do not."""
        lines, problems = self.lines, self.problems
        self.lines, self.problems = {}, []
        self._node(event, "")
        self.lines, self.problems = lines, problems

    def _mapping(self, key: str) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            name = event.value if isinstance(event, yaml.ScalarEvent) else None
            self._skip(event)
            inner = f"{key}.{name}" if key else name
            if name is None or name == "<<":
                self.refuse(event, "a key that is not plain text", "Write each key out")
                self._skip(next(self._events))
            elif name in result:
                self.refuse(
                    event,
                    f"key {name!r} stands twice (first on line {self.lines[str(inner)]})",
                    "Keep one of them",
                )
                self._skip(next(self._events))
            else:
                result[name] = self._node(next(self._events), str(inner))
        return result

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        text = event.value
        if event.style:
            return text
        for pattern, meaning in _AMBIGUOUS if _MAY_MISLEAD.match(text) else ():
            if pattern.match(text):
                self.refuse(
                    event, f"{text!r} is {meaning}", "Put it in quotes, or write it plainly"
                )
                return text
        tag = _tag(event)
        if tag == "null":
            return None
        if tag == "bool":
            return text.lower() == "true"
        if tag == "int" and len(text) > _LONGEST_NUMBER:
            self.refuse(
                event,
                f"a whole number of {len(text)} characters",
                f"Write at most {_LONGEST_NUMBER}, or choose a larger unit",
            )
            return 0
        if tag == "int":
            return int(text.replace("_", ""), 0)
        if tag == "float":
            number = float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
            if not math.isfinite(number):
                self.refuse(
                    event, f"{text} is not a finite number", "Give a number or leave the key out"
                )
            return number
        return text


def read_strict_yaml(
    path: Path, *, name: str = ""
) -> tuple[dict[str, Any], Located, tuple[OrepactError, ...]]:
    """Read one YAML mapping, the line of every key, and what is refused in it.

    As ``load_strict_yaml``, but refused values come back beside the content, so that a schema can
    judge the rest of the file in the same run. Content with refused values must not be used.

    Returns
    -------
    content, lines : as ``load_strict_yaml``
    refused : tuple of OrepactError
        Empty when the content may be used.

    Raises
    ------
    CaseError : the file cannot be read, is no YAML, or is no mapping
    ProblemsError : anchors, aliases, tags or nesting that cannot be read on
    """
    shown = name or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError("the file cannot be read", where=shown, why=str(error)) from error
    try:
        reader = _Reader(shown, text)
        content = reader.document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        reason = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise CaseError("not valid YAML", where=f"{shown}{line}", why=reason) from error
    if reader.unreadable:
        count = len(reader.unreadable)
        raise ProblemsError(f"{shown} has {count} problem(s)", reader.unreadable)
    if not reader.is_begun:
        raise CaseError("the file is empty", where=shown, do="Fill it in, or remove the file")
    if not isinstance(content, dict):
        raise CaseError(
            "not a mapping of keys to values", where=shown, do="Start with `key: value`"
        )
    return content, reader.lines, tuple(reader.problems)


def load_strict_yaml(path: Path, *, name: str = "") -> tuple[dict[str, Any], Located]:
    """Read one YAML mapping and the line of every key.

    Refused, with the line: duplicate keys, anchors and aliases, explicit tags, words that YAML
    1.1 reads as booleans, octal and base-60 numbers, non-finite numbers. Dates stay text.

    Parameters
    ----------
    path : Path
        The file, UTF-8.
    name : str
        How errors name the file; the path when empty.

    Returns
    -------
    content : dict
        The mapping.
    lines : dict of str to int
        Line of each key by dotted path, list items as ``key[0]``.

    Raises
    ------
    CaseError : the file cannot be read, is no YAML, or is no mapping
    ProblemsError : refused constructs, all at once
    """
    content, lines, refused = read_strict_yaml(path, name=name)
    if refused:
        raise ProblemsError(f"{name or path} has {len(refused)} problem(s)", refused)
    return content, lines
