"""Tests of ``simulator.simulation.corpus.wording`` and of the templates themselves."""

import pytest

from simulator.simulation.corpus import fillers, openers, questions
from simulator.simulation.corpus.wording import PEOPLE, expand

ASKED = tuple(text for texts in questions.TOPICS.values() for text in texts)
OPENING = (*openers.CLAUSES, *openers.PHRASES, *openers.WITHOUT_COUNTRY)
FILLING = (*fillers.PLAIN, *fillers.WITH_COUNTRY)


def test_alternatives_are_expanded_in_every_combination():
    """Two groups of two give four texts, without double spaces."""
    assert expand("a (b|) c (d|e)") == ("a b c d", "a b c e", "a c d", "a c e")


def test_each_person_is_filled_in():
    """Pronouns and verbs agree with the person."""
    assert expand(PEOPLE[0].fill("{S} {was} at {P} place")) == ("I was at my place",)
    assert "my sister was at her place" in expand(PEOPLE[2].fill("{S} {was} at {P} place"))


@pytest.mark.parametrize(
    ("held_out", "texts"),
    [
        (openers.HELD_OUT, OPENING),
        (questions.HELD_OUT, ASKED),
        (fillers.HELD_OUT, FILLING),
    ],
)
def test_what_is_held_out_is_there_to_be_held_out(held_out, texts):
    """A held-out wording with a typing error would quietly be trained on."""
    assert held_out <= set(texts)
    assert len(texts) == len(set(texts))


def test_there_are_enough_wordings_to_train_on():
    """At least 30 openers and 20 wordings of each question are left for training."""
    assert len(set(openers.CLAUSES) - openers.HELD_OUT) >= 30
    for texts in questions.TOPICS.values():
        assert len(set(texts) - questions.HELD_OUT) >= 20


def test_only_openers_name_the_country_and_only_fillers_another():
    """The answer must come from the opener."""
    assert all("{C}" in text for text in (*openers.CLAUSES, *openers.PHRASES))
    assert not any("{C}" in text or "{D}" in text for text in (*ASKED, *fillers.PLAIN))
    assert not any("{C}" in text for text in openers.WITHOUT_COUNTRY)
    assert all("{D}" in text for text in fillers.WITH_COUNTRY)
