"""Every document that this room's files cite has an entry, here or in the evidence."""

from __future__ import annotations

import csv
import re
from importlib import resources
from pathlib import Path

import pytest

from orepact.evidence import bundle, load_strict_yaml

ROOM = Path(str(resources.files("orepact"))) / "mine"
FILES = sorted([*ROOM.glob("regimes/*.yaml"), *ROOM.glob("data/*.yaml"), *ROOM.glob("data/*.csv")])


def entries() -> set[str]:
    content, _ = load_strict_yaml(ROOM / "data" / "sources.yaml")
    return {item["id"] for item in content["sources"]}


def cited(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        return {row["source"] for row in csv.DictReader(text.splitlines()) if row.get("source")}
    return set(re.findall(r"\bsource: ([A-Za-z0-9.-]+)", text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_source_that_a_file_cites_has_an_entry(path: Path) -> None:
    known = entries() | {"assumption"}
    known |= {source.id for source in bundle().sources()}
    assert cited(path) <= known


def test_files_that_cite_are_found_and_no_entry_is_idle() -> None:
    used = set().union(*(cited(path) for path in FILES))
    assert len(FILES) >= 12
    assert len(used) >= 15
    assert "bertisen-davis-2008" in used
    assert entries() <= used
