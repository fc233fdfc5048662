"""US net import reliance of Mineral Commodity Summaries 2026 from its own inputs."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.exposure import Computed, Statement, compute, exposure, form_of, is_consistent
from orepact.quantity import Value, format_value
from orepact.study.reproductions.check import Check, Reproduction, Verdict, compare

__all__ = ["REPRODUCTION"]

_ID = "us-net-import-reliance"
_TOLERANCE = 1.0
_GOAL_PERCENT = 95.0
_SOURCE = "usgs-mcs-2026"
_NOTE = (
    "Which printed row is which input was settled on these rows; no number was fitted. Computable "
    "means that every input the definition names is printed as a number"
)


def _row(statement: Statement, computed: Computed | None) -> Check:
    published = statement.published
    gap = computed is None or published.is_gap
    value = Value.missing() if computed is None else computed.value
    if gap or computed is None:
        verdict = Verdict.NOT_COMPUTABLE
    elif published.is_number and computed.point is not None and published.number is not None:
        verdict = compare(published.number, Value.exact(computed.point), _TOLERANCE)
    else:
        half = _TOLERANCE if published.is_number else 0.0
        widened = computed.printed.widened(half)
        is_held = is_consistent(published, widened)
        verdict = Verdict.REACHED if is_held else Verdict.MISSED
    form = form_of(statement)
    name = statement.commodity if form == "all" else f"{statement.commodity}, {form}"
    return Check(
        reproduction=_ID,
        what=f"{name}, {statement.year}",
        published=published,
        computed=value,
        tolerance=_TOLERANCE,
        unit="%",
        verdict=verdict,
        is_in_sample=True,
        source=_SOURCE,
        locator=statement.id,
        note="" if computed is None else f"{computed.formula}; printed {format_value(published)}",
        is_headline=verdict is Verdict.MISSED,
    )


def _summary(what: str, goal: Value, reached: int, of: int, note: str) -> Check:
    share = 100.0 * reached / of if of else float("nan")
    is_reached = of > 0 and share >= (goal.low or 0.0)
    return Check(
        reproduction=_ID,
        what=f"{what}: {reached} of {of}",
        published=goal,
        computed=Value.exact(share) if of else Value.missing(),
        tolerance=0.0,
        unit="%",
        verdict=Verdict.REACHED if is_reached else Verdict.MISSED,
        is_in_sample=True,
        source=_SOURCE,
        locator="rows 2021 to 2025",
        note=note,
    )


def _run() -> Sequence[Check]:
    pairs = [(s, compute(s)) for s in exposure().us_statements.values()]
    checks = [_row(statement, computed) for statement, computed in pairs]
    numbers: list[Check] = []
    bounds: list[Check] = []
    for (statement, computed), check in zip(pairs, checks, strict=True):
        if computed is None or statement.published.is_gap:
            continue
        is_number = statement.published.is_number and computed.point is not None
        (numbers if is_number else bounds).append(check)
    unknown = len(checks) - len(numbers) - len(bounds)

    def reached(of: list[Check]) -> int:
        return sum(check.verdict is Verdict.REACHED for check in of)

    head = [
        _summary(
            "computable rows within 1 point",
            Value.at_least(_GOAL_PERCENT),
            reached(numbers),
            len(numbers),
            _NOTE,
        ),
        _summary(
            "bounds, net exporters and withheld inputs consistent",
            Value.at_least(100.0),
            reached(bounds),
            len(bounds),
            f"{unknown} further rows print no input of their form or no reliance",
        ),
    ]
    return [*head, *checks]


REPRODUCTION = Reproduction(
    id=_ID,
    title="US net import reliance from the publisher's own inputs, 2021 to 2025",
    citation="U.S. Geological Survey, Mineral Commodity Summaries 2026, data release, "
    "doi:10.5066/P1WKQ63T",
    run=_run,
)
