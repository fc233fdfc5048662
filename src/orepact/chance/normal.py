"""The normal distribution over arrays: its distribution function and the inverse of that.

Written out so that a command that draws a thousand times need not wait for scipy to load.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["normal_quantile", "normal_share"]

Floats = NDArray[np.float64]
_ERFC = np.frompyfunc(math.erfc, 1, 1)
_CENTRE, _NEAR = 0.425, 5.0
"""Where the three rational functions meet, in |share - 1/2| and in sqrt(-ln tail)."""
# Rows of the published table, highest power first.
_CENTRE_TOP = (
    2509.0809287301227,
    33430.57558358813,
    67265.7709270087,
    45921.95393154987,
    13731.69376550946,
    1971.5909503065513,
    133.14166789178438,
    3.3871328727963665,
)
_CENTRE_BASE = (
    5226.495278852854,
    28729.085735721943,
    39307.89580009271,
    21213.794301586597,
    5394.196021424751,
    687.1870074920579,
    42.31333070160091,
    1.0,
)
_MIDDLE_TOP = (
    0.0007745450142783414,
    0.022723844989269184,
    0.2417807251774506,
    1.2704582524523684,
    3.6478483247632045,
    5.769497221460691,
    4.630337846156546,
    1.4234371107496835,
)
_MIDDLE_BASE = (
    1.0507500716444169e-09,
    0.0005475938084995345,
    0.015198666563616457,
    0.14810397642748008,
    0.6897673349851,
    1.6763848301838038,
    2.053191626637759,
    1.0,
)
_TAIL_TOP = (
    2.0103343992922881e-07,
    2.7115555687434876e-05,
    0.0012426609473880784,
    0.026532189526576124,
    0.29656057182850487,
    1.7848265399172913,
    5.463784911164114,
    6.657904643501103,
)
_TAIL_BASE = (
    2.0442631033899397e-15,
    1.421511758316446e-07,
    1.8463183175100548e-05,
    0.0007868691311456133,
    0.014875361290850615,
    0.1369298809227358,
    0.599832206555888,
    1.0,
)


def _ratio(top: tuple[float, ...], base: tuple[float, ...], at: Floats) -> Floats:
    above, below = np.full_like(at, top[0]), np.full_like(at, base[0])
    for one, other in zip(top[1:], base[1:], strict=True):
        above *= at
        above += one
        below *= at
        below += other
    return np.asarray(above / below)


def normal_quantile(share: Floats) -> Floats:
    """Return the standard normal value below which a share lies: ``z = Phi^-1(p)``.

    Three rational functions of degree seven: about the middle, on the shoulders, in the tails;
    relative error about 1e-16.

    Parameters
    ----------
    share : ndarray
        In [0, 1]; 0 gives minus infinity and 1 infinity.

    References
    ----------
    Wichura, Algorithm AS 241: the percentage points of the normal distribution, Applied
    Statistics 37, 1988, 477-484, routine PPND16.

    Examples
    --------
    >>> [round(float(z), 6) for z in normal_quantile(np.array([0.025, 0.5, 0.95]))]
    [-1.959964, 0.0, 1.644854]
    """
    given = np.asarray(share, dtype=np.float64)
    offset = given - 0.5
    inner = _CENTRE * _CENTRE - offset * offset
    score = np.asarray(offset * _ratio(_CENTRE_TOP, _CENTRE_BASE, inner))
    outside = np.abs(offset) > _CENTRE
    if outside.any():
        tail = np.where(offset < 0, given, 1.0 - given)[outside]
        with np.errstate(divide="ignore"):
            reach = np.sqrt(-np.log(tail))
        ends = np.isinf(reach)
        bounded = np.where(ends, _NEAR, reach)
        far = np.where(
            bounded <= _NEAR,
            _ratio(_MIDDLE_TOP, _MIDDLE_BASE, bounded - 1.6),
            _ratio(_TAIL_TOP, _TAIL_BASE, bounded - _NEAR),
        )
        score[outside] = np.copysign(np.where(ends, np.inf, far), offset[outside])
    return np.asarray(score)


def normal_share(score: Floats) -> Floats:
    """Return the share of a standard normal below a value: ``Phi(z) = erfc(-z / sqrt 2) / 2``.

    Examples
    --------
    >>> [round(float(p), 6) for p in normal_share(np.array([-1.959964, 0.0, 1.644854]))]
    [0.025, 0.5, 0.95]
    """
    scaled = np.asarray(score, dtype=np.float64) / -math.sqrt(2.0)
    return np.asarray(0.5 * np.asarray(_ERFC(scaled), dtype=np.float64))
