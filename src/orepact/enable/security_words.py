"""What the figures of security say, in a few sentences a reader can stop at."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.enable.finding import Finding
from orepact.enable.security import SecurityCase
from orepact.quantity import figure, format_number

__all__ = ["security_sentences"]


def _named(found: Sequence[Finding], measure: str, **keys: str) -> list[Finding]:
    return [
        item
        for item in found
        if item.measure == f"enable.security_{measure}"
        and all(str(item.keys.get(name)) == value for name, value in keys.items())
    ]


def security_sentences(given: SecurityCase, found: Sequence[Finding]) -> list[str]:
    """Return how far the evidence reaches, how good the forecast is, and what follows for a plan.

    Parameters
    ----------
    given : SecurityCase
    found : sequence of Finding
        Of ``security_findings(given)``.
    """
    rescaling = given.file.rescaling
    said = [
        f"Dated events at hand end in {rescaling.last_event_year}: where attacks fall is that map, "
        f"raised to the level of {rescaling.current_year}. The country's deaths grew "
        f"{format_number(given.factor)} times since, the province's own counts "
        f"{format_number(given.factor_low)} times; both stand as the ends of every range. Load "
        "newer events with --events.",
    ]
    said += [
        f"{item.title}: {item.cells['verdict']}."
        for item in _named(found, "score", forecaster="model")
    ]
    country = _named(found, "country_score", forecaster="model")
    years = [item for item in country if item.cells["year"] != "all"]
    better = sum(item.cells["verdict"] == "better" for item in years)
    whole = next(item.cells["verdict"] for item in country if item.cells["year"] == "all")
    said.append(
        "Deaths in the country by month, forecast as in the VIEWS challenge: better than the best "
        f"of its benchmarks in {better} of {len(years)} years, {whole} in their mean."
    )
    for item in given.file.exposed:
        if item.money is None:
            continue
        (pause,) = _named(found, "pause", project=item.project)
        tests = _named(found, "backtest", project=item.project, when="after", prior="Jeffreys")
        (days,) = _named(found, "stop_days", project=item.project, route=item.routes[0])
        said.append(
            f"{given.title(item.project)}: a pause for safety in a year has a chance of "
            f"{figure(pause.value, '%')}; {figure(days.value, 'days')} a year without passage on "
            "its first route, which no option of a plan lifts."
        )
        said += [
            f"Backtest. {test.title}: {figure(test.value, '%')}, {test.cells['verdict']}."
            for test in tests
        ]
    said.append(
        "Deaths are counts and stand in no amount of money. Force and community measures are "
        "separate lines without a claimed effect; neither opens a gate."
    )
    return said
