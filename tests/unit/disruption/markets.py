"""Small markets that a reader can check by hand."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

from orepact.disruption import EndUse, Inflow, Market, Need, Producer, Spread, parameters
from orepact.evidence import Quality

INFLOW = Inflow(
    country="XXX",
    exports=40.0,
    to_importer=10.0,
    low=40.0,
    high=40.0,
    quality=Quality.A,
    method="example",
)


def market(**changed: Any) -> Market:
    """60 t made outside and 40 t bought from XXX, which makes 100; the importer uses 20."""
    given: dict[str, Any] = {
        "commodity": "gallium",
        "stage": "refined",
        "importer": "USA",
        "year": 2024,
        "unit": "t",
        "price_usd": 1_000_000.0,
        "producers": (
            Producer(country="XXX", output=100.0),
            Producer(country="YYY", output=55.0),
            Producer(country="USA", output=5.0),
        ),
        "unnamed": 0.0,
        "inflows": (INFLOW,),
        "use": 20.0,
        "stock_days": 0.0,
        "end_uses": (EndUse(name="all", share=1.0, need=Need.GENERAL),),
    }
    return Market(**{**given, **changed})


def held(**values: float) -> MappingProxyType[str, Spread]:
    """Return the shipped parameters, each held at its middle, some at another number.

    Elasticities do not grow, nobody hoards or holds stocks, nothing leaks or restarts.
    """
    quiet = {
        "elasticity_factor": 1.0,
        "hoarding_year_1": 0.0,
        "stock_cover": 0.0,
        "leakage_ban": 0.0,
        "leakage_targeted": 0.0,
        "leakage_licence": 0.0,
        "restart_share": 0.0,
        "recycling_elsewhere": 0.0,
        "supply_elasticity_long": 0.0,
        "demand_elasticity_long": 0.0,
        **values,
    }
    table = {}
    for name, spread in parameters().items():
        number = quiet.get(name, spread.mid)
        table[name] = replace(spread, shape="fixed", low=number, mid=number, high=number)
    return MappingProxyType(table)
