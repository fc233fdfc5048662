"""One thread for dense algebra, set before numpy is loaded.

The systems here have at most a few hundred unknowns. A second thread gains nothing on them and,
where something else runs on the machine, waits for its turn many times over. One thread also gives
the same last digit whatever the number of cores. Who sets these variables keeps what was set.
"""

from __future__ import annotations

import os

__all__ = ["VARIABLES"]

VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""What the libraries behind numpy read at their start."""

for _name in VARIABLES:
    os.environ.setdefault(_name, "1")
