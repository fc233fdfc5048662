"""Where does this number come from? Measures, ids, and the walk behind ``explain``."""

from orepact.trace.ids import parse_result_id, result_id, short_id, source_figure_id
from orepact.trace.measure import Measure, Registry
from orepact.trace.record import Lookup, Parent, Record, RecordKind, Tree, walk

__all__ = [
    "Lookup",
    "Measure",
    "Parent",
    "Record",
    "RecordKind",
    "Registry",
    "Tree",
    "parse_result_id",
    "result_id",
    "short_id",
    "source_figure_id",
    "walk",
]
