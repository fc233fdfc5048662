"""A hand-made world of two projects and two enablers; every number is chosen for the test."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from orepact.mine import Column, ColumnTable, Need
from orepact.plan import (
    FacilityTerms,
    OptionCost,
    PlanData,
    PlanOption,
    PlanParty,
    PlanSide,
    assemble,
)

YEARS = np.arange(2026, 2046)
PARTIES = ("buyer", "bank", "state", "village", "miner")
FACTS: dict[str, Any] = {"bank": 300.0}


def _cash(spend: int, lag: int, life: int, lent: float, price: float) -> dict[str, np.ndarray]:
    """A mine of 400 paid over ``lag`` years and 100 x price a year after; 20 % to the state."""
    flow = {name: np.zeros(YEARS.size) for name in PARTIES}
    for n in range(lag):
        flow["miner"][spend - 2026 + n] -= (400.0 - lent) / lag
        flow["bank"][spend - 2026 + n] -= lent / lag
    first = spend - 2026 + lag
    for n in range(first, min(first + life, YEARS.size)):
        year = 100.0 * price
        flow["state"][n] += 0.2 * year
        flow["village"][n] += 0.02 * year
        flow["bank"][n] += 0.14 * lent
        flow["miner"][n] += 0.78 * year - 0.14 * lent
    return flow


@pytest.fixture(scope="session")
def make() -> Callable[..., PlanData]:
    """Return a maker of small plan data: one mine, with and without the bank's loan."""

    def build(
        *,
        price: tuple[float, ...] = (0.7, 1.0),
        deal_gain: float = 1.0,
        spends: tuple[int, ...] = (2027, 2029),
        decide_after: int | None = None,
        money: float = 1.0,
        names: dict[str, str] | None = None,
        rail_cost: float = 30.0,
        **changes: Any,
    ) -> PlanData:
        call = {name: (names or {}).get(name, name) for name in PARTIES}
        columns, cash = [], []
        for spend in spends:
            for package, lent in (("equity", 0.0), ("loan", 300.0 * deal_gain)):
                columns.append(
                    Column(
                        id=f"mine:base:{spend}:{package}",
                        project="mine",
                        variant="base",
                        first_spend_year=spend,
                        first_production_year=spend + 2,
                        package=package,
                        needs=(Need(enabler="rail", from_year=spend + 2),),
                        decide_after=decide_after,
                        needs_deal=package == "loan",
                    )
                )
                flows = [_cash(spend, 2, 12, lent, level) for level in price]
                cash.append([[money * flow[name] for name in PARTIES] for flow in flows])
        count = len(columns)
        array = np.array(cash)
        use = np.zeros((count, 1, YEARS.size))
        for n, column in enumerate(columns):
            use[n, 0, column.first_production_year - 2026 :] = 5.0
        draw = np.zeros((count, 1, YEARS.size))
        balance = np.zeros((count, 1, YEARS.size))
        for n, column in enumerate(columns):
            if column.needs_deal:
                at = column.first_spend_year - 2026
                draw[n, 0, at : at + 2] = 150.0 * deal_gain * money
                balance[n, 0, at : at + 8] = 200.0 * deal_gain * money
        table = ColumnTable(
            columns=tuple(columns),
            years=YEARS,
            scenarios=tuple(f"deck-{n}" for n in range(len(price))),
            parties=tuple(call[name] for name in PARTIES),
            facilities=("bank-line",),
            resources=("rail-capacity",),
            resource_units=("kt/yr",),
            products=("copper/concentrate",),
            product_units=("kt/yr",),
            cash=array,
            distributable=np.clip(array[:, :, 4], 0.0, None),
            capex=np.zeros((count, YEARS.size)),
            draw=draw,
            balance=balance,
            use=use,
            output=use[:, :1] * 1.0,
            pre_tax=array.sum(axis=2),
        )
        sides = {
            "buyer": PlanSide.IMPORTER,
            "bank": PlanSide.IMPORTER,
            "state": PlanSide.HOST,
            "village": PlanSide.HOST,
            "miner": PlanSide.COMPANY,
        }
        given: dict[str, Any] = {
            "parties": [
                PlanParty(
                    id=call[n], title=n, side=sides[n], must_agree=True, may_give=n != "village"
                )
                for n in PARTIES
            ],
            "rates": {
                call["buyer"]: 0.03,
                call["bank"]: 0.03,
                call["state"]: 0.08,
                call["village"]: 0.1,
                call["miner"]: 0.12,
            },
            "weights": [1.0] * len(price),
            "horizon": (2026, 2035),
            "options": [
                PlanOption(
                    id="rail", title="Railway", lead=2, earliest=2026, needs=(), needs_deal=False
                )
            ],
            "costs": {
                "rail": OptionCost(
                    construction=(rail_cost * money / 2, rail_cost * money / 2),
                    operating=money,
                    shares={call["state"]: 1.0},
                    adds={"rail-capacity": (6.0,)},
                )
            },
            "facilities": {
                "bank-line": FacilityTerms(
                    lender=call["bank"], ceiling=FACTS["bank"] * money, credit_loss=0.01
                )
            },
        }
        return assemble(table, **(given | changes))

    return build
