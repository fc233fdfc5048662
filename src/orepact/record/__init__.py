"""What was said, promised and done? Claims against evidence, commitments, and what is missing."""

from orepact.record.arithmetic import Measured, NotCoveredError, evaluate, of_the_day
from orepact.record.asked import Answer
from orepact.record.base_rates import (
    BaseRateLookup,
    KeptElsewhere,
    base_rate_id,
    kept_elsewhere,
    kept_here,
)
from orepact.record.claims import Claim, ClaimLookup, Ground, check_claims, claim_id, term_id
from orepact.record.conversion import Conversion, conversions
from orepact.record.engagement import Standing, event_dates, standings
from orepact.record.engagement_lookup import (
    FLOW_STEPS,
    EngagementLookup,
    engagement_id,
    recent_quarters,
    shifts,
)
from orepact.record.information import Known, WorthOfKnowing, worth_of_knowing
from orepact.record.intensity import Quarter, Shift, quarters, shift
from orepact.record.outlook import phase_or_change
from orepact.record.press import Checked, check_arithmetic
from orepact.record.quotes import NOT_IN_HAND, Quote, read_quotes
from orepact.record.staleness import StaleLookup, stale_id, stale_publishers
from orepact.record.unknowns import Unknown, UnknownKind, unknowns
from orepact.record.worth_knowing import (
    EVERYTHING,
    EXPECTED,
    STUDY,
    InformationLookup,
    ProjectKnowledge,
    information_id,
    knowledge_of,
    project_knowledge,
    stale_behind,
    who_could_say,
    who_knows,
)

__all__ = [
    "EVERYTHING",
    "EXPECTED",
    "FLOW_STEPS",
    "NOT_IN_HAND",
    "STUDY",
    "Answer",
    "BaseRateLookup",
    "Checked",
    "Claim",
    "ClaimLookup",
    "Conversion",
    "EngagementLookup",
    "Ground",
    "InformationLookup",
    "KeptElsewhere",
    "Known",
    "Measured",
    "NotCoveredError",
    "ProjectKnowledge",
    "Quarter",
    "Quote",
    "Shift",
    "StaleLookup",
    "Standing",
    "Unknown",
    "UnknownKind",
    "WorthOfKnowing",
    "base_rate_id",
    "check_arithmetic",
    "check_claims",
    "claim_id",
    "conversions",
    "engagement_id",
    "evaluate",
    "event_dates",
    "information_id",
    "kept_elsewhere",
    "kept_here",
    "knowledge_of",
    "of_the_day",
    "phase_or_change",
    "project_knowledge",
    "quarters",
    "read_quotes",
    "recent_quarters",
    "shift",
    "shifts",
    "stale_behind",
    "stale_id",
    "stale_publishers",
    "standings",
    "term_id",
    "unknowns",
    "who_could_say",
    "who_knows",
    "worth_of_knowing",
]
