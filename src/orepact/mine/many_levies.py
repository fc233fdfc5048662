"""The levies of a regime as arrays, for many draws at once; and which regimes that can hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.mine.cash_flow import CashFlow
from orepact.mine.income_tax import straight_line
from orepact.mine.levy import LevyLine
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.reading import Reading
from orepact.mine.regime_file import (
    AdValorem,
    AdvanceRoyalty,
    DividendWithholding,
    FixedPayment,
    IncomeTax,
    InterestWithholding,
    MinimumTax,
    RegimeFile,
)

__all__ = ["AdvancePlan", "LevyPlan", "RatePlan", "TaxPlan", "UnsupportedError", "levy_plan"]

Floats = NDArray[np.float64]


class UnsupportedError(Exception):
    """A regime or project that the fast kernel does not hold; the exact cash flow takes over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePlan:
    """A levy that is a rate on a base: ``rate[year] max(base, 0)``."""

    id: str
    base: str
    rate: Floats
    is_deductible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvancePlan:
    """Credit of advances against a levy, money of the day: ``min(balance, share x due)``."""

    against: str
    before: float
    advances: Floats
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxPlan:
    """Income tax, and the minimum tax under it (``floor`` zero where there is none).

    Parameters
    ----------
    depreciation : ndarray, shape (year, term), money of the day
    rates, floor, in_force, floor_in_force : ndarray, shape (year,)
    """

    id: str
    rates: Floats
    depreciation: Floats
    deducts_interest: bool
    loss_years: int
    loss_cap: float
    in_force: Floats
    floor_id: str
    floor: Floats
    floor_in_force: Floats
    carry_years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LevyPlan:
    """A regime's levies in the order in which they are worked out.

    Parameters
    ----------
    fixed : dict of levy id to ndarray, shape (year,)
        The same in every draw.
    fixed_deductible : ndarray, shape (year,)
    withholding : dict of levy id to ndarray, shape (year, term)
        On interest, borne by lenders.
    """

    rates: tuple[RatePlan, ...]
    fixed: dict[str, Floats]
    fixed_deductible: Floats
    advances: tuple[AdvancePlan, ...]
    taxes: tuple[TaxPlan, ...]
    withholding: dict[str, Floats]
    debt_service: Floats
    level: Floats
    first_production: int
    uses_revenue: bool


_HELD = {
    AdValorem: {"base", "rate", "from_year", "to_year"},
    AdvanceRoyalty: {"amounts", "cap", "already_paid", "credit_against", "credit_share"},
    FixedPayment: {"when", "amounts", "repeats", "total"},
    IncomeTax: {"rates", "depreciation", "loss_years", "loss_cap", "interest_deductible"},
    MinimumTax: {"rate", "floor_under", "carry_years"},
    DividendWithholding: {"rate", "applies_to"},
    InterestWithholding: {"rate", "borne_by"},
}
_ALWAYS = {"id", "title", "recipient", "status", "legal_source", "note", "type"} | {
    "in_force_from",
    "in_force_to",
    "is_deductible",
}


def _check(levy: LevyLine) -> None:
    """Refuse a levy of a sort, or with a feature, that this file does not hold."""
    held = _HELD.get(type(levy))
    if held is None:
        raise UnsupportedError(f"levy {levy.id} is a {getattr(levy, 'type', '')}")
    default = {name: field.default for name, field in type(levy).model_fields.items()}
    for name in type(levy).model_fields:
        if name in held | _ALWAYS:
            continue
        value = getattr(levy, name)
        if value not in (None, [], "", default[name]):
            raise UnsupportedError(f"levy {levy.id} has {name}")
    if isinstance(levy, InterestWithholding) and levy.borne_by != "lender":
        raise UnsupportedError(f"levy {levy.id} is grossed up")


def _in_force(levy: LevyLine, years: NDArray[np.int64]) -> Floats:
    first = -np.inf if levy.in_force_from is None else levy.in_force_from
    last = np.inf if levy.in_force_to is None else levy.in_force_to
    return ((years >= first) & (years <= last)).astype(np.float64)


def _rate_plan(levy: AdValorem, flow: CashFlow, read: Reading) -> RatePlan:
    age = flow.timing.production_year
    last = int(age.max(initial=0)) if levy.to_year is None else levy.to_year
    is_due = (age >= levy.from_year) & (age <= last)
    rate = read.of(levy.rate, "dimensionless", levy.status)
    return RatePlan(
        id=levy.id,
        base=levy.base,
        rate=rate * is_due * _in_force(levy, flow.timing.years),
        is_deductible=levy.is_deductible,
    )


