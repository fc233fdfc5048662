"""Which real terms carry a plan's gains, in whose power, and who would leave? Levers, fits."""

from orepact.terms.deal import Deal, Way, deal_of, start_values
from orepact.terms.fit import Fit, Valuation, fit_levers
from orepact.terms.inventory import Term, movable, open_levers, terms_of
from orepact.terms.promise import PromiseValue, path_back, promise_value

__all__ = [
    "Deal",
    "Fit",
    "PromiseValue",
    "Term",
    "Valuation",
    "Way",
    "deal_of",
    "fit_levers",
    "movable",
    "open_levers",
    "path_back",
    "promise_value",
    "start_values",
    "terms_of",
]
