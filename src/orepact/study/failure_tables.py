"""Ways a plan fails as a table: how often such things were seen, what shows them, what then."""

from __future__ import annotations

from typing import Any

from orepact.case import FailureMode
from orepact.quantity import Value
from orepact.study.book import Book
from orepact.study.plan_result import PlanResult
from orepact.trace import Parent

__all__ = ["add_failures", "rate_band"]


def rate_band(events: int, years: float) -> tuple[float, float, float]:
    """Return the 5th and 95th percentile and the mean of a yearly rate seen so often.

    Jeffreys' prior: the rate is ``Gamma(events + 1/2, years)``; with no event seen the low end is
    near zero and the high end is not.

    Parameters
    ----------
    events : int
    years : float
        Under observation.

    Returns
    -------
    low, high, mean : float, per year

    References
    ----------
    Jeffreys, Theory of Probability, 3rd edition, 1961, section 3.10.

    Examples
    --------
    >>> [round(100 * rate, 2) for rate in rate_band(1, 48.0)]
    [0.37, 8.14, 3.12]
    """
    from scipy.special import gammaincinv

    shape = events + 0.5
    low, high = (float(gammaincinv(shape, share)) / years for share in (0.05, 0.95))
    return low, high, shape / years


def add_failures(book: Book, result: PlanResult) -> None:
    """Add failure.modes; nothing where the case lists none."""
    modes = result.case.failures
    if not modes:
        return
    book.table(
        "failure.modes",
        "Ways this fails, how often it was seen, and what would show it early",
        [
            ("mode", "Way of failing", ""),
            ("rate", "How often", ""),
            ("reference", "Seen in", ""),
            ("sign", "Early sign", ""),
            ("answer", "What follows", ""),
        ],
        [
            {
                "mode": mode.title,
                **_often(book, result, mode),
                "sign": mode.early_sign,
                "answer": mode.answer,
                "mode_id": mode.id,
            }
            for mode in modes
        ],
        note="Where no frequency is sourced none is given: an invented rate would be read as a "
        "measured one. A refusal by those who live there is no failure of theirs.",
    )


def _often(book: Book, result: PlanResult, mode: FailureMode) -> dict[str, Any]:
    start = f"case:{result.case.id}/failures:modes.{mode.id}"
    if mode.unknown:
        return {"reference": f"{mode.reference}. {mode.unknown}"}
    if mode.rate is not None:
        return {"rate": book.cite(f"{start}.rate"), "reference": mode.reference}
    if mode.number:
        cell = book.cite(f"case:{result.case.id}/{mode.number}")
        return {"rate": cell, "reference": mode.reference}
    assert mode.events is not None
    assert mode.exposure is not None
    low, high, _ = rate_band(mode.events, mode.exposure.to("yr"))
    cell = book.put(
        "failure.rate",
        {"mode": mode.id},
        Value.between(100.0 * low, 100.0 * high),
        "%/yr",
        title=f"{mode.title}: nine chances in ten, per year",
        formula="5th and 95th percentile of Gamma(events + 1/2, years)",
        parents=[Parent(role="years under observation", id=f"{start}.exposure")],
        note=f"Events seen: {mode.events}.",
    )
    return {"rate": cell, "reference": mode.reference}
