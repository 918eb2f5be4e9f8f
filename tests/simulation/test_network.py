"""Tests of the network lab's snapshots."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.errors import InputError
from simulator.engine.network import gradient_of, pair_pass
from simulator.engine.optimizers import RULES, initial_state
from simulator.simulation.explanation import slots
from simulator.simulation.network import NetworkSnapshot, example_order, start_network
from simulator.simulation.network_examples import EXAMPLE_SETS, make_examples, single
from simulator.simulation.network_phases import phase_names
from simulator.simulation.network_text import place_in_update
from simulator.simulation.timeline import Timeline

ORDER = "z1 a1 z2 a2 L dL_dz2 dL_dw2 dL_db2 dL_da1 dL_dz1 dL_dw1 dL_db1 w2 b2 w1 b1"  # commands.md


def walk(snapshot, steps):
    """Return the snapshot ``steps`` later."""
    for _ in range(steps):
        snapshot = snapshot.next()
    return snapshot


def picture(snapshot):
    """Return everything about a snapshot that can be seen or computed with."""
    return (
        snapshot.update,
        snapshot.phase,
        snapshot.example,
        snapshot.parameters,
        snapshot.computed.values,
        snapshot.computed.updated,
        [array.tolist() for array in snapshot.state],
    )


def test_one_update_has_the_sixteen_phases_of_the_contract():
    """The phases come in the order of commands.md and then the next update begins."""
    snapshot = start_network(single(1.5, 1.0))
    names = []
    for _ in range(17):
        snapshot = snapshot.next()
        names.append(snapshot.phase_name)
    assert " ".join(names[:16]) == ORDER == " ".join(phase_names(2))
    assert (names[16], snapshot.update) == ("z1", 2)


def test_the_phases_show_the_engines_numbers():
    """Each phase's value is that of the pass by hand, and the parameters move against it."""
    start = start_network(single(1.5, 1.0))
    values = pair_pass(1.5, 1.0, 0.8, -0.3, -1.2, 0.5)
    shown = [walk(start, i + 1).value(name) for i, name in enumerate(phase_names(2))]
    assert tuple(shown[:12]) == values
    w1, b1, w2, b2 = start.parameters
    dw1, db1, dw2, db2 = gradient_of(values, 2)
    new = (w2 - 0.5 * dw2, b2 - 0.5 * db2, w1 - 0.5 * dw1, b1 - 0.5 * db1)
    assert tuple(shown[12:]) == new
    assert walk(start, 17).parameters == (new[2], new[3], new[0], new[1])


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(list(RULES)),
    st.booleans(),
    st.booleans(),
    st.integers(1, 3),
    st.lists(st.sampled_from(["forward", "back", "jump"]), max_size=40),
)
def test_however_one_walks_the_past_is_the_same(rule, batch, whole, neurons, moves):
    """n steps forward and n back give back the identical snapshot, also across updates."""
    parameters = (0.8, -0.3) * (neurons - 1) + (-1.2, 0.5)
    start = start_network(parameters=parameters, rule=rule, batch=batch, whole=whole)
    expected = [picture(start)]
    snapshot = start.next()
    # A jump goes to 59 at most and a move one further; training may converge before.
    while snapshot and len(expected) < 60 + len(moves):
        expected.append(picture(snapshot))
        snapshot = snapshot.next()
    timeline = Timeline(start, NetworkSnapshot.next)
    for move in moves:
        if move == "jump":
            timeline.go_to((timeline.index * 7 + 11) % 60)
        else:
            getattr(timeline, move)()
        assert picture(timeline.current) == expected[timeline.index]


def test_a_whole_update_gives_what_its_phases_give():
    """The switch changes how far a step goes, not where."""
    phases = walk(start_network(rule="adam"), 48)
    whole = walk(start_network(rule="adam", whole=True), 3)
    assert picture(phases) == picture(whole)


def test_switching_to_whole_updates_amid_one_completes_it():
    """From the middle of an update the next whole step goes to that update's end."""
    amid = walk(start_network(), 21).changed(whole=True)
    after = amid.next()
    assert (after.update, after.phase) == (2, 16)
    assert picture(after) == picture(walk(start_network(), 32))


def test_a_full_batch_follows_the_mean():
    """In a full batch L and gradients are means; the example that is shown changes nothing."""
    start = start_network(batch=True)
    other = start.changed(example=4)
    assert start.computed.updated == other.computed.updated
    assert start.value("z1") != other.value("z1")
    losses = [pair_pass(x, y, *start.parameters)[4] for x, y in _pairs(start.examples)]
    assert start.value("L") == pytest.approx(np.mean(losses)) == start.computed.loss
    assert start.per_example("z1").tolist() == [0.8 * x - 0.3 for x in start.examples.x.tolist()]


def _pairs(examples):
    return list(zip(examples.x.tolist(), examples.y.tolist(), strict=True))


def test_one_at_a_time_takes_each_example_once_an_epoch_in_seeded_order():
    """Every epoch is another permutation, the same for the same seed."""
    seen = []
    snapshot = start_network(whole=True, seed=5)
    for _ in range(12):
        seen.append(snapshot.example)
        snapshot = walk(snapshot, 2 if snapshot.phase == 0 else 1)
    assert sorted(seen[:6]) == sorted(seen[6:]) == list(range(6))
    assert seen == [*example_order(6, 5, 0), *example_order(6, 5, 1)]


def test_every_rule_steps_as_the_descent_lab_does():
    """The update rules are those of the engine, with their memory, for all parameters at once."""
    for name, rule in RULES.items():
        snapshot = walk(start_network(single(1.5, 1.0), rule=name, whole=True), 3)
        parameters = np.array(start_network().parameters)
        state = initial_state(name, parameters)
        for step in (1, 2, 3):
            gradient = np.array(gradient_of(pair_pass(1.5, 1.0, *parameters.tolist()), 2))
            parameters, state = rule(parameters, gradient, state, 0.5, step)
        assert snapshot.current_parameters() == pytest.approx(parameters, rel=1e-14), name


