"""Finding units by pattern and by what they carry."""

import numpy as np
import pytest

from simulator.engine.interventions import Clamp
from simulator.simulation.memory_find import (
    Match,
    Signature,
    carried,
    explained,
    matches_of,
    runs,
    squared_correlation,
    units_with,
)
from tests.simulation.readers import SENTENCE, make_reader


def made(text, **units):
    """A reading whose cell states are 0 but for ``u3=(sign, tokens)``."""
    reader = make_reader()
    holds = [Clamp("c", 0.0)]
    for name, (value, tokens) in units.items():
        holds.append(Clamp("c", value, tuple(tokens), (int(name[1:]),)))
    return reader.read(text, tuple(holds))


def test_units_are_found_by_their_pattern_with_both_signs():
    """On over the phrase and off around it; one that is on before is not found."""
    reading = made(
        SENTENCE,
        u1=(0.5, range(3, 6)),
        u2=(-0.4, range(3, 6)),
        u4=(0.9, range(2, 6)),
        u5=(0.2, [4]),
    )
    found = units_with(reading, Signature("c", 3, 5))
    assert [(one.unit, one.sign) for one in found] == [(1, 1), (2, -1)]
    loose = units_with(reading, Signature("c", 3, 5, off_before=False))
    assert [one.unit for one in loose] == [1, 4, 2]
    low = units_with(reading, Signature("c", 4, 4, threshold=0.1))
    assert [one.unit for one in low] == [5]


def test_at_the_ends_nothing_can_be_on_around():
    """A phrase over the whole sentence needs nothing before or after."""
    reading = made("so at school", u0=(1.0, range(3)))
    assert [one.unit for one in units_with(reading, Signature("c", 0, 2))] == [0]


def test_matches_are_places_where_the_units_are_on_together():
    """The place with both units comes first, then that with one."""
    signature = Signature("c", 1, 2)
    source = made("so at school they", u1=(0.5, [1, 2]), u3=(-0.5, [1, 2]))
    found = units_with(source, signature)
    others = [
        made("they made me learn how", u1=(0.5, [2, 3])),
        made("they made me learn how", u1=(0.5, [1, 2]), u3=(-0.5, [1, 2])),
        made("they made me learn how", u3=(0.5, [1, 2])),
    ]
    assert matches_of(others, signature, found) == (Match(1, 1, 2, 1.0), Match(0, 2, 3, 0.5))
    assert matches_of(others, signature, ()) == ()


def test_runs_have_both_ends():
    """Also at the first and last index."""
    assert runs(np.array([True, True, False, True, False, True])) == [(0, 1), (3, 3), (5, 5)]
    assert runs(np.zeros(3, dtype=bool)) == []


def test_shares_of_variance_are_those_of_the_textbook():
    """η² is 1 where labels say everything, 0 where nothing; r² that of numpy."""
    labels = np.array([0, 0, 1, 1])
    states = np.array([[1.0, 1, 5, 5], [1, 5, 1, 5], [2, 2, 2, 2]])
    assert explained(states, labels) == pytest.approx([1, 0, 0])
    x = np.array([0, 1, 2, 5])
    r = np.corrcoef(states[1], x)[0, 1]
    assert squared_correlation(states, x)[1] == pytest.approx(r**2)


def test_a_unit_that_holds_the_country_is_found_to_carry_it():
    """State 1 after Ireland, −1 after Spain, and forgetting at the full stop."""
    texts = ["i lived in Ireland so at school .", "i lived in Spain so at school ."] * 6
    reader = make_reader()
    readings = []
    for text in texts:
        value = 1.0 if "Ireland" in text else -1.0
        holds = (Clamp("c", value, (3, 4, 5, 6), (2,)), Clamp("f", 0.0, (7,), (2,)))
        readings.append(reader.read(text, holds))
    told = carried(readings, frozenset({"Ireland", "Spain"}))
    assert max(told, key=lambda one: one.country).unit == 2
    assert told[2].resets_at == "."
    assert told[2].keeps_there == 0
    assert all(0 <= share <= 1 + 1e-9 for one in told for share in (one.country, one.position))


def test_an_rnn_has_no_gate_that_could_reset():
    """It is ranked by what it carries, without a word."""
    readings = [make_reader("rnn").read(SENTENCE)] * 2
    assert {one.resets_at for one in carried(readings, frozenset({"Ireland"}))} == {""}
