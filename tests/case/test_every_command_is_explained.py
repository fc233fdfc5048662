"""Every figure that a command prints can be asked, and what explains it gives the same number."""

from __future__ import annotations

import json
import math
import re
import shlex
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from tests.docs.test_commands_documented import COMMANDS
from typer.testing import CliRunner

from orepact import case
from orepact.cli.app import app
from orepact.cli.beside import beside
from orepact.cli.lookups import Everyone
from orepact.quantity import convert
from orepact.trace import Record, RecordKind, Tree, walk

ASKED = """
exposure --importer USA --commodity chromium
origin --importer Germany --commodity chromium --stage ore
disrupt --importer USA --supplier ZAF --commodity chromium --host PAK --draws 20
expected-loss --importer USA --commodity chromium --years 200 --draws 10
insurance us-pakistan --draws 2
backtest
leakage --host Pakistan --commodity chromium --royalty 1-7.5
match --importer USA --host PAK --commodity chromium
new-supplier --importer USA --host PAK --commodity chromium --stage ore --tonnes 1000
value us-pakistan/muslim-bagh-ferrochrome --draws 50
value us-pakistan/reko-diq --finance
corridor us-pakistan
workforce us-pakistan --project gunga-barite
security us-pakistan
consent us-pakistan
environment us-pakistan
governance us-pakistan
endowment us-pakistan --deck study
claims us-pakistan
engagement us-pakistan
engagement us-pakistan --pace
missing us-pakistan --project muslim-bagh-ferrochrome
missing us-pakistan --gaps
missing us-pakistan --stale
evidence find --commodity copper --country Pakistan --statistic production
evidence sources
""".strip().splitlines()
ELSEWHERE = {
    "plan": "its stored run is walked whole in test_every_number_has_lineage",
    "compare": "prints figures of two stored runs under their own ids",
    "explain": "is what is asked here",
    "validate": "prints published beside recomputed figures, each with its citation",
    "case check": "counts what a folder holds",
    "case new": "prints no figure",
    "case schema": "prints no figure",
    "evidence check": "names faults and stale sources",
    "evidence coverage": "marks which years are there",
    "evidence import": "counts what was read",
    "evidence show": "shows one figure under its id",
}
WORDS = frozenset({"unit", "id", "sources", "flag", "title", "formula", "note", "year"})
FIELDS = ("value", "low", "high")


@pytest.fixture(scope="module")
def everyone() -> Everyone:
    return Everyone()


@pytest.fixture(scope="module", autouse=True)
def _one_case() -> Iterator[None]:
    """Load the shipped case once; solve its corridor once, for command and question alike."""
    from orepact import enable
    from orepact.enable import corridor_lookup

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(case, "load", cache(case.load))
        solved: dict[tuple[object, ...], Any] = {}
        solve = corridor_lookup.corridor_result

        def once(of: Any, **asked: Any) -> Any:
            key = (of.id, asked.get("tonnes"))  # the whole answer serves for the brief one too
            if key not in solved:
                solved[key] = solve(of, **asked)
            return solved[key]

        patch.setattr(enable, "corridor_result", once)
        patch.setattr(corridor_lookup, "corridor_result", once)
        yield


def rows_of(command: str) -> list[dict[str, Any]]:
    printed = CliRunner().invoke(app, [*shlex.split(command), "--format", "json"])
    assert printed.exit_code == 0, printed.output
    rows: list[dict[str, Any]] = json.loads(printed.stdout)["rows"]
    assert rows
    return rows


