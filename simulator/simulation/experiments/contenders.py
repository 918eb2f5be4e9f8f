"""The networks that are compared, with as many parameters each."""

from dataclasses import replace

from simulator.engine.recurrent_gradients import NO_COST
from simulator.simulation.corpus.recipe import KEEP_AND_ENERGY, Recipe
from simulator.simulation.experiments.experiment import Settings, number

CHRONO_SPAN = 80
"""Tokens that a chrono-initialised LSTM is told to remember."""

_PLAIN = Recipe(cost=NO_COST)

CONTENDERS: dict[str, Recipe] = {
    "LSTM, bias 3, with gate cost": replace(_PLAIN, cost=KEEP_AND_ENERGY),
    "LSTM, bias 3": _PLAIN,
    "LSTM, bias 1": replace(_PLAIN, forget_bias=1),
    "LSTM, bias 0": replace(_PLAIN, forget_bias=0),
    "LSTM, chrono": replace(_PLAIN, chrono=CHRONO_SPAN),
    "GRU": replace(_PLAIN, kind="gru"),
    "RNN": replace(_PLAIN, kind="rnn"),
    "ANN, bag of words": replace(_PLAIN, kind="ann"),
    "ANN, window of 10": replace(_PLAIN, kind="ann", window=10),
}
"""By name; the first is trained as the shipped LSTM is, the others without a cost for gates."""


def contender(settings: Settings) -> Recipe:
    """Return the recipe of a run's ``model``, ``seed`` and ``tokens``, with the LSTM's H."""
    recipe = CONTENDERS[str(settings["model"])]
    return replace(recipe, seed=number(settings, "seed"), tokens=number(settings, "tokens"))
