"""What if a structural choice were another? Each switch re-solved: verdict and equal gain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from orepact.case import Case, UnevidencedConsent, load, with_overrides
from orepact.errors import InfeasibleError
from orepact.evidence import Parameter
from orepact.mine import ColumnTable
from orepact.plan import (
    Risk,
    Setting,
    Settings,
    Shelf,
    build_data,
    case_columns,
    first_of_side,
    least_gain,
    load_values,
    most_gain,
    solve_equal,
    tolled_columns,
)
from orepact.solve import Limits, kept_in, kept_solves
from orepact.study.beliefs import belief_data, believed_columns
from orepact.study.stored_run import Verdict
from orepact.study.switch_notes import why_dearer
from orepact.study.verdict import reviews_of, ruling_of

__all__ = [
    "CENTRAL",
    "SwitchResult",
    "capex_at_high",
    "run_switches",
    "start_beliefs",
    "start_switches",
]

CENTRAL = "as the case stands"
"""Name of the row to which every switch is compared."""
_LONG = {Setting.LOW: "shortest", Setting.HIGH: "longest"}
_CAPITAL = ("capital", "every project at the high end of its range", Settings())
_TOLLS = ("tolls", "projects pay the owners of works", Settings(is_tolled=True))
_PLAIN = (
    "structure of finance",
    "none: every loan is drawn and repaid as it stands",
    Settings(),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchResult:
    """One switch at one setting.

    Parameters
    ----------
    gain : float or None
        Largest equal gain, million of the case's money; None when no plan is possible.
    verdict : Verdict
    columns : tuple of str
        What is chosen.
    why : str
        What a reader would stumble over, in words.
    """

    switch: str
    setting: str
    gain: float | None
    verdict: Verdict
    columns: tuple[str, ...]
    why: str = ""


def capex_at_high(case: Case) -> Case:
    """Return the case with every project's capital at the high end of its range.

    Where a project's variants carry a factor on the study's capital, the factor goes to its high
    end and the study's figure stays; else each phase's capital does.
    """
    changes: dict[str, float] = {}
    for path, (name, spot) in case.numbers.items():
        number = spot.model
        assert isinstance(number, Parameter)
        if not name.startswith("projects/") or number.range is None:
            continue
        is_factor = path.endswith(".capex_factor")
        has_factor = any(
            other.startswith(f"{name}:") and other.endswith(".capex_factor")
            for other in case.numbers
        )
        if is_factor or (path.endswith(".capex") and not has_factor):
            changes[path] = number.range[1]
    return with_overrides(case, changes) if changes else case


def _settings(case: Case, base: Settings) -> list[tuple[str, str, Settings]]:
    return [
        (switch, setting, replace(item, draws=base.draws, seed=base.seed))
        for switch, setting, item in _plain_settings(case)
    ]


def _plain_settings(case: Case) -> list[tuple[str, str, Settings]]:
    decks = case.decks.decks if case.decks else []
    found = [("price deck", deck.title, Settings(deck=deck.id)) for deck in decks]
    found += [
        ("discount rates", str(end), Settings(rates=end)) for end in (Setting.LOW, Setting.HIGH)
    ]
    if host := first_of_side(case).get("host"):
        words = f"every party counts at the rate of {case.party(host).title}"
        found.append(("one rate for all parties", words, Settings(one_rate=host)))
    found.append(("strategic premium", "high", Settings(premiums=Setting.HIGH)))
    found.append(("expected credit loss", "high", Settings(credit_loss=Setting.HIGH)))
    if case.header.unevidenced_consent is UnevidencedConsent.BOTH:
        without = Settings(leave_out_unevidenced=True)
        found.append(("consent not evidenced", "such projects are left out", without))
    if "governance" in case.files:
        words = "a project starts only in draws in which its law is repaired by then"
        found.append(("repair of the law", words, Settings(is_law_awaited=True)))
    if case.enablers:
        for end in (Setting.LOW, Setting.HIGH):
            words = f"every enabler takes the {_LONG[end]} time of its range"
            found.append(("lead time of enablers", words, Settings(leads=end)))
    if "workforce" in case.files:
        bound = Settings(is_local_share_binding=True)
        found.append(("promised local shares of jobs", "binding", bound))
    found.append(
        (
            "overrun, delay and price paths",
            "none: each deck's central path",
            Settings(is_joint=False),
        )
    )
    half = Settings(risk=Risk(weight=0.5))
    found.append(("weight of bad outcomes", "half, on the worst tenth of cases", half))
    found.append(("expected loss avoided", "not counted", Settings(is_insured=False)))
    later = case.header.horizon.start + 3
    found.append(("delay", f"nothing is spent before {later}", Settings(without_before=later)))
    return found


def _solved(
    case: Case,
    table: ColumnTable,
    named: tuple[str, str, Settings],
    limits: Limits,
    shelf: Shelf,
) -> SwitchResult:
    switch, setting, settings = named
    data = build_data(case, table, settings)
    try:
        no_deal, equal = solve_equal(data, limits=limits, shelf=shelf, is_shared_out=False)
    except InfeasibleError:
        return SwitchResult(
            switch=switch,
            setting=setting,
            gain=None,
            verdict=Verdict.NO_MUTUAL_GAIN,
            columns=(),
        )
    gain = least_gain(equal, no_deal)
    ruling = ruling_of(
        data, equal.decisions, no_deal.decisions, gain, reviews=reviews_of(case, data)
    )
    if ruling.verdict is Verdict.NO_MUTUAL_GAIN:
        most = most_gain(data, no_deal, limits=limits, shelf=shelf)
        ruling = ruling_of(data, equal.decisions, no_deal.decisions, gain, most=most)
    return SwitchResult(
        switch=switch,
        setting=setting,
        gain=gain,
        verdict=ruling.verdict,
        columns=equal.decisions.columns,
    )


@dataclass(eq=False)
class _Bench:
    """What every switch of one case shares: the case, its columns, and rows already built."""

    case: Case
    table: ColumnTable
    shelf: Shelf
    base: Settings

    def solved(self, place: int, limits: Limits) -> SwitchResult:
        """Return the result of one switch by its place in the list of settings."""
        settings = _settings(self.case, self.base)
        if place < len(settings):
            return _solved(self.case, self.table, settings[place], limits, self.shelf)
        named = _others(self.case)[place - len(settings)]
        words = (named[0], named[1], replace(named[2], draws=self.base.draws, seed=self.base.seed))
        if named is _TOLLS:
            tolled, table = tolled_columns(self.case)
            return _solved(tolled, table, words, limits, self.shelf)
        if named is _PLAIN:
            plain = case_columns(self.case, is_structured=False)
            return _solved(self.case, plain, words, limits, self.shelf)
        dear = capex_at_high(self.case)
        table = case_columns(dear)
        found = _solved(dear, table, words, limits, self.shelf)
        return replace(found, why=why_dearer(self.table, table, found.columns))


def _others(case: Case) -> list[tuple[str, str, Settings]]:
    """Return switches that change the cash of columns, which are computed again for them."""
    packages = case.facilities.packages if case.facilities else []
    found = [_CAPITAL]
    if "corridor" in case.files:
        found.append(_TOLLS)
    if any(package.structure is not None for package in packages):
        found.append(_PLAIN)
    return found


def _names(case: Case) -> list[str]:
    every = (*_plain_settings(case), *_others(case))
    return [f"{switch}, {setting}" for switch, setting, _ in every]


@cache
def _bench_elsewhere(
    folder: str, changes: tuple[tuple[str, float], ...], draws: int, seed: int
) -> _Bench:
    case = load(Path(folder))
    if changes:
        case = with_overrides(case, dict(changes))
    base = Settings(draws=draws, seed=seed)
    return _Bench(case=case, table=case_columns(case), shelf=Shelf(), base=base)


@cache
def _drawn_elsewhere(bench: _Bench, drawn: str) -> None:
    load_values(bench.table, Path(drawn))


def _elsewhere(
    folder: str,
    changes: tuple[tuple[str, float], ...],
    place: int,
    limits: Limits,
    around: tuple[int, int, str, str],
) -> SwitchResult:
    draws, seed, drawn, kept = around
    bench = _bench_elsewhere(folder, changes, draws, seed)
    if drawn:
        _drawn_elsewhere(bench, drawn)
    with kept_solves(Path(kept)) if kept else nullcontext():
        return bench.solved(place, limits)


def _belief_elsewhere(
    folder: str,
    changes: tuple[tuple[str, float], ...],
    place: int,
    limits: Limits,
    around: tuple[int, int, str, str],
) -> tuple[str, ...]:
    """Return the columns of the best plan under one belief of the case."""
    draws, seed, drawn, kept = around
    bench = _bench_elsewhere(folder, changes, draws, seed)
    _drawn_elsewhere(bench, drawn)
    assert bench.case.no_deal is not None
    belief = bench.case.no_deal.beliefs[place]
    data = belief_data(bench.case, bench.table, belief, bench.base)
    with kept_solves(Path(kept)) if kept else nullcontext():
        return believed_columns(data, limits, bench.shelf)


def start_beliefs(
    case: Case, limits: Limits, executor: Executor | None, base: Settings, *, drawn: Path
) -> dict[str, Future[tuple[str, ...]]]:
    """Start the best plan of every belief after the switches, while tables are written here.

    Returns
    -------
    futures : dict of str to Future
        By belief; empty without an executor or beliefs.
    """
    if executor is None or case.no_deal is None:
        return {}
    changes = tuple((item.path, item.after.value) for item in case.overrides)
    around = (base.draws, base.seed, str(drawn), str(kept_in() or ""))
    return {
        belief.id: executor.submit(
            _belief_elsewhere, str(case.folder), changes, place, limits, around
        )
        for place, belief in enumerate(case.no_deal.beliefs)
    }


def start_switches(
    case: Case,
    limits: Limits,
    executor: Executor | None,
    base: Settings | None = None,
    *,
    drawn: Path | None = None,
) -> dict[int, Future[SwitchResult]]:
    """Start switches beside the main solve; nothing without an executor.

    The other process reads the case again from its folder, so the files must be as they were.

    Parameters
    ----------
    drawn : Path
        What ``dump_values`` wrote. Without it that switch is started whose columns are all
        computed anew anyway, with it all others.

    Returns
    -------
    futures : dict of int to Future
        By place in the list of settings.
    """
    if executor is None:
        return {}
    changes = tuple((item.path, item.after.value) for item in case.overrides)
    used = base or Settings()
    anew = len(_plain_settings(case))
    places = [anew] if drawn is None else [n for n in range(len(_names(case))) if n != anew]
    around = (used.draws, used.seed, "" if drawn is None else str(drawn), str(kept_in() or ""))
    return {
        place: executor.submit(_elsewhere, str(case.folder), changes, place, limits, around)
        for place in places
    }


def run_switches(
    case: Case,
    table: ColumnTable | None = None,
    *,
    limits: Limits,
    tell: Callable[[str], None] | None = None,
    shelf: Shelf | None = None,
    started: Mapping[int, Future[SwitchResult]] | None = None,
    base: Settings | None = None,
) -> tuple[SwitchResult, ...]:
    """Return one re-solved result per switch and setting.

    A setting under which no plan is possible is a result without a gain, not an error. Switches
    that another process has not begun are taken back, the last first, and solved here; who
    solves one does not change its result.
    """
    say = tell or (lambda _: None)
    table = case_columns(case) if table is None else table
    bench = _Bench(case=case, table=table, shelf=shelf or Shelf(), base=base or Settings())
    names, futures = _names(case), started or {}
    order = range(len(names)) if not futures else range(len(names) - 1, -1, -1)
    found: dict[int, SwitchResult] = {}
    for place in order:
        if place not in futures or futures[place].cancel():
            say(f"What if: {names[place]}")
            found[place] = bench.solved(place, limits)
    for place, future in futures.items():
        if place not in found:
            say(f"What if: {names[place]}, in the second process")
            found[place] = future.result()
    return tuple(found[place] for place in sorted(found))
