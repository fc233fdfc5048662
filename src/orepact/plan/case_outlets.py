"""Markets of the importer and by-products of a case, as rows of a plan."""

from __future__ import annotations

import numpy as np

from orepact.case import Case
from orepact.plan.data import ByProduct, Outlet, PlanData
from orepact.quantity import conversion_factor

__all__ = ["binding_outlets", "case_by_products", "case_outlets"]


def case_outlets(case: Case, data: PlanData) -> tuple[Outlet, ...]:
    """Return every market that ``offtake.yaml`` names; none without the file.

    What the importer needs and has is carried forward as it is today.
    """
    found = []
    units = dict(zip(data.products, data.product_units, strict=True))
    for item in case.offtake.outlets if case.offtake else ():
        flat = np.ones(data.years.size)
        store = f"{item.unit}*yr"
        products, pledged = {}, {}
        for product in item.products:
            unit = units[product.product]
            products[product.product] = (
                conversion_factor(unit, item.unit)
                if product.factor is None
                else product.factor.value
                * conversion_factor(f"{product.factor.unit}*{unit}", item.unit)
            )
            if product.pledged is not None:
                pledged[product.product] = product.pledged.to("dimensionless")
        found.append(
            Outlet(
                id=item.id,
                title=item.title,
                unit=item.unit,
                products=products,
                pledged=pledged,
                demand=item.demand.to(item.unit) * flat,
                other_supply=item.other_supply.to(item.unit) * flat,
                stock_start=0.0 if item.stock_start is None else item.stock_start.to(store),
                stock_most=0.0 if item.stock_most is None else item.stock_most.to(store),
                least_met=0.0 if item.least_met is None else item.least_met.to("dimensionless"),
                by=item.by or 0,
            )
        )
    return tuple(found)


def binding_outlets(case: Case, data: PlanData) -> tuple[Outlet, ...]:
    """Return the markets whose rows can bind: those of which a share must be met.

    Deliveries earn nobody anything beyond the price that the column has already, so that other
    markets change no choice; what could reach them is told after the solve.
    """
    return tuple(item for item in case_outlets(case, data) if item.least_met > 0.0)


def case_by_products(case: Case) -> tuple[ByProduct, ...]:
    """Return every by-product that ``offtake.yaml`` names."""
    return tuple(
        ByProduct(
            id=item.id,
            project=item.project,
            product=item.product,
            host_product=item.host_product,
            ratio=item.ratio.value,
        )
        for item in (case.offtake.by_products if case.offtake else ())
    )
