"""Tests of ``simulator.simulation.corpus.streams``."""

import numpy as np

from simulator.simulation.corpus.streams import (
    WORD_DROPOUT,
    WORD_NOISE,
    as_text,
    held_out_stream,
    majority,
    training_batches,
    training_stream,
)
from simulator.simulation.vocabulary import BLANK, UNKNOWN


def test_every_open_blank_is_asked_with_its_own_answer(corpus, dice):
    """The times of a text are its blanks in order, and filled ones hold the right word."""
    blank, stop = corpus.vocabulary[BLANK], corpus.vocabulary["."]
    for _ in range(200):
        made = training_stream(corpus, dice)
        text = as_text(corpus, made)
        assert text.times.tolist() == np.flatnonzero(text.tokens == blank).tolist()
        asked = [s.answer for s, f in zip(made.statements, made.answered, strict=True) if not f]
        assert [corpus.answers[n] for n in text.answers] == asked
        ends = np.flatnonzero(text.tokens == stop)
        assert ends.size == len(made.statements) - 1
        filled = [s for s, f in zip(made.statements, made.answered, strict=True) if f]
        written = [corpus.vocabulary.words[text.tokens[end - 1]] for end in ends]
        assert [w for w in written if w != BLANK] == [s.answer for s in filled]


def test_texts_have_one_to_three_statements_in_the_stated_shares(corpus, dice):
    """Forty, thirty-five and twenty-five per cent."""
    counts = np.bincount([len(training_stream(corpus, dice).statements) for _ in range(3000)])
    np.testing.assert_allclose(counts[1:] / 3000, [0.4, 0.35, 0.25], atol=0.03)


def test_dropout_spares_countries_answers_full_stops_and_blanks(corpus):
    """Of the other words about the stated shares become unknown or another word."""
    batches = training_batches(corpus, 1, 400)
    whole, dropped = batches.batches(np.random.default_rng(0)), batches(np.random.default_rng(0))
    kept = {".", BLANK, *corpus.answers, *(fact.country for fact in corpus.facts)}
    numbers = [corpus.vocabulary[word] for word in kept]
    spared = np.isin(whole.tokens, numbers)
    assert np.array_equal(whole.tokens[spared], dropped.tokens[spared])
    inside = np.arange(len(whole.tokens))[:, None] < whole.lengths
    may = corpus.droppable[whole.tokens] & inside
    unknown = dropped.tokens[may] == corpus.vocabulary[UNKNOWN]
    other = (dropped.tokens[may] != whole.tokens[may]) & ~unknown
    assert abs(unknown.mean() - WORD_DROPOUT) < 0.06
    assert abs(other.mean() - WORD_NOISE) < 0.04
    assert not np.isin(dropped.tokens[may], numbers).any()


def test_the_same_seed_gives_the_same_batches(corpus):
    """Everything random comes from the seed."""
    first, again = (
        training_batches(corpus, 3, 100)(np.random.default_rng(5)).tokens for _ in range(2)
    )
    assert np.array_equal(first, again)


def test_a_held_out_text_ends_with_the_statement_that_is_asked(corpus, dice):
    """Its last statement has the distance; earlier ones are whatever they are."""
    made = held_out_stream(corpus, dice, "wordings", 40, 2)
    assert len(made.statements) == 3
    assert made.statements[-1].distance == 40
    assert not made.answered[-1]


def test_guessing_the_commonest_answer_is_right_for_a_fifth(corpus):
    """The commonest answer is that no country is stated."""
    assert 0.15 < majority(corpus) < 0.25
