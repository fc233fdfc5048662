from importlib.resources import files
from pathlib import Path

from orepact.disruption import parameters
from orepact.disruption.events import events
from orepact.disruption.traits import rows_of
from orepact.evidence import bundle
from orepact.evidence.source_list import read_sources

OWN = {one.id for one in read_sources(Path(str(files("orepact.disruption") / "data/sources.yaml")))}
EVERYWHERE = OWN | {one.id for one in bundle().sources()} | {"assumption"}


def test_every_parameter_event_and_trait_names_a_source_that_is_described() -> None:
    named = {one.source for one in parameters().values()}
    named |= {one.source for one in events()}
    named |= {row["source"] for row in rows_of("by_products.csv")}
    named |= {row["source"] for row in rows_of("substitutability.csv")}
    named |= {row["source"] for row in rows_of("severity.csv")}
    named |= {row["source"] for row in rows_of("published_capital.csv")}
    named |= {row["source"] for row in rows_of("alternative_costs.csv")}
    assert named - EVERYWHERE == set()


def test_every_described_source_is_used() -> None:
    used = {one.source for one in parameters().values()} | {one.source for one in events()}
    used |= {row["source"] for row in rows_of("by_products.csv")}
    used |= {row["source"] for row in rows_of("published_capital.csv")}
    used |= {"usgs-ds140-rare-earths", "usgs-ofr-2025-1047"}
    assert OWN - used == set()
