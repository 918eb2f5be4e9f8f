"""Tests of the network lab with real events."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit

from simulator.engine.errors import InputError
from simulator.engine.network import logits, pair_pass
from simulator.simulation.network_phases import phase_names
from simulator.simulation.numbers import format_number
from simulator.widgets import labels

KEY = Qt.Key


def press(qtbot, page, *keys):
    """Press keys in the page's frame."""
    for key in keys:
        qtbot.keyClick(page.frame, key)


def type_into(qtbot, field, text):
    """Type a number into a field as a person would."""
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, KEY.Key_Return)


def test_keyboard_walks_through_the_sixteen_phases_and_back(page, qtbot):
    """Right shows each phase in turn, Left takes each back, down to the last pixel of text."""
    texts = [page.diagram.text_of(name) for name in page.diagram._art.colours]
    seen = []
    for _ in range(16):
        press(qtbot, page, KEY.Key_Right)
        seen.append(page.snapshot.phase_name)
    assert seen == list(phase_names(2))
    for name in reversed(seen):
        assert page.snapshot.phase_name == name
        press(qtbot, page, KEY.Key_Left)
    assert [page.diagram.text_of(name) for name in page.diagram._art.colours] == texts


def test_every_phase_is_narrated_to_a_screen_reader(window, page, qtbot, monkeypatch):
    """Each phase changes the accessible name of the narration, and an event tells so."""
    told = []
    # PySide has no way to listen to the events, so they are caught where they are sent.
    sender = SimpleNamespace(Event=QAccessible.Event, updateAccessibility=told.append)
    monkeypatch.setattr(labels, "QAccessible", sender)
    for step in range(1, 17):
        press(qtbot, page, KEY.Key_Right)
        interface = QAccessible.queryAccessibleInterface(window.header.narration)
        assert interface.text(QAccessible.Text.Name) == page.snapshot.explain().caption
        assert len(told) == step
        assert told[-1].type() == QAccessible.Event.NameChanged


def test_the_diagram_shows_what_is_known_and_no_more(page, qtbot):
    """After z1 only z1 is a number; its value is the engine's."""
    press(qtbot, page, KEY.Key_Right)
    page.diagram.animation.setCurrentTime(page.diagram.animation.duration())
    assert page.diagram.text_of("z1") == "0.900"
    assert page.diagram.text_of("a1") == "?"
    assert page.diagram.text_of("dL_dw1") == "?"
    assert page.diagram.text_of("w1") == "0.800"


def test_a_value_travels_before_it_arrives(page, qtbot):
    """The animation can be scrubbed: on the way the target is still a ?, then it is there."""
    press(qtbot, page, KEY.Key_Right)
    page.diagram.animation.setCurrentTime(100)
    assert 0.0 < page.diagram.progress < 0.8
    assert page.diagram.text_of("z1") == "?"
    before = page.diagram.grab().toImage()
    page.diagram.animation.setCurrentTime(449)
    assert page.diagram.text_of("z1") == "0.900"
    assert page.diagram.grab().toImage() != before


def test_a_parameter_is_typed_and_undone(window, page, qtbot):
    """A typed weight changes every number from here; Undo brings the old ones back exactly."""
    page.frame.player.go_to(10)
    before = page.snapshot
    type_into(qtbot, page.parameters_card.fields["w1"], "2")
    assert page.snapshot.phase_name == "dL_dz1"
    assert page.snapshot.computed.values == pair_pass(1.5, 1.0, 2.0, -0.3, -1.2, 0.5)
    assert page.diagram.text_of("w1") == format_number(2.0)
    window.header.undo_button.click()
    assert page.snapshot is before


