"""Which projects and enablers, when, leave both sides better off? Columns, rows, points, checks."""

from orepact.plan.account import ACCOUNTS, CHANNELS, Account, account_of, receipts_of
from orepact.plan.assemble import FacilityTerms, OptionCost, Premium, assemble
from orepact.plan.bargain import (
    Bargain,
    PlanPoint,
    checked_point,
    least_gain,
    most_gain,
    must_build,
    next_best,
    no_deal_data,
    solve_bargain,
    solve_equal,
    solve_no_deal,
    with_deal,
)
from orepact.plan.benefit import Avoided, Insured, avoided_by, insured
from orepact.plan.case_outlets import case_outlets
from orepact.plan.data import (
    Ask,
    AskKind,
    ByProduct,
    Ceiling,
    LocalFloor,
    Outlet,
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
from orepact.plan.enablers import is_hopeless
from orepact.plan.fan import Fan
from orepact.plan.from_case import (
    Setting,
    Settings,
    build_data,
    case_columns,
    dump_values,
    facility_terms,
    fresh_draws,
    load_values,
    money_basis,
    real_rates,
    tolled_columns,
)
from orepact.plan.information import Information, information
from orepact.plan.joint import DRAWS
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
from orepact.plan.offtake import free_output
from orepact.plan.out_of_sample import OutOfSample, evaluate
from orepact.plan.party_gains import party_gains
from orepact.plan.price_effect import OUTSIDE, MarketShift, PriceEffect, price_effect
from orepact.plan.price_floor import PriceFloor
from orepact.plan.rates import first_of_side
from orepact.plan.redrawn import Redrawn
from orepact.plan.regret import Regret, regrets, side_values
from orepact.plan.repairs import chance_repaired
from orepact.plan.risk import cases_of, values_in_cases
from orepact.plan.risk_weight import Risk
from orepact.plan.tolls import TOLL_LEG, Toll, case_tolls
from orepact.plan.world import Shelf, World

__all__ = [
    "ACCOUNTS",
    "CHANNELS",
    "DRAWS",
    "OUTSIDE",
    "TOLL_LEG",
    "Account",
    "Ask",
    "AskKind",
    "Avoided",
    "Bargain",
    "ByProduct",
    "Ceiling",
    "Decisions",
    "FacilityTerms",
    "Fan",
    "HostFlows",
    "Information",
    "Insured",
    "LocalFloor",
    "MacroPath",
    "MarketShift",
    "NearOptimal",
    "OptionCost",
    "OutOfSample",
    "Outlet",
    "PlanColumn",
    "PlanData",
    "PlanFaultError",
    "PlanOption",
    "PlanParty",
    "PlanPoint",
    "PlanSide",
    "Premium",
    "PriceEffect",
    "PriceFloor",
    "Redrawn",
    "Regret",
    "Risk",
    "Setting",
    "Settings",
    "Shelf",
    "SolvedWorld",
    "Toll",
    "TransferShare",
    "WithoutDeal",
    "World",
    "account_of",
    "assemble",
    "avoided_by",
    "broken_rules",
    "build_data",
    "build_model",
    "case_columns",
    "case_outlets",
    "case_tolls",
    "case_weights",
    "case_worlds",
    "cases_of",
    "chance_repaired",
    "checked_point",
    "dump_values",
    "evaluate",
    "facility_terms",
    "first_of_side",
    "free_output",
    "fresh_draws",
    "host_flows",
    "ineligible_columns",
    "information",
    "insured",
    "is_hopeless",
    "least_gain",
    "load_values",
    "macro_path",
    "money_basis",
    "most_gain",
    "must_build",
    "near_optimal",
    "next_best",
    "no_deal_data",
    "party_gains",
    "price_effect",
    "read_decisions",
    "real_rates",
    "receipts_of",
    "regrets",
    "row_units",
    "sheet_of",
    "side_values",
    "solve_bargain",
    "solve_equal",
    "solve_no_deal",
    "solve_without_deal",
    "tolled_columns",
    "values_in_cases",
    "weighed",
    "with_deal",
    "worth",
]
