"""A three-industry economy and a market response that a reader can check by hand."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from orepact.disruption import (
    EndUse,
    InputOutputTable,
    Market,
    MarketResponse,
    Need,
    Producer,
    Shock,
)
from orepact.evidence import Quality

Array = NDArray[np.float64]


def table(**changed: object) -> InputOutputTable:
    """Ore 100 sells 40 to metal; metal 200 sells 100 to cars and 10 to itself; cars 400."""
    given: dict[str, object] = {
        "country": "USA",
        "title": "three industries",
        "classification": "bea-2017-detail",
        "pattern_year": 2017,
        "totals_year": 2023,
        "codes": ("334413", "331410", "33441A"),
        "names": ("chips", "metal", "parts"),
        "flows": np.array([[0.0, 40.0, 0.0], [0.0, 10.0, 100.0], [0.0, 0.0, 0.0]]),
        "output": np.array([100.0, 200.0, 400.0]),
        "value_added": np.array([60.0, 90.0, 250.0]),
        "sources": ("example",),
    }
    return InputOutputTable(**{**given, **changed})  # type: ignore[arg-type]


@pytest.fixture
def small_table() -> InputOutputTable:
    """Return the three-industry economy."""
    return table()


@pytest.fixture
def make_table() -> Callable[..., InputOutputTable]:
    """Return the maker of the three-industry economy, for changes."""
    return table


def response(
    use_ratio: float = 0.5,
    price: float = 3.0,
    *,
    commodity: str = "gallium",
    price_usd: float | None = 1_000_000.0,
    industries: tuple[str, ...] = (),
    draws: int = 2,
    years: int = 1,
) -> MarketResponse:
    """Return a market of 10 t in which each use gets ``use_ratio`` of what it had."""
    market = Market(
        commodity=commodity,
        stage="refined",
        importer="USA",
        year=2023,
        unit="t",
        price_usd=price_usd,
        producers=(Producer(country="USA", output=2.0),),
        unnamed=0.0,
        inflows=(),
        use=10.0,
        recycled=1.0,
        end_uses=(
            EndUse(name="named", share=0.5, need=Need.GENERAL, industries=industries),
            EndUse(name="other", share=0.5, need=Need.GENERAL),
        ),
        qualities={"use": Quality.A},
    )
    shape = (draws, years)
    one = np.ones(shape)
    use = 10.0 * use_ratio
    imports = use + 0.5 - 2.5 - 1.2 - 0.3
    return MarketResponse(
        market=market,
        shock=Shock(commodity=commodity, stage="refined", imposers=("CHN",)),
        price=price * one,
        inside_price=one,
        is_backstop=np.zeros(shape, dtype=np.bool_),
        served=one,
        use_ratio=np.full((*shape, 2), use_ratio),
        importer_use=use * one,
        hoarded=0.5 * one,
        domestic_output=2.5 * one,
        recycled=1.2 * one,
        released=0.3 * one,
        leaked=0.0 * one,
        imports=imports * one,
        base_domestic=2.0,
        base_recycled=1.0,
        base_imports=7.0,
        surplus_musd=-4.0 * one,
        terms_of_trade_musd=-(price - 1.0) * imports * one,
    )


@pytest.fixture
def make_response() -> Callable[..., MarketResponse]:
    """Return the maker of market responses."""
    return response
