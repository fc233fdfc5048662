"""The table of everyday units says what the unit library says, and leaves it the rest."""

from __future__ import annotations

import subprocess
import sys
from typing import Any, cast

import pytest

from orepact.quantity import conversion_factor, is_known_unit
from orepact.quantity.unit_table import _TABLE, factor_from_table, size_and_dimension
from orepact.quantity.units import _registry, _spelled


@pytest.mark.parametrize("unit", sorted(_TABLE))
def test_each_unit_of_the_table_has_the_size_and_dimension_of_the_library(unit: str) -> None:
    registry = cast(Any, _registry())
    found = size_and_dimension(unit)
    assert found is not None
    size, dimension = found
    library = registry.Quantity(1.0, _spelled(unit))
    base = {"kilogram": "kilogram", "meter": "meter", "second": "second"}
    target = "*".join(f"{base.get(name, name)}**{power}" for name, power in dimension)
    assert library.to(target or "dimensionless").magnitude == pytest.approx(float(size), rel=1e-12)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("USD/lb", "USD/t"),
        ("USc/lb", "USD/t"),
        ("g/t", "%"),
        ("m3/t*Mt/yr", "m3/yr"),
        ("t/t*Mt/yr", "kt/yr"),
        ("event/km/yr", "event/km/month"),
        ("kWh/t", "MWh/t"),
        ("1/yr", "%/yr"),
        ("kg/liter", "t/m3"),
    ],
)
def test_compound_units_convert_as_the_library_does(source: str, target: str) -> None:
    registry = cast(Any, _registry())
    library = registry.Quantity(1.0, _spelled(source)).to(_spelled(target)).magnitude
    assert factor_from_table(source, target) == pytest.approx(library, rel=1e-12)


def test_what_the_table_does_not_hold_is_left_to_the_library() -> None:
    assert size_and_dimension("acre") is None
    assert is_known_unit("acre")
    assert conversion_factor("acre", "m3/m") == pytest.approx(4046.87, rel=1e-5)
    assert not is_known_unit("bushels of hope")


def test_two_things_of_different_kind_do_not_convert() -> None:
    for source, target in (("USD", "PKR"), ("t", "m3"), ("MW", "MWh")):
        assert factor_from_table(source, target) is None
        with pytest.raises(ValueError, match="cannot convert"):
            conversion_factor(source, target)


def test_everyday_units_load_no_unit_library() -> None:
    code = (
        "import sys; from orepact.quantity import conversion_factor, is_known_unit; "
        "assert is_known_unit('USD/lb') and conversion_factor('Moz', 'koz') == 1000.0; "
        "sys.exit('pint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
