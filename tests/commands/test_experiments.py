"""Tests of the experiments that train networks, from the command line."""

import csv
import json

import pytest

from simulator.cli import main
from simulator.commands.picture import chart_plot
from simulator.simulation.experiments.experiment import Chart, Series
from simulator.simulation.experiments.fit import MODELS


def test_a_sweep_writes_means_runs_and_a_picture(tmp_path, capsys, qapp):
    """A tiny one leaves a CSV of means, a file for each run, and a picture that is not empty."""
    output, picture = tmp_path / "fit.csv", tmp_path / "fit.png"
    options = ["--seeds", "1", "--tokens", "2000", "--jobs", "1"]
    files = ["--output", str(output), "--picture", str(picture)]
    assert main(["experiment", "fit", *options, *files]) == 0
    assert "9 of 9 runs: " in capsys.readouterr().err
    rows = list(csv.DictReader(output.read_text("utf-8").splitlines()))
    assert [row["model"] for row in rows] == list(MODELS) * 3
    assert all(0 <= float(row["accuracy"]) <= 1 and row["seeds"] == "1" for row in rows)
    assert len(list((tmp_path / "fit.csv.runs").glob("*.json"))) == 9
    assert picture.stat().st_size > 10_000
    origin = json.loads((tmp_path / "fit.csv.json").read_text("utf-8"))
    assert origin["command"] == "chainrule experiment fit --seeds 1 --tokens 2000"
    assert main(["experiment", "fit", *options, *files]) == 0
    assert capsys.readouterr().err.count("kept from before") == 9


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--seeds", "0"], "--seeds 0: give 1 or more."),
        (["--jobs", "0"], "--jobs 0: give 1 or more"),
        (["--picture", "no/such/place.png"], "there is no such folder"),
    ],
)
def test_options_that_make_no_sense_are_one_sentence(options, message, capsys):
    """Exit code 2 before anything is trained."""
    assert main(["experiment", "fit", *options]) == 2
    assert message in capsys.readouterr().err


def test_lines_and_bars_are_drawn_where_the_numbers_say(qtbot):
    """What is plotted is the means at their places; bars of two series stand beside each other."""
    first = Series("a", (0.0, 5.0), (0.9, 0.6), (0.8, 0.5), (1.0, 0.7))
    plot = chart_plot(Chart("t", "x", "y", (first,)))
    qtbot.addWidget(plot)
    (line,) = plot.listDataItems()
    assert [tuple(values) for values in line.getData()] == [first.x, first.mean]

    second = Series("b", (0.0, 1.0), (0.2, 0.3), (0.2, 0.3), (0.2, 0.3))
    grouped = chart_plot(Chart("t", "", "y", (second, second), ("one", "two")))
    qtbot.addWidget(grouped)
    bars = [
        item
        for item in grouped.getPlotItem().items
        if hasattr(item, "opts") and "height" in item.opts
    ]
    left, right = (item.opts["x"] for item in bars if item.opts["height"] is not None)
    assert list(left) == pytest.approx([-0.2, 0.8])
    assert list(right) == pytest.approx([0.2, 1.2])
