"""Tests of ``chainrule solve``."""

import json

import numpy as np
import pytest

from simulator.cli import main
from simulator.files import tables


def solve(capsys, *arguments: str) -> tuple[dict, str]:
    """Return the object that is printed, and what is said."""
    assert main(["solve", *arguments]) == 0
    streams = capsys.readouterr()
    return json.loads(streams.out), streams.err


def test_the_object_has_the_fields_of_the_contract(capsys):
    """One JSON object with parameters by column name; QR by default."""
    answer, said = solve(capsys, "--data", "engel", "--target", "foodexp")
    fields = {"parameters", "residual_sum_of_squares", "condition", "rank", "solver", "digits_lost"}
    assert fields <= set(answer)
    assert answer["solver"] == "qr"
    assert answer["parameters"]["income"] == pytest.approx(0.485178, rel=1e-5)
    assert said == ""


def test_without_intercept_there_is_none(capsys):
    """The line goes through zero."""
    answer, _ = solve(
        capsys, "--data", "nile", "--target", "volume", "--features", "year", "--no-intercept"
    )
    assert list(answer["parameters"]) == ["year"]


def test_dependent_columns_are_said_on_stderr_and_in_the_note(capsys, tmp_path):
    """The shortest answer, and a sentence on the rank."""
    path = tmp_path / "dependent.csv"
    path.write_text("a,b,c\n1,2,3\n2,4,5\n3,6,8\n4,8,9\n")
    answer, said = solve(capsys, "--data", str(path), "--target", "c")
    np.testing.assert_allclose(list(answer["parameters"].values()), [1, 0.42, 0.84])
    assert answer["rank"] == 2
    assert answer["note"] in said


def test_a_large_file_is_solved_from_its_sums(capsys, monkeypatch):
    """Where the rows are not kept, the answer is the same."""
    expected, _ = solve(capsys, "--data", "engel", "--target", "foodexp")
    monkeypatch.setattr(tables, "KEPT_BYTES", 0)
    answer, said = solve(capsys, "--data", "engel", "--target", "foodexp")
    assert answer["parameters"]["income"] == pytest.approx(expected["parameters"]["income"])
    assert "too large" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--data", "engel", "--solver", "magic"], "no solver “magic”"),
        (["--data", "engel", "--target", "price"], "no column “price”"),
        (["--data", "penguins", "--target", "species"], "holds text"),
    ],
)
def test_bad_arguments_get_one_sentence(capsys, arguments, sentence):
    """Exit code 2 and a sentence."""
    assert main(["solve", *arguments]) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert sentence in streams.err
