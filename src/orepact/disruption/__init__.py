"""What it would cost to lose a supplier, how likely that is, and what one more source is worth.

Market layer: :func:`market_of` reads one market from the evidence, :func:`respond` computes its
:class:`MarketResponse` to a :class:`Shock` for every draw of the uncertain parameters.

Economy layer: :func:`economic_loss` turns responses into five signed components on an
:class:`InputOutputTable`; :func:`answer` puts both together for one :class:`Question`.

Risk: :func:`setting_of` has every market of an importer with the hazard of its suppliers;
:func:`insurance_benefit` says how much expected loss a portfolio takes away in each year.
"""

from __future__ import annotations

from orepact.disruption.benefit import (
    InsuranceBenefit,
    InsuranceCurve,
    insurance_benefit,
    insurance_curve,
)
from orepact.disruption.calm_market import GROUPS, CalmEffect, calm_effect
from orepact.disruption.components import Component, EconomicLoss, economic_loss
from orepact.disruption.drawn import Severity
from orepact.disruption.expected_loss import ExpectedLoss, Setting, expected_loss, setting_of
from orepact.disruption.headline import headline
from orepact.disruption.input_output import InputOutputTable, economies, economy_of
from orepact.disruption.insurance import (
    InsuranceValue,
    Item,
    insurance_value,
    total_expected_loss,
)
from orepact.disruption.joint_paths import RestrictionPaths, restriction_paths
from orepact.disruption.kappa import Kappa, KappaRow, kappa_of, kappa_rows
from orepact.disruption.levels import AddedSupply
from orepact.disruption.lower_bound import LowerBound, lower_bound
from orepact.disruption.market import EndUse, Inflow, Market, Need, Producer
from orepact.disruption.market_of import covered, market_of
from orepact.disruption.parameters import Draws, Spread, parameters
from orepact.disruption.rationing import rationing
from orepact.disruption.relief import Relief
from orepact.disruption.respond import respond
from orepact.disruption.response import MarketResponse
from orepact.disruption.scenario import Question, ScenarioResult, answer
from orepact.disruption.scenario_figures import ScenarioFigure, scenario_figures
from orepact.disruption.scenario_lookup import ScenarioLookup
from orepact.disruption.shock import Instrument, Shock
from orepact.disruption.supplied import Kind
from orepact.disruption.switches import Switch, switches
from orepact.disruption.table_files import read_table

__all__ = [
    "GROUPS",
    "AddedSupply",
    "CalmEffect",
    "Component",
    "Draws",
    "EconomicLoss",
    "EndUse",
    "ExpectedLoss",
    "Inflow",
    "InputOutputTable",
    "Instrument",
    "InsuranceBenefit",
    "InsuranceCurve",
    "InsuranceValue",
    "Item",
    "Kappa",
    "KappaRow",
    "Kind",
    "LowerBound",
    "Market",
    "MarketResponse",
    "Need",
    "Producer",
    "Question",
    "Relief",
    "RestrictionPaths",
    "ScenarioFigure",
    "ScenarioLookup",
    "ScenarioResult",
    "Setting",
    "Severity",
    "Shock",
    "Spread",
    "Switch",
    "answer",
    "calm_effect",
    "covered",
    "economic_loss",
    "economies",
    "economy_of",
    "expected_loss",
    "headline",
    "insurance_benefit",
    "insurance_curve",
    "insurance_value",
    "kappa_of",
    "kappa_rows",
    "lower_bound",
    "market_of",
    "parameters",
    "rationing",
    "read_table",
    "respond",
    "restriction_paths",
    "scenario_figures",
    "setting_of",
    "switches",
    "total_expected_loss",
]