def test_another_rule_starts_with_nothing_remembered():
    """Adam that takes over at update 3 steps as one that starts from those parameters."""
    taken_over = walk(start_network(single(1.5, 1.0), whole=True), 2).next().with_rule("adam")
    fresh = start_network(single(1.5, 1.0), taken_over.parameters, rule="adam", whole=True)
    assert walk(taken_over, 2).current_parameters() == walk(fresh, 3).current_parameters()
    assert taken_over.rule_step == 1


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        (0, "update 1"),
        (5, "update 1 · forward 5 of 5"),
        (9, "update 1 · backward 4 of 7"),
        (16, "update 1 · parameter 4 of 4"),
        (17, "update 2 · forward 1 of 5"),
    ],
)
def test_the_place_in_the_update_is_said_in_words(steps, place):
    """Which update, which pass, and how far in it."""
    assert place_in_update(walk(start_network(), steps)) == place


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("batch", [False, True])
@pytest.mark.parametrize("neurons", [1, 2, 12])
def test_every_phase_explains_itself_with_the_numbers_it_shows(rule, batch, neurons):
    """Sentence, formula and numbers exist for every phase, and the result is the phase's value."""
    parameters = (0.8, -0.3) * (neurons - 1) + (-1.2, 0.5)
    snapshot = start_network(parameters=parameters, rule=rule, batch=batch)
    assert snapshot.explain().caption.startswith("Ready")
    for _ in range(8 * neurons):
        snapshot = snapshot.next()
        explanation = snapshot.explain()
        result = explanation[slots(explanation.substituted_template)[-1]]
        assert result.value == snapshot.value(snapshot.phase_name)
        assert explanation.caption.endswith(".")
        assert "slot" not in explanation.formula + explanation.substituted
        assert all(quantity.source for quantity in explanation.quantities)


def test_the_numbers_put_in_give_the_number_shown():
    """What stands in the formula of an update really makes the new parameter, for each rule."""
    for rule in RULES:
        e = walk(start_network(rule=rule), 16 + 13).explain()
        old, rate = e["w2_old"].value, e["rate"].value
        shown = {quantity.name: quantity.value for quantity in e.quantities}
        if rule == "adam":
            direction = shown["mean"] / (math.sqrt(shown["squares"]) + 1e-8)
        elif "squares" in shown:
            direction = shown["dL_dw2"] / (math.sqrt(shown["squares"]) + 1e-8)
        else:
            direction = shown["dL_dw2"] + 0.9 * shown.get("velocity", 0.0)
        assert e["w2_new"].value == pytest.approx(old - rate * direction, rel=1e-12), rule


def test_changing_a_parameter_keeps_the_phase():
    """What if w1 were 2, from here: same phase, everything computed anew."""
    amid = walk(start_network(single(1.5, 1.0)), 10)
    other = amid.with_parameter("w1", 2.0)
    assert (other.phase_name, other.update) == (amid.phase_name, 1)
    assert other.value("z1") == 2.0 * 1.5 - 0.3
    assert amid.value("z1") == pytest.approx(0.9)


def test_changing_a_parameter_amid_the_update_starts_a_new_one():
    """Where some parameters are new already, those are kept and a new update begins."""
    amid = walk(start_network(), 14)
    other = amid.with_parameter("b1", 1.0)
    assert (other.phase, other.update) == (0, 2)
    assert other.parameters[2:] == amid.computed.updated[2:]
    assert other.parameters[:2] == (amid.parameters[0], 1.0)


def test_a_batch_at_rest_ends():
    """Answers that contradict each other give a minimum; there the timeline comes to its end."""
    examples = make_examples("both", np.array([1.0, 1.0, 1.0]), np.array([0.0, 1.0, 1.0]))
    start = start_network(examples, batch=True, whole=True, rate=2.0)
    timeline = Timeline(start, NetworkSnapshot.next)
    timeline.go_to(5_000)
    assert timeline.at_end
    assert timeline.current.converged
    assert timeline.current.value("a2") == pytest.approx(2 / 3, abs=1e-3)


def test_separable_classes_make_the_weights_grow():
    """Without overlap the loss falls and |w2| grows for as long as one looks."""
    start = start_network(EXAMPLE_SETS["separable"](), batch=True, whole=True, rate=2.0)
    sizes = [abs(walk(start, steps).parameters[2]) for steps in (50, 200, 800)]
    assert sizes == sorted(sizes)
    assert sizes[-1] > 1.2 * sizes[0]


@pytest.mark.parametrize("name", EXAMPLE_SETS)
def test_built_in_examples_are_usable(name):
    """Every set that ships passes the checks that files have to pass."""
    examples = EXAMPLE_SETS[name]()
    assert set(examples.y.tolist()) <= {0.0, 1.0}
    assert len(examples) == len(examples.x)
    with pytest.raises(ValueError, match="read-only"):
        examples.x[0] = 1.0


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ([1.0, 2.0], [0.0, 2.0], "row 2: y is 2; it must be 0 or 1"),
        ([math.nan], [1.0], "row 1: x is nan"),
        ([1.0], [math.nan], "y is nan"),
        ([1e300], [1.0], "within ±1e"),
        ([], [], "no example"),
    ],
)
def test_examples_that_cannot_be_used_are_refused_in_one_sentence(x, y, words):
    """The message names the set, the row and what would be right."""
    with pytest.raises(InputError, match=words.replace("+", r"\+")):
        make_examples("mine.csv", np.array(x), np.array(y))
