"""Rules for changing a network, as people write them."""

import numpy as np
import pytest

from simulator.engine.errors import InputError
from simulator.simulation.memory_changes import (
    AblateRule,
    ClampRule,
    PatchRule,
    interventions_of,
    parse_clamp,
    tokens_of,
    units_of,
)
from tests.simulation.readers import SENTENCE, make_reader


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("f=0@6:all", ClampRule("f", 0.0, "6", "all")),
        ("i=1@2-4:0,5,9", ClampRule("i", 1.0, "2-4", "0,5,9")),
        ("f=0@.:all", ClampRule("f", 0.0, ".", "all")),
        ("c=-1.5e-1@all:3", ClampRule("c", -0.15, "all", "3")),
        ("f=0@::all", ClampRule("f", 0.0, ":", "all")),
    ],
)
def test_clamps_are_read_as_they_are_documented(written, rule):
    """The forms of commands.md, and a colon as the word that is meant."""
    assert parse_clamp(written) == rule


@pytest.mark.parametrize(
    "written", ["", "f", "f=0", "f=x@1:all", "f=nan@1:all", "f=inf@1:all", "F=0@1:all", "f=0@1"]
)
def test_what_is_no_clamp_is_refused_with_an_example(written):
    """One sentence that shows how it is written, or which values can be."""
    with pytest.raises(InputError, match=r"--clamp"):
        parse_clamp(written)


def test_tokens_are_numbers_ranges_words_or_all():
    """“.” means every full stop."""
    tokens = make_reader().tokens_of("so . they . me")
    assert tokens_of("all", tokens) is None
    assert tokens_of(".", tokens) == (1, 3)
    assert tokens_of("0,2-4", tokens) == (0, 2, 3, 4)
    for wrong in ("9", "0-9", "nobody", "3-1"):
        with pytest.raises(InputError):
            tokens_of(wrong, tokens)


def test_units_are_numbers_ranges_or_all():
    """Units count through all layers; one that is not there is named."""
    assert units_of("all", 8) is None
    assert units_of("7,0-2", 8) == (0, 1, 2, 7)
    for wrong in ("8", "x", "", "5-3", "99999999999"):
        with pytest.raises(InputError):
            units_of(wrong, 8)


def test_patching_a_state_continues_as_the_other_sentence():
    """After the patch, both sentences end alike where the same words follow."""
    reader = make_reader()
    rules = (PatchRule("she lived in Spain", 3, 3),)
    text = "I lived in Ireland so at school"
    tokens = reader.tokens_of(text)
    patched = reader.read(text, interventions_of(rules, reader, tokens))
    donor = reader.read("she lived in Spain so at school")
    assert np.allclose(patched.trace["c"][:, 4:], donor.trace["c"][:, 4:], atol=1e-7)
    with pytest.raises(InputError, match="no token 99"):
        interventions_of((PatchRule("she lived", 1, 99),), reader, tokens)
    with pytest.raises(InputError, match="no token 7"):
        interventions_of((PatchRule("she lived", 7, 1),), reader, tokens)


def test_silenced_units_stay_at_zero():
    """Their states are 0 at every token, the others' are not."""
    reader = make_reader()
    tokens = reader.tokens_of(SENTENCE)
    reading = reader.read(SENTENCE, interventions_of((AblateRule("1,4"),), reader, tokens))
    h = reading.values("h")
    assert not h[[1, 4]].any()
    assert np.all(np.abs(h[[0, 2, 3, 5]]).sum(axis=1) > 0)
