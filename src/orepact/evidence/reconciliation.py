"""Several values for one cell, side by side: which one is used, and how far apart they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from orepact.errors import EvidenceError, UnknownNameError
from orepact.evidence.basis import to_metal, to_oxide
from orepact.evidence.record import row_value
from orepact.quantity import Basis, Value, conversion_factor

if TYPE_CHECKING:
    from orepact.evidence.store import Bundle, Some

__all__ = ["RULE", "Candidate", "Cell", "reconcile"]

PUBLISHERS = ("usgs-mcs-", "wmd-")
"""Order of publishers, by the start of a source's id; any other comes after, newest first."""

RULE = (
    "A number comes before a bound, a bound before a gap; then the U.S. Geological Survey before "
    "World Mining Data before others; then the newer edition. A source that prints several series "
    "for one cell steps back. Values are never averaged."
)
"""The precedence rule, as reports print it."""

_UNIT = "t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One source's value for a cell, on the cell's basis.

    Parameters
    ----------
    id, source, detail, quality : str
        Of the figure; detail is the publisher's own.
    value : Value
        Tonnes on the cell's basis; as printed, on its own basis, when not comparable.
    low, high : float or None, t
        Bounds with the range of the basis factor.
    basis : Basis
        Basis in which the source gave it.
    is_comparable : bool
        Whether it stands on the cell's basis and is the source's only series for the cell.
    why : str
        Why it is not comparable, or how it was carried over.
    note : str
        The figure's own note, for example that the total leaves a country out.
    is_superseded : bool
        Whether a newer edition of the same publication has a number for the cell; it is shown,
        and left out of the spread.
    """

    id: str
    source: str
    detail: str
    quality: str
    value: Value
    low: float | None
    high: float | None
    basis: Basis
    is_comparable: bool
    note: str
    why: str = ""
    is_superseded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Every value that sources give for one commodity, stage, country and year.

    Parameters
    ----------
    commodity, stage, country : str
    year : int
        Calendar year.
    unit : str
        Always ``t``.
    basis : Basis
        Basis of the chosen value.
    chosen : Candidate
        By ``RULE``.
    others : tuple of Candidate
        The rest, in the order of the rule.
    spread : float or None
        Largest over smallest comparable number of the current editions, less one; None with
        fewer than two, or where a source says zero and another does not.
    """

    commodity: str
    stage: str
    country: str
    year: int
    unit: str
    basis: Basis
    chosen: Candidate
    others: tuple[Candidate, ...]
    spread: float | None


def _rank(row: Mapping[str, Any], days: Mapping[str, date]) -> tuple[Any, ...]:
    value = row_value(row)
    nature = 0 if value.is_number else 2 if value.is_gap else 1
    order = [place for place, start in enumerate(PUBLISHERS) if row["source"].startswith(start)]
    publisher = order[0] if order else len(PUBLISHERS)
    return nature, publisher, -days[row["source"]].toordinal(), row["source"], row["detail"]


def _same(left: Basis, right: Basis) -> bool:
    unstated = {Basis.GROSS, Basis.NOT_STATED}
    return left is right or {left, right} <= unstated


def _carried(row: Mapping[str, Any], basis: Basis) -> Candidate:
    own = Basis(row["basis"])
    plain = row_value(row)
    value = plain.scaled(conversion_factor(row["unit"], _UNIT))
    candidate = Candidate(
        id=row["id"],
        source=row["source"],
        detail=row["detail"],
        quality=row["quality"],
        value=value,
        low=value.low,
        high=value.high,
        basis=own,
        is_comparable=True,
        note=row["note"],
    )
    if _same(own, basis):
        why = "" if own is basis else f"basis {own} taken as {basis}"
        return replace(candidate, why=why)
    try:
        if basis not in (Basis.METAL, Basis.OXIDE):
            raise EvidenceError(f"{own} cannot be compared with {basis}")
        converted = (to_metal if basis is Basis.METAL else to_oxide)(value, row["commodity"], own)
    except (EvidenceError, UnknownNameError) as error:
        return replace(candidate, is_comparable=False, why=error.what)
    factor = converted.factor
    told = "" if factor is None else f"{own} carried to {basis} by {factor.form}"
    return replace(
        candidate, value=converted.value, low=converted.low, high=converted.high, why=told
    )


