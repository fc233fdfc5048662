"""The page on the solvers runs as it stands and prints what it says."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "solve.md"


def test_every_example_prints_what_stands_beside_it() -> None:
    code = "\n".join(re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL))
    said = re.findall(r"^print\(.*\)\s+# (.*)$", code, re.MULTILINE)
    assert len(said) >= 8
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(code, str(PAGE), "exec"), {})
    lines = printed.getvalue().splitlines()
    for expected in said:
        text = expected.partition(":")[0] if expected.startswith("None") else expected
        assert text in lines
