"""Tests of ``simulator.simulation.vocabulary``."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.simulation.vocabulary import BLANK, UNKNOWN, Vocabulary

WORDS = (UNKNOWN, BLANK, "<not stated>", ".", ",", "Ireland", "New Zealand", "i", "'s", "the")
VOCABULARY = Vocabulary(WORDS)


def _texts(text):
    return [(token.text, token.known) for token in VOCABULARY.encode(text)]


def test_punctuation_and_the_blank_are_tokens():
    """Commas, full stops and a blank of any length stand alone."""
    assert _texts("Ireland,the ____.") == [
        ("Ireland", True), (",", True), ("the", True), ("____", True), (".", True)
    ]  # fmt: skip
    assert VOCABULARY.encode("_____")[0].id == VOCABULARY[BLANK]


def test_case_is_kept_where_the_vocabulary_has_it_and_forgiven_elsewhere():
    """A sentence may begin with a capital, and a country may be typed without one."""
    assert [token.id for token in VOCABULARY.encode("The ireland IRELAND new zealand")] == [
        VOCABULARY["the"], VOCABULARY["Ireland"], VOCABULARY["Ireland"], VOCABULARY["New Zealand"]
    ]  # fmt: skip


def test_words_with_digits_and_signs_are_found():
    """Other people's words: w12, tok_3, [PAD] and … are one token each where they are words."""
    words = ("w1", "w12", "tok_3", "[PAD]", "...", "12", "C++")
    tokens = Vocabulary(words).encode("w12 w1. [PAD] tok_3... C++ w 12")
    assert [(token.text, token.known) for token in tokens] == [
        ("w12", True), ("w1", True), (".", False), ("[PAD]", True), ("tok_3", True),
        ("...", True), ("C++", True), ("w", False), ("12", True),
    ]  # fmt: skip


def test_a_vocabulary_of_characters_reads_characters():
    """White space counts only where the vocabulary has it; brackets stay whole."""
    spaced = Vocabulary(("<pad>", "a", "b", " ", "’", "'"))
    assert [token.id for token in spaced.encode("ab <pad>’'A")] == [1, 2, 3, 0, 4, 5, 1]
    plain = Vocabulary(("a", "b", "\n"))
    assert [(token.text, token.id, token.known) for token in plain.encode("a b\nz ___")] == [
        ("a", 0, True), ("b", 1, True), ("\n", 2, True), ("z", 0, False), ("___", 0, False),
    ]  # fmt: skip
    assert not VOCABULARY.by_character


def test_a_word_with_a_space_is_one_token():
    """New Zealand is one token, but New York is two unknown ones."""
    assert _texts("New Zealand's New York") == [
        ("New Zealand", True), ("'s", True), ("New", False), ("York", False)
    ]  # fmt: skip


def test_unknown_words_are_shown_as_unknown_and_the_text_goes_on():
    """The number of an unknown word is that of the unknown token."""
    token, after = VOCABULARY.encode("Wakanda .")
    assert (token.id, token.known, after.known) == (VOCABULARY[UNKNOWN], False, True)


def test_the_first_blank_ends_what_is_read():
    """Nothing after a blank is read, and without one everything is."""
    assert [token.text for token in VOCABULARY.read("the ___ . the")] == ["the", "___"]
    assert len(VOCABULARY.read("the . the")) == 3


def test_a_word_may_not_stand_twice():
    """Two numbers for one word would be a fault."""
    with pytest.raises(ValueError, match="twice"):
        Vocabulary(("a", "a"))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_every_character_but_space_is_in_exactly_one_token(text):
    """Tokens stand in order, do not overlap, and leave out only white space."""
    composed = unicodedata.normalize("NFC", text).replace("’", "'")
    tokens = VOCABULARY.encode(text)
    ends = [0, *(token.end for token in tokens)]
    gaps = [composed[a : t.start] for a, t in zip(ends, tokens, strict=False)]
    assert not "".join([*gaps, composed[ends[-1] :]]).strip()
    assert all(composed[token.start : token.end] == token.text for token in tokens)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([5, 6, 9, 3, 4, 2, 1]), max_size=12))
def test_what_is_decoded_is_encoded_again(numbers):
    """Writing tokens as a text and reading it gives the same tokens."""
    text = VOCABULARY.decode(numbers)
    assert [token.id for token in VOCABULARY.encode(text)] == numbers
