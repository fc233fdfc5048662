"""What does the whole job say? Runs a case, stores the run, and compares two runs."""

from typing import TYPE_CHECKING, Any

from orepact.study.comparison import Comparison, Difference, compare
from orepact.study.last_run import last_run, remember
from orepact.study.stated_ends import is_stated_end, register_id
from orepact.study.store import load, save
from orepact.study.stored_run import (
    Answer,
    CitedSource,
    Manifest,
    NextDecision,
    Run,
    Sentence,
    StoredTable,
    SwitchEffect,
    TableColumn,
    Verdict,
    ref,
)

if TYPE_CHECKING:
    from orepact.study.main_job import run

__all__ = [
    "Answer",
    "CitedSource",
    "Comparison",
    "Difference",
    "Manifest",
    "NextDecision",
    "Run",
    "Sentence",
    "StoredTable",
    "SwitchEffect",
    "TableColumn",
    "Verdict",
    "compare",
    "is_stated_end",
    "last_run",
    "load",
    "ref",
    "register_id",
    "remember",
    "run",
    "save",
]


def __getattr__(name: str) -> Any:
    """Import the main job when it is first asked for: reading a run needs no solver."""
    if name == "run":
        from orepact.study.main_job import run

        return run
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
