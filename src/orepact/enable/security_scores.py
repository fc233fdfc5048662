"""How good the forecast is: scores beside benchmarks, what was fitted, how sure either is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from orepact.enable.case_table import read_rows
from orepact.enable.finding import Finding, parents_of
from orepact.enable.security import FITTED, MODEL, SecurityCase
from orepact.enable.security_backtest import MODEL as OWN
from orepact.enable.security_backtest import country_scores
from orepact.enable.security_data import month_series
from orepact.quantity import Value

__all__ = ["benchmark_scores", "fit_findings", "month_findings", "score_findings"]

_WORDS = {
    "background": ("Part of the slow trend that is not self-excitation", "1"),
    "excitation": ("Events that one event sets off in later months", "1"),
    "memory": ("Part of that which is left a month later", "1"),
    "size": ("Clustering of counts: size of the negative binomial", "1"),
    "branching": ("Events that one event sets off", "1"),
    "half-life in days": ("Half-life of that", "day"),
}
_CONFLICTOLOGY = "bm_conflictology"
_BENCHMARKS = {
    "bm_boot_240": "240 months",
    _CONFLICTOLOGY: "last 12 months",
    "bm_last_historical_poisson": "Poisson of the last month",
    "bm_zero": "zero",
}
"""Benchmarks of the challenge: months as a sample, or a rule."""
_METHOD = "Continuous ranked probability score, rolling origin; lower is better"


def _verdict(scores: Mapping[tuple[str, str], float], target: str) -> str:
    """Return whether the model beats the best benchmark, and by more than chance would."""
    best = min(s for (t, f), s in scores.items() if t == target and f != "model")
    gain, error = scores["gain", target], scores["error of gain", target]
    part = 100.0 * abs(gain) / best
    words = f"{'better' if gain > 0 else 'worse'} than the best benchmark by {part:.1f} %"
    if abs(gain) < 2.0 * error:
        return f"{words}, which chance alone could do (standard error {100.0 * error / best:.1f} %)"
    return f"{words} (standard error {100.0 * error / best:.1f} %)"


def fit_findings(given: SecurityCase) -> Iterator[Finding]:
    """Yield what was fitted, with 95 % of its error, and how many outcomes its interval held."""
    if given.events.given:
        own = given.events.fit
        rows = [
            (MODEL, name, getattr(own, name), error)
            for name, error in zip(FITTED, own.errors, strict=True)
        ]
    else:
        table = read_rows(
            given.folder, "security/fit.csv", ["model", "parameter", "value", "error"]
        )
        rows = [
            (row["model"], row["parameter"], float(row["value"]), float(row["error"]))
            for _, row in table
            if row["error"]
        ]
    for model, parameter, value, error in rows:
        title, unit = _WORDS[parameter]
        yield Finding(
            measure="enable.security_fit",
            keys={"case": given.case, "model": model, "parameter": parameter},
            title=f"{title}; {model}",
            value=Value.exact(value),
            low=round(max(0.0, value - 1.96 * error), 6),
            high=round(value + 1.96 * error, 6),
            unit=unit,
            formula="maximum likelihood; range: 1.96 standard errors",
            parents=()
            if given.events.given
            else parents_of([("fit", given.cell("security/fit.csv", [model, parameter], "value"))]),
            sources=(given.events.given or "ucdp-ged-22-1",),
            note=(
                "Without a trend in the background everything looks contagious."
                if "constant" in model
                else ""
            ),
            cells={"model": model, "parameter": parameter},
        )
    hit = given.events.scores["check", "inside 90 % interval"]
    yield Finding(
        measure="enable.security_covered",
        keys={"case": given.case, "of": "district"},
        title="District-months of the scored years inside the model's 90 % interval",
        value=Value.exact(round(100.0 * hit, 2)),
        unit="%",
        formula="100 * mean over district-months of 1{low <= y <= high}",
        parents=()
        if given.events.given
        else parents_of(
            [("part", given.cell("security/scores.csv", ["check", "inside 90 % interval"], "crps"))]
        ),
        sources=(given.events.given or "ucdp-ged-22-1",),
        note="Most months have no event, and whole numbers hold more than their part.",
    )
    yield _covered(given)


def _covered(given: SecurityCase) -> Finding:
    """Return how many months of the whole province lay inside the forecast's 90 % interval."""
    months = given.events.months
    inside = sum(item.low <= item.seen <= item.high for item in months)
    return Finding(
        measure="enable.security_covered",
        keys={"case": given.case, "of": "province"},
        title="Months of the whole province inside the forecast's 90 % interval",
        value=Value.exact(round(100.0 * inside / len(months), 2)),
        unit="%",
        formula="100 * months inside / months scored",
        parents=()
        if given.events.given
        else parents_of(
            ("month", given.cell("security/forecasts.csv", [item.month], "seen")) for item in months
        ),
        sources=(given.events.given or "ucdp-ged-22-1",),
        note=f"{inside} of {len(months)} months; districts independent given their pasts.",
    )


