"""Solves kept in a folder, so that a long job that was stopped goes on where it was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

if TYPE_CHECKING:
    from orepact.solve.program import Program
    from orepact.solve.solver import Limits

__all__ = ["Found", "Kept", "kept_solves"]

Found = tuple[str, "np.ndarray", "np.ndarray"]
"""Status, (objective, bound, nodes), and the solution in the program's columns."""

_FOLDER: ContextVar[Path | None] = ContextVar("folder of kept solves", default=None)
_VERSION = "1"


@contextmanager
def kept_solves(folder: Path) -> Iterator[None]:
    """Keep every solve made inside, and take those already kept instead of solving again.

    A solve is known by all that decides it: every number of the program, limits, constant and the
    solution begun from. Another input is another solve; a file that cannot be read is solved again.

    Parameters
    ----------
    folder : Path
        Made if need be; one small file a solve. It may be deleted at any time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    token = _FOLDER.set(folder)
    try:
        yield
    finally:
        _FOLDER.reset(token)


class Kept:
    """Where one solve is kept; nothing where no folder was named."""

    def __init__(
        self, program: Program, limits: Limits, constant: float, begin: np.ndarray | None
    ) -> None:
        folder = _FOLDER.get()
        name = "" if folder is None else _digest(program, limits, constant, begin)
        self._path = None if folder is None else folder / f"{name}.npz"

    def read(self) -> Found | None:
        """Return status, (objective, bound, nodes) and x of a solve kept before, or None."""
        if self._path is None or not self._path.exists():
            return None
        try:
            with self._path.open("rb") as file, np.load(file, allow_pickle=False) as found:
                return str(found["status"]), found["numbers"], found["x"]
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return None

    def write(self, status: str, numbers: np.ndarray, x: np.ndarray) -> None:
        """Keep a solve; whole or not at all, also when the process ends meanwhile."""
        if self._path is None:
            return
        part = self._path.with_suffix(".part.npz")
        np.savez(part, status=np.array(status), numbers=numbers, x=x)
        part.replace(self._path)


def _digest(program: Program, limits: Limits, constant: float, begin: np.ndarray | None) -> str:
    found = hashlib.sha256(f"{_VERSION} {astuple(limits)!r} {constant!r}".encode())
    matrix = program.matrix
    arrays = (
        matrix.indptr, matrix.indices, matrix.data, program.low, program.high, program.lower,
        program.upper, program.cost, program.integers, np.zeros(0) if begin is None else begin,
    )  # fmt: skip
    for array in arrays:
        held = np.ascontiguousarray(array)
        found.update(f"{held.dtype.str} {held.shape}".encode())
        found.update(held.tobytes())
    found.update(str(program.maximises).encode())
    return found.hexdigest()[:32]
