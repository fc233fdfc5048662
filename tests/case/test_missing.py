"""What the shipped case does not know, and what knowing it would be worth."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from orepact.case import Case, load
from orepact.cli import main
from orepact.cli.app import app
from orepact.mine import ChanceNumbers
from orepact.record import (
    EVERYTHING,
    STUDY,
    InformationLookup,
    UnknownKind,
    information_id,
    knowledge_of,
    stale_publishers,
    unknowns,
    who_knows,
)
from orepact.trace import Lookup, walk


@pytest.fixture(scope="module")
def case() -> Case:
    return load("us-pakistan")


def test_knowing_one_thing_is_never_worth_more_than_knowing_everything(case: Case) -> None:
    for found in knowledge_of(case).values():
        if found.worth is None:
            continue
        for known in found.worth.partial.values():
            assert 0.0 <= known.low <= known.high <= found.worth.perfect


def test_prices_are_worth_more_knowing_than_any_single_study_of_the_furnace(case: Case) -> None:
    worth = knowledge_of(case)["muslim-bagh-ferrochrome"].worth
    assert worth is not None
    single = [name for name in worth.partial if name not in {"prices", "deck", STUDY}]
    assert worth.partial["prices"].low > max(worth.partial[name].high for name in single)


def test_a_project_without_prices_says_why_nothing_is_computed(case: Case) -> None:
    found = knowledge_of(case)["staged-exploration"]
    assert found.worth is None
    assert "nothing is sold" in found.gap


def test_every_input_has_somebody_who_could_say(case: Case) -> None:
    for found in knowledge_of(case).values():
        assert all(who_knows(name) for name in (found.worth.partial if found.worth else ()))
    assumed = [item for item in unknowns(case) if item.kind is UnknownKind.ASSUMED]
    assert {"projects", "decks"} <= {item.file for item in assumed}
    assert all(item.who and item.ids for item in assumed)


def test_consents_not_given_are_unknown_and_have_no_worth(case: Case) -> None:
    consents = [item for item in unknowns(case) if item.kind is UnknownKind.CONSENT]
    assert consents
    assert all(item.who and not item.ids for item in consents)


def test_stale_documents_count_the_most_first(case: Case) -> None:
    counts = [len(ids) for ids in stale_publishers(case).values()]
    assert counts == sorted(counts, reverse=True)


def test_the_worth_of_knowing_leads_back_to_the_numbers_of_the_case(case: Case) -> None:
    lookups: list[Lookup] = [InformationLookup(case), ChanceNumbers(), case]
    tree = walk(information_id(case, "reko-diq", "capex"), lookups)
    roles = {child.role for child in tree.children}
    assert {"best choice now", "phases.phase-1.capex"} <= roles
    assert InformationLookup(case).find("record.information[case=elsewhere,of=x]") is None
    assert InformationLookup(case).find(information_id(case, "reko-diq", "weather")) is None


def test_every_row_of_the_command_can_be_explained(case: Case) -> None:
    result = CliRunner().invoke(app, ["missing", "us-pakistan", "--format", "json"])
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)["rows"]
    look = InformationLookup(case)
    asked = [row for row in rows if row["id"]]
    assert len(asked) > 20
    for row in asked:
        record = look.find(row["id"])
        assert record is not None, row["id"]
        assert record.value.high == pytest.approx(row.get("value", row.get("high")), abs=1e-5)
    assert any(row["what"] == EVERYTHING for row in rows)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--project", "reko"], "unknown project 'reko'"),
        (["--gaps", "--stale"], "ask for different tables"),
    ],
)
def test_what_cannot_be_asked_is_named(
    options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["missing", "us-pakistan", *options])
    assert ended.value.code == 2
    assert told in capsys.readouterr().err
