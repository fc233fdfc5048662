"""Security from events that a user brings: read, checked, counted by district and month, fitted."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

from orepact.enable.security import Events, SecurityCase
from orepact.enable.security_backtest import district_scores
from orepact.enable.security_data import panel_of, read_units
from orepact.enable.ucdp_events import by_month, read_events
from orepact.errors import EvidenceError

__all__ = ["with_own_events"]

_YEARS_SCORED = 4


def with_own_events(given: SecurityCase, path: Path, *, host: str) -> SecurityCase:
    """Return the case with another event file in place of its own table.

    The last full year of the file becomes the last year with events, so that the level of today
    is counted from there. Only counts by district and month are kept.

    Parameters
    ----------
    given : SecurityCase
    path : Path
        A UCDP event file, CSV, plain or gzipped.
    host : str
        Name of the host as UCDP prints it.

    Raises
    ------
    EvidenceError, ProblemsError : the file, or rows of it, cannot be used
    """
    units = read_units(given.folder)
    events = read_events(
        path,
        as_of=given.as_of,
        units=units.by_name,
        basemap=given.folder / "geo" / "basemap.geojson",
        host=host,
    )
    counts = by_month(events)
    own = [row.month for row in counts if row.province == given.file.province]
    if not own:
        raise EvidenceError(
            f"no event has a district in {given.file.province}",
            where=path.name,
            do="Give the events of the case's province",
        )
    newest = max(event.day for event in events)
    last_year = newest.year if newest >= datetime.date(newest.year, 12, 1) else newest.year - 1
    first_year = int(given.file.first_month[:4])
    if last_year - _YEARS_SCORED - 2 < first_year or min(own) > f"{first_year - 2}-12":
        raise EvidenceError(
            f"the events run from {min(own)} to {newest:%Y-%m}",
            where=path.name,
            why=f"the fit begins in {first_year} and needs two years before and six after",
            do="Give a longer file, or move first_month in security.yaml",
        )
    panel = panel_of(
        counts,
        units=units.of(given.file.province),
        province=given.file.province,
        last=f"{last_year}-12",
    )
    score, fit = district_scores(
        panel,
        first_month=given.file.first_month,
        first_year=last_year - _YEARS_SCORED + 1,
        last_year=last_year,
    )
    scores = {
        (target, name): value
        for target in ("events", "deaths", "year_ahead")
        for name, value in getattr(score, target).items()
    }
    scores |= {
        (name, target): pair[place]
        for target, pair in score.gains.items()
        for place, name in enumerate(("gain", "error of gain"))
    }
    scores["check", "inside 90 % interval"] = score.covered
    rescaling = given.file.rescaling.model_copy(update={"last_event_year": last_year})
    return replace(
        given,
        file=given.file.model_copy(update={"rescaling": rescaling}),
        other=Events(panel=panel, fit=fit, scores=scores, months=score.months, given=path.name),
    )
