"""A detailed table carried to later totals."""

import numpy as np
import pytest

from orepact.disruption.rebase import Accounts, balanced, on_block_totals, rebase
from orepact.errors import EvidenceError

GROUPS = np.array([0, 0, 1])


def accounts(scale: float = 1.0) -> Accounts:
    """Three industries in two groups, each making its own commodity; the table balances."""
    use = np.array([[5.0, 5.0, 10.0], [2.0, 10.0, 3.0], [10.0, 5.0, 0.0]])
    imported = np.array([[1.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 0.0]])
    output = np.array([50.0, 60.0, 40.0])
    return Accounts(
        make=np.diag(output) * scale,
        use=use * scale,
        imported=imported * scale,
        value_added=(output - use.sum(axis=0)) * scale,
    )


def broad(of: Accounts, scale: float = 1.0) -> Accounts:
    """The same accounts in two groups."""
    add = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    return Accounts(
        make=add @ of.make @ add.T * scale,
        use=add @ of.use @ add.T * scale,
        imported=add @ of.imported @ add.T * scale,
        value_added=add @ of.value_added * scale,
    )


def test_totals_of_the_same_year_change_nothing() -> None:
    detail = accounts()
    found = rebase(
        detail,
        broad(detail),
        industry_groups=GROUPS,
        commodity_groups=GROUPS,
        later_output=detail.make.sum(axis=1),
    )
    assert found.domestic_use == pytest.approx(detail.domestic_use, abs=1e-6)
    assert found.value_added == pytest.approx(detail.value_added, abs=1e-6)
    assert found.make == pytest.approx(detail.make)


def test_twice_the_money_gives_twice_the_table() -> None:
    detail = accounts()
    found = rebase(
        detail,
        broad(detail, 2.0),
        industry_groups=GROUPS,
        commodity_groups=GROUPS,
        later_output=2.0 * detail.make.sum(axis=1),
    )
    assert found.domestic_use == pytest.approx(2.0 * detail.domestic_use, abs=1e-6)
    assert found.value_added == pytest.approx(2.0 * detail.value_added, abs=1e-6)


def test_the_rebased_table_balances_and_keeps_the_groups_value_added() -> None:
    detail = accounts()
    later = broad(detail, 1.3)
    output = 1.3 * detail.make.sum(axis=1) + np.array([6.5, -6.5, 0.0])
    found = rebase(
        detail, later, industry_groups=GROUPS, commodity_groups=GROUPS, later_output=output
    )
    made = found.make.sum(axis=0)
    assert found.domestic_use.sum(axis=1) + found.final_use == pytest.approx(made, rel=1e-6)
    assert found.value_added.sum() == pytest.approx(later.value_added.sum(), rel=1e-9)
    assert (found.value_added <= output).all()


def test_sales_of_used_goods_below_zero_count_as_none() -> None:
    negative = Accounts(
        make=np.eye(1),
        use=np.array([[-0.5]]),
        imported=np.zeros((1, 1)),
        value_added=np.ones(1),
    )
    assert negative.domestic_use.tolist() == [[0.0]]


def test_an_empty_block_stays_empty() -> None:
    detail = np.array([[0.0, 1.0], [0.0, 1.0]])
    scaled = on_block_totals(detail, np.array([0, 0]), np.array([0, 1]), np.array([[7.0, 4.0]]))
    assert scaled.tolist() == [[0.0, 2.0], [0.0, 2.0]]


def test_margins_that_cannot_be_met_are_refused() -> None:
    table, residual = balanced(np.eye(2), np.array([1.0, 2.0]), np.array([2.0, 1.0]))
    assert residual > 0.1
    detail = accounts()
    later = broad(detail)
    wrong = Accounts(
        make=later.make,
        use=later.use,
        imported=later.imported,
        value_added=np.array([0.0, later.value_added.sum()]) * 10.0,
    )
    with pytest.raises(EvidenceError, match="cannot be spread"):
        rebase(
            detail,
            wrong,
            industry_groups=GROUPS,
            commodity_groups=GROUPS,
            later_output=detail.make.sum(axis=1),
        )
    assert table.sum() > 0.0
