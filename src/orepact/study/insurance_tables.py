"""What the host's projects are worth to the importer as insurance, beside the same dollars."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.disruption import ExpectedLoss, InsuranceValue, Kind, total_expected_loss
from orepact.disruption.same_dollars import NotOffered
from orepact.quantity import Value, format_number
from orepact.study.book import Book
from orepact.study.insured import AS_SOLD, PROCESSED, Insured, ProjectBeside, insured
from orepact.study.offers import Offer, offers_of
from orepact.study.plan_result import PlanResult
from orepact.study.project_tables import shown_ways
from orepact.trace import Parent

__all__ = ["add_insurance"]

_DRAWS = 100


class _Writer:
    """Writes figures of insurance with the numbers of the projects as their inputs."""

    def __init__(self, book: Book, result: PlanResult, expected: ExpectedLoss) -> None:
        self.book, self.result, self.expected = book, result, expected
        self.unit = f"MUSD/yr of {expected.setting.markets[0].year}"

    def parents(self, offers: Sequence[Offer]) -> list[Parent]:
        """Return the inputs of some offers: numbers of the projects, and the expected loss."""
        importer = self.expected.setting.importer
        loss = Parent(role="expected loss", id=f"disruption.expected_sum[importer={importer}]")
        columns = tuple(dict.fromkeys(offer.column for offer in offers))
        figures = [
            Parent(role=f"market of {offer.commodity}", id=id_)
            for offer in offers
            if offer.market
            for id_ in offer.market.ids
        ]
        return [*self.result.column_parents(columns), *dict.fromkeys(figures), loss]

    def put(  # noqa: PLR0917 - one row of a table, in the order of its cells
        self,
        name: str,
        of: str,
        value: Value | float,
        unit: str,
        title: str,
        formula: str,
        offers: Sequence[Offer],
        parents: Sequence[Parent] = (),
    ) -> dict[str, str]:
        """Write one figure down; its inputs are those of the offers unless others are named."""
        return self.book.put(
            f"disruption.{name}",
            {"importer": self.expected.setting.importer, "of": of},
            value,
            unit,
            title=title,
            formula=formula,
            parents=[
                parent
                for parent in parents or self.parents(offers)
                if self.book.cite(parent.id) is not None
            ],
            note=f"{_DRAWS} draws, the same with and without",
        )


def _says(offer: Offer) -> str:
    if offer.market is None:
        return "no market of the importer is computed for it"
    if offer.is_same_stage:
        return f"serves the stage the importer's market is computed at, {offer.market.stage}"
    return (
        f"counts only if {offer.stage} is processed to {offer.market.stage} outside the "
        "countries that restrict"
    )


def _row(write: _Writer, offer: Offer, value: InsuranceValue | None) -> dict[str, object]:
    key = f"{offer.column}, {offer.product}"
    row: dict[str, object] = {
        "item": offer.title,
        "tonnes": write.put(
            "insured_tonnes",
            key,
            offer.tonnes,
            "t/yr",
            f"{offer.title}: yearly output",
            "median of the years with output",
            [offer],
        ),
        "says": _says(offer),
    }
    if value is None:
        return row
    gain = value.gain
    row["gain"] = write.put(
        "insurance_gain",
        key,
        float(gain.mean),
        write.unit,
        f"{offer.title}: expected loss taken away",
        "expected loss without - expected loss with, on the same draws; mean",
        [offer],
    )
    row["band"] = write.put(
        "insurance_band",
        key,
        Value.between(float(gain.p05), float(gain.p95)),
        write.unit,
        f"{offer.title}: expected loss taken away, 5 to 95 %",
        "over draws of the parameters",
        [offer],
    )
    row["host_gain"] = write.put(
        "host_gain",
        key,
        float(value.host_gain.mean),
        write.unit,
        f"{offer.title}: extra revenue of the host when others restrict",
        "sum of hazard x (p - 1) P0 x output; mean of the same draws",
        [offer],
    )
    return row


_WORDS = {
    AS_SOLD: "Whole portfolio, as it would be sold",
    PROCESSED: "Whole portfolio, if all of it were processed outside the countries that restrict",
}


def _shares(write: _Writer, found: Insured) -> list[dict[str, object]]:
    """Return the part of all expected mineral loss that the whole portfolio could remove."""
    rows: list[dict[str, object]] = []
    for reading, words in _WORDS.items():
        value, offers = found.portfolio[reading], found.behind(reading)
        row: dict[str, object] = {
            "item": words,
            "gain": write.put(
                "insurance_gain",
                f"portfolio, {reading}",
                float(value.gain.mean),
                write.unit,
                f"{words}: expected loss taken away",
                "expected loss without - expected loss with, on the same draws; mean",
                offers,
            ),
            "share": write.put(
                "share_of_expected_loss",
                reading,
                100.0 * value.share_of_loss,
                "%",
                f"{words}: part of the importer's expected mineral loss that it could remove",
                "expected loss taken away / expected loss of all minerals and suppliers",
                offers,
            ),
            "host_gain": write.put(
                "host_gain",
                f"portfolio, {reading}",
                float(value.host_gain.mean),
                write.unit,
                f"{words}: extra revenue of the host when others restrict",
                "sum of hazard x (p - 1) P0 x output; mean of the same draws",
                offers,
            ),
            "says": "tonnes are added up before they are valued",
        }
        if offers:
            row["band"] = write.put(
                "insurance_band",
                f"portfolio, {reading}",
                Value.between(float(value.gain.p05), float(value.gain.p95)),
                write.unit,
                f"{words}: expected loss taken away, 5 to 95 %",
                "over draws of the parameters",
                offers,
            )
        rows.append(row)
    return rows


def _beside(write: _Writer, one: ProjectBeside) -> list[dict[str, object]]:
    """Return the project and every other way to spend its capital, one row each."""
    name, own = one.offer.title.split(": ")[0], [one.offer]
    capital = format_number(one.capital_musd)
    base = write.put(
        "insured_capital",
        one.offer.project,
        one.capital_musd,
        write.unit.replace("/yr", ""),
        f"{name}: capital",
        "sum of the project's capital over its years, to money of the market's year",
        own,
    )
    loss = f"disruption.expected_sum[importer={write.expected.setting.importer}]"
    inputs = [Parent(role="capital", id=base["ref"]), Parent(role="expected loss", id=loss)]

    def gain(way: str, value: Value | float, formula: str) -> dict[str, str]:
        return write.put(
            "same_dollars",
            f"{one.offer.project}, {way}",
            value,
            write.unit,
            f"{name}, {way}: expected loss taken away by {capital} million",
            formula,
            own,
            inputs,
        )

    rows: list[dict[str, object]] = [
        {
            "item": name,
            "way": f"the project {reading}",
            "gain": gain(f"the project {reading}", float(value.gain.mean), "all its products"),
            "quality": "",
        }
        for reading, value in ((AS_SOLD, one.as_sold), ("if processed", one.processed))
    ]
    for way in one.ways:
        row: dict[str, object] = {"item": name, "way": way.title}
        if isinstance(way, NotOffered):
            row["gain"] = gain(way.title, Value.missing(way.why), f"not offered: {way.why}")
            row["quality"] = way.why
            rows.append(row)
            continue
        low, middle, high = way.means
        formula = (
            f"capital / unit cost = {format_number(float(way.supply.tonnes[1]))} t, then expected "
            f"loss without - with; unit cost {format_number(way.cost.low)} to "
            f"{format_number(way.cost.high)} USD, middle {format_number(way.cost.mode)}: "
            f"{way.cost.note}"
        )
        row["gain"] = gain(way.title, middle, formula)
        row["range"] = gain(
            f"{way.title}; range of unit costs",
            Value.between(min(low, high), max(low, high)),
            formula,
        )
        row["tonnes"] = write.put(
            "same_dollars_tonnes",
            f"{one.offer.project}, {way.title}",
            float(way.supply.tonnes[1]),
            "t" if way.supply.kind is Kind.STOCK else "t/yr",
            f"{name}, {way.title}: tonnes that {capital} million buy",
            "capital / middle unit cost, at most what the market can hold of it",
            own,
            inputs,
        )
        published = "published projects" if str(way.cost.quality) == "C" else "assumed"
        row["quality"] = f"{way.cost.quality}, {published}"
        rows.append(row)
    return rows


def _add_same_dollars(write: _Writer, found: Insured) -> None:
    """Add disruption.same_dollars: what the capital of each project could insure elsewhere."""
    rows = [row for one in found.beside for row in _beside(write, one)]
    if not rows:
        return
    write.book.table(
        "disruption.same_dollars",
        "The same dollars elsewhere: expected loss taken away a year",
        [
            ("item", "Project", ""),
            ("way", "Its capital as", ""),
            ("tonnes", "Tonnes, middle unit cost", ""),
            ("gain", "Expected loss taken away", ""),
            ("range", "Over the range of unit costs", ""),
            ("quality", "Unit cost", ""),
        ],
        rows,
        note="Only capital is alike: what sales bring back and what running costs are on no side. "
        "A mine earns its capital back, a stock can be sold again. Other hosts are the two largest "
        "other producers, and give no insurance against themselves. Unit costs without a published "
        "project are ranges of multiples of the price, quality D.",
    )


def add_insurance(book: Book, result: PlanResult, expected: ExpectedLoss) -> None:
    """Add disruption.insurance and disruption.same_dollars: what supply is worth, beside others.

    Parameters
    ----------
    book : Book
    result : PlanResult
    expected : ExpectedLoss
        Losses without the portfolio; its expected loss must stand in the book.
    """
    setting = expected.setting
    ways = [way.column.id for way in shown_ways(result)]
    offers = offers_of(result.table, result.case, ways, setting.markets, called=result.project)
    if not offers:
        return
    whole = total_expected_loss(setting, draws=_DRAWS)
    book.put(
        "disruption.expected_sum",
        {"importer": setting.importer},
        whole,
        f"MUSD/yr of {setting.markets[0].year}",
        title="Expected yearly loss of all minerals and suppliers",
        formula="sum over suppliers of hazard x mean loss of real surplus",
        parents=[
            Parent(role=f"price of {market.commodity}", id=id_)
            for market in setting.markets
            for id_ in market.ids[-1:]
        ],
        note=f"{_DRAWS} draws behind each supplier; every supplier alone",
    )
    found = insured(
        setting,
        offers,
        expected_loss=whole,
        money_year=result.case.header.money.year,
        draws=_DRAWS,
    )
    write = _Writer(book, result, expected)
    own = [_row(write, offer, value) for offer, value in zip(offers, found.own, strict=True)]
    book.table(
        "disruption.insurance",
        "What the host's projects are worth to the importer as insurance",
        [
            ("item", "Project and product", ""),
            ("tonnes", "Yearly output", ""),
            ("gain", "Expected loss taken away", ""),
            ("band", "5 to 95 %", ""),
            ("share", "Part of all expected mineral loss", "%"),
            ("host_gain", "Host's extra revenue when others restrict", ""),
            ("says", "What this says", ""),
        ],
        [*_shares(write, found), *own],
        note="Real surplus, not gross domestic product. All output is taken to be sold to the "
        "importer, on time, and not to have gone there anyway: an upper bound. Chains are computed "
        "at one stage each; what is sold at another stage insures only if someone who does not "
        "restrict processes it; what the portfolio's own smelters make of its own concentrate "
        "counts once in the whole portfolio. The host's extra revenue comes from the same events "
        "and draws as the importer's gain; a price path that already has restrictions in it must "
        "not add it again.",
    )
    _add_same_dollars(write, found)