@pytest.mark.parametrize("name", ["w1", "b2"])
def test_a_parameter_is_turned_by_the_wheel_in_the_diagram(page, qtbot, name):
    """The wheel over a parameter's box changes its second digit."""
    before = page.snapshot.value(name)
    place = page.diagram.layout_.boxes[name].center()
    event = QWheelEvent(
        place,
        QPointF(page.diagram.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(page.diagram, event)
    assert page.snapshot.value(name) == pytest.approx(before + 0.01)


def test_a_parameter_is_dragged_in_the_diagram(page, qtbot):
    """Dragging its box to the right raises it, as one change that is undone together."""
    place = page.diagram.layout_.boxes["w2"].center().toPoint()
    qtbot.mousePress(page.diagram, Qt.MouseButton.LeftButton, pos=place)
    for dx in (8, 16, 24):
        qtbot.mouseMove(page.diagram, place + QPoint(dx, 0))
    qtbot.mouseRelease(page.diagram, Qt.MouseButton.LeftButton, pos=place + QPoint(24, 0))
    assert page.snapshot.value("w2") == pytest.approx(-1.2 + 0.1 * 4)
    page.frame.history.undo()
    assert page.snapshot.value("w2") == -1.2
    assert not page.provenance.isVisible()


def test_a_double_click_opens_a_field_in_the_diagram(page, qtbot):
    """What is typed into it becomes the parameter."""
    place = page.diagram.layout_.boxes["b1"].center().toPoint()
    qtbot.mouseDClick(page.diagram, Qt.MouseButton.LeftButton, pos=place)
    type_into(qtbot, page.diagram.findChild(QLineEdit), "0.25")
    assert page.snapshot.value("b1") == 0.25


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        (lambda page: page.parameters_card.fields["w1"], "abc", "is not a number"),
        (lambda page: page.parameters_card.fields["w1"], "nan", "is not a number"),
        (lambda page: page.example_card.y, "0.5", "must be 0 or 1"),
        (lambda page: page.example_card.y, "2", "is outside"),
        (lambda page: page.example_card.x, "nan", "is not a number"),
        (lambda page: page.training_card.rate, "-1", "is outside"),
        (lambda page: page.parameters_card.neurons, "99", "is outside"),
        (lambda page: page.example_card.number, "7", "is outside"),
    ],
)
def test_bad_input_costs_one_sentence_and_nothing_else(page, qtbot, field, text, words):
    """The field goes back to what it was, the snapshot stays, the notice says why."""
    page.frame.player.go_to(7)
    before, shown = page.snapshot, field(page).text()
    type_into(qtbot, field(page), text)
    assert page.snapshot is before
    assert field(page).text() == shown
    assert page.frame.notice.isVisible()
    assert words in page.frame.notice.label.text()
    assert page.frame.notice.label.text().count(".") >= 1


@pytest.mark.parametrize("text", ["x\n1\n", "x,y\n1,2\n", "x,y\n1,nan\n", "not a table"])
def test_a_file_that_cannot_be_used_changes_nothing(page, tmp_path, text):
    """An InputError names the file, and the page stays as it was."""
    path = tmp_path / "mine.csv"
    path.write_text(text)
    page.frame.player.go_to(5)
    before = page.snapshot
    with pytest.raises(InputError, match="mine"):
        page.open_file(path)
    assert page.snapshot is before


def test_a_file_of_examples_is_opened_and_undone(page, tmp_path):
    """The file's examples are drawn; Undo brings the old ones back."""
    path = tmp_path / "mine.csv"
    path.write_text("x,y\n10,0\n20,1\n")
    before = page.snapshot
    page.open_file(path)
    assert page.snapshot.examples.x.tolist() == [10.0, 20.0]
    assert page.example_card.sets.currentText() == "mine.csv"
    assert page.prediction.ranges[0][0] < 10 < 20 < page.prediction.ranges[0][1]
    page.frame.history.undo()
    assert page.snapshot is before


def test_whole_updates_are_drawn_as_the_engine_computes_them(page, qtbot):
    """With one step an update, loss and prediction follow the parameters."""
    page.training_card.update_button.click()
    press(qtbot, page, *[KEY.Key_Right] * 5)
    assert (page.snapshot.update, page.snapshot.phase) == (5, 16)
    assert len(page.loss.curves[0]) == 5
    assert page.loss.curves[0][-1] == page.snapshot.computed.loss
    z = logits(page.prediction.x, page.snapshot.current_parameters())
    assert page.prediction.predicted == pytest.approx(1 / (1 + np.exp(-z)))


def test_the_decision_point_is_where_the_prediction_is_a_half(page):
    """The dashed line stands at the root of z2."""
    (at,) = page.prediction.decisions
    z = logits(np.array([at]), page.snapshot.current_parameters())
    assert z == pytest.approx(0.0, abs=1e-3)


def test_an_example_is_chosen_by_a_click(page, qtbot):
    """The example that is clicked in the prediction goes through the network."""
    examples = page.snapshot.examples
    place = page.prediction.place(float(examples.x[1]), float(examples.y[1])).toPoint()
    qtbot.mouseClick(page.prediction, Qt.MouseButton.LeftButton, pos=place)
    assert page.snapshot.example == 1
    assert page.diagram.text_of("x") == format_number(-2.0)


