"""What a plan is asked to do: a minimum output, a thing built, a cap on spending."""

from __future__ import annotations

import numpy as np

from orepact.errors import InfeasibleError
from orepact.plan.choice import exercised
from orepact.plan.data import Ask, AskKind, PlanData
from orepact.plan.money import outlay
from orepact.plan.offtake import scale_of
from orepact.plan.sheet import Sheet, as_linear
from orepact.solve import Linear, Program, Requirement

__all__ = ["add_requirements", "must_build_row", "requirements"]


def _refuse(ask: Ask, why: str) -> InfeasibleError:
    return InfeasibleError(
        f"no plan can satisfy {ask.title!r}",
        reason={
            "conflict": [{"requirement": ask.id, "words": ask.title}, {"fact": why}],
            "relaxations": [],
        },
        why=why,
        do=f"Drop requirement {ask.id}, or change what stands against it",
    )


def _ways(data: PlanData, ask: Ask) -> dict[str, np.ndarray]:
    """Return the coefficients of what would satisfy a must-build, one row."""
    places = [
        n
        for n, column in enumerate(data.columns)
        if column.project == ask.target
        and column.first_production <= ask.by
        and column.id not in data.left_out
    ]
    option = next((n for n, item in enumerate(data.options) if item.id == ask.target), None)
    if option is not None:
        lead = data.options[option].lead
        start = min(ask.by - lead, data.horizon[1])
        if start < data.horizon[0]:
            raise _refuse(ask, f"{data.options[option].title} takes {lead} years")
        on_y = np.zeros((1, len(data.options), len(data.starts)))
        on_y[0, option, start - data.horizon[0]] = 1.0
        return {"y": on_y}
    if not places:
        kept = sorted(
            {
                data.left_out[c.id]
                for c in data.columns
                if c.project == ask.target and c.id in data.left_out
            }
        )
        raise _refuse(ask, "; ".join(kept) or f"nothing of {ask.target} can produce by {ask.by}")
    on_z = np.zeros((1, len(data.columns)))
    on_z[0, places] = 1.0
    return {"z": on_z}


def must_build_row(program: Program, data: PlanData, ask: Ask) -> Linear:
    """Return the row that is at least 1 when a thing is built in time.

    Raises
    ------
    InfeasibleError : if it has no way to be built at all
    """
    return as_linear(program, _ways(data, ask))


def add_requirements(sheet: Sheet, data: PlanData) -> None:
    """Add the case's requirements, one named family each.

    ::

        sum_c output[c,p,t] x[c,s] >= amount      minimum output, each year from ``by`` on
        sum_{c of p by then} z[c] >= 1            must build
        outlay[a] to the end of ``by`` <= amount  spending cap

    Raises
    ------
    InfeasibleError : if a thing to be built has no way to be built at all
    """
    for ask in data.asks:
        name = f"require:{ask.id}"
        if ask.kind is AskKind.MUST_BUILD:
            sheet.rows(name, _ways(data, ask), at_least=1.0)
        elif ask.kind is AskKind.SPENDING_CAP:
            spent = outlay(data, data.party(ask.target), ask.by)
            sheet.rows(name, spent, at_most=ask.amount / data.unit)
        else:
            seen = (data.years >= ask.by) & (data.years <= data.horizon[1])
            if ask.target not in data.products:
                raise _refuse(ask, f"no project makes {ask.target}")
            made = data.output[:, data.products.index(ask.target), :][:, seen]
            size = max(1e-9, float(made.max(initial=0.0)))
            rows = np.repeat(made[:, None, :], len(data.scenarios), axis=1) / size
            sheet.rows(name, exercised(data, rows), at_least=ask.amount / size)


def requirements(program: Program, data: PlanData) -> list[Requirement]:
    """Return the families that people set, in words and printed units, for a conflict's reason."""
    found = []
    for ask in data.asks:
        unit, scale = data.money, data.unit
        if ask.kind is AskKind.MUST_BUILD:
            unit, scale = "of one project or option", 1.0
        elif ask.kind is AskKind.MINIMUM_OUTPUT:
            product = data.products.index(ask.target)
            unit = data.product_units[product]
            seen = (data.years >= ask.by) & (data.years <= data.horizon[1])
            scale = max(1e-9, float(data.output[:, product, :][:, seen].max(initial=0.0)))
        found.append(
            Requirement(
                family=f"require:{ask.id}",
                words=ask.title,
                unit=unit,
                scale=scale,
                is_whole=ask.kind is AskKind.MUST_BUILD,
            )
        )
    money, titles = data.money, {party.id: party.title for party in data.parties}
    for name in program.rows:
        kind, _, rest = name.partition(":")
        if kind == "budget":
            words = f"the ceiling on what {titles[rest.split(':')[0]]} spends"
            found.append(Requirement(family=name, words=words, unit=money, scale=data.unit))
        elif kind == "facility":
            words = f"the ceiling of {rest}"
            found.append(Requirement(family=name, words=words, unit=money, scale=data.unit))
        elif kind == "participation":
            words = f"the rule that {titles[rest]} does not lose against no deal"
            found.append(Requirement(family=name, words=words, unit=money, scale=data.unit))
        elif kind == "people":
            floor = next(item for item in data.floors if item.id == rest)
            scale = max(1.0, float((floor.share * floor.jobs).max()))
            found.append(Requirement(family=name, words=floor.title, unit="person", scale=scale))
        elif kind == "met":
            outlet = next(item for item in data.outlets if item.id == rest)
            words = f"that {outlet.least_met:.0%} of what {outlet.title} lacks is met"
            scale = scale_of(data, outlet)
            found.append(Requirement(family=name, words=words, unit=outlet.unit, scale=scale))
        elif kind == "capacity":
            place = data.resources.index(rest)
            used = data.use[:, place, :]
            scale = max(1e-9, float(np.abs(used).max()))
            unit = data.resource_units[place]
            words = f"the capacity of {rest}"
            found.append(Requirement(family=name, words=words, unit=unit, scale=scale))
    return found
