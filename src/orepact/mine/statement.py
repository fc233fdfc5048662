"""Statements of what lies in the ground, with their class; statements overlap and are nested."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from orepact.errors import UnknownNameError
from orepact.evidence import commodity
from orepact.mine.same_deposit import NEAR_KM, Site, kilometres
from orepact.quantity import conversion_factor

__all__ = [
    "Category",
    "Statement",
    "category_of",
    "grades_of",
    "groups",
    "masses_of",
    "statements_of",
    "unfc_usual",
]


class Category(StrEnum):
    """How certain a statement is, best first, in the terms of CRIRSCO."""

    RESERVE = "reserve"
    RESOURCE = "measured or indicated resource"
    INFERRED = "inferred resource"
    HISTORICAL = "historical resource"
    TARGET = "exploration target"
    UNCLASSIFIED = "unclassified"


_UNFC = {
    Category.RESERVE: "E1 F1 G1+G2",
    Category.RESOURCE: "E2 F2 G1+G2",
    Category.INFERRED: "E2 F2 G3",
    Category.HISTORICAL: "E3 F3",
    Category.TARGET: "E3 F3 G4",
    Category.UNCLASSIFIED: "none",
}
_NO_CODE = re.compile(r"none|no code|not code|company|survey|gsp|government|chinese|national", re.I)
_YEAR = re.compile(r"\b(?:19\d\d|200\d|201[0-4])\b")
_MASS = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>Mt|kt|Moz|koz)\s+(?P<symbol>[A-Z][a-z]?)(?![A-Za-z0-9])"
)
_GRADE = re.compile(
    r"(?P<low>\d+(?:\.\d+)?)(?:\s*-\s*(?P<high>\d+(?:\.\d+)?))?\s*(?P<unit>%|g/t)\s*"
    r"(?P<symbol>[A-Z][a-z]?)(?![A-Za-z0-9])"
)


def unfc_usual(category: Category) -> str:
    """Return the UNFC categories that usually go with a class; a reading, not a classification.

    References
    ----------
    UNECE, Bridging document between the CRIRSCO template and UNFC, ECE/ENERGY/GE.3/2024/5; its
    mapping tables were not read, the usual mapping is background knowledge.
    """
    return _UNFC[category]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of rock and grade.

    Parameters
    ----------
    id, name : str
    group : str
        Deposit it is about; statements of one group overlap.
    commodity : str
        Main commodity, our name.
    category : Category
    printed_class : str
        As the source words it.
    unfc : str
        E, F and G, with whose reading it is.
    tonnes : float or None
        Rock, t.
    grades : mapping of commodity to (low, high), fraction by mass
    latitude, longitude : float or None
    """

    id: str
    name: str
    group: str
    commodity: str
    category: Category
    printed_class: str
    unfc: str
    tonnes: float | None
    grades: Mapping[str, tuple[float, float]]
    latitude: float | None = None
    longitude: float | None = None

    def contained(self, name: str) -> tuple[float, float] | None:
        """Return tonnes of a metal contained, low and high, or None if it is not stated."""
        if self.tonnes is None or name not in self.grades:
            return None
        low, high = self.grades[name]
        return self.tonnes * low, self.tonnes * high


def category_of(printed: str, *, stage: str = "", basis: str = "") -> Category:
    """Return the class that a source's words support; what no code stands behind is unclassified.

    Rules, in order: nothing stated, no code, or a company's, survey's or government's own word is
    unclassified; superseded, historical or stated before 2015 is historical; then exploration
    results, reserves, measured or indicated, inferred.

    Examples
    --------
    >>> category_of("Mineral Reserve (mostly Probable)")
    <Category.RESERVE: 'reserve'>
    >>> category_of("Indicated (company)")
    <Category.UNCLASSIFIED: 'unclassified'>
    >>> category_of("Indicated/Inferred (2006)")
    <Category.HISTORICAL: 'historical resource'>
    """
    words = f"{printed} {basis}".lower()
    if not printed.strip() or _NO_CODE.search(printed):
        return Category.UNCLASSIFIED
    if "historical" in words or "superseded" in stage.lower() or _YEAR.search(words):
        return Category.HISTORICAL
    if "explor" in words:
        return Category.TARGET
    if re.search(r"reserve|proved|probable", printed, re.I):
        return Category.RESERVE
    if re.search(r"measured|indicated", printed, re.I):
        return Category.RESOURCE
    return Category.INFERRED if "inferred" in words else Category.UNCLASSIFIED


