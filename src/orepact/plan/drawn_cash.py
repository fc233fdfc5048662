"""One column's cash in draws of one delay: every party's, what is owed, and tolls received."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.mine import (
    Bench,
    CashFlow,
    ChanceChoice,
    Choice,
    DrawnColumn,
    FinanceCase,
    ProjectFile,
    Service,
    Shock,
    Simulator,
    StructuredMany,
    Surroundings,
    finance_case,
    has_structure,
    shocked,
    structured_flow,
    structured_many,
)
from orepact.plan.joint import JointProcess
from orepact.plan.tolls import TOLL_LEG, without_tolls

__all__ = ["DrawnCash", "drawn_cash"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCash:
    """A column ready to be played.

    Parameters
    ----------
    simulator : Simulator
        Without loans where the package is structured.
    parties : tuple of str
        Whose cash is told, owners of tolled works included.
    structured : StructuredMany or None
        Its package as agreed, where the fast kernel holds it.
    agreed : FinanceCase or None
        The same where draws are computed one by one.
    shares : dict of str to float
        Who receives which part of its tolls.
    free : Simulator or None
        The column without tolls.
    """

    simulator: Simulator
    parties: tuple[str, ...]
    structured: StructuredMany | None
    agreed: FinanceCase | None
    shares: Mapping[str, float]
    free: Simulator | None

    def by_deck(
        self, delay: int, factors: Mapping[str, Floats], unit: Mapping[str, Floats]
    ) -> list[tuple[Floats, dict[str, Floats]]]:
        """Return cash (party, year, draw) and what is owed by facility (year, draw), per deck.

        Parameters
        ----------
        delay : int
        factors : mapping of name to ndarray, shape (draw,)
        unit : mapping of price key to ndarray, shape (year, draw)
            Prices over the deck's.
        """
        kernel = self.simulator.is_exact_kernel
        own = self._with_tolls(factors)
        found = (self._kernel if kernel else self._one_by_one)(delay, own, unit)
        if self.free is None:
            return found
        for deck, (cash, _) in enumerate(found):
            free = self.free.cash(deck, delay, factors, unit).pre_tax
            paid = free - self.simulator.cash(deck, delay, own, unit).pre_tax
            for name, share in self.shares.items():
                cash[self.parties.index(name)] += share * paid
        return found

    def _with_tolls(self, factors: Mapping[str, Floats]) -> Mapping[str, Floats]:
        """Return factors by which carriage moves and a toll, which is agreed, does not.

        ``(f carriage + toll) / (carriage + toll)`` is the factor on all that is paid per tonne.
        """
        if self.free is None or "freight" not in factors:
            return factors
        legs = {False: 0.0, True: 0.0}
        project = self.simulator.project
        for leg in project.freight:
            where = f"projects/{project.id}.yaml:freight.{leg.id}"
            rate = self.simulator.around.money.real(leg.cost, "USD/t", where=where)
            part = 1.0 if leg.tonnes is None else leg.tonnes.to("dimensionless")
            legs[leg.id.startswith(TOLL_LEG)] += rate * part
        whole = legs[False] + legs[True]
        if whole <= 0.0:
            return factors
        return {**factors, "freight": (factors["freight"] * legs[False] + legs[True]) / whole}

    def _kernel(
        self, delay: int, factors: Mapping[str, Floats], unit: Mapping[str, Floats]
    ) -> list[tuple[Floats, dict[str, Floats]]]:
        simulator, structured = self.simulator, self.structured
        known = len(simulator.parties)
        assert self.parties[:known] == tuple(simulator.parties)
        more = ((0, len(self.parties) - known), (0, 0), (0, 0))
        found = []
        plain = _owed(simulator, delay, factors) if structured is None else {}
        for deck in range(len(simulator.market.scenarios)):
            taken = _Taken(structured, simulator, delay) if structured else None
            cash = simulator.cash(deck, delay, factors, unit, serve=taken)
            every = np.pad(cash.parties, more)
            for name, rows in taken.lenders() if taken else ():
                every[self.parties.index(name)] += rows
            found.append((every, dict(plain) if taken is None else taken.owed))
        return found

    def _one_by_one(
        self, delay: int, factors: Mapping[str, Floats], unit: Mapping[str, Floats]
    ) -> list[tuple[Floats, dict[str, Floats]]]:
        decks = len(self.simulator.market.scenarios)
        flows = [self._flow(draw, delay, factors, unit) for draw in range(factors["capex"].size)]
        none = np.zeros((decks, self.simulator.years.size))
        plain = _owed(self.simulator, delay, factors) if self.agreed is None else None
        found = []
        for deck in range(decks):
            cash = np.stack(
                [
                    np.stack([flow.parties.get(name, none)[deck] for flow in flows], axis=-1)
                    for name in self.parties
                ]
            )
            owed = _owed_of(flows, deck) if plain is None else dict(plain)
            found.append((cash, owed))
        return found

    def _flow(
        self, draw: int, delay: int, factors: Mapping[str, Floats], unit: Mapping[str, Floats]
    ) -> CashFlow:
        """Return the whole cascade of one draw in all decks."""
        simulator = self.simulator
        products = {item.id for item in simulator.project.products}
        drawn = {name: float(factor[draw]) for name, factor in factors.items()}
        metal = {name: drawn.pop(name) for name in products if name in drawn}
        shock = Shock(**drawn, metal=metal, delay=delay)
        project, variant = shocked(simulator.project, simulator.variant, shock)
        where = f"projects/{simulator.project.id}.yaml"
        prices = {
            key: simulator.market.price(key, where=where)[:, :1] * path[:, draw]
            for key, path in unit.items()
            if key in simulator.market.prices
        }
        market = replace(simulator.market, prices={**simulator.market.prices, **prices})
        if self.agreed is None:
            return simulator.evaluate(project, variant, market)
        late = replace(_column(simulator), project=project, variant=variant, market=market)
        return structured_flow(late, simulator.lenders, agreed=self.agreed)


class _Taken:
    """What a structured package takes in the draws of one deck and delay, while it is asked."""

    def __init__(self, structured: StructuredMany, simulator: Simulator, delay: int) -> None:
        self.structured, self.simulator, self.delay = structured, simulator, delay
        self.owed: dict[str, Floats] = {}
        self.to: Mapping[str, Floats] = {}

    def __call__(self, after: Floats, capital: Floats) -> Service:
        service, owed = self.structured.serve(self.simulator, self.delay, after, capital)
        self.owed = {name: rows for name, rows in owed.items() if rows.any()}
        self.to = service.to
        return service

    def lenders(self) -> list[tuple[str, Floats]]:
        """Return the cash of lenders who are nothing else to the project."""
        known = self.simulator.parties
        return [(name, rows) for name, rows in self.to.items() if name not in known]


def drawn_cash(
    project: ProjectFile,
    around: Surroundings,
    choice: Choice,
    process: JointProcess,
    *,
    tolls: Mapping[str, Floats],
    is_structured: bool,
) -> DrawnCash:
    """Return a column ready to be played.

    Parameters
    ----------
    tolls : dict of party to ndarray, shape (year,)
        Received on the central path; only the parties' shares count.
    is_structured : bool
        Whether a package with a structure is served as it says.
    """
    simulator = _simulator(Bench(project, around, choice), process)
    structured, agreed = None, None
    if is_structured and _is_sized(simulator):
        structured = structured_many(simulator)
        if structured is None:
            simulator.is_exact_kernel = False
            agreed = finance_case(_column(simulator))
    if structured is not None or not simulator.lenders:
        simulator = process.without_loans(simulator)
    sums = {name: float(row.sum()) for name, row in tolls.items() if row.any()}
    free = None
    if sums:
        free = _simulator(Bench(without_tolls(project), around, choice), process)
        free = process.without_tolls(free)
    known = simulator.parties if simulator.is_exact_kernel else _all_parties(simulator, agreed)
    lenders = [item.lender for item in structured.lenders] if structured else []
    return DrawnCash(
        simulator=simulator,
        parties=tuple(dict.fromkeys([*known, *lenders, *sums])),
        structured=structured,
        agreed=agreed,
        shares={name: part / sum(sums.values()) for name, part in sums.items()},
        free=free,
    )


def _is_sized(simulator: Simulator) -> bool:
    return has_structure(_column(simulator)) and any(
        item.amount.value > 0 for item in simulator.lenders
    )


def _column(simulator: Simulator) -> DrawnColumn:
    bench = simulator.bench
    return DrawnColumn(
        project=bench.project,
        variant=bench.variant,
        first_spend=bench.first_spend,
        package=bench.package,
        regime=bench.regime,
        market=bench.market,
        facilities=bench.facilities,
        money=bench.money,
        reading=bench.reading,
        foreign=bench.foreign,
        calendar=simulator.years,
    )


def _simulator(bench: Bench, process: JointProcess) -> Simulator:
    found = Simulator(bench, ChanceChoice(draws=process.draws))
    if not process.is_held(found):
        found.is_exact_kernel = False
    return found


def _all_parties(simulator: Simulator, agreed: FinanceCase | None) -> tuple[str, ...]:
    if agreed is not None:
        return tuple(structured_flow(_column(simulator), simulator.lenders).parties)
    return tuple(simulator.evaluate(simulator.project, simulator.variant, simulator.market).parties)


def _owed(simulator: Simulator, delay: int, factors: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return what is outstanding by facility, shape (year, draw), million USD, real.

    The balance is that of the delay, times what is drawn over what the central case draws.
    """
    late = shocked(simulator.project, simulator.variant, Shock(delay=delay))
    debt = simulator.evaluate(*late, simulator.market)
    count = factors["capex"].size
    scale = np.ones(count)
    plans = simulator.plans(delay) if simulator.is_exact_kernel else ()
    if plans and plans[0].loan_base[3] > 0:
        base = plans[0].loan_base

        def drawn(capex: Floats) -> Floats:
            total = base[0] * capex + base[1]
            return np.asarray(np.minimum(np.maximum(base[2] * total, 0.0), base[3]))

        central = float(drawn(np.ones(1))[0])
        scale = drawn(factors["capex"]) / central if central > 0 else scale
    return {
        name: debt.debt.balance[row][:, None] * scale
        for row, name in enumerate(debt.facilities)
        if debt.debt.balance[row].any()
    }


def _owed_of(flows: Sequence[CashFlow], deck: int) -> dict[str, Floats]:
    """Return what is outstanding of sized loans in one deck, shape (year, draw)."""
    found = {}
    for row, name in enumerate(flows[0].facilities):
        balances = [flow.debt.balance[row] for flow in flows]
        found[name] = np.stack([b if b.ndim == 1 else b[deck] for b in balances], axis=-1)
    return {name: balance for name, balance in found.items() if balance.any()}
