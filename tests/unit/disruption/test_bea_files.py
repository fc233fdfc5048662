"""Readers of the official accounts."""

from pathlib import Path

import pytest

from orepact.disruption.bea_files import groups_of, read_accounts, read_labelled
from orepact.errors import EvidenceError


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_cells_are_found_by_label_never_by_position(tmp_path: Path) -> None:
    table = read_labelled(write(tmp_path / "a.csv", ",x,y\nb,1,2\na,3,4\n"))
    assert table.part(("a", "b"), ("y", "x")).tolist() == [[4.0, 3.0], [2.0, 1.0]]
    with pytest.raises(EvidenceError, match="no row c"):
        table.part(("c",), ("x",))


@pytest.mark.parametrize(
    ("text", "said"),
    [(",x\n", "has no rows"), (",x,y\na,1\n", "2 cells"), (",x\na,one\n", "no number")],
)
def test_a_damaged_table_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        read_labelled(write(tmp_path / "a.csv", text))


def test_imports_beyond_use_count_up_to_use(tmp_path: Path) -> None:
    make = write(tmp_path / "make.csv", ",a,b\na,10,0\nb,0,20\n")
    use = write(tmp_path / "use.csv", ",a,b,F\na,4,1,5\nb,2,6,12\nT006,4,13,0\n")
    imports = write(tmp_path / "imports.csv", ",a,b,F\na,5,0,0\nb,-1,2,0\n")
    found = read_accounts(make, use, imports, industries=2)
    assert found.industries == ("a", "b")
    assert found.accounts.imported.tolist() == [[4.0, 0.0], [0.0, 2.0]]
    assert found.accounts.value_added.tolist() == [4.0, 13.0]


def test_a_code_in_two_groups_is_refused(tmp_path: Path) -> None:
    walk = write(
        tmp_path / "walk.csv",
        "BEA_2017_Detail_Code,BEA_2017_Summary_Code\na,I\nb,I\nb,II\n",
    )
    assert groups_of(walk, ("a",), ("I", "II")).tolist() == [0]
    with pytest.raises(EvidenceError, match="b lies in 2 groups"):
        groups_of(walk, ("a", "b"), ("I", "II"))
