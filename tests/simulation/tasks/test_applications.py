"""Tests of ``simulator.simulation.tasks.applications``."""

from collections import Counter

import numpy as np

from simulator.simulation.corpus.dice import Dice
from simulator.simulation.tasks.applications import (
    ADJECTIVES,
    ADVERBS,
    NEXT_WORD,
    OBJECTS,
    PURCHASES,
)


def test_the_next_word_belongs_to_the_last_subject_and_verb():
    """Also where another subject stands in front; the length counts adjective and adverb."""
    dice = Dice(np.random.default_rng(0))
    others = 0
    for k in range(200):
        text = NEXT_WORD.make(dice, k % 3)
        read = [NEXT_WORD.words[token] for token in text.tokens]
        subjects = [word for word in read if word in {subject for subject, _ in OBJECTS}]
        assert NEXT_WORD.answers[text.answers[0]] == OBJECTS[subjects[-1], read[-1]]
        assert sum(word in (*ADJECTIVES, *ADVERBS) for word in read) == k % 3
        assert len(read) <= 9
        others += len(subjects) == 2
    assert 60 < others < 140


def test_the_next_purchase_is_of_the_category_bought_most():
    """Strictly most, whatever the order."""
    dice = Dice(np.random.default_rng(0))
    for length in (6, 20):
        for _ in range(50):
            text = PURCHASES.make(dice, length)
            bought = Counter(PURCHASES.words[token].split()[0] for token in text.tokens)
            (favourite, most), *rest = bought.most_common(2)
            assert PURCHASES.answers[text.answers[0]] == f"new in {favourite}"
            assert not rest or rest[0][1] < most
            assert text.tokens.size == length
