"""Who plays in the game of tiers: consent is a gate, and nobody who holds it alone is a player."""

from __future__ import annotations

import numpy as np

from orepact.case import Case, ControlKind
from orepact.solve import Linear
from orepact.terms.points import _players


def test_who_holds_consent_alone_is_no_player_and_everybody_else_is(shipped: Case) -> None:
    every = {party.id: Linear(coefficients=np.ones(1)) for party in shipped.parties}
    members = _players(shipped, every)
    playing = {party for parties in members.values() for party in parties}
    consent = {
        party.id
        for party in shipped.parties
        if {item.what for item in party.controls} == {ControlKind.CONSENT}
    }
    assert "chagai-communities" in consent
    assert not playing & consent
    assert not {"community", "district"} & set(members)
    sided = {p.id for p in shipped.parties if str(p.side) in ("importer", "host", "company")}
    assert playing == sided - consent
    assert set(members) >= {"importer", "federation", "province", "state-owned firm", "companies"}