def score_findings(given: SecurityCase) -> Iterator[Finding]:
    """Yield scores beside the benchmarks: district and month, then country and month by year."""
    words = {
        "events": ("Events by district and month, a month ahead", "1"),
        "deaths": ("Deaths by district and month, a month ahead", "person"),
        "year_ahead": ("Events by district and month, a year forecast in January", "1"),
    }
    for (target, forecaster), score in given.events.scores.items():
        if target not in words:
            continue
        title, unit = words[target]
        verdict = _verdict(given.events.scores, target) if forecaster == "model" else ""
        parents = parents_of(
            [("score", given.cell("security/scores.csv", [target, forecaster], "crps"))]
        )
        yield Finding(
            measure="enable.security_score",
            keys={"case": given.case, "target": target, "forecaster": forecaster},
            title=title,
            value=Value.exact(round(score, 6)),
            unit=unit,
            formula="mean over district-months of sum_k (F(k) - 1{y <= k})^2",
            parents=() if given.events.given else parents,
            sources=(given.events.given or "ucdp-ged-22-1",),
            note=f"{_METHOD}. {verdict}".strip(),
            cells={"forecaster": forecaster, "verdict": verdict},
        )
    yield from _country(given)


def _published(folder: Path) -> dict[str, dict[int, float]]:
    """Return the published scores of each benchmark by year."""
    rows = read_rows(folder, "security/benchmarks.csv", ["benchmark", "year", "crps"])
    found: dict[str, dict[int, float]] = {}
    for _, row in rows:
        found.setdefault(row["benchmark"], {})[int(row["year"])] = float(row["crps"])
    return found


def benchmark_scores(folder: Path) -> tuple[tuple[int, float, float], ...]:
    """Return year, published and computed score of the last twelve months as a forecast.

    Parameters
    ----------
    folder : Path
        A case with ``security/benchmarks.csv`` and ``security/country_months.csv``.
    """
    published = _published(folder)[_CONFLICTOLOGY]
    scores = country_scores(month_series(folder), range(min(published), max(published) + 1))
    return tuple((score.year, published[score.year], score.conflictology) for score in scores)


def _country(given: SecurityCase) -> Iterator[Finding]:
    """Yield the model's score by year and over all years, beside every published benchmark."""
    published = _published(given.folder)
    years = sorted(published[_CONFLICTOLOGY])
    scores = country_scores(month_series(given.folder), range(years[0], years[-1] + 1))
    own = {score.year: score.model for score in scores}
    again = {score.year: score.conflictology for score in scores}
    seen = {score.year: f"{score.observed_mean:.1f} deaths a month were seen." for score in scores}
    for year in (*years, 0):
        at = years if year == 0 else [year]

        def mean(by: Mapping[int, float], at: Sequence[int] = at) -> float:
            return sum(by[one] for one in at) / len(at)

        lines = [(OWN, "", own), (f"{_BENCHMARKS[_CONFLICTOLOGY]}, computed here", "", again)]
        lines += [
            (f"{_BENCHMARKS.get(name, name)}, as published", name, by)
            for name, by in published.items()
        ]
        best = min(mean(by) for name, _, by in lines if name != OWN)
        for name, benchmark, by in lines:
            value = mean(by)
            verdict = ("better" if value < best else "worse") if name == OWN else ""
            cells = [
                (str(one), given.cell("security/benchmarks.csv", [benchmark, str(one)], "crps"))
                for one in (at if benchmark else ())
            ]
            yield Finding(
                measure="enable.security_country_score",
                keys={"case": given.case, "year": year or "all", "forecaster": name},
                title="Deaths in state-based conflict by month, country, "
                + (str(year) if year else f"mean of {years[0]} to {years[-1]}"),
                value=Value.exact(round(value, 4)),
                unit="person",
                formula="mean over years" if not year else "mean over twelve months of the CRPS",
                parents=parents_of(cells),
                sources=("views-2023-competition",),
                note=f"{_METHOD}. Data to the October before. {seen.get(year, '')}".strip(),
                cells={"forecaster": name, "year": year or "all", "verdict": verdict},
            )


def month_findings(given: SecurityCase) -> Iterator[Finding]:
    """Yield each scored month of the province: what came, and what was forecast a month ahead."""
    source = given.events.given or "ucdp-ged-22-1"
    for item in given.events.months:
        keys = {"case": given.case, "month": item.month}
        cells = [
            (name, given.cell("security/forecasts.csv", [item.month], name))
            for name in ("seen", "mean", "low", "high")
        ]
        yield Finding(
            measure="enable.security_month_seen",
            keys=keys,
            title=f"Deadly attacks in {given.file.province} in {item.month}",
            value=Value.exact(float(item.seen)),
            unit="1",
            parents=() if given.events.given else parents_of(cells[:1]),
            sources=(source,),
            cells={"month": item.month},
        )
        yield Finding(
            measure="enable.security_month",
            keys=keys,
            title=f"Deadly attacks in {given.file.province} in {item.month}, forecast",
            value=Value.exact(item.mean),
            low=float(item.low),
            high=float(item.high),
            unit="1",
            formula="sum of the units' means; range: 90 % interval of their sum",
            parents=() if given.events.given else parents_of(cells[1:]),
            sources=(source,),
            note="From the months before it alone.",
            cells={"month": item.month, "is inside": item.low <= item.seen <= item.high},
        )