def test_the_sigmoid_carries_every_known_neuron(page):
    """z1 and z2 ride on the curve once they are computed."""
    page.frame.player.go_to(3)
    assert page.sigmoid.points == {
        "z1": (pytest.approx(0.9), pytest.approx(0.7109, abs=1e-4)),
        "z2": (pytest.approx(-0.3531, abs=1e-4), pytest.approx(0.4126, abs=1e-4)),
    }


def test_hovering_a_symbol_lights_it_up_everywhere(page, qtbot):
    """The error term under the mouse is marked in diagram, formula, chain and sigmoid."""
    page.frame.player.go_to(10)
    place = page.diagram.layout_.nodes["a1"].toPoint()
    qtbot.mouseMove(page.diagram, place)
    assert page.diagram._highlight == "a1"
    assert page.frame.formula._highlight == "a1"
    assert page.chain._highlight == "a1"
    assert page.sigmoid._highlight == "z1"
    qtbot.mouseMove(page.diagram, QPoint(2, 2))
    assert page.frame.formula._highlight == ""


@pytest.mark.parametrize("name", ["w1", "b1", "w2", "b2"])
def test_clicking_a_gradient_opens_its_provenance_with_a_verdict(page, qtbot, name):
    """For every parameter: chain rule, finite difference, relative difference, verdict."""
    page.frame.player.go_to(12)
    place = page.diagram.layout_.boxes[f"dL_d{name}"].center().toPoint()
    qtbot.mouseClick(page.diagram, Qt.MouseButton.LeftButton, pos=place)
    shown = [value.text() for value in page.provenance.rows.values]
    assert page.provenance.isVisible()
    assert shown[0][:8] == shown[1][:8]
    assert shown[3] == "✓ they agree"
    qtbot.keyClick(page.provenance, KEY.Key_Escape)
    assert not page.provenance.isVisible()


def test_a_phase_is_re_entered_from_its_number(page, qtbot):
    """The button in the provenance goes to the phase that computed the number."""
    page.frame.player.go_to(12)
    page._show_provenance("a1")
    page.provenance.go_button.click()
    assert page.snapshot.phase_name == "a1"


def test_the_check_card_confirms_every_gradient(page):
    """After the backward pass all four parameters carry a tick."""
    page.frame.player.go_to(12)
    assert set(page.check_card.checks) == {"dL_dw1", "dL_db1", "dL_dw2", "dL_db2"}
    assert {check.verdict for check in page.check_card.checks.values()} == {"agrees"}


def test_your_turn_hides_asks_and_judges(page, qtbot):
    """The coming value is hidden everywhere, a slip is diagnosed, the score is kept."""
    page.frame.player.go_to(10)
    turn = page.turn_card
    turn.switch.click()
    assert turn.question.text() == "∂L/∂w₁ ="
    assert "?" in page.frame.formula.accessibleDescription()
    assert "0.217" not in page.frame.formula.accessibleDescription()
    assert page.chain._hidden
    for text, words in (("0.145", "Forgot the factor x"), ("0.22", "Right to 2 digits")):
        turn.answer.setFocus()
        turn.answer.selectAll()
        qtbot.keyClicks(turn.answer, text)
        qtbot.keyClick(turn.answer, KEY.Key_Return)
        assert words in turn.sentence.text()
    assert turn.hint.full_text == "1 right of 2"
    qtbot.keyClick(turn.answer, KEY.Key_Return)
    assert page.snapshot.phase_name == "dL_dw1"
    assert turn.question.text() == "∂L/∂b₁ ="
    turn.switch.click()
    assert page.frame.caption == page.snapshot.explain().caption


def test_your_turn_refuses_text(page, qtbot):
    """What is no number is not counted."""
    page.turn_card.switch.click()
    page.turn_card.answer.setFocus()
    qtbot.keyClicks(page.turn_card.answer, "two")
    qtbot.keyClick(page.turn_card.answer, KEY.Key_Return)
    assert "is not a number" in page.frame.notice.label.text()
    assert page.turn_card.tried == 0


