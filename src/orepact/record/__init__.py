"""What was said, promised and done? Claims against evidence, commitments, and what is missing."""

from orepact.record.arithmetic import Measured, NotCoveredError, evaluate
from orepact.record.asked import Answer
from orepact.record.claims import Claim, ClaimLookup, check_claims, claim_id, term_id
from orepact.record.press import Checked, check_arithmetic

__all__ = [
    "Answer",
    "Checked",
    "Claim",
    "ClaimLookup",
    "Measured",
    "NotCoveredError",
    "check_arithmetic",
    "check_claims",
    "claim_id",
    "evaluate",
    "term_id",
]
