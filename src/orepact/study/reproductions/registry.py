"""Every reproduction, in the order in which ``orepact validate`` shows them."""

from __future__ import annotations

from collections.abc import Iterator

from orepact.study.reproductions import (
    concentration,
    corridor_route,
    corridor_simandou,
    corridor_thar,
    corridor_trains,
    disruption_backtest,
    disruption_embargo,
    disruption_invariants,
    disruption_losses,
    disruption_ranking,
    eu_rule,
    free_carry,
    geopolrisk,
    options,
    published_mines,
    reko_diq,
    sculpted_debt,
    us_imports,
    us_net_import_reliance,
    views_benchmark,
    world_bank_royalty,
)
from orepact.study.reproductions.check import Check, Reproduction

__all__ = ["REPRODUCTIONS", "reproduce"]

REPRODUCTIONS: tuple[Reproduction, ...] = (
    us_net_import_reliance.REPRODUCTION,
    concentration.REPRODUCTION,
    us_imports.CHROMIUM,
    us_imports.RARE_EARTHS,
    geopolrisk.REPRODUCTION,
    eu_rule.REPRODUCTION,
    free_carry.REPRODUCTION,
    reko_diq.REPRODUCTION,
    world_bank_royalty.REPRODUCTION,
    published_mines.REPRODUCTION,
    options.MINE,
    options.PUT,
    sculpted_debt.REPRODUCTION,
    disruption_backtest.REPRODUCTION,
    disruption_ranking.REPRODUCTION,
    disruption_embargo.REPRODUCTION,
    disruption_invariants.REPRODUCTION,
    disruption_losses.GALLIUM,
    disruption_losses.RARE_EARTHS,
    disruption_losses.ACCOUNTS,
    corridor_route.REPRODUCTION,
    corridor_trains.REPRODUCTION,
    corridor_thar.REPRODUCTION,
    corridor_simandou.REPRODUCTION,
    views_benchmark.REPRODUCTION,
)


def reproduce(names: tuple[str, ...] = ()) -> Iterator[Check]:
    """Yield the checks of all reproductions, or of the named ones."""
    for reproduction in REPRODUCTIONS:
        if not names or reproduction.id in names:
            yield from reproduction.run()
