"""What must hold whatever the numbers are: no cut no loss, more cut no less, any unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from orepact.disruption import (
    EconomicLoss,
    Market,
    MarketResponse,
    Shock,
    economic_loss,
    economy_of,
    market_of,
    parameters,
    respond,
)
from orepact.exposure import exposure
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, Verdict

__all__ = ["REPRODUCTION"]

ID = "disruption-invariants"
_DRAWS = 100
_ROUNDING = 1e-9

Array = NDArray[np.float64]


def _market() -> Market:
    return market_of(exposure(), commodity="gallium", importer="USA")


def _response(market: Market | None = None, *, cut: float = 1.0, **held: float) -> MarketResponse:
    """Return the answer to China's cut, with some parameters held at a number."""
    of = market or _market()
    table = dict(parameters())
    for name, number in held.items():
        table[name] = replace(table[name], shape="fixed", low=number, mid=number, high=number)
    shock = Shock(commodity=of.commodity, stage=of.stage, imposers=("CHN",), cut=cut)
    return respond(of, shock, draws=_DRAWS, table=table, with_inside=False)


def _loss(response: MarketResponse, *, rho: float = 0.8, kappa_at: float | None = None) -> Array:
    """Return value added lost by draw, positive is loss."""
    table = economy_of("USA")
    assert table is not None
    lost: Array = -economic_loss([response], table, rho=rho, kappa_at=kappa_at).without_price
    return lost


def _falls(losses: Sequence[Array]) -> float:
    """Return the largest relative fall from one loss to the next, over draws."""
    scale = max(float(np.max(np.abs(one))) for one in losses) or 1.0
    steps = [float(np.max(before - after)) for before, after in pairwise(losses)]
    return max(*steps, 0.0) / scale


def _monotone() -> Iterator[tuple[str, float]]:
    yield "falls as the cut grows", _falls([_loss(_response(cut=c)) for c in (0.0, 0.4, 0.7, 1.0)])
    whole = _response()
    yield "falls as rationing grows", _falls([_loss(whole, rho=r) for r in (0.0, 0.5, 1.0)])
    yield "falls as shares grow", _falls([_loss(whole, kappa_at=u) for u in (0.05, 0.5, 0.95)])
    for words, name, values in (
        ("rises as stocks grow", "stock_cover", (20.0, 60.0, 120.0)),
        ("rises as more leaks", "leakage_ban", (0.0, 0.1, 0.3)),
        ("rises as elasticities grow", "elasticity_factor", (0.5, 1.0, 2.0)),
    ):
        losses = [_loss(_response(None, cut=1.0, **{name: value})) for value in values]
        yield words, _falls(losses[::-1])
    of = _market()
    more = [
        replace(
            of,
            producers=tuple(
                one if one.capacity is None else replace(one, capacity=times * one.capacity)
                for one in of.producers
            ),
        )
        for times in (1.0, 2.0, 4.0)
    ]
    yield "rises as capacity grows", _falls([_loss(_response(one)) for one in more][::-1])


def _scaled(of: Market, times: float) -> Market:
    """Return the same market counted in a unit that many times smaller."""
    price = of.price_usd
    return replace(
        of,
        price_usd=None if price is None else price / times,
        producers=tuple(
            replace(
                one,
                output=times * one.output,
                capacity=None if one.capacity is None else times * one.capacity,
            )
            for one in of.producers
        ),
        unnamed=times * of.unnamed,
        inflows=tuple(
            replace(
                one,
                exports=times * one.exports,
                to_importer=times * one.to_importer,
                low=times * one.low,
                high=times * one.high,
                takes=times * one.takes,
            )
            for one in of.inflows
        ),
        use=times * of.use,
        recycled=times * of.recycled,
    )


def _equal() -> Iterator[tuple[str, float]]:
    none = _response(cut=0.0)
    unchanged = float(np.max(np.abs(none.price - 1.0)) + np.max(np.abs(none.surplus_musd)))
    yield (
        "a cut of nothing: any change of price, surplus or value added",
        unchanged + float(np.max(np.abs(_loss(none)))),
    )
    first, again = _response(), _response()
    yield "the same seed twice: any difference", float(np.max(np.abs(first.price - again.price)))
    table = economy_of("USA")
    assert table is not None
    loss: EconomicLoss = economic_loss([first], table)
    parts = sum((one.sum(axis=1) for one in loss.parts.values()), np.zeros(_DRAWS))
    scale = float(np.max(np.abs(loss.total)))
    yield "components over their total", float(np.max(np.abs(parts - loss.total))) / scale
    kilograms = _response(_scaled(_market(), 1000.0))
    apart = np.abs(kilograms.surplus_musd - first.surplus_musd)
    yield (
        "kilograms in place of tonnes",
        float(np.max(apart)) / float(np.max(np.abs(first.surplus_musd))),
    )
    most = float(np.max(first.price)) / float(np.max(_drawn_backstops()))
    yield "price beyond the largest backstop drawn", max(most - 1.0, 0.0)


def _drawn_backstops() -> Array:
    from orepact.disruption import Draws

    return Draws(_DRAWS, 0, "gallium", parameters()).of("backstop")


def _run() -> Sequence[Check]:
    return [
        Check(
            reproduction=ID,
            what=f"loss {what}" if what.startswith(("falls", "rises")) else what,
            published=Value.exact(0.0),
            computed=Value.exact(found),
            tolerance=_ROUNDING,
            unit="1",
            verdict=Verdict.REACHED if found <= _ROUNDING else Verdict.MISSED,
            is_in_sample=False,
            source="identity",
            locator="must hold for any numbers",
            note=f"largest over {_DRAWS} draws, China's gallium for the United States",
        )
        for what, found in (*_equal(), *_monotone())
    ]


REPRODUCTION = Reproduction(
    id=ID,
    title="V5, what must hold in any market: China withholds gallium from the United States",
    citation="orepact, identities of the model; no published number",
    run=_run,
)
