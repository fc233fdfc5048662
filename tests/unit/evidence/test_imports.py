"""A user's own file: laid over the bundle whole, or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from orepact.errors import EvidenceError, OrepactError, UnknownNameError
from orepact.evidence import Bundle, Custody, Quality, Redistribution
from orepact.evidence.imports import import_file
from orepact.evidence.layer import Layer
from orepact.evidence.overlay import ENVIRONMENT_VARIABLE, overlay_folder, overlay_layers

_GOOD = "t,i,j,k,v,q\n2024,710,842,261000,90.25,10\n"


def _file(folder: Path, content: str = _GOOD) -> Path:
    path = folder / "BACI_HS92_Y2024_V202701.csv"
    path.write_text(content)
    return path


def test_an_import_lies_over_the_bundle_with_custody_and_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "own"))
    imported = import_file("auto", _file(tmp_path), as_of=date(2027, 1, 31))
    assert imported.format == "baci-csv"
    assert imported.rows == (("trade", 1),)
    (layer,) = overlay_layers()
    source = layer.sources["cepii-baci-hs92-v202701"]
    assert (source.custody, source.quality) == (Custody.PUBLISHER, Quality.A)
    assert source.redistributable is Redistribution.NO
    assert source.sha256[0][0] == "BACI_HS92_Y2024_V202701.csv"
    assert Bundle((layer,)).trade(importer="USA")["value_kusd"].to_list() == [90.25]


def test_a_mirror_is_not_of_the_best_quality(tmp_path: Path) -> None:
    imported = import_file(
        "baci-csv", _file(tmp_path), custody=Custody.MIRROR, folder=tmp_path / "own"
    )
    assert Layer(imported.folder).sources[imported.sources[0]].quality is Quality.B


def test_the_same_file_again_replaces_itself_on_top(tmp_path: Path) -> None:
    home, path = tmp_path / "own", _file(tmp_path)
    first = import_file("auto", path, folder=home)
    second = import_file("auto", path, folder=home)
    assert first.folder != second.folder
    assert [entry.name for entry in home.iterdir()] == [second.folder.name]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "t,i,j,k,v,q\n",
        "t,i,j,k,v,q\n2024,710,842,261000,x,10\n",
        "a,b,c\n1,2,3\n",
        "t,i,j,k,v,q\n2024,710,842,261000,90.25",
    ],
)
def test_a_bad_file_changes_nothing(tmp_path: Path, content: str) -> None:
    home = tmp_path / "own"
    import_file("auto", _file(tmp_path), folder=home)
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    with pytest.raises(OrepactError):
        import_file("auto", _file(tmp_path, content), folder=home)
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before
    assert len(list(home.iterdir())) == 1


def test_a_missing_file_and_an_unknown_format_are_named(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="no such file"):
        import_file("auto", tmp_path / "nothing.csv", folder=tmp_path)
    with pytest.raises(UnknownNameError, match="baci-csv"):
        import_file("baci-cvs", _file(tmp_path), folder=tmp_path)
    with pytest.raises(EvidenceError, match="header is not that of"):
        import_file("worldbank-wgi", _file(tmp_path), folder=tmp_path)


def test_without_a_named_folder_the_users_own_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert overlay_folder() == tmp_path / "orepact" / "evidence"
    assert overlay_layers() == ()


def test_a_damaged_import_says_which_folder_to_remove(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "own"))
    imported = import_file("auto", _file(tmp_path))
    (imported.folder / "manifest.json").write_text("{")
    with pytest.raises(EvidenceError, match=r"Remove .*own.*import the file again"):
        Bundle(overlay_layers()).trade()
