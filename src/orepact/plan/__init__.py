"""Which projects and enablers, when, leave both sides better off? Columns, rows, points, checks."""

from orepact.plan.assemble import FacilityTerms, OptionCost, Premium, assemble
from orepact.plan.bargain import (
    Bargain,
    PlanPoint,
    must_build,
    next_best,
    no_deal_data,
    solve_bargain,
    solve_equal,
    solve_no_deal,
)
from orepact.plan.data import (
    Ask,
    AskKind,
    Ceiling,
    PlanColumn,
    PlanData,
    PlanOption,
    PlanParty,
    PlanSide,
)
from orepact.plan.decisions import (
    Decisions,
    PlanFaultError,
    TransferShare,
    broken_rules,
    read_decisions,
    worth,
)
from orepact.plan.from_case import Setting, Settings, build_data, case_columns, money_basis
from orepact.plan.model import build_model, row_units
from orepact.plan.world import Shelf

__all__ = [
    "Ask",
    "AskKind",
    "Bargain",
    "Ceiling",
    "Decisions",
    "FacilityTerms",
    "OptionCost",
    "PlanColumn",
    "PlanData",
    "PlanFaultError",
    "PlanOption",
    "PlanParty",
    "PlanPoint",
    "PlanSide",
    "Premium",
    "Setting",
    "Settings",
    "Shelf",
    "TransferShare",
    "assemble",
    "broken_rules",
    "build_data",
    "build_model",
    "case_columns",
    "money_basis",
    "must_build",
    "next_best",
    "no_deal_data",
    "read_decisions",
    "row_units",
    "solve_bargain",
    "solve_equal",
    "solve_no_deal",
    "worth",
]
