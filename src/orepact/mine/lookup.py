"""The lineage of a project's value: which formula, and which numbers of the case went into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from orepact.mine.bench import Row, choice_of
from orepact.mine.column_lookup import Asked, ColumnLookup
from orepact.mine.value_rows import value_rows

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


class ValueLookup(ColumnLookup):
    """Answers for the ids that ``orepact value`` prints, by computing them anew."""

    def formula(self, measure: str) -> str:
        """Return the formula of an indicator."""
        return _FORMULAS.get(measure, "")

    def compute(self, asked: Asked) -> tuple[str, Callable[[], Iterable[Row]]]:
        """Return the indicators of the column."""
        choice = choice_of(asked.column, asked.keys)
        return (
            f"{asked.project.id} {choice!r}",
            lambda: value_rows(asked.project, self.around, choice),
        )

    def sources(self, row: Row) -> tuple[str, ...]:
        """Return where the order of the cascade comes from."""
        return (_SOURCE,)

    def note(self, row: Row) -> str:
        """Return the row's note, with the range that stands beside its value."""
        if row.get("low") is None or row.get("high") is None:
            return str(row["note"])
        return f"{row['note']}; from {row['low']:.6g} to {row['high']:.6g}"
