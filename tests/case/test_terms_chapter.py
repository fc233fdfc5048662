"""The chapter of terms says what open terms reach, who falls short, and who would rather leave."""

from __future__ import annotations

from typing import Any

import pytest

from orepact.study import Run
from orepact.trace import Lookup, Tree, walk


def number(run: Run, cell: Any) -> float:
    found = run.records[cell["ref"]].value.number
    assert found is not None
    return float(found)


def rows_of(stored: Any, table: str) -> list[dict[str, Any]]:
    return [dict(row) for row in stored.run.tables[table].rows]


def ids_of(tree: Tree) -> list[str]:
    return [tree.record.id, *(id_ for child in tree.children for id_ in ids_of(child))]


def test_misfit_is_reached_less_meant_and_shortfalls_are_named(stored: Any) -> None:
    rows = rows_of(stored, "terms.misfit")
    assert rows
    for row in rows:
        meant, reached = number(stored.run, row["intended"]), number(stored.run, row["reached"])
        assert number(stored.run, row["misfit"]) == pytest.approx(reached - meant, abs=1e-6)
    short = [row for row in rows if row.get("state") == "would lose"]
    note = stored.run.tables["terms.instruments"].note
    assert ("would be short of them" in note) == bool(short)


def test_what_the_deal_adds_is_held_against_no_deal_on_the_same_open_terms(stored: Any) -> None:
    rows = {row["party_id"]: row for row in rows_of(stored, "terms.carried")}
    gains = {row["party_id"]: row for row in rows_of(stored, "answer.parties")}
    misfit = {row["party_id"]: row for row in rows_of(stored, "terms.misfit")}
    assert rows
    short = 0.0
    for name, row in rows.items():
        gain = number(stored.run, row["gain_open"])
        if stored.run.case == "us-pakistan" and name in misfit and name in gains:
            # Nobody can gain more than the whole of what the plan moves and adds.
            moved = sum(abs(number(stored.run, item["intended"])) for item in misfit.values())
            assert abs(gain) <= moved
        short += max(0.0, -gain)
    ways = {row["way_id"]: row for row in rows_of(stored, "terms.reopening")}
    told = number(stored.run, ways["open"]["short"])
    assert told <= short + 0.05  # what is below the tolerance of the solver stands as 0
    closing = [row for row in ways.values() if row.get("state") == "closes it"]
    # Less than a thousandth of what the plan's transfers bring counts as nothing.
    nothing = 1e-3 * sum(max(0.0, number(stored.run, r["intended"])) for r in misfit.values())
    for row in closing:
        assert number(stored.run, row["short"]) <= nothing + 1e-6
        assert row["who"] == "nobody"
    if told > 0.0 and closing:
        assert "Smallest reopening" in stored.run.tables["terms.carried"].note


def test_a_wider_set_of_terms_never_leaves_more_short(stored: Any) -> None:
    ways = {
        frozenset(row["way_id"].split("+")) - {"open"}: number(stored.run, row["short"])
        for row in rows_of(stored, "terms.reopening")
    }
    for one, less in ways.items():
        for other, more in ways.items():
            if one < other:
                assert more <= less + 1e-6


def test_every_instrument_stays_within_its_bounds_and_is_open(stored: Any) -> None:
    terms = {row["term_id"]: row for row in rows_of(stored, "terms.inventory")}
    for row in rows_of(stored, "terms.instruments"):
        bounds = stored.run.records[row["bounds"]["ref"]].value
        fitted = number(stored.run, row["fitted"])
        assert bounds.low - 1e-6 <= fitted <= bounds.high + 1e-6
        listed = terms.get(row["instrument_id"])
        assert listed is None or listed["state"] == "open"


def test_the_host_is_not_said_to_gain_where_its_tiers_differ(stored: Any) -> None:
    rows = rows_of(stored, "terms.tiers")
    note = stored.run.tables["terms.tiers"].note
    parts = {
        "tier_gain": "By the plan's transfers: ",
        "tier_gain_open": "On open terms: ",
        "tier_gain_fitted": "On terms fitted to all transfers: ",
    }
    for key, start in parts.items():
        told = note.partition(start)[2].partition(". ")[0]
        gains = [number(stored.run, row[key]) for row in rows]
        assert ("cannot be said to gain" in told) == (max(gains) > 0.0 > min(gains))


def test_the_verdict_of_leaving_follows_the_index(stored: Any) -> None:
    rows = rows_of(stored, "terms.staying")
    assert {row["event_id"] for row in rows} >= {"seizure", "terms-changed", "operator-idles"}
    for row in rows:
        pays = number(stored.run, row["today"]) > 1e-6
        assert (row["verdict"] == "pays at today's prices") == pays
        if row["event_id"] in ("seizure", "terms-changed"):
            assert number(stored.run, row["boom"]) >= number(stored.run, row["today"]) or not pays


def test_every_figure_of_the_chapter_leads_to_the_case(stored: Any) -> None:
    lookups: list[Lookup] = list(stored.lookups)
    for table in ("terms.instruments", "terms.staying", "terms.peers", "terms.divisions"):
        cell = next(
            c for row in rows_of(stored, table) for c in row.values() if isinstance(c, dict)
        )
        assert any(id_.startswith("case:") for id_ in ids_of(walk(cell["ref"], lookups)))


def test_no_word_of_praise_is_given_to_a_division(stored: Any) -> None:
    words = " ".join(
        str(value)
        for name, table in stored.run.tables.items()
        if name.startswith("terms.")
        for value in (table.title, table.note, *(v for row in table.rows for v in row.values()))
    ).lower()
    for word in ("fair", "just share", "equitable", "win-win"):
        assert word not in words
