"""The lineage of a package's numbers: which formula, and which terms and numbers of the case."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from orepact.mine.bench import Row, choice_of
from orepact.mine.column_lookup import Asked, ColumnLookup
from orepact.mine.finance_rows import finance_rows

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


class FinanceLookup(ColumnLookup):
    """Answers for the ids that ``orepact value --finance`` prints, by computing them anew."""

    def formula(self, measure: str) -> str:
        """Return the formula of a figure of the package."""
        return next((text for head, text in _FORMULAS.items() if measure.startswith(head)), "")

    def compute(self, asked: Asked) -> tuple[str, Callable[[], Iterable[Row]]]:
        """Return the figures of the package."""
        choice = choice_of(asked.column, asked.keys)
        return (
            f"{asked.project.id} {choice!r}",
            lambda: finance_rows(asked.project, self.around, choice),
        )

    def title(self, row: Row) -> str:
        """Return the figure's name."""
        return str(row["measure"])

    def sources(self, row: Row) -> tuple[str, ...]:
        """Return the document that a condition was read in."""
        return tuple(row["sources"]) if str(row["measure"]).startswith("condition ") else ()

    def note(self, row: Row) -> str:
        """Return the range over unknown terms, and the row's note."""
        low = "" if row.get("low") is None else f"{row['low']:.6g} to {row['high']:.6g}. "
        return f"{low}{row['note']}"

    def starts(self, asked: Asked) -> tuple[str, ...]:
        """Return the package, its facilities and all decks."""
        package = asked.column[2]
        names = next(
            (item.facilities for item in self.around.facilities.packages if item.id == package), []
        )
        held = (f"facilities:{part}{name}." for name in names for part in ("", "facilities."))
        return (f"facilities:{package}.", f"facilities:packages.{package}.", *held, "decks:")
