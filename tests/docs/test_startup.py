"""Quick commands start without the heavy libraries that only the plan needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("linopy", "xarray", "pint", "scipy", "pandas", "altair")


@pytest.mark.parametrize(
    "module", ["orepact.cli", "orepact.exposure", "orepact.mine", "orepact.trace"]
)
def test_start_imports_no_heavy_library(module: str) -> None:
    code = f"import sys, {module}; print([n for n in {HEAVY!r} if n in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
