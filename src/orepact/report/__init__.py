"""How does a run read on paper? One page for a minister's adviser, every number traceable."""

from orepact.report.chart.place import MapSetting
from orepact.report.outline import Chapter, Outline, outline
from orepact.report.words import headline
from orepact.report.write import write

__all__ = ["Chapter", "MapSetting", "Outline", "headline", "outline", "write"]
