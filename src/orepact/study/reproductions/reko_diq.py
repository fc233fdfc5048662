"""Reko Diq's published aggregates from the case's own inputs, as the study of 2025 stood."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from orepact.case import load
from orepact.mine import MoneyBasis, study_results
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, compare

__all__ = ["REPRODUCTION"]

_PRICE_YEAR = 2024
_NOTE = {
    True: "In sample: inputs were reconciled with the study's sums, so that agreement proves "
    "arithmetic, not the mine. A real test needs the yearly table of the technical report",
    False: "Out of sample: used for no input",
}


def _run() -> Sequence[Check]:
    case = load("us-pakistan")
    project = case.projects["reko-diq"]
    assert case.decks is not None
    deck = next(deck for deck in case.decks.decks if deck.id == "study")
    money = case.header.money
    basis = MoneyBasis(
        year=_PRICE_YEAR,
        price_index={entry.year: entry.level.value for entry in money.price_index},
        inflation=money.inflation.to("1"),
    )
    checks = []
    for row in study_results(project, case.regimes[project.regime], deck, basis):
        value = Value.exact(row.computed) if np.isfinite(row.computed) else Value.missing()
        tolerance = row.tolerance * abs(row.published)
        checks.append(
            Check(
                reproduction="reko-diq",
                what=row.title[0].lower() + row.title[1:],
                published=Value.exact(row.published),
                computed=value,
                tolerance=tolerance,
                unit=row.unit,
                verdict=compare(row.published, value, tolerance),
                is_in_sample=row.in_sample,
                source=row.source,
                locator=row.id,
                note=f"{row.note} {_NOTE[row.in_sample]}".strip(),
            )
        )
    return checks


REPRODUCTION = Reproduction(
    id="reko-diq",
    title="Reko Diq: published aggregates of the feasibility study of February 2025",
    citation="Feasibility study of February 2025 as the press and Mining Momentum print it",
    run=_run,
)
