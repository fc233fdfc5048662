"""A strategic premium reaches the product it names, whatever the product's id is."""

from orepact.case import load
from orepact.plan import Setting, Settings, build_data, case_columns


def test_every_premium_of_the_shipped_case_raises_what_its_product_is_worth_to_the_importer() -> (
    None
):
    case = load("us-pakistan")
    table = case_columns(case)
    plain = build_data(case, table)
    raised = build_data(case, table, Settings(premiums=Setting.HIGH))
    importer = plain.side(plain.parties[0].side)[0]
    more = (raised.sunk + raised.late - plain.sunk - plain.late)[:, :, importer].sum(axis=1)
    named = {
        column.project for column, amount in zip(plain.columns, more, strict=True) if amount > 0
    }
    sellers = {
        project.id
        for project in case.projects.values()
        for product in project.products
        for premium in case.header.strategic_premiums
        if (premium.commodity, premium.stage) == (product.commodity, str(product.stage))
    }
    assert sellers
    assert named == {
        column.project
        for column in plain.columns
        if column.project in sellers and column.needs_deal
    }
