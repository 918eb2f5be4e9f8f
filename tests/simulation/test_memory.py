"""The memory lab's timeline."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.errors import InputError
from simulator.engine.interventions import Clamp
from simulator.engine.recurrent_trace import trace
from simulator.simulation.memory import MemorySnapshot, first_snapshot
from simulator.simulation.memory_changes import Change, parse_clamp
from simulator.simulation.timeline import Timeline
from tests.simulation.readers import SENTENCE, make_reader


def walk(snapshot):
    """Return every snapshot from this one on."""
    seen = []
    while snapshot is not None:
        seen.append(snapshot)
        snapshot = snapshot.next()
    return seen


@given(kind=st.sampled_from(["lstm", "gru", "rnn", "ann"]), steps=st.integers(0, 30))
@settings(max_examples=20, deadline=None)
def test_steps_back_show_the_identical_snapshots(kind, steps):
    """However far one goes, going back gives the very snapshots that were seen before."""
    timeline = Timeline(first_snapshot(make_reader(kind), SENTENCE), MemorySnapshot.next)
    there = [timeline.current]
    while len(there) <= steps and timeline.forward():
        there.append(timeline.current)
    back = [timeline.current]
    while timeline.back():
        back.append(timeline.current)
    assert back == there[::-1]


def test_every_token_is_walked_through_once():
    """The timeline ends at the blank; each snapshot stands at its token."""
    seen = walk(first_snapshot(make_reader(), SENTENCE))
    assert [snapshot.index for snapshot in seen] == list(range(16))
    assert [token.text for token in seen[-1].reading.tokens][-1] == "___"


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn", "ann"])
def test_the_formula_with_numbers_gives_the_value_shown(kind):
    """At every token and unit, what the formula computes is the state that it is said to be."""
    for snapshot in walk(first_snapshot(make_reader(kind, layers=2), SENTENCE)):
        for unit in (0, 11):
            q = {
                quantity.name: quantity.value
                for quantity in snapshot.with_unit(unit).explain().quantities
            }
            if kind == "lstm":
                assert q["f"] * q["c_before"] + q["i"] * q["g"] == pytest.approx(q["c"], abs=1e-6)
                assert q["o"] * np.tanh(q["c"]) == pytest.approx(q["h"], abs=1e-6)
            elif kind == "gru":
                h = (1 - q["z"]) * q["n"] + q["z"] * q["h_before"]
                assert h == pytest.approx(q["h"], abs=1e-6)
            else:
                assert np.tanh(q["x_part"] + q["h_part"]) == pytest.approx(q["h"], abs=1e-6)


def test_captions_end_with_a_full_stop_and_name_the_token():
    """Each narration is one sentence about the word that was read."""
    for snapshot in walk(first_snapshot(make_reader(), SENTENCE)):
        caption = snapshot.explain().caption
        word = snapshot.reading.tokens[snapshot.index].text
        assert caption.startswith(f"Token {snapshot.index}, “{word}”")
        assert caption.endswith(".")


def test_a_change_gives_what_the_engine_gives():
    """With f held at 0 at the comma, every value is the engine's own to the last bit."""
    reader = make_reader()
    snapshot = first_snapshot(reader, SENTENCE)
    changed = snapshot.with_changes((Change(parse_clamp("f=0@,:all")),))
    expected = trace(reader.model, snapshot.reading.trace.tokens, (Clamp("f", 0.0, (4,)),))
    assert changed.changed
    assert all(np.array_equal(changed.reading.trace[n], expected[n]) for n in "fiogch")
    assert changed.original is snapshot.original


def test_a_change_that_is_off_or_taken_back_leaves_the_original():
    """Switched off, and removed, the reading is the original one, the very same object."""
    snapshot = first_snapshot(make_reader(), SENTENCE)
    off = snapshot.with_changes((Change(parse_clamp("f=0@,:all"), on=False),))
    assert off.reading is snapshot.original
    assert not off.with_changes(()).changed


def test_a_change_that_does_not_fit_another_sentence_stays_listed():
    """Clamping the comma of a sentence without commas does nothing and says why."""
    snapshot = first_snapshot(make_reader(), SENTENCE)
    snapshot = snapshot.with_changes((Change(parse_clamp("f=0@,:all")),))
    other = snapshot.with_sentence("she lived in Spain ___")
    assert len(other.changes) == 1
    assert not other.changed
    assert "no token “,”" in other.refused[0]


def test_a_gate_that_the_cell_lacks_is_refused_by_name():
    """An RNN has no forget gate, and the list says so."""
    snapshot = first_snapshot(make_reader("rnn"), SENTENCE)
    changed = snapshot.with_changes((Change(parse_clamp("f=0@all:all")),))
    assert "no value named f" in changed.refused[0]


def test_another_network_reads_the_same_sentence_beside():
    """A second network is read along; taking another first one keeps place and sentence."""
    lstm, rnn = make_reader("lstm"), make_reader("rnn", hidden=3)
    snapshot = first_snapshot(lstm, SENTENCE).at(7).with_unit(5).with_readers(rnn, lstm)
    assert (snapshot.index, snapshot.unit) == (7, 2)
    assert snapshot.other.reader is lstm
    assert len(snapshot.other) == len(snapshot.reading)


@pytest.mark.parametrize("text", ["", "   ", "___", "\n"])
def test_nothing_to_read_is_said_in_one_sentence(text):
    """Empty text is refused; a blank alone is a question that this network can be asked."""
    reader = make_reader()
    if text == "___":
        assert len(first_snapshot(reader, text).reading) == 1
    else:
        with pytest.raises(InputError, match="sentence is empty"):
            first_snapshot(reader, text)


def test_a_sentence_that_is_too_long_is_refused_with_the_remedy():
    """Ten thousand words are not read whole; the message says how they can be."""
    with pytest.raises(InputError, match="--file"):
        first_snapshot(make_reader(), "so " * 10_000)
