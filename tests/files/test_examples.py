"""Tests of reading examples for the network."""

import pytest

from simulator.engine.errors import InputError
from simulator.files.examples import read_examples


def written(tmp_path, text):
    """Return the path of a table with this text."""
    path = tmp_path / "mine.csv"
    path.write_text(text)
    return path


def test_columns_x_and_y_are_found_by_name(tmp_path):
    """Other columns and their order do not matter when x and y are named."""
    examples = read_examples(written(tmp_path, "z,y,x\n5,1,0.5\n6,0,-1\n"))
    assert examples.x.tolist() == [0.5, -1.0]
    assert examples.y.tolist() == [1.0, 0.0]


def test_two_columns_are_enough(tmp_path):
    """Of exactly two columns the first is x and the second y, whatever they are called."""
    examples = read_examples(written(tmp_path, "hours;passed\n1,5;0\n2,5;1\n"))
    assert examples.x.tolist() == [1.5, 2.5]
    assert examples.y.tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x\n1\n2\n", "two columns"),
        ("x,y\n1,2\n", "row 1: y is 2; it must be 0 or 1"),
        ("x,y\n1,0\n,1\n", "row 2: a value is missing"),
        ("a,b,c\n1,0,1\n", "name the input x"),
        ("x,y\n1,yes\n2,0\n3,1\n", "line 2"),
        ("x,y\n1e50,1\n", "within"),
        ("", "empty"),
    ],
)
def test_tables_that_cannot_be_used_cost_one_sentence(tmp_path, text, words):
    """The message names the file, the place and the remedy, on one line."""
    with pytest.raises(InputError) as error:
        read_examples(written(tmp_path, text))
    assert words in str(error.value)
    assert "mine.csv" in str(error.value)
    assert "\n" not in str(error.value)
