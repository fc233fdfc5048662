"""What every test shares: nothing is written outside its own folder."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file's tests in one process, and all that share the run of the shipped case in one.

    First, because the workers read the groups in a hook of the same name.
    """
    for item in items:
        shares_run = "stored" in getattr(item, "fixturenames", ())
        group = "run of the shipped case" if shares_run else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
