"""The lineage of a package's numbers: which formula, and which terms and numbers of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orepact.errors import OrepactError
from orepact.mine.bench import Row, Surroundings, choice_of
from orepact.mine.finance_rows import finance_rows
from orepact.mine.project_file import ProjectFile
from orepact.quantity import Value
from orepact.trace import Parent, Record, RecordKind, parse_result_id

__all__ = ["FinanceLookup"]

_FORMULAS = {
    "uses_": "capital; rate x drawn; fees x commitment and x undrawn; months / 12 x first service",
    "sources_debt": "least of g K / (1 - g u), cover / target DSCR, and the sum of the ceilings",
    "sources_subordinated": "min(ceiling, gearing cap x uses - senior debt)",
    "subordinated_debt_unpaid": "owed at the end of the mine's life, interest added",
    "metal_sold_ahead": "sum of (delivered value less price paid, less deposit) (1 + r)^-t",
    "overrun_facility": "standby amount of the structure",
    "political_risk_cover": "rate x insured share x sum of balance (1 + i)^-t",
    "sources_equity": "uses - debt",
    "gearing": "debt / uses",
    "reserve_tail": "feed after the last repayment / all feed",
    "minimum_dscr": "min over years of CFADS / (interest + principal)",
    "mean_dscr": "mean over years of CFADS / (interest + principal)",
    "minimum_llcr": "min over years of PV(CFADS to the last repayment) / balance",
    "minimum_plcr": "min over years of PV(CFADS to the end of the reserve) / balance",
    "years_of_lock_up": "number of years with cover below lock-up",
    "largest_shortfall": "max over years of due - cash - reserve",
    "unlevered_return": "internal rate of return of cash after levies",
    "levered_return": "internal rate of return of cash after levies, lenders and accounts",
    "tranche_": "debt x own ceiling / sum of ceilings",
    "completion_guarantee": "debt x paying share w / (1 - f)",
    "condition_": "state as read; a measure against its limit",
    "overrun_borne_": "highest overrun at which cover is 1.3 and no watched party loses, - 1",
}


class FinanceLookup:
    """Answers for the ids that ``orepact value --finance`` prints, by computing them anew.

    Parameters
    ----------
    around : Surroundings
    projects : mapping of id to ProjectFile
    numbers : sequence of str
        Paths of all numbers of the case.
    """

    def __init__(
        self, around: Surroundings, projects: Mapping[str, ProjectFile], numbers: Sequence[str]
    ) -> None:
        self.around, self.projects, self.numbers = around, projects, tuple(numbers)
        self._rows: dict[tuple[str, ...], list[Row]] = {}

    def find(self, id_: str) -> Record | None:
        """Return the record of a number, or None if the id is not one of this case."""
        parsed = parse_result_id(id_)
        if parsed is None:
            return None
        measure, keys = parsed[1].removeprefix("mine."), parsed[2]
        formula = next((text for head, text in _FORMULAS.items() if measure.startswith(head)), "")
        project = self.projects.get(keys.get("project", ""))
        column = keys.get("column", "").split(".")
        if not formula or project is None or keys.get("case") != self.around.case:
            return None
        if len(column) != 3 or not column[1].isdigit():
            return None
        for row in self._compute(project, column, keys):
            if parse_result_id(row["id"]) == ("", *parsed[1:]):
                value = row["value"]
                low = "" if row.get("low") is None else f"{row['low']:.6g} to {row['high']:.6g}. "
                return Record(
                    id=id_,
                    title=f"{project.title}: {row['measure']}",
                    value=value if isinstance(value, Value) else Value.exact(float(value)),
                    unit=row["unit"],
                    kind=RecordKind.MEASURE,
                    formula=formula,
                    sources=tuple(row["sources"]) if measure.startswith("condition_") else (),
                    note=low + row["note"],
                    parents=self._parents(project, column[2]),
                )
        return None

    def _compute(
        self, project: ProjectFile, column: Sequence[str], keys: Mapping[str, str]
    ) -> list[Row]:
        choice = choice_of(column, keys)
        known = (project.id, repr(choice))
        if known not in self._rows:
            try:
                self._rows[known] = finance_rows(project, self.around, choice)
            except OrepactError:
                self._rows[known] = []
        return self._rows[known]

    def _parents(self, project: ProjectFile, package: str) -> tuple[Parent, ...]:
        facilities = next(
            (item.facilities for item in self.around.facilities.packages if item.id == package), []
        )
        starts = (
            f"projects/{project.id}:",
            f"regimes/{project.regime}:",
            f"facilities:{package}.",
            f"facilities:packages.{package}.",
            *(f"facilities:{name}." for name in facilities),
            *(f"facilities:facilities.{name}." for name in facilities),
            "decks:",
            "case:money.inflation",
        )
        return tuple(
            Parent(role=path.partition(":")[2], id=f"case:{self.around.case}/{path}")
            for path in self.numbers
            if path.startswith(starts)
        )
