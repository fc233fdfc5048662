"""What ``offtake.yaml`` names must be there, and its numbers must fit their units and years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orepact.case.files import CaseFile
from orepact.case.offtake_file import OfftakeFile, OutletEntry, OutletProduct
from orepact.case.reference import unknown_name
from orepact.errors import CaseError, OrepactError
from orepact.evidence import Parameter
from orepact.quantity import conversion_factor

__all__ = ["offtake_problems"]


def offtake_problems(files: Mapping[str, CaseFile]) -> list[OrepactError]:
    """Return every fault of ``offtake.yaml``; none without the file.

    Parameters
    ----------
    files : mapping of str to CaseFile
        As read.
    """
    if "offtake" not in files or "case" not in files:
        return []
    file = files["offtake"]
    assert isinstance(file.model, OfftakeFile)
    projects = {
        name.partition("/")[2]: item.model
        for name, item in files.items()
        if name.startswith("projects/")
    }
    made = {
        product.id: product.output_unit for item in projects.values() for product in item.products
    }
    years = files["case"].model.horizon
    horizon = (years.start, years.end)
    found: list[OrepactError] = []
    for place, outlet in enumerate(file.model.outlets):
        found += _outlet(file, f"outlets[{place}]", outlet, made, horizon)
    for place, item in enumerate(file.model.by_products):
        key = f"by_products[{place}]"
        found += unknown_name(file, f"{key}.project", "project", item.project, projects)
        for name in ("product", "host_product"):
            found += unknown_name(file, f"{key}.{name}", "product", getattr(item, name), made)
    return found


def _outlet(
    file: CaseFile,
    key: str,
    outlet: OutletEntry,
    made: Mapping[str, str],
    horizon: tuple[int, int],
) -> Iterator[OrepactError]:
    for place, item in enumerate(outlet.products):
        where = f"{key}.products[{place}].product"
        yield from unknown_name(file, where, "product", item.product, made)
        if item.pledged is not None:
            yield from _share(file, f"{key}.products[{place}].pledged", item.pledged)
    if outlet.least_met is not None:
        yield from _share(file, f"{key}.least_met", outlet.least_met)
    if outlet.by is not None and not horizon[0] <= outlet.by <= horizon[1]:
        yield CaseError(
            f"{key}.by: {outlet.by} lies outside the decision years {horizon[0]} to {horizon[1]}",
            where=file.where(f"{key}.by"),
            do="Give a year within the horizon of case.yaml",
        )
    for name in ("demand", "other_supply"):
        yield from _amount(file, f"{key}.{name}", getattr(outlet, name), outlet.unit)
    if outlet.stock_start is not None and outlet.stock_most is not None:
        yield from _store(file, key, (outlet.stock_start, outlet.stock_most), f"{outlet.unit}*yr")
    for place, item in enumerate(outlet.products):
        if item.product in made:
            yield from _factor(file, f"{key}.products[{place}]", item, made, outlet.unit)


def _factor(
    file: CaseFile, key: str, item: OutletProduct, made: Mapping[str, str], unit: str
) -> Iterator[OrepactError]:
    """Report a product whose unit does not lead to the market's."""
    own = made[item.product]
    try:
        conversion_factor(own if item.factor is None else f"{item.factor.unit}*{own}", unit)
    except ValueError as error:
        yield CaseError(
            f"{key}.product: {own} of {item.product} is not in {unit}",
            where=file.where(f"{key}.product"),
            why=str(error),
            do="Give a factor, units of the market per unit of output",
        )


def _store(
    file: CaseFile, key: str, stock: tuple[Parameter, Parameter], unit: str
) -> Iterator[OrepactError]:
    """Report a stock that is no amount, or more than the store can hold."""
    problems = [
        problem
        for name, parameter in zip(("stock_start", "stock_most"), stock, strict=True)
        for problem in _amount(file, f"{key}.{name}", parameter, unit)
    ]
    yield from problems
    if not problems and stock[0].to(unit) > stock[1].to(unit):
        yield CaseError(
            f"{key}.stock_start: {stock[0].value:g} does not fit a store of {stock[1].value:g}",
            where=file.where(f"{key}.stock_start"),
            do="Give a stock that the store can hold",
        )


def _amount(file: CaseFile, key: str, parameter: Parameter, unit: str) -> Iterator[OrepactError]:
    try:
        amount = parameter.to(unit)
    except ValueError as error:
        yield CaseError(
            f"{key}: {parameter.unit} is not in {unit}",
            where=file.where(key),
            why=str(error),
            do=f"Give it in {unit}",
        )
        return
    if amount < 0.0:
        yield CaseError(
            f"{key}: {parameter.value:g} {parameter.unit} is below zero",
            where=file.where(key),
            do="Give an amount from zero",
        )


def _share(file: CaseFile, key: str, parameter: Parameter) -> Iterator[OrepactError]:
    problems = list(_amount(file, key, parameter, "%"))
    yield from problems
    if not problems and parameter.to("%") > 100.0:
        yield CaseError(
            f"{key}: {parameter.to('%'):g} % is no share",
            where=file.where(key),
            do="Give a number from 0 to 100 %",
        )
