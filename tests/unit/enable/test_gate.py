from __future__ import annotations

import itertools
from typing import Any

import pytest
from pydantic import ValidationError

from orepact.enable import Gate, GateState, Standing, standing
from orepact.evidence import Parameter

REFUSED = (GateState.WITHHELD, GateState.WITHDRAWN)
OPEN = (GateState.GIVEN, GateState.GIVEN_ON_CONDITIONS, GateState.NOT_REQUIRED)


def gate(state: GateState, name: str = "a-gate", **more: Any) -> Gate:
    content: dict[str, Any] = {
        "id": name,
        "title": "Do they agree?",
        "kind": "consent",
        "guards": ["a-mine"],
        "asks": "community",
        "who": "Those who live there",
        "state": state.value,
        "as_of": "2026-01-01",
        "blocks": "first spend",
    }
    if state is not GateState.NOT_ASKED:
        content["evidence"] = [{"source": "a-document", "shows": "what they said"}]
    if state is GateState.GIVEN_ON_CONDITIONS:
        content["conditions"] = ["a clinic"]
    import json

    return Gate.model_validate_json(json.dumps(content | more), strict=True)


def _field_types(annotation: Any) -> set[Any]:
    inner = getattr(annotation, "__args__", ())
    return {annotation}.union(*(_field_types(item) for item in inner)) if inner else {annotation}


def test_a_gate_has_no_field_that_could_hold_a_price_or_a_weight() -> None:
    types = set().union(*(_field_types(f.annotation) for f in Gate.model_fields.values()))
    assert not types & {int, float, Parameter}
    assert not {"cost", "price", "weight", "value", "penalty"} & set(Gate.model_fields)
    with pytest.raises(ValidationError, match="cost"):
        gate(GateState.GIVEN, cost=5.0)


@pytest.mark.parametrize("refused", REFUSED)
@pytest.mark.parametrize("other", list(GateState))
def test_one_refused_gate_blocks_whatever_the_others_say(
    refused: GateState, other: GateState
) -> None:
    gates = [gate(other, "first"), gate(refused, "second")]
    for order in itertools.permutations(gates):
        assert standing(order, "a-mine") is Standing.BLOCKED


@pytest.mark.parametrize("state", [s for s in GateState if s not in (*REFUSED, *OPEN)])
def test_asked_not_asked_and_contested_are_neither_consent_nor_refusal(state: GateState) -> None:
    assert standing([gate(GateState.GIVEN, "first"), gate(state)], "a-mine") is Standing.UNEVIDENCED


def test_only_evidence_on_every_gate_opens() -> None:
    assert standing([gate(state, f"g-{n}") for n, state in enumerate(OPEN)], "a-mine") is (
        Standing.OPEN
    )


def test_silence_is_not_consent() -> None:
    assert standing([gate(GateState.GIVEN)], "another-mine") is Standing.UNEVIDENCED


@pytest.mark.parametrize("state", [s for s in GateState if s is not GateState.NOT_ASKED])
def test_every_state_but_not_asked_needs_evidence(state: GateState) -> None:
    with pytest.raises(ValidationError, match="needs evidence"):
        gate(state, evidence=[])


def test_conditions_go_with_conditional_consent_only() -> None:
    with pytest.raises(ValidationError, match="conditions go with"):
        gate(GateState.GIVEN, conditions=["a clinic"])
    with pytest.raises(ValidationError, match="conditions go with"):
        gate(GateState.GIVEN_ON_CONDITIONS, conditions=[])


def test_a_gate_that_guards_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="guards is empty"):
        gate(GateState.NOT_ASKED, guards=[])
