"""Results of experiments from CSV files, and one clear sentence where they are none."""

import pytest

from simulator.engine.errors import InputError
from simulator.files.race_results import read_race, shipped_races
from simulator.simulation.race import BAG, PLAIN, lstm_name

GOOD = """model,window,seed,tokens,distance,accuracy,baseline
"LSTM, bias 3",,0,4000,5,1.0,0.107
"LSTM, bias 3",,1,4000,5,0.9,0.107
"LSTM, bias 3",10,0,4000,5,0.8,0.107
RNN,,0,4000,5,0.1,0.107
"ANN, bag of words",,0,4000,5,0.4,0.107
"""
MEANS = """model,distance,seeds,accuracy,accuracy_spread,accuracy_lowest,accuracy_highest
RNN,40,3,0.2,0.1,0.1,0.3
RNN,80,1,0.2,,,
"""


def test_networks_are_told_apart(tmp_path):
    """By name and window; the baseline and the budget come along."""
    path = tmp_path / "distance.csv"
    path.write_text(GOOD)
    race = read_race(path)
    assert race.names == (BAG, PLAIN, lstm_name(3), f"{lstm_name(3)}, gradients through 10")
    point = race.at(lstm_name(3), 5)
    assert (point.mean, point.low, point.high) == (pytest.approx(0.95), 0.9, 1.0)
    assert race.baseline == 0.107
    assert race.about == "distance.csv: 2 seeds, 4,000 tokens each"
    assert not race.at_one_distance


def test_means_over_seeds_are_read_as_they_are(tmp_path):
    """One seed alone has no ends."""
    path = tmp_path / "distance.csv"
    path.write_text(MEANS)
    race = read_race(path)
    assert (race.at(PLAIN, 40).low, race.at(PLAIN, 40).high, race.at(PLAIN, 40).seeds) == (
        0.1,
        0.3,
        3,
    )
    assert race.at(PLAIN, 80).low == race.at(PLAIN, 80).high == 0.2


def test_learnability_is_known_by_its_name(tmp_path):
    """There each network was trained at one distance."""
    path = tmp_path / "learnability.csv"
    path.write_text(GOOD)
    assert read_race(path).at_one_distance


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n1,2\n", "no column model"),
        ("model,seed,distance,accuracy\n", "no rows"),
        ("model,seed,distance,accuracy\nrnn,0,5,1.5\n", "line 2"),
        ("model,seed,distance,accuracy\nrnn,0,5,0.5\nrnn,x,5,0.5\n", "line 3"),
        ("model,seed,distance,accuracy\nrnn,0\n", "line 2"),
        ("model,distance,accuracy\nrnn,5,0.5\n", "no column seed"),
        ("model,seed,distance,accuracy\nrnn,0,-5,0.5\n", "line 2"),
        ("\0\1\2", "no column"),
    ],
)
def test_other_files_are_refused_in_one_sentence(tmp_path, text, told):
    """It names the file and the place."""
    path = tmp_path / "wrong.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=told) as refused:
        read_race(path)
    assert "wrong.csv" in str(refused.value)


def test_a_missing_file_is_said(tmp_path):
    """With its name."""
    with pytest.raises(InputError, match=r"nothing\.csv cannot be read"):
        read_race(tmp_path / "nothing.csv")


def test_what_ships_can_be_read():
    """Every shipped result makes a race."""
    for path in shipped_races():
        assert read_race(path).points
