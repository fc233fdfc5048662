"""One run of the shipped case, shared by every test of this folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from orepact import case, study
from orepact.evidence import bundle
from orepact.exposure import ExposureLookup, exposure
from orepact.trace import Lookup


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """The shipped case, its run, and the folder in which the run is stored."""

    case: case.Case
    run: study.Run
    folder: Path
    lookups: Sequence[Lookup]


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Shipped:
    shipped = case.load("us-pakistan")
    run = study.run(shipped)
    folder = tmp_path_factory.mktemp("us-pakistan")
    study.save(run, folder)
    read = study.load(folder)
    lookups = (read, shipped, bundle(), ExposureLookup(exposure()))
    return Shipped(case=shipped, run=run, folder=folder, lookups=lookups)
