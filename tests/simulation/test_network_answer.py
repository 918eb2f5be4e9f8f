"""Tests of what the app says of somebody's own answers."""

import pytest

from simulator.engine.errors import InputError
from simulator.simulation.network import start_network
from simulator.simulation.network_answer import coming_phase, diagnose, phase_value, read_answer
from simulator.simulation.network_examples import single

# z1 .9, a1 .7109, z2 -.3531, a2 .4126, L .8852; dz2 -.5874, da1 .7049, dz1 .1448, dw1 .2173
ONE = start_network(single(1.5, 1.0))


@pytest.mark.parametrize(
    ("name", "text", "verdict", "words"),
    [
        ("dL_dw1", "0.22", "right", "Right to 2 digits"),
        ("dL_dw1", "0.217", "right", "Right to 3 digits"),
        ("dL_dw1", "2.2e-1", "right", "Right to 2 digits"),
        ("dL_dz2", "−0,587", "right", "Right to 3 digits"),
        ("dL_dw1", "-0.217", "sign", "Wrong sign"),
        ("dL_dw1", "0.219", "rounding", "rounding"),
        ("dL_dw1", "0.145", "factor", "Forgot the factor x"),
        ("dL_dw1", "0.326", "factor", "x was taken twice"),
        ("dL_dw1", "-0.181", "factor", "Forgot the factor w₂"),
        ("dL_dw1", "1.057", "factor", "Forgot the factor a₁(1−a₁)"),
        ("dL_dw1", "0.0446", "factor", "The factor a₁(1−a₁) was taken twice"),
        ("dL_dz1", "0.20", "factor", "Forgot the factor a₁."),
        ("dL_dz1", "0.15", "rounding", "rounding"),
        ("dL_dz1", "0.204", "factor", "Forgot the factor a₁."),
        ("dL_dz1", "0.5011", "factor", "Forgot the factor 1−a₁"),
        ("dL_dz1", "-0.204", "factor", "and the sign is wrong"),
        ("dL_dw2", "-0.587", "factor", "Forgot the factor a₁"),
        ("dL_dz2", "0.413", "term", "Forgot to subtract the answer"),
        ("z1", "1.2", "term", "Forgot to add b₁"),
        ("z1", "1.5", "term", "Subtracted b₁"),
        ("z1", "0.5", "factor", "Forgot the factor x"),
        ("a1", "0.289", "sign", "minus of the exponent"),
        ("L", "0.384", "term", "base 10"),
        ("L", "0.532", "term", "other answer"),
        ("w2", "-0.991", "right", "Right"),
        ("w2", "-1.409", "sign", "Went along the gradient"),
        ("w2", "-0.782", "factor", "learning rate"),
        ("w2", "-1.2", "term", "before the update"),
        ("w2", "0.209", "term", "That is the step"),
        ("dL_dw1", "17", "wrong", "Not yet"),
    ],
)
def test_slips_are_recognised(name, text, verdict, words):
    """Right to the digits given, sign, rounding, and which factor or term went wrong."""
    diagnosis = diagnose(ONE, name, text)
    assert (diagnosis.verdict, words in diagnosis.sentence) == (verdict, True), diagnosis


def test_an_answer_counts_to_the_digits_that_were_given():
    """One digit is enough when it is the right one; a fourth wrong digit is not right."""
    assert diagnose(ONE, "dL_dw1", "0.2").right
    assert not diagnose(ONE, "dL_dw1", "0.2179").right
    assert read_answer("-1.20").digits == 3
    assert read_answer("3e2").tolerance == 50.0


def test_in_a_batch_the_mean_is_asked_for():
    """The sum over the examples and one example's part are recognised as what they are."""
    batch = start_network(batch=True, example=3)
    true = batch.value("dL_dw2")
    assert "divide by the 6 examples" in diagnose(batch, "dL_dw2", f"{6 * true:.4f}").sentence
    part = batch.changed(batch=False).value("dL_dw2")
    assert "this example's part" in diagnose(batch, "dL_dw2", f"{part:.4f}").sentence


@pytest.mark.parametrize("text", ["", "abc", "nan", "inf", "1 2"])
def test_what_is_no_number_is_refused(text):
    """One sentence says what to type instead."""
    with pytest.raises(InputError, match="is not a number"):
        diagnose(ONE, "z1", text)


def test_every_phase_can_be_asked_for():
    """For each coming phase, also of the next update, its own value counts as right."""
    snapshot = ONE
    for _ in range(34):
        holder, name = coming_phase(snapshot)
        assert diagnose(holder, name, repr(phase_value(holder, name))).right
        snapshot = snapshot.next()
        assert snapshot.phase_name == name
        assert snapshot.value(name) == phase_value(holder, name)
