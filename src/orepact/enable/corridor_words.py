"""A corridor's answer in sentences, every number of them one of its figures."""

from __future__ import annotations

from orepact.enable.corridor import CorridorAnswer
from orepact.enable.corridor_lookup import CorridorResult
from orepact.enable.routes import Way
from orepact.quantity import figure, format_number

__all__ = ["corridor_sentences"]


def _money(amount: float, unit: str = "USD/t") -> str:
    return figure(amount, unit)


def _small(title: str) -> str:
    """Return a title as it stands within a sentence; names keep their capitals."""
    return title[:1].lower() + title[1:]


def _cheapest(answer: CorridorAnswer) -> str:
    best = answer.best
    user = answer.file.user(answer.file.main_user)
    if not best.is_open:
        return (
            f"No way on offer carries {figure(answer.tonnes, 'kt/yr')} of {user.title}: the works "
            "that may be built have not the capacity, so that no cost per tonne is told."
        )
    return (
        f"For {figure(answer.tonnes, 'kt/yr')} of {user.title} the cheapest way on offer, alone, "
        f"is {_small(best.plan.title)}: {_money(best.per_tonne)} to the market, with works of "
        f"{figure(best.capital, 'MUSD')}."
    ) + _not_worth(answer)


def _not_worth(answer: CorridorAnswer) -> str:
    if answer.best.is_worth:
        return ""
    worth = float(answer.steady.unserved[answer.steady.users.index(answer.file.main_user)])
    return (
        f" That is more than the {_money(worth)} that a tonne can bear, so that it stays where it "
        "is."
    )


def _carriage(way: Way) -> float:
    return way.per_tonne - way.parts["works"]


def _against(answer: CorridorAnswer, published: Way) -> str:
    best = answer.best
    says = answer.file.published
    assert says is not None
    if not published.is_open:
        return f"The published choice ({says.says.rstrip('.')}) cannot carry every tonne here."
    more = published.per_tonne - best.per_tonne
    carried = _carriage(best) - _carriage(published)
    works = published.parts["works"] - best.parts["works"]
    if more <= 0.0:
        return f"This agrees with the published choice ({says.says.rstrip('.')})."
    return (
        f"This argues against the published choice as far as cost goes ({says.says.rstrip('.')}): "
        f"{_small(published.plan.title)} costs {_money(published.per_tonne)}, "
        f"{_money(more)} more. Carrying is {_money(carried)} cheaper, escorts saved included, and "
        f"works are {_money(works)} dearer."
    )


def _turning(result: CorridorResult) -> list[str]:
    turning = result.turning
    if turning is None:
        return []
    alone = [
        f"{_small(row.lever.title)} at {figure(row.value, row.unit)} "
        f"(here {format_number(row.central)}, range {format_number(row.low)} to "
        f"{format_number(row.high)})"
        for row in turning.levers
        if row.value is not None
    ]
    inside = [row for row in turning.levers if row.is_in_range]
    found = []
    if alone:
        found.append(f"Both would cost the same with {'; or '.join(alone)}.")
    if not inside:
        found.append(
            "No single number turns the choice within its own range; all of them together at the "
            "ends that favour the published way make it "
            + (
                f"{_money(-turning.at_best_ends)} cheaper, so the evidence does not settle it."
                if turning.at_best_ends < 0.0
                else f"still {_money(turning.at_best_ends)} dearer."
            )
        )
    else:
        names = ", ".join(_small(row.lever.title) for row in inside)
        found.append(
            f"The choice turns within the range of {names}: the evidence does not settle it."
        )
    return found


def _at_ends(answer: CorridorAnswer) -> list[str]:
    """Return what both ends of the tonnes change, where they do."""
    found = []
    for tonnes, ways in answer.at_ends.items():
        costs = [f"{_small(way.plan.title)} {_money(way.per_tonne)}" for way in ways if way.is_open]
        if costs:
            found.append(f"at {figure(tonnes, 'kt/yr')} {' and '.join(costs)}")
    return [f"{'; '.join(found)[:1].upper()}{'; '.join(found)[1:]}."] if found else []


def _trucks(result: CorridorResult) -> list[str]:
    return [
        f"{entry.who}: {figure(entry.value)} loaded trucks a day, and as many back."
        for entry in result.section("route")
        if entry.measure == "corridor.trucks_a_day"
    ]


def _shared(answer: CorridorAnswer) -> str:
    sharing = answer.sharing
    others = [share for share in sharing.shares if share.user != answer.file.main_user]
    saved = sum(share.gain for share in others)
    main = sharing.of(answer.file.main_user)
    toll = main.toll_per_tonne
    users = sum(1 for share in others if share.tonnes > 0.0)
    way = answer.published or answer.best
    start = f"Shared on {_small(way.plan.title)}, "
    if not way.is_open:
        return f"{start}the main user's tonnes do not all get through; its toll means little."
    if toll is None:
        return f"{start}nobody uses any works."
    return (
        f"{start}the main user pays a toll of {_money(toll)} and saves "
        f"{figure(main.gain, 'MUSD/yr')}; {users} other users save {figure(saved, 'MUSD/yr')} "
        f"together. Shapley's shares {'lie' if sharing.core.is_in_core else 'do not lie'} in the "
        "core."
    )


def _absent(answer: CorridorAnswer) -> list[str]:
    return [
        f"{way.plan.title} would cost {_money(way.per_tonne)}, but nobody offers it: "
        f"{way.plan.not_offered[0].lower()}{way.plan.not_offered[1:]}"
        for way in answer.ways
        if way.plan.not_offered and way.is_open and way.per_tonne < answer.best.per_tonne
    ]


def corridor_sentences(result: CorridorResult) -> tuple[str, ...]:
    """Return what a reader should take away, first things first.

    Parameters
    ----------
    result : CorridorResult
    """
    answer = result.answer
    found = [_cheapest(answer)]
    if answer.published is not None:
        found.append(_against(answer, answer.published))
    found += _turning(result)
    found += _at_ends(answer)
    found += _trucks(result)
    found.append(_shared(answer))
    found += _absent(answer)
    if any(way.parts["guard"] > 0.0 for way in answer.ways):
        found.append(
            "Deaths and injuries on any road or line are in no cost here; that a way is cheap does "
            "not make it safe."
        )
    return tuple(found)
