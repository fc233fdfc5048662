"""Reliance of any inputs within their bounds lies within the bounds of reliance."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepact.exposure.reliance import Bounds, reliance_from_flows

AMOUNT = st.floats(0.1, 1e6)
FRACTION = st.floats(0, 1)


@st.composite
def bounded(draw: Any) -> tuple[Bounds, float]:
    """Return bounds and one amount within them."""
    low, width, fraction = draw(AMOUNT), draw(AMOUNT), draw(FRACTION)
    return Bounds(low=low, high=low + width), low + fraction * width


@given(production=bounded(), imports=bounded(), exports=bounded(), release=bounded())
def test_any_completion_lies_within_the_bounds(
    production: Any, imports: Any, exports: Any, release: Any
) -> None:
    flows = {
        "production": production,
        "imports": imports,
        "exports": exports,
        "stock_release": release,
    }
    bounds = reliance_from_flows(**{name: pair[0] for name, pair in flows.items()})
    truth = reliance_from_flows(**{name: Bounds.at(pair[1]) for name, pair in flows.items()})
    assert bounds.low <= truth.low + 1e-9
    assert truth.high <= bounds.high + 1e-9


@given(production=AMOUNT, imports=AMOUNT, exports=AMOUNT, factor=st.floats(1e-3, 1e3))
def test_another_unit_changes_no_reliance(
    production: Any, imports: Any, exports: Any, factor: float
) -> None:
    def at(scale: float) -> float:
        return reliance_from_flows(
            production=Bounds.at(production * scale),
            imports=Bounds.at((imports + exports) * scale),
            exports=Bounds.at(exports * scale),
            stock_release=Bounds.at(0.0),
        ).low

    assert at(factor) == pytest.approx(at(1.0), rel=1e-9)


@given(production=AMOUNT, imports=AMOUNT, more=AMOUNT)
def test_more_imports_never_lower_reliance(production: Any, imports: Any, more: float) -> None:
    def at(amount: float) -> float:
        return reliance_from_flows(
            production=Bounds.at(production),
            imports=Bounds.at(amount),
            exports=Bounds.at(0.0),
            stock_release=Bounds.at(0.0),
        ).low

    assert at(imports + more) >= at(imports)
