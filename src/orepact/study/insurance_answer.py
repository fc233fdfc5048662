"""The figures of ``orepact insurance``: each with unit, formula, inputs and a permanent id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from orepact.case import Case, load
from orepact.chance import Band
from orepact.disruption import Setting, setting_of, total_expected_loss
from orepact.disruption.same_dollars import Elsewhere
from orepact.exposure import exposure
from orepact.quantity import Value, format_number
from orepact.study.host_side import column_table
from orepact.study.insured import AS_SOLD, PROCESSED, Insured, ProjectBeside, insured
from orepact.study.offers import Offer, largest_ways, offers_of
from orepact.trace import Parent, Record, RecordKind, parse_result_id, result_id

__all__ = ["InsuranceAnswer", "InsuranceFigure", "InsuranceLookup", "insurance_answer"]

_METHOD = "orepact: hazards, market layer and common random numbers, documentation of disruption"
_READINGS = {
    AS_SOLD: "whole portfolio, as it would be sold",
    PROCESSED: "whole portfolio, if all of it were processed outside the countries that restrict",
}
_FORMULAS = {
    "share": "100 x expected loss taken away / expected loss of all minerals and suppliers",
    "gain": "sum over suppliers of hazard x (loss without - loss with), same draws; mean",
    "host_gain": "sum over other suppliers of hazard x (price ratio - 1) x P0 x output; mean",
    "expected_loss": "sum over suppliers of hazard x loss of real surplus",
    "capital": "sum of the project's capital over its years, to money of the market's year",
    "elsewhere": "expected loss taken away by capital / unit cost tonnes; at the middle unit cost",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InsuranceFigure:
    """One figure of the answer, a number or a typed gap."""

    measure: str
    of: str
    title: str
    value: Value
    band: tuple[float, float] | None
    unit: str
    note: str
    id: str
    parents: tuple[Parent, ...]

    @property
    def spread(self) -> str:
        """The 5th to 95th percentile in words, empty where nothing was drawn."""
        if self.band is None:
            return ""
        return f"5 to 95 % of draws: {self.band[0]:.6g} to {self.band[1]:.6g}"

    def record(self) -> Record:
        """Return the figure as ``explain`` shows it."""
        return Record(
            id=self.id,
            title=f"{self.title}: {self.of}" if self.of else self.title,
            value=self.value,
            unit=self.unit,
            kind=RecordKind.MEASURE,
            formula=_FORMULAS[self.measure],
            sources=(_METHOD,),
            note=". ".join(part for part in (self.note, self.spread) if part),
            parents=self.parents,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InsuranceAnswer:
    """What the projects of a case insure: sentences first, then figures."""

    sentences: tuple[str, ...]
    figures: tuple[InsuranceFigure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    case: Case
    setting: Setting
    draws: int
    seed: int
    unit: str
    figures: list[InsuranceFigure] = field(default_factory=list)

    def parents(self, offers: tuple[Offer, ...]) -> tuple[Parent, ...]:
        """Return numbers of the projects that make their tonnes and capital, and of the markets."""
        projects = tuple(dict.fromkeys(offer.project for offer in offers))
        found = [
            Parent(
                role=path.removeprefix("projects/").replace(":", " "),
                id=f"case:{self.case.id}/{path}",
            )
            for path in sorted(self.case.numbers)
            if any(path.startswith(f"projects/{one}:schedule") for one in projects)
        ]
        found += [
            Parent(role=f"market of {offer.commodity}", id=id_)
            for offer in offers
            if offer.market
            for id_ in offer.market.ids
        ]
        found += [
            Parent(role=name, id=f"disruption.parameter[id={name}]")
            for name in ("elasticity_factor", "backstop", "stock_cover")
        ]
        return tuple({parent.id: parent for parent in found}.values())

    def put(
        self,
        measure: str,
        of: str,
        title: str,
        value: Value | float,
        *,
        unit: str = "",
        band: Band | tuple[float, float] | None = None,
        note: str = "",
        offers: tuple[Offer, ...] = (),
    ) -> None:
        """Add one figure."""
        ends = (float(band.p05), float(band.p95)) if isinstance(band, Band) else band
        keys: dict[str, str | int] = {"case": self.case.id, "draws": self.draws, "seed": self.seed}
        if of:
            keys["of"] = of.replace(",", ";").replace("=", " ").replace("[", "(").replace("]", ")")
        self.figures.append(
            InsuranceFigure(
                measure=measure,
                of=of,
                title=title,
                value=value if isinstance(value, Value) else Value.exact(value),
                band=ends,
                unit=unit or self.unit,
                note=note,
                id=result_id(f"insurance.{measure}", keys),
                parents=self.parents(offers),
            )
        )


def _portfolio(write: _Writer, found: Insured, whole: float) -> Iterator[str]:
    write.put("expected_loss", "", "Expected yearly loss of all minerals and suppliers", whole)
    shares = []
    for reading, words in _READINGS.items():
        value, offers = found.portfolio[reading], found.behind(reading)
        share = 100.0 * value.share_of_loss
        shares.append(format_number(share))
        title = "Part of all expected mineral loss that it could remove"
        write.put("share", words, title, share, unit="%", offers=offers)
        mean = float(value.gain.mean)
        write.put("gain", words, "Expected loss taken away", mean, band=value.gain, offers=offers)
        earned = float(value.host_gain.mean)
        title = "Host's extra revenue when others restrict"
        write.put("host_gain", words, title, earned, band=value.host_gain, offers=offers)
    yield (
        f"The whole portfolio could remove {shares[0]} % of the importer's total expected mineral "
        f"loss as it would be sold, and {shares[1]} % if all of it were processed outside the "
        "countries that restrict: all output contracted, on time, and not going there anyway, so "
        "an upper bound. A contract gives the tonnes at the price of the day and no lower price: "
        "it keeps use ahead of hoarding where supply falls short."
    )


def _products(write: _Writer, found: Insured) -> None:
    for offer, value in zip(found.offers, found.own, strict=True):
        if value is None:
            why = "no market of the importer is computed for it"
            gap = Value.missing(why)
            write.put("gain", offer.title, "Expected loss taken away", gap, note=why)
            continue
        note = "" if offer.is_same_stage else f"counts only if processed to {_stage(offer)}"
        write.put(
            "gain",
            offer.title,
            "Expected loss taken away",
            float(value.gain.mean),
            band=value.gain,
            note=f"{format_number(offer.tonnes)} t a year; {note}".removesuffix("; "),
            offers=(offer,),
        )
        write.put(
            "host_gain",
            offer.title,
            "Host's extra revenue when others restrict",
            float(value.host_gain.mean),
            band=value.host_gain,
            note="same events and draws",
            offers=(offer,),
        )


def _stage(offer: Offer) -> str:
    assert offer.market is not None
    return offer.market.stage


def _beside(write: _Writer, one: ProjectBeside) -> str:
    name, own = one.offer.title.split(": ")[0], (one.offer,)
    money = write.unit.replace("/yr", "")
    write.put("capital", name, "Capital", one.capital_musd, unit=money, offers=own)
    best = ("the project", float(one.processed.gain.mean))
    for way in one.ways:
        if not isinstance(way, Elsewhere):
            gap = Value.missing(way.why)
            title = "Its capital elsewhere"
            write.put("elsewhere", f"{name}: {way.title}", title, gap, note=way.why, offers=own)
            continue
        low, middle, high = way.means
        tonnes = way.supply.tonnes
        unit = "t" if way.title.endswith("stock") else "t a year"
        best = max(best, (way.title, middle), key=lambda pair: pair[1])
        write.put(
            "elsewhere",
            f"{name}: {way.title}",
            "Its capital elsewhere",
            middle,
            band=(min(low, high), max(low, high)),
            note=f"{format_number(tonnes[0])} to {format_number(tonnes[2])} {unit} at "
            f"{format_number(way.cost.low)} to {format_number(way.cost.high)} USD; quality "
            f"{way.cost.quality}: {way.cost.note}; the range is that of unit costs",
            offers=own,
        )
    return (
        f"{name}: {format_number(float(one.as_sold.gain.mean))} million a year as sold, "
        f"{format_number(float(one.processed.gain.mean))} if processed; of what the same "
        f"{format_number(one.capital_musd)} million could buy, {best[0]} insures most "
        f"({format_number(best[1])})."
    )


_KNOWN: dict[tuple[str, int, int], InsuranceAnswer] = {}


def insurance_answer(case: Case, *, draws: int = 100, seed: int = 0) -> InsuranceAnswer:
    """Return what the projects of a case are worth to its importer as insurance, beside others.

    Each project counts the way it can go that makes most. Expected loss is of every priced mineral
    market of the importer.

    Raises
    ------
    OrepactError : no market of the importer can be computed, or the case has no decks
    """
    key = (case.fingerprint, draws, seed)
    if key not in _KNOWN:
        _KNOWN[key] = _answered(case, draws, seed)
    return _KNOWN[key]


def _answered(case: Case, draws: int, seed: int) -> InsuranceAnswer:
    setting = setting_of(exposure(), case.header.importer)
    whole = total_expected_loss(setting, draws=draws, seed=seed)
    table = column_table(case)
    offers = offers_of(table, case, largest_ways(table), setting.markets)
    found = insured(
        setting,
        offers,
        expected_loss=whole,
        money_year=case.header.money.year,
        draws=draws,
        seed=seed,
    )
    unit = f"MUSD/yr of {setting.markets[0].year}"
    write = _Writer(case=case, setting=setting, draws=draws, seed=seed, unit=unit)
    said = list(_portfolio(write, found, whole))
    _products(write, found)
    said += [_beside(write, one) for one in found.beside]
    return InsuranceAnswer(sentences=tuple(said), figures=tuple(write.figures))


class InsuranceLookup:
    """Answers for ids of ``orepact insurance`` by computing them anew."""

    def find(self, id_: str) -> Record | None:
        """Return the record of an id, or None if it is another's."""
        parsed = parse_result_id(id_)
        if parsed is None or parsed[0] or not parsed[1].startswith("insurance."):
            return None
        keys = parsed[2]
        try:
            case, draws, seed = keys["case"], int(keys["draws"]), int(keys["seed"])
        except (KeyError, ValueError):
            return None
        answer = insurance_answer(load(case), draws=draws, seed=seed)
        return next((one.record() for one in answer.figures if one.id == id_), None)
