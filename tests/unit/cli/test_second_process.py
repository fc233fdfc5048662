"""The second process of a plan does not outlive the first, even when that is killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

_BODY = """
import os, time
from orepact.cli.plan import _second_process
if __name__ == "__main__":
    with _second_process() as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        time.sleep(60.0)
"""


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_second_process_ends_when_the_first_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "job.py"
    script.write_text(_BODY, encoding="utf-8")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        second = int(first.stdout.readline())
        assert _is_alive(second)
        first.kill()
        first.wait()
    until = time.monotonic() + 20.0
    while _is_alive(second) and time.monotonic() < until:
        time.sleep(0.2)
    assert not _is_alive(second)
