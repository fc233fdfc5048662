"""World Mineral Statistics: country by printed name, marks kept, damage refused with its line."""

from pathlib import Path

import pytest

from orepact.errors import EvidenceError
from orepact.evidence.readers.bgs_wms import READER

HEADER = (
    "year,bgs_statistic_type_trans,bgs_commodity_trans,bgs_sub_commodity_trans,country_trans,"
    "country_iso3_code,quantity,units,data_precision_description,concat_figure_notes_text"
)
REFINED = '2023-01-01,Production,"copper, refined",,{name},COD,{amount},tonnes (metric),{told},'


def file(folder: Path, *lines: str) -> Path:
    path = folder / "answer.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def line(name: str = "Chile", amount: str = "5", told: str = "") -> str:
    return REFINED.format(name=name, amount=amount, told=told)


def test_the_printed_name_decides_the_country_and_not_the_code_beside_it(tmp_path: Path) -> None:
    path = file(tmp_path, line("Congo", "8400"), line('"Congo, Democratic Republic"', "2210000"))
    assert READER.recognises(path)
    figures = READER.read(path).tables["figures"]
    found = dict(zip(figures["country"], figures["number"], strict=True))
    assert found == {"COG": 8400.0, "COD": 2210000.0}


def test_marks_stay_typed(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        line("Chile", "", "Figures not available"),
        line("Peru", "0", "Nil (nothing produced)"),
        line("Japan", "0", "Quantity is more than 0 but less than 0.5"),
    )
    figures = READER.read(path).tables["figures"]
    kinds = dict(zip(figures["country"], figures["kind"], strict=True))
    assert kinds == {"CHL": "missing", "PER": "zero", "JPN": "upper_bound"}


def test_forms_of_lithium_are_added_by_their_metal(tmp_path: Path) -> None:
    rows = [
        f"2022-01-01,Production,lithium minerals,{form},Chile,CHL,{amount},tonnes (metric),,"
        for form, amount in (
            ("Lithium minerals (Li content)", "2601"),
            ("Lithium minerals (Carbonate -Li content)", "37967"),
            ("Carbonate", "201950"),
        )
    ]
    figures = READER.read(file(tmp_path, *rows)).tables["figures"]
    assert figures["number"].to_list() == [40568.0]


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (line("Atlantis"), "Atlantis"),
        (line(amount="-3"), "-3"),
        (line(amount="many"), "many"),
        (line() + "\n" + line(amount="7"), "count twice"),
        (line().replace("tonnes (metric)", "bushels"), "bushels"),
        (line().replace("2023-01-01", "recently"), "recently"),
    ],
)
def test_a_bad_line_is_refused_with_its_place(tmp_path: Path, bad: str, told: str) -> None:
    with pytest.raises(EvidenceError, match=told) as refused:
        READER.read(file(tmp_path, bad))
    assert "answer.csv:" in str(refused.value)
