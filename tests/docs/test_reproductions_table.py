"""The table of reproductions in the documentation says what the code computes."""

import json
from pathlib import Path

from orepact.study.reproductions import reproduce

TABLE = Path(__file__).parents[2] / "docs" / "reproductions.json"


def test_documented_verdicts_are_the_computed_ones() -> None:
    documented = json.loads(TABLE.read_text(encoding="utf-8"))["rows"]
    assert documented
    computed = {(c.reproduction, c.what): str(c.verdict) for c in reproduce()}
    assert {(row["table"], row["what"]): row["verdict"] for row in documented} == computed
