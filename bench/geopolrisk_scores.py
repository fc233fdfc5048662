"""Scores of geopolrisk-py 2.0.1, run with the interpreter of an environment of its own.

    python3.11 -m venv PEER && PEER/bin/pip install geopolrisk-py==2.0.1
    PEER/bin/python bench/geopolrisk_scores.py

It writes the table that `orepact validate --table geopolrisk` compares with, and its own timing.
That package is GPL-3.0-or-later and is never imported by orepact; figures are facts.
"""

from __future__ import annotations

import csv
import importlib
import json
import time
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE.parent / "src/orepact/study/reproductions/data/geopolrisk_scores.csv"
IMPORTERS = {842: "USA", 586: "PAK", 276: "DEU", 156: "CHN"}
NAMES = {"USA": "USA", "Pakistan": "PAK", "Germany": "DEU", "China": "CHN"}
YEARS = [2018, 2022, 2024]


def main() -> None:
    start = time.perf_counter()
    peer = importlib.import_module("geopolrisk.assessment.main")
    tables = importlib.import_module("geopolrisk.assessment.database").databases.production
    imported = time.perf_counter()
    materials = [str(name) for name in tables["HS Code Map"]["Reference ID"].tolist()]
    found = peer.gprs_calc(YEARS, list(IMPORTERS), materials)
    done = time.perf_counter()
    rows = sorted(
        (
            NAMES[row["Country [Economic Entity]"]],
            row["Raw Material"],
            str(row["Year"]),
            f"{row['GeoPolRisk Score']:.9g}",
            f"{row['GeoPolRisk Characterization Factor [eq. Kg-Cu/Kg]']:.9g}",
        )
        for _, row in found.iterrows()
    )
    rows = [row for row in rows if row[2] == "2024" or row[0] == "USA"]
    with TABLE.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["importer", "material", "year", "score", "midpoint"])
        writer.writerows(rows)
    timing = {
        "import_seconds": imported - start,
        "scores": len(rows),
        "seconds": done - imported,
    }
    HERE.joinpath("geopolrisk_timing.json").write_text(json.dumps(timing) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
