"""Results of experiments from CSV files, and one clear sentence where they are none."""

import pytest

from simulator.engine.errors import InputError
from simulator.files.race_results import read_race, shipped_races
from simulator.simulation.race import BAG, CHRONO, PLAIN, lstm_name

GOOD = """model,forget_bias,window,seed,distance,accuracy,baseline
lstm,3,,0,5,1.0,0.107
lstm,3,,1,5,0.9,0.107
lstm,chrono,,0,5,0.8,0.107
rnn,,,0,5,0.1,0.107
ann,,0,0,5,0.4,0.107
ann,,10,0,5,0.3,0.107
"""


def test_networks_are_told_apart(tmp_path):
    """By cell, forget bias and window; the baseline comes along."""
    path = tmp_path / "distance.csv"
    path.write_text(GOOD)
    race = read_race(path)
    assert race.names == (lstm_name(3), CHRONO, PLAIN, BAG, "ANN, 10 tokens")
    assert race.at(lstm_name(3), 5) == (pytest.approx(0.95), 0.9, 1.0)
    assert race.baseline == 0.107
    assert not race.at_one_distance


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
        ("model,seed,distance,accuracy,forget_bias\nlstm,0,5,0.5,many\n", "line 2"),
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
        assert read_race(path).results
