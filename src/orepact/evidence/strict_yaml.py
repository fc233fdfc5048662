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
_DEEPEST = 40
"""Levels of nesting; case files need seven."""
_LONGEST_NUMBER = 18
"""Characters of a whole number: beyond these a float no longer holds it exactly."""


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader less its guesses."""


class _Reader:
    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[OrepactError] = []
        self.lines: Located = {}

    def refuse(self, node: yaml.Node, what: str, do: str) -> None:
        line = node.start_mark.line + 1
        self.problems.append(CaseError(what, where=f"{self.path}:{line}", do=do))

    def build(self, node: yaml.Node, key: str) -> Any:
        if key:
            self.lines[key] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, key)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, f"{key}[{index}]") for index, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, key: str) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for name_node, value_node in node.value:
            name = name_node.value if isinstance(name_node, yaml.ScalarNode) else None
            if name is None or name == "<<":
                self.refuse(name_node, "a key that is not plain text", "Write each key out")
                continue
            if name in result:
                first = self.lines[f"{key}.{name}" if key else name]
                self.refuse(
                    name_node,
                    f"key {name!r} stands twice (first on line {first})",
                    "Keep one of them",
                )
                continue
            result[name] = self.build(value_node, f"{key}.{name}" if key else name)
        return result

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        if node.style in ("'", '"', "|", ">"):
            return node.value
        for pattern, meaning in _AMBIGUOUS:
            if pattern.match(node.value):
                self.refuse(
                    node, f"{node.value!r} is {meaning}", "Put it in quotes, or write it plainly"
                )
                return node.value
        tag = node.tag.rpartition(":")[2]
        if tag == "null":
            return None
        if tag == "bool":
            return node.value.lower() == "true"
        if tag == "int" and len(node.value) > _LONGEST_NUMBER:
            self.refuse(
                node,
                f"a whole number of {len(node.value)} characters",
                f"Write at most {_LONGEST_NUMBER}, or choose a larger unit",
            )
            return 0
        if tag == "int":
            return int(node.value.replace("_", ""), 0)
        if tag == "float":
            number = float(
                node.value.replace("_", "").replace(".inf", "inf").replace(".nan", "nan")
            )
            if not math.isfinite(number):
                self.refuse(
                    node,
                    f"{node.value} is not a finite number",
                    "Give a number or leave the key out",
                )
            return number
        return node.value


def _refuse_aliases(text: str, path: str) -> None:
    """Refuse every anchor, alias and tag, and nesting deeper than any file of the trade."""
    found: list[OrepactError] = []
    depth = 0
    for event in yaml.parse(text, Loader=_StrictLoader):
        anchored = getattr(event, "anchor", None)
        tag = getattr(event, "tag", None)
        line = event.start_mark.line + 1 if event.start_mark else 1
        where = f"{path}:{line}"
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                found.append(CaseError(f"nested deeper than {_DEEPEST} levels", where=where))
                break
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.AliasEvent) or anchored:
            do = "Write the value out where it is used"
            found.append(CaseError("an anchor or alias", where=where, do=do))
        if tag and tag != "!":
            found.append(CaseError(f"an explicit tag {tag}", where=where, do="Remove the tag"))
    if found:
        raise ProblemsError(f"{path} has {len(found)} problem(s)", found)


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
        _refuse_aliases(text, shown)
        node = yaml.compose(text, Loader=_StrictLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        reason = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise CaseError("not valid YAML", where=f"{shown}{line}", why=reason) from error
    if node is None:
        raise CaseError("the file is empty", where=shown, do="Fill it in, or remove the file")
    if not isinstance(node, yaml.MappingNode):
        raise CaseError(
            "not a mapping of keys to values", where=shown, do="Start with `key: value`"
        )
    reader = _Reader(shown)
    content = reader.build(node, "")
    assert isinstance(content, dict)
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
