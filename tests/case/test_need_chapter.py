"""The chapter of need on the shipped case: ranked lines, origins, match, projects, shipments."""

from __future__ import annotations

from typing import Any

TABLES = (
    "need.ranked",
    "need.origin",
    "need.origin_findings",
    "need.host",
    "need.new_supplier",
    "need.leakage",
    "need.trend",
    "need.trend_lines",
)


def _value(stored: Any, cell: Any) -> Any:
    return stored.run.records[cell["ref"]].value


def test_every_table_of_the_chapter_has_rows(stored: Any) -> None:
    for name in TABLES:
        assert stored.run.tables[name].rows, name


def test_the_ranking_falls_before_the_lines_of_the_case(stored: Any) -> None:
    rows = stored.run.tables["need.ranked"].rows
    scores = [_value(stored, row["risk"]).number for row in rows]
    assert scores == sorted(scores, reverse=True)
    lines = " ".join(row["line"] for row in rows)
    for commodity in ("copper", "chromium", "antimony", "barite"):
        assert commodity in lines


def test_shares_of_each_view_of_origin_add_up_to_at_most_the_whole(stored: Any) -> None:
    total: dict[str, float] = {}
    for row in stored.run.tables["need.origin"].rows:
        total[row["line"]] = total.get(row["line"], 0.0) + _value(stored, row["share"]).number
    assert len(total) >= 10
    assert max(total.values()) <= 100.0 + 1e-9
    assert min(total.values()) > 50.0


def test_needs_without_a_match_are_in_the_table(stored: Any) -> None:
    rows = {row["line"]: row for row in stored.run.tables["need.host"].rows}
    for line in ("refined gallium", "refined germanium", "graphite", "rare earths in compounds"):
        assert rows[line]["host"] in ("none", "occurrence")
        assert "tonnes_2030" not in rows[line]
    assert rows["chromium in ore and concentrate"]["host"] == "exported"
    assert "Afghanistan" in rows["talc"]["lacks"]


def test_concentrate_without_a_smelter_changes_refined_copper_by_exactly_nothing(
    stored: Any,
) -> None:
    rows = [
        row
        for row in stored.run.tables["need.new_supplier"].rows
        if row["measured"] == "refined copper" and "no smelter" in row["says"]
    ]
    assert rows
    for row in rows:
        for name in ("chain_import_herfindahl", "governance_herfindahl", "trade_exposure"):
            assert _value(stored, row[name]).number == 0.0


def test_shipments_beyond_records_are_a_range_and_name_nobody(stored: Any) -> None:
    table = stored.run.tables["need.leakage"]
    first = table.rows[0]
    assert first["line"].startswith("chromium")
    royalty = _value(stored, first["royalty"])
    assert 0 < royalty.low < royalty.high
    assert "nobody is accused" in table.note
