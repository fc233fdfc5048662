"""Which real terms carry a plan's gains, in whose power, and who would leave? Levers, fits."""

from orepact.terms.boom import BOOM, boom_chain, with_boom
from orepact.terms.carried import Carried, carried
from orepact.terms.deal import Deal, Way, deal_of, start_values
from orepact.terms.division import Division, divisions, outlays, same_sign, sums_by_tier
from orepact.terms.fit import Fit, Valuation, fit_levers
from orepact.terms.in_draws import Drift, InDraws, meant_by
from orepact.terms.inventory import Term, movable, open_levers, terms_of
from orepact.terms.least_short import LeastShort, Ledge, least_short, ledge_of
from orepact.terms.outcome import (
    ProjectTerms,
    StayingPower,
    project_terms,
    staying_power,
    terms_of_plan,
)
from orepact.terms.peers import under_regime
from orepact.terms.points import (
    BargainingPoints,
    TierGame,
    bargaining_points,
    chosen_columns,
    tier_game,
)
from orepact.terms.promise import PromiseValue, path_back, promise_value
from orepact.terms.repair import Repair, repairs
from orepact.terms.sides_frontier import SidesFrontier, sides_frontier
from orepact.terms.staying import Index, Stakes, ahead, index_of

__all__ = [
    "BOOM",
    "BargainingPoints",
    "Carried",
    "Deal",
    "Division",
    "Drift",
    "Fit",
    "InDraws",
    "Index",
    "LeastShort",
    "Ledge",
    "ProjectTerms",
    "PromiseValue",
    "Repair",
    "SidesFrontier",
    "Stakes",
    "StayingPower",
    "Term",
    "TierGame",
    "Valuation",
    "Way",
    "ahead",
    "bargaining_points",
    "boom_chain",
    "carried",
    "chosen_columns",
    "deal_of",
    "divisions",
    "fit_levers",
    "index_of",
    "least_short",
    "ledge_of",
    "meant_by",
    "movable",
    "open_levers",
    "outlays",
    "path_back",
    "project_terms",
    "promise_value",
    "repairs",
    "same_sign",
    "sides_frontier",
    "start_values",
    "staying_power",
    "sums_by_tier",
    "terms_of",
    "terms_of_plan",
    "tier_game",
    "under_regime",
    "with_boom",
]
