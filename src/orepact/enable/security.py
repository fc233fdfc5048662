"""How safe are people: what a case knows of attacks, rates by district, deaths as counts."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from orepact.enable.case_table import CaseTable, cell_id, read_rows
from orepact.enable.finding import Finding, parents_of
from orepact.enable.security_backtest import MonthBand
from orepact.enable.security_data import Panel, Units, read_panel, read_units
from orepact.enable.security_file import SecurityFile
from orepact.enable.self_exciting import MonthFit, path_of_means
from orepact.errors import CaseError
from orepact.quantity import Value

__all__ = ["FITTED", "MODEL", "DelayValue", "SecurityCase", "rate_findings"]

Floats = NDArray[np.float64]
MODEL = "district and month"
_GROUPS = {
    "civilians": "residents and workers (the source does not tell them apart)",
    "forces": "the state's forces",
    "armed_groups": "armed groups",
    "unknown": "not known who",
}
FITTED = ("background", "excitation", "memory", "size")


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """The panel that rates rest on, the fit to it and its scores.

    Parameters
    ----------
    panel : Panel
    fit : MonthFit
    scores : dict of (target, forecaster) to mean CRPS
    months : tuple of MonthBand
        Scored months of the province, seen and forecast.
    given : str
        Where they come from, when not from the case's own tables.
    """

    panel: Panel
    fit: MonthFit
    scores: Mapping[tuple[str, str], float]
    months: tuple[MonthBand, ...]
    given: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayValue:
    """What a project loses in value by a year of delay, in one price deck.

    Parameters
    ----------
    deck : str
    musd : float
        Present value after levies of the start less that of a year later; the cost of holding the
        site is in it. Negative: waiting gains.
    id : str
        Of the figure behind it.
    """

    deck: str
    musd: float
    id: str


def _no_delay(_: str) -> tuple[DelayValue, ...]:
    return ()


@dataclass(frozen=True)
class SecurityCase:
    """What of a case security is computed from.

    Parameters
    ----------
    case : str
        Id.
    folder : Path
        With the tables.
    file : SecurityFile
    as_of : date
        Nothing may lie after it.
    titles : mapping of str to str
        Project to its title; a project without one is called by its id.
    delay : callable
        From a project to what a year of delay costs, deck by deck; nothing if nobody can say.
    other : Events or None
        Events of the user instead of the case's.
    """

    case: str
    folder: Path
    file: SecurityFile
    as_of: datetime.date
    titles: Mapping[str, str] = field(default_factory=dict)
    delay: Callable[[str], tuple[DelayValue, ...]] = _no_delay
    other: Events | None = None

    @cached_property
    def events(self) -> Events:
        """The stored panel, fit and scores, or the user's own."""
        if self.other is not None:
            return self.other
        rescaling = self.file.rescaling
        panel = read_panel(
            self.folder, self.file.province, last_year=rescaling.last_event_year, as_of=self.as_of
        )
        fits = read_rows(self.folder, "security/fit.csv", ["model", "parameter", "value", "error"])
        own = {row["parameter"]: row for _, row in fits if row["model"] == MODEL}
        names = FITTED
        if not own.keys() >= {*names, "log-likelihood", "cells"}:
            raise CaseError(
                f"the fit by {MODEL} is missing",
                where=f"{self.folder.name}/security/fit.csv",
                do="Build the table again: python -m orepact.enable.build_security",
            )
        values = {name: float(own[name]["value"]) for name in names}
        first, second, third, fourth = (float(own[name]["error"]) for name in names)
        fit = MonthFit(
            **values,
            errors=(first, second, third, fourth),
            log_likelihood=float(own["log-likelihood"]["value"]),
            cells=int(own["cells"]["value"]),
        )
        scored = read_rows(self.folder, "security/scores.csv", ["target", "forecaster", "crps"])
        scores = {(row["target"], row["forecaster"]): float(row["crps"]) for _, row in scored}
        columns = ["month", "seen", "mean", "low", "high"]
        months = tuple(
            MonthBand(
                month=row["month"],
                seen=int(row["seen"]),
                mean=float(row["mean"]),
                low=int(row["low"]),
                high=int(row["high"]),
            )
            for _, row in read_rows(self.folder, "security/forecasts.csv", columns)
        )
        return Events(panel=panel, fit=fit, scores=scores, months=months)

    @cached_property
    def units(self) -> Units:
        """Units and the districts in each."""
        return read_units(self.folder)

    def table(self, file: str) -> CaseTable:
        """Return a declared table by its path.

        Raises
        ------
        CaseError : security.yaml does not declare it
        """
        for item in self.file.tables:
            if item.file == file:
                return item
        raise CaseError(
            f"table {file} is not declared",
            where=f"{self.folder.name}/security.yaml: tables",
            do="Add it with its source and units",
        )

    def cell(self, file: str, keys: Sequence[str], column: str) -> str:
        """Return the id of a cell of one of its tables."""
        return cell_id(self.case, self.table(file), keys, column)

    def title(self, project: str) -> str:
        """Return a project in words."""
        return self.titles.get(project, project)

    def number(self, path: str) -> str:
        """Return the id of a number of ``security.yaml``."""
        return f"case:{self.case}/security:{path}"

    @cached_property
    def totals(self) -> dict[int, float]:
        """Deaths in organised violence in the country by year."""
        rows = read_rows(self.folder, "security/country_years.csv", ["year", "deaths"])
        return {int(row["year"]): float(row["deaths"]) for _, row in rows}

    @property
    def factor(self) -> float:
        """Country's deaths of the current year over those of the last year with events.

        Raises
        ------
        CaseError : the totals lack one of the years
        """
        years = (self.file.rescaling.current_year, self.file.rescaling.last_event_year)
        missing = [str(year) for year in years if not self.totals.get(year)]
        if missing:
            raise CaseError(
                f"no deaths of {', '.join(missing)}",
                where=f"{self.folder.name}/security/country_years.csv",
                do="Take years that the table has",
            )
        return self.totals[years[0]] / self.totals[years[1]]

    @property
    def factor_low(self) -> float:
        """The lowest reading of the same growth: the province's own counts."""
        return self.file.rescaling.factor_low.to("dimensionless")

    @cached_property
    def unscaled(self) -> dict[str, float]:
        """Expected events of the year after the last month with events, by unit; 1/yr."""
        panel = self.events.panel
        start = panel.at(self.file.first_month) - 24
        path = path_of_means(panel.events[:, start:], self.events.fit, 12)
        found = dict(zip(panel.units, path.sum(axis=1).tolist(), strict=True))
        return {**self._elsewhere, **found}

    @cached_property
    def _elsewhere(self) -> dict[str, float]:
        """Events per year of units outside the panel: mean of the last three years."""
        first = f"{self.file.rescaling.last_event_year - 2}-01"
        found = dict.fromkeys(self.units.districts, 0.0)
        rows = read_rows(self.folder, "security/months.csv", ["unit", "month", "events"])
        for _, row in rows:
            if row["month"] >= first:
                found[row["unit"]] = found.get(row["unit"], 0.0) + float(row["events"]) / 3.0
        return found


