"""How the tables of end-uses and of substitutes are made from the collected chapter texts."""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from orepact.evidence import commodity

__all__ = ["end_use_rows", "substitute_rows"]

Row = Mapping[str, str]

_NAMES = {
    "Magnesium metal": "magnesium",
    "Graphite (natural)": "graphite",
    "Phosphate rock": "phosphate",
    "Aluminum": "aluminium",
}
_LEFT_OUT = frozenset({"Titanium dioxide"})
_FORMS_LEFT_OUT = frozenset({"secondary", "end markets"})
_LUXURIES = ("jewel", "coin", "investment", "silverware", "gem")
_LEAST_PERCENT = 50.0
"""A set of shares that covers less of the use is no picture of it."""


def _name(mineral: str) -> str:
    return _NAMES.get(mineral, mineral.lower())


def _middle(row: Row) -> float:
    return (float(row["share_low_pct"]) + float(row["share_high_pct"])) / 2.0


def _need(substitutes: str, application: str = "") -> str:
    if any(word in application for word in _LUXURIES):
        return "luxury"
    return "essential" if substitutes.startswith(("none", "low")) else "general"


def end_use_rows(shares: Iterable[Row], substitutes: Iterable[Row]) -> list[list[object]]:
    """Return one set of shares per mineral: of the United States where there is one, the latest.

    Only sets of grade A to C that cover half of the use or more; what the source does not state is
    a row of its own. The need is read off what the survey says of substitutes.
    """
    said = {
        row["mineral"]: row["value"] for row in substitutes if row["kind"] == "substitutability"
    }
    sets: dict[tuple[str, ...], list[Row]] = {}
    for row in shares:
        if row["share_low_pct"] and row["confidence"] in "ABC":
            key = tuple(
                row[name] for name in ("mineral", "stage_or_form", "region", "year", "source_title")
            )
            sets.setdefault(key, []).append(row)
    best: dict[str, tuple[tuple[bool, str], str, list[Row]]] = {}
    for (mineral, form, region, year, _), rows in sets.items():
        if mineral in _LEFT_OUT or form in _FORMS_LEFT_OUT:
            continue
        if sum(map(_middle, rows)) < _LEAST_PERCENT:
            continue
        score = (region == "US", year if year.isdigit() else "0")
        if _name(mineral) not in best or score > best[_name(mineral)][0]:
            best[_name(mineral)] = (score, mineral, rows)
    made: list[list[object]] = []
    for name in sorted(best):
        _, mineral, rows = best[name]
        made += _set_rows(name, said.get(mineral, ""), rows)
    return made


def _set_rows(name: str, substitutes: str, rows: list[Row]) -> list[list[object]]:
    total = max(sum(map(_middle, rows)), 100.0)
    region, year = rows[0]["region"], rows[0]["year"]
    made: list[list[object]] = [
        [
            name,
            region,
            year,
            re.sub(r"\s+", " ", row["application"]),
            round(_middle(row) / total, 4),
            _need(substitutes, row["application"]),
            row["bea2017_code_suggested"],
            row["confidence"],
            row["source_title"],
            row["source_locator"],
        ]
        for row in rows
    ]
    rest = 1.0 - sum(float(str(row[4])) for row in made)
    if rest > 0.005:
        unstated = [name, region, year, "not stated by the source", round(rest, 4)]
        made.append([*unstated, _need(substitutes), "", "D", "assumption", ""])
    return made


def substitute_rows(evidence: Iterable[Row]) -> list[list[object]]:
    """Return what the survey says of substitutes, one row per mineral, and the need read off it."""
    prefix = "MCS 2026 Substitutes paragraph, paraphrased: "
    found = {
        row["mineral"]: (row["value"], row["derivation"].replace(prefix, ""))
        for row in evidence
        if row["kind"] == "substitutability"
    }
    return [
        [_name(mineral), said, _need(said), "B", "usgs-mcs-2026", note]
        for mineral, (said, note) in sorted(found.items())
    ]


def _text(header: str, rows: list[list[object]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return buffer.getvalue()


def main(arguments: Sequence[str] | None = None) -> int:
    """Write both tables; the same files give the same bytes."""
    parser = argparse.ArgumentParser(prog="python -m orepact.disruption.build_uses")
    parser.add_argument("--raw", type=Path, required=True, help="folder of collected files")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data")
    chosen = parser.parse_args(arguments)

    def read(name: str) -> list[Row]:
        text = (chosen.raw / "economy" / name).read_text(encoding="utf-8")
        return list(csv.DictReader(text.splitlines()))

    kappa = read("kappa_evidence.csv")
    uses = end_use_rows(read("end_use_shares.csv"), kappa)
    for row in uses:
        commodity(str(row[0]))
    head = "commodity,region,year,application,share,need,industries,quality,source,locator"
    (chosen.out / "end_uses.csv").write_text(_text(head, uses), encoding="utf-8")
    head = "commodity,class,need,quality,source,note"
    (chosen.out / "substitutability.csv").write_text(
        _text(head, substitute_rows(kappa)), encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
