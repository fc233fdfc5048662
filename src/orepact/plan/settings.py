"""The visible switches of a plan, and which end of a range each takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from orepact.plan.joint import DRAWS
from orepact.plan.risk_weight import Risk

__all__ = ["Setting", "Settings"]


class Setting(StrEnum):
    """Which end of a range is taken."""

    LOW = "low"
    CENTRAL = "central"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The visible switches of a plan.

    Parameters
    ----------
    rates, premiums, credit_loss : Setting
        Which end of every range is taken.
    one_rate : str
        Party at whose real rate all parties discount; empty, each at its own.
    leads : Setting
        Which end of the enablers' lead times is taken.
    deck : str
        One price deck with weight 1; empty, the case's weights.
    is_tolled : bool
        Whether projects pay the owners of the works that they use; then ``build_data`` needs the
        table of :func:`tolled_columns`.
    is_law_awaited : bool
        Whether a column comes about only in draws in which the law it rests on is repaired before
        its first spend; on the central path, which has no draws, whether it is left out where that
        is less likely than not.
    is_local_share_binding : bool
        Whether promised shares of local workers bind, instead of being reported.
    is_insured : bool
        Whether the importer counts the expected loss that supply avoids.
    is_joint : bool
        Whether prices, capital, cost, grade and delay are drawn together; else each deck's
        central path stands alone.
    draws, seed : int
        Draws of the joint process per price deck.
    risk : Risk
        Weight of bad outcomes.
    leave_out_unevidenced : bool
        Whether projects whose gates are neither open nor refused are left out.
    without_before : int
        Columns that spend before this year are left out; 0, none.
    refused : dict of str to str
        Projects or options left out for another reason, with that reason.
    """

    rates: Setting = Setting.CENTRAL
    premiums: Setting = Setting.CENTRAL
    credit_loss: Setting = Setting.CENTRAL
    one_rate: str = ""
    leads: Setting = Setting.CENTRAL
    deck: str = ""
    is_insured: bool = True
    is_tolled: bool = False
    is_law_awaited: bool = False
    is_local_share_binding: bool = False
    is_joint: bool = True
    draws: int = DRAWS
    seed: int = 0
    risk: Risk = field(default_factory=Risk)
    leave_out_unevidenced: bool = False
    without_before: int = 0
    refused: Mapping[str, str] = field(default_factory=dict)
