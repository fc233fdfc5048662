"""Make the table of demand scenarios from the IEA's explorer file and the sourced claims.

Run ``python -m orepact.mine.demand_build --raw FOLDER``; the same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from orepact.errors import EvidenceError
from orepact.evidence import commodity

__all__ = ["read_explorer", "write_demand"]

COLUMNS = (
    "id",
    "commodity",
    "series",
    "scenario",
    "year",
    "kind",
    "low",
    "value",
    "high",
    "unit",
    "source",
    "quality",
    "note",
)
_IEA = "iea-critical-minerals-explorer-2025"
_SCENARIOS = {
    "STEPS": "stated policies",
    "APS": "announced pledges",
    "NZE": "net zero by 2050",
}
_CENTRES = (
    # id, scenario, low, value, high, source, quality, note
    (
        "macquarie-2024",
        "Macquarie, May 2024",
        155,
        200,
        235,
        "telecomlive-2024-05-16-data-centres-and-ai-could-add-200000-tons",
        "B",
        "95 for power and 60 to 140 inside; the bank rounds the sum to 200",
    ),
    (
        "macquarie-2025",
        "Macquarie, January 2025",
        330,
        375,
        420,
        "kallanish-2025-01-macquarie-forecasts-higher-copper-demand",
        "B",
        "155 for power and 175 to 265 inside",
    ),
    (
        "others-2024",
        "other forecasts as Macquarie quotes them",
        500,
        None,
        2000,
        "telecomlive-2024-05-16-data-centres-and-ai-could-add-200000-tons",
        "C",
        "their definitions were not read",
    ),
)


def read_explorer(path: Path) -> Iterator[dict[str, str]]:
    """Yield total demand by mineral, scenario and year, kilotonnes of metal.

    Raises
    ------
    EvidenceError : if the file is not the explorer's
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        demand = content["totalDemand"]
        for mineral in sorted(demand):
            total = demand[mineral]["totalDemand"]
            name = commodity(mineral)
            yield _row(name, "total demand", "history", "2024", float(total["2024"]))
            for scenario in _SCENARIOS:
                for year, number in sorted(total[scenario].items()):
                    yield _row(name, "total demand", scenario, year, float(number))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise EvidenceError(
            "this is no file of the IEA's critical minerals explorer",
            where=str(path),
            why=str(error),
            do="Give iea.json with totalDemand by mineral and scenario",
        ) from error


def _row(name: str, series: str, scenario: str, year: str, value: float) -> dict[str, str]:
    return {
        "id": f"{name.replace(' ', '-')}.{scenario.lower()}.{year}",
        "commodity": name,
        "series": series,
        "scenario": scenario,
        "year": year,
        "kind": "level",
        "low": "",
        "value": f"{value:.6g}",
        "high": "",
        "unit": "kt/yr",
        "source": _IEA,
        "quality": "B",
        "note": _SCENARIOS.get(scenario, "as the edition has it"),
    }


def _centres() -> Iterator[dict[str, str]]:
    for id_, scenario, low, value, high, source, quality, note in _CENTRES:
        yield {
            "id": f"copper.data-centres.{id_}",
            "commodity": "copper",
            "series": "data centres",
            "scenario": scenario,
            "year": "2030",
            "kind": "increase of yearly demand",
            "low": str(low),
            "value": "" if value is None else str(value),
            "high": str(high),
            "unit": "kt/yr",
            "source": source,
            "quality": quality,
            "note": note,
        }
    yield {
        "id": "copper.data-centres.iea-2030",
        "commodity": "copper",
        "series": "data centres",
        "scenario": "IEA",
        "year": "2030",
        "kind": "level",
        "low": "",
        "value": "512",
        "high": "",
        "unit": "kt/yr",
        "source": "iea-data-centre-minerals",
        "quality": "C",
        "note": "all copper of data centres in that year, 2 % of demand in 2024; not an increase",
    }


def write_demand(raw: Path, out: Path) -> int:
    """Write the table and return its rows."""
    rows = [*read_explorer(raw / "iea_critical_minerals_2025" / "iea.json"), *_centres()]
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the folder of official files and write the table beside this file."""
    parser = argparse.ArgumentParser(description="Make the table of demand scenarios.")
    parser.add_argument("--raw", type=Path, required=True)
    given = parser.parse_args(arguments)
    write_demand(given.raw, Path(__file__).parent / "data" / "demand.csv")


if __name__ == "__main__":
    main()
