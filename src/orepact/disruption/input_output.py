"""An importer's economy as an input-output table: who buys what from whom, and what each adds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from orepact.errors import EvidenceError, UnknownNameError

__all__ = ["InputOutputTable", "economies", "economy_of"]

Array = NDArray[np.float64]

DATA = Path(__file__).parent / "data" / "economy"
"""Shipped tables, one folder per importer."""

_SLACK = 1e-3
"""Imbalance that a shipped or imported table may have, as a share of an industry's output."""


@dataclass(frozen=True, kw_only=True)
class InputOutputTable:
    """Domestic flows between the industries of one country, million USD of one year.

    Parameters
    ----------
    country : str
        Alpha-3 code.
    title : str
        Which table, with its years, in words a reader can cite.
    classification : str
        Scheme of the codes: ``bea-2017-detail``, ``oecd-icio``, ``adb-mrio``.
    pattern_year, totals_year : int
        Year of the pattern of flows, and of the totals they are carried to.
    codes, names : tuple of str
        Industries.
    flows : ndarray, shape (seller, buyer)
        Domestic inputs Z.
    output : ndarray, shape (industry,)
        x.
    value_added : ndarray, shape (industry,)
        v; sums to gross domestic product.
    sources : tuple of str
        Ids of the sources.

    Raises
    ------
    EvidenceError : an industry that sells more than it makes, or pays more than it earns
    """

    country: str
    title: str
    classification: str
    pattern_year: int
    totals_year: int
    codes: tuple[str, ...]
    names: tuple[str, ...]
    flows: Array
    output: Array
    value_added: Array
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        count = len(self.codes)
        shapes = (self.flows.shape, self.output.shape, self.value_added.shape)
        if shapes != ((count, count), (count,), (count,)) or len(self.names) != count:
            raise EvidenceError(
                f"flows {shapes[0]}, output {shapes[1]} and value added {shapes[2]} do not fit "
                f"{count} industries",
                where=self.title,
            )
        for what, sums in (
            ("sells more to industries than it makes", self.flows.sum(axis=1)),
            ("pays more for domestic inputs and value added than it earns", self._paid),
        ):
            over = sums - self.output
            worst = int(np.argmax(over - _SLACK * np.abs(self.output)))
            if over[worst] > _SLACK * abs(self.output[worst]):
                raise EvidenceError(
                    f"industry {self.codes[worst]} {what}",
                    where=f"{self.title}: {self.names[worst]}",
                    why=f"residual {over[worst]:,.4g} on an output of {self.output[worst]:,.4g} "
                    "million USD",
                    do="Give a table that balances; nothing is repaired silently",
                )

    @property
    def _paid(self) -> Array:
        paid: Array = self.flows.sum(axis=0) + self.value_added
        return paid

    @cached_property
    def inputs(self) -> Array:
        """Return A, domestic input of i per unit of output of j: Z_ij / x_j."""
        share: Array = np.divide(
            self.flows,
            self.output[None, :],
            out=np.zeros_like(self.flows),
            where=self.output[None, :] > 0.0,
        )
        return share

    @cached_property
    def final_use(self) -> Array:
        """Return what industries do not buy: consumption, investment, government, exports."""
        left: Array = self.output - self.flows.sum(axis=1)
        return left

    @property
    def gross_domestic_product_musd(self) -> float:
        """Return the sum of value added, million USD of ``totals_year``."""
        return float(self.value_added.sum())

    def place(self, code: str) -> int:
        """Return the place of an industry.

        Raises
        ------
        UnknownNameError : an industry that the table does not have
        """
        if code not in self.codes:
            near = [known for known in self.codes if known[:3] == code[:3]][:3]
            raise UnknownNameError("industry", code, near, where=self.title)
        return self.codes.index(code)


def economies() -> tuple[str, ...]:
    """Return the importers whose table is shipped."""
    return tuple(sorted(path.parent.name for path in DATA.glob("*/table.json")))


@cache
def economy_of(importer: str) -> InputOutputTable | None:
    """Return the shipped table of an importer, or None: then only prices and quantities follow.

    Industry by industry, fixed shares of each industry in the sale of a commodity:
    Z = D U_d with D = V diag(q)^-1; V make, U_d domestic use, q output of commodities.

    Parameters
    ----------
    importer : str
        Alpha-3 code.

    References
    ----------
    Eurostat, Manual of Supply, Use and Input-Output Tables, 2008, model D (fixed product sales
    structure).
    """
    folder = DATA / importer
    if not (folder / "table.json").is_file():
        return None
    import polars as pl

    try:
        about = json.loads((folder / "table.json").read_text(encoding="utf-8"))
        industries = pl.read_parquet(folder / "industries.parquet")
        count, commodities = industries.height, int(about["commodities"])
        make = np.zeros((count, commodities))
        cells = pl.read_parquet(folder / "make.parquet")
        make[cells["industry"].to_numpy(), cells["commodity"].to_numpy()] = cells["musd"].to_numpy()
        use = np.zeros((commodities, count))
        cells = pl.read_parquet(folder / "domestic_use.parquet")
        use[cells["commodity"].to_numpy(), cells["industry"].to_numpy()] = cells["musd"].to_numpy()
    except (OSError, ValueError, KeyError, pl.exceptions.PolarsError) as error:
        raise EvidenceError(
            "the shipped table cannot be read",
            where=str(folder.name),
            why=str(error),
            do="Install orepact again, or build it with `python -m orepact.disruption.build`",
        ) from error
    made = make.sum(axis=0)
    shares = np.divide(make, made, out=np.zeros_like(make), where=made > 0.0)
    return InputOutputTable(
        country=importer,
        title=about["title"],
        classification=about["classification"],
        pattern_year=int(about["pattern_year"]),
        totals_year=int(about["totals_year"]),
        codes=tuple(industries["code"]),
        names=tuple(industries["name"]),
        flows=shares @ use,
        output=industries["output_musd"].to_numpy().astype(np.float64),
        value_added=industries["value_added_musd"].to_numpy().astype(np.float64),
        sources=tuple(about["sources"]),
    )
