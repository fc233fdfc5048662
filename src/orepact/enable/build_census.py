"""Build a case's people from the tables of the host's census: one row per district, sex and age.

``python -m orepact.enable.build_census --raw DIR --out CASE/census`` reads the tables of the
Pakistan Bureau of Statistics' census of 2023 (by sub-district, in capitals) and writes sums by
district. Same files in, same bytes out. Names of districts made after the census are folded into
the district of 2023 that they were cut from.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from orepact.errors import EvidenceError

__all__ = ["build", "district_names", "districts_table", "people_table"]

AGES = {"15 - 24": "15-24", "15 - 49": "15-49"}
"""Age brackets that are kept, as printed and as written."""
COUNTS = {
    "Population": "population",
    "Literate": "literate",
    "Ever Attended": "ever_attended",
    "Never to School (all)": "never_attended",
    "Enrolment Intermidiate": "in_intermediate",
    "Enrolment Graduation above": "in_degree",
}
"""Counts that are kept, as printed (misspelt there) and as columns."""
SPELLINGS = {
    "MALAKAND": "MALAKAND PROTECTED AREA",
    "TANDO AHYAR": "TANDO ALLAHYAR",
    "ISLAMABAD": "ICT",
}
"""Spellings that differ between tables of the same census."""


def _read(path: Path) -> pl.DataFrame:
    if not path.exists():
        raise EvidenceError("the census table is missing", where=str(path))
    return pl.read_csv(path, infer_schema_length=0)


def _key(column: str) -> pl.Expr:
    return pl.col(column).str.to_uppercase().str.strip_chars().replace(SPELLINGS)


def districts_table(raw: Path) -> pl.DataFrame:
    """Return one row per district: area (km2), people of 2017 and 2023, households.

    Raises
    ------
    EvidenceError : a district of the list that has no area, or an area of an unknown district
    """
    listed = _read(raw / "census2023_districts.csv")
    areas = (
        _read(raw / "census2023_TABLE_01.csv")
        .filter(pl.col("REGION") == "OVERALL")
        .group_by(_key("DISTRICT").alias("key"))
        .agg(pl.col("AREA_SQKM").cast(pl.Float64).sum().alias("area_km2"))
    )
    table = listed.with_columns(_key("District").alias("key")).join(areas, on="key", how="full")
    odd = table.filter(pl.col("key").is_null() | pl.col("area_km2").is_null())
    if odd.height:
        names = [str(row["District"] or row["key_right"]) for row in odd.to_dicts()]
        raise EvidenceError(
            f"areas and list of districts differ: {', '.join(sorted(names))}",
            where="census2023_TABLE_01.csv",
            do="Add the spelling to SPELLINGS",
        )
    return table.select(
        pl.col("Region").alias("province"),
        pl.col("Division").alias("division"),
        pl.col("District").alias("district"),
        pl.col("area_km2").round(1),
        pl.col("Pop2017").cast(pl.Float64).cast(pl.Int64).alias("population_2017"),
        pl.col("Pop2023").cast(pl.Float64).cast(pl.Int64).alias("population_2023"),
        pl.col("Households").cast(pl.Float64).cast(pl.Int64).alias("households_2023"),
    ).sort("province", "district")


def people_table(raw: Path, districts: pl.DataFrame) -> pl.DataFrame:
    """Return one row per district, sex and age with counts of schooling.

    Empty cells of sub-districts are nobody counted there; a district without any row of a table
    is left out, so that it stays missing and never becomes zero.

    Raises
    ------
    EvidenceError : a district that the list does not know
    """
    known = {name.upper(): name for name in districts["district"]}
    long = (
        _read(raw / "census2023_TABLE_13A.csv.gz")
        .filter(pl.col("AGE_BRACKET").is_in(list(AGES)) & pl.col("VARS").is_in(list(COUNTS)))
        .with_columns(_key("DISTRICT").alias("key"))
    )
    strange = sorted(set(long["key"].drop_nulls()) - set(known))
    if strange:
        raise EvidenceError(
            f"districts {', '.join(strange)} are not in the list of districts",
            where="census2023_TABLE_13A.csv.gz",
            do="Add the spelling to SPELLINGS",
        )
    sexes = []
    for sex, column in (("female", "FEMALE_OVERALL"), ("male", "MALE_OVERALL")):
        summed = long.group_by("key", "AGE_BRACKET", "VARS").agg(
            pl.col(column).cast(pl.Float64).sum()
        )
        wide = summed.pivot(on="VARS", index=["key", "AGE_BRACKET"], values=column)
        sexes.append(wide.with_columns(pl.lit(sex).alias("sex")))
    table = pl.concat(sexes, how="diagonal")
    return table.select(
        pl.col("key").replace_strict(known).alias("district"),
        "sex",
        pl.col("AGE_BRACKET").replace_strict(AGES).alias("ages"),
        *(pl.col(printed).cast(pl.Int64).alias(name) for printed, name in COUNTS.items()),
    ).sort("district", "sex", "ages")


def district_names(raw: Path, districts: pl.DataFrame) -> pl.DataFrame:
    """Return other names of districts and the districts of 2023 they stand for.

    Districts outside the census tables (administered territories) are left out.

    Raises
    ------
    EvidenceError : a parent that is no district of 2023
    """
    folds = _read(raw / "pak_postcensus_districts_to_2023.csv").select(
        pl.col("new_district").alias("name"),
        pl.col("parent_2023").alias("district"),
        pl.lit("made after the census").alias("why"),
    )
    shapes = _read(raw / "pak_districts_2023census_table.csv")
    outside = set(shapes.filter(pl.col("census_name").is_null())["name"])
    spelt = shapes.filter(
        pl.col("census_name").is_not_null() & (pl.col("name") != pl.col("census_name"))
    ).select("name", pl.col("census_name").alias("district"), pl.lit("spelling").alias("why"))
    own = spelt.select(pl.col("name"), pl.col("district").alias("census"))
    table = (
        pl.concat([folds, spelt])
        .join(own, left_on="district", right_on="name", how="left")
        .with_columns(pl.coalesce("census", "district").alias("district"))
        .drop("census")
        .filter(~pl.col("district").is_in(sorted(outside)))
    )
    strange = sorted(set(table["district"]) - set(districts["district"]))
    if strange:
        raise EvidenceError(
            f"{', '.join(strange)} is no district of 2023",
            where="pak_postcensus_districts_to_2023.csv",
        )
    return table.unique().sort("name")


def build(raw: Path, out: Path) -> None:
    """Write ``people.csv``, ``districts.csv`` and ``district_names.csv``.

    Parameters
    ----------
    raw : Path
        Folder of the official tables.
    out : Path
        The case's ``census`` folder.
    """
    out.mkdir(parents=True, exist_ok=True)
    districts = districts_table(raw)
    districts.write_csv(out / "districts.csv")
    people_table(raw, districts).write_csv(out / "people.csv")
    district_names(raw, districts).write_csv(out / "district_names.csv")


def main(arguments: Sequence[str] | None = None) -> None:
    """Build from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raw", type=Path, required=True, help="folder of official files")
    parser.add_argument("--out", type=Path, required=True, help="the case's census folder")
    given = parser.parse_args(arguments)
    build(given.raw / "geo", given.out)


if __name__ == "__main__":
    main()
