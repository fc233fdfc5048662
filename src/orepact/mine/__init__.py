"""What is each mine worth to each party, under which terms? Schedules, levies, owners, lenders."""

from orepact.mine.columns import Column, ColumnTable, Need
from orepact.mine.deck_file import DeckFile, PriceDeck
from orepact.mine.facility_file import Facility, FacilityFile, Package
from orepact.mine.project_file import ProjectFile
from orepact.mine.regime_file import RegimeFile

__all__ = [
    "Column",
    "ColumnTable",
    "DeckFile",
    "Facility",
    "FacilityFile",
    "Need",
    "Package",
    "PriceDeck",
    "ProjectFile",
    "RegimeFile",
]