def rate_findings(given: SecurityCase) -> Iterator[Finding]:
    """Yield today's level: the factor, events per unit and year, deaths by who, as counts."""
    low, high = given.factor_low, given.factor
    years = (given.file.rescaling.current_year, given.file.rescaling.last_event_year)
    totals = [
        (f"deaths {year}", given.cell("security/country_years.csv", [str(year)], "deaths"))
        for year in years
    ]
    yield Finding(
        measure="enable.security_factor",
        keys={"case": given.case},
        title=f"Level of {years[0]} over that of {years[1]}, the last year with dated events",
        value=Value.exact(round(high, 4)),
        low=round(min(low, high), 4),
        high=round(max(low, high), 4),
        unit="1",
        formula="deaths[current year] / deaths[last year with events], whole country",
        parents=parents_of([*totals, ("low", given.number("rescaling.factor_low"))]),
        sources=("ucdp-country-year-25-1",),
        note="The country's factor is taken; the province's own counts grew less (the low end).",
    )
    panel = given.events.panel
    whole = sum(given.unscaled[unit] for unit in panel.units)
    fits = [
        (name, given.cell("security/fit.csv", [MODEL, name], "value"))
        for name in ("background", "excitation", "memory")
    ]
    base = parents_of([*([] if given.events.given else fits), *totals])
    chosen = {item.unit for item in given.file.exposed}
    ranked = sorted(panel.units, key=lambda unit: -given.unscaled[unit])
    for unit in [given.file.province, *ranked]:
        events = whole if unit == given.file.province else given.unscaled[unit]
        yield Finding(
            measure="enable.security_rate",
            keys={"case": given.case, "unit": unit},
            title=f"Deadly attacks a year today, {unit}",
            value=Value.exact(round(events * high, 3)),
            low=round(events * min(low, high), 3),
            high=round(events * max(low, high), 3),
            unit="1/yr",
            formula="sum of the twelve months after the panel * level of today",
            parents=base,
            sources=("ucdp-ged-22-1",),
            note=(
                "Attacks in which somebody was killed. Where they fall is the map of "
                f"{years[1]}; later ones are not in the panel."
            ),
            cells={
                "unit": unit,
                "districts": ", ".join(given.units.districts.get(unit, ())) or "all",
                "is site": unit in chosen,
            },
        )
    yield from _deaths(given, whole, base)


def _deaths(given: SecurityCase, events: float, base: tuple[object, ...]) -> Iterator[Finding]:
    """Yield expected deaths per year by who is killed; injuries are not in the source."""
    panel = given.events.panel
    recent = slice(panel.at(f"{given.file.rescaling.last_event_year - 3}-01"), None)
    seen = panel.events[:, recent].sum()
    for group, words in _GROUPS.items():
        per = float(panel.counts[group][:, recent].sum() / seen)
        yield Finding(
            measure="enable.security_deaths",
            keys={"case": given.case, "group": group},
            title=f"Killed in {given.file.province} per year: {words}",
            value=Value.exact(round(events * per * given.factor, 1)),
            low=round(events * per * given.factor_low, 1),
            high=round(events * per * given.factor, 1),
            unit="person/yr",
            formula="events per year today * deaths per event of the last four years",
            parents=base,  # type: ignore[arg-type]
            sources=("ucdp-ged-22-1",),
            note="A count, never money; no plan trades it against anything.",
            cells={"group": words},
        )
    yield Finding(
        measure="enable.security_injured",
        keys={"case": given.case},
        title=f"Injured in {given.file.province} per year",
        value=Value.missing("not recorded by the source"),
        unit="person/yr",
        sources=("ucdp-ged-22-1",),
        note="Published counts by others stand in security/published_counts.csv.",
    )
