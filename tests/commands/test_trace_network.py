"""Tests of ``chainrule trace network``."""

import json

import pytest

from simulator.cli import main
from simulator.engine.network import pair_pass

FIELDS = {"update", "phase", "value", "formula", "substituted", "caption"}


def trace(capsys, *options):
    """Run the command and return its lines."""
    assert main(["trace", "network", *options]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_two_updates_are_thirty_two_lines_with_the_contracts_fields(capsys):
    """Phases in order, numbers that read back exactly."""
    rows = trace(capsys, "--x", "1.5", "--y", "1", "--rate", "0.5", "--updates", "2")
    assert len(rows) == 32
    assert [row["update"] for row in rows] == [1] * 16 + [2] * 16
    assert all(set(row) >= FIELDS for row in rows)
    assert tuple(row["value"] for row in rows[:12]) == pair_pass(1.5, 1, 0.8, -0.3, -1.2, 0.5)
    new = {row["phase"]: row["value"] for row in rows[12:16]}
    second = pair_pass(1.5, 1.0, new["w1"], new["b1"], new["w2"], new["b2"])
    assert tuple(row["value"] for row in rows[16:28]) == second


def test_a_set_of_examples_gives_lists_and_means(capsys):
    """Per-example phases are lists; L and the gradients are means over the examples."""
    rows = {row["phase"]: row["value"] for row in trace(capsys, "--data", "six")}
    assert [len(rows[name]) for name in ("z1", "a1", "z2", "a2")] == [6] * 4
    answers = [0, 0, 0, 1, 1, 1]
    errors = [a - y for a, y in zip(rows["a2"], answers, strict=True)]
    assert rows["dL_dz2"] == pytest.approx(sum(errors) / 6)
    assert rows["dL_db2"] == pytest.approx(sum(errors) / 6)
    products = [e * a for e, a in zip(errors, rows["a1"], strict=True)]
    assert rows["dL_dw2"] == pytest.approx(sum(products) / 6)


def test_formula_and_numbers_say_the_same(capsys):
    """The formula's symbols are replaced by numbers in ``substituted``."""
    row = trace(capsys, "--x", "1.5", "--y", "1")[9]
    assert row["phase"] == "dL_dz1"
    assert "a_1(1 - a_1)" in row["formula"]
    assert row["substituted"].endswith("= 0.145")
    assert "0.206" in row["caption"]


def test_a_file_of_examples_is_traced(capsys, tmp_path):
    """Columns x and y of a CSV file are the examples."""
    path = tmp_path / "points.csv"
    path.write_text("x,y\n1.5,1\n-0.5,0\n")
    rows = trace(capsys, "--data", str(path))
    assert rows[0]["value"] == [0.8 * 1.5 - 0.3, 0.8 * -0.5 - 0.3]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--y", "2"], "must be 0 or 1"),
        (["--x", "nan"], "x is nan"),
        (["--w1", "inf"], "--w1"),
        (["--rate", "-1"], "above 0"),
        (["--updates", "0"], "1 or more"),
        (["--seed", "-1"], "0 or more"),
        (["--data", "six", "--x", "1"], "leave out"),
        (["--data", "nowhere.csv"], "nowhere.csv does not exist"),
    ],
)
def test_bad_options_cost_one_sentence(capsys, options, words):
    """Exit code 2, one sentence on stderr, nothing on stdout."""
    assert main(["trace", "network", *options]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert captured.err.count("\n") == 1
