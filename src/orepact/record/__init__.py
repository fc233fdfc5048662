"""What was said, promised and done? Claims against evidence, commitments, and what is missing."""

from orepact.record.arithmetic import Measured, NotCoveredError, evaluate
from orepact.record.asked import Answer
from orepact.record.claims import Claim, ClaimLookup, check_claims, claim_id, term_id
from orepact.record.conversion import Conversion, conversions
from orepact.record.engagement import Standing, event_dates, standings
from orepact.record.engagement_lookup import (
    FLOW_STEPS,
    EngagementLookup,
    engagement_id,
    recent_quarters,
    shifts,
)
from orepact.record.intensity import Quarter, Shift, quarters, shift
from orepact.record.outlook import phase_or_change
from orepact.record.press import Checked, check_arithmetic

__all__ = [
    "FLOW_STEPS",
    "Answer",
    "Checked",
    "Claim",
    "ClaimLookup",
    "Conversion",
    "EngagementLookup",
    "Measured",
    "NotCoveredError",
    "Quarter",
    "Shift",
    "Standing",
    "check_arithmetic",
    "check_claims",
    "claim_id",
    "conversions",
    "engagement_id",
    "evaluate",
    "event_dates",
    "phase_or_change",
    "quarters",
    "recent_quarters",
    "shift",
    "shifts",
    "standings",
    "term_id",
]
