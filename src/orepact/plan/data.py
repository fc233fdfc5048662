"""What a plan chooses from, as labelled arrays: no model, no case, nothing to be interpreted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from orepact.plan.fan import Fan
from orepact.plan.risk_weight import Risk

__all__ = [
    "Ask",
    "AskKind",
    "ByProduct",
    "Ceiling",
    "LocalFloor",
    "Outlet",
    "PlanColumn",
    "PlanData",
    "PlanOption",
    "PlanParty",
    "PlanSide",
]

Floats = NDArray[np.float64]


class PlanSide(StrEnum):
    """On whose side a party's gain counts."""

    IMPORTER = "importer"
    HOST = "host"
    COMPANY = "company"
    LENDER = "lender"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanParty:
    """One party as the plan weighs it."""

    id: str
    title: str
    side: PlanSide
    must_agree: bool
    """It controls a licence, finance, market, enabler or consent: it must not lose."""
    may_give: bool = True
    """Terms may ask it to pass receipts on; false for districts, communities and lenders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanColumn:
    """One way a project can go, as the plan sees it."""

    id: str
    project: str
    variant: str
    package: str
    first_spend: int
    first_production: int
    needs: tuple[tuple[str, int], ...]
    """Option and the year from which it must work."""
    decide_after: int | None
    needs_deal: bool
    owner: str
    """Party through which transfers of this project run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOption:
    """One enabler option."""

    id: str
    title: str
    lead: int
    """Years from start to first capacity."""
    earliest: int
    needs: tuple[tuple[str, int], ...]
    """Other option, and how many years after its start this one may start."""
    needs_deal: bool
    """The importer's side pays a part of it."""


