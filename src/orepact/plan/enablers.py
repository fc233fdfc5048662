"""When each enabler is started, what must come before it, and what it must precede."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orepact.plan.data import PlanData
from orepact.plan.sheet import Sheet

__all__ = [
    "add_enabler_order",
    "add_enabler_starts",
    "add_needs",
    "allowed_starts",
    "is_hopeless",
]


def is_hopeless(data: PlanData, place: int) -> str:
    """Return why a column can never have its enablers in time, or an empty text."""
    options = {option.id: option for option in data.options}
    for name, year in data.columns[place].needs:
        option = options.get(name)
        if option is None:
            return f"it needs {name}, which is not on offer"
        if year - option.lead < max(option.earliest, data.horizon[0]):
            return f"{option.title} cannot work by {year}"
    return ""


def allowed_starts(data: PlanData) -> NDArray[np.float64]:
    """Return 1 for each option and year in which it may have been started, else 0."""
    return np.array(
        [
            [float(year >= item.earliest and item.id not in data.left_out) for year in data.starts]
            for item in data.options
        ]
    )


def add_enabler_starts(sheet: Sheet, data: PlanData) -> None:
    """Add the "by" form of starts.

    ::

        y[i,t] binary              option i is started by year t
        y[i,t-1] <= y[i,t]         monotone
        y[i,t] = 0, t < earliest   earliest; also where a gate refuses the option
    """
    if not data.options:
        return
    ids = [item.id for item in data.options]
    sheet.add("y", {"option": ids, "start": list(data.starts)}, is_whole=True)
    y = sheet.places("y")
    if len(data.starts) > 1:
        sheet.pairs("monotone", [(y[:, :-1], 1.0), (y[:, 1:], -1.0)], at_most=0.0)
    sheet.pairs("earliest", [(y, 1.0)], at_most=allowed_starts(data))


def add_enabler_order(sheet: Sheet, data: PlanData) -> None:
    """Add what an option itself needs: ``y[i,t] <= y[j, t - lag]``, one row per pair and year."""
    row = {item.id: n for n, item in enumerate(data.options)}
    for item in data.options:
        for other, lag in item.needs:
            y = sheet.places("y")
            own, before = y[row[item.id]], y[row[other]]
            name = f"order:{item.id}:{other}"
            shift = min(max(lag, 0), len(data.starts))
            if shift < len(data.starts):
                kept = len(data.starts) - shift
                sheet.pairs(name, [(own[shift:], 1.0), (before[:kept], -1.0)], at_most=0.0)
            if shift:
                sheet.pairs(f"{name}:early", [(own[:shift], 1.0)], at_most=0.0)


def add_needs(sheet: Sheet, data: PlanData) -> None:
    """Add what a column needs: one row per pair, not the sum, which is tighter.

    ::

        z[c] <= y[i, T - lead_i]       needs: i must work from year T on
        z[c] = 0                       too_late: no start of i is early enough

    A start after the last decision year counts as the last one.
    """
    options = {option.id: option for option in data.options}
    row = {item.id: n for n, item in enumerate(data.options)}
    own: list[int] = []
    before: list[tuple[int, int]] = []
    hopeless: list[int] = []
    for place, column in enumerate(data.columns):
        if is_hopeless(data, place):
            hopeless.append(place)
            continue
        for name, year in column.needs:
            latest = min(year - options[name].lead, data.horizon[1])
            own.append(place)
            before.append((row[name], latest - data.horizon[0]))
    z = sheet.places("z")
    if own:
        y = sheet.places("y")[tuple(np.array(before).T)]
        sheet.pairs("needs", [(z[own], 1.0), (y, -1.0)], at_most=0.0)
    if hopeless:
        sheet.pairs("too_late", [(z[hopeless], 1.0)], at_most=0.0)
