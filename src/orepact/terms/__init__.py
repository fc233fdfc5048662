"""Which real terms carry a plan's gains, in whose power, and who would leave? Levers, fits."""

from orepact.terms.boom import BOOM, boom_chain, with_boom
from orepact.terms.deal import Deal, Way, deal_of, start_values
from orepact.terms.fit import Fit, Valuation, fit_levers
from orepact.terms.inventory import Term, movable, open_levers, terms_of
from orepact.terms.outcome import (
    ProjectTerms,
    StayingPower,
    project_terms,
    staying_power,
    terms_of_plan,
)
from orepact.terms.promise import PromiseValue, path_back, promise_value
from orepact.terms.repair import Repair, repairs
from orepact.terms.staying import Index, Stakes, ahead, index_of

__all__ = [
    "BOOM",
    "Deal",
    "Fit",
    "Index",
    "ProjectTerms",
    "PromiseValue",
    "Repair",
    "Stakes",
    "StayingPower",
    "Term",
    "Valuation",
    "Way",
    "ahead",
    "boom_chain",
    "deal_of",
    "fit_levers",
    "index_of",
    "movable",
    "open_levers",
    "path_back",
    "project_terms",
    "promise_value",
    "repairs",
    "start_values",
    "staying_power",
    "terms_of",
    "terms_of_plan",
    "with_boom",
]
