"""The release gate of the shipped LSTM, passed by three seeds and not by luck."""

import csv
import time
from pathlib import Path

import numpy as np
import pytest

from simulator.engine.batches import Text
from simulator.files.facts import read_facts
from simulator.simulation.corpus.measures import (
    DISTANCES,
    accuracy_at,
    gradient_by_distance,
    leak,
    probabilities,
    resets,
)
from simulator.simulation.corpus.recipe import Recipe, train_on_corpus
from simulator.simulation.corpus.statements import Corpus

DATA = Path(__file__).parents[1] / "data"
IRELAND = "I lived in Ireland, so at school they made me learn how to speak ___"


@pytest.mark.benchmark
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_each_seed_passes_the_release_gate(seed, capsys):
    """Trained in under 30 s on one core; accuracy, resets, leak, gradient, paraphrases."""
    corpus = Corpus(read_facts())
    start = time.process_time()
    model = train_on_corpus(Recipe(seed=seed), corpus)
    seconds = time.process_time() - start
    near = [k for k in DISTANCES if k <= 40]
    shares = {
        split: [accuracy_at(model, corpus, k, split) for k in near]
        for split in ("pairs", "wordings")
    }
    gates, (as_is, held_open) = resets(model, corpus), leak(model, corpus)
    gradient = gradient_by_distance(model, corpus)["c"][60]
    right = {name: _right(model, corpus, name) for name in ("paraphrases", "paraphrases_late")}
    irish = _probability(model, corpus, IRELAND, "Irish")
    with capsys.disabled():
        print(
            f"\nseed {seed}: {seconds:.1f} s; lowest accuracy {min(shares['pairs']):.3f} (pairs) "
            f"{min(shares['wordings']):.3f} (wordings); {gates.resetting} of {gates.keepers} "
            f"keepers reset; leak {as_is:.3f}, held open {held_open:.3f}; ∂L/∂c {gradient:.2f}; "
            f"paraphrases {right}; Irish {irish:.3f}"
        )
    assert seconds < 30
    assert min(*shares["pairs"], *shares["wordings"]) >= 0.98
    assert gates.resetting >= 0.6 * gates.keepers
    assert held_open >= 0.9
    assert 0.5 < gradient < 2
    assert irish >= 0.9
    assert np.mean(list(right.values())) >= 0.85


def _text(corpus, sentence):
    nothing = np.array([0])
    return Text(np.array([t.id for t in corpus.vocabulary.read(sentence)]), nothing, nothing)


def _probability(model, corpus, sentence, answer):
    (row,) = probabilities(model, [_text(corpus, sentence)])
    return row[corpus.answers.index(answer)]


def _right(model, corpus, name):
    rows = list(csv.DictReader((DATA / f"{name}.csv").read_text("utf-8").splitlines()))
    found = probabilities(model, [_text(corpus, row["text"]) for row in rows]).argmax(axis=1)
    pairs = zip(found, rows, strict=True)
    return sum(corpus.answers[n] == row["answer"] for n, row in pairs) / len(rows)
