from __future__ import annotations

from orepact.evidence import StrictModel, field_meanings


class _Seam(StrictModel):
    """A seam."""

    depth_m: float
    """Metres below ground."""
    note: str = ""


class _Coal(_Seam):
    """A seam of coal."""

    ash: float
    """Share that does not burn."""


class _Pit(StrictModel):
    """A pit."""

    seam: _Seam
    """What is dug."""


def test_a_field_means_what_stands_beneath_it_also_when_inherited() -> None:
    assert field_meanings(_Coal) == {
        "depth_m": "Metres below ground.",
        "ash": "Share that does not burn.",
    }


def test_the_json_schema_tells_meanings_at_every_depth() -> None:
    schema = _Pit.model_json_schema()
    assert schema["properties"]["seam"]["description"] == "What is dug."
    inner = schema["$defs"]["_Seam"]["properties"]
    assert inner["depth_m"]["description"] == "Metres below ground."
    assert "description" not in inner["note"]
