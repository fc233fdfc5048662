"""At which real rate each party discounts: its own, an end of its range, or one rate for all."""

from __future__ import annotations

from orepact.case import Case
from orepact.errors import CaseError
from orepact.plan.settings import Setting

__all__ = ["at_end", "first_of_side", "party_rates"]

_SIDES = ("importer", "host", "company")


def at_end(bounds: tuple[float, float], central: float, setting: Setting) -> float:
    """Return the low end, the central value or the high end."""
    return {Setting.LOW: bounds[0], Setting.CENTRAL: central, Setting.HIGH: bounds[1]}[setting]


def party_rates(case: Case, setting: Setting, of: str = "") -> dict[str, float]:
    """Return every party's real rate, a fraction per year.

    Parameters
    ----------
    case : Case
    setting : Setting
        Which end of every range is taken.
    of : str
        Party at whose rate all discount; empty, each at its own.

    Raises
    ------
    CaseError : if a party has no rate
    """
    found = {}
    for party in case.parties:
        if party.id not in case.rates:
            raise CaseError(
                f"party {party.id!r} has no discount rate",
                where="rates.yaml",
                do="Add its real and nominal rate with ranges",
            )
        real = case.rates[of or party.id].real
        found[party.id] = at_end(real.bounds("%"), real.to("%"), setting) / 100.0
    return found


def first_of_side(case: Case) -> dict[str, str]:
    """Return, for each bargaining side, the first of its parties that must agree.

    Its rate stands for the side where all parties are looked at through one rate: a government's
    for the importer and the host, the operator's for the companies.
    """
    found: dict[str, str] = {}
    for side in _SIDES:
        for party in case.parties:
            if str(party.side) == side and party.must_agree:
                found.setdefault(side, party.id)
    return found
