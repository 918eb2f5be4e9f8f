"""What each network can learn when the country is always equally far away: S16 and S17."""

from collections.abc import Sequence

import numpy as np

from simulator.engine.batches import LikeLengths, Text
from simulator.engine.recurrent import RecurrentModel
from simulator.engine.training import Progress, TrainingSettings, train
from simulator.simulation.corpus.dice import Dice
from simulator.simulation.corpus.measures import probabilities
from simulator.simulation.corpus.recipe import BATCH, fresh_model, with_equal_budget
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.corpus.streams import as_text, stream
from simulator.simulation.experiments.contenders import contender
from simulator.simulation.experiments.experiment import (
    Chart,
    Experiment,
    Facts,
    Row,
    Settings,
    number,
    series_of,
)

MODELS = ("LSTM, bias 3", "LSTM, bias 1", "LSTM, bias 0", "LSTM, chrono", "GRU", "RNN")
TRAINED_AT = (0, 5, 10, 20, 40, 80)
"""Tokens of filler; each network is trained and tested at one of them."""

TRUNCATED = (("RNN", 20, 10), ("LSTM, bias 3", 20, 10))
"""Also: network, filler, and the window of truncated backpropagation in tokens."""

COUNTRIES = (
    *("Ireland", "Finland", "Greece", "Japan", "Poland", "Turkey"),
    *("Brazil", "Kenya", "Iceland", "India", "Ukraine", "Vietnam"),
)

RATES = (0.003, 0.01)
"""Learning rates."""

TEXTS = 8_000
"""Different texts, each read up to five times."""

TEST_TEXTS = 300
LEARNED = 0.995
"""Training ends when so many of the latest texts are answered right."""


def runs(seeds: int, tokens: int) -> tuple[Settings, ...]:
    """Return every network at every distance with every seed; each reads ``tokens`` texts."""
    plain = [(model, distance, None) for model in MODELS for distance in TRAINED_AT]
    return tuple(
        {"model": model, "distance": distance, "window": window, "seed": seed, "texts": tokens}
        for seed in range(seeds)
        for model, distance, window in (*plain, *TRUNCATED)
    )


def measure(settings: Settings, facts: Facts) -> list[Row]:
    """Train one network at one distance, and return its accuracy there.

    Each rate is tried and the best network counts: a rate that suits an LSTM would make an RNN
    look worse than it is.
    """
    corpus = Corpus(tuple(fact for fact in facts if fact.country in COUNTRIES))
    recipe = with_equal_budget(contender({**settings, "tokens": 0}), corpus)
    distance = number(settings, "distance")
    texts = _texts(corpus, recipe.seed, distance, TEXTS)
    held_out = _texts(corpus, recipe.seed, distance, TEST_TEXTS, but=texts)
    fresh = fresh_model(recipe, corpus)
    tried = [_trained(fresh, texts, settings, rate) for rate in RATES]
    scored = [(_share_right(model, held_out), rate, read) for model, rate, read in tried]
    accuracy, rate, read = max(scored)
    return [{**settings, "rate": rate, "texts_read": read, "accuracy": accuracy}]


def _trained(
    fresh: RecurrentModel, texts: Sequence[Text], settings: Settings, rate: float
) -> tuple[RecurrentModel, float, int]:
    """Return the network, its rate, and how many texts it read."""
    window = settings["window"]
    learning = TrainingSettings(
        number(settings, "texts") // BATCH,
        learning_rate=rate,
        window=None if window is None else int(window),
        threads=1,
        seed=number(settings, "seed"),
    )
    latest: list[Progress] = []
    result = train(
        fresh,
        LikeLengths(texts, BATCH),
        learning,
        should_stop=lambda: bool(latest) and latest[-1].accuracy >= LEARNED,
        progress=latest.append,
    )
    return result.model, rate, latest[-1].step * BATCH


def _share_right(model: RecurrentModel, texts: Sequence[Text]) -> float:
    right = [text.answers[-1] for text in texts]
    return float(np.mean(probabilities(model, texts).argmax(axis=1) == right))


def chart(rows: Sequence[Row]) -> Chart:
    """Return a line for each network."""
    whole = [row for row in rows if row["window"] is None]
    lines = (
        series_of([row for row in whole if row["model"] == name], name, "distance", "accuracy")
        for name in MODELS
    )
    return Chart(
        "What can be learned from so far away: 12 countries, trained and tested at one distance",
        "tokens of filler between country and question, in training and in the test",
        "accuracy, mean and range over seeds",
        tuple(line for line in lines if line.x),
    )


def _texts(
    corpus: Corpus, seed: int, distance: int, count: int, but: Sequence[Text] = ()
) -> list[Text]:
    """Return different texts about a language, none of which is among some others.

    The wordings of training and test are the same here: what is asked is whether the country
    is still known at the blank, not whether new wordings are understood.
    """
    dice = Dice(np.random.default_rng([seed, distance, len(but)]))
    seen = {text.tokens.tobytes() for text in but}
    texts: list[Text] = []
    while len(texts) < count:
        statement = corpus.statement(dice, "train", distance, "language", stated=True)
        text = as_text(corpus, stream(corpus, dice, [statement]))
        if text.tokens.tobytes() not in seen:
            seen.add(text.tokens.tobytes())
            texts.append(text)
    return texts


LEARNABILITY = Experiment(
    "learnability",
    "what each network learns when it is trained only at one distance",
    runs,
    measure,
    ("model", "window", "distance"),
    ("texts",),
    ("accuracy", "texts_read"),
    chart,
    seeds=3,
    tokens=40_000,
)
