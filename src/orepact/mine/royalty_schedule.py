"""A schedule of royalties that a user brings, one mineral a line, laid over a regime."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orepact.errors import CaseError, UnknownNameError
from orepact.evidence import commodity, parse_model
from orepact.mine.local_money import local_money
from orepact.mine.project_file import ProjectFile
from orepact.mine.regime_file import RegimeFile

__all__ = ["ScheduleLine", "read_schedule", "with_schedule"]

_NEEDED = ("mineral", "base", "rate", "unit", "source")
_KNOWN = (*_NEEDED, "floor", "floor_unit", "replaces", "note")
_SHARES = {"nsr": "nsr", "revenue": "revenue"}
_WEIGHTS = {"product": "product", "feed": "feed"}
_SIGNS = "[],=/"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleLine:
    """What a schedule asks for one mineral.

    Parameters
    ----------
    mineral : str
        Commodity.
    base : str
        ``nsr`` or ``revenue`` for a share in percent, ``product`` or ``feed`` for money per tonne.
    rate, unit
        For example 6 and ``%``, or 350 and ``PKR/t``; money is of the day.
    floor, floor_unit
        Least per tonne of product, under a share; None without.
    replaces : str
        Id of the regime's line whose place it takes.
    source, note : str
    """

    mineral: str
    base: str
    rate: float
    unit: str
    floor: float | None
    floor_unit: str
    replaces: str
    source: str
    note: str


def read_schedule(path: Path) -> tuple[ScheduleLine, ...]:
    """Return the lines of a CSV file ``mineral,base,rate,unit,source[,floor,floor_unit,...]``.

    Raises
    ------
    CaseError : what does not fit, with the line
    """
    if not path.is_file():
        raise CaseError("no such file", where=str(path), do="Give a CSV file of royalties")
    if any(sign in path.name for sign in _SIGNS):
        raise CaseError(
            f"the file's name holds one of {' '.join(_SIGNS)}", where=path.name, do="Rename it"
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseError("not UTF-8", where=path.name, do="Save it as UTF-8") from error
    rows = csv.DictReader(text.splitlines())
    columns = list(rows.fieldnames or [])
    missing = [name for name in _NEEDED if name not in columns]
    unknown = [name for name in columns if name not in _KNOWN]
    if missing or unknown:
        what = f"no column {', '.join(missing)}" if missing else f"unknown column {unknown[0]}"
        raise CaseError(what, where=f"{path.name}:1", do=f"Columns are {', '.join(_KNOWN)}")
    found = tuple(_line(row, f"{path.name}:{at}") for at, row in enumerate(rows, start=2))
    if not found:
        raise CaseError("no line", where=path.name, do="Add one line for each mineral")
    pairs = [(line.mineral, line.replaces) for line in found]
    twice = sorted({mineral for mineral, line in pairs if pairs.count((mineral, line)) > 1})
    if twice:
        raise CaseError(f"{twice[0]} stands twice", where=path.name, do="Keep one line of it")
    return found


def _line(row: Mapping[str, str | None], where: str) -> ScheduleLine:
    cells = {name: (row.get(name) or "").strip() for name in _KNOWN}
    if cells["base"] not in {*_SHARES, *_WEIGHTS}:
        raise CaseError(
            f"base {cells['base']!r}",
            where=where,
            do="Write nsr or revenue for a share, product or feed for money per tonne",
        )
    is_share = cells["base"] in _SHARES
    if is_share != (cells["unit"] == "%"):
        want = "%" if is_share else "money per tonne, for example PKR/t"
        raise CaseError(
            f"unit {cells['unit']!r} on base {cells['base']}", where=where, do=f"Give {want}"
        )
    if not cells["source"]:
        raise CaseError("no source", where=where, do="Name the notification or the page")
    if cells["floor"] and not is_share:
        raise CaseError("a floor under a sum per tonne", where=where, do="Leave floor empty")
    return ScheduleLine(
        mineral=_mineral(cells["mineral"]),
        base=cells["base"],
        rate=_number(cells["rate"], where, "rate"),
        unit=cells["unit"],
        floor=_number(cells["floor"], where, "floor") if cells["floor"] else None,
        floor_unit=cells["floor_unit"],
        replaces=cells["replaces"] or "royalty",
        source=cells["source"],
        note=cells["note"],
    )


def _mineral(name: str) -> str:
    """Return our name of a mineral; a schedule also lists what no project here sells."""
    try:
        return commodity(name)
    except UnknownNameError:
        return name.lower()


def _number(text: str, where: str, name: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not 0 <= number < float("inf"):
        raise CaseError(f"{name} {text!r} is no number from 0 up", where=where, do="Give a number")
    return number


def with_schedule(
    regime: RegimeFile, project: ProjectFile, lines: Sequence[ScheduleLine], *, country: str
) -> RegimeFile:
    """Return a regime whose royalty is what the schedule asks of the project's products.

    Recipient, status and dates stay those of the line that is replaced; sums in the host's money
    are turned into dollars at its latest official rate and are eroded by inflation.

    Parameters
    ----------
    regime : RegimeFile
    project : ProjectFile
    lines : sequence of ScheduleLine
    country : str
        ISO 3166 alpha-3 of the host, for its rate of exchange.

    Raises
    ------
    CaseError : no line for what the project sells, or no such line to replace
    """
    sold = {product.commodity for product in project.products}
    asked = [line for line in lines if line.mineral in sold]
    if not asked:
        known = ", ".join(sorted({line.mineral for line in lines}))
        raise CaseError(
            f"the schedule has no line for {', '.join(sorted(sold)) or 'what the project sells'}",
            where="--royalties",
            why=f"it has {known}",
            do="Add the mineral, or leave the schedule out",
        )
    levies = [levy.model_dump(mode="json") for levy in regime.levies]
    ids = [levy["id"] for levy in levies]
    for name in dict.fromkeys(line.replaces for line in asked):
        if name not in ids:
            raise UnknownNameError("levy", name, where=f"regime {regime.id}", do=_take(ids))
        place = ids.index(name)
        fresh = [
            _levy(line, levies[place], at, country=country)
            for at, line in enumerate(item for item in asked if item.replaces == name)
        ]
        levies[place : place + 1] = fresh
        ids = [levy["id"] for levy in levies]
    content = {**regime.model_dump(mode="json"), "levies": levies}
    return parse_model(RegimeFile, content, name=f"regimes/{regime.id}.yaml", lines={})


def _take(ids: Sequence[str]) -> str:
    return f"Name in `replaces` one of {', '.join(ids)}"


def _levy(line: ScheduleLine, old: Mapping[str, Any], at: int, *, country: str) -> dict[str, Any]:
    """Return the schedule's line as a levy; the first of several keeps the old id."""
    kept = ("recipient", "status", "legal_source", "in_force_from", "in_force_to", "is_deductible")
    levy: dict[str, Any] = {
        **{key: old[key] for key in kept if old.get(key) is not None},
        "id": old["id"] if at == 0 else f"{old['id']}-{line.mineral}",
        "title": f"{old['title']}, {line.mineral}, by schedule",
        "note": f"{line.source}. {line.note}".strip(),
    }
    if line.base in _SHARES:
        levy |= {"type": "ad valorem", "base": line.base, "products": [line.mineral]}
        levy["rate"] = _cited(line.rate, "%", line)
        if line.floor is not None:
            levy["floor"] = _dollars(line.floor, line.floor_unit, line, country)
        return levy
    return levy | {
        "type": "unit royalty",
        "per": line.base,
        "rate": _dollars(line.rate, line.unit, line, country),
    }


def _cited(value: float, unit: str, line: ScheduleLine, note: str = "") -> dict[str, Any]:
    text = {"source": line.source, "note": note}
    return {"value": value, "unit": unit, "quality": "B", **text}


def _dollars(amount: float, unit: str, line: ScheduleLine, country: str) -> dict[str, Any]:
    """Return money per tonne in dollars, from dollars or the host's own money."""
    currency, separator, mass = unit.partition("/")
    if not separator:
        raise CaseError(f"unit {unit!r} of {line.mineral}", where="--royalties", do="Give PKR/t")
    if currency == "USD":
        return _cited(amount, unit, line)
    rate = local_money(country) if country else None
    if rate is None:
        raise CaseError(
            f"no rate of exchange turns {currency} into dollars",
            where="--royalties",
            do="Give the schedule in USD/t",
        )
    note = f"{amount:g} {unit} at {rate.per_dollar:.4g} per USD of {rate.year}."
    return _cited(amount / rate.per_dollar, f"USD/{mass}", line, note)
