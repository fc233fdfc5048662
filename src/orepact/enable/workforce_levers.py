"""Levers of the workforce: who is trained where, from whom, and which share is promised."""

from __future__ import annotations

from orepact.enable.levers import Lever, LeverKind, LeverParameter

__all__ = ["LEVERS"]

LEVERS = (
    Lever(
        id="workforce.training-centre",
        kind=LeverKind.OPTION,
        meaning=(
            "Places for courses in one district, from a half-year on, for named occupations; "
            "graduates come after the course's length and a part of them do not finish."
        ),
        parameters=(
            LeverParameter(name="seats", unit="person", meaning="places taken at one time"),
            LeverParameter(name="opens", unit="year", meaning="first half-year with places"),
            LeverParameter(name="cost_per_place", unit="USD/yr", meaning="cost of a place a year"),
            LeverParameter(name="completion", unit="%", meaning="part that finishes a course"),
        ),
        file="workforce.yaml",
        granted_by="its owner and whoever pays the places",
        source="Stock and flow of graduates; completion as the training authority reports it.",
        caveat="A finished course is no experience; operators need months beside a skilled one.",
    ),
    Lever(
        id="workforce.local-share",
        kind=LeverKind.LIMIT,
        meaning=(
            "The part of the workforce that must come from the district or the province, year by "
            "year; what the pipeline cannot reach is printed as a shortfall, never hidden."
        ),
        parameters=(
            LeverParameter(name="share", unit="%", meaning="least part of all jobs"),
            LeverParameter(name="tier", unit="state", meaning="district or province"),
        ),
        file="workforce.yaml",
        granted_by="the company that promised it",
        source="Statements of the companies, in the case's ledgers.",
        caveat="A statement in the press is no contract; no penalty for missing it was seen.",
    ),
    Lever(
        id="workforce.labour-pool",
        kind=LeverKind.LIMIT,
        meaning=(
            "People of working age with the schooling an occupation needs, by district and sex, "
            "who are in the labour force; it bounds hiring and training together."
        ),
        parameters=(
            LeverParameter(name="participation", unit="%", meaning="part that seeks paid work"),
            LeverParameter(name="uptake", unit="%", meaning="part of those whom one project wins"),
        ),
        file="workforce.yaml",
        granted_by="nobody",
        source="The host's census by district, sex, age and schooling.",
        caveat="The census counts literacy, not skill; skill in place is assumed with a range.",
    ),
)
