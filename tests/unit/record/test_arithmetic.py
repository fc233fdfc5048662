"""Claims are compared in units: what cannot be compared is refused, never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepact.errors import OrepactError
from orepact.record import Measured, NotCoveredError, check_arithmetic, evaluate


def test_quantity_times_price_is_money() -> None:
    # 13.1e6 t x 9,815 USD/t = 128.5765e9 USD
    found = evaluate("copper * [9815 USD/t]", {"copper": Measured(13.1, "Mt")})
    assert isinstance(found, Measured)
    assert found.to("bnUSD") == pytest.approx(128.5765)


def test_grade_times_rock_is_metal_whatever_the_units() -> None:
    # 3.0e9 t x 0.26 g/t = 780 t of gold = 780e6 g / 31.1034768 g/oz = 25.0776 Moz
    found = evaluate("rock * [0.26 g/t]", {"rock": Measured(3.0, "Gt")})
    assert isinstance(found, Measured)
    assert found.to("Moz") == pytest.approx(25.0776, abs=1e-4)


def test_a_percentage_compares_with_a_share() -> None:
    assert evaluate("share > [25 %]", {"share": Measured(0.26)}) is True
    assert evaluate("[10 %] < share <= [26 %]", {"share": Measured(0.26)}) is True


@pytest.mark.parametrize(
    "formula",
    [
        "copper > [3 USD]",
        "copper + [3 yr]",
        "copper == 'thirteen'",
        "copper",
        "missing_name > 1",
        "copper ** 2 > 1",
        "__import__('os')",
        "copper.unit",
        "[3 bushels] > 1",
        "copper >",
        "lambda: 1",
        "near(copper)",
    ],
)
def test_what_is_no_comparison_is_refused_with_its_place(formula: str) -> None:
    if formula == "copper":
        assert isinstance(evaluate(formula, {"copper": Measured(13.1, "Mt")}), Measured)
        return
    with pytest.raises(OrepactError) as error:
        evaluate(formula, {"copper": Measured(13.1, "Mt")}, where="claims.yaml: C001")
    assert "claims.yaml: C001" in str(error.value)


def test_a_term_that_evidence_lacks_is_not_covered_and_never_zero() -> None:
    with pytest.raises(NotCoveredError):
        evaluate("a > 0", {"a": None})
    with pytest.raises(NotCoveredError):
        evaluate("[1 t] / a > 0", {"a": Measured(0.0, "t")})


def test_or_stops_at_what_holds_so_that_an_uncovered_term_behind_it_does_not_matter() -> None:
    assert evaluate("b > 0 or a > 0", {"a": None, "b": Measured(1.0)}) is True


@given(st.floats(1e-3, 1e6), st.floats(1e-3, 1e6), st.sampled_from(["t", "kt", "Mt", "lb", "Moz"]))
def test_the_unit_that_a_number_is_written_in_changes_nothing(
    one: float, other: float, unit: str
) -> None:
    given_in = {"a": Measured(one, "t"), "b": Measured(other, "kt")}
    anew = {
        "a": Measured(given_in["a"].to(unit), unit),
        "b": Measured(given_in["b"].to(unit), unit),
    }
    for formula in ("a + b", "a * b", "a - b"):
        first, second = evaluate(formula, dict(given_in)), evaluate(formula, dict(anew))
        assert isinstance(first, Measured)
        assert isinstance(second, Measured)
        scale = max(abs(one), abs(other) * 1000.0) ** (2 if "*" in formula else 1)
        assert first.number == pytest.approx(second.to(first.unit), rel=1e-9, abs=1e-12 * scale)


def test_a_printed_figure_is_set_beside_what_its_inputs_give() -> None:
    found = check_arithmetic("[13.1 Mt] * [9815 USD/t] + [17.9 Moz] * [3016 USD/oz]", "60 bnUSD")
    assert not found.agrees
    assert found.computed == pytest.approx(182.56, abs=0.01)
    assert check_arithmetic("[278 person] + [138 person]", "416 person", within=0.0).agrees


@pytest.mark.parametrize(
    ("formula", "said"),
    [("[1 t] * [2 t]", "3 USD"), ("[1 t] > [2 t]", "3 t"), ("[1 t]", "many"), ("", "3 t")],
)
def test_a_sum_that_cannot_be_compared_is_refused(formula: str, said: str) -> None:
    with pytest.raises(OrepactError):
        check_arithmetic(formula, said)
