"""The lineage of a project's value: which formula, and which numbers of the case went into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orepact.errors import OrepactError
from orepact.mine.bench import Choice, Row, Surroundings, choice_of
from orepact.mine.project_file import ProjectFile
from orepact.mine.value_rows import value_rows
from orepact.quantity import Value
from orepact.trace import Parent, Record, RecordKind, parse_result_id

__all__ = ["ValueLookup"]

_FORMULAS = {
    "present_value_before_levies": "sum_t pre_tax[t] / (1 + rate)^(t - base year)",
    "present_value_after_levies": "sum_t (pre_tax[t] - levies[t]) / (1 + rate)^(t - base year)",
    "rate_of_return": "rate at which the present value after levies falls through zero",
    "return_before_levies": "rate at which the present value before levies falls through zero",
    "years_to_pay_back": "years of production until cumulative cash after levies is back at zero",
    "government_take": "sum of levies to the host's governments / sum of pre_tax, undiscounted",
    "take_with_state_equity": "(levies + owners' cash of the host's parties) / sum of pre_tax",
    "payback": "first year with cumulative cash after levies at or above zero",
    "cost_of_a_year_of_delay": "present value of this start - present value of a year later",
    "break_even_price": "price at which the present value after levies is zero",
    "tariff": "price P with sum_t cash[t](P) / (1 + allowed return)^t = 0",
    "average_effective_tax_rate": "PV(levies to governments) / PV(pre_tax)",
    "marginal_effective_tax_rate": "(return before - return after) / return before, at the price "
    "that just earns the rate after levies",
    "progressivity": "change of the average effective rate / change of the pre-tax return, prices "
    "25 % down to 25 % up",
    "break_even_capital": "construction capital at which the present value after levies is zero",
    "governments_present_value": "sum_t levies to governments[t] / (1 + rate)^(t - base year)",
    "share_of_royalties": "levies on output, revenue and margin / all levies, undiscounted",
    "share_of_levies_paid_early": "PV(levies to production year 10) / PV(levies)",
    "revenue_at_risk": "governments' present value less the same at bad prices",
    "first_net_cash": "cash of the party in the first year in which it is above zero",
    "first_net_cash_in_local_money": "first net cash x latest official rate of exchange",
    "break_even_prize": "PV(expected cost) x (1 + rate)^years / odds",
    "odds_of_success": "product of the stages' odds",
    "present_value_of_a_party": "sum_t cash of the party[t] / (1 + its own rate)^(t - base year)",
}
_SOURCE = "IMF TNM 2016/001 (FARI) for the order of the cascade; own formulation"


_Key = tuple[str, frozenset[tuple[str, str]]]


def _key(measure: str, keys: Mapping[str, str]) -> _Key:
    """Return an id as a key, whatever the order in which its keys are written."""
    return measure, frozenset(keys.items())


def _span(row: Row) -> str:
    """Return the range that a row shows beside its value, in words."""
    if row.get("low") is None or row.get("high") is None:
        return ""
    return f"; from {row['low']:.6g} to {row['high']:.6g}"


class ValueLookup:
    """Answers for the ids that ``orepact value`` prints, by computing them anew.

    Parameters
    ----------
    around : Surroundings
        The case.
    projects : mapping of id to ProjectFile
    numbers : sequence of str
        Paths of all numbers of the case, for example ``projects/reko-diq:phases.phase-1.capex``.
    """

    def __init__(
        self,
        around: Surroundings,
        projects: Mapping[str, ProjectFile],
        numbers: Sequence[str],
    ) -> None:
        self.around, self.projects, self.numbers = around, projects, tuple(numbers)
        self._rows: dict[tuple[str, str], dict[_Key, Row]] = {}

    def find(self, id_: str) -> Record | None:
        """Return the record of a value, or None if the id is not one of this case."""
        parsed = parse_result_id(id_)
        if parsed is None or not parsed[1].startswith("mine."):
            return None
        _, measure, keys = parsed
        if measure.removeprefix("mine.") not in _FORMULAS:
            return None
        project = self.projects.get(keys.get("project", ""))
        column = keys.get("column", "").split(".")
        if project is None or keys.get("case") != self.around.case or len(column) != 3:
            return None
        if not column[1].isdigit():
            return None
        row = self._computed(project, choice_of(column, keys)).get(_key(measure, keys))
        if row is None:
            return None
        value = row["value"] if row["value"] is not None else float(row["year"])
        return Record(
            id=id_,
            title=f"{project.title}: {row['party'] or row['measure']}",
            value=value if isinstance(value, Value) else Value.exact(float(value)),
            unit=row["unit"],
            kind=RecordKind.MEASURE,
            formula=_FORMULAS.get(measure.removeprefix("mine."), ""),
            sources=(_SOURCE,),
            note=f"{row['note']}{_span(row)}",
            parents=self._parents(project, keys.get("deck", "")),
        )

    def _computed(self, project: ProjectFile, choice: Choice) -> dict[_Key, Row]:
        """Return the rows of one column by id, computed when first asked for."""
        known = (project.id, repr(choice))
        if known not in self._rows:
            try:
                rows = value_rows(project, self.around, choice)
            except OrepactError:
                rows = []
            parsed = ((parse_result_id(row["id"]), row) for row in rows)
            self._rows[known] = {
                _key(id_[1], id_[2]): row for id_, row in parsed if id_ is not None
            }
        return self._rows[known]

    def _parents(self, project: ProjectFile, deck: str) -> tuple[Parent, ...]:
        """Return every number of the project, its regime, its deck and the case's money."""
        starts = (
            f"projects/{project.id}:",
            f"regimes/{project.regime}:",
            f"decks:{deck}." if deck != "all" else "decks:",
            "case:money.inflation",
        )
        return tuple(
            Parent(role=path.partition(":")[2], id=f"case:{self.around.case}/{path}")
            for path in self.numbers
            if path.startswith(starts)
        )
