"""What does the whole job say? Runs a case, stores the run, and compares two runs."""

from orepact.study.last_run import last_run, remember
from orepact.study.store import load, save
from orepact.study.stored_run import (
    Answer,
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

__all__ = [
    "Answer",
    "Manifest",
    "NextDecision",
    "Run",
    "Sentence",
    "StoredTable",
    "SwitchEffect",
    "TableColumn",
    "Verdict",
    "last_run",
    "load",
    "ref",
    "remember",
    "save",
]
