"""The endowment ladder: from the headline in the ground to what each party keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orepact.mine.cash_flow import CashFlow
from orepact.mine.indicators import present_value
from orepact.mine.market import Market
from orepact.mine.physical import PhysicalPlan
from orepact.mine.physical_file import Deposit, Product
from orepact.mine.project_file import ProjectFile

__all__ = ["Rung", "class_words", "value_ladder"]

BILLION = 1e9
MILLIONS_PER_BILLION = 1e3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step down the ladder in one scenario.

    Parameters
    ----------
    step : str
        ``in situ``, ``mineable``, ``recovered``, ``payable``, ``net smelter return``, ``after
        costs``, ``after levies``, ``present value after levies`` or ``party: name``.
    statement : str
        Id of the deposit statement in the project file; empty where there is none.
    deposit_class : str
        Class of the statement, CRIRSCO and UNFC; below ``mineable`` that of what is mined.
    scenario : str
    value_busd : float
        Billion USD of the case's year; undiscounted down to ``after levies``.
    meaning : str
        What is counted, and what not.
    """

    step: str
    statement: str
    deposit_class: str
    scenario: str
    value_busd: float
    meaning: str


def _contained(deposit: Deposit, product: Product, price: float) -> float:
    """Return the gross value of a product in a deposit, billion USD."""
    tonnes = deposit.tonnage.to("t")
    if product.basis == "metal":
        grade = deposit.grades.get(product.commodity)
        tonnes *= 0.0 if grade is None else grade.to("dimensionless")
    return tonnes * price / BILLION


def class_words(deposit: Deposit) -> str:
    """Return the class of a statement with its UNFC reading, as a label carries it."""
    return (
        f"{deposit.deposit_class}; UNFC {deposit.unfc}" if deposit.unfc else deposit.deposit_class
    )


def _fed(project: ProjectFile, plan: PhysicalPlan, prices: Mapping[str, float]) -> float:
    """Return the gross value of what is fed, billion USD."""
    total = 0.0
    for product in project.products:
        tonnes = plan.feed
        if product.basis == "metal":
            tonnes = tonnes * plan.grade[product.commodity]
        total += float(tonnes.sum()) * prices[product.id] / BILLION
    return total


def value_ladder(
    project: ProjectFile,
    flow: CashFlow,
    market: Market,
    *,
    rate: float,
    base_year: int,
    own_rates: Mapping[str, float],
) -> tuple[Rung, ...]:
    """Return the value of one project at every step from ground to party.

    In situ stands once per statement with its class: statements overlap and are never summed.
    Mineable is the metal in the rock that is fed. Price is the market's of the first year.

    Parameters
    ----------
    project : ProjectFile
        A mine with a deposit and a schedule.
    flow : CashFlow
        Of the column that is looked at.
    market : Market
    rate : float
        Real yearly rate of the project's present value.
    base_year : int
    own_rates : mapping of party to float
        Real yearly rate of each party; a party without one is left out.
    """
    where = f"projects/{project.id}.yaml:products"
    named = project.schedule.mines if project.schedule else None
    mined = next((item for item in project.deposits if item.id == named), None)
    rungs: list[Rung] = []
    for index, scenario in enumerate(flow.scenarios):
        prices = {
            item.id: float(market.price(item.price, where=where)[index, 0])
            for item in project.products
        }
        rungs += [
            Rung(
                step="in situ",
                statement=deposit.id,
                deposit_class=class_words(deposit),
                scenario=scenario,
                value_busd=sum(
                    _contained(deposit, item, prices[item.id]) for item in project.products
                ),
                meaning=f"{deposit.title}: metal in rock at full price; no cost",
            )
            for deposit in project.deposits
        ]
        steps = _metal_steps(project, flow.plan, prices) | _money_steps(
            flow, index, rate=rate, base_year=base_year, own_rates=own_rates
        )
        rungs += [
            Rung(
                step=step,
                statement="" if mined is None else mined.id,
                deposit_class="" if mined is None else class_words(mined),
                scenario=scenario,
                value_busd=value,
                meaning=meaning,
            )
            for step, (value, meaning) in steps.items()
        ]
    return tuple(rungs)


def _metal_steps(
    project: ProjectFile, plan: PhysicalPlan | None, prices: Mapping[str, float]
) -> dict[str, tuple[float, str]]:
    """Return the steps from rock fed to metal recovered, billion USD, with their meaning."""
    if plan is None:
        return {}
    recovered = sum(
        float(plan.recovered[item.id].sum()) * prices[item.id] / BILLION
        for item in project.products
    )
    return {
        "mineable": (_fed(project, plan, prices), "metal in the rock that is fed"),
        "recovered": (recovered, "after losses in the plant"),
    }


def _money_steps(
    flow: CashFlow, index: int, *, rate: float, base_year: int, own_rates: Mapping[str, float]
) -> dict[str, tuple[float, str]]:
    """Return the steps from payable metal to each party, billion USD, with their meaning."""
    work, years = flow.operation, flow.timing.years
    spent = work.operating[index].sum() + work.capex.sum() + work.holding.sum()
    steps = {
        "payable": (work.revenue[index].sum(), "what smelters pay for, premiums included"),
        "net smelter return": (work.nsr[index].sum(), "less charges and export freight"),
        "after costs": (
            work.nsr[index].sum() - spent,
            "less cost on site, capital, closing and waiting; undiscounted",
        ),
        "after levies": (flow.after_tax[index].sum(), "less what the project pays to the state"),
        "present value after levies": (
            present_value(flow.after_tax[index], years, rate=rate, base_year=base_year),
            f"the same, discounted at {100 * rate:g} % real to {base_year}",
        ),
    }
    for party, own in own_rates.items():
        if party in flow.parties:
            steps[f"party: {party}"] = (
                present_value(flow.parties[party][index], years, rate=own, base_year=base_year),
                f"present value at its own {100 * own:g} % real, as owner, state or lender",
            )
    return {
        step: (float(value) / MILLIONS_PER_BILLION, meaning)
        for step, (value, meaning) in steps.items()
    }
