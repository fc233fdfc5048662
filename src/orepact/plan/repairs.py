"""Law that must be repaired first: a gate in time, with a chance that it never opens."""

from __future__ import annotations

from orepact.case import Case, governance_of
from orepact.enable import repair_dates
from orepact.mine import ColumnTable

__all__ = ["chance_repaired", "unrepaired"]

LEAST = 0.5
"""From this chance on a repair counts as more likely there than not."""


def chance_repaired(case: Case, project: str, year: int) -> tuple[float, str]:
    """Return the chance that all law a project rests on is repaired before a year, and the last.

    Repairs are drawn apart from each other, so the chance is that of the least likely one, which
    no joint draw can exceed; 1 without governance.yaml.

    Returns
    -------
    chance, repair : float and str
        0 to 1, and the id of the least likely repair; empty if there is none.
    """
    if "governance" not in case.files:
        return 1.0, ""
    start = case.header.horizon.start
    years = list(range(start, max(year, start) + 1))
    waits = [
        (item.chance_by(year - 1), item.repair)
        for item in repair_dates(governance_of(case), years)
        if project in item.blocks
    ]
    return min(waits, default=(1.0, ""))


def unrepaired(case: Case, table: ColumnTable) -> dict[str, str]:
    """Return columns whose first spend comes before their law is more likely repaired than not.

    ::

        z[c] = 0   where P(every repair that c's project waits for has come before c spends) < 1/2

    Money that pays for drafting changes no date, so no enabler opens this gate.
    """
    found = {}
    for column in table.columns:
        chance, repair = chance_repaired(case, column.project, column.first_spend_year)
        if chance < LEAST:
            found[column.id] = f"the repair of its law ({repair}) is less likely than not by then"
    return found
