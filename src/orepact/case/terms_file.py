"""``terms.yaml``: which terms can be moved, by whom, how far; and what could make a side leave.

The lines of law stand in the regime files with their status and their source; here stands only
what a file of law does not say.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, StrictModel
from orepact.mine import TermStatus

__all__ = [
    "BreachEvent",
    "EventKind",
    "Lever",
    "LeverKind",
    "NeedWeight",
    "Power",
    "Renegotiation",
    "Staying",
    "TermsFile",
]

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class LeverKind(StrEnum):
    """What sort of instrument moves money between two parties."""

    LEVY = "levy"
    """The rate of a line of the project's regime, ``of`` its id."""
    PAYMENT = "payment"
    """A share of revenue or of net smelter return, by contract, to ``to``: a discount too."""
    TOLL = "toll"
    """Money per tonne of product shipped, to ``to``: an access charge or a terminal's fee."""
    MARGIN = "margin"
    """The lending margin of a facility, ``of`` its id, in points."""
    EQUITY = "equity"
    """A share of the project, from ``payer`` to ``to``, with its cash calls."""
    CARRY = "carry"
    """A share of the project, from ``payer`` to ``to``, free of cash calls."""
    WINDFALL = "windfall"
    """A share of the revenue above the price of deck ``of``, to ``to``."""
    FLOOR = "floor"
    """A price floor, as a share of the price of deck ``of``, paid by ``payer`` to the project."""


class Power(StrictModel):
    """Who may change which public term."""

    party: str
    """Who may grant it."""
    levies_of: tuple[str, ...]
    """Recipients whose levies it may change: mostly itself."""
    legal_source: str
    """Rows of the ledger of legal terms."""
    note: str = ""


class Lever(StrictModel):
    """One instrument that a deal may move, within bounds."""

    id: Slug
    title: str
    project: str
    kind: LeverKind
    of: str = ""
    """Levy, facility or price deck that it changes; for a payment ``nsr`` or ``revenue``."""
    to: str = ""
    """Who receives; for a levy and a margin it follows from ``of``."""
    payer: str = ""
    """Who gives a share, or pays a floor; elsewhere the project pays."""
    granted_by: str
    """Who must agree to it; it must be in this party's power."""
    least: Parameter
    """Smallest value: for a levy and a margin its rate, else the amount that is added."""
    most: Parameter
    """Largest value."""
    contracted: Parameter | None = None
    """For a floor: share of the output under it, percent."""
    status: TermStatus | None = None
    """Locked, open or contested; for a levy it stands in the regime file and not here."""
    legal_source: str
    note: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        is_levy = self.kind is LeverKind.LEVY
        if is_levy != (self.status is None):
            raise ValueError(
                "a levy's status stands in its regime file, and only there"
                if is_levy
                else "status is missing: locked, open or contested"
            )
        needing = (LeverKind.LEVY, LeverKind.MARGIN, LeverKind.FLOOR, LeverKind.WINDFALL)
        if self.kind in needing and not self.of:
            raise ValueError(f"a {self.kind} needs `of`, what it changes")
        if self.kind is LeverKind.PAYMENT and self.of not in ("nsr", "revenue"):
            raise ValueError("a payment is a share `of: nsr` or `of: revenue`")
        paid = (LeverKind.PAYMENT, LeverKind.TOLL, LeverKind.WINDFALL)
        if self.kind in paid and not self.to:
            raise ValueError(f"a {self.kind} needs `to`, who receives it")
        gives = self.kind in (LeverKind.EQUITY, LeverKind.CARRY)
        if gives and not (self.payer and self.to and self.payer != self.to):
            raise ValueError("a share needs `payer` and `to`, two parties")
        if self.kind is LeverKind.FLOOR and (not self.payer or self.contracted is None):
            raise ValueError("a floor needs `payer` and `contracted`, the share of output under it")
        unit = self.unit
        low, high = self.least.to(unit), self.most.to(unit)
        if not low <= high:
            raise ValueError(f"least {low:g} {unit} exceeds most {high:g} {unit}")
        return self

    @property
    def unit(self) -> str:
        """Unit in which its value is counted."""
        return "USD/t" if self.kind is LeverKind.TOLL else "%"


