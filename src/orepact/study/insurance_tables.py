"""What the host's projects are worth to the importer as insurance, beside the same dollars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from orepact.disruption import Market
from orepact.disruption.expected_loss import ExpectedLoss
from orepact.disruption.insurance import InsuranceValue, Item, Kind, insurance_value
from orepact.errors import OrepactError
from orepact.exposure import as_chain_stage
from orepact.quantity import Value, conversion_factor, format_number
from orepact.study.book import Book
from orepact.study.plan_result import PlanResult
from orepact.study.project_tables import shown_ways
from orepact.trace import Parent

__all__ = ["add_insurance"]

_DRAWS = 100
_AS_SOLD, _PROCESSED = "as sold", "processed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """One product of one project at steady output, as the importer's market would count it."""

    column: str
    title: str
    host: str
    product: str
    commodity: str
    stage: str
    tonnes: float
    capex_musd: float
    market: Market | None
    is_fed: bool
    """Whether it is made from a feed of the same commodity that the project buys."""

    @property
    def is_same_stage(self) -> bool:
        return self.market is not None and self.market.stage == self.stage

    def item(self) -> Item:
        """Return the item that serves the importer's market, all of it contracted."""
        assert self.market is not None
        return Item(
            title=self.title,
            kind=Kind.SUPPLY,
            commodity=self.commodity,
            stage=self.market.stage,
            tonnes=self.tonnes,
            contracted=1.0,
            host=self.host,
        )


def _offers(result: PlanResult, markets: Sequence[Market]) -> list[_Offer]:
    """Return every product of every project, one way each; products in no mass are left out."""
    data, found = result.data, []
    by_name = {market.commodity: market for market in markets}
    capex = {
        column.id: float(result.table.capex[place].sum())
        for place, column in enumerate(result.table.columns)
    }
    for way in shown_ways(result):
        column = data.columns[way.place]
        for place, name in enumerate(data.products):
            made = data.output[way.place, place]
            if not (made > 0.0).any():
                continue
            product = next(
                item for item in result.case.projects[column.project].products if item.id == name
            )
            try:
                factor = conversion_factor(data.product_units[place], "t/yr")
                stage = as_chain_stage(str(product.stage))
            except (OrepactError, ValueError):
                continue
            found.append(
                _Offer(
                    column=column.id,
                    title=f"{result.project(column.project)}: {name.replace('/', ' ')}",
                    host=result.case.header.host,
                    product=name,
                    commodity=product.commodity,
                    stage=stage,
                    tonnes=float(np.median(made[made > 0.0])) * factor,
                    capex_musd=capex[column.id],
                    market=by_name.get(product.commodity),
                    is_fed=_is_fed(result, column.project, product.commodity),
                )
            )
    return found


def _is_fed(result: PlanResult, project: str, commodity: str) -> bool:
    feed = result.case.projects[project].feed
    return feed is not None and feed.commodity == commodity


def _counted_once(offers: Sequence[_Offer]) -> list[Item]:
    """Return the items of a portfolio if all is processed, no tonne of metal twice.

    What a project makes from a feed that it buys takes the portfolio's own earlier stages first,
    so that only what goes beyond them is added:

        counted = own earlier stages + max(0, made from feed - own earlier stages)
    """
    left: dict[str, float] = {}
    for offer in offers:
        if not offer.is_fed and not offer.is_same_stage:
            left[offer.commodity] = left.get(offer.commodity, 0.0) + offer.tonnes
    items = []
    for offer in offers:
        taken = min(left.get(offer.commodity, 0.0), offer.tonnes) if offer.is_fed else 0.0
        if taken:
            left[offer.commodity] -= taken
        items.append(replace(offer.item(), tonnes=offer.tonnes - taken))
    return items


