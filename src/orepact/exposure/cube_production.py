"""Production of the cube: one source for each chain and year, carried to contained metal."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from orepact.errors import UnknownNameError
from orepact.evidence import hs_lines
from orepact.evidence.basis import basis_factor
from orepact.exposure.chain import (
    chain_stage,
    content_factors,
    content_of,
    production_content,
)
from orepact.exposure.cube import Known
from orepact.exposure.production import Member, ProductionTable
from orepact.quantity import Basis, conversion_factor

__all__ = ["RULE", "Cell", "ChainYear", "Factor", "chain_years", "content_of_table"]

RULE = (
    "one source for each chain and year: the one that names most countries with a number, then the "
    "newest edition; the others give the range of the countries that they name too"
)
"""How a source is chosen, in words."""

CARRY_YEARS = 2
"""How many years an earlier figure of another source may stand for a country that is not named."""

_SUMMED = {("titanium", "ore")}
"""Chains whose tables of one source are parts of a whole: ilmenite and rutile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """Tonnes of content in a tonne of the table's unit and basis."""

    low: float
    central: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Production of one country, t of content; ``id`` is the figure it rests on."""

    country: str
    known: Known
    low: float
    central: float
    high: float
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainYear:
    """Production of one chain in one year.

    Parameters
    ----------
    chain : tuple of str
        Commodity and stage.
    year : int
    source : str
        The chosen one.
    cells : tuple of Cell
    others : float, t
        What it prints for countries that it does not name; nan where it prints none.
    factor : Factor
    """

    chain: tuple[str, str]
    year: int
    source: str
    cells: tuple[Cell, ...]
    others: float
    factor: Factor


def content_of_table(table: ProductionTable, stage: str) -> Factor | None:
    """Return what a table's unit holds of the chain's content, or None where nothing says it.

    Metal content counts as it is, oxides by chemistry, gross weight of a mineral that is counted
    as weighed by 1, other ores by the content of their customs line; unwrought metal whose basis
    is not printed counts as metal.
    """
    try:
        unit = conversion_factor(table.unit, "t")
    except ValueError:
        return None
    content = content_of(table.commodity)
    if table.basis == Basis.METAL or (table.basis == Basis.OXIDE and content.endswith(("O", "O5"))):
        return Factor(low=unit, central=unit, high=unit)
    if table.basis == Basis.OXIDE:
        try:
            own = basis_factor(table.commodity)
        except UnknownNameError:
            return None
        return Factor(low=unit * own.low, central=unit * own.central, high=unit * own.high)
    if own_content := production_content().get((table.commodity, stage)):
        low, central, high = own_content
        return Factor(low=unit * low, central=unit * central, high=unit * high)
    if content == "gross" or stage != "ore":
        return Factor(low=unit, central=unit, high=unit)
    ores = [
        content_factors()[hs]
        for hs, line in hs_lines().items()
        if line.commodity == table.commodity
        and chain_stage(line.commodity, line.stage)
        and (chain_stage(line.commodity, line.stage) or ("", ""))[1] == "ore"
    ]
    if not ores or ores[0].low is None or ores[0].central is None or ores[0].high is None:
        return None
    return Factor(low=unit * ores[0].low, central=unit * ores[0].central, high=unit * ores[0].high)


_EDITION = re.compile(r"-?\d{4}.*$")
_Candidate = tuple[ProductionTable, Factor]


def _candidates(
    tables: Sequence[ProductionTable],
) -> Mapping[tuple[tuple[str, str], int], list[_Candidate]]:
    found: dict[tuple[tuple[str, str], int], list[_Candidate]] = defaultdict(list)
    for table in tables:
        chain = chain_stage(table.commodity, table.stage)
        if chain is None:
            continue
        factor = content_of_table(table, chain[1])
        if factor is not None:
            found[chain, table.year].append((table, factor))
    return {key: list(_whole(key[0], own)) for key, own in found.items()}


def _whole(chain: tuple[str, str], own: Sequence[_Candidate]) -> Iterator[_Candidate]:
    """Return one table for each source: parts added where they are parts, else the one on metal."""
    by_source: dict[str, list[_Candidate]] = defaultdict(list)
    for table, factor in own:
        by_source[table.source].append((table, factor))
    for source in sorted(by_source):
        held = by_source[source]
        if len(held) > 1 and chain in _SUMMED:
            yield _added(held), held[0][1]
            continue
        metal = [each for each in held if each[0].basis == Basis.METAL]
        kept = held if len(held) == 1 else metal
        if len(kept) == 1:
            yield kept[0]


def _added(held: Sequence[_Candidate]) -> ProductionTable:
    """Return tables of one source added up; a country withheld in one part is withheld."""
    members: dict[str, Member] = {}
    for table, _ in held:
        for member in table.members:
            before = members.get(member.country)
            if before is None:
                members[member.country] = member
            elif before.value.number is not None and member.value.number is not None:
                total = before.value.scaled(1.0)
                number = before.value.number + member.value.number
                members[member.country] = replace(
                    before, value=type(total).exact(number, total.text)
                )
            else:
                members[member.country] = before if before.value.number is None else member
    first = held[0][0]
    return replace(
        first,
        members=tuple(members[code] for code in sorted(members)),
        others=tuple(other for table, _ in held for other in table.others),
        world=None,
    )


def _edition(source: str) -> tuple[str, str]:
    return _EDITION.sub("", source), source


def _current(own: Sequence[_Candidate]) -> list[_Candidate]:
    """Return candidates without older editions of the same publication."""
    newest: dict[str, str] = {}
    for table, _ in own:
        name, edition = _edition(table.source)
        newest[name] = max(newest.get(name, ""), edition)
    return [each for each in own if newest[_edition(each[0].source)[0]] == each[0].source]


def _others(table: ProductionTable, factor: Factor) -> float:
    numbers = [member.value.number for member in table.others]
    if not numbers:
        return float("nan")
    if any(number is None for number in numbers):
        return float("inf")
    return sum(number or 0.0 for number in numbers) * factor.central


def _named(own: Sequence[_Candidate]) -> dict[str, list[tuple[float, Factor, Member]]]:
    """Return every number that the sources print for a country, t of content."""
    found: dict[str, list[tuple[float, Factor, Member]]] = defaultdict(list)
    for table, factor in own:
        for member in table.known:
            found[member.country].append((member.value.number or 0.0, factor, member))
    return found


def _cells(chosen: _Candidate, own: Sequence[_Candidate]) -> Iterator[Cell]:
    table, factor = chosen
    seen = _named(own)
    world = table.world.value.number if table.world and not table.is_world_partial else None
    named = sum(member.value.number or 0.0 for member in table.known)
    room = float("inf") if world is None else max(0.0, world - named) * factor.central
    for member in table.members:
        if member.value.number is not None:
            spread = seen[member.country]
            yield Cell(
                country=member.country,
                known=Known.REPORTED,
                low=min(number * each.low for number, each, _ in spread),
                central=member.value.number * factor.central,
                high=max(number * each.high for number, each, _ in spread),
                id=member.id,
            )
        else:
            low, high = member.value.low or 0.0, member.value.high
            yield Cell(
                country=member.country,
                known=Known.WITHHELD,
                low=low * factor.low,
                central=float("nan"),
                high=room if high is None else high * factor.high,
                id=member.id,
            )


def _carried(chosen: _Candidate, others: float, pool: Sequence[_Candidate]) -> Iterator[Cell]:
    """Return countries that another source names, held to what is printed for the others."""
    table = chosen[0]
    own = {member.country for member in table.members}
    found: dict[str, tuple[float, str]] = {}
    for other, factor in pool:
        for member in other.known:
            if member.country not in own and member.country not in found and member.value.number:
                found[member.country] = (member.value.number * factor.central, member.id)
    total = sum(amount for amount, _ in found.values())
    share = min(1.0, others / total) if total > 0 else 0.0
    for country in sorted(found):
        amount, id_ = found[country]
        yield Cell(
            country=country,
            known=Known.CARRIED,
            low=0.0,
            central=amount * share,
            high=others,
            id=id_,
        )


def chain_years(tables: Sequence[ProductionTable]) -> tuple[ChainYear, ...]:
    """Return production of every chain and year, with the stated choice of source.

    A country that the chosen source does not name while it prints "other countries" takes the
    figure of another source of that year, or of up to two years before, held to the others' sum.

    Parameters
    ----------
    tables : sequence of ProductionTable
        Of every source, stage and year.
    """
    found = _candidates(tables)
    made = []
    for chain, year in sorted(found):
        own = _current(found[chain, year])
        if not own:
            continue
        chosen = max(own, key=lambda each: (len(each[0].known), each[0].source))
        others = _others(*chosen)
        cells = list(_cells(chosen, own))
        if np.isfinite(others) and others > 0:
            pool = [each for each in own if each is not chosen]
            for back in range(1, CARRY_YEARS + 1):
                pool += _current(found.get((chain, year - back), []))
            cells += _carried(chosen, others, pool)
        made.append(
            ChainYear(
                chain=chain,
                year=year,
                source=chosen[0].source,
                cells=tuple(cells),
                others=others,
                factor=chosen[1],
            )
        )
    return tuple(made)