def _advance_plan(levy: AdvanceRoyalty, paid: Floats, level: Floats) -> AdvancePlan:
    share = levy.credit_share
    return AdvancePlan(
        against=levy.credit_against or "",
        before=0.0 if levy.already_paid is None else levy.already_paid.to("MUSD"),
        advances=paid * level,
        share=1.0 if share is None else share.to("dimensionless"),
    )


def _tax_plan(
    levy: IncomeTax,
    regime: RegimeFile,
    *,
    flow: CashFlow,
    read: Reading,
    level: Floats,
    capital: Floats,
) -> TaxPlan:
    age, years = flow.timing.production_year, flow.timing.years
    start = flow.timing.first_production - int(years[0])
    rates = np.zeros(len(age))
    for step in sorted(levy.rates, key=lambda item: item.from_year):
        rates = np.where(
            age >= step.from_year, read.of(step.rate, "dimensionless", levy.status), rates
        )
    length = max(1, round(levy.depreciation.to("yr")))
    written = [
        straight_line(capital[:, term] * level, years=length, first_use=start)
        for term in range(capital.shape[1])
    ]
    floors = [
        item
        for item in regime.levies
        if isinstance(item, MinimumTax) and item.floor_under == levy.id
    ]
    if len(floors) > 1:
        raise UnsupportedError(f"two minimum taxes stand under {levy.id}")
    floor = floors[0] if floors else None
    rate = 0.0 if floor is None else read.of(floor.rate, "dimensionless", floor.status)
    return TaxPlan(
        id=levy.id,
        rates=rates,
        depreciation=np.stack(written, axis=1),
        deducts_interest=levy.interest_deductible,
        loss_years=levy.loss_years,
        loss_cap=levy.loss_cap.to("dimensionless"),
        in_force=_in_force(levy, years),
        floor_id="" if floor is None else floor.id,
        floor=np.where(age > 0, rate, 0.0),
        floor_in_force=np.ones(len(age)) if floor is None else _in_force(floor, years),
        carry_years=0 if floor is None else floor.carry_years,
    )


def levy_plan(
    regime: RegimeFile,
    *,
    flow: CashFlow,
    money: MoneyBasis,
    reading: Reading,
    construction: Floats,
    debt_service: Floats,
    withholding: dict[str, Floats],
) -> LevyPlan:
    """Return a regime's levies as arrays.

    Parameters
    ----------
    regime : RegimeFile
    flow : CashFlow
        At the file's own numbers; fixed payments are read off it.
    money : MoneyBasis
    reading : Reading
    construction : ndarray, shape (year, term)
        Capital that is written off, sustaining capital included.
    debt_service : ndarray, shape (year, term)
        Net cash to all lenders.
    withholding : dict of levy id to ndarray, shape (year, term)

    Raises
    ------
    UnsupportedError : a levy, or a feature of one, that is not held here
    """
    level = money.level(flow.timing.years)
    rates: list[RatePlan] = []
    fixed: dict[str, Floats] = {}
    deductible = np.zeros(len(level))
    advances: list[AdvancePlan] = []
    taxes: list[TaxPlan] = []
    for levy in regime.levies:
        _check(levy)
        if isinstance(levy, AdValorem):
            rates.append(_rate_plan(levy, flow, reading))
        elif isinstance(levy, (AdvanceRoyalty, FixedPayment)):
            fixed[levy.id] = flow.levies[levy.id][0]
            deductible = deductible + (fixed[levy.id] if levy.is_deductible else 0.0)
            if isinstance(levy, AdvanceRoyalty) and levy.credit_against is not None:
                advances.append(_advance_plan(levy, fixed[levy.id], level))
        elif isinstance(levy, IncomeTax):
            plan = _tax_plan(
                levy, regime, flow=flow, read=reading, level=level, capital=construction
            )
            taxes.append(plan)
    floors = any(tax.floor_id for tax in taxes)
    return LevyPlan(
        rates=tuple(rates),
        fixed=fixed,
        fixed_deductible=deductible,
        advances=tuple(advances),
        taxes=tuple(taxes),
        withholding=withholding,
        debt_service=debt_service,
        level=level,
        first_production=flow.timing.first_production - int(flow.timing.years[0]),
        uses_revenue=floors or any(rate.base == "revenue" for rate in rates),
    )
