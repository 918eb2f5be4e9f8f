"""Tests of reading tables."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulator.engine.errors import InputError, StoppedError
from simulator.files import tables
from simulator.files.tables import read_table

PLAIN = "a,b,c\n1,2,3\n4,5,6.5\n-7,8e2,9\n"
EXPECTED = [[1, 2, 3], [4, 5, 6.5], [-7, 800, 9]]


@pytest.fixture
def written(tmp_path):
    """Return a function that writes a file and gives its path."""

    def write(content: str | bytes, encoding: str = "utf-8"):
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " "])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_any_way_of_writing_gives_the_same_numbers(written, encoding, delimiter, newline):
    """Delimiter, encoding and line ends are found out."""
    text = PLAIN.replace(",", delimiter).replace("\n", newline)
    data = read_table(written(text, encoding))
    assert data.columns == ("a", "b", "c")
    np.testing.assert_array_equal(data.values, EXPECTED)


def test_latin_1_names_are_read(written):
    """Not UTF-8 means Latin-1, and it is said."""
    data = read_table(written("größe,maß\n1,2\n3,4\n", "latin-1"))
    assert data.columns == ("größe", "maß")
    assert "Latin-1" in data.notes[0]


def test_decimal_commas_are_read(written):
    """A semicolon file of a continental spreadsheet gives the same numbers."""
    data = read_table(written("a;b\n1,5;1.234,25\n-2,5;3\n"))
    np.testing.assert_array_equal(data.values, [[1.5, 1234.25], [-2.5, 3]])


def test_text_columns_are_kept_apart_and_quotes_may_hold_anything(written):
    """Words, delimiters and line breaks in quotes do no harm."""
    data = read_table(written('name,x,y\n"Smith, J.",1,2\n"two\nlines",3,4\n"a ""b""",5,6\n'))
    assert data.text_columns == ("name",)
    np.testing.assert_array_equal(data.values, [[1, 2], [3, 4], [5, 6]])


def test_missing_values_are_left_out_and_said(written):
    """Rows without a value in a chosen column are left out of the fit, with a note."""
    data = read_table(written("a,b,c\n1,2,\n2,NA,1\n3,nan,1\n4,1,2\n5,2,9\n6,9,9\n"))
    problem = data.problem("b", ("a",))
    np.testing.assert_array_equal(problem.y, [2, 1, 2, 9])
    assert problem.notes == ("2 of 6 rows are left out: a value is missing.",)


def test_a_file_without_names_counts_its_columns(written):
    """Numbers in the first line are data, not names."""
    data = read_table(written("1,2\n3,4\n5,7\n"))
    assert data.columns == ("column 1", "column 2")
    assert data.count == 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "table.csv is empty"),
        ("\n \n\n", "table.csv is empty"),
        (b"\xef\xbb\xbf", "table.csv is empty"),
        (b"\x89PNG\r\n\0\0\x1a\0\0\0abc,\0def\n" * 9, "table.csv is not a text file"),
        ("a,b\n1,2\n3,four\n5,6\n", r"line 3, column “b”: “four” is not a number"),
        ("a,b\n1,2\n3,inf\n5,6\n", r"line 3, column “b”: “inf” is not finite"),
        ("a,b\n1,2\n3,1_000\n5,6\n", r"line 3, column “b”: “1_000” is not a number"),
        ("a,b\n1,2\n3,4,5\n5,6\n", "line 3: it has 3 cells where the first line has 2"),
        ("a,b\n1,2\n3\n5,6\n", "line 3: it has 1 cells"),
        ("a,b,a\n1,2,3\n4,5,6\n", "2 columns named “a”"),
        ("a:b\n1:2\n3:4\n", "no two columns"),
        ("a,b\nx,1\ny,2\n", "two are needed"),
    ],
)
def test_bad_tables_get_one_sentence(written, content, sentence):
    """File, place and remedy are named."""
    with pytest.raises(InputError, match=sentence) as caught:
        read_table(written(content))
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a,b\n1,2\n", "at least two rows of data, and there is 1"),
        ("a,b\n", "at least two rows"),
        ("a,b\n1,2\n3,1e308\n4,5\n", r"line 3, column “b”: “1e308” is beyond 1e60"),
    ],
)
def test_tables_that_cannot_be_fitted_get_one_sentence(written, content, sentence):
    """What can be read but not fitted is told when it is fitted."""
    with pytest.raises(InputError, match=sentence):
        read_table(written(content)).problem("b", ("a",))


def test_missing_files_and_columns_are_told(written, tmp_path):
    """A path that is none, a folder, and columns that are not there or hold words."""
    path = written("word,x,y\nu,1,2\nv,3,4\nw,5,7\n")
    for call, sentence in [
        (lambda: read_table(tmp_path / "none.csv"), "does not exist"),
        (lambda: read_table(tmp_path), "is a folder"),
        (lambda: read_table(path, columns=("x", "z")), "no column “z”"),
        (lambda: read_table(path, columns=("x", "word")), "line 2, column “word”: “u”"),
        (lambda: read_table(path).problem("word"), "holds text"),
        (lambda: read_table(path).problem("x", ("x",)), "chosen twice"),
    ]:
        with pytest.raises(InputError, match=sentence):
            call()


def test_a_large_file_is_read_as_sums(written, monkeypatch):
    """Over the limit only sums are kept, and the fit is that of the rows; cancelling stops."""
    rng = np.random.default_rng(0)
    table = rng.normal(size=(5_000, 3)) + np.array([0, 1e6, 5])
    table[:, 2] += table[:, 0]
    lines = "\n".join(",".join(map(repr, row)) for row in table.tolist())
    path = written("a,b,c\n" + lines + "\nNA,1,2\n")
    whole = read_table(path).problem("c")
    monkeypatch.setattr(tables, "KEPT_BYTES", 0)
    monkeypatch.setattr(tables, "CHUNK_LINES", 700)
    shares: list[float] = []
    large = read_table(path, progress=shares.append)
    problem = large.problem("c")
    np.testing.assert_allclose(problem.quadratic.optimum, whole.quadratic.optimum, rtol=1e-9)
    assert problem.quadratic.least == pytest.approx(whole.quadratic.least)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert "left out" in large.notes[-1]
    assert 0 < len(problem.points()[0]) <= 2 * tables.SAMPLE_ROWS
    with pytest.raises(InputError, match="full-batch"):
        problem.rows()
    with pytest.raises(StoppedError):
        read_table(path, should_stop=lambda: True)


CELLS = st.sampled_from(["1", "-2.5", "3e4", "NA", "", "x", '"q"', "1,5", "inf", "1e308", "é"])


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(st.lists(CELLS, max_size=4), max_size=6).map(
            lambda rows: "\n".join(";".join(row) for row in rows).encode("utf-16")
        ),
        st.lists(st.lists(CELLS, max_size=4), max_size=6).map(
            lambda rows: "\n".join(",".join(row) for row in [["a", "b"], *rows]).encode()
        ),
    )
)
@example(";".encode("utf-16"))
def test_whatever_is_in_a_file_it_is_read_or_told(tmp_path_factory, content):
    """Any bytes give a fit or one sentence, never another error."""
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    sentence = "."
    try:
        problem = read_table(path).problem()
        assert np.isfinite(problem.quadratic.optimum).all()
        assert np.isfinite(problem.quadratic.least)
    except InputError as error:
        sentence = str(error)
    assert sentence.endswith(".")
    assert "\n" not in sentence
