"""What the configuration of a Keras model tells."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.errors import InputError
from simulator.files.foreign.keras_config import described


def layer(kind, name, *before, **options):
    """An entry as Keras 3 writes it, or Keras 2 with lists."""
    nodes = [{"args": [{"config": {"keras_history": [b, 0, 0]}} for b in before]}] if before else []
    return {"class_name": kind, "config": {"name": name, **options}, "inbound_nodes": nodes}


def model(*layers):
    """A functional model."""
    return {"class_name": "Functional", "config": {"layers": list(layers)}}


def test_a_graph_tells_what_feeds_what():
    """An encoder and a decoder that starts from its states are two networks, not one stack."""
    config = model(
        layer("InputLayer", "x"),
        layer("InputLayer", "y"),
        layer("Embedding", "emb_x", "x"),
        layer("Embedding", "emb_y", "y"),
        layer("LSTM", "encoder", "emb_x"),
        layer("LSTM", "decoder", "emb_y", "encoder"),
        layer("Dropout", "drop", "decoder"),
        layer("LSTM", "top", "drop"),
    )
    assert described("m", config).sequences == (("encoder",), ("decoder", "top"))


def test_keras_2_graphs_are_lists():
    """Its nodes are nested lists of names."""
    entries = [layer("LSTM", "a"), layer("LSTM", "b")]
    entries[1]["inbound_nodes"] = [[["a", 0, 0, {}]]]
    assert described("m", model(*entries)).sequences == (("a", "b"),)
    old = {"class_name": "Sequential", "config": [layer("GRU", "a"), layer("GRU", "b")]}
    assert described("m", old).sequences == (("a", "b"),)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (layer("LSTM", "a", activation="relu"), "a has activation='relu'; Chainrule computes tanh"),
        (layer("LSTM", "a", recurrent_activation="hard_sigmoid"), "computes sigmoid"),
        (layer("GRU", "a", go_backwards=True), "reads backward"),
        (layer("GRU", "a", reset_after=False), "reset_after=False"),
        (layer("Bidirectional", "a"), "bidirectional"),
    ],
)
def test_what_chainrule_does_not_compute_is_refused(entry, said):
    """Other activations, other directions, another GRU."""
    with pytest.raises(InputError, match=said):
        described("m", model(entry))


def test_a_layer_between_is_refused_and_masks_are_told():
    """A normalisation between two layers changes what the upper one reads."""
    entries = [layer("LSTM", "a"), layer("BatchNormalization", "n"), layer("LSTM", "b")]
    with pytest.raises(InputError, match="between a and b stands n"):
        described("m", model(*entries))
    entries = [layer("Embedding", "e", mask_zero=True), layer("LSTM", "a")]
    assert "masks word 0" in described("m", model(*entries)).notes[0]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["a", "LSTM", "b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["config", "layers", "class_name", "name", "inbound_nodes", "args"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_any_configuration_is_read_or_refused(config):
    """Whatever JSON it is, nothing else is raised."""
    try:
        described("m", config)
    except InputError:
        return
