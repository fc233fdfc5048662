"""The report of the shipped case: every number leads somewhere, and the files stay light."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from tests.unit.report.test_page import Page, ids_of_cards, loose_numbers, read
from tests.unit.study.published_forms import DATA_PACKAGE, PROV_JSON, RO_CRATE

from orepact import report
from orepact.trace import short_id

HEAVIEST = {"plan.html": 7.0, "provenance.json": 6.0}
"""Million bytes."""


@pytest.fixture(scope="module")
def folder(stored: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report-of-the-run")
    report.write(stored.run, out, lookups=stored.lookups)
    return out


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    return (folder / "plan.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return read(html)


def test_no_number_of_the_page_is_an_orphan(page: Page, html: str) -> None:
    assert loose_numbers(page) == []
    cards = ids_of_cards(html)
    links = [given for given in page.with_tag("a") if "f" in given.get("class", "").split()]
    assert len(links) > 3000
    assert {given["href"].removeprefix("#") for given in links} <= set(cards)


def test_every_card_is_of_a_record_and_bears_its_short_name(stored: Any, html: str) -> None:
    for anchor, id_ in ids_of_cards(html).items():
        assert anchor == short_id(id_)
        known = (lookup.find(id_) for lookup in (stored.run, *stored.lookups))
        assert id_.startswith("report.") or any(record is not None for record in known), id_


def test_every_link_of_the_page_has_its_target(page: Page) -> None:
    ids = {given["id"] for _, given in page.tags if "id" in given}
    inner = {g["href"][1:] for g in page.with_tag("a") if g["href"].startswith("#")}
    assert inner <= ids
    assert any(re.fullmatch(r"s\d+", anchor) for anchor in inner), "sources are linked"


def register(html: str) -> dict[str, str]:
    """Return by anchor the entries of the register, documents and stated ends."""
    return dict(re.findall(r'<li id="(s\d+)">(.*?)</li>', html))


def ends_of_cards(html: str) -> dict[str, set[str]]:
    """Return by card the entries of the register that it or the head of its family links to."""
    found = {}
    for family in html.partition('<section class="cards"')[2].split('<div class="family')[1:]:
        head, _, rest = family.partition("</p>")
        shared = set(re.findall(r'href="#(s\d+)"', head))
        for card in rest.split('<div class="card" id="')[1:]:
            anchor, _, body = card.partition('"')
            found[anchor] = shared | set(re.findall(r'href="#(s\d+)"', body))
    return found


def test_every_number_is_two_clicks_from_a_document_or_a_stated_end(page: Page, html: str) -> None:
    """First click: the card; second: an entry named on it or at the head of its family."""
    links = {g["href"][1:] for g in page.with_tag("a") if "f" in g.get("class", "").split()}
    ends, entries = ends_of_cards(html), register(html)
    ids = ids_of_cards(html)
    assert [ids[anchor] for anchor in links if not ends[anchor]] == []
    assert {end for own in ends.values() for end in own} <= set(entries)


def test_what_the_case_assumes_leads_to_the_file_that_assumes_it(html: str) -> None:
    ends, entries = ends_of_cards(html), register(html)
    assumed = {
        anchor: id_
        for anchor, id_ in ids_of_cards(html).items()
        if id_.startswith("case:us-pakistan/")
        and "values that the case assumes" in str([entries[end] for end in ends[anchor]])
    }
    assert len(assumed) > 300
    for anchor, id_ in assumed.items():
        file = id_.removeprefix("case:").rpartition(":")[0]
        assert any(f"{file}.yaml: values" in entries[end] for end in ends[anchor]), id_


def test_where_no_document_stands_is_listed_apart(html: str) -> None:
    documents, _, others = html.partition('id="ends-title"')
    assert "solver" in others
    assert "questions that are asked here" in others
    assert 'class="register"' in documents


def test_every_source_in_the_register_says_its_licence(html: str) -> None:
    entries = re.findall(r'<li id="s\d+">\d+\. <strong>(.*?)</strong>; (.*?)</li>', html)
    assert len(entries) > 100
    for title, rest in entries:
        custody, _, licence = unescape(re.sub("<[^>]+>", "", rest)).partition("; ")
        assert custody, title
        assert licence, title


@pytest.mark.parametrize("name", sorted(HEAVIEST))
def test_files_stay_light_enough_to_send(folder: Path, name: str) -> None:
    assert (folder / name).stat().st_size < HEAVIEST[name] * 1e6


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("datapackage.json", DATA_PACKAGE),
        ("provenance.json", PROV_JSON),
        ("ro-crate-metadata.json", RO_CRATE),
    ],
)
def test_descriptors_have_their_published_form_and_name_files_that_are_there(
    folder: Path, name: str, form: dict[str, Any]
) -> None:
    data = json.loads((folder / name).read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(form).iter_errors(data)] == []
    named = [item["path"] for item in data.get("resources", ())]
    named += [item["@id"] for item in data.get("@graph", ()) if item["@type"] == "File"]
    assert [path for path in named if not (folder / path).is_file()] == []
