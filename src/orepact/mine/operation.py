"""Before tax and debt: revenue, net smelter return, costs and capital of one column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from orepact.evidence import Parameter
from orepact.mine.market import Market
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.physical import PhysicalPlan, carrier_of, payable_share
from orepact.mine.project_file import OperatingCost, ProjectFile, Variant
from orepact.mine.timing import Timing

__all__ = ["Operation", "operate"]

Floats = NDArray[np.float64]
MILLION = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Yearly money of a project before levies and debt, 100 % basis, real million USD.

    Parameters
    ----------
    revenue, nsr : ndarray, shape (scenario, year)
        Gross payable revenue, and net smelter return: revenue less treatment, refining,
        export freight, penalties and marketing.
    operating : ndarray, shape (scenario, year)
        Cost on site, inward freight, and feed bought.
    working_capital : ndarray, shape (scenario, year)
        Increase (positive ties up cash).
    construction, sustaining, closure, holding : ndarray, shape (year,)
        Capital of the phases, sustaining capital, closing, and the cost of waiting.
    forgone : ndarray, shape (scenario, year), or 0
        What small mines would have earned without the project; taken off, not tax-deductible.
    sales : dict of product id to ndarray, shape (scenario, year)
        Gross payable revenue of each product.
    priced_by : dict of product id to str
        Its price's key.
    prices : dict of price key to ndarray, shape (scenario, year) or (scenario, 1), real USD/t
        Of the products, for levies that look at a price.
    tonnes : dict of str to ndarray, shape (year,), t
        ``feed``, ``product`` (dry, shipped) and ``waste``.
    """

    revenue: Floats
    nsr: Floats
    operating: Floats
    working_capital: Floats
    construction: Floats
    sustaining: Floats
    closure: Floats
    holding: Floats
    forgone: Floats | float = 0.0
    sales: dict[str, Floats] = field(default_factory=dict)
    priced_by: dict[str, str] = field(default_factory=dict)
    prices: dict[str, Floats] = field(default_factory=dict)
    tonnes: dict[str, Floats] = field(default_factory=dict)

    @property
    def capex(self) -> Floats:
        """Construction, sustaining capital and closing, shape (year,)."""
        return self.construction + self.sustaining + self.closure

    @property
    def pre_tax(self) -> Floats:
        """Pre-tax net cash flow, shape (scenario, year)."""
        spent = self.operating + self.working_capital + self.capex + self.holding
        return self.nsr - spent - self.forgone


def _real(parameter: Parameter | None, money: MoneyBasis, unit: str, where: str) -> float:
    return 0.0 if parameter is None else money.real(parameter, unit, where=where)


def _costs(
    lines: Sequence[OperatingCost],
    plan: PhysicalPlan,
    timing: Timing,
    money: MoneyBasis,
    where: str,
) -> Floats:
    tonnes_of = {
        "feed": plan.feed,
        "mined": plan.mined,
        "waste": plan.waste,
        "moved": plan.mined + plan.waste,
        "product": plan.shipped_dry,
    }
    age = np.arange(plan.life) + 1
    total = np.zeros(len(timing.years))
    for line in lines:
        here = f"{where}.{line.id}"
        if line.per == "year":
            yearly = np.full(plan.life, money.real(line.rate, "MUSD/yr", where=here))
        else:
            yearly = tonnes_of[line.per] * money.real(line.rate, "USD/t", where=here) / MILLION
        last = plan.life if line.to_year is None else line.to_year
        yearly = np.where((age >= line.from_year) & (age <= last), yearly, 0.0)
        total += timing.in_production(yearly)
    return total


