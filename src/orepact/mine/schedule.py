"""Schedules in numbers: tonnes fed, mined and piled, and grades, by production year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError
from orepact.mine.number import Series
from orepact.mine.physical_file import Deposit
from orepact.mine.schedule_file import Schedule

__all__ = ["Rock", "rock_of"]

Floats = NDArray[np.float64]
_ROUNDING = 1.005
"""By how much printed tables may exceed a printed reserve before it is a mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rock:
    """Rock moved in each production year.

    Parameters
    ----------
    feed, mined, waste, pile : ndarray, shape (production year,), t
        Ore fed, ore mined, waste moved, and the stockpile at the year's end.
    grade : dict of commodity to ndarray, fraction by mass
        Head grade of the feed.
    """

    feed: Floats
    mined: Floats
    waste: Floats
    pile: Floats
    grade: dict[str, Floats]


def _yearly(table: Floats, weights: Floats | None = None) -> Floats:
    """Return half-years as years: the mean, weighted if weights are given."""
    halves = table.reshape(-1, 2)
    if weights is None:
        return np.asarray(halves.mean(axis=1))
    heavy = weights.reshape(-1, 2)
    total = heavy.sum(axis=1)
    mean = halves.mean(axis=1)
    return np.asarray(np.divide((halves * heavy).sum(axis=1), total, out=mean, where=total > 0))


def _piled_grade(mined: Floats, grade: Floats, feed: Floats, where: str) -> tuple[Floats, Floats]:
    """Return the grade of the feed and the pile, period by period.

    Ore mined in a period is fed first; the rest of the feed comes off the pile at its mean grade.

    Raises
    ------
    CaseError : feed beyond what was mined so far
    """
    head, pile = np.zeros(len(feed)), np.zeros(len(feed))
    tonnes = metal = 0.0
    for period in range(len(feed)):
        direct = min(mined[period], feed[period])
        reclaimed = feed[period] - direct
        if reclaimed > tonnes * (1.0 + 1e-9) + 1e-6:
            raise CaseError(
                f"period {period + 1} feeds {feed[period]:,.0f} t a year; mined and piled are "
                f"{mined[period] + tonnes:,.0f}",
                where=f"{where}:schedule.feed",
                why="Rock cannot be fed before it is mined",
                do="Lower the feed, or mine earlier",
            )
        reclaimed = min(reclaimed, tonnes)
        from_pile = metal * reclaimed / tonnes if tonnes > 0 else 0.0
        fed_metal = direct * grade[period] + from_pile
        head[period] = fed_metal / feed[period] if feed[period] > 0 else grade[period]
        tonnes += mined[period] - direct - reclaimed
        metal += (mined[period] - direct) * grade[period] - from_pile
        pile[period] = tonnes
    return head, pile


def _series(series: Series | None, unit: str) -> Floats | None:
    return None if series is None else np.array(series.to(unit))


def _block_feed(schedule: Schedule, deposit: Deposit | None, where: str) -> Floats:
    life = round(schedule.life.to("yr"))
    assert schedule.blocks is not None
    starts = [block.from_year - 1 for block in schedule.blocks] + [life]
    ramp = np.ones(life)
    if schedule.ramp_up is not None:
        shares = np.array(schedule.ramp_up.to("%"))[:life] / 100.0
        ramp[: len(shares)] = shares
    feed = np.zeros(life)
    for block, start, end in zip(schedule.blocks, starts, starts[1:], strict=False):
        if block.feed is not None:
            feed[start:end] = block.feed.to("t/yr") * ramp[start:end]
            continue
        assert deposit is not None
        left = deposit.tonnage.to("t") - float(feed.sum())
        if left <= 0:
            raise CaseError(
                f"the earlier blocks feed more than deposit {deposit.id} holds",
                where=f"{where}:schedule.blocks",
                do="Shorten the blocks, or draw on a larger deposit",
            )
        feed[start:end] = left * ramp[start:end] / float(ramp[start:end].sum())
    return feed


def _block_grade(
    schedule: Schedule, deposit: Deposit | None, commodity: str, feed: Floats, where: str
) -> Floats:
    whole = deposit.grades.get(commodity) if deposit is not None else None
    grade = np.full(len(feed), np.nan if whole is None else whole.to("dimensionless"))
    blocks = schedule.blocks or []
    for index, block in enumerate(blocks):
        start = block.from_year - 1
        given = (block.head_grade or {}).get(commodity)
        if given is not None:
            end = blocks[index + 1].from_year - 1 if index + 1 < len(blocks) else len(feed)
            grade[start:end] = given.to("dimensionless")
        elif block.feed is None and deposit is not None and whole is not None:
            contained = deposit.tonnage.to("t") * whole.to("dimensionless")
            left = contained - float((feed[:start] * grade[:start]).sum())
            if left <= 0:
                raise CaseError(
                    f"the earlier blocks take more {commodity} than the deposit contains",
                    where=f"{where}:schedule.blocks",
                    do="Lower their head grades, or draw on a larger deposit",
                )
            grade[start:] = left / float(feed[start:].sum())
    if np.isnan(grade).any():
        raise CaseError(
            f"no grade of {commodity} for production year {int(np.isnan(grade).argmax()) + 1}",
            where=f"{where}:schedule",
            do="Give head_grade in every block, or a grade in the deposit",
        )
    return grade