def one_of_each(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return for each measure the first row that shows most numbers."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if not row.get("id"):
            continue
        measure = "ev" if row["id"].startswith("ev-") else re.split(r"[\[:]", row["id"])[0]
        if measure not in found or len(numbers(row)) > len(numbers(found[measure])):
            found[measure] = row
    return list(found.values())


def numbers(row: Mapping[str, Any]) -> dict[str, float]:
    return {
        name: float(cell)
        for name, cell in row.items()
        if isinstance(cell, (int, float)) and not isinstance(cell, bool) and name not in WORDS
    }


def stated(record: Record, unit: str) -> dict[str, float]:
    """Return a record's own numbers in a unit."""
    ends = {"value": record.value.number, "low": record.value.low, "high": record.value.high}
    if record.value.number is not None:
        ends = {"value": record.value.number}
    found = {name: number for name, number in ends.items() if number is not None}
    if unit in {"", record.unit}:
        return found
    return {name: convert(number, record.unit, unit) for name, number in found.items()}


def leaves(tree: Tree) -> Iterator[Record]:
    seen: set[str] = set()
    waiting = [tree]
    while waiting:
        here = waiting.pop()
        if here.record.id in seen:
            continue
        seen.add(here.record.id)
        assert not here.is_cut, here.record.id
        if not here.children:
            yield here.record
        waiting += here.children


def told(tree: Tree) -> list[float]:
    """Return the numbers in the words of a figure, its own, and those of its direct inputs."""
    texts = [tree.record.note, *(child.record.note for child in tree.children)]
    found = re.findall(r"-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?", " ".join(texts))
    inputs = [part.record.value.number for part in (tree, *tree.children)]
    return [
        *(float(text.replace(",", "")) for text in found),
        *(number for number in inputs if number is not None),
    ]


def test_every_command_is_asked_or_says_where_its_figures_are() -> None:
    asked = {command.split(" -")[0] for command in ASKED}
    for path in COMMANDS:
        name = path.removeprefix("orepact ")
        is_asked = any(f"{command} ".startswith(f"{name} ") for command in asked)
        assert is_asked is not (name in ELSEWHERE), name


@pytest.mark.parametrize("command", ASKED)
def test_what_a_command_prints_is_explained_down_to_its_leaves(
    everyone: Everyone, command: str
) -> None:
    rows = rows_of(command)
    for row in rows:
        is_gap = row.get("flag") == "missing" or "ids" in row
        assert row.get("id") or is_gap or not numbers(row), f"a number without an id: {row}"
    for row in one_of_each(rows):
        if command == "evidence sources":
            assert everyone.source(row["id"]) is not None, row["id"]
            continue
        tree = walk(row["id"], [everyone])
        own = stated(tree.record, row.get("unit", ""))
        shown = numbers(row)
        for name in FIELDS:
            if name in own and "year" in row and name not in row:
                assert row["year"] == own[name], "a year stands in a column of its own"
            elif name in own:
                assert shown.pop(name) == pytest.approx(own[name], rel=1e-9, abs=1e-9), row["id"]
        if row.get("flag") is not None:
            assert row["flag"] == str(tree.record.value.kind), row["id"]
        _others_are_told(row["id"], shown, tree)
        for leaf in leaves(tree):
            is_origin = leaf.kind is not RecordKind.MEASURE or leaf.sources != ("orepact",)
            is_none = leaf.value.number == 0.0 or leaf.value.is_gap
            assert leaf.sources, leaf.id
            assert is_origin or is_none, f"{row['id']} ends in {leaf.id}, which names no document"


def _others_are_told(id_: str, shown: Mapping[str, float], tree: Tree) -> None:
    """Check that further numbers of the row are shown beside it or stand in its words."""
    others = beside(id_) if shown else {}
    words = told(tree) if set(shown) - set(others) else []
    for name, number in shown.items():
        if name in others:
            assert others[name] == pytest.approx(number, rel=1e-6, abs=1e-6), f"{id_}: {name}"
            continue
        scaled = (number, 100.0 * number)
        near = any(math.isclose(n, t, rel_tol=6e-3, abs_tol=1e-6) for n in scaled for t in words)
        assert near, f"{id_}: {name} = {number} is told nowhere"


def test_ids_of_two_seeds_name_the_same_figures() -> None:
    """A seed is a key of what was drawn and of nothing else: without it the ids are the same."""
    command = "disrupt --importer USA --supplier ZAF --commodity chromium --draws 10"
    one, other = (rows_of(f"{command} --seed {seed}") for seed in (1, 2))
    ids = [[row["id"] for row in rows] for rows in (one, other)]
    assert [id_.replace("seed=1", "seed=2") for id_ in ids[0]] == ids[1]
    assert any(a["value"] != b["value"] for a, b in zip(one, other, strict=True) if "value" in a)
