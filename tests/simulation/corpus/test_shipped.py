"""The shipped networks do what their cards, and the release gate of the LSTM, say."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from simulator.engine.batches import Text
from simulator.files.assets import asset
from simulator.files.weights import read_model
from simulator.simulation.corpus.card import card_text
from simulator.simulation.corpus.measures import (
    DISTANCES,
    accuracy_at,
    gradient_by_distance,
    leak,
    probabilities,
    resets,
)
from simulator.simulation.corpus.recipe import Recipe, train_on_corpus
from simulator.simulation.corpus.streams import training_texts
from simulator.simulation.vocabulary import NOT_STATED

PARAPHRASES = Path(__file__).parents[2] / "data"
IRELAND = "I lived in Ireland, so at school they made me learn how to speak ___"


@pytest.fixture(scope="module")
def lstm():
    """The shipped LSTM."""
    return read_model(asset("models", "lstm.safetensors")).model


def answers(model, corpus, sentences):
    """The likeliest answer at the blank of each sentence, and its probability."""
    nothing = np.array([0])
    tokens = [[token.id for token in corpus.vocabulary.read(text)] for text in sentences]
    texts = [Text(np.array(ids), nothing, nothing) for ids in tokens]
    found = probabilities(model, texts)
    return [(corpus.answers[row.argmax()], row.max()) for row in found]


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn", "ann"])
def test_a_shipped_network_is_what_its_card_says(kind, corpus):
    """Words, budget, and the accuracy at two distances are those of the card."""
    saved = read_model(asset("models", f"{kind}.safetensors"))
    card = json.loads(asset("models", f"{kind}.json").read_text("utf-8"))
    assert saved.vocabulary == corpus.vocabulary.words
    assert saved.answers == corpus.answers
    assert card["parameters"] == saved.model.parameter_count
    assert saved.model.parameter_count == pytest.approx(35_000, rel=0.02)
    assert asset("models", f"{kind}.md").read_text("utf-8") == card_text(card)
    for distance in (5, 40):
        found = accuracy_at(saved.model, corpus, distance, "wordings")
        assert found == pytest.approx(card["accuracy"]["wordings"][str(distance)], abs=0.005)


def test_the_lstm_answers_irish(lstm, corpus):
    """The sentence of the answer sheet, which is not in the training text."""
    ((word, probability),) = answers(lstm, corpus, [IRELAND])
    assert (word, probability >= 0.9) == ("Irish", True)


def test_an_unknown_or_absent_country_is_not_stated(lstm, corpus):
    """It does not guess, and an unknown word does not stop it."""
    sentences = [IRELAND.replace("Ireland", "Wakanda"), "At school they made me learn to speak ___"]
    assert {word for word, _ in answers(lstm, corpus, sentences)} == {NOT_STATED}


def test_the_lstm_passes_the_release_gate(lstm, corpus):
    """Accuracy up to 40 tokens, resets, leak, and a gradient that lasts 60 tokens."""
    for distance in (k for k in DISTANCES if k <= 40):
        for split in ("pairs", "wordings"):
            assert accuracy_at(lstm, corpus, distance, split) >= 0.98
    gates = resets(lstm, corpus)
    assert gates.resetting >= 0.6 * gates.keepers > 0
    as_is, held_open = leak(lstm, corpus)
    assert as_is < 0.05
    assert held_open >= 0.9
    assert 0.5 < gradient_by_distance(lstm, corpus)["c"][60] < 2


def test_no_sentence_asked_of_the_lstm_is_in_its_training_text(corpus):
    """Neither the Irish one, nor a paraphrase, nor one of the library, in all that it read."""
    texts = training_texts(corpus, Recipe().seed, Recipe().texts)
    read = "".join(f" {' '.join(map(str, text.tokens))} " for text in texts)
    names = ("paraphrases.csv", "paraphrases_late.csv")
    asked = [row["text"] for name in names for row in paraphrases(name)]
    entries = json.loads(asset("sentences", "library.json").read_text("utf-8"))
    for sentence in (IRELAND, *asked, *(entry["text"] for entry in entries)):
        ids = [str(token.id) for token in corpus.vocabulary.read(sentence)]
        assert f" {' '.join(ids)} " not in read


def paraphrases(name):
    """The rows of a file: a text and the answer."""
    with (PARAPHRASES / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["paraphrases.csv", "paraphrases_late.csv"])
def test_the_lstm_answers_paraphrases(name, lstm, corpus):
    """Sentences as people say them; the late ones were written after the last template."""
    rows = paraphrases(name)
    found = answers(lstm, corpus, [row["text"] for row in rows])
    right = sum(word == row["answer"] for (word, _), row in zip(found, rows, strict=True))
    assert len(rows) >= 40
    assert right >= 0.85 * len(rows)


def test_training_again_with_the_shipped_seed_gives_the_same_accuracy(lstm, corpus):
    """The whole training, a matter of seconds."""
    card = json.loads(asset("models", "lstm.json").read_text("utf-8"))
    again = train_on_corpus(Recipe(seed=card["seed"]), corpus)
    for distance in (0, 20, 40):
        found = accuracy_at(again, corpus, distance, "wordings")
        assert found == pytest.approx(accuracy_at(lstm, corpus, distance, "wordings"), abs=0.015)
    assert answers(again, corpus, [IRELAND])[0][0] == "Irish"


def test_every_sentence_of_the_library_shows_what_it_says(lstm, corpus):
    """Each has a text, says what it shows, and gets the answer that it is there for."""
    entries = json.loads(asset("sentences", "library.json").read_text("utf-8"))
    assert len(entries) >= 12
    assert all(entry["shows"].endswith(".") for entry in entries)
    found = answers(lstm, corpus, [entry["text"] for entry in entries])
    wrong = [
        (entry["text"], word)
        for (word, _), entry in zip(found, entries, strict=True)
        if word != entry["answer"]
    ]
    assert not wrong