def _sales(
    project: ProjectFile, plan: PhysicalPlan, timing: Timing, market: Market, money: MoneyBasis
) -> tuple[dict[str, Floats], Floats]:
    """Return revenue by product and what is taken off for net smelter return, MUSD.

    Shapes (scenario, year).
    """
    where = f"projects/{project.id}.yaml"
    shape = (len(market.scenarios), len(timing.years))
    off_site = np.zeros(shape)
    sales: dict[str, Floats] = {}
    for product in project.products:
        payable = timing.in_production(
            plan.recovered[product.id] * payable_share(project, product) / MILLION
        )
        premium = 1.0 if product.premium is None else 1.0 + product.premium.to("dimensionless")
        here = f"{where}:products.{product.id}"
        price = market.price(product.price, where=here) * premium
        sales[product.id] = np.broadcast_to(payable * price, shape)
        own = _real(product.refining_charge, money, "USD/t", here)
        if product.refining_charge is not None or carrier_of(project, product) is not None:
            off_site += payable * market.charge(market.refining, product.price, own)
    for terms in project.all_concentrates:
        dry = timing.in_production(plan.concentrates[terms.id] / MILLION)
        here = f"{where}:concentrate"
        own = _real(terms.treatment_charge, money, "USD/t", here)
        off_site += dry * market.charge(market.treatment, terms.price or terms.metal, own)
        off_site += dry * _real(terms.penalties, money, "USD/t", here)
        off_site += dry * _real(terms.marketing, money, "USD/t", here)
    wet = timing.in_production(plan.shipped_wet / MILLION)
    off_site += wet * _freight(project, money, "export")
    return sales, off_site


def _forgone(
    project: ProjectFile, plan: PhysicalPlan, timing: Timing, market: Market, money: MoneyBasis
) -> Floats:
    """Return what small mines would have earned without the project, by production year, MUSD.

    ``feed today x (sum of [grade x] recovery x price x (1 + premium) - cost)``; never below 0,
    for nobody digs at a loss for years.
    """
    shape = (len(market.scenarios), len(timing.years))
    today = project.small_mines
    if today is None:
        return np.zeros(shape)
    where = f"projects/{project.id}.yaml:small_mines"
    premium = 1.0 if today.premium is None else 1.0 + today.premium.to("dimensionless")
    worth = np.zeros(shape)
    for product in project.products:
        if product.id not in today.recoveries:
            continue
        yield_ = np.full(plan.life, today.recoveries[product.id].to("dimensionless"))
        if product.basis == "metal":
            yield_ = yield_ * plan.grade[product.commodity]
        worth = worth + timing.in_production(yield_) * premium * market.price(
            product.price, where=where
        )
    worth = worth - money.real(today.cost, "USD/t", where=f"{where}.cost")
    earned = np.maximum(worth, 0.0) * today.feed.to("t/yr") / MILLION
    return np.where(timing.production_year > 0, earned, 0.0)


def _freight(project: ProjectFile, money: MoneyBasis, direction: str) -> float:
    """Return freight per wet tonne shipped, real USD/t, of one direction."""
    return sum(
        money.real(leg.cost, "USD/t", where=f"projects/{project.id}.yaml:freight.{leg.id}")
        * (1.0 if leg.tonnes is None else leg.tonnes.to("dimensionless"))
        for leg in project.freight
        if leg.direction == direction
    )


def _feed_bought(
    project: ProjectFile, plan: PhysicalPlan, timing: Timing, market: Market, money: MoneyBasis
) -> Floats:
    """Return what a smelter pays for its feed, shape (scenario, year), MUSD.

    Metal basis: ``feed x (grade x payability x (price - RC) - TC)``; gross: ``feed x payability
    x price``; both plus inward freight.
    """
    feed = project.feed
    if feed is None:
        return np.zeros((len(market.scenarios), len(timing.years)))
    where = f"projects/{project.id}.yaml:feed"
    tonnes = timing.in_production(plan.feed / MILLION)
    price = market.price(feed.price, where=where)
    payability = feed.payability.to("dimensionless")
    bought: Floats = tonnes * price * payability
    if feed.basis == "metal":
        payable = (
            timing.in_production(plan.feed * plan.grade[feed.commodity] / MILLION) * payability
        )
        own_tc = _real(feed.treatment_charge, money, "USD/t", where)
        own_rc = _real(feed.refining_charge, money, "USD/t", where)
        bought = payable * (price - market.charge(market.refining, feed.price, own_rc))
        bought = bought - tonnes * market.charge(market.treatment, feed.commodity, own_tc)
    return bought + tonnes * _real(feed.freight, money, "USD/t", where)


