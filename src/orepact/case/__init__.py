"""Is this case whole and sound? Strict files of a partnership, checked at once, then frozen."""

from orepact.case.claim_file import Asked, ClaimCheck, ClaimsFile, Outcome, Rule, Verdict
from orepact.case.commitment_file import BaseRate, BenefitFlow, Commitment, CommitmentsFile, State
from orepact.case.composed import Case, Override
from orepact.case.document import Document
from orepact.case.failure_file import FailureMode
from orepact.case.header import CaseHeader, Requirement, RequirementKind, UnevidencedConsent
from orepact.case.instrument_file import Eligible, Instrument, InstrumentState
from orepact.case.json_schema import json_schema
from orepact.case.ledger import LEDGERS, LedgerSchema, read_ledger
from orepact.case.load import case_folder, load, problems, shipped_cases
from orepact.case.macro_file import CeilingOn, MacroFile
from orepact.case.no_deal_file import Belief, NoDealFile, NoDealWorld
from orepact.case.numbers import numbers_of, spots
from orepact.case.offtake_file import OfftakeFile, OutletEntry
from orepact.case.override import with_overrides
from orepact.case.party import ControlKind, Party, Rate, Rival, RivalKind, Side, Tier, Utility
from orepact.case.safeguards_of import consent_of, environment_of, governance_of, security_of
from orepact.case.scaffold import scaffold
from orepact.case.surroundings import endowment_of, surroundings
from orepact.case.terms_file import (
    BreachEvent,
    EventKind,
    Lever,
    LeverKind,
    Power,
    Renegotiation,
    Staying,
    TermsFile,
)

__all__ = [
    "LEDGERS",
    "Asked",
    "BaseRate",
    "Belief",
    "BenefitFlow",
    "BreachEvent",
    "Case",
    "CaseHeader",
    "CeilingOn",
    "ClaimCheck",
    "ClaimsFile",
    "Commitment",
    "CommitmentsFile",
    "ControlKind",
    "Document",
    "Eligible",
    "EventKind",
    "FailureMode",
    "Instrument",
    "InstrumentState",
    "LedgerSchema",
    "Lever",
    "LeverKind",
    "MacroFile",
    "NoDealFile",
    "NoDealWorld",
    "OfftakeFile",
    "Outcome",
    "OutletEntry",
    "Override",
    "Party",
    "Power",
    "Rate",
    "Renegotiation",
    "Requirement",
    "RequirementKind",
    "Rival",
    "RivalKind",
    "Rule",
    "Side",
    "State",
    "Staying",
    "TermsFile",
    "Tier",
    "UnevidencedConsent",
    "Utility",
    "Verdict",
    "case_folder",
    "consent_of",
    "endowment_of",
    "environment_of",
    "governance_of",
    "json_schema",
    "load",
    "numbers_of",
    "problems",
    "read_ledger",
    "scaffold",
    "security_of",
    "shipped_cases",
    "spots",
    "surroundings",
    "with_overrides",
]