class _Writer:
    """Writes figures of insurance with the numbers of the projects as their inputs."""

    def __init__(self, book: Book, result: PlanResult, expected: ExpectedLoss) -> None:
        self.book, self.result, self.expected = book, result, expected
        self.unit = f"MUSD/yr of {expected.setting.markets[0].year}"

    def parents(self, offers: Sequence[_Offer]) -> list[Parent]:
        """Return the inputs of some offers: numbers of the projects, and the expected loss."""
        importer = self.expected.setting.importer
        loss = Parent(role="expected loss", id=f"disruption.expected_loss[importer={importer}]")
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
        offers: Sequence[_Offer],
    ) -> dict[str, str]:
        """Write one figure down."""
        return self.book.put(
            f"disruption.{name}",
            {"importer": self.expected.setting.importer, "of": of},
            value,
            unit,
            title=title,
            formula=formula,
            parents=[
                parent for parent in self.parents(offers) if self.book.cite(parent.id) is not None
            ],
            note=f"{_DRAWS} draws, the same with and without",
        )

    def value_of(self, items: Sequence[Item]) -> InsuranceValue:
        """Return the finite change of expected loss of some items."""
        return insurance_value(
            self.expected.setting, items, draws=_DRAWS, expected_loss=self.expected.mean
        )


def _stock(offer: _Offer) -> Item | None:
    """Return the stock that the project's capital would buy at the base price."""
    market = offer.market
    if market is None or not market.price_usd or offer.capex_musd <= 0.0:
        return None
    return Item(
        title=f"{offer.title}: the same dollars as a stock",
        kind=Kind.STOCK,
        commodity=offer.commodity,
        stage=market.stage,
        tonnes=offer.capex_musd * 1e6 / market.price_usd,
    )


_ELSEWHERE = (
    ("recycling", "recycling at home", "what a tonne a year of recycling costs to build"),
    ("other_host", "another host", "the capital of a mine or plant in any other host"),
    ("home_smelter", "a smelter at home", "what a tonne a year of smelting at home costs to build"),
)
"""What else the dollars could buy, for which no source in hand gives a cost."""


def _elsewhere(write: _Writer, offer: _Offer) -> dict[str, object]:
    """Return a typed gap for each way to spend the capital that has no cost in the evidence."""
    row: dict[str, object] = {"item": offer.title}
    for name, words, missing in _ELSEWHERE:
        row[name] = write.put(
            f"same_dollars_{name}",
            f"{offer.column}, {offer.product}",
            Value.missing(missing),
            write.unit,
            f"{offer.title}: its capital as {words} instead, expected loss taken away",
            f"not computable: no source in hand gives {missing}, so that dollars cannot be "
            "turned into tonnes",
            [offer],
        )
    return row


def _says(offer: _Offer) -> str:
    if offer.market is None:
        return "no market of the importer is computed for it"
    if offer.is_same_stage:
        return f"serves the stage the importer's market is computed at, {offer.market.stage}"
    return (
        f"counts only if {offer.stage} is processed to {offer.market.stage} outside the "
        "countries that restrict"
    )


def _row(write: _Writer, offer: _Offer) -> dict[str, object]:
    row: dict[str, object] = {
        "item": offer.title,
        "tonnes": write.put(
            "insured_tonnes",
            f"{offer.column}, {offer.product}",
            offer.tonnes,
            "t/yr",
            f"{offer.title}: yearly output",
            "median of the years with output",
            [offer],
        ),
        "says": _says(offer),
    }
    if offer.market is None:
        return row
    value = write.value_of([offer.item()])
    key = f"{offer.column}, {offer.product}"
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
    stock = _stock(offer)
    if stock is not None:
        row["stock"] = write.put(
            "same_dollars_stock",
            key,
            float(write.value_of([stock]).gain.mean),
            write.unit,
            f"{offer.title}: its capital as a stock instead, expected loss taken away",
            f"stock of {format_number(stock.tonnes)} t bought at the base price; holding cost and "
            "refilling are not counted",
            [offer],
        )
    return row