def grades_of(text: str) -> dict[str, tuple[float, float]]:
    """Return metal grades in a text as fractions by mass, low and high; the first of each metal.

    Oxides and other words are passed over, so that a grade is never taken for what it is not.

    Examples
    --------
    >>> grades_of("0.48% Cu; 0.28 g/t Au")["copper"]
    (0.0048, 0.0048)
    >>> grades_of("46% Cr2O3 metallurgical")
    {}
    """
    found: dict[str, tuple[float, float]] = {}
    for match in _GRADE.finditer(text):
        try:
            name = commodity(match["symbol"])
        except UnknownNameError:
            continue
        factor = conversion_factor(match["unit"], "dimensionless")
        low = round(float(match["low"]) * factor, 12)
        high = round(float(match["high"]) * factor, 12) if match["high"] else low
        found.setdefault(name, (low, high))
    return found


def masses_of(text: str) -> dict[str, float]:
    """Return tonnes of metal that a text says are contained; the first of each metal.

    Examples
    --------
    >>> masses_of("15 Mt Cu; 26 Moz Au (100%)")["copper"]
    15000000.0
    """
    found: dict[str, float] = {}
    for match in _MASS.finditer(text):
        try:
            name = commodity(match["symbol"])
        except UnknownNameError:
            continue
        found.setdefault(name, float(match["number"]) * conversion_factor(match["unit"], "t"))
    return found


def _number(text: str | None) -> float | None:
    return float(text) if text not in (None, "") else None


def _name(text: str) -> str:
    try:
        return commodity(text)
    except UnknownNameError:
        return text


def statements_of(rows: Iterable[Mapping[str, str | None]]) -> tuple[Statement, ...]:
    """Return the statements of a ledger of deposits.

    Parameters
    ----------
    rows : iterable of mapping
        Columns ``id, name, parent_project, commodity, crirsco_class, unfc_class, stage,
        tonnage_mt, tonnage_basis, grade, contained, lat, lon``. A stated contained mass goes
        before tonnage times grade, for a row may hold two grades.
    """
    found = []
    for row in rows:
        cell = {key: value or "" for key, value in row.items()}
        category = category_of(
            cell["crirsco_class"], stage=cell["stage"], basis=cell["tonnage_basis"]
        )
        rock = _number(cell["tonnage_mt"])
        grades = grades_of(cell["grade"])
        if rock:
            held = masses_of(cell["contained"])
            grades |= {name: (mass / (rock * 1e6),) * 2 for name, mass in held.items()}
        found.append(
            Statement(
                id=cell["id"],
                name=cell["name"],
                group=cell["parent_project"] or cell["name"],
                commodity=_name(cell["commodity"]),
                category=category,
                printed_class=cell["crirsco_class"] or "not stated",
                unfc=cell["unfc_class"] or f"usual mapping: {unfc_usual(category)}",
                tonnes=None if rock is None else rock * 1e6,
                grades=grades,
                latitude=_number(cell["lat"]),
                longitude=_number(cell["lon"]),
            )
        )
    return tuple(found)


def groups(statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], ...]:
    """Return the statements that overlap, each group best class first, then the largest.

    Statements are about the same ground when they share a commodity and either name one parent or
    lie within 3 km of each other.
    """
    order = list(Category)
    found: list[list[Statement]] = []
    for item in statements:
        overlapping = [group for group in found if any(_overlap(item, other) for other in group)]
        merged = [item, *(other for group in overlapping for other in group)]
        found = [group for group in found if group not in overlapping] + [merged]
    return tuple(
        tuple(
            sorted(group, key=lambda one: (order.index(one.category), -(one.tonnes or 0.0), one.id))
        )
        for group in found
    )


def _overlap(one: Statement, other: Statement) -> bool:
    if not {one.commodity, *one.grades} & {other.commodity, *other.grades}:
        return False
    if one.group == other.group:
        return True
    sites = [
        Site(
            id=item.id,
            name=item.name,
            database="",
            commodities=frozenset(),
            latitude=item.latitude,
            longitude=item.longitude,
        )
        for item in (one, other)
    ]
    apart = kilometres(*sites)
    return apart is not None and apart <= NEAR_KM
