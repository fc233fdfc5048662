"""Rules of the house that a machine can hold: faces, docstrings, file sizes, clean text."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import orepact

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "orepact"
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(orepact.__path__, "orepact.")
    if not module.name.endswith("__main__")
)
ROOMS = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))


def _tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


@pytest.mark.parametrize("room", ROOMS)
def test_room_has_a_face_that_asks_its_question_and_exports_what_exists(room: str) -> None:
    module = importlib.import_module(f"orepact.{room}")
    assert module.__doc__
    assert len(module.__doc__.strip().splitlines()[0]) <= 100
    exported = module.__all__
    for name in exported:
        assert hasattr(module, name), f"orepact.{room}.__all__ names {name}, which is not there"


@pytest.mark.parametrize("name", MODULES)
def test_everything_public_is_documented(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__, f"{name} has no docstring"
    for member_name in getattr(module, "__all__", ()):
        member = getattr(module, member_name)
        if inspect.isclass(member) or inspect.isfunction(member):
            assert inspect.getdoc(member), f"{name}.{member_name} has no docstring"


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda p: p.relative_to(SOURCE).as_posix()
)
def test_file_is_one_idea_long(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 500, f"{path.name} has {len(lines)} lines; split it by idea"
    assert path.stem not in {"utils", "helpers", "common", "misc", "manager"}


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda p: p.relative_to(SOURCE).as_posix()
)
def test_function_can_be_read_in_one_view(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert length <= 70, f"{path.name}:{node.lineno} {node.name} is {length} lines long"


def test_no_file_names_a_machine_path_or_a_package_index() -> None:
    index = re.compile(
        r"--(?:extra-)?index-url|\"resolved\": *\"http|registry *= *\"?http|"
        r"https?://[^\s\"']*\.(?:whl|tar\.gz)|(?<![\w.-])/(?:wor"
        r"k|roo"
        r"t|far"
        r"m)/[a-z]"
    )
    found = []
    for path in _tracked_files():
        if path.suffix in {".parquet", ".png", ".gz"} or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in index.finditer(text)]
    assert found == []


def test_locks_pin_every_package_with_a_hash() -> None:
    for lock in sorted((ROOT / "locks").glob("*.txt")):
        text = lock.read_text(encoding="utf-8")
        pins = re.findall(r"^([A-Za-z0-9_.-]+)==", text, flags=re.MULTILINE)
        assert pins, f"{lock.name} pins nothing"
        for block in re.split(r"^(?=[A-Za-z0-9_.-]+==)", text, flags=re.MULTILINE)[1:]:
            assert "--hash=sha256:" in block, f"{lock.name}: {block.split()[0]} has no hash"


def test_import_rules_name_every_room_in_the_house() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = config["tool"]["importlinter"]["contracts"][0]["layers"]
    named = {layer.strip("()").removeprefix("orepact.") for layer in layers}
    assert set(ROOMS) - {"cases"} <= named
