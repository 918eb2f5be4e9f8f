"""What a trained network can do, measured on statements that it never read."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.engine.arrays import Floats, Integers
from simulator.engine.batches import Text, batch_of
from simulator.engine.interventions import Clamp
from simulator.engine.recurrent import RecurrentModel, forward, log_softmax, logits
from simulator.engine.recurrent_gradients import state_gradients
from simulator.engine.recurrent_trace import trace
from simulator.simulation.corpus.dice import Dice
from simulator.simulation.corpus.statements import Corpus, Split
from simulator.simulation.corpus.streams import Stream, as_text, held_out_stream, stream

DISTANCES = (0, 1, 5, 10, 20, 30, 40, 80)
"""Tokens of filler at which networks are tested; 40 and 80 are never trained on."""

TEST_SEED = 20_000
"""Of the texts that networks are tested on: the same for all."""

KEEPS = 0.9
"""A unit keeps if its forget gate is at least this on average over filler."""

RESETS = 0.3
"""A keeper resets if its forget gate is at most this on average at full stops."""


@dataclass(frozen=True, slots=True)
class Resets:
    """What forget gates do at the full stops of streams.

    Attributes:
        keepers: Units whose forget gate is near 1 over filler.
        resetting: How many of these go to near 0 at full stops.
        filler: Mean forget gate of the keepers over filler.
        full_stop: Mean forget gate of the keepers at full stops.
    """

    keepers: int
    resetting: int
    filler: float
    full_stop: float


def probabilities(model: RecurrentModel, texts: Sequence[Text]) -> Floats:
    """Return the probabilities of all answers at the last token of each text, (N, outputs)."""
    rows = []
    for first in range(0, len(texts), 250):
        batch = batch_of(texts[first : first + 250])
        h = forward(model, batch.tokens, batch.lengths).h
        last = h[batch.lengths - 1, np.arange(batch.lengths.size)]
        rows.append(np.exp(log_softmax(logits(model, last))))
    return np.concatenate(rows).astype(np.float64)


def accuracy(model: RecurrentModel, corpus: Corpus, streams: Sequence[Stream]) -> float:
    """Return the share of texts whose last blank is answered right."""
    answered = probabilities(model, [as_text(corpus, made) for made in streams]).argmax(axis=1)
    right = [made.statements[-1].answer for made in streams]
    return float(
        np.mean([corpus.answers[n] == word for n, word in zip(answered, right, strict=True)])
    )


def accuracy_at(
    model: RecurrentModel, corpus: Corpus, distance: int, split: Split, texts: int = 300
) -> float:
    """Return the accuracy on held-out statements, each after 0–2 others, at one distance."""
    dice = Dice(np.random.default_rng([TEST_SEED, distance]))
    streams = [held_out_stream(corpus, dice, split, distance, dice.below(3)) for _ in range(texts)]
    return accuracy(model, corpus, streams)


def held_out_accuracy(
    model: RecurrentModel, corpus: Corpus, distance: int, texts: int = 300
) -> float:
    """Return the accuracy on both kinds of held-out statements, so many texts of each."""
    pairs = accuracy_at(model, corpus, distance, "pairs", texts)
    return (pairs + accuracy_at(model, corpus, distance, "wordings", texts)) / 2


def resets(model: RecurrentModel, corpus: Corpus, texts: int = 100) -> Resets:
    """Return what the forget gates of an LSTM do at the full stops of held-out streams."""
    dice = Dice(np.random.default_rng(TEST_SEED))
    filler: list[Floats] = []
    stops: list[Floats] = []
    for _ in range(texts):
        made = held_out_stream(corpus, dice, "pairs", 20, 2)
        ids = np.array(made.ids)
        gates = forward(model, ids[:, None]).layers[-1]["f"][:, 0]
        stop = ids == corpus.vocabulary["."]
        stops += list(gates[stop])
        filler += list(gates[~stop])
    return _resets(np.array(filler), np.array(stops))


def _resets(filler: Floats, stops: Floats) -> Resets:
    keepers = filler.mean(axis=0) >= KEEPS
    resetting = keepers & (stops.mean(axis=0) <= RESETS)
    if not keepers.any():
        return Resets(0, 0, float("nan"), float("nan"))
    means = float(filler[:, keepers].mean()), float(stops[:, keepers].mean())
    return Resets(int(keepers.sum()), int(resetting.sum()), *means)


def leak(model: RecurrentModel, corpus: Corpus, texts: int = 200) -> tuple[float, float]:
    """Return how often the old country is answered where none is stated: as is, and held open.

    Each text states a country, ends that statement, and then asks the same topic of somebody
    of whom no country is stated. Held open means: every forget gate is 1 at the full stop.
    """
    dice = Dice(np.random.default_rng(TEST_SEED))
    as_is = opened = 0
    for _ in range(texts):
        first = corpus.statement(dice, "pairs", stated=True)
        second = corpus.statement(dice, "pairs", 5, first.topic, stated=False, silent=True)
        made = stream(corpus, dice, [first, second], share=1)
        ids = np.array(made.ids)[:, None]
        old = corpus.answers.index(first.answer)
        stop = len(first.ids)
        as_is += _answer(model, ids) == old
        opened += _answer(model, ids, Clamp("f", 1.0, (stop,))) == old
    return as_is / texts, opened / texts


def gradient_by_distance(
    model: RecurrentModel, corpus: Corpus, reach: int = 60, texts: int = 20
) -> dict[str, Floats]:
    """Return how strongly states 0 … reach tokens before the blank move the right answer.

    Norms of the derivative of the answer's log-probability by ``h`` and, in an LSTM, ``c``,
    relative to those at the blank itself: geometric means over held-out statements whose
    filler is ``reach`` long, (reach + 1,) each. Computed in double precision.
    """
    dice = Dice(np.random.default_rng(TEST_SEED))
    precise = model.astype(np.float64)
    found: dict[str, list[Floats]] = {}
    for _ in range(texts):
        statement = corpus.statement(dice, "pairs", reach, stated=True)
        traced = trace(precise, np.array(statement.ids))
        last = len(traced) - 1
        answer = corpus.answers.index(statement.answer)
        states = state_gradients(precise, traced, last, answer)
        for name, gradient in (("h", states.h), ("c", states.c)):
            if gradient is not None:
                norms = np.linalg.norm(gradient[-1], axis=1)[last - reach :][::-1]
                found.setdefault(name, []).append(norms / norms[0])
    with np.errstate(divide="ignore"):  # an ANN's gradient is 0 where it does not look
        return {name: np.exp(np.log(rows).mean(axis=0)) for name, rows in found.items()}


def _answer(model: RecurrentModel, ids: Integers, *clamps: Clamp) -> int:
    h = forward(model, ids, interventions=clamps).h[-1, 0]
    return int(logits(model, h).argmax())
