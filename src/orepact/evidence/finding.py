"""Which figure is meant? Figures and trade flows by what they speak of, with their ids."""

from __future__ import annotations

import difflib
from typing import Any

import polars as pl

from orepact.errors import OrepactError, UnknownNameError
from orepact.evidence.ids import trade_flow_id
from orepact.evidence.names import commodity as commodity_of
from orepact.evidence.names import country as country_of
from orepact.evidence.names import hs_line
from orepact.evidence.record import row_value
from orepact.evidence.store import bundle
from orepact.quantity import Value

__all__ = ["find_figures", "find_flows"]

Row = dict[str, Any]


def _known(frame: pl.DataFrame, column: str, asked: str | None) -> str | None:
    """Return a word of a column by its spelling; an unknown one is refused with the nearest."""
    if asked is None:
        return None
    words = [str(word) for word in frame[column].unique().sort()]
    if asked in words:
        return asked
    near = difflib.get_close_matches(asked, words, n=3, cutoff=0.5)
    shown = ", ".join(words[:12])
    raise UnknownNameError(column, asked, near, do="" if near else f"There are {shown}")


def find_figures(
    *,
    commodity: str | None = None,
    country: str | None = None,
    partner: str | None = None,
    statistic: str | None = None,
    stage: str | None = None,
    period: str | None = None,
    source: str | None = None,
) -> list[Row]:
    """Return figures of the evidence that match, newest period first.

    Parameters
    ----------
    commodity, country, partner : str or None
        Any known spelling.
    statistic, stage, period, source : str or None
        As they stand in the evidence.

    Returns
    -------
    list of dict
        ``id``, ``what``, ``country``, ``partner``, ``period``, ``value``, ``unit``, ``stage``,
        ``statistic``, ``commodity``, ``source``, ``sources``, ``quality``, ``locator``.

    Raises
    ------
    OrepactError : if nothing narrows the search
    UnknownNameError : for a word that the evidence does not hold, with the nearest
    """
    if not any((commodity, country, partner, statistic, period, source)):
        raise OrepactError(
            "nothing says which figures are meant",
            where="orepact evidence find",
            do="Give --commodity, --country, --statistic, --period, --source or --hs",
        )
    every = bundle().figures()
    found = bundle().figures(
        commodity=None if commodity is None else commodity_of(commodity),
        country=None if country is None else country_of(country),
        statistic=_known(every, "statistic", statistic),
        stage=_known(every, "stage", stage),
        period=_known(every, "period", period),
        source=_known(every, "source", source),
    )
    if partner is not None:
        found = found.filter(pl.col("partner") == country_of(partner))
    ordered = found.sort(
        ["period", "commodity", "statistic", "country", "detail", "source"],
        descending=[True, False, False, False, False, False],
    )
    return [
        {
            "id": row["id"],
            "what": ", ".join(
                part for part in (row["label"], row["statistic"], row["detail"]) if part
            ),
            "country": row["country"],
            "partner": row["partner"],
            "period": row["period"],
            "value": row_value(row),
            "unit": row["unit"],
            "commodity": row["commodity"],
            "stage": row["stage"],
            "statistic": row["statistic"],
            "source": row["source"],
            "sources": [row["source"]],
            "quality": row["quality"],
            "locator": row["locator"],
        }
        for row in ordered.iter_rows(named=True)
    ]


def find_flows(
    *, hs: str, importer: str | None = None, exporter: str | None = None, period: str | None = None
) -> list[Row]:
    """Return trade flows of a customs line, value and tonnes each with its id, largest first.

    Raises
    ------
    OrepactError : if neither importer nor exporter nor year narrows the search
    UnknownNameError : for a line or country that is not known
    """
    known = hs_line(hs)
    if period is not None and not period.isdigit():
        raise OrepactError(f"{period!r} is not a year", where="--period", do="Write it as 2024")
    if importer is None and exporter is None and period is None:
        raise OrepactError(
            "a customs line alone has thousands of flows",
            where="--hs",
            do="Give --country (importer), --partner (exporter) or --period (year) as well",
        )
    flows = bundle().trade(
        hs=hs,
        importer=importer,
        exporter=exporter,
        year=None if period is None else int(period),
    )
    rows: list[Row] = []
    for flow in flows.sort(["year", "value_kusd"], descending=True).iter_rows(named=True):
        for quantity, column, unit in (("value", "value_kusd", "kUSD"), ("tonnes", "tonnes", "t")):
            number = flow[column]
            rows.append(
                {
                    "id": trade_flow_id(
                        flow["source"],
                        flow["year"],
                        flow["exporter"],
                        flow["importer"],
                        hs,
                        quantity="value" if quantity == "value" else "tonnes",
                    ),
                    "what": f"{known.description}, {quantity}",
                    "country": flow["importer"],
                    "partner": flow["exporter"],
                    "period": str(flow["year"]),
                    "value": Value.missing() if number is None else Value.exact(number),
                    "unit": unit,
                    "commodity": known.commodity,
                    "stage": known.stage,
                    "statistic": "trade",
                    "source": flow["source"],
                    "sources": [flow["source"]],
                    "quality": "",
                    "locator": "",
                }
            )
    return rows
