"""Does orepact give the numbers that others published? Each with a verdict, misses included."""

from orepact.study.reproductions.check import Check, Reproduction, Verdict, data_rows
from orepact.study.reproductions.registry import REPRODUCTIONS, reproduce

__all__ = ["REPRODUCTIONS", "Check", "Reproduction", "Verdict", "data_rows", "reproduce"]
