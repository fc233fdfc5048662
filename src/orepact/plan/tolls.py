"""Tolls: what a project pays the owners of works that were built for it, and they receive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case
from orepact.enable import corridor_for_plan
from orepact.evidence import Parameter, Quality
from orepact.mine import ColumnTable, FreightLeg, ProjectFile

__all__ = ["TOLL_LEG", "Toll", "case_tolls", "toll_receipts", "with_tolls", "without_tolls"]

Floats = NDArray[np.float64]
TOLL_LEG = "toll-"
"""How the ids of legs begin that are tolls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """One payment per tonne.

    Parameters
    ----------
    option, project, resource : str
        Works, who pays, and the shared capacity on which its tonnes are counted.
    per_tonne : float
        USD per tonne, real, of the case's money year.
    owners : dict of party to share
    """

    option: str
    project: str
    resource: str
    per_tonne: float
    owners: Mapping[str, float]


def case_tolls(case: Case) -> tuple[Toll, ...]:
    """Return the tolls of the projects of a case; other users of a corridor pay theirs elsewhere.

    Each is the payer's part, by Shapley's value over users, of the level payment that returns the
    option's own charged cost at the corridor's rate. None is agreed: they are open terms.
    """
    if "corridor" not in case.files:
        return ()
    found = []
    for name, option in corridor_for_plan(case, money_year=case.header.money.year).options.items():
        owners = {share.party: share.share.to("1") for share in option.owners}
        found += [
            Toll(
                option=name,
                project=item.payer,
                resource=item.resource,
                per_tonne=case.real(item.per_tonne, "USD/t"),
                owners=owners,
            )
            for item in option.receipts
            if item.payer in case.projects and item.resource and owners
        ]
    return tuple(found)


def with_tolls(case: Case, tolls: Sequence[Toll]) -> Case:
    """Return the case whose projects pay the tolls as one more leg of their way out.

    So taxes, loans and draws take them as they take any other cost.
    """
    files = dict(case.files)
    for name, file in case.files.items():
        own = [item for item in tolls if name == f"projects/{item.project}"]
        if not own:
            continue
        legs = [
            FreightLeg(
                id=f"{TOLL_LEG}{item.option}",
                title=f"Toll of {item.option}",
                mode="rail",
                direction="export",
                cost=Parameter(
                    value=item.per_tonne,
                    unit="USD/t",
                    range=(item.per_tonne, item.per_tonne),
                    quality=Quality.D,
                    source="assumption",
                    price_year=case.header.money.year,
                ),
            )
            for item in own
        ]
        model = file.model.model_copy(update={"freight": [*file.model.freight, *legs]})
        files[name] = replace(file, model=model)
    return replace(case, files=files)


def without_tolls(project: ProjectFile) -> ProjectFile:
    """Return a project as it was before :func:`with_tolls`."""
    kept = [leg for leg in project.freight if not leg.id.startswith(TOLL_LEG)]
    return project.model_copy(update={"freight": kept})


def toll_receipts(table: ColumnTable, tolls: Sequence[Toll], parties: Sequence[str]) -> Floats:
    """Return what owners receive of each column.

    ::

        receipts[c, a, t] = sum over tolls of share[a] x per_tonne x use[c, resource, t] / 1000

    with use in kt a year. They run as long as the column uses the capacity: a column that uses it
    needs the works, which the plan's rows see to.

    Returns
    -------
    receipts : ndarray, shape (column, party, year), million USD of the case's year, real
    """
    found = np.zeros((len(table.columns), len(parties), table.years.size))
    places = {name: n for n, name in enumerate(parties)}
    for toll in tolls:
        if toll.resource not in table.resources:
            continue
        row = table.resources.index(toll.resource)
        for place, column in enumerate(table.columns):
            if column.project != toll.project:
                continue
            paid = toll.per_tonne * np.maximum(table.use[place, row], 0.0) / 1000.0
            for owner, share in toll.owners.items():
                if owner in places:
                    found[place, places[owner]] += share * paid
    return found
