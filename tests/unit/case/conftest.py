from __future__ import annotations

from pathlib import Path

import pytest

from orepact import case


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A minimal valid case, to be broken."""
    return case.scaffold(tmp_path / "japan-zambia", importer="JPN", host="ZMB")


@pytest.fixture(scope="session")
def shipped() -> case.Case:
    return case.load("us-pakistan")
