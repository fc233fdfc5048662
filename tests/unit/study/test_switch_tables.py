"""The break-even premium: no premium with a gain, a division by tonnes with a loss, else a gap."""

from __future__ import annotations

from dataclasses import fields
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from orepact.case import load
from orepact.plan import PlanSide, Settings
from orepact.quantity import Kind
from orepact.study.book import Book
from orepact.study.plan_result import PlanResult
from orepact.study.switch_tables import add_breakeven
from orepact.study.switches import _CAPITAL, _PLAIN, _TOLLS, _plain_settings
from orepact.trace import Record, RecordKind


class Anything:
    """A lookup that knows every id as a case parameter."""

    def find(self, id_: str) -> Record | None:
        from orepact.quantity import Value

        return Record(
            id=id_, title=id_, value=Value.exact(1.0), unit="1", kind=RecordKind.PARAMETER
        )


def _result(gain: float, kt: float) -> PlanResult:
    column = SimpleNamespace(id="mine:planned:2027:loan", project="mine", needs_deal=True)
    data = SimpleNamespace(
        parties=(SimpleNamespace(id="buyer", side=PlanSide.IMPORTER),),
        side=lambda _: (0,),
        years=np.array([2026, 2027]),
        horizon=(2026, 2030),
        columns=(column,),
        products=("copper/refined",),
        product_units=("kt/yr",),
        output=np.array([[[0.0, kt]]]),
    )
    point = SimpleNamespace(
        relative_gap=0.0, absolute_gap=0.0, bound=0.0, nodes=1, decisions=None,
        check=SimpleNamespace(families=()),
    )  # fmt: skip
    found: Any = SimpleNamespace(
        data=data,
        chosen=(column,),
        dust=0.002,
        gains=SimpleNamespace(central=np.array([gain])),
        bargain=SimpleNamespace(equal=point, equal_gain=gain),
        case=SimpleNamespace(
            rates={"buyer": SimpleNamespace(real=SimpleNamespace(to=lambda _: 21.0))}
        ),
        rate_parents=lambda *_: [],
        column_parents=lambda _: [],
    )
    return cast(PlanResult, found)


def _row(gain: float, kt: float) -> tuple[Book, dict[str, Any]]:
    book = Book([Anything()])
    add_breakeven(book, _result(gain, kt))
    return book, dict(book.tables["plan.breakeven"].rows[0])


def test_a_gain_without_premium_needs_none_and_is_shown() -> None:
    book, row = _row(5.0, 10.0)
    assert "premium" not in row
    assert "without any strategic premium" in row["what"]
    assert book.records[row["gain"]["ref"]].value.number == 5.0


def test_a_loss_is_divided_by_discounted_tonnes() -> None:
    """10 kt in 2027 at 21 % from mid-2027: 10,000 / 1.21^1.5 = 10,000 / 1.331 t; 13.31 M lost."""
    book, row = _row(-13.31, 10.0)
    found = book.records[row["premium"]["ref"]]
    assert found.unit == "USD/t"
    assert found.value.number == pytest.approx(13.31e6 * 1.331 / 10_000)


def test_nothing_delivered_is_a_gap_and_not_a_zero() -> None:
    book, row = _row(0.0, 0.0)
    assert book.records[row["premium"]["ref"]].value.kind is Kind.MISSING
    assert book.records[row["gain"]["ref"]].value.number == 0.0


def test_a_gain_within_the_tolerance_of_the_solver_is_no_gain() -> None:
    book, row = _row(0.001, 10.0)
    assert book.records[row["gain"]["ref"]].value.number == 0.0
    assert book.records[row["premium"]["ref"]].value.number == 0.0


def test_every_switch_changes_one_thing() -> None:
    """A row that changed two would be read as the effect of the one that names it."""
    plain = Settings()
    for switch, setting, found in [*_plain_settings(load("us-pakistan")), _CAPITAL, _TOLLS, _PLAIN]:
        changed = [
            item.name
            for item in fields(Settings)
            if getattr(found, item.name) != getattr(plain, item.name)
        ]
        assert len(changed) <= 1, (switch, setting, changed)
