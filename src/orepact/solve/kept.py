"""Solves kept in a folder, so that a long job that was stopped goes on where it was."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import astuple, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from orepact._version import __version__
from orepact.errors import OrepactError

if TYPE_CHECKING:
    from orepact.solve.program import Program
    from orepact.solve.solver import Limits

__all__ = ["Found", "Kept", "Tally", "kept_in", "kept_solves", "shared_solves"]

Found = tuple[str, "np.ndarray", "np.ndarray"]
"""Status, (objective, bound, nodes), and the solution in the program's columns."""

_SUFFIX = ".npz"
_PART = ".part.npz"


@dataclass(slots=True)
class Tally:
    """What became of the solves of one job.

    Parameters
    ----------
    folder : Path
    folder : Path or None
        None, solves are kept in memory and forgotten with the job.
    found : int
        Solves that lay in the folder when the job began, of whatever inputs.
    taken, made, asked_again : int
        Solves taken from an earlier job, made now, and asked for again within this job.
    """

    folder: Path | None
    found: int = 0
    taken: int = 0
    made: int = 0
    asked_again: int = 0
    own: dict[str, Found] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What was taken and what was made, in words."""
        return (
            f"{self.taken:,} solves were taken from a run that was stopped, {self.made:,} made "
            f"now, {self.asked_again:,} asked for more than once"
        )


_TALLY: ContextVar[Tally | None] = ContextVar("tally of kept solves", default=None)


@contextmanager
def kept_solves(folder: Path) -> Iterator[Tally]:
    """Keep every solve made inside, and take those already kept instead of solving again.

    A solve is known by all that decides it: every number of the program, limits, constant, the
    solution begun from, and the editions of this package and of HiGHS. Another input is another
    solve; a file that cannot be read is solved again, and one that cannot be written is not kept.

    Parameters
    ----------
    folder : Path
        Made if need be; one small file a solve. It may be deleted at any time.

    Returns
    -------
    Tally
        Counts as the job goes on.

    Raises
    ------
    OrepactError : if the folder cannot be made, with the system's reason
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OrepactError(
            "solves cannot be kept here",
            where=str(folder),
            why=error.strerror or str(error),
            do="Remove what stands there, or give another folder",
        ) from error
    kept = (name for name in folder.glob(f"*{_SUFFIX}") if not name.name.endswith(_PART))
    tally = Tally(folder=folder, found=sum(1 for _ in kept))
    token = _TALLY.set(tally)
    try:
        yield tally
    finally:
        _TALLY.reset(token)


@contextmanager
def shared_solves() -> Iterator[Tally]:
    """Make no solve twice inside: what was solved is remembered until the job ends.

    Where solves are kept in a folder already, they are shared by that and this adds nothing.
    """
    known = _TALLY.get()
    if known is not None:
        yield known
        return
    tally = Tally(folder=None)
    token = _TALLY.set(tally)
    try:
        yield tally
    finally:
        _TALLY.reset(token)


def kept_in() -> Path | None:
    """Return the folder in which solves are kept here and now, for another process to share."""
    tally = _TALLY.get()
    return None if tally is None else tally.folder


class Kept:
    """Where one solve is kept; nothing where no folder was named."""

    def __init__(
        self, program: Program, limits: Limits, constant: float, begin: np.ndarray | None
    ) -> None:
        self._tally = _TALLY.get()
        self._name = ""
        if self._tally is not None:
            self._name = _digest(program, limits, constant, begin)

    @property
    def _path(self) -> Path | None:
        folder = None if self._tally is None else self._tally.folder
        return None if folder is None else folder / f"{self._name}{_SUFFIX}"

    def read(self) -> Found | None:
        """Return status, (objective, bound, nodes) and x of a solve kept before, or None."""
        if self._tally is None:
            return None
        known = self._tally.own.get(self._name)
        if known is not None:
            self._tally.asked_again += 1
            return known
        path = self._path
        if path is None or not path.exists():
            return None
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
                solved = str(found["status"]), found["numbers"], found["x"]
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return None
        self._tally.taken += 1
        self._tally.own[self._name] = solved
        return solved

    def write(self, status: str, numbers: np.ndarray, x: np.ndarray) -> None:
        """Keep a solve; whole or not at all, also when the process ends meanwhile."""
        if self._tally is None:
            return
        self._tally.made += 1
        self._tally.own[self._name] = (status, numbers, x)
        path = self._path
        if path is None:
            return
        part = path.with_name(f"{path.stem}.{os.getpid()}{_PART}")
        try:
            np.savez(part, status=np.array(status), numbers=numbers, x=x)
            part.replace(path)
        except OSError:
            return  # the folder is gone or full: the run goes on, a later one solves again


def _digest(program: Program, limits: Limits, constant: float, begin: np.ndarray | None) -> str:
    editions = f"{__version__} {metadata.version('highspy')}"
    found = hashlib.sha256(f"{editions} {astuple(limits)!r} {constant!r}".encode())
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
