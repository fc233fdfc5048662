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
from orepact.plan.eligible import ineligible_columns
from orepact.plan.from_case import Setting, Settings, build_data, case_columns, money_basis
from orepact.plan.macro import HostFlows, MacroPath, host_flows, macro_path
from orepact.plan.model import build_model, row_units, sheet_of
from orepact.plan.near_optimal import NearOptimal, near_optimal
from orepact.plan.no_deal_worlds import (
    SolvedWorld,
    WithoutDeal,
    case_weights,
    case_worlds,
    solve_without_deal,
    weighed,
)
from orepact.plan.regret import Regret, regrets, side_values
from orepact.plan.world import Shelf

__all__ = [
    "Ask",
    "AskKind",
    "Bargain",
    "Ceiling",
    "Decisions",
    "FacilityTerms",
    "HostFlows",
    "MacroPath",
    "NearOptimal",
    "OptionCost",
    "PlanColumn",
    "PlanData",
    "PlanFaultError",
    "PlanOption",
    "PlanParty",
    "PlanPoint",
    "PlanSide",
    "Premium",
    "Regret",
    "Setting",
    "Settings",
    "Shelf",
    "SolvedWorld",
    "TransferShare",
    "WithoutDeal",
    "assemble",
    "broken_rules",
    "build_data",
    "build_model",
    "case_columns",
    "case_weights",
    "case_worlds",
    "host_flows",
    "ineligible_columns",
    "macro_path",
    "money_basis",
    "must_build",
    "near_optimal",
    "next_best",
    "no_deal_data",
    "read_decisions",
    "regrets",
    "row_units",
    "sheet_of",
    "side_values",
    "solve_bargain",
    "solve_equal",
    "solve_no_deal",
    "solve_without_deal",
    "weighed",
    "worth",
]