def _table_rock(schedule: Schedule, deposit: Deposit | None, names: list[str], where: str) -> Rock:
    """Return the rock of a table of years or half-years."""
    assert schedule.feed is not None
    feed = np.array(schedule.feed.to("t/yr"))
    mined = _series(schedule.mined, "t/yr")
    pile = np.zeros(len(feed))
    grade: dict[str, Floats] = {}
    for name in names:
        given = (schedule.mined_grades or {}).get(name) if mined is not None else None
        if given is not None and mined is not None:
            grade[name], pile = _piled_grade(
                mined, np.array(given.to("dimensionless")), feed, where
            )
        else:
            grade[name] = _table_grade(schedule, deposit, name, len(feed), where)
    if mined is not None and not schedule.mined_grades:
        pile = _piled_grade(mined, np.zeros(len(feed)), feed, where)[1]
    dug = feed if mined is None else mined
    waste = dug * _strip(schedule, len(feed))
    if schedule.period == "half-year":
        grade = {name: _yearly(values, feed) for name, values in grade.items()}
        pile = pile[1::2] / 2.0
        feed, dug, waste = _yearly(feed), _yearly(dug), _yearly(waste)
    return Rock(feed=feed, mined=dug, waste=waste, pile=pile, grade=grade)


def _table_grade(
    schedule: Schedule, deposit: Deposit | None, name: str, count: int, where: str
) -> Floats:
    if schedule.head_grades and name in schedule.head_grades:
        return np.array(schedule.head_grades[name].to("dimensionless"))
    whole = deposit.grades.get(name) if deposit is not None else None
    if whole is None:
        raise CaseError(
            f"no grade of {name} in the table or the deposit",
            where=f"{where}:schedule.head_grades",
            do="Give head_grades, mined_grades, or a grade in the deposit",
        )
    return np.full(count, whole.to("dimensionless"))


def _strip(schedule: Schedule, count: int) -> Floats:
    by_period = _series(schedule.strip_ratios, "t/t")
    if by_period is not None:
        return by_period
    ratio = 0.0 if schedule.strip_ratio is None else schedule.strip_ratio.to("t/t")
    return np.full(count, ratio)


def _within_reserve(rock: Rock, deposit: Deposit | None, where: str) -> None:
    """Refuse a schedule that takes more rock or metal than its deposit holds."""
    if deposit is None:
        return
    dug, held = float(rock.mined.sum()), deposit.tonnage.to("t")
    if dug > held * _ROUNDING:
        raise CaseError(
            f"the schedule mines {dug / 1e6:,.2f} Mt; deposit {deposit.id} holds "
            f"{held / 1e6:,.2f} Mt",
            where=f"{where}:schedule",
            why="A schedule cannot take more than the reserve it draws on",
            do="Lower the feed or the life, or name another deposit in schedule.mines",
        )
    for name, grade in rock.grade.items():
        if name not in deposit.grades:
            continue
        taken = float((rock.feed * grade).sum())
        contained = held * deposit.grades[name].to("dimensionless")
        if taken > contained * _ROUNDING:
            raise CaseError(
                f"the schedule takes {taken:,.0f} t of {name}; deposit {deposit.id} contains "
                f"{contained:,.0f} t",
                where=f"{where}:schedule",
                why="Head grades and tonnes together exceed the reserve",
                do="Lower the head grades or the feed",
            )


def rock_of(schedule: Schedule, deposit: Deposit | None, names: list[str], *, where: str) -> Rock:
    """Return the rock of a schedule, and refuse one that takes more than the deposit holds.

    Parameters
    ----------
    schedule : Schedule
    deposit : Deposit or None
        What it draws on.
    names : list of str
        Commodities whose grade is wanted.
    where : str
        The file, for errors.

    Raises
    ------
    CaseError : more rock or metal than the deposit holds, feed before mining, a year without grade
    """
    if schedule.blocks is None:
        rock = _table_rock(schedule, deposit, names, where)
    else:
        feed = _block_feed(schedule, deposit, where)
        rock = Rock(
            feed=feed,
            mined=feed,
            waste=feed * _strip(schedule, len(feed)),
            pile=np.zeros(len(feed)),
            grade={name: _block_grade(schedule, deposit, name, feed, where) for name in names},
        )
    _within_reserve(rock, deposit, where)
    return rock
