"""One question answered: what it costs an importer to lose a supplier of one commodity."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.components import CENTRAL_RHO, EconomicLoss, economic_loss
from orepact.disruption.host_side import HostSide, host_side
from orepact.disruption.input_output import InputOutputTable, economy_of
from orepact.disruption.jobs_file import Jobs, read_jobs
from orepact.disruption.lower_bound import LowerBound, lower_bound
from orepact.disruption.market import Market
from orepact.disruption.market_of import market_of
from orepact.disruption.respond import respond
from orepact.disruption.response import MarketResponse
from orepact.disruption.shock import Instrument, Shock
from orepact.disruption.switches import Switch, switches
from orepact.disruption.table_files import read_table
from orepact.errors import OrepactError
from orepact.evidence import country
from orepact.exposure import Exposure

__all__ = ["Question", "ScenarioResult", "answer"]

Array = NDArray[np.float64]

_MOST_DRAWS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A supplier, a commodity, an importer, and how the loss is to be computed.

    Parameters
    ----------
    importer, commodity : str
        In any spelling.
    suppliers : tuple of str
        Countries that restrict together.
    stage : str, optional
        By default the latest whose production is known by country.
    cut : float
        Share of the suppliers' exports withheld, 0 to 1.
    years : float
        Duration.
    instrument : Instrument
    targeted : bool
        Whether the restriction is aimed at this importer alone.
    delay : float
        Share of the first calendar year that has passed when it starts.
    draws, seed : int
    rho : float
        Rationing switch where one number is asked for.
    table, layout : str
        A table that the user brings, and its layout; else the shipped one.
    host : str
        Country whose gain in the same scenario is computed; empty for none.
    host_tonnes : float, optional
        What it adds to the market, t of content a year; without it, what it exports already.
    jobs : str
        Path of a table of jobs by industry that the user brings; empty for none.
    stock : float
        What the importer's government holds and would release, t of content.

    Raises
    ------
    OrepactError : a rho outside 0 to 1, no draws, or more than a million, tonnes without a host
    """

    importer: str
    suppliers: tuple[str, ...]
    commodity: str
    stage: str | None = None
    cut: float = 1.0
    years: float = 1.0
    instrument: Instrument = Instrument.BAN
    targeted: bool = False
    delay: float = 0.0
    draws: int = 1000
    seed: int = 0
    rho: float = CENTRAL_RHO
    table: str = ""
    layout: str = "oecd-icio"
    host: str = ""
    host_tonnes: float | None = None
    jobs: str = ""
    stock: float = 0.0

    def __post_init__(self) -> None:
        if not (np.isfinite(self.stock) and self.stock >= 0.0):
            raise OrepactError(
                f"a stock of {self.stock:g} t cannot be held", where="stock", do="Give t from 0"
            )
        if self.host_tonnes is not None and not self.host:
            raise OrepactError("tonnes of nobody", where="host_tonnes", do="Name the host as well")
        tonnes = self.host_tonnes
        if tonnes is not None and not (np.isfinite(tonnes) and tonnes >= 0.0):
            raise OrepactError(
                f"{tonnes:g} t a year cannot be added", where="host_tonnes", do="Give t from 0"
            )
        if not 0.0 <= self.rho <= 1.0:
            raise OrepactError(
                f"a rationing switch of {self.rho:g} has no meaning",
                where="rho",
                why="0 lets final users absorb every shortage, 1 rations every buyer in proportion",
                do="Give a number from 0 to 1",
            )
        if not 1 <= self.draws <= _MOST_DRAWS:
            raise OrepactError(
                f"{self.draws} draws cannot be computed",
                where="draws",
                do=f"Give a number from 1 to {_MOST_DRAWS:,}",
            )


