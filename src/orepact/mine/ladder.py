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
    mined = [
        item for item in project.deposits if project.schedule and item.id == project.schedule.mines
    ]
    mined_class = class_words(mined[0]) if mined else ""
    mined_id = mined[0].id if mined else ""
    rungs: list[Rung] = []
    for index, scenario in enumerate(flow.scenarios):
        prices = {
            item.id: float(market.price(item.price, where=where)[index, 0])
            for item in project.products
        }

        def gross(deposit: Deposit, prices: dict[str, float] = prices) -> float:
            return sum(_contained(deposit, item, prices[item.id]) for item in project.products)

        def add(
            step: str,
            value: float,
            meaning: str,
            *,
            scenario: str = scenario,
            kind: str = mined_class,
            statement: str = mined_id,
        ) -> None:
            rungs.append(
                Rung(
                    step=step,
                    statement=statement,
                    deposit_class=kind,
                    scenario=scenario,
                    value_busd=value,
                    meaning=meaning,
                )
            )

        for deposit in project.deposits:
            add(
                "in situ",
                gross(deposit),
                f"{deposit.title}: metal in rock at full price; no cost",
                kind=class_words(deposit),
                statement=deposit.id,
            )
        if flow.plan is not None:
            add("mineable", _fed(project, flow.plan, prices), "metal in the rock that is fed")
            recovered = sum(
                float(flow.plan.recovered[item.id].sum()) * prices[item.id] / BILLION
                for item in project.products
            )
            add("recovered", recovered, "after losses in the plant")
        operation = flow.operation
        costs = operation.operating[index].sum() + operation.capex.sum() + operation.holding.sum()
        per_thousand = {
            "payable": (operation.revenue[index].sum(), "what smelters pay for, premiums included"),
            "net smelter return": (operation.nsr[index].sum(), "less charges and export freight"),
            "after costs": (
                operation.nsr[index].sum() - costs,
                "less cost on site, capital, closing and waiting; undiscounted",
            ),
            "after levies": (
                flow.after_tax[index].sum(),
                "less what the project pays to the state",
            ),
            "present value after levies": (
                present_value(
                    flow.after_tax[index], flow.timing.years, rate=rate, base_year=base_year
                ),
                f"the same, discounted at {100 * rate:g} % real to {base_year}",
            ),
        }
        for step, (value, meaning) in per_thousand.items():
            add(step, float(value) / MILLIONS_PER_BILLION, meaning)
        for party, own in own_rates.items():
            if party in flow.parties:
                value = present_value(
                    flow.parties[party][index], flow.timing.years, rate=own, base_year=base_year
                )
                meaning = (
                    f"present value at its own {100 * own:g} % real, as owner, state or lender"
                )
                add(f"party: {party}", float(value) / MILLIONS_PER_BILLION, meaning)
    return tuple(rungs)