def _shares(write: _Writer, offers: Sequence[_Offer]) -> list[dict[str, object]]:
    """Return the part of all expected mineral loss that the whole portfolio could remove."""
    rows: list[dict[str, object]] = []
    sold = [offer for offer in offers if offer.is_same_stage]
    served = [offer for offer in offers if offer.market is not None]
    for reading, taken, items, words in (
        (
            _AS_SOLD,
            sold,
            [offer.item() for offer in sold],
            "Whole portfolio, as it would be sold",
        ),
        (
            _PROCESSED,
            served,
            _counted_once(served),
            "Whole portfolio, if all of it were processed outside the countries that restrict",
        ),
    ):
        value = write.value_of(items)
        share = 100.0 * value.share_of_loss
        rows.append(
            {
                "item": words,
                "gain": write.put(
                    "insurance_gain",
                    f"portfolio, {reading}",
                    float(value.gain.mean) if taken else 0.0,
                    write.unit,
                    f"{words}: expected loss taken away",
                    "expected loss without - expected loss with, on the same draws; mean",
                    taken,
                ),
                "share": write.put(
                    "share_of_expected_loss",
                    reading,
                    share if taken else 0.0,
                    "%",
                    f"{words}: part of the importer's expected mineral loss that it could remove",
                    "expected loss taken away / expected loss of all minerals and suppliers",
                    taken,
                ),
                "says": "what an added tonne is worth falls with every tonne before it",
            }
        )
    return rows


def _add_same_dollars(
    write: _Writer, offers: Sequence[_Offer], rows: Sequence[Mapping[str, object]]
) -> None:
    """Add disruption.same_dollars: what the capital could buy elsewhere, with what is missing."""
    made = []
    for offer, row in zip(offers, rows, strict=True):
        if offer.capex_musd <= 0.0 or offer.market is None:
            continue
        known = {name: row[name] for name in ("gain", "stock") if name in row}
        made.append({**_elsewhere(write, offer), **known})
    if not made:
        return
    missing = "; ".join(f"{words}: {what}" for _, words, what in _ELSEWHERE)
    write.book.table(
        "disruption.same_dollars",
        "The same dollars elsewhere: expected loss taken away a year",
        [
            ("item", "Project and product", ""),
            ("gain", "The project itself", ""),
            ("stock", "A stock bought at the base price", ""),
            ("recycling", "Recycling at home", ""),
            ("other_host", "Another host", ""),
            ("home_smelter", "A smelter at home", ""),
        ],
        made,
        note=f"A gap is a cost that no source in hand gives. Missing for {missing}. The same "
        "tonnes in place of the same dollars can be compared for all of them with a portfolio "
        "file of `orepact expected-loss`.",
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
    offers = _offers(result, expected.setting.markets)
    if not offers:
        return
    write = _Writer(book, result, expected)
    own = [_row(write, offer) for offer in offers]
    rows = [*_shares(write, offers), *own]
    book.table(
        "disruption.insurance",
        "What the host's projects are worth to the importer as insurance",
        [
            ("item", "Project and product", ""),
            ("tonnes", "Yearly output", ""),
            ("gain", "Expected loss taken away", ""),
            ("band", "5 to 95 %", ""),
            ("share", "Part of all expected mineral loss", "%"),
            ("stock", "Its capital as a stock instead", ""),
            ("host_gain", "Host's extra revenue when others restrict", ""),
            ("says", "What this says", ""),
        ],
        rows,
        note="Real surplus, not gross domestic product. All output is taken to be sold to the "
        "importer, on time, and not to have gone there anyway: an upper bound. The expected loss "
        f"without it has a standard error of {format_number(expected.standard_error)} million. "
        "Chains are computed at one stage each; what is sold at another stage insures only if "
        "someone who does not restrict processes it; what the portfolio's own smelters make of its "
        "own concentrate counts once in the whole portfolio.",
    )
    _add_same_dollars(write, offers, own)
