"""Which records of several databases are about the same deposit."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Site", "kilometres", "same_deposits", "sites_of"]

NEAR_KM = 3.0
"""Records this near with a commodity in common are one deposit, whatever they are called."""
NAMED_KM = 30.0
"""Records of one name and commodity are one deposit up to this distance: databases err by it."""
_WORDS = re.compile(r"[a-z]+")
_EMPTY = frozenset(
    {"mine", "mines", "deposit", "area", "district", "salt", "project", "jv", "prospect"}
) | {"hill", "hills", "not", "named", "and", "the", "of", "ore", "body"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One record of one database."""

    id: str
    name: str
    database: str
    commodities: frozenset[str]
    latitude: float | None
    longitude: float | None


def sites_of(rows: Sequence[Mapping[str, str | None]]) -> tuple[Site, ...]:
    """Return the sites of a ledger: columns ``id, name, database, commodities, lat, lon``."""
    return tuple(
        Site(
            id=row["id"] or "",
            name=row["name"] or "",
            database=row["database"] or "",
            commodities=frozenset(
                part.strip().lower() for part in (row["commodities"] or "").split(";") if part
            ),
            latitude=float(row["lat"]) if row["lat"] else None,
            longitude=float(row["lon"]) if row["lon"] else None,
        )
        for row in rows
    )


def kilometres(one: Site, other: Site) -> float | None:
    """Return the distance of two sites on a sphere of 6,371 km, or None without coordinates."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    phi = [math.radians(float(site.latitude or 0.0)) for site in (one, other)]
    lam = [math.radians(float(site.longitude or 0.0)) for site in (one, other)]
    haversine = (
        math.sin((phi[1] - phi[0]) / 2) ** 2
        + math.cos(phi[0]) * math.cos(phi[1]) * math.sin((lam[1] - lam[0]) / 2) ** 2
    )
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(haversine)))


def _words(name: str) -> frozenset[str]:
    """Return the words of a name that tell deposits apart; a bracket holds another spelling."""
    return frozenset(word for word in _WORDS.findall(name.lower()) if word not in _EMPTY)


def _spelled_alike(one: str, other: str) -> bool:
    """Return whether two names share their words, one within the other, or differ by a letter."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return False
    if first <= second or second <= first:
        return True
    shorter, longer = sorted(("".join(sorted(first)), "".join(sorted(second))), key=len)
    return len(longer) == len(shorter) + 1 and _drops_one(longer, shorter)


def _drops_one(longer: str, shorter: str) -> bool:
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def _is_same(one: Site, other: Site) -> bool:
    """Apply the rule: a commodity in common, and near, or alike in name and not far."""
    if not one.commodities & other.commodities:
        return False
    apart = kilometres(one, other)
    if apart is not None and apart <= NEAR_KM:
        return True
    return _spelled_alike(one.name, other.name) and (apart is None or apart <= NAMED_KM)


def same_deposits(sites: Sequence[Site]) -> tuple[tuple[Site, ...], ...]:
    """Return the sites grouped by deposit, in the order of their first record.

    Two records are one deposit when they share a commodity and lie within 3 km, or share a
    commodity and a name and lie within 30 km (or one has no coordinates). Records are joined
    through others, so that a chain of equals is one deposit.

    Parameters
    ----------
    sites : sequence of Site
    """
    parent = list(range(len(sites)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for first in range(len(sites)):
        for second in range(first + 1, len(sites)):
            if _is_same(sites[first], sites[second]):
                low, high = sorted((root(first), root(second)))
                parent[high] = low
    found: dict[int, list[Site]] = {}
    for index, site in enumerate(sites):
        found.setdefault(root(index), []).append(site)
    return tuple(tuple(group) for group in found.values())
