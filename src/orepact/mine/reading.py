"""How contested terms are read: at their central value, or at an end of their range."""

from __future__ import annotations

from dataclasses import dataclass

from orepact.evidence import Parameter
from orepact.mine.levy import TermStatus

__all__ = ["Reading"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How contested terms are read: at their central value, or at an end of their range.

    Parameters
    ----------
    contested : str
        ``central``, ``low`` or ``high``.
    """

    contested: str = "central"

    def of(self, parameter: Parameter, unit: str, status: TermStatus) -> float:
        """Return a term's number; only a contested term moves with the reading."""
        if status is not TermStatus.CONTESTED or self.contested == "central":
            return parameter.to(unit)
        low, high = parameter.bounds(unit)
        return low if self.contested == "low" else high
