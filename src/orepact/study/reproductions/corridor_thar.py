"""The Thar rail link from unit costs of another project, against its planned and later cost."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from orepact.case import Case, load
from orepact.enable import catalogue, module_cost_musd, overrun_quantile, read_network
from orepact.evidence import bundle
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, compare, data_rows

__all__ = ["REPRODUCTION", "predicted_musd"]

_SINGLE_KM, _DOUBLE_KM = 105.0, 9.0
"""Single track to the coal field; double track to Port Qasim."""
_DISTRICTS = {"Tharparkar": 60.0, "Umerkot": 45.0}
"""Where the single track runs, km (background knowledge)."""
_PORT = {"Malir": 9.0}


def predicted_musd(case: Case) -> float:
    """Return the cost of the link by the catalogue, million USD of the case's year.

    ``105 km * new single + 9 km * (new single + second track)``, each times its terrain. The unit
    cost is of ML-1, another line of the same railway; nothing of Thar is in it.
    """
    network = read_network(case.folder)
    known = catalogue()
    flat, port = network.terrain(_DISTRICTS), network.terrain(_PORT)
    single, second = known.module("rail-new-single"), known.module("rail-second-track")
    return (
        module_cost_musd(single, None, _SINGLE_KM, flat, case.real)
        + module_cost_musd(single, None, _DOUBLE_KM, port, case.real)
        + module_cost_musd(second, None, _DOUBLE_KM, port, case.real)
    )


def _rupees(country: str, year: int) -> float:
    table = bundle().macro(indicator="PA.NUS.FCRF", country=country)
    return float(table.filter(pl.col("year") == year)["number"][0])


def _run() -> Sequence[Check]:
    case = load("us-pakistan")
    musd = predicted_musd(case)
    index = {entry.year: entry.level.value for entry in case.header.money.price_index}
    year = case.header.money.year
    host = case.header.host
    at_2022 = musd * index[2022] / index[year] * _rupees(host, 2022) / 1e3
    at_2025 = musd * index[2025] / index[year] * _rupees(host, 2025) / 1e3
    overrun = catalogue().overrun_of("rail")
    low, high = (overrun_quantile(overrun, share) for share in (0.05, 0.95))
    rows = data_rows("corridor_thar.csv")
    final = float(rows[1]["published"])
    computed = (at_2022, at_2025, float(at_2022 * low <= final <= at_2022 * high))
    return [
        Check(
            reproduction="corridor-thar",
            what=row["what"],
            published=Value.exact(float(row["published"])),
            computed=Value.exact(value),
            tolerance=float(row["tolerance"]),
            unit=row["unit"],
            verdict=compare(float(row["published"]), Value.exact(value), float(row["tolerance"])),
            is_in_sample=True,
            source=row["source"],
            locator=row["locator"],
            note=row["note"],
        )
        for row, value in zip(rows, computed, strict=True)
    ]


REPRODUCTION = Reproduction(
    id="corridor-thar",
    title="Cost of the Thar rail link from unit costs of ML-1",
    citation="energyupdate.com.pk, 26 December 2022; thenews.pk, 2 November 2025",
    run=_run,
)
