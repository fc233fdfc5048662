"""Who produces how much: production tables of official publishers and their concentration."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from orepact.evidence import country_kind, row_value
from orepact.exposure.concentration import herfindahl_bounds
from orepact.exposure.reliance import Bounds
from orepact.quantity import Value

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "ONE_FORM",
    "Member",
    "ProductionTable",
    "concentration",
    "named_concentration",
    "production_tables",
]

ONE_FORM = "all"
"""Form of a table that is the only one of its commodity, stage and year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One country's line of a production table."""

    country: str
    id: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductionTable:
    """Production of one commodity at one stage in one year, by country, from one source.

    Parameters
    ----------
    source, commodity, stage, form : str
        ``form`` tells tables of one stage apart, for example usable ore from iron content.
    year : int
    unit, basis : str
    members : tuple of Member
        Countries by name.
    others : Member or None
        "Other countries" and groups that are published as one.
    world : Member or None
        The published world total.
    is_world_partial : bool
        Whether the publisher says that the total leaves a country out.
    """

    source: str
    commodity: str
    stage: str
    form: str
    year: int
    unit: str
    basis: str
    members: tuple[Member, ...]
    others: tuple[Member, ...]
    world: Member | None
    is_world_partial: bool

    @property
    def known(self) -> tuple[Member, ...]:
        """Return the countries with a number."""
        return tuple(member for member in self.members if member.value.is_number)

    @property
    def withheld(self) -> tuple[Member, ...]:
        """Return the countries whose number is withheld, bounded or missing."""
        return tuple(member for member in self.members if not member.value.is_number)

    def of(self, country: str) -> Member | None:
        """Return a country's line, or None if it has none."""
        return next((member for member in self.members if member.country == country), None)


_WORLD_TABLE = re.compile(r"\s*\[world\]$")
_ROUNDED = re.compile(r"[:,]?\s*\(?rounded\)?\s*$", re.IGNORECASE)
_STATUS = frozenset({"reported", "estimated", "provisional", "publisher's total"})
"""Details that tell how a figure was come by, not what it measures."""
_PARTIAL = re.compile(r"\bExcludes\b.{0,40}?\bproduction\b|\bexcluding U\.S\.")


def _base(detail: str) -> str:
    plain = " ".join(_ROUNDED.sub("", _WORLD_TABLE.sub("", detail)).split()).rstrip(" :,")
    return "" if plain.casefold() in _STATUS else plain.casefold()


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.casefold()).strip()


def production_tables(figures: pl.DataFrame) -> tuple[ProductionTable, ...]:
    """Return every table of production by country.

    A row belongs to the table whose world total has its own wording, or else the wording before
    its colon: Sweden's ``Refinery production: concentrate`` stands in the table of
    ``Refinery production``. Rows of a single country, such as national statistics, make no table.

    Parameters
    ----------
    figures : DataFrame
        Schema ``FIGURES``; other statistics than production are passed over.
    """
    groups: dict[tuple[str, str, str, int], list[Mapping[str, object]]] = {}
    for row in figures.filter(figures["statistic"] == "production").iter_rows(named=True):
        if re.fullmatch(r"\d{4}", row["period"]):
            group = (row["source"], row["commodity"], row["label"], int(row["period"]))
            groups.setdefault(group, []).append(row)
    tables: list[ProductionTable] = []
    for key in sorted(groups, key=str):
        tables += _tables_of(groups[key], year=key[3])
    return _with_forms(tables)


def _tables_of(rows: list[Mapping[str, object]], *, year: int) -> list[ProductionTable]:
    totals = {_base(str(row["detail"])) for row in rows if row["country"] == "WLD"}
    tables: dict[str, list[Mapping[str, object]]] = {}
    for row in rows:
        own = _base(str(row["detail"]))
        before = own.partition(":")[0].strip()
        name = own if own in totals or before not in totals else before
        tables.setdefault(name, []).append(row)
    made = []
    for name, own_rows in tables.items():
        found: dict[str, Member] = {}
        for row in own_rows:
            member = Member(country=str(row["country"]), id=str(row["id"]), value=row_value(row))
            found.setdefault(member.country, member)
        total_rows = [row for row in own_rows if row["country"] == "WLD"]
        head = (total_rows or own_rows)[0]
        named = [member for code, member in found.items() if _is_named(code)]
        if len(named) < 2:
            continue
        note = str(head["note"]) + str(head["detail"])
        made.append(
            ProductionTable(
                source=str(head["source"]),
                commodity=str(head["commodity"]),
                stage=str(head["stage"]),
                form=_slug(name),
                year=year,
                unit=str(head["unit"]),
                basis=str(head["basis"]),
                members=tuple(sorted(named, key=lambda member: member.country)),
                others=tuple(
                    m for code, m in found.items() if code != "WLD" and not _is_named(code)
                ),
                world=found.get("WLD"),
                is_world_partial=bool(_PARTIAL.search(note)),
            )
        )
    return made


def _is_named(code: str) -> bool:
    return code != "GRP" and country_kind(code) in ("country", "territory", "former")


def _with_forms(tables: list[ProductionTable]) -> tuple[ProductionTable, ...]:
    count = Counter((t.source, t.commodity, t.stage, t.year) for t in tables)
    made = []
    for table in tables:
        is_only = count[(table.source, table.commodity, table.stage, table.year)] == 1
        fields = {name: getattr(table, name) for name in ProductionTable.__slots__}
        made.append(ProductionTable(**{**fields, "form": ONE_FORM if is_only else table.form}))
    return tuple(made)


def _others(table: ProductionTable) -> Bounds:
    known = [Bounds.of(member.value) for member in table.others]
    return Bounds(low=sum(b.low for b in known), high=sum(b.high for b in known))


def named_concentration(table: ProductionTable) -> Value:
    """Return the Herfindahl index over named countries, "other countries" in the total only.

    H = sum over named countries with a number of (x / X)^2, X = their sum + "other countries";
    where the latter is not printed, X is at least the published world total.
    """
    amounts = np.array([member.value.number for member in table.known], dtype=np.float64)
    total = amounts.sum() + sum(m.value.number or 0.0 for m in table.others)
    is_open = any(not member.value.is_number for member in table.others)
    if is_open and table.world and table.world.value.number:
        total = max(total, table.world.value.number)
    if not amounts.size or total <= 0:
        return Value.missing()
    return Value.exact(float(amounts @ amounts / total**2))


def concentration(table: ProductionTable) -> Value:
    """Return the Herfindahl index with what is withheld or unnamed concentrated against spread.

    References
    ----------
    Bounds: :func:`orepact.exposure.concentration.herfindahl_bounds`.
    """
    known = [member.value.number or 0.0 for member in table.known]
    held = [Bounds.of(member.value) for member in table.withheld]
    others, world = _others(table), table.world.value.number if table.world else None
    is_others_open = not np.isfinite(others.high)
    is_covered = world is not None and not (held and table.is_world_partial)
    if not held and not is_others_open:
        bounds = herfindahl_bounds(known, unnamed=others.high)
    elif is_covered and world is not None:
        unnamed = max(world - sum(known), sum(b.low for b in held), others.low)
        bounds = herfindahl_bounds(
            known, low=[b.low for b in held], high=[b.high for b in held], unnamed=unnamed
        )
    elif is_others_open:
        bounds = (0.0, 1.0)
    else:
        bounds = herfindahl_bounds(
            known,
            low=[b.low for b in held],
            high=[b.high for b in held],
            unnamed=others.high,
            is_total_known=False,
        )
    return Value.missing() if np.isnan(bounds[0]) else Value.between(*bounds)
