"""A detailed table of one year carried to the totals of a later year.

Only a benchmark year has the full detail of industries; later years have the same economy in broad
groups. The detail keeps its pattern inside each block of broad groups and takes the later year's
total of that block, then rows and columns are balanced in turn until every industry sells what it
makes and pays for what it uses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import EvidenceError

__all__ = ["Accounts", "Rebased", "balanced", "block_sums", "on_block_totals", "rebase"]

Array = NDArray[np.float64]
Places = NDArray[np.int64]

_TOLERANCE = 1e-9
_ROUNDS = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Make, use and import tables of one year, million USD, commodities x industries.

    Parameters
    ----------
    make : ndarray, shape (industry, commodity)
        Who makes what.
    use : ndarray, shape (commodity, industry)
        Inputs of every origin.
    imported : ndarray, shape (commodity, industry)
        The part of ``use`` that is imported.
    value_added : ndarray, shape (industry,)
    """

    make: Array
    use: Array
    imported: Array
    value_added: Array

    @property
    def domestic_use(self) -> Array:
        """Return inputs of domestic origin; a cell below zero (sales of used goods) counts none."""
        return np.maximum(self.use - self.imported, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebased:
    """The detail on the later year's totals, million USD of that year.

    Parameters
    ----------
    make : ndarray, shape (industry, commodity)
    domestic_use : ndarray, shape (commodity, industry)
    final_use : ndarray, shape (commodity,)
        Domestic commodities that leave inter-industry use, exports included.
    output, value_added : ndarray, shape (industry,)
    residual : float
        Largest row or column that is out of balance, as a share of its total.
    """

    make: Array
    domestic_use: Array
    final_use: Array
    output: Array
    value_added: Array
    residual: float


def block_sums(detail: Array, rows: Places, columns: Places, shape: tuple[int, int]) -> Array:
    """Return the sums of a detailed table over blocks of broad groups.

    Parameters
    ----------
    detail : ndarray, shape (row, column)
    rows, columns : ndarray of int
        Broad group of each detailed row and column.
    shape : tuple of int
        Number of broad rows and columns.
    """
    total = np.zeros(shape)
    np.add.at(total, (rows[:, None], columns[None, :]), detail)
    return total


def on_block_totals(detail: Array, rows: Places, columns: Places, total: Array) -> Array:
    """Return the detail with each block scaled to its later total.

    A block that was empty in the detailed year stays empty, for nothing says where inside it the
    later total would lie; :func:`balanced` spreads what is missing over the row and the column.

    Examples
    --------
    >>> on_block_totals(np.array([[1.0, 3.0]]), np.array([0]), np.array([0, 0]),
    ...                 np.array([[8.0]])).tolist()
    [[2.0, 6.0]]
    """
    before = block_sums(detail, rows, columns, total.shape)
    ratio = np.divide(total, before, out=np.zeros_like(total), where=before > 0.0)
    scaled: Array = detail * np.maximum(ratio, 0.0)[rows[:, None], columns[None, :]]
    return scaled


def balanced(prior: Array, row_totals: Array, column_totals: Array) -> tuple[Array, float]:
    """Return the table nearest to a prior in relative entropy that has given margins.

    Biproportional balancing (RAS): a_ij = r_i prior_ij s_j. A row or column whose prior is empty
    stays empty.

    Parameters
    ----------
    prior : ndarray, shape (row, column), not negative
    row_totals, column_totals : ndarray
        A column total that is not a number (NaN) is free.

    Returns
    -------
    table : ndarray
    residual : float
        Largest deviation from a margin, as a share of the largest margin.

    References
    ----------
    Bacharach, Estimating Nonnegative Matrices from Marginal Data, International Economic Review
    6(3), 1965.
    """
    table = prior.copy()
    fixed = ~np.isnan(column_totals)
    scale = max(float(np.max(np.abs(row_totals))), 1e-300)
    residual = np.inf
    for _ in range(_ROUNDS):
        columns = table.sum(axis=0)
        wanted = np.where(fixed, column_totals, columns)
        table *= np.divide(wanted, columns, out=np.zeros_like(columns), where=columns > 0.0)
        rows = table.sum(axis=1)
        table *= np.divide(row_totals, rows, out=np.zeros_like(rows), where=rows > 0.0)[:, None]
        off = np.abs(table.sum(axis=0) - column_totals)[fixed & (columns > 0.0)]
        residual = float(np.max(off, initial=0.0)) / scale
        if residual < _TOLERANCE:
            break
    return table, residual


def _flows(accounts: Accounts) -> tuple[Array, Array]:
    """Return domestic use by commodity and industry, and final use as what is left."""
    used = accounts.domestic_use
    return used, accounts.make.sum(axis=0) - used.sum(axis=1)


def _value_added(
    detail: Accounts, parents: Places, broad: Accounts, output: Array, before: Array
) -> Array:
    """Return value added: each industry's share of output, scaled to its group's later total.

    What scaling would lift above an industry's output goes to the others of its group.
    """
    share = np.divide(detail.value_added, before, out=np.zeros_like(before), where=before > 0.0)
    value = share * output
    groups = broad.value_added.size
    for _ in range(_ROUNDS):
        group = np.bincount(parents, weights=value, minlength=groups)
        gap = broad.value_added - group
        if np.max(np.abs(gap)) <= _TOLERANCE * np.max(broad.value_added):
            break
        is_open = (value < output) & (value > 0.0)
        room = np.bincount(parents, weights=np.where(is_open, value, 0.0), minlength=groups)
        if np.any((room <= 0.0) & (np.abs(gap) > _TOLERANCE * np.max(broad.value_added))):
            raise EvidenceError(
                "a broad group's value added cannot be spread over its industries",
                why="The detail has none there, or less output than value added",
                do="Give tables of the same classification",
            )
        factor = np.divide(gap, room, out=np.zeros_like(gap), where=room > 0.0)
        grown = value * (1.0 + factor[parents])
        value = np.where(is_open, np.minimum(grown, output), value)
    return value


def rebase(
    detail: Accounts,
    broad: Accounts,
    *,
    industry_groups: Places,
    commodity_groups: Places,
    later_output: Array,
) -> Rebased:
    """Return the detailed accounts on the totals of a later year.

    make:  blocks to the later year's make table, rows to each industry's later output.
    value added:  v_j = (va_j / x_j) x'_j, scaled to the group's later value added.
    domestic use:  blocks to the later year's domestic use, then balanced so that
        rows:     sum_j u_cj + f_c = q'_c           (what is made is used)
        columns:  sum_c u_cj = x'_j - v'_j - m'_j   (what is paid for is made)
    m'_j, imported inputs, is each industry's later intermediate input times its group's later
    imported share, tilted by the industry's own share in the benchmark year.

    Parameters
    ----------
    detail : Accounts
        Benchmark year, detailed.
    broad : Accounts
        Later year, broad groups.
    industry_groups, commodity_groups : ndarray of int
        Broad group of each detailed industry and commodity.
    later_output : ndarray, shape (industry,), million USD
        Output of each detailed industry in the later year.

    Raises
    ------
    EvidenceError : if the balance is not reached
    """
    before = detail.make.sum(axis=1)
    make, _ = balanced(
        on_block_totals(detail.make, industry_groups, commodity_groups, broad.make),
        later_output,
        np.full(detail.make.shape[1], np.nan),
    )
    value_added = _value_added(detail, industry_groups, broad, later_output, before)
    inputs = later_output - value_added
    domestic_inputs = inputs - _imported_inputs(detail, broad, industry_groups, inputs)
    used, final = _flows(detail)
    broad_used, broad_final = _flows(broad)
    prior_use = on_block_totals(used, commodity_groups, industry_groups, broad_used)
    group_final = np.bincount(
        commodity_groups, weights=np.maximum(final, 0.0), minlength=broad_final.size
    )
    ratio = np.divide(
        np.maximum(broad_final, 0.0),
        group_final,
        out=np.zeros_like(group_final),
        where=group_final > 0.0,
    )
    prior_final = np.maximum(final, 0.0) * ratio[commodity_groups]
    table, residual = balanced(
        np.column_stack([prior_use, prior_final]),
        make.sum(axis=0),
        np.append(domestic_inputs, np.nan),
    )
    if residual > 1e-6:
        raise EvidenceError(
            f"the rebased table is out of balance by {residual:.2g} of its largest total",
            why="Margins of the later year cannot be met with the benchmark's pattern",
            do="Check that both years have the same classification",
        )
    return Rebased(
        make=make,
        domestic_use=table[:, :-1],
        final_use=table[:, -1],
        output=later_output,
        value_added=value_added,
        residual=residual,
    )


def _imported_inputs(detail: Accounts, broad: Accounts, groups: Places, inputs: Array) -> Array:
    """Return imported inputs of each industry in the later year."""
    total = detail.use.sum(axis=0)
    own = np.divide(detail.imported.sum(axis=0), total, out=np.zeros_like(total), where=total > 0.0)
    first = own * inputs
    group = np.bincount(groups, weights=first, minlength=broad.value_added.size)
    later = broad.imported.sum(axis=0)
    ratio = np.divide(later, group, out=np.zeros_like(group), where=group > 0.0)
    imported: Array = np.minimum(first * ratio[groups], 0.95 * inputs)
    return imported