def _single_series(rows: Sequence[Mapping[str, Any]], candidate: Candidate) -> Candidate:
    series = {row["detail"] for row in rows if row["source"] == candidate.source}
    if len(series) == 1 or not candidate.is_comparable:
        return candidate
    return replace(
        candidate,
        is_comparable=False,
        why=f"{candidate.source} prints {len(series)} series for this cell",
    )


def _publication(source: str) -> str:
    found = [start for start in PUBLISHERS if source.startswith(start)]
    return found[0] if found else source


def _dated(candidates: Sequence[Candidate], days: Mapping[str, date]) -> list[Candidate]:
    """Return candidates with those marked that a newer edition of their publication replaces."""
    newest: dict[str, Candidate] = {}
    for item in candidates:
        if item.value.is_number and item.is_comparable:
            held = newest.setdefault(_publication(item.source), item)
            if days[item.source] > days[held.source]:
                newest[_publication(item.source)] = item
    dated = []
    for item in candidates:
        current = newest.get(_publication(item.source), item)
        if days[current.source] > days[item.source]:
            dated.append(replace(item, is_superseded=True, why=f"superseded by {current.source}"))
        else:
            dated.append(item)
    return dated


def _spread(candidates: Sequence[Candidate]) -> float | None:
    numbers = [
        candidate.value.number
        for candidate in candidates
        if candidate.is_comparable
        and not candidate.is_superseded
        and candidate.value.number is not None
    ]
    if len(numbers) < 2 or min(numbers) < 0:
        return None
    if min(numbers) == 0:
        return 0.0 if max(numbers) == 0 else None
    return max(numbers) / min(numbers) - 1


def _cell(
    key: tuple[str, str, str, int], rows: Sequence[Mapping[str, Any]], days: Mapping[str, date]
) -> Cell:
    ordered = sorted(rows, key=lambda row: _rank(row, days))
    basis = Basis(ordered[0]["basis"])
    candidates = [_single_series(rows, _carried(row, basis)) for row in ordered]
    candidates = _dated(candidates, days)
    candidates.sort(key=lambda candidate: not candidate.is_comparable)
    commodity, stage, country, year = key
    return Cell(
        commodity=commodity,
        stage=stage,
        country=country,
        year=year,
        unit=_UNIT,
        basis=basis,
        chosen=candidates[0],
        others=tuple(candidates[1:]),
        spread=_spread(candidates),
    )


def _is_mass(unit: str) -> bool:
    try:
        conversion_factor(unit, _UNIT)
    except ValueError:
        return False
    return True


def reconcile(
    evidence: Bundle,
    *,
    commodity: Some = None,
    stage: Some = None,
    country: Some = None,
    year: int | None = None,
    statistic: str = "production",
) -> tuple[Cell, ...]:
    """Return every cell with its values side by side, the chosen one and the spread.

    Rows are compared within one commodity, stage, country and calendar year, in tonnes. The basis
    is that of the chosen value; others are carried to it by chemistry where that is possible, and
    are shown as not comparable where it is not, as for gross weight of ore against oxide. Where a
    source prints several series for a cell, its rows are not compared.

    Parameters
    ----------
    evidence : Bundle
        The evidence.
    commodity, stage, country : str, collection of str, or None
        Which cells; all when None.
    year : int or None
        Calendar year.
    statistic : str
        ``production``, ``reserves`` or another that is a mass.

    Returns
    -------
    cells : tuple of Cell
        In the order of commodity, stage, country and year.

    Raises
    ------
    UnknownNameError : for a country or commodity that is not known
    """
    found = evidence.figures(
        commodity=commodity,
        stage=stage,
        country=country,
        statistic=statistic,
        period=None if year is None else str(year),
    )
    days = {source.id: source.as_of for source in evidence.sources()}
    units = {unit for unit in found["unit"].unique() if _is_mass(unit)}
    cells: dict[tuple[str, str, str, int], list[dict[str, Any]]] = defaultdict(list)
    for row in found.to_dicts():
        if row["unit"] in units and row["period"].isdigit() and not row["partner"]:
            key = (row["commodity"], row["stage"], row["country"], int(row["period"]))
            cells[key].append(row)
    return tuple(_cell(key, cells[key], days) for key in sorted(cells))