def _construction(
    project: ProjectFile, variant: Variant, timing: Timing, money: MoneyBasis
) -> Floats:
    """Return the capital of all phases by year, less what is already spent, MUSD."""
    total = np.zeros(len(timing.years))
    factor = 1.0 if variant.capex_factor is None else variant.capex_factor.to("dimensionless")
    for index, phase in enumerate(project.phases):
        where = f"projects/{project.id}.yaml:phases.{phase.id}"
        amount = money.real(phase.capex, "MUSD", where=where) * factor
        if index == 0:
            amount -= _real(variant.already_spent, money, "MUSD", f"{where}.already_spent")
        shares = (variant.profiles or {}).get(phase.id, phase.shares)
        first = (variant.profile_start or {}).get(phase.id, phase.first_year)
        amounts = amount * np.array(shares.to("dimensionless"))
        total += timing.around_production(first, amounts, where=where)
    return total


def _working_capital(project: ProjectFile, nsr: Floats) -> Floats:
    """Return the yearly increase of working capital, shape (scenario, year), MUSD."""
    if project.working_capital is None:
        return np.zeros_like(nsr)
    level = nsr * (project.working_capital.to("day") / 365.0)
    return np.diff(level, axis=1, prepend=0.0)


def _closure(project: ProjectFile, timing: Timing, money: MoneyBasis, where: str) -> Floats:
    """Return the cost of closing by year, spread evenly over the closing years, MUSD."""
    closure = np.zeros(len(timing.years))
    after = timing.years - (timing.first_production + timing.life)
    closing = (after >= 0) & (after < timing.closure_years)
    closure[closing] = _real(project.closure, money, "MUSD", where) / max(timing.closure_years, 1)
    return closure


def operate(
    project: ProjectFile,
    variant: Variant,
    *,
    plan: PhysicalPlan,
    timing: Timing,
    market: Market,
    money: MoneyBasis,
) -> Operation:
    """Return the money of a project before levies and debt.

    ``R = sum metal x payability x price``; ``NSR = R - TC - RC - freight - penalties -
    marketing``; working capital is ``days / 365`` of NSR and flows back when NSR ends.

    Parameters
    ----------
    project, variant : the project file and one of its variants
    plan : PhysicalPlan
        From ``physical_plan``.
    timing : Timing
        The calendar; its years must reach one year beyond production.
    market : Market
        Prices and charges.
    money : MoneyBasis
        The case's money.

    Raises
    ------
    CaseError : a price that is missing, money without its year, capex before the first spend
    """
    where = f"projects/{project.id}.yaml"
    sales, off_site = _sales(project, plan, timing, market, money)
    revenue = sum(sales.values(), np.zeros_like(off_site))
    nsr = revenue - off_site
    operating = _costs(project.operating_costs, plan, timing, money, f"{where}:operating_costs")
    operating = operating + timing.in_production(plan.shipped_wet / MILLION) * _freight(
        project, money, "import"
    )
    return Operation(
        revenue=revenue,
        nsr=nsr,
        operating=operating + _feed_bought(project, plan, timing, market, money),
        working_capital=_working_capital(project, nsr),
        construction=_construction(project, variant, timing, money),
        sustaining=_costs(project.sustaining, plan, timing, money, f"{where}:sustaining"),
        closure=_closure(project, timing, money, where),
        holding=np.where(
            timing.is_waiting, _real(project.holding_cost, money, "MUSD/yr", where), 0.0
        ),
        forgone=_forgone(project, plan, timing, market, money),
        sales=sales,
        priced_by={item.id: item.price for item in project.products},
        prices={
            item.price: market.price(item.price, where=f"{where}:products")
            for item in project.products
        },
        tonnes={
            "feed": timing.in_production(plan.feed),
            "product": timing.in_production(plan.shipped_dry),
            "waste": timing.in_production(plan.waste),
        },
    )
