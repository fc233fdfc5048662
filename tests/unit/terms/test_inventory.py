"""A term is moved only by whom the law gives the power, and only if it is open."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from orepact import case as cases
from orepact.case import Case
from orepact.errors import CaseError, OrepactError, ProblemsError, UnknownNameError
from orepact.mine import TermStatus
from orepact.terms import movable, open_levers, same_sign, terms_of


def test_locked_terms_are_no_levers_until_a_renegotiation_unlocks_them(shipped: Case) -> None:
    plain = {lever.id for lever in open_levers(shipped, "reko-diq")}
    assert "reko-diq-royalty" not in plain
    wider = {lever.id for lever in open_levers(shipped, "reko-diq", variant="royalty-reopened")}
    assert wider - plain == {"reko-diq-royalty"}
    with pytest.raises(UnknownNameError, match="renegotiation"):
        open_levers(shipped, "reko-diq", variant="royalty-reopend")


def test_a_locked_term_names_the_renegotiation_that_could_move_it(shipped: Case) -> None:
    with pytest.raises(CaseError, match="is locked") as raised:
        movable(shipped, "reko-diq-royalty", by="balochistan")
    assert "royalty-reopened" in str(raised.value)
    lever = movable(shipped, "reko-diq-royalty", by="balochistan", variant="royalty-reopened")
    assert lever.of == "royalty"


def test_a_term_outside_a_partys_power_is_refused(shipped: Case) -> None:
    with pytest.raises(CaseError, match="federation cannot grant") as raised:
        movable(shipped, "reko-diq-royalty", by="federation")
    assert "in the power of balochistan" in str(raised.value)


def test_every_line_of_a_regime_has_a_state_and_a_law(shipped: Case) -> None:
    found = terms_of(shipped, ["reko-diq"])
    assert {term.status for term in found} == set(TermStatus)
    assert all(term.legal_source for term in found)
    royalty = next(term for term in found if term.id == "reko-diq:royalty")
    assert royalty.granted_by == ("balochistan",)
    assert royalty.lever == "reko-diq-royalty"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("granted_by: balochistan", "granted_by: federation", "federation cannot grant"),
        ("of: royalty\n", "of: royalti\n", "Did you mean royalty"),
        ("of: exim\n", "of: exim-bank\n", "facility 'exim-bank' is not in the case"),
        ("granted_by: us-exim", "granted_by: barrick", "Only the lender sets its margin"),
        ("    payer: barrick\n", "    payer: ifc\n", "ifc owns nothing of reko-diq"),
        ("  latest: latest", "  latest: newest", "price deck 'newest'"),
        ("unlocks: [reko-diq-carry]", "unlocks: [reko-carry]", "which is no lever here"),
        ("    kind: toll\n", "    kind: tol\n", "kind"),
    ],
)
def test_what_cannot_be_in_a_terms_file_is_told_with_its_line(
    shipped: Case, tmp_path: Path, before: str, after: str, said: str
) -> None:
    folder = copytree(shipped.folder, tmp_path / "us-pakistan")
    path = folder / "terms.yaml"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))
    with pytest.raises(ProblemsError) as raised:
        cases.load(folder)
    problems = [item for item in raised.value.problems if said in str(item)]
    assert problems
    assert "terms.yaml" in problems[0].where


def test_a_host_whose_tiers_differ_in_sign_is_not_said_to_gain() -> None:
    assert same_sign({"province": 2.0, "federation": 0.0}, 0.1, whole="X") == "gains"
    assert same_sign({"province": -2.0, "federation": 0.0}, 0.1, whole="X") == "loses"
    assert same_sign({"province": 0.0}, 0.1, whole="X") == "neither gains nor loses"
    with pytest.raises(OrepactError, match="cannot be said to gain") as raised:
        same_sign({"province": 2.0, "federation": -1.0}, 0.1, whole="The host")
    assert "province gain and federation lose" in str(raised.value)
