"""What every test shares: nothing is written outside its own folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

import orepact.cli.threads  # noqa: F401 - before numpy: two test processes would wait for threads

# The same examples on every machine, however busy; `--hypothesis-profile explore` draws new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile("same")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the pointer to the last run and imported evidence of tests apart from the user's."""
    before = {name: os.environ.get(name) for name in ("OREPACT_CACHE", "OREPACT_EVIDENCE")}
    for name in before:
        os.environ[name] = str(tmp_path_factory.mktemp(name.lower()))
    yield
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


class _ByFile(LoadScopeScheduling):  # type: ignore[misc]  # the library is not typed
    """A file's tests in one process, and all files that share the run of the shipped case in one.

    That run takes minutes: it must not be made in both processes.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return "run of the shipped case" if _shares_run(self.config.rootpath / file) else file


@cache
def _shares_run(file: Path) -> bool:
    """Return whether a test of the file asks for the stored run by name."""
    return file.suffix == ".py" and bool(re.search(r"[(,]\s*stored: ", file.read_text("utf-8")))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByFile:
    """Keep files together, in the order of collection: the long ones come first."""
    config.option.loadscopereorder = False
    return _ByFile(config, log)