def test_runs_are_compared_on_the_same_examples(page, qtbot):
    """An added run with another rate has its own loss and path; removing it is undone."""
    page.training_card.update_button.click()
    page.runs_card.add_button.click()
    type_into(qtbot, page.runs_card.rows[0][2], "4")
    page.frame.player.go_to(10)
    shown, rival = page.loss.curves
    assert len(shown) == len(rival) == 10
    assert rival[0] == shown[0]
    assert rival[-1] != shown[-1]
    assert len(page.landscape.contour._paths) == 2
    page.runs_card.rows[0][3].click()
    assert len(page.loss.curves) == 1
    page.frame.history.undo()
    assert page.loss.curves[1] == pytest.approx(rival)


def test_no_more_than_six_runs(page):
    """After five rivals no other can be added."""
    for _ in range(5):
        page.runs_card.add_button.click()
    assert len(page.loss.curves) == 6
    assert not page.runs_card.add_button.isVisible()


def test_a_click_on_the_landscape_starts_there(page, qtbot):
    """The two parameters of the axes take the values that were clicked; the others stay."""
    contour = page.landscape.contour
    QApplication.processEvents()
    place = contour.place(1.0, 2.0).toPoint()
    qtbot.mouseClick(contour, Qt.MouseButton.LeftButton, pos=place)
    w1, b1, w2, b2 = page.snapshot.parameters
    assert (w1, w2) == (pytest.approx(1.0, abs=0.2), pytest.approx(2.0, abs=0.2))
    assert (b1, b2) == (-0.3, 0.5)
    assert page.frame.player.timeline.index == 0


def test_the_landscape_marks_the_mirror_image(page):
    """The twin of the present parameters is a diamond at (−w1, −w2)."""
    marks = {mark.kind: mark.point.tolist() for mark in page.landscape.contour._marks}
    assert marks["current"] == [0.8, -1.2]
    assert marks["mirror"] == [-0.8, 1.2]


def test_a_chain_of_fifty_neurons_shows_the_product_vanish(page, qtbot):
    """Any length to 50 can be typed; the chain of w1 then has a hundred blocks."""
    type_into(qtbot, page.parameters_card.neurons, "50")
    page.frame.player.go_to(399)
    assert page.snapshot.phase_name == "w1"
    assert len(page.chain.factors) == 100
    assert abs(page.chain.product) < 1e-20
    page.logarithmic.click()
    assert page.chain.height_of(page.chain.factors[3].value) > 0.5
    page.frame.history.undo()
    assert page.snapshot.n == 2


def test_negative_factors_are_marked_by_more_than_colour(page):
    """A negative block is hatched: turning its sign changes the picture, not only the text."""
    page.frame.player.go_to(10)
    before = page.chain.grab().toImage()
    slot = page.chain._slot(1).toRect()
    page.frame.player.go_to(0)
    page.changes.edit_parameter("w2", 1.2)
    assert page.chain.grab().toImage().copy(slot) != before.copy(slot)


def test_run_to_convergence_plays_whole_updates_to_the_end(page, qtbot, tmp_path):
    """It stops by itself where no gradient is left."""
    path = tmp_path / "both.csv"
    path.write_text("x,y\n1,0\n1,1\n1,1\n")
    page.open_file(path)
    page.changes.set("way of training", batch=True)
    page.changes.set("learning rate", rate=2.0)
    page.training_card.converge_button.click()
    qtbot.waitUntil(lambda: not page.frame.player.playing, timeout=10_000)
    assert page.snapshot.converged
    assert page.snapshot.whole


def test_who_never_converges_is_told_why(page):
    """One example at a time, the button plays on and a sentence says what would converge."""
    page.training_card.converge_button.click()
    assert page.frame.player.playing
    assert "all at once" in page.frame.notice.label.text()
    page.frame.player.pause()


def test_every_control_has_a_name(page):
    """A screen reader can say what each button, box and field is for."""
    for widget in page.findChildren(QAbstractButton) + page.findChildren(QComboBox):
        assert widget.accessibleName() or getattr(widget, "text", str)(), widget
    for field in page.findChildren(QLineEdit):
        assert field.accessibleName(), field


@pytest.mark.parametrize("size", [(1024, 700), (1440, 900)])
def test_the_lab_draws_in_both_themes(window, page, size):
    """A smoke render in light and dark at the smallest and the usual size."""
    window.resize(*size)
    page.frame.player.go_to(13)
    light = window.grab().toImage()
    window.toggle_theme()
    assert window.grab().toImage() != light
    window.toggle_theme()
