"""Networks with words, reading."""

import numpy as np
import pytest

from simulator.simulation.memory_reader import Reader
from simulator.simulation.vocabulary import BLANK, Vocabulary
from tests.simulation.readers import SENTENCE, WORDS, make_reader


def test_the_blank_ends_what_is_read():
    """What stands after it is not read; the answer is that of the blank."""
    reading = make_reader().read("I lived in Ireland and speak ___ very well")
    assert [token.text for token in reading.tokens][-1] == "___"
    assert reading.has_blank
    assert reading.answers() == reading.answers(reading.last)


def test_a_network_without_a_blank_answers_after_the_word_before():
    """It never saw a blank, so it does not read one."""
    reader = make_reader(words=[word for word in WORDS if word != BLANK])
    reading = reader.read(SENTENCE)
    assert reading.tokens[-1].text == "speak"
    assert not reading.has_blank


def test_unknown_words_are_marked_and_read_on():
    """The sentence still runs, and the word is known as unknown."""
    reading = make_reader().read("I lived in Zubrowka ___")
    assert [token.known for token in reading.tokens] == [True, True, True, False, True]


def test_answers_are_probabilities_in_order():
    """They fall, and over all outputs they sum to one."""
    answers = make_reader().read(SENTENCE).answers()
    shares = [answer.probability for answer in answers]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1)


def test_values_are_flattened_layer_by_layer():
    """Unit numbers run through the first layer, then the second."""
    reading = make_reader(layers=2).read(SENTENCE)
    flat = reading.values("f")
    assert flat.shape == (12, 16)
    assert np.array_equal(flat[7], reading.trace["f"][1, :, 1])


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn", "ann"])
def test_surprise_is_that_of_the_word_in_the_place_of_a_blank(kind):
    """For a network of blanks it is −log p of the word, asked with ___ where the word stands."""
    reader = make_reader(kind)
    surprises = reader.read("she lived in Spain, so she speak Spanish. Then").surprises()
    asked = reader.read("she lived in Spain, so she speak ___")
    assert surprises[8] == pytest.approx(-np.log(asked.probability("Spanish")), rel=1e-5)
    assert np.isnan(np.delete(surprises, 8)).all()


def test_surprise_of_a_language_model_is_that_of_the_next_word():
    """Without a blank, the word before says how likely this one was."""
    words = tuple(word for word in WORDS if word != BLANK)
    made = make_reader(words=words, answers=words)
    reader = Reader("next word", made.model, Vocabulary(words), words)
    reading = reader.read("she lived in Spain")
    expected = -reading.log_probabilities(2)[words.index("Spain")]
    assert reading.surprises()[3] == pytest.approx(expected)
    assert np.isnan(reading.surprises()[0])
