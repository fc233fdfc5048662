from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orepact.errors import CaseError, OrepactError, ProblemsError
from orepact.evidence import Parameter, load_model, load_strict_yaml


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a: 1\nb: 2\na: 3\n", "x.yaml:3: key 'a' stands twice (first on line 1)"),
        ("a: &x 1\nb: *x\n", "x.yaml:1: an anchor or alias"),
        ("a: yes\n", "x.yaml:1: 'yes' is a word"),
        ("a: NO\n", "x.yaml:1: 'NO' is a word"),
        ("a: 0123\n", "x.yaml:1: '0123' is a number with a leading zero"),
        ("a: 12:30:45\n", "x.yaml:1: '12:30:45' is a number with colons"),
        ("a: .inf\n", "x.yaml:1: .inf is not a finite number"),
        ("a: .nan\n", "x.yaml:1: .nan is not a finite number"),
        ("a: !!python/name:os.system x\n", "x.yaml:1: an explicit tag"),
        ("- 1\n", "x.yaml: not a mapping"),
        ("", "x.yaml: the file is empty"),
        ("a: [1, 2\n", "x.yaml:2: not valid YAML"),
        ("a: 1\n b: 2\n", "x.yaml:2: not valid YAML"),
        ("a: 1\n---\nb: 2\n", "x.yaml:2: not valid YAML"),
        ("? [a]\n: &x 1\n", "x.yaml:2: an anchor or alias"),
        ("a:\n  ? {b: 1}\n  : 2\n", "x.yaml:2: a key that is not plain text"),
    ],
)
def test_what_could_be_misread_is_refused_with_its_line(
    tmp_path: Path, text: str, part: str
) -> None:
    with pytest.raises(OrepactError) as caught:
        load_strict_yaml(_write(tmp_path / "x.yaml", text), name="x.yaml")
    assert part in str(caught.value)


def test_all_problems_of_a_file_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        load_strict_yaml(_write(tmp_path / "x.yaml", "a: yes\nb: 012\nb: 1\n"), name="x.yaml")
    assert len(caught.value.problems) == 3


def test_dates_and_quoted_numbers_stay_text(tmp_path: Path) -> None:
    content, lines = load_strict_yaml(
        _write(tmp_path / "x.yaml", "d: 2026-03-26\nn: '5'\nf: 1e3\n")
    )
    assert content == {"d": "2026-03-26", "n": "5", "f": "1e3"} or content["d"] == "2026-03-26"
    assert content["n"] == "5"
    assert lines["n"] == 2


def test_bytes_that_are_not_utf8_are_named(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: \xff\xfe\n")
    with pytest.raises(CaseError, match="cannot be read"):
        load_strict_yaml(path)


@settings(max_examples=150)
@given(st.text(max_size=60))
def test_no_text_raises_an_untyped_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("yaml") / "x.yaml"
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    try:
        content, _ = load_strict_yaml(path)
    except OrepactError:
        return
    assert isinstance(content, dict)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("value: 5\nunit: MUSD\nquality: D\nsource: assumption\n", "quality D needs a range"),
        ("value: 5\nunit: florins\nquality: A\nsource: s\n", "unit 'florins' is not known"),
        (
            "value: 5\nunit: MUSD\nrange: [6, 7]\nquality: B\nsource: s\n",
            "value 5 lies outside its range 6 to 7",
        ),
        ("value: five\nunit: MUSD\nquality: B\nsource: s\n", "x.yaml:1: value: "),
        ("value: '5'\nunit: MUSD\nquality: B\nsource: s\n", "x.yaml:1: value: "),
        ("value: true\nunit: MUSD\nquality: B\nsource: s\n", "x.yaml:1: value: "),
        ("unit: MUSD\nquality: B\nsource: s\n", "value: this key is missing"),
        (
            "value: 5\nunit: MUSD\nquality: B\nsource: s\nvalu: 6\n",
            "x.yaml:5: valu: this key is not known",
        ),
        ("value: 5\nunit: MUSD\nquality: E\nsource: s\n", "x.yaml:3: quality: "),
    ],
)
def test_a_parameter_is_checked_with_file_line_and_key(
    tmp_path: Path, text: str, part: str
) -> None:
    with pytest.raises(ProblemsError) as caught:
        load_model(Parameter, _write(tmp_path / "x.yaml", text), name="x.yaml")
    assert part in str(caught.value)


def test_a_parameter_converts_with_its_range(tmp_path: Path) -> None:
    text = "value: 4.03\nunit: USD/lb\nrange: [3.5, 5]\nquality: B\nsource: s\nprice_year: 2024\n"
    parameter = load_model(Parameter, _write(tmp_path / "x.yaml", text))
    assert parameter.to("USD/t") == pytest.approx(8884.629, abs=1e-3)
    low, high = parameter.bounds("USD/t")
    assert low < parameter.to("USD/t") < high
