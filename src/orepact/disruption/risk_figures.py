"""The figures of an importer's risk: hazards, expected loss, bad years, and what insures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, unquote

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Band, band
from orepact.disruption.expected_loss import (
    ExpectedLoss,
    Setting,
    expected_loss,
    setting_of,
    with_stocks,
)
from orepact.disruption.hazard import UNFITTED
from orepact.disruption.insurance import Item, insurance_value, total_expected_loss
from orepact.disruption.portfolio_file import load_portfolio
from orepact.disruption.scenario_file import ScenarioFile, load_scenarios
from orepact.disruption.together import solve_together
from orepact.errors import OrepactError
from orepact.evidence import commodity, country, country_name
from orepact.exposure import Exposure
from orepact.quantity import Value
from orepact.trace import Parent, Record, RecordKind, parse_result_id, result_id

__all__ = ["RiskFigure", "RiskLookup", "RiskQuestion", "risk_figures"]

Array = NDArray[np.float64]

_METHOD = "orepact: hazards, market layer and common random numbers, documentation of disruption"
_MARKETS = 12
_LEVELS = (0.5, 0.2, 0.1, 0.05, 0.02, 0.01)
FORMULAS: Mapping[str, str] = {
    "risk_hazard": "1 / (1 + exp(-x b)) of the shipped model, or the override",
    "risk_expected": "mean over drawn years of the loss of real surplus",
    "risk_var": "loss that a year exceeds with probability 1 in 20",
    "risk_cvar": "mean loss of the worst 1 in 20 years",
    "risk_exceeded": "loss that a year exceeds with the probability named",
    "risk_market": "mean over drawn years of the market's loss of real surplus",
    "risk_price": "price ratio of the worst year",
    "risk_loss": "loss of real surplus over the restriction",
    "risk_insurance": "sum over suppliers of hazard x (loss without - loss with the portfolio)",
    "risk_insurance_share": "risk_insurance / sum over all markets of hazard x loss",
    "risk_host_gain": "sum over other suppliers of hazard x (price ratio - 1) x P0 x exports",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskQuestion:
    """Whose risk, over what, with which files, drawn how often.

    Parameters
    ----------
    importer : str
    commodities : tuple of str
        Empty for all minerals.
    scenario, portfolio : str
        Paths of files; empty for none.
    years, draws, seed : int
        Years drawn, draws behind each supplier, seed.

    Raises
    ------
    OrepactError : numbers of draws that cannot be computed
    """

    importer: str
    commodities: tuple[str, ...] = ()
    scenario: str = ""
    portfolio: str = ""
    years: int = 20_000
    draws: int = 200
    seed: int = 0

    def __post_init__(self) -> None:
        for name, number, most in (("years", self.years, 10**6), ("draws", self.draws, 10**5)):
            if not 1 <= number <= most:
                raise OrepactError(
                    f"{number} {name} cannot be drawn", where=name, do=f"Give 1 to {most:,}"
                )

    def named(self) -> RiskQuestion:
        """Return the question with every name in its own spelling."""
        return RiskQuestion(
            importer=country(self.importer),
            commodities=tuple(sorted({commodity(one) for one in self.commodities})),
            scenario=self.scenario,
            portfolio=self.portfolio,
            years=self.years,
            draws=self.draws,
            seed=self.seed,
        )

    def keys(self) -> dict[str, str | int]:
        """Return the keys of an id: everything that is needed to compute it again."""
        keys: dict[str, str | int] = {"importer": self.importer}
        for name in ("scenario", "portfolio"):
            if path := getattr(self, name):
                keys[name] = quote(path, safe="")
        if self.commodities:
            keys["commodities"] = "+".join(self.commodities)
        return keys | {"years": self.years, "draws": self.draws, "seed": self.seed}

    @classmethod
    def of_keys(cls, keys: Mapping[str, str]) -> RiskQuestion | None:
        """Return the question that an id asks, or None if it asks none."""
        try:
            return cls(
                importer=keys["importer"],
                commodities=tuple(one for one in keys.get("commodities", "").split("+") if one),
                scenario=unquote(keys.get("scenario", "")),
                portfolio=unquote(keys.get("portfolio", "")),
                years=int(keys["years"]),
                draws=int(keys["draws"]),
                seed=int(keys["seed"]),
            )
        except (KeyError, ValueError):
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFigure:
    """One figure with its band over draws, unit, inputs and permanent id."""

    measure: str
    of: str
    title: str
    value: float
    band: tuple[float, float] | None
    unit: str
    note: str
    id: str
    parents: tuple[Parent, ...]

    def record(self) -> Record:
        """Return the figure as ``explain`` shows it."""
        return Record(
            id=self.id,
            title=f"{self.title}: {self.of}" if self.of else self.title,
            value=Value.exact(self.value),
            unit=self.unit,
            kind=RecordKind.MEASURE,
            formula=FORMULAS[self.measure],
            sources=(_METHOD,),
            note=self.note,
            parents=self.parents,
        )


class _Writer:
    def __init__(self, question: RiskQuestion, setting: Setting) -> None:
        self.question, self.setting = question, setting
        self.unit = f"MUSD of {setting.markets[0].year}"
        self.assumed = tuple(
            Parent(role=name, id=f"disruption.parameter[id={name}]")
            for name in ("elasticity_factor", "backstop", "stock_cover", "hoarding_year_1")
        )

    def figures_of(self, *commodities: str) -> tuple[Parent, ...]:
        """Return the figures of some markets, and the parameters that matter for all."""
        found = tuple(
            Parent(role=f"figure of {market.commodity}", id=id_)
            for market in self.setting.markets
            if market.commodity in commodities
            for id_ in market.ids
        )
        return (*dict.fromkeys(found), *self.assumed)

    def make(
        self,
        measure: str,
        value: float,
        title: str,
        *,
        of: str = "",
        unit: str = "",
        spread: Band | None = None,
        note: str = "",
        parents: tuple[Parent, ...] = (),
    ) -> RiskFigure:
        keys = self.question.keys() | ({"of": quote(of, safe=" :;+()'")} if of else {})
        ends = None if spread is None else (float(spread.p05), float(spread.p95))
        return RiskFigure(
            measure=measure,
            of=of,
            title=title,
            value=float(value),
            band=ends,
            unit=unit or self.unit,
            note=note,
            id=result_id(f"disruption.{measure}", keys),
            parents=parents or self.assumed,
        )


@lru_cache(maxsize=4)
def risk_figures(exposure: Exposure, question: RiskQuestion) -> tuple[RiskFigure, ...]:
    """Return every figure of a question.

    Raises
    ------
    OrepactError : names, files or numbers that cannot be used
    """
    question = question.named()
    file = load_scenarios(Path(question.scenario)) if question.scenario else None
    overrides = tuple(one.override() for one in file.hazards) if file else ()
    setting = setting_of(
        exposure, question.importer, commodities=question.commodities, overrides=overrides
    )
    if file is not None and file.stocks:
        setting = with_stocks(setting, {one.commodity: one.tonnes for one in file.stocks})
    write = _Writer(question, setting)
    found = expected_loss(setting, years=question.years, draws=question.draws, seed=question.seed)
    figures = [*_expected(write, found), *_hazards(write)]
    if file is not None and file.restrictions:
        figures += _scenario(exposure, write, file)
    if question.portfolio:
        figures += _portfolio(write)
    return tuple(figures)


def _expected(write: _Writer, found: ExpectedLoss) -> Iterator[RiskFigure]:
    largest = tuple(chain[0] for chain, _ in found.by_market[:_MARKETS])
    parents = write.figures_of(*largest)
    unpriced = ", ".join(name for name, _ in found.setting.unpriced)
    note = f"{found.total.size} years drawn; standard error {found.standard_error:.3g}; "
    note += f"{found.joint} years with several suppliers of one market, solved jointly"
    note += f"; without a price and left out: {unpriced}" if unpriced else ""
    yield write.make(
        "risk_expected", found.mean, "Expected yearly loss", note=note, parents=parents
    )
    yield write.make(
        "risk_var", found.value_at_risk(), "Loss of one year in twenty", parents=parents
    )
    yield write.make(
        "risk_cvar", found.tail_mean(), "Mean loss of the worst year in twenty", parents=parents
    )
    for level in _LEVELS:
        yield write.make(
            "risk_exceeded",
            float(np.quantile(found.total, 1.0 - level)),
            "Loss exceeded with yearly probability",
            of=f"{level:g}",
            parents=parents,
        )
    for chain, mean in found.by_market[:_MARKETS]:
        yield write.make(
            "risk_market",
            mean,
            "Expected yearly loss of a market",
            of=f"{chain[0]} ({chain[1]})",
            parents=write.figures_of(chain[0]),
        )


def _hazards(write: _Writer) -> Iterator[RiskFigure]:
    lines = [line for own in write.setting.lines.values() for line in own]
    lines.sort(key=lambda line: (-line.hazard, line.commodity, line.country))
    for line in lines[: 3 * _MARKETS]:
        said = line.reason or (f"a {line.standing} is in force" if line.standing else "")
        yield write.make(
            "risk_hazard",
            line.hazard,
            "Chance that a restriction starts within a year",
            of=f"{country_name(line.country)}: {line.commodity} ({line.stage})"
            + (f", {line.instrument}" if line.instrument in UNFITTED else ""),
            unit="1",
            note=said,
        )


def _scenario(exposure: Exposure, write: _Writer, file: ScenarioFile) -> Iterator[RiskFigure]:
    question = write.question
    solved = solve_together(
        exposure,
        question.importer,
        file.restrictions,
        draws=question.draws,
        seed=question.seed,
        stocks={one.commodity: one.tonnes for one in file.stocks},
    )
    total = np.zeros(question.draws)
    for one in solved:
        market = one.response.market
        of = f"{market.commodity} ({market.stage})"
        price = band(one.response.price.max(axis=1))
        loss = -one.response.surplus_musd.sum(axis=1)
        total = total + loss
        binds = 100.0 * float(one.response.is_backstop.any(axis=1).mean())
        note = f"{'; '.join(one.titles)}; the backstop binds in {binds:.0f} % of draws"
        parents = write.figures_of(market.commodity)
        yield write.make(
            "risk_price",
            float(price.p50),
            "Price over base in the scenario",
            of=of,
            unit="1",
            spread=price,
            note=note,
            parents=parents,
        )
        if market.price_usd is not None:
            spread = band(loss)
            yield write.make(
                "risk_loss",
                float(spread.p50),
                "Loss in the scenario",
                of=of,
                spread=spread,
                note=note,
                parents=parents,
            )
    if len(solved) > 1 and np.isfinite(total).all():
        spread = band(total)
        yield write.make(
            "risk_loss", float(spread.p50), "Loss in the scenario", of="all together", spread=spread
        )


def _portfolio(write: _Writer) -> Iterator[RiskFigure]:
    question, setting = write.question, write.setting
    file = load_portfolio(Path(question.portfolio))
    items = file.for_setting(setting)
    whole = total_expected_loss(setting, draws=question.draws, seed=question.seed)

    groups: list[tuple[tuple[Item, ...], str]] = [((item,), item.title) for item in items]
    if len(items) > 1:
        groups.append((items, "whole portfolio"))
    groups += [((item,), f"instead of {item.title}") for item in file.instead(setting)]
    for own, title in groups:
        found = insurance_value(
            setting, own, draws=question.draws, seed=question.seed, expected_loss=whole
        )
        parents = write.figures_of(*(item.commodity for item in own))
        missing = ", ".join(one.commodity for one in found.unserved)
        note = f"no priced market of {missing}: counts for nothing" if missing else ""
        yield write.make(
            "risk_insurance",
            float(found.gain.mean),
            "Expected gain a year",
            of=title,
            spread=found.gain,
            note=note,
            parents=parents,
        )
        yield write.make(
            "risk_insurance_share",
            100.0 * found.share_of_loss,
            "Share of all expected mineral loss that it removes",
            of=title,
            unit="%",
            note=note,
            parents=parents,
        )
        yield write.make(
            "risk_host_gain",
            float(found.host_gain.mean),
            "Gain of its exports in the same events, a year",
            of=title,
            spread=found.host_gain,
            note=note,
            parents=parents,
        )


class RiskLookup:
    """Answers for ids of risk by computing them anew.

    Parameters
    ----------
    exposure : Exposure
    """

    def __init__(self, exposure: Exposure) -> None:
        self.exposure = exposure

    def find(self, id_: str) -> Record | None:
        """Return the record of an id of this room's risk, or None if it is another's."""
        parsed = parse_result_id(id_)
        if parsed is None or parsed[0] or not parsed[1].startswith("disruption.risk_"):
            return None
        question = RiskQuestion.of_keys(parsed[2])
        if question is None:
            return None
        figures = risk_figures(self.exposure, question)
        return next((one.record() for one in figures if one.id == id_), None)
