"""The physical plan: feed, metal and tonnes shipped in each production year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError
from orepact.mine.physical_file import Concentrate, Product
from orepact.mine.project_file import ProjectFile
from orepact.mine.schedule import rock_of
from orepact.quantity import conversion_factor

__all__ = ["PhysicalPlan", "carrier_of", "output_in", "payable_share", "physical_plan"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhysicalPlan:
    """What moves in each production year (index 0 is production year 1).

    Parameters
    ----------
    feed : ndarray, shape (production year,), t
        Ore milled, or concentrate smelted.
    mined, waste, pile : ndarray, t
        Ore mined, waste moved, and the stockpile at the year's end.
    grade : dict of commodity to ndarray, fraction by mass
        Head grade.
    recovered : dict of product id to ndarray, t
        Metal recovered, or gross product.
    concentrates : dict of concentrate id to ndarray, t
        Dry concentrate, by id; ``""`` where the project has one without an id.
    shipped_dry, shipped_wet : ndarray, t
        Concentrate or product that leaves the site.
    """

    feed: Floats
    mined: Floats
    waste: Floats
    pile: Floats
    grade: dict[str, Floats]
    recovered: dict[str, Floats]
    concentrates: dict[str, Floats]
    shipped_dry: Floats
    shipped_wet: Floats

    @property
    def life(self) -> int:
        """Production years."""
        return len(self.feed)


def carrier_of(project: ProjectFile, product: Product) -> Concentrate | None:
    """Return the concentrate that carries a product, or None if it is shipped as it is."""
    carriers = project.all_concentrates
    if not carriers or product.concentrate == "none":
        return None
    named = [item for item in carriers if item.id == product.concentrate]
    return named[0] if named else carriers[0]


def payable_share(project: ProjectFile, product: Product) -> float:
    """Return the share of a product that is paid for.

    ``min(payability, 1 - unit deduction / grade)``, the grade being that of the metal in its
    concentrate; a deduction of another metal than the one that fixes the mass is not computed
    here and must stand in its payability.
    """
    share = product.payability.to("dimensionless")
    carrier = carrier_of(project, product)
    if product.unit_deduction is None or carrier is None:
        return share
    grade = carrier.grade.to("dimensionless")
    return min(share, 1.0 - product.unit_deduction.to("dimensionless") / grade)


def _recovered(product: Product, feed: Floats, grade: dict[str, Floats]) -> Floats:
    recovery = product.recovery.to("dimensionless")
    if product.basis == "gross":
        return feed * recovery
    return feed * grade[product.commodity] * recovery


def _concentrates(
    project: ProjectFile, recovered: dict[str, Floats], where: str
) -> dict[str, Floats]:
    """Return dry tonnes of each concentrate: metal that fixes its mass over its grade."""
    dry = {}
    for terms in project.all_concentrates:
        carried = [
            item
            for item in project.products
            if item.commodity == terms.metal and carrier_of(project, item) is terms
        ]
        if not carried:
            raise CaseError(
                f"concentrate metal {terms.metal!r} is no product of this project in it",
                where=f"{where}:concentrate.metal",
                do="Name the commodity of one of the products it carries",
            )
        dry[terms.id] = recovered[carried[0].id] / terms.grade.to("dimensionless")
    return dry


def physical_plan(project: ProjectFile) -> PhysicalPlan:
    """Return feed, grades, recovered metal and tonnes shipped of a mine or smelter.

    ``metal = feed x grade x recovery``; ``concentrate = metal / concentrate grade``;
    ``wet = dry / (1 - moisture)``. A last block without feed empties the deposit evenly over
    the years left, at the grade that the earlier blocks have left. With ``mined`` in the table,
    ore goes over a stockpile. Gross products and metals shipped as they are add their own mass.

    Parameters
    ----------
    project : ProjectFile
        With a schedule and products.

    Raises
    ------
    CaseError : more than the deposit holds, feed before mining, or a year without a grade
    """
    schedule = project.schedule
    assert schedule is not None
    where = f"projects/{project.id}.yaml"
    found = [item for item in project.deposits if item.id == schedule.mines]
    deposit = found[0] if found else None
    metals = {item.commodity for item in project.products if item.basis == "metal"}
    if project.feed is not None and project.feed.basis == "metal":
        metals.add(project.feed.commodity)
    rock = rock_of(schedule, deposit, sorted(metals), where=where)
    recovered = {item.id: _recovered(item, rock.feed, rock.grade) for item in project.products}
    concentrates = _concentrates(project, recovered, where)
    own = sum(
        (recovered[item.id] for item in project.products if carrier_of(project, item) is None),
        np.zeros(len(rock.feed)),
    )
    dry, wet = own.copy(), own.copy()
    for terms in project.all_concentrates:
        dry = dry + concentrates[terms.id]
        wet = wet + concentrates[terms.id] / (1.0 - terms.moisture.to("dimensionless"))
    return PhysicalPlan(
        feed=rock.feed,
        mined=rock.mined,
        waste=rock.waste,
        pile=rock.pile,
        grade=rock.grade,
        recovered=recovered,
        concentrates=concentrates,
        shipped_dry=dry,
        shipped_wet=wet,
    )


def output_in(plan: PhysicalPlan, product: Product) -> Floats:
    """Return a product's yearly output in its own ``output_unit``."""
    return plan.recovered[product.id] * conversion_factor("t/yr", product.output_unit)
