"""Packages agreed before chance, and tolls, in draws: the kernel is the exact waterfall."""

from dataclasses import replace

import numpy as np
import pytest

from orepact import case as case_room
from orepact.case import Case, surroundings
from orepact.mine import Bench, Choice, DrawnColumn, Simulator
from orepact.plan.drawn_cash import DrawnCash, drawn_cash
from orepact.plan.joint import JointProcess
from orepact.plan.tolls import Toll, with_tolls

WAY = Choice(variant="delayed", package="with-exim", first_spend=2028)
TOLL = Toll(
    option="ml-3-completion",
    project="reko-diq",
    resource="rail-nokkundi-port-qasim",
    per_tonne=10.0,
    owners={"federation": 0.75, "pibt": 0.25},
)


@pytest.fixture(scope="module")
def shipped() -> Case:
    return case_room.load("us-pakistan")


@pytest.fixture(scope="module")
def process(shipped: Case) -> JointProcess:
    return JointProcess([shipped.projects["reko-diq"]], np.arange(0), draws=60)


def _played(process: JointProcess, player: DrawnCash, delay: int, count: int):  # type: ignore[no-untyped-def]
    """Return factors and price paths of a few draws of one delay."""
    simulator = player.simulator
    process.years = np.arange(int(simulator.years[0]), int(simulator.years[-1]) + 1)
    block = next(iter(process.blocks()))
    drawn = process.project(simulator.project, simulator.variant)
    rows = np.flatnonzero(drawn.delay == delay)[:count]
    assert rows.size == count
    factors = {name: factor[rows] for name, factor in drawn.factors.items()}
    return factors, {key: path[:, rows] for key, path in block.unit.items()}


@pytest.mark.parametrize("delay", [0, 1])
def test_the_kernel_serves_a_structured_package_as_the_exact_waterfall_does(
    shipped: Case, process: JointProcess, delay: int
) -> None:
    project, around = shipped.projects["reko-diq"], surroundings(shipped)
    player = drawn_cash(project, around, WAY, process, tolls={}, is_structured=True)
    assert player.structured is not None
    factors, unit = _played(process, player, delay, 4)
    fast = player.by_deck(delay, factors, unit)
    own = Simulator(own_bench(player, around), player.simulator.chance)
    own.is_exact_kernel = False
    exact = replace(player, simulator=own, structured=None, agreed=player.structured.agreed)
    slow = exact.by_deck(delay, factors, unit)
    for (cash, owed), (other, balance) in zip(fast, slow, strict=True):
        scale = np.abs(other).max()
        assert np.abs(cash - other).max() <= 1e-9 * scale
        assert set(owed) == set(balance) == {"exim", "ifc", "adb", "other-export-credit"}
        assert all(np.abs(owed[name] - balance[name]).max() <= 1e-9 * scale for name in owed)


def own_bench(player: DrawnCash, around):  # type: ignore[no-untyped-def]
    """Return the bench of the player's own package."""
    return Bench(player.simulator.project, around, WAY)


def test_what_is_agreed_does_not_grow_with_what_capital_turns_out_to_cost(
    shipped: Case, process: JointProcess
) -> None:
    project, around = shipped.projects["reko-diq"], surroundings(shipped)
    player = drawn_cash(project, around, WAY, process, tolls={}, is_structured=True)
    factors, unit = _played(process, player, 0, 2)
    calm = {name: np.ones(2) for name in factors}
    dear = calm | {"capex": np.array([1.0, 1.5])}
    flat = {key: np.ones_like(path) for key, path in unit.items()}
    cash, owed = player.by_deck(0, dear, flat)[0]
    most = sum(balance.max(axis=0) for balance in owed.values())
    assert most[1] == pytest.approx(most[0])
    assert isinstance(player.structured.central, DrawnColumn)  # type: ignore[union-attr]
    barrick = cash[player.parties.index("barrick")]
    assert barrick[:, 1].min() < barrick[:, 0].min()


def test_what_a_draw_pays_in_tolls_its_owners_receive(shipped: Case, process: JointProcess) -> None:
    around = surroundings(shipped)
    tolled = with_tolls(shipped, [TOLL]).projects["reko-diq"]
    received = {"federation": np.array([3.0]), "pibt": np.array([1.0])}
    way = Choice(variant="delayed", package="equity-only", first_spend=2028)
    player = drawn_cash(tolled, around, way, process, tolls=received, is_structured=True)
    factors, unit = _played(process, player, 1, 3)
    with_it = player.by_deck(1, factors, unit)
    assert player.free is not None
    for deck, (cash, _) in enumerate(with_it):
        whole = player.free.cash(deck, 1, factors, unit).pre_tax
        assert np.abs(cash.sum(axis=0) - whole).max() <= 1e-9 * np.abs(whole).max()
        pibt = cash[player.parties.index("pibt")]
        assert (pibt.sum(axis=0) > 0.0).all()
        assert np.ptp(pibt.sum(axis=0)) > 1e-3


def test_a_toll_is_agreed_and_does_not_move_with_what_carriage_costs(
    shipped: Case, process: JointProcess
) -> None:
    around = surroundings(shipped)
    tolled = with_tolls(shipped, [TOLL]).projects["reko-diq"]
    received = {"federation": np.array([3.0]), "pibt": np.array([1.0])}
    way = Choice(variant="delayed", package="equity-only", first_spend=2028)
    player = drawn_cash(tolled, around, way, process, tolls=received, is_structured=True)
    factors, unit = _played(process, player, 0, 2)
    level = {name: np.ones(2) for name in factors}
    flat = {key: np.ones((path.shape[0], 2)) for key, path in unit.items()}
    dear = player.by_deck(0, {**level, "freight": np.array([1.0, 2.0])}, flat)[0][0]
    pibt = dear[player.parties.index("pibt")].sum(axis=0)
    # A quarter of the toll on every wet tonne, whatever carriage costs.
    assert player.free is not None
    plan = player.free.evaluate(tolled, player.simulator.variant, player.simulator.market).plan
    assert plan is not None
    by_hand = 0.25 * TOLL.per_tonne * float(plan.shipped_wet.sum()) / 1e6
    assert pibt == pytest.approx([by_hand, by_hand], rel=1e-9)
    # The mine pays for dearer carriage and the same toll.
    barrick = dear[player.parties.index("barrick")].sum(axis=0)
    assert barrick[1] < barrick[0]
