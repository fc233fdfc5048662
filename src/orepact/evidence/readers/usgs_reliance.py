"""Which published rows make up each U.S. net import reliance, chapter by chapter.

    N  = imports - exports + government stock shipments + (yearend stocks last year - this year)
    supply       R = 100 N / (production + N)
    consumption  R = 100 N / published consumption
    complement   R = 100 (1 - production / published consumption)

Government stock shipments count in 2021 and 2022 only; the publisher left them out from 2023.
``production`` is whatever the publisher's definition puts in its place: shipments, tonnes sold or
used, old scrap. Reliance above 100 (rounded inputs) is 100. An input printed ``s`` lies between
zero and its bound; its middle is as good as any. The findings over all 527 published
rows stand in ``docs/notes-usgs-net-import-reliance.md``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["ReliancePairing", "reliance_pairings"]

_FILE = "usgs_net_import_reliance.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliancePairing:
    """The inputs of one published net import reliance series, by ``detail`` within one ``label``.

    Parameters
    ----------
    label, detail : str
        Of the reliance rows in the figures table; inputs have the same label and period.
    formulas : tuple of str
        ``supply``, ``consumption`` or ``complement``, in the order to try: the first whose inputs
        are all numbers holds. ``sign`` means that the inputs tell only whether the reliance is
        positive; ``none`` that they tell nothing.
    production, imports, exports, government_stock, stocks : tuple of str
        Details to add up. An empty tuple counts as zero, except for ``imports``.
    consumption : str
        Detail of the denominator, empty where none is published.
    remark : str
        What departs from the plain definition.
    """

    label: str
    detail: str
    formulas: tuple[str, ...]
    production: tuple[str, ...]
    imports: tuple[str, ...]
    exports: tuple[str, ...]
    government_stock: tuple[str, ...]
    stocks: tuple[str, ...]
    consumption: str
    remark: str

    @property
    def is_computable(self) -> bool:
        """Whether a number can follow from published inputs when none of them is withheld."""
        return self.formulas[0] not in ("none", "sign")


def _details(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(" ; ") if part)


@cache
def reliance_pairings() -> tuple[ReliancePairing, ...]:
    """Return the pairing of every net import reliance series of Mineral Commodity Summaries 2026.

    Examples
    --------
    >>> copper = next(p for p in reliance_pairings() if p.label == "COPPER")
    >>> copper.imports, copper.formulas
    (('Imports for consumption: Refined',), ('supply', 'complement'))
    """
    text = resources.files("orepact.evidence").joinpath("data", _FILE).read_text(encoding="utf-8")
    return tuple(
        ReliancePairing(
            label=row["label"],
            detail=row["detail"],
            formulas=tuple(row["formulas"].split()),
            production=_details(row["production"]),
            imports=_details(row["imports"]),
            exports=_details(row["exports"]),
            government_stock=_details(row["government_stock"]),
            stocks=_details(row["stocks"]),
            consumption=row["consumption"],
            remark=row["remark"],
        )
        for row in csv.DictReader(text.splitlines())
    )
