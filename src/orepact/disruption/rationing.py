"""How a shortage of output travels on: one rule, one switch, from nobody to every buyer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.input_output import InputOutputTable
from orepact.errors import OrepactError

__all__ = ["Rationing", "rationing"]

Array = NDArray[np.float64]

_TOLERANCE = 1e-12
_ROUNDS = 500


class Rationing:
    """Cuts of output after rationing, for one table and one value of the switch rho.

        s_j = min(1, delta_j + rho sum_i s_i A_ij)

    with delta the direct cut and s the whole cut, both shares of output, and A the domestic inputs
    of i per unit of output of j. At rho = 0 final users absorb every shortage; at rho = 1 each
    buyer goes short in proportion to what it bought and makes less by the value of what is missing.
    That is Ghosh's supply-driven model read as quantities. It holds fixed who is served, and any
    input as good as any other of the same value: one transparent rule, not the truth, and rho = 1
    is its upper end.

    Parameters
    ----------
    table : InputOutputTable
    rho : float
        0 to 1.

    Raises
    ------
    OrepactError : a rho outside 0 to 1

    References
    ----------
    Ghosh, Input-Output Approach in an Allocation System, Economica 25, 1958; for the critique
    Oosterhaven, On the Plausibility of the Supply-Driven Input-Output Model, Journal of Regional
    Science 28, 1988.
    """

    def __init__(self, table: InputOutputTable, rho: float) -> None:
        if not 0.0 <= rho <= 1.0:
            raise OrepactError(
                f"a rationing switch of {rho:g} has no meaning",
                where="rho",
                why="0 lets final users absorb every shortage, 1 rations every buyer in proportion",
                do="Give a number from 0 to 1",
            )
        self.table = table
        self.rho = rho
        self._inverse: Array | None = None

    @property
    def inverse(self) -> Array:
        """Return (I - rho A)^-1, rows the industry cut first, columns the industry reached."""
        if self._inverse is None:
            kept = np.eye(len(self.table.codes)) - self.rho * self.table.inputs
            self._inverse = np.asarray(np.linalg.inv(kept), dtype=np.float64)
        return self._inverse

    def cuts(self, direct: Array, places: Sequence[int] | NDArray[np.intp]) -> Array:
        """Return the whole cut of every industry, as a share of its output.

        Parameters
        ----------
        direct : ndarray, shape (draw, place)
            Direct cut of the named industries, 0 to 1; all others have none.
        places : sequence of int
            Their places in the table, each once.

        Returns
        -------
        ndarray, shape (draw, industry), 0 to 1
        """
        at = np.asarray(places, dtype=np.intp)
        whole: Array = direct @ self.inverse[at]
        is_over = np.flatnonzero(whole.max(axis=1, initial=0.0) > 1.0)
        if is_over.size:
            whole[is_over] = self._capped(whole[is_over])
        return whole

    def _capped(self, linear: Array) -> Array:
        """Return cuts with no industry beyond its output.

        s = s_linear - e (I - rho A)^-1 with e_j > 0 only where s_j = 1: what an industry cannot
        lose twice is taken back and travels no further. Projected Gauss-Seidel on the industries
        that the linear answer lifts above 1; taking back never lifts another.
        """
        over = np.flatnonzero(linear.max(axis=0) > 1.0)
        among = self.inverse[np.ix_(over, over)]
        cut, back = linear[:, over].copy(), np.zeros((linear.shape[0], over.size))
        for _ in range(_ROUNDS):
            moved = 0.0
            for j in range(over.size):
                wanted = np.maximum(back[:, j] + (cut[:, j] - 1.0) / among[j, j], 0.0)
                change = wanted - back[:, j]
                back[:, j] = wanted
                cut -= change[:, None] * among[j]
                moved = max(moved, float(np.max(np.abs(change))))
            if moved <= _TOLERANCE:
                break
        capped: Array = np.clip(linear - back @ self.inverse[over], 0.0, 1.0)
        return capped

    def lost_value_added(self, direct: Array, places: Sequence[int] | NDArray[np.intp]) -> Array:
        """Return the value added lost by the whole cut, million USD, shape (draw,).

        Where no industry can be cut beyond its output this is one product with the multipliers;
        otherwise the cuts are computed and capped.
        """
        at = np.asarray(places, dtype=np.intp)
        peak = direct.max(axis=0, initial=0.0) @ self.inverse[at]
        if peak.size and float(peak.max()) > 1.0:
            lost: Array = self.cuts(direct, at) @ self.table.value_added
        else:
            lost = direct @ (self.inverse[at] @ self.table.value_added)
        return lost


_KNOWN: dict[tuple[int, float], Rationing] = {}


def rationing(table: InputOutputTable, rho: float) -> Rationing:
    """Return the rationing of a table, computed once per table and rho.

    Examples
    --------
    Industry a sells half of its output to b, for which it is a quarter of b's output. Losing a
    tenth of a costs b a fortieth at rho = 1.

    >>> table = InputOutputTable(
    ...     country="XXX", title="two industries", classification="example", pattern_year=2020,
    ...     totals_year=2020, codes=("a", "b"), names=("a", "b"), sources=(),
    ...     flows=np.array([[0.0, 50.0], [0.0, 0.0]]), output=np.array([100.0, 200.0]),
    ...     value_added=np.array([100.0, 150.0]))
    >>> rationing(table, 1.0).cuts(np.array([[0.1]]), [0]).round(6).tolist()
    [[0.1, 0.025]]
    >>> rationing(table, 0.0).lost_value_added(np.array([[0.1]]), [0]).tolist()
    [10.0]
    """
    key = (id(table), rho)
    found = _KNOWN.get(key)
    if found is None or found.table is not table:
        found = _KNOWN[key] = Rationing(table, rho)
    return found
