"""What is each mine worth to each party, under which terms? Schedules, levies, owners, lenders."""

from orepact.mine.bench import Bench
from orepact.mine.cash_flow import CashFlow, cash_flow
from orepact.mine.chance_lookup import BandLookup, ChanceNumbers
from orepact.mine.chance_rows import chance_rows, has_quick_draws
from orepact.mine.column_builder import columns
from orepact.mine.columns import Column, ColumnTable, Need
from orepact.mine.deck_file import DeckFile, PriceDeck
from orepact.mine.demand import DemandNumbers, demand_figures
from orepact.mine.endowment_lookup import EndowmentLookup
from orepact.mine.endowment_rows import Endowment, endowment_rows
from orepact.mine.exploration import break_even_prize, success_odds
from orepact.mine.facility_file import Facility, FacilityFile, Package
from orepact.mine.finance_case import FinanceCase, finance_case
from orepact.mine.finance_lookup import FinanceLookup
from orepact.mine.finance_rows import finance_rows
from orepact.mine.financed import DrawnColumn, Financed
from orepact.mine.financing import LoanTerms, debt_plan, size_debt
from orepact.mine.fiscal import Reading
from orepact.mine.flexible_mine import FlexibleMine, FlexibleValue, flexible_value
from orepact.mine.host_regimes import host_regimes
from orepact.mine.indicators import (
    break_even,
    first_cash_year,
    internal_rate_of_return,
    payback_year,
    present_value,
)
from orepact.mine.ladder import Rung, value_ladder
from orepact.mine.least_squares import Mode, OptionValue, bermudan, switching_value
from orepact.mine.levy import FOREIGN_OWNERS, LevyLine, TermStatus, Tier
from orepact.mine.lookup import ValueLookup
from orepact.mine.many import Service
from orepact.mine.market import Market, market_of
from orepact.mine.mine_file import MineFile, alone, in_dollars
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.ownership import paying_shares, receiving_shares
from orepact.mine.package_lenders import lenders_of
from orepact.mine.physical import PhysicalPlan, physical_plan
from orepact.mine.physical_file import FreightLeg
from orepact.mine.price_history import price_history
from orepact.mine.price_process import PricePaths, Process, correlations_of, models_of
from orepact.mine.project_file import ProjectFile, Variant
from orepact.mine.regime_file import AdValorem, IncomeTax, RegimeFile, UnitRoyalty, WindfallTax
from orepact.mine.reproductions import (
    Comparison,
    study_flow,
    study_results,
)
from orepact.mine.running_options import RunningOptions, running_options, running_rows
from orepact.mine.shock import Shock, shocked
from orepact.mine.simulation import ChanceChoice, Simulation, Simulator
from orepact.mine.structured_flow import has_structure, structured_flow
from orepact.mine.structured_many import StructuredMany, structured_many
from orepact.mine.uncertainty import factors_of, uncertain_inputs
from orepact.mine.uncertainty_file import UncertaintyFile, shipped_uncertainty
from orepact.mine.valuation import (
    OwnRate,
    PartyValue,
    ProjectValue,
    break_even_price,
    cost_of_delay,
    party_values,
    project_values,
)
from orepact.mine.value_rows import (
    Choice,
    Surroundings,
    headline,
    regime_rows,
    value_rows,
)
from orepact.mine.waiting import start_or_drop, waiting_rows

__all__ = [
    "FOREIGN_OWNERS",
    "AdValorem",
    "BandLookup",
    "Bench",
    "CashFlow",
    "ChanceChoice",
    "ChanceNumbers",
    "Choice",
    "Column",
    "ColumnTable",
    "Comparison",
    "DeckFile",
    "DemandNumbers",
    "DrawnColumn",
    "Endowment",
    "EndowmentLookup",
    "Facility",
    "FacilityFile",
    "FinanceCase",
    "FinanceLookup",
    "Financed",
    "FlexibleMine",
    "FlexibleValue",
    "FreightLeg",
    "IncomeTax",
    "LevyLine",
    "LoanTerms",
    "Market",
    "MineFile",
    "Mode",
    "MoneyBasis",
    "Need",
    "OptionValue",
    "OwnRate",
    "Package",
    "PartyValue",
    "PhysicalPlan",
    "PriceDeck",
    "PricePaths",
    "Process",
    "ProjectFile",
    "ProjectValue",
    "Reading",
    "RegimeFile",
    "Rung",
    "RunningOptions",
    "Service",
    "Shock",
    "Simulation",
    "Simulator",
    "StructuredMany",
    "Surroundings",
    "TermStatus",
    "Tier",
    "UncertaintyFile",
    "UnitRoyalty",
    "ValueLookup",
    "Variant",
    "WindfallTax",
    "alone",
    "bermudan",
    "break_even",
    "break_even_price",
    "break_even_prize",
    "cash_flow",
    "chance_rows",
    "columns",
    "correlations_of",
    "cost_of_delay",
    "debt_plan",
    "demand_figures",
    "endowment_rows",
    "factors_of",
    "finance_case",
    "finance_rows",
    "first_cash_year",
    "flexible_value",
    "has_quick_draws",
    "has_structure",
    "headline",
    "host_regimes",
    "in_dollars",
    "internal_rate_of_return",
    "lenders_of",
    "market_of",
    "models_of",
    "party_values",
    "payback_year",
    "paying_shares",
    "physical_plan",
    "present_value",
    "price_history",
    "project_values",
    "receiving_shares",
    "regime_rows",
    "running_options",
    "running_rows",
    "shipped_uncertainty",
    "shocked",
    "size_debt",
    "start_or_drop",
    "structured_flow",
    "structured_many",
    "study_flow",
    "study_results",
    "success_odds",
    "switching_value",
    "uncertain_inputs",
    "value_ladder",
    "value_rows",
    "waiting_rows",
]
