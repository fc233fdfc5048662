"""What must be built, trained, guarded, repaired in law or agreed to first? Options and gates."""

from orepact.enable.corridor_file import CorridorFile
from orepact.enable.gate import (
    Asked,
    Block,
    Evidence,
    Gate,
    GateKind,
    GateState,
    Standing,
    standing,
)
from orepact.enable.option import (
    Capacity,
    EnablerKind,
    EnablerOption,
    NeededOption,
    Place,
    Share,
    SpendProfile,
    TermState,
)
from orepact.enable.resource import Resource

__all__ = [
    "Asked",
    "Block",
    "Capacity",
    "CorridorFile",
    "EnablerKind",
    "EnablerOption",
    "Evidence",
    "Gate",
    "GateKind",
    "GateState",
    "NeededOption",
    "Place",
    "Resource",
    "Share",
    "SpendProfile",
    "Standing",
    "TermState",
    "standing",
]