@dataclass(frozen=True, kw_only=True)
class ScenarioResult:
    """The answer to one question.

    Parameters
    ----------
    question : Question
        With every name in its canonical spelling.
    response : MarketResponse
    loss : EconomicLoss or None
        None where there is no table for the importer.
    least : LowerBound or None
        Best reallocation for the central draw, year with the largest cut.
    switches : tuple of Switch
        The one that matters most first.
    host : HostSide or None
        What the host of the question gains; None where none was asked for.
    jobs : Jobs or None
        None where the user brought none.
    """

    question: Question
    response: MarketResponse
    loss: EconomicLoss | None
    least: LowerBound | None
    switches: tuple[Switch, ...]
    host: HostSide | None = None
    jobs: Jobs | None = None

    @property
    def market(self) -> Market:
        """Return the market the question is about."""
        return self.response.market

    @property
    def has_loss(self) -> bool:
        """Return whether a loss beyond price and quantity was computed."""
        return self.loss is not None and bool(self.loss.kappas)

    @property
    def gap(self) -> str:
        """Return why there is no loss beyond price and quantity; empty where there is."""
        if self.loss is None:
            return (
                f"no input-output table for {self.question.importer}: quantity and price effects "
                "only; bring one with --table FILE --layout oecd-icio or adb-mrio"
            )
        if not self.loss.kappas:
            return (
                f"nobody reviewed which industries need {self.market.commodity}: quantity and "
                "price effects only"
            )
        return ""


@lru_cache(maxsize=8)
def _table(importer: str, path: str, layout: str) -> InputOutputTable | None:
    return read_table(Path(path), layout, importer) if path else economy_of(importer)


def _shock(question: Question, market: Market) -> Shock:
    return Shock(
        commodity=market.commodity,
        stage=market.stage,
        imposers=question.suppliers,
        targets=(market.importer,) if question.targeted else (),
        cut=question.cut,
        instrument=question.instrument,
        years=question.years,
        delay=question.delay,
    )


def answer(
    exposure: Exposure, question: Question, *, with_switches: bool = True, with_least: bool = True
) -> ScenarioResult:
    """Return what it costs to lose a supplier.

    Parameters
    ----------
    exposure : Exposure
    question : Question
    with_switches, with_least : bool
        Whether to compute what matters most and the least loss by reallocation.

    Raises
    ------
    OrepactError : a cut above 1, a supplier that supplies nothing, the importer as supplier
    EvidenceError : a market that the evidence does not cover, a table that does not balance
    UnknownNameError : a country, commodity or stage that is not known
    """
    importer = country(question.importer)
    suppliers = tuple(dict.fromkeys(country(name) for name in question.suppliers))
    market = market_of(
        exposure, commodity=question.commodity, importer=importer, stage=question.stage
    )
    asked = Question(
        importer=importer,
        suppliers=suppliers,
        commodity=market.commodity,
        stage=market.stage,
        cut=question.cut,
        years=question.years,
        instrument=question.instrument,
        targeted=question.targeted,
        delay=question.delay,
        draws=question.draws,
        seed=question.seed,
        rho=question.rho,
        table=question.table,
        layout=question.layout,
        host=country(question.host) if question.host else "",
        host_tonnes=question.host_tonnes,
        jobs=question.jobs,
        stock=question.stock,
    )
    market = replace(market, government_stock=question.stock) if question.stock else market
    shock = _shock(asked, market)
    response = respond(market, shock, draws=asked.draws, seed=asked.seed)
    table = _table(importer, asked.table, asked.layout)
    loss = (
        None if table is None else economic_loss([response], table, rho=asked.rho, seed=asked.seed)
    )
    return ScenarioResult(
        question=asked,
        response=response,
        loss=loss,
        least=_least(loss) if with_least and loss is not None else None,
        switches=switches(market, shock, table, rho=asked.rho) if with_switches else (),
        host=host_side(
            response, asked.host, tonnes=asked.host_tonnes, draws=asked.draws, seed=asked.seed
        )
        if asked.host
        else None,
        jobs=_jobs(asked, table),
    )


def _jobs(question: Question, table: InputOutputTable | None) -> Jobs | None:
    """Return the jobs that the user brought.

    Raises
    ------
    OrepactError : jobs without a table of the importer
    """
    if not question.jobs:
        return None
    if table is None:
        raise OrepactError(
            f"jobs without an input-output table for {question.importer}",
            where="jobs",
            do="Bring the table with --table as well",
        )
    return read_jobs(Path(question.jobs), table)


def _least(loss: EconomicLoss) -> LowerBound | None:
    """Return the best reallocation for the central draw in the year with the largest cut."""
    if not loss.kappas:
        return None
    year = int(np.argmax(loss.direct_cut[0].sum(axis=1)))
    return lower_bound(loss.table, loss.direct_cut[0, year], loss.places)
