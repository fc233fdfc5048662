"""What if a structural choice were another? Each switch re-solved: verdict and equal gain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from orepact.case import Case
from orepact.mine import ColumnTable
from orepact.plan import Setting, Settings, Shelf, build_data, solve_equal
from orepact.solve import Limits
from orepact.study.stored_run import Verdict
from orepact.study.worths import verdict_of

__all__ = ["SwitchResult", "run_switches"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchResult:
    """One switch at one setting: largest equal gain (million of the money) and verdict."""

    switch: str
    setting: str
    gain: float
    verdict: Verdict
    columns: tuple[str, ...]


def _settings(case: Case) -> list[tuple[str, str, Settings]]:
    decks = case.decks.decks if case.decks else []
    found = [("price deck", deck.title, Settings(deck=deck.id)) for deck in decks]
    found += [
        ("discount rates", str(end), Settings(rates=end)) for end in (Setting.LOW, Setting.HIGH)
    ]
    found.append(("strategic premium", "high", Settings(premiums=Setting.HIGH)))
    found.append(("expected credit loss", "high", Settings(credit_loss=Setting.HIGH)))
    without = Settings(leave_out_unevidenced=True)
    found.append(("consent not evidenced", "such projects are left out", without))
    later = case.header.horizon.start + 3
    found.append(("delay", f"nothing is spent before {later}", Settings(without_before=later)))
    return found


def run_switches(
    case: Case,
    table: ColumnTable,
    central: float,
    verdict: Verdict,
    *,
    limits: Limits,
    tell: Callable[[str], None],
    shelf: Shelf,
) -> tuple[SwitchResult, ...]:
    """Return the central result and one re-solved result per switch and setting."""
    found = [
        SwitchResult(
            switch="as the case stands",
            setting="central",
            gain=central,
            verdict=verdict,
            columns=(),
        )
    ]
    for switch, setting, settings in _settings(case):
        tell(f"What if: {switch}, {setting}")
        data = build_data(case, table, settings)
        no_deal, equal = solve_equal(data, limits=limits, shelf=shelf)
        gain = min(equal.expected[side] - no_deal.expected[side] for side in equal.expected)
        found.append(
            SwitchResult(
                switch=switch,
                setting=setting,
                gain=gain,
                verdict=verdict_of(data, equal.decisions, gain),
                columns=equal.decisions.columns,
            )
        )
    return tuple(found)
