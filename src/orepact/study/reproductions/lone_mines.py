"""Published mines, each written as one file from what its page shows, valued as a user would."""

from __future__ import annotations

from collections.abc import Mapping

from orepact.evidence import load_strict_yaml, parse_model
from orepact.mine import Choice, MineFile, alone, in_dollars, value_rows
from orepact.study.reproductions.check import data_path

__all__ = ["LONE_MINES", "lone_results"]

LONE_MINES = ("goldboro", "goldstrike", "escalones", "pilgangoora")
"""Files of ``data/mines`` that stand alone."""
_AFTER_ROYALTY = frozenset({"goldstrike", "pilgangoora"})
"""Mines whose study takes royalties off before it speaks of a value before tax."""
_SLOPE = "change of the value before tax per 0.40 USD/lb"


def _read(name: str) -> MineFile:
    path = data_path(f"mines/{name}.yaml")
    content, lines = load_strict_yaml(path, name=path.name)
    return parse_model(MineFile, in_dollars(content, name=path.name), name=path.name, lines=lines)


def _measures(mine: MineFile, name: str) -> dict[tuple[str, str], float]:
    """Return the project's own indicators by measure and deck, in the file's currency."""
    rate = 1.0 if mine.money.per_dollar is None else mine.money.per_dollar.value
    rows = value_rows(mine.project, alone(mine, name=f"{name}.yaml"), Choice())
    found: dict[tuple[str, str], float] = {}
    for row in rows:
        if not row["party"] and isinstance(row["value"], float):
            money = rate if row["unit"] == "MUSD" else 1.0
            found[(str(row["measure"]), str(row["deck"]))] = row["value"] * money
    return found


def _royalty_alone(mine: MineFile) -> MineFile:
    """Return a mine that bears nothing but its royalty."""
    lines = [levy for levy in mine.law().levies if levy.id == "royalty"]
    regime = mine.law().model_copy(update={"id": "royalty-alone", "levies": lines, "awards": []})
    project = mine.project.model_copy(update={"regime": regime.id})
    return mine.model_copy(update={"regimes": [regime], "own_levies": [], "project": project})


def lone_results(name: str) -> Mapping[str, float]:
    """Return what a published mine's file gives, by the words of the published rows.

    Parameters
    ----------
    name : str
        One of ``LONE_MINES``.
    """
    mine = _read(name)
    deck = mine.decks[0].id
    found = _measures(mine, name)
    percent = f"{mine.discount_rate.to('%'):g} percent"
    before = "present value before levies", "return before levies"
    source = found
    if name in _AFTER_ROYALTY:
        before = "present value after levies", "rate of return"
        source = _measures(_royalty_alone(mine), name)
    results = {
        f"net present value at {percent} before tax": source[(before[0], deck)],
        "internal rate of return before tax": source[(before[1], deck)],
        f"net present value at {percent} after tax": found[("present value after levies", deck)],
        "internal rate of return after tax": found[("rate of return", deck)],
        "years to pay back": found[("years to pay back", deck)],
    }
    if len(mine.decks) > 1:
        other = mine.decks[1].id
        results[_SLOPE] = source[(before[0], other)] - source[(before[0], deck)]
    return results
