"""A gate: a consent, a law or a permit as a state with evidence. It has no price and no weight."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from orepact.evidence import StrictModel

__all__ = ["Asked", "Block", "Evidence", "Gate", "GateKind", "GateState", "Standing", "standing"]


class GateKind(StrEnum):
    """What has to be given."""

    CONSENT = "consent"
    LAW = "law"
    PERMIT = "permit"


class Asked(StrEnum):
    """Whose decision it is."""

    TRIBE = "tribe"
    COMMUNITY = "community"
    DISTRICT = "district"
    PROVINCE = "province"
    FEDERATION = "federation"
    COURT = "court"
    LENDER = "lender"
    COMPANY = "company"


class GateState(StrEnum):
    """Where the decision stands."""

    NOT_ASKED = "not asked"
    ASKED = "asked"
    GIVEN_ON_CONDITIONS = "given on conditions"
    GIVEN = "given"
    WITHHELD = "withheld"
    WITHDRAWN = "withdrawn"
    NOT_REQUIRED = "not required"
    CONTESTED = "contested"


class Block(StrEnum):
    """What may not happen before the gate is open."""

    FIRST_SPEND = "first spend"
    PRODUCTION = "production"


class Standing(StrEnum):
    """What the gates of one project or option mean for a plan."""

    OPEN = "open"
    """Every gate is given, given on conditions or not required, with evidence."""
    UNEVIDENCED = "unevidenced"
    """No gate is refused, but at least one is not asked, asked or contested."""
    BLOCKED = "blocked"
    """A gate is withheld or withdrawn: no plan may contain it."""


_REFUSED = frozenset({GateState.WITHHELD, GateState.WITHDRAWN})
_OPEN = frozenset({GateState.GIVEN, GateState.GIVEN_ON_CONDITIONS, GateState.NOT_REQUIRED})


class Evidence(StrictModel):
    """What shows the state of a gate."""

    source: str
    """Id of a document in ``sources.yaml``."""
    locator: str = ""
    """Ledger row, page or section."""
    shows: str
    """What it shows, in own words."""


class Gate(StrictModel):
    """One decision of people or of the law that a project or an option waits for.

    It is a state and never a price: there is no number in it, and no plan can buy it.
    """

    id: str
    """Short name in lower case with hyphens."""
    title: str
    """The question that is put."""
    kind: GateKind
    """``consent``, ``law`` or ``permit``."""
    guards: tuple[str, ...]
    """Ids of the projects and options that wait for it."""
    asks: Asked
    """Whose decision: ``tribe``, ``community``, ``district``, ``province``, ``federation``,
    ``court``, ``lender`` or ``company``."""
    who: str
    """The body or people who decide."""
    party: str = ""
    """Id of the party that controls it, if it is a party of the case."""
    state: GateState
    """Where the decision stands on ``as_of``."""
    as_of: date
    """Day for which the state is known."""
    blocks: Block
    """What may not happen before it is open."""
    evidence: tuple[Evidence, ...] = ()
    """Needed for every state but ``not asked``."""
    conditions: tuple[str, ...] = ()
    """What was demanded in return, in own words; needed for ``given on conditions``."""
    note: str = ""
    """What else a reader must know."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.guards:
            raise ValueError("guards is empty: a gate must name what waits for it")
        if self.state is not GateState.NOT_ASKED and not self.evidence:
            raise ValueError(f"state {str(self.state)!r} needs evidence; without it: 'not asked'")
        if (self.state is GateState.GIVEN_ON_CONDITIONS) != bool(self.conditions):
            raise ValueError("conditions go with state 'given on conditions', and only with it")
        return self

    @property
    def is_refused(self) -> bool:
        """Whether it is withheld or withdrawn: what it guards cannot be planned."""
        return self.state in _REFUSED

    @property
    def is_open(self) -> bool:
        """Whether it is given, given on conditions or not required, with evidence."""
        return self.state in _OPEN


def standing(gates: Iterable[Gate], guarded: str) -> Standing:
    """Return what the gates of one project or option mean for a plan.

    Blocked as soon as one gate is refused; open only if all are open; else unevidenced. Something
    that no gate guards is unevidenced too: silence is not consent.

    Parameters
    ----------
    gates : iterable of Gate
        All gates of the case.
    guarded : str
        Id of the project or option.

    Examples
    --------
    >>> standing([], "a-mine")
    <Standing.UNEVIDENCED: 'unevidenced'>
    """
    own = [gate for gate in gates if guarded in gate.guards]
    if any(gate.is_refused for gate in own):
        return Standing.BLOCKED
    if own and all(gate.is_open for gate in own):
        return Standing.OPEN
    return Standing.UNEVIDENCED