class AskKind(StrEnum):
    """What a plan can be asked to do."""

    MINIMUM_OUTPUT = "minimum output"
    MUST_BUILD = "must build"
    SPENDING_CAP = "spending cap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A requirement: ``target`` is a product, a project or option, or a party."""

    id: str
    title: str
    kind: AskKind
    target: str
    by: int
    amount: float = 0.0
    """Product unit per year, or million of the case's money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """A cumulative ceiling on what a party spends."""

    party: str
    covers_options: bool
    covers_projects: bool
    amount: float
    """Million of the case's money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFloor:
    """A promised share of jobs for people of one place.

    Parameters
    ----------
    share : float
        0 to 1, of the jobs.
    jobs : ndarray, shape (column, year), person
    people : ndarray, shape (year,), person
        Who have a trade or can have it in time without any option.
    graduates : ndarray, shape (option, years open), person
        Cumulated, that an option adds.
    """

    id: str
    title: str
    share: float
    jobs: Floats
    people: Floats
    graduates: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A market of the importer that the plan's output can serve.

    Parameters
    ----------
    products : dict of str to float
        Tonnes of the market's unit per unit of each product's output.
    pledged : dict of str to float
        Share of each product's output that is sold elsewhere by contract, 0 to 1.
    demand, other_supply : ndarray, shape (year,), unit a year
        What the importer needs, and what it has without the plan.
    stock_start, stock_most : float, unit
        In the store at the start, and what it can hold.
    least_met : float
        Share of what is missing without the plan that must be met, 0 to 1.
    by : int
        From which year.
    """

    id: str
    title: str
    unit: str
    products: Mapping[str, float]
    demand: Floats
    other_supply: Floats
    pledged: Mapping[str, float] = field(default_factory=dict)
    stock_start: float = 0.0
    stock_most: float = 0.0
    least_met: float = 0.0
    by: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ByProduct:
    """A column that can make no more than another brings up.

    ``output[product] of the columns of project <= ratio x output[host_product] of all columns``
    """

    id: str
    project: str
    product: str
    host_product: str
    ratio: float
    """Unit of the product per unit of the host product."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanData:
    """Everything the model reads. Money is million of the case's money year, real.

    Present values are at the first day of the horizon, flows at mid-year, each party at its own
    real rate: ``sum_t cash_t (1 + rate_a) ** -(t - start + 0.5)``.

    Parameters
    ----------
    columns, options, parties : tuples
    scenarios : tuple of str
        Price decks; ``weights`` sum to 1.
    years : ndarray
        Calendar years of the arrays; ``horizon`` is first and last decision year.
    sunk : ndarray, shape (column, scenario, party)
        Present value that follows the commitment whatever is decided later: cash up to the
        decision year of a column that can be dropped, all cash of one that cannot.
    late : ndarray, shape (column, scenario, party)
        Present value of cash after the decision year; 0 for a column that cannot be dropped.
    owner_gives, owner_pays : ndarray, shape (column, scenario, party)
        Present value of the owner's positive cash: to a party that receives it, at the higher of
        both rates; and at each party's own rate, of which the owner's is what it costs.
    party_gives, party_pays : ndarray, shape (column, scenario, party)
        Present value of the party's positive cash: to the owner, at the higher of both rates;
        and at the party's own rate.
    use : ndarray, shape (column, resource, year)
    in_place : ndarray, shape (resource,)
    adds : ndarray, shape (option, resource, years open)
        Cumulative capacity after so many years of operation.
    output : ndarray, shape (column, product, year)
    facility_draw : ndarray, shape (column, facility)
        Money of the day drawn in total; ``facility_ceiling`` in the same money.
    column_outlay : ndarray, shape (column, scenario, party, year)
        Negative cash as positive outlay.
    option_outlay : ndarray, shape (option, start, party, year)
        Payments if started in that decision year.
    option_value : ndarray, shape (option, start, party)
        Present value of those payments, negative.
    touches : ndarray of bool, shape (column, party)
        Whether a transfer between the column's owner and the party makes sense: the column
        gives or costs it something, needs what it pays for, or serves it as importer.
    """

    columns: tuple[PlanColumn, ...]
    options: tuple[PlanOption, ...]
    parties: tuple[PlanParty, ...]
    scenarios: tuple[str, ...]
    weights: Floats
    years: NDArray[np.int64]
    horizon: tuple[int, int]
    resources: tuple[str, ...]
    resource_units: tuple[str, ...]
    products: tuple[str, ...]
    product_units: tuple[str, ...]
    facilities: tuple[str, ...]
    sunk: Floats
    late: Floats
    owner_gives: Floats
    owner_pays: Floats
    party_gives: Floats
    party_pays: Floats
    use: Floats
    in_place: Floats
    adds: Floats
    output: Floats
    facility_draw: Floats
    facility_ceiling: Floats
    column_outlay: Floats
    option_outlay: Floats
    option_value: Floats
    touches: NDArray[np.bool_]
    ceilings: tuple[Ceiling, ...] = ()
    asks: tuple[Ask, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Columns and options that may not be chosen, and why."""
    outside: frozenset[str] = frozenset()
    """Parties with whom no transfer can run, because there is no deal with them."""
    benefit_sunk: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """Of ``sunk``: what is no cash (a premium, expected loss avoided), shape (column, party)."""
    benefit_late: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """Of ``late``: the same."""
    benefit_by_year: Floats = field(default_factory=lambda: np.zeros((0, 0, 0)))
    """The same by year, shape (column, party, year)."""
    toll_by_year: Floats = field(default_factory=lambda: np.zeros((0, 0, 0)))
    """Tolls that owners of enablers receive of a column, shape (column, party, year)."""
    floors: tuple[LocalFloor, ...] = ()
    """Promised shares of local workers that bind."""
    outlets: tuple[Outlet, ...] = ()
    """Markets of the importer, with demand, stocks and what is pledged elsewhere."""
    by_products: tuple[ByProduct, ...] = ()
    """What can be made only as far as something else is mined."""
    fan: Fan | None = None
    """Scenarios of the joint process; without one, the decks are all there is."""
    risk: Risk = field(default_factory=Risk)
    """How much weight bad outcomes have."""
    money: str = "million of the case's money"
    """Unit of money as it is printed."""

    @property
    def starts(self) -> tuple[int, ...]:
        """Decision years."""
        return tuple(range(self.horizon[0], self.horizon[1] + 1))

    @property
    def droppable(self) -> tuple[int, ...]:
        """Places of the columns that can be dropped per scenario."""
        return tuple(n for n, column in enumerate(self.columns) if column.decide_after is not None)

    @property
    def unit(self) -> float:
        """Million per unit of the model's money: a power of ten that keeps amounts near 100.

        Taken from what is spent, so that it is the same at every rate, premium and deck weight.
        """
        spent = self.column_outlay
        size = float(spent.sum(axis=-1).max()) if spent.size else 0.0
        return float(10.0 ** (np.ceil(np.log10(size)) - 2.0)) if size > 0 else 1.0

    def side(self, side: PlanSide) -> tuple[int, ...]:
        """Return the places of one side's parties."""
        return tuple(n for n, party in enumerate(self.parties) if party.side is side)

    def party(self, id_: str) -> int:
        """Return the place of a party."""
        return next(n for n, party in enumerate(self.parties) if party.id == id_)
