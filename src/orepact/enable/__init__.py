"""What must be built, trained, guarded, repaired in law or agreed to first? Options and gates."""

from orepact.enable.availability import (
    Availability,
    Delay,
    availabilities,
    building_delay,
)
from orepact.enable.case_table import CaseTable, cell_id, cell_record, read_rows
from orepact.enable.consent import ConsentCase, consent_findings
from orepact.enable.consent_file import TIERS, ConsentFile
from orepact.enable.corridor import CorridorAnswer
from orepact.enable.corridor_entries import Entry
from orepact.enable.corridor_file import CorridorFile
from orepact.enable.corridor_for_plan import (
    CorridorForPlan,
    FreightCharge,
    UnpaidWork,
    corridor_for_plan,
)
from orepact.enable.corridor_lookup import (
    CorridorLookup,
    CorridorResult,
    corridor_result,
    corridor_ways,
)
from orepact.enable.corridor_options import Toll, corridor_options, corridor_tolls
from orepact.enable.corridor_words import corridor_sentences
from orepact.enable.environment import EnvironmentCase
from orepact.enable.environment_file import EnvironmentFile
from orepact.enable.environment_lookup import environment_findings
from orepact.enable.finding import Finding, FindingLookup
from orepact.enable.flows import train_plan, truckloads
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
from orepact.enable.governance import GovernanceCase, governance_findings
from orepact.enable.governance_file import GovernanceFile
from orepact.enable.levers import Lever, LeverKind, levers
from orepact.enable.limit import Limit, workforce_limits
from orepact.enable.modules import CatalogueLookup, catalogue, module_cost_musd, overrun_quantile
from orepact.enable.network import read_network
from orepact.enable.option import (
    Capacity,
    EnablerKind,
    EnablerOption,
    NeededOption,
    Place,
    Receipt,
    Share,
    SpendProfile,
    TermState,
)
from orepact.enable.own_events import with_own_events
from orepact.enable.repair_date import RepairDate, repair_dates
from orepact.enable.resource import Resource
from orepact.enable.security import DelayValue, SecurityCase
from orepact.enable.security_exposure import security_findings
from orepact.enable.security_file import SecurityFile
from orepact.enable.security_scores import benchmark_scores
from orepact.enable.security_words import security_sentences
from orepact.enable.standards import (
    PRAISE,
    STANDARDS,
    Standard,
    praise_allowed,
    standard_state,
)
from orepact.enable.workforce import chosen_start, workforce_answer, workforce_findings
from orepact.enable.workforce_file import WorkforceFile
from orepact.enable.workforce_for_plan import workforce_for_plan
from orepact.enable.workforce_model import Offer, Reading, Start, WorkforceCase, workforce_case
from orepact.enable.workforce_rows import (
    FloorRow,
    Graduates,
    JobsByYear,
    LocalShare,
    MissedShare,
    TrainedPeople,
    WorkforceForPlan,
)
from orepact.enable.workforce_words import workforce_sentences

__all__ = [
    "PRAISE",
    "STANDARDS",
    "TIERS",
    "Asked",
    "Availability",
    "Block",
    "Capacity",
    "CaseTable",
    "CatalogueLookup",
    "ConsentCase",
    "ConsentFile",
    "CorridorAnswer",
    "CorridorFile",
    "CorridorForPlan",
    "CorridorLookup",
    "CorridorResult",
    "Delay",
    "DelayValue",
    "EnablerKind",
    "EnablerOption",
    "Entry",
    "EnvironmentCase",
    "EnvironmentFile",
    "Evidence",
    "Finding",
    "FindingLookup",
    "FloorRow",
    "FreightCharge",
    "Gate",
    "GateKind",
    "GateState",
    "GovernanceCase",
    "GovernanceFile",
    "Graduates",
    "JobsByYear",
    "Lever",
    "LeverKind",
    "Limit",
    "LocalShare",
    "MissedShare",
    "NeededOption",
    "Offer",
    "Place",
    "Reading",
    "Receipt",
    "RepairDate",
    "Resource",
    "SecurityCase",
    "SecurityFile",
    "Share",
    "SpendProfile",
    "Standard",
    "Standing",
    "Start",
    "TermState",
    "Toll",
    "TrainedPeople",
    "UnpaidWork",
    "WorkforceCase",
    "WorkforceFile",
    "WorkforceForPlan",
    "availabilities",
    "benchmark_scores",
    "building_delay",
    "catalogue",
    "cell_id",
    "cell_record",
    "chosen_start",
    "consent_findings",
    "corridor_for_plan",
    "corridor_options",
    "corridor_result",
    "corridor_sentences",
    "corridor_tolls",
    "corridor_ways",
    "environment_findings",
    "governance_findings",
    "levers",
    "module_cost_musd",
    "overrun_quantile",
    "praise_allowed",
    "read_network",
    "read_rows",
    "repair_dates",
    "security_findings",
    "security_sentences",
    "standard_state",
    "standing",
    "train_plan",
    "truckloads",
    "with_own_events",
    "workforce_answer",
    "workforce_case",
    "workforce_findings",
    "workforce_for_plan",
    "workforce_limits",
    "workforce_sentences",
]
