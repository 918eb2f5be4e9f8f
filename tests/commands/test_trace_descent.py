"""Tests of ``chainrule trace descent``."""

import csv
import json

import numpy as np
import pytest

from simulator.cli import main
from simulator.files.datasets import shipped


def trace(capsys, *arguments: str) -> list[dict]:
    """Return the lines that a trace prints."""
    assert main(["trace", "descent", *arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_built_in_data_converge_to_lstsq(capsys):
    """With nothing said, the last line has numpy's answer within 1e-8 and says it converged."""
    rows = trace(capsys)
    data = shipped("engel").values
    X = np.column_stack([np.ones(len(data)), data[:, 0]])
    expected = np.linalg.lstsq(X, data[:, 1])[0]
    last = rows[-1]
    assert last["converged"] is True
    assert list(last["parameters"]) == ["intercept", "income"]
    np.testing.assert_allclose(list(last["parameters"].values()), expected, rtol=0, atol=1e-8)
    np.testing.assert_allclose(list(last["optimum"].values()), expected, rtol=0, atol=1e-8)
    assert [row["step"] for row in rows] == list(range(len(rows)))
    assert "converged" not in rows[-2]


def test_the_first_steps_on_the_built_in_data_are_these(capsys):
    """Exact values: standardised steps of rate 0.00085 from zero, told in francs."""
    rows = trace(capsys, "--steps", "2")
    y, x = shipped("engel").values[:, 1], shipped("engel").values[:, 0]
    z = (x - x.mean()) / x.std()
    assert rows[0]["cost"] == pytest.approx(0.5 * float(y @ y), rel=1e-12)
    np.testing.assert_allclose(rows[0]["gradient"], [-y.sum(), -z @ y], rtol=1e-12)
    slope = 0.00085 * (z @ y) / x.std()
    first = rows[1]["parameters"]
    assert first["income"] == pytest.approx(slope, rel=1e-12)
    assert first["intercept"] == pytest.approx(0.00085 * y.sum() - slope * x.mean(), rel=1e-9)
    assert rows[1]["parameters"] == pytest.approx(
        {
            "intercept": 29.458208857610217,
            "income": 0.09691439012946536,
        },
        rel=1e-12,
    )


def test_start_rate_and_features_are_taken_in_the_datas_units(capsys):
    """A start is printed back as given, and raw steps are those of the formula."""
    rows = trace(
        capsys, "--data", "stackloss", "--features", "AIRFLOW", "--no-standardise",
        "--start", "1,0.5", "--rate", "1e-6", "--steps", "1",
    )  # fmt: skip
    y, x = shipped("stackloss").values[:, 0], shipped("stackloss").values[:, 1]
    error = 1 + 0.5 * x - y
    assert rows[0]["parameters"] == {"intercept": 1.0, "AIRFLOW": 0.5}
    np.testing.assert_allclose(rows[0]["gradient"], [error.sum(), error @ x], rtol=1e-12)
    np.testing.assert_allclose(
        list(rows[1]["parameters"].values()),
        [1 - 1e-6 * error.sum(), 0.5 - 1e-6 * (error @ x)],
        rtol=1e-14,
    )


def test_a_start_may_begin_with_a_minus(capsys):
    """A list of numbers after --start is not taken for an option."""
    rows = trace(capsys, "--start", "-1,2", "--steps", "0")
    assert rows[0]["parameters"] == {"intercept": -1.0, "income": 2.0}


def test_stochastic_traces_follow_from_their_seed(capsys):
    """The same seed prints the same, another seed another path."""
    once = trace(capsys, "--method", "sgd", "--seed", "3", "--steps", "5")
    assert once == trace(capsys, "--method", "sgd", "--seed", "3", "--steps", "5")
    assert once != trace(capsys, "--method", "sgd", "--seed", "4", "--steps", "5")


def test_csv_has_the_same_columns_in_each_line(capsys, tmp_path):
    """The fields of the last line have their columns, empty before."""
    path = tmp_path / "out.csv"
    assert main(["trace", "descent", "--steps", "3", "--format", "csv", "--output", str(path)]) == 0
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [row["converged"] for row in rows] == ["", "", "", "false"]
    assert json.loads(rows[-1]["optimum"])["income"] == pytest.approx(0.485178, rel=1e-5)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--data", "nothing"], "no data set"),
        (["--data", "no/such.csv"], "does not exist"),
        (["--target", "price"], "no column “price”"),
        (["--method", "magic"], "no method “magic”"),
        (["--rate", "-1"], "above 0"),
        (["--rate", "nan"], "above 0"),
        (["--start", "1"], "needs 2 numbers, for intercept, income"),
        (["--start", "1,a"], "not “1,a”"),
        (["--steps", "-3"], "--steps must be 0 or more"),
    ],
)
def test_bad_arguments_get_one_sentence(capsys, arguments, sentence):
    """Exit code 2, one line on stderr, nothing on stdout."""
    assert main(["trace", "descent", *arguments]) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert sentence in streams.err
    assert streams.err.count("\n") == 1
