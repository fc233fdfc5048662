"""The World Bank's copper mine: what an NSR royalty brings at each rate, and where value is nil."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from orepact.mine import break_even
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, compare, data_rows
from orepact.study.reproductions.sample_mine import royalty_paid

__all__ = ["REPRODUCTION"]

_SOURCE = "Otto et al., Mining Royalties, World Bank, 2006"
_NSR = 6_564_808_500.0
"""Net smelter return over 22 years that the table's royalty at 1 % implies, USD."""


def _check(what: str, number: float, computed: float, tolerance: float, unit: str) -> Check:
    value = Value.exact(computed)
    return Check(
        reproduction="world-bank-royalty",
        what=what,
        published=Value.exact(number),
        computed=value,
        tolerance=tolerance,
        unit=unit,
        verdict=compare(number, value, tolerance),
        is_in_sample=False,
        source=_SOURCE,
        locator="Table 4.13, page 174",
        note="Identity: the levy is its rate times the base. Costs of the mine were not visible, "
        "so present values are not recomputed",
    )


def _run() -> Sequence[Check]:
    rows = data_rows("world_bank_royalty.csv")
    checks = []
    for row in rows:
        rate = float(row["rate"])
        paid = royalty_paid(_NSR / 1e6, rate, years=22) * 1e6
        checks.append(
            _check(
                f"cumulative royalty at {rate:g} percent",
                float(row["royalty"]),
                paid,
                float(row["tolerance"]),
                "USD",
            )
        )
    rates = np.array([float(row["rate"]) for row in rows if row["rate"] in {"5", "6"}])
    values = np.array([float(row["npv_18"]) for row in rows if row["rate"] in {"5", "6"}])
    found = break_even(lambda rate: -float(np.interp(rate, rates, values)), low=5.0, high=6.0)
    nil = float("nan") if found is None else found
    checks.append(_check("royalty rate that leaves nothing at 18 percent", 5.445, nil, 0.0005, "%"))
    return checks


REPRODUCTION = Reproduction(
    id="world-bank-royalty",
    title="Royalties on a copper mine",
    citation="Otto et al., Mining Royalties, World Bank, 2006, Table 4.13",
    run=_run,
)
