"""What the host's projects take away from the importer's expected loss, and what else would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orepact.disruption import InsuranceValue, Item, Setting, insurance_value
from orepact.disruption.money_year import money_factor
from orepact.disruption.same_dollars import Elsewhere, NotOffered, same_dollars
from orepact.study.offers import Offer, counted_once

__all__ = ["AS_SOLD", "PROCESSED", "Insured", "ProjectBeside", "insured"]

AS_SOLD, PROCESSED = "as sold", "processed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectBeside:
    """One project beside what its capital could buy elsewhere.

    Parameters
    ----------
    offer : Offer
        Its product that is worth most in the importer's market; alternatives are of its commodity.
    capital_musd : float
        Million USD of the market's year.
    as_sold, processed : InsuranceValue
        All its products: as they are sold, and if they were processed to the market's stage.
    ways : tuple of Elsewhere or NotOffered
    """

    offer: Offer
    capital_musd: float
    as_sold: InsuranceValue
    processed: InsuranceValue
    ways: tuple[Elsewhere | NotOffered, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Insured:
    """The insurance that a host's projects are to an importer.

    Parameters
    ----------
    setting : Setting
    offers : tuple of Offer
    own : tuple of InsuranceValue or None
        One per offer, at the stage of the importer's market; None without a market.
    portfolio : mapping of str to InsuranceValue
        All projects, by reading: as sold, and if all were processed.
    beside : tuple of ProjectBeside
    draws, seed : int
    """

    setting: Setting
    offers: tuple[Offer, ...]
    own: tuple[InsuranceValue | None, ...]
    portfolio: Mapping[str, InsuranceValue]
    beside: tuple[ProjectBeside, ...]
    draws: int
    seed: int

    def behind(self, reading: str) -> tuple[Offer, ...]:
        """Return the offers that count in a reading of the portfolio."""
        if reading == AS_SOLD:
            return tuple(offer for offer in self.offers if offer.is_same_stage)
        return tuple(offer for offer in self.offers if offer.market is not None)


def insured(
    setting: Setting,
    offers: Sequence[Offer],
    *,
    expected_loss: float,
    money_year: int,
    draws: int = 100,
    seed: int = 0,
) -> Insured:
    """Return the finite change of expected loss for products, projects and the whole portfolio.

    Parameters
    ----------
    expected_loss : float
        Expected yearly loss of all markets without any of it, million USD.
    money_year : int
        Money in which the offers' capital is counted.
    """

    def value(items: Sequence[Item]) -> InsuranceValue:
        return insurance_value(setting, items, draws=draws, seed=seed, expected_loss=expected_loss)

    sold = [offer for offer in offers if offer.is_same_stage]
    served = [offer for offer in offers if offer.market is not None]
    beside = []
    for project in dict.fromkeys(offer.project for offer in served):
        own = [offer for offer in served if offer.project == project]
        main = max(own, key=lambda offer: offer.worth_musd)
        if main.capex_musd <= 0.0 or main.market is None or main.market.price_usd is None:
            continue
        factor = money_factor(setting.importer, money_year, main.market.year).factor
        capital = main.capex_musd * factor
        beside.append(
            ProjectBeside(
                offer=main,
                capital_musd=capital,
                as_sold=value([offer.item() for offer in own if offer.is_same_stage]),
                processed=value([offer.item() for offer in own]),
                ways=same_dollars(
                    setting, main.market, capital, host=main.host, draws=draws, seed=seed
                ),
            )
        )
    return Insured(
        setting=setting,
        offers=tuple(offers),
        own=tuple(value([offer.item()]) if offer.market else None for offer in offers),
        portfolio={
            AS_SOLD: value([offer.item() for offer in sold]),
            PROCESSED: value(counted_once(served)),
        },
        beside=tuple(beside),
        draws=draws,
        seed=seed,
    )
