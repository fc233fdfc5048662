"""Every reproduction, in the order in which ``orepact validate`` shows them."""

from __future__ import annotations

from collections.abc import Iterator

from orepact.study.reproductions import (
    chromium_imports,
    concentration,
    free_carry,
    rare_earth_imports,
    reko_diq,
    us_net_import_reliance,
)
from orepact.study.reproductions.check import Check, Reproduction

__all__ = ["REPRODUCTIONS", "reproduce"]

REPRODUCTIONS: tuple[Reproduction, ...] = (
    us_net_import_reliance.REPRODUCTION,
    concentration.REPRODUCTION,
    chromium_imports.REPRODUCTION,
    rare_earth_imports.REPRODUCTION,
    free_carry.REPRODUCTION,
    reko_diq.REPRODUCTION,
)


def reproduce(names: tuple[str, ...] = ()) -> Iterator[Check]:
    """Yield the checks of all reproductions, or of the named ones."""
    for reproduction in REPRODUCTIONS:
        if not names or reproduction.id in names:
            yield from reproduction.run()