class Renegotiation(StrictModel):
    """A named variant that moves locked terms, with its legal route and what it exposes to."""

    id: Slug
    title: str
    unlocks: Annotated[tuple[str, ...], Field(min_length=1)]
    """Levers."""
    route: str
    """Which bodies must do what, in which order."""
    legal_source: str
    exposure: Parameter
    """What may have to be paid if it is done against the other side's will."""
    exposed: str
    """Who would pay it."""
    note: str = ""


class EventKind(StrEnum):
    """How a bargain is left."""

    SEIZURE = "seizure"
    """The host runs the project itself."""
    TERMS = "change of terms"
    """The host takes a larger share of the owners' cash."""
    IDLING = "idling"
    """The operator stops and leaves."""
    NOT_CLOSING = "not closing"
    """A lender does not disburse, or stops."""
    IMPORTER = "tariff or programme change"
    """The importer ends its purchases, its floor or its loan."""
    COURT = "court annulment"
    """A court voids the agreements."""


class BreachEvent(StrictModel):
    """One way of leaving, how often it has happened, and what it would bring."""

    id: Slug
    title: str
    kind: EventKind
    parties: Annotated[tuple[str, ...], Field(min_length=1)]
    """Who could do it, each looked at alone; for a court who it would fall on."""
    base_rate: Parameter
    """Percent a year, from comparable cases; D with a range where nothing is counted."""
    base_note: str
    """What was counted."""
    efficiency: Parameter | None = None
    """Seizure: output kept, percent of the project's net cash. Change of terms: share of the
    owners' distributions taken, percent."""
    years: Parameter | None = None
    """How many years it lasts."""
    penalty: Parameter | None = None
    """What it would cost who does it besides compensation: aid, programmes; million."""
    compensation: Parameter | None = None
    """Share of what the other owners lose that would in the end be paid to them, percent."""
    together: tuple[str, ...] = ()
    """Parties that could also do it as one; money counts at the rate of the first."""
    blocs: tuple[tuple[str, ...], ...] = ()
    """Further sets of parties that could do it as one, for example a state with its companies."""
    recovery: Parameter | None = None
    """Idling: what the equipment brings, percent of capital spent. Not closing: what of the
    balance is recovered, percent."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        needed = {
            EventKind.SEIZURE: ("efficiency", "years", "penalty", "compensation"),
            EventKind.TERMS: ("efficiency", "years", "penalty", "compensation"),
            EventKind.IDLING: ("recovery",),
            EventKind.NOT_CLOSING: ("recovery",),
        }.get(self.kind, ())
        missing = [name for name in needed if getattr(self, name) is None]
        if missing:
            raise ValueError(f"a {self.kind} needs {', '.join(missing)}")
        if self.base_rate.to("%/yr") < 0.0:
            raise ValueError("a base rate below 0")
        return self


class Staying(StrictModel):
    """How the will to stay is tested."""

    latest: str
    """Price deck that is today's."""
    boom: Parameter
    """Price in a boom that lasts, times the latest deck's; above 1."""
    boom_chance: Parameter
    """Chance a year that such a boom begins, percent."""
    events: Annotated[tuple[BreachEvent, ...], Field(min_length=1)]


class NeedWeight(StrictModel):
    """Weight of one side in the bargain when need counts."""

    side: str
    weight: Parameter


class TermsFile(StrictModel):
    """``terms.yaml``."""

    powers: tuple[Power, ...] = ()
    levers: tuple[Lever, ...] = ()
    renegotiations: tuple[Renegotiation, ...] = ()
    need_weights: tuple[NeedWeight, ...] = ()
    """Weights of sides when need counts: a switch, and nobody's view of what is just."""
    staying: Staying | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        _once("lever", [lever.id for lever in self.levers])
        _once("renegotiation", [item.id for item in self.renegotiations])
        known = {lever.id for lever in self.levers}
        for item in self.renegotiations:
            strange = sorted(set(item.unlocks) - known)
            if strange:
                raise ValueError(f"{item.id} unlocks {', '.join(strange)}, which is no lever here")
        if self.staying is not None:
            _once("event", [event.id for event in self.staying.events])
        return self


def _once(kind: str, ids: Sequence[str]) -> None:
    twice = sorted({name for name in ids if list(ids).count(name) > 1})
    if twice:
        raise ValueError(f"{kind} {', '.join(twice)} stands twice")
