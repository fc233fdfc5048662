"""Which uncertain input makes the band wide: Sobol's first and total shares of the variance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.chance.sampling import Sampling, uniforms
from orepact.chance.seed import Seed

__all__ = ["VarianceShare", "variance_shares"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceShare:
    """What one input (or group of inputs) does to the variance of a result.

    Parameters
    ----------
    name : str
    first : float
        Share that would go if this input alone were known.
    total : float
        Share that would stay if all other inputs were known; above ``first`` by interactions.
    first_error, total_error : float
        Standard errors over the draws.
    """

    name: str
    first: float
    total: float
    first_error: float
    total_error: float


def _error(terms: Floats, scale: float) -> float:
    count = len(terms)
    return float(terms.std(ddof=1) / np.sqrt(count) / scale) if count > 1 else float("nan")


def variance_shares(
    evaluate: Callable[[Floats], Floats],
    groups: Mapping[str, tuple[int, ...]],
    *,
    draws: int,
    seed: Seed,
    sampling: Sampling = Sampling.SOBOL,
) -> tuple[VarianceShare, ...]:
    """Return each group's first and total share of the variance of a result.

    With two independent designs A and B and ``AB_i`` (A with the columns of group i from B):
    ``S_i = mean(f_B (f_AB_i - f_A)) / V`` and ``T_i = mean((f_A - f_AB_i)^2) / 2 V``, f centred.
    Costs ``draws x (groups + 2)`` evaluations. Inputs must be independent between groups; what is
    correlated belongs into one group.

    Parameters
    ----------
    evaluate : callable
        From points of the unit cube, shape (draw, column), to results, shape (draw,).
    groups : dict of str to tuple of int
        Columns of each group; together all columns, each once.
    draws : int
        Points per design.
    seed : Seed
    sampling : Sampling

    Returns
    -------
    shares : tuple of VarianceShare
        In the order of the groups; all zero when the result does not vary.

    Raises
    ------
    ValueError : groups that leave out a column or hold one twice

    References
    ----------
    Saltelli, Annoni, Azzini, Campolongo, Ratto and Tarantola, Variance based sensitivity analysis
    of model output, Computer Physics Communications 181, 2010, table 2 (b) and (f, Jansen).
    """
    columns = sorted(column for group in groups.values() for column in group)
    if columns != list(range(len(columns))):
        raise ValueError("groups must hold every column once")
    names = tuple(f"{side}{column}" for side in "ab" for column in columns)
    both = uniforms(draws, names, seed, sampling)
    base, other = both[:, : len(columns)], both[:, len(columns) :]
    at_base, at_other = evaluate(base), evaluate(other)
    pooled = np.concatenate([at_base, at_other])
    centre, variance = float(pooled.mean()), float(pooled.var())
    scale = float(np.abs(pooled).max(initial=0.0))
    shares = []
    for name, group in groups.items():
        if variance <= (1e-12 * scale) ** 2:
            shares.append(
                VarianceShare(name=name, first=0.0, total=0.0, first_error=0.0, total_error=0.0)
            )
            continue
        mixed = base.copy()
        mixed[:, list(group)] = other[:, list(group)]
        step = evaluate(mixed) - at_base
        first, total = (at_other - centre) * step, 0.5 * step**2
        shares.append(
            VarianceShare(
                name=name,
                first=float(first.mean() / variance),
                total=float(total.mean() / variance),
                first_error=_error(first, variance),
                total_error=_error(total, variance),
            )
        )
    return tuple(shares)
