"""The face of the room: every name is there, and names alone stay quick."""

from __future__ import annotations

import subprocess
import sys

import pytest

from orepact import evidence


def test_every_exported_name_can_be_had() -> None:
    assert len(set(evidence.__all__)) == len(evidence.__all__)
    for name in evidence.__all__:
        assert getattr(evidence, name) is not None
        assert type(getattr(evidence, name)).__name__ != "module"


def test_an_unknown_attribute_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = evidence.nothing_like_it


def test_names_alone_import_no_table_library() -> None:
    code = (
        "import sys; from orepact.evidence import country; country('Burma'); "
        "print([n for n in ('polars','pydantic','pint','yaml') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
