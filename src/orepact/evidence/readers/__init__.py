"""Which official file is this, and what does it say? One reader per format, found by header."""

from orepact.evidence.readers.reader import Reader, all_readers, reader, recognise

__all__ = ["READERS", "Reader", "all_readers", "reader", "recognise"]

READERS: tuple[Reader, ...]
"""Every reader, by format name; loaded on first use."""


def __getattr__(name: str) -> object:
    if name == "READERS":
        return all_readers()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
