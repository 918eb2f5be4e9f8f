"""Races: what is shown of several seeds, and that the words say no more than the figures."""

from dataclasses import replace

import pytest

from simulator.engine.errors import StoppedError
from simulator.files.facts import read_facts
from simulator.simulation.beside import messages
from simulator.simulation.race import (
    BAG,
    CHRONO,
    COST,
    GRU,
    PLAIN,
    Race,
    RacePlan,
    RaceResult,
    lstm_name,
    order_of,
    percent,
    points_of,
    race_notes,
    run_race,
    spread,
)

TINY = RacePlan(tokens=4000, hidden=4, seeds=(0,), distances=(0, 10), texts=20)


def race_of(**accuracies):
    """A race of one seed at 5 and 40 tokens."""
    names = {"bag": BAG, "rnn": PLAIN, "zero": lstm_name(0), "three": lstm_name(3)}
    found = [
        RaceResult(names[name], 0, distance, share)
        for name, shares in accuracies.items()
        for distance, share in zip((5, 40), shares, strict=True)
    ]
    return Race(points_of(found), "made up")


def test_a_curve_has_mean_worst_and_best_of_the_seeds():
    """Error bars reach from the worst to the best seed."""
    shares = {0: 0.5, 1: 0.7, 2: 0.9}
    race = Race(points_of([RaceResult("GRU", s, 10, share) for s, share in shares.items()]), "")
    (point,) = race.curve("GRU")
    assert point.mean == pytest.approx(0.7)
    assert (point.low, point.high, point.seeds) == (0.5, 0.9, 3)
    assert spread(point) == f"{percent(0.7)} (50–90)"
    assert race.at("GRU", 11) is None


def test_names_race_in_one_order():
    """ANN, RNN, GRU, LSTMs by forget bias; what is unknown comes last."""
    names = ("mine", lstm_name(3), CHRONO, GRU, lstm_name(0), BAG, PLAIN)
    assert order_of(names) == (BAG, PLAIN, GRU, lstm_name(0), lstm_name(3), CHRONO, "mine")


def test_the_forget_bias_is_praised_only_where_it_helped():
    """The note names the distance with the greatest difference, and its two figures."""
    (note,) = race_notes(race_of(zero=(0.9, 0.2), three=(0.95, 1.0)))
    assert note.startswith("At 40 tokens of filler")
    assert percent(0.2) in note
    assert percent(1.0) in note
    assert race_notes(race_of(zero=(0.9, 0.9), three=(0.95, 1.0))) == ()


def test_an_rnn_cannot_learn_from_far_away_is_said_of_one_distance_only():
    """Trained at all distances, it has simply not learnt."""
    race = race_of(rnn=(0.3, 0.15), three=(1.0, 0.98))
    assert "trouble learning" in race_notes(race)[0]
    falling = race_notes(race_of(rnn=(0.9, 0.15), three=(1.0, 0.98)))[0]
    assert falling.endswith(f"the LSTM with forget bias 3 {percent(0.98)}.")
    alone = replace(race, at_one_distance=True)
    assert race_notes(alone)[0].startswith("Trained 40 tokens away only, the RNN gets")


def test_a_bag_that_loses_is_explained():
    """A second country makes it lose; one that never was right is not spoken of."""
    assert "second country" in race_notes(race_of(bag=(1.0, 0.4)))[0]
    assert race_notes(race_of(bag=(0.5, 0.4))) == ()


def test_baseline_and_cost_are_disclosed():
    """Where they are known."""
    results = [RaceResult(f"{lstm_name(3)}, {COST}", 0, 5, 0.9)]
    cost, baseline = race_notes(Race(points_of(results), "", baseline=0.12))
    assert percent(0.12) in baseline
    assert "regulariser" in cost


def test_a_race_trains_every_network_and_tests_it_at_every_distance():
    """One race after each training; each has all before it."""
    races = list(run_race(TINY, read_facts()))
    assert len(races) == TINY.trainings == 7
    last = races[-1]
    assert len(last.points) == 14
    assert [race.trained for race in races] == list(range(1, 8))
    assert set(last.names) == set(TINY.recipes())
    assert last.distances == (0, 10)
    assert all(0 <= point.low <= point.high <= 1 for point in last.points)
    assert last.points[: len(races[0].points)] == races[0].points


def test_a_race_can_be_cancelled():
    """The other process ends."""
    found = []
    with pytest.raises(StoppedError):
        found.extend(messages(run_race, (TINY, read_facts()), lambda: True))
    assert found == []
