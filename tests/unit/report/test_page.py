"""The page as a browser and a screen reader meet it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from orepact.errors import OrepactError
from orepact.report import outline, write
from orepact.study import CitedSource, Run, StoredTable, TableColumn, Verdict, ref
from orepact.trace import short_id

VOID = {"meta", "link", "br", "hr", "img", "input", "col"}
BLOCKS = {"p", "div", "table", "ul", "ol", "dl", "section", "figure", "details", "article", "nav"}
FETCHING = {"src", "srcset", "poster", "data", "action", "formaction", "background", "xlink:href"}


@dataclass
class Page(HTMLParser):
    """Tags with their attributes, text with the attributes of everything around it."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: list[tuple[str, list[tuple[str, dict[str, str]]]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    stack: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if len(given) != len(attrs):
            self.faults.append(f"{tag} repeats an attribute")
        if tag in BLOCKS and any(name == "p" for name, _ in self.stack):
            self.faults.append(f"{tag} inside p")
        if tag == "a" and any(name == "a" for name, _ in self.stack):
            self.faults.append("a inside a")
        self.tags.append((tag, given))
        if tag not in VOID:
            self.stack.append((tag, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack[-1][0] != tag:
            self.faults.append(f"</{tag}> closes {self.stack[-1][0] if self.stack else 'nothing'}")
            return
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        self.texts.append((data, list(self.stack)))

    def with_tag(self, tag: str) -> list[dict[str, str]]:
        return [given for name, given in self.tags if name == tag]


def read(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    return page


@pytest.fixture(scope="module")
def html(small_run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    # The shipped map stands in for the invented case's own.
    out = tmp_path_factory.mktemp("report")
    return write(replace(small_run, case="us-pakistan"), out)[0].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return read(html)


def test_page_loads_nothing_from_anywhere(page: Page, html: str) -> None:
    for tag, given in page.tags:
        assert not FETCHING & set(given), (tag, given)
        assert "url(" not in given.get("style", "")
        if tag != "a" and "href" in given:
            assert given["href"] == "data:,", (tag, given)
        assert not any(name.startswith("on") for name in given), (tag, given)
    assert not {"script", "iframe", "object", "embed", "img", "image", "use"} & {
        tag for tag, _ in page.tags
    }
    style = "".join(text for text, around in page.texts if around and around[-1][0] == "style")
    assert style
    assert "@import" not in style
    assert "url(" not in style
    policy = [m["content"] for m in page.with_tag("meta") if "http-equiv" in m]
    assert policy
    assert policy[0].startswith("default-src 'none'")
    assert "xmlns" not in html


def loose_numbers(page: Page) -> list[tuple[str, tuple[str, dict[str, str]]]]:
    """Return texts with digits that are no figure and do not say whose words they are."""
    loose = []
    for text, around in page.texts:
        names = {name for name, _ in around}
        if not re.search(r"\d", text) or names & {"style", "svg", "title"}:
            continue
        if not any(_is_accounted_for(given) for _, given in around):
            loose.append((text.strip(), around[-1]))
    return loose


def test_every_number_leads_to_a_card_or_names_whose_words_it_is(page: Page) -> None:
    assert loose_numbers(page) == []


def _is_accounted_for(given: dict[str, str]) -> bool:
    """A figure's link, a card or the register, or text that names whose words it is."""
    words = set(given.get("class", "").split())
    is_named = bool({"data-from", "data-table"} & set(given))
    return is_named or bool(words & {"f", "family", "register"})


def ids_of_cards(html: str) -> dict[str, str]:
    """Return by anchor the id that the card prints."""
    found = re.findall(r'<div class="card" id="([^"]+)">.*?<code>([^<]+)</code></div>', html, re.S)
    return {anchor: unescape(id_) for anchor, id_ in found}


def test_every_figure_has_a_card_and_every_link_within_the_page_a_target(
    page: Page, html: str
) -> None:
    cards = [given["id"] for _, given in page.tags if given.get("class") == "card"]
    figures = {
        given["href"].removeprefix("#")
        for given in page.with_tag("a")
        if "f" in given.get("class", "").split()
    }
    assert len(figures) > 40
    assert len(cards) == len(set(cards))
    assert figures <= set(cards)
    assert all(anchor == short_id(id_) for anchor, id_ in ids_of_cards(html).items())
    ids = [given["id"] for _, given in page.tags if "id" in given]
    assert len(ids) == len(set(ids)), "ids are unique"
    for given in page.with_tag("a"):
        if given["href"].startswith("#"):
            assert given["href"][1:] in ids


def test_the_inputs_of_a_printed_figure_have_cards_too(html: str) -> None:
    assert {"case.price[]", "ev-one"} <= set(ids_of_cards(html).values())
    assert "2 first inputs, 1 of them assumed" in html


def test_figures_of_one_kind_share_what_is_said_of_them_and_keep_a_card_each(html: str) -> None:
    families = html.partition('<section class="cards"')[2].split('<div class="family')[1:]
    many = [family for family in families if family.count('class="card"') > 1]
    assert many
    for family in families:
        assert family.count('class="shared"') == 1


def test_a_source_is_two_clicks_from_the_number(small_run: Run, tmp_path: Path) -> None:
    book = CitedSource(
        title="The Book of Copper",
        publisher="Bland Survey",
        date="2001-02-03",
        custody="publisher",
        licence="public domain",
        address="https://example.org/copper",
    )
    run = replace(small_run, sources={"test-book-2001": book})
    html = write(run, tmp_path)[0].read_text("utf-8")
    card = re.search(rf'id="{short_id("ev-one")}"', html)
    assert card, "first click: the number's own card"
    head = html[: card.start()].rpartition('class="shared"')[2]
    assert '<a href="#s1">Bland Survey, The Book of Copper' in head, "second click"
    entry = re.search(r'<li id="s1">(.*?)</li>', html)
    assert entry
    for part in ("publisher", "public domain", 'href="https://example.org/copper"'):
        assert part in entry[1]


def test_tags_nest_and_headings_never_skip_a_level(page: Page) -> None:
    assert page.faults == []
    assert page.stack == []
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - sooner <= 1 for sooner, later in pairwise(levels))


def test_tables_and_pictures_speak_to_a_screen_reader(page: Page) -> None:
    assert len(page.with_tag("caption")) == len(page.with_tag("table"))
    assert all(given.get("scope") in {"col", "row"} for given in page.with_tag("th"))
    titles = {given["id"] for given in page.with_tag("title") if "id" in given}
    pictures = page.with_tag("svg")
    assert len(pictures) == 9
    for given in pictures:
        assert given["role"] == "img"
        assert given["aria-labelledby"] in titles
    regions = [given for given in page.with_tag("div") if given.get("role") == "region"]
    assert all(given["aria-label"] and given["tabindex"] == "0" for given in regions)


def test_pictures_stand_with_finding_source_and_table(html: str) -> None:
    exhibits = re.findall(
        r'<figure class="chart" id="figure-([a-z-]+)">(.*?)</figure>(.*?)</div>', html, re.DOTALL
    )
    assert len(exhibits) == 9
    for name, figure, after in exhibits:
        assert "<figcaption>" in figure, name
        assert "Source:" in figure, name
        if name not in {"map", "commitments", "ladder"}:
            assert "<details" in after, name
    assert "takes no position on the status of any territory" in html


def test_assumed_values_are_marked_and_text_is_escaped(html: str) -> None:
    assert re.search(rf'#{short_id("case.price[]")}"[^>]*>7.5</a><i class="mark">assumed', html)
    assert "<federation>" not in html
    assert "Bland &lt;federation&gt;" in html


def test_years_are_not_grouped_and_money_names_its_year(html: str) -> None:
    assert "2031" in html
    assert "2,031" not in html
    assert "million USD of 2001, real" in html
    assert "MUSD" not in re.sub(r"<code>.*?</code>", "", html)


def test_ranges_and_bounds_are_printed_as_such(html: str) -> None:
    assert ">-12 to 340<" in html
    assert "&gt; 50" in html
    assert ">net exporter<" in html
    assert ">withheld<" in html


def test_source_addresses_are_plain_links_that_tell_nobody(page: Page) -> None:
    outside = [given for given in page.with_tag("a") if given["href"].startswith("http")]
    assert [given["href"] for given in outside] == ["https://example.org/book?a=1&b=2"]
    assert all("noreferrer" in given["rel"] for given in outside)


def test_every_chapter_stands_and_the_missing_ones_are_counted(html: str, page: Page) -> None:
    chapters = [g["id"] for t, g in page.tags if t == "section" and g.get("class") == "chapter"]
    assert chapters == [chapter.id for chapter in outline().chapters]
    missing = html.count("<strong>Not yet assessed.</strong>")
    anchor = short_id("report.chapters_not_assessed[]")
    counted = re.search(rf'href="#{anchor}"[^>]*>(\d+)<', html)
    assert counted
    assert missing == int(counted[1]) > 0


def test_a_run_without_tables_still_makes_an_honest_page(empty_run: Run, tmp_path: Path) -> None:
    files = write(empty_run, tmp_path)
    html = files[0].read_text(encoding="utf-8")
    assert html.count("<strong>Not yet assessed.</strong>") == 16
    assert "Gain by party: not yet assessed." in html
    assert "No switch was varied" in html
    assert read(html).faults == []


@pytest.mark.parametrize("verdict", list(Verdict))
def test_each_verdict_has_its_plain_answer(
    empty_run: Run, tmp_path: Path, verdict: Verdict
) -> None:
    run = replace(empty_run, answer=replace(empty_run.answer, verdict=verdict))
    html = write(run, tmp_path)[0].read_text(encoding="utf-8")
    heading = re.search(r'<h2 id="front-title">(.*?)</h2>', html)
    assert heading
    expected = {Verdict.DEAL: "Yes", Verdict.WAIT: "Not yet"}.get(verdict, "No")
    assert re.split(r"[:,]", heading[1])[0] == expected


def test_the_same_run_gives_the_same_bytes(small_run: Run, tmp_path: Path) -> None:
    run = replace(small_run, case="us-pakistan")
    first, second = write(run, tmp_path / "a"), write(run, tmp_path / "b")
    assert [path.name for path in first] == [path.name for path in second]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_pictures_of_an_earlier_run_do_not_stay(
    small_run: Run, empty_run: Run, tmp_path: Path
) -> None:
    write(small_run, tmp_path)
    assert (tmp_path / "figures" / "gain.svg").exists()
    write(empty_run, tmp_path)
    assert not list((tmp_path / "figures").glob("*.svg"))


def test_a_figure_without_lineage_is_refused(empty_run: Run, tmp_path: Path) -> None:
    table = StoredTable(
        name="claims.verdicts",
        title="Claims",
        columns=(TableColumn("value", "Value"),),
        rows=({"value": ref("nowhere[]")},),
    )
    with pytest.raises(OrepactError, match=r"nowhere\[\].*no lineage"):
        write(replace(empty_run, tables={table.name: table}), tmp_path)


def test_a_folder_that_cannot_be_written_is_said_plainly(empty_run: Run, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    with pytest.raises(OrepactError, match="cannot be written"):
        write(empty_run, blocked)
