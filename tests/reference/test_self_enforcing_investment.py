"""Investment that the host could take: r(I) = 2 sqrt(I), transfers at least 0, host's option 0.

Derived from the model of Thomas and Worrall, Review of Economic Studies 61(1), 1994 (its abstract
says the shape: investment starts low and rises, the investor's value falls). With discount 0.8 the
efficient I = 1 makes 2 and can be sustained, because 0.8 x 2 >= 1. In the steady state V = 2 and
the host is paid 0.4 a year, so the investor has (2 - 1 - 0.4) / 0.2 = 3. Going back, V falls by the
factor 0.8, and I = (V / 2)^2: one year back V = 1.6, I = 0.64, value 1.6 - 0.64 + 0.8 x 3 = 3.36.
The investor would begin near V = 1.048 with I = 0.2746 and a value of 3.6092 (grid of 4,001;
tolerance two steps of it).
"""

from __future__ import annotations

import linopy
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from orepact.errors import OrepactError
from orepact.solve import Limits, best, posed
from orepact.terms import path_back, promise_value

PROMISES = [2.0, 1.6, 1.28, 1.024, 0.8192]
INVESTED = [1.0, 0.64, 0.4096, 0.262144, 0.16777216]
VALUES = [3.0, 3.36, 3.5584, 3.608576, 3.53828864]


def test_path_back_from_the_steady_state() -> None:
    path = path_back(
        lambda promise: promise**2 / 4.0,
        lambda invested: 2.0 * invested**0.5,
        discount=0.8,
        steady=2.0,
        years=4,
    )
    assert [step[0] for step in path] == pytest.approx(PROMISES, abs=1e-12)
    assert [step[1] for step in path] == pytest.approx(INVESTED, abs=1e-12)
    assert [step[2] for step in path] == pytest.approx(VALUES, abs=1e-12)


def test_best_contract_begins_small_and_rises() -> None:
    found = promise_value(lambda invested: 2.0 * np.sqrt(invested), discount=0.8, most=1.5)
    start = found.best_start
    step = found.promised[1]
    assert found.promised[start] == pytest.approx(1.048, abs=2 * step)
    assert found.invested[start] == pytest.approx(0.2746, abs=1.5e-3)
    assert found.investor[start] == pytest.approx(3.6092, abs=5e-5)
    # From there the promise rises year by year to the steady state, and the value falls to 3.
    place, promises, values = start, [], []
    for _ in range(8):
        promises.append(found.promised[place])
        values.append(found.investor[place])
        place = int(np.abs(found.promised - found.next_promise[place]).argmin())
    assert promises == sorted(promises)
    assert values == sorted(values, reverse=True)
    assert values[-1] == pytest.approx(3.0, abs=2e-3)


def test_the_same_as_rows_of_a_linear_program() -> None:
    # Four years before the steady state, V_t = tau_t + 0.8 V_(t+1) >= r_t, r_t below the tangents
    # of 2 sqrt(I) and the last promise at most 2. The investor's own optimum from V = 0.8192.
    model, last = linopy.Model(), 4
    at = np.linspace(0.02, 1.2, 400)
    tangent = pd.RangeIndex(at.size, name="tangent")
    slope = xr.DataArray(1.0 / np.sqrt(at), coords=[tangent])
    rest = xr.DataArray(np.sqrt(at), coords=[tangent])
    made = {
        name: [model.add_variables(lower=0.0, name=f"{name}{t}") for t in range(last + 1)]
        for name in ("invested", "output", "paid", "promise")
    }
    investor: linopy.LinearExpression | None = None
    for t in range(last + 1):
        invested, output, paid, promise = (made[name][t] for name in made)
        model.add_constraints(1.0 * output - slope * invested <= rest, name=f"tangents{t}")
        model.add_constraints(1.0 * promise - output >= 0.0, name=f"keeping{t}")
        if t < last:
            later = 0.8 * made["promise"][t + 1]
            model.add_constraints(1.0 * promise - paid - later == 0.0, name=f"promised{t}")
        weight = 0.8**t / (1.0 if t < last else 0.2)
        own = weight * output - weight * invested - weight * paid
        investor = own if investor is None else own + investor
    assert investor is not None
    model.add_constraints(1.0 * made["promise"][last] == 2.0, name="steady")
    model.add_constraints(1.0 * made["paid"][last] == 0.4, name="steady payment")
    model.add_constraints(1.0 * made["promise"][0] == 0.8192, name="start")
    program, named = posed(model, {"investor": investor})
    point = best(program, "investor", named, limits=Limits(gap=0.0))
    assert point is not None
    assert point.values["investor"] == pytest.approx(VALUES[4], abs=1e-3)
    spent = [float(point.last.values_of(f"invested{t}").values) for t in range(last + 1)]
    assert spent[::-1] == pytest.approx(INVESTED, abs=5e-3)


def test_a_host_that_hardly_counts_the_future_cannot_promise_the_efficient_investment() -> None:
    # Sustainable if and only if d r(1) >= 1, that is d >= 0.5.
    def last_investment(discount: float) -> float:
        found = promise_value(
            lambda invested: 2.0 * np.sqrt(invested), discount=discount, most=1.5, grid=2001
        )
        place = found.best_start
        for _ in range(60):
            place = int(np.abs(found.promised - found.next_promise[place]).argmin())
        return float(found.invested[place])

    assert last_investment(0.55) == pytest.approx(1.0, abs=5e-3)
    assert last_investment(0.4) < 0.9
    with pytest.raises(OrepactError, match="discount factor"):
        promise_value(np.sqrt, discount=1.0, most=1.0)
