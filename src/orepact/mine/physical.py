"""The physical plan: feed, metal and tonnes shipped in each production year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError
from orepact.mine.physical_file import Deposit, Product, Schedule
from orepact.mine.project_file import ProjectFile
from orepact.quantity import conversion_factor

__all__ = ["PhysicalPlan", "output_in", "physical_plan"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhysicalPlan:
    """What moves in each production year (index 0 is production year 1).

    Parameters
    ----------
    feed : ndarray, shape (production year,), t
        Ore milled, or concentrate smelted.
    grade : dict of commodity to ndarray, fraction by mass
        Head grade.
    recovered : dict of product id to ndarray, t
        Metal recovered, or gross product.
    shipped_dry, shipped_wet : ndarray, t
        Concentrate or product that leaves the site.
    """

    feed: Floats
    grade: dict[str, Floats]
    recovered: dict[str, Floats]
    shipped_dry: Floats
    shipped_wet: Floats

    @property
    def life(self) -> int:
        """Production years."""
        return len(self.feed)


def _feed(schedule: Schedule, deposit: Deposit | None, where: str) -> Floats:
    life = round(schedule.life.to("yr"))
    if schedule.feed is not None:
        return np.array(schedule.feed.to("t/yr"))
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


def _grade(
    schedule: Schedule, deposit: Deposit | None, commodity: str, feed: Floats, where: str
) -> Floats:
    if schedule.head_grades and commodity in schedule.head_grades:
        return np.array(schedule.head_grades[commodity].to("dimensionless"))
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


def _recovered(product: Product, feed: Floats, grade: dict[str, Floats]) -> Floats:
    recovery = product.recovery.to("dimensionless")
    if product.basis == "gross":
        return feed * recovery
    return feed * grade[product.commodity] * recovery


def physical_plan(project: ProjectFile) -> PhysicalPlan:
    """Return feed, grades, recovered metal and tonnes shipped of a mine or smelter.

    ``metal = feed x grade x recovery``; ``concentrate = metal / concentrate grade``;
    ``wet = dry / (1 - moisture)``. A last block without feed empties the deposit evenly over
    the years left, at the grade that the earlier blocks have left.

    Parameters
    ----------
    project : ProjectFile
        With a schedule and products.

    Raises
    ------
    CaseError : blocks that take more than the deposit holds, or a year without a grade
    """
    schedule = project.schedule
    assert schedule is not None
    where = f"projects/{project.id}.yaml"
    found = [item for item in project.deposits if item.id == schedule.mines]
    deposit = found[0] if found else None
    feed = _feed(schedule, deposit, where)
    metals = {item.commodity for item in project.products if item.basis == "metal"}
    if project.feed is not None and project.feed.basis == "metal":
        metals.add(project.feed.commodity)
    grade = {name: _grade(schedule, deposit, name, feed, where) for name in sorted(metals)}
    recovered = {item.id: _recovered(item, feed, grade) for item in project.products}
    if project.concentrate is None:
        dry = sum((recovered[item.id] for item in project.products), np.zeros(len(feed)))
        return PhysicalPlan(
            feed=feed, grade=grade, recovered=recovered, shipped_dry=dry, shipped_wet=dry
        )
    carrier = [item for item in project.products if item.commodity == project.concentrate.metal]
    if not carrier:
        raise CaseError(
            f"concentrate.metal {project.concentrate.metal!r} is no product of this project",
            where=f"{where}:concentrate.metal",
            do="Name the commodity of one of the products",
        )
    dry = recovered[carrier[0].id] / project.concentrate.grade.to("dimensionless")
    wet = dry / (1.0 - project.concentrate.moisture.to("dimensionless"))
    return PhysicalPlan(
        feed=feed, grade=grade, recovered=recovered, shipped_dry=dry, shipped_wet=wet
    )


def output_in(plan: PhysicalPlan, product: Product) -> Floats:
    """Return a product's yearly output in its own ``output_unit``."""
    return plan.recovered[product.id] * conversion_factor("t/yr", product.output_unit)
