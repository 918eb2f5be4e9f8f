"""Tests of the descent lab with real events: what is drawn is what was computed."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from simulator.files.datasets import shipped
from simulator.labs.descent.cost_view import CostView
from simulator.labs.descent.fit_view import FitView
from simulator.labs.descent.landscape import Landscape
from simulator.labs.descent.page import READ_AT_ONCE, DescentPage


@pytest.fixture
def page(qtbot):
    """The page on the first data set, shown."""
    page = DescentPage()
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    return page


def pixel_of_row(view, row) -> QPoint:
    """Return where a data point is drawn."""
    x, y = view.points.getData()
    return view.place(x[row], y[row]).toPoint()


def type_into(qtbot, field, text):
    """Type a number into a field and confirm it."""
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def click(qtbot, widget, place=None):
    """Click a widget, in the middle or at a place."""
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())


def test_forward_then_back_redraws_the_first_line(page, qtbot):
    """Stepping back shows exactly what was there before."""
    before = page.fit.lines[0].getData()[1].copy()
    click(qtbot, page.frame.player.forward_button)
    assert page.fit.lines[0].getData()[1] != pytest.approx(before)
    click(qtbot, page.frame.player.back_button)
    assert page.fit.lines[0].getData()[1] == pytest.approx(before, abs=0)


def test_the_line_arrives_at_the_least_squares_fit(page):
    """Playing to the end draws the line that numpy.linalg.lstsq finds."""
    page.frame.player.go_to(400)
    x, y = page.fit.points.getData()
    slope, intercept = np.polyfit(x, y, 1)
    ends, line = page.fit.lines[0].getData()
    assert line == pytest.approx(intercept + slope * ends, rel=1e-6)


def test_dragging_a_point_moves_line_and_path_and_is_one_undo(page, qtbot):
    """Line and path answer the drag; one undo brings back point and path."""
    page.frame.player.go_to(10)
    view = page.fit
    row = int(view.points.getData()[1].argmax())
    line, point = view.lines[0].getData()[1].copy(), view.points.getData()[1][row]
    path = page.landscape.contour._paths[0].points.copy()
    start = pixel_of_row(view, row)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for dy in (10, 25, 40):
        qtbot.mouseMove(view, start + QPoint(0, dy))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(0, 40))
    assert view.points.getData()[1][row] < point
    assert view.lines[0].getData()[1] != pytest.approx(line)
    assert page.landscape.contour._paths[0].points[1:] != pytest.approx(path[1:])
    assert page.frame.player.timeline.index == 10
    page.frame.history.undo()
    assert view.points.getData()[1][row] == point
    assert view.lines[0].getData()[1] == pytest.approx(line, abs=0)


def test_points_are_added_by_a_click_and_removed_by_a_right_click(page, qtbot):
    """The new point is where the click was; the same point can be taken away again."""
    view = page.fit
    before = view.points.getData()[0].size
    place = view.place(3500.0, 400.0).toPoint()
    click(qtbot, view, place)
    x, y = view.points.getData()
    assert (x.size, x[-1], y[-1]) == (
        before + 1,
        pytest.approx(3500.0, abs=15),
        pytest.approx(400.0, abs=10),
    )
    qtbot.mouseClick(view, Qt.MouseButton.RightButton, pos=pixel_of_row(view, before))
    assert view.points.getData()[0].size == before


def test_typing_a_rate_changes_the_path_from_the_start(page, qtbot):
    """A rate that is too large makes the cost curve rise and the regime say so."""
    page.frame.player.go_to(5)
    type_into(qtbot, page.step_card.field, "0.0095")
    steps, exponents = page.race_card.cost.curves[0].getData()
    assert steps[-1] == 5
    assert (np.diff(exponents) > 0).all()
    assert page.step_card.hint.full_text == "diverging"


def test_a_rate_from_this_step_on_keeps_the_past(page, qtbot):
    """The curve up to here stays; a point that is dragged later keeps the change of rate."""
    page.frame.player.go_to(6)
    before = page.race_card.cost.curves[0].getData()[1].copy()
    page.step_card.from_here.click()
    type_into(qtbot, page.step_card.field, "0.004")
    page.frame.player.go_to(8)
    curve = page.race_card.cost.curves[0].getData()[1]
    assert curve[:7] == pytest.approx(before, abs=0)
    page.desk.edit_problem("more", lambda problem: problem.without_point(0))
    rates = [race.current.rate for race in page.desk.timeline.past(0)]
    assert rates == [0.00085] * 6 + [0.004] * 3


def test_divergence_is_followed_out_and_ends_in_a_sentence(page, qtbot):
    """The ground grows until the run is seen to have left; no number that is drawn is NaN."""
    type_into(qtbot, page.step_card.field, "0.1")
    widths = []
    for step in range(200):
        widths.append(float(np.ptp(page.landscape.ground.ends[0])))
        head = page.landscape.contour._paths[0].points[-1]
        inside = (page.landscape.ground.ends.T[0] <= head) & (
            head <= page.landscape.ground.ends.T[1]
        )
        assert inside.all(), step
        if not page.frame.player.forward():
            break
        page.grab()
    assert widths == sorted(widths)
    assert widths[-1] > 1e4 * widths[0]
    assert "diverged" in page.frame.caption
    page.frame.player.to_start()
    assert np.ptp(page.landscape.ground.ends[0]) == widths[0]


def test_even_the_first_step_may_leave_the_range_of_numbers(page, qtbot):
    """A rate of 1e90 is followed as far as numbers go, and the sentence says what to do."""
    type_into(qtbot, page.step_card.field, "1e90")
    page.frame.player.to_end()
    page.grab()
    assert "choose a smaller learning rate" in page.frame.caption


def test_runs_race_are_switched_and_removed(page, qtbot):
    """Added runs are drawn in all views; off is not drawn; a removed one is gone; undo each."""
    page.desk.add_run("momentum")
    page.desk.add_run("cg")
    page.frame.player.go_to(5)
    assert [curve.shown for curve in page.race_card.cost.curves] == [True] * 3
    assert len(page.landscape.contour._paths) == len(page.landscape.surface._paths) == 3
    click(qtbot, page.runs_card.rows[1].on)
    assert [line.shown for line in page.fit.lines] == [True, False, True]
    assert len(page.landscape.contour._paths) == 2
    click(qtbot, page.runs_card.rows[0].remove_button)
    assert len(page.desk.race.runs) == 2
    for runs in (3, 3, 2, 1):
        page.frame.history.undo()
        assert len(page.desk.race.runs) == runs


def test_the_table_counts_steps_and_speaks_of_every_run(page, qtbot):
    """Conjugate gradient needs one or two steps on two parameters; gradient descent more."""
    page.desk.add_run("cg")
    page.race_card.tabs.setCurrentIndex(1)
    page.frame.player.go_to(60)
    table = page.race_card.table
    rows = [[table.item(row, column).text() for column in range(4)] for row in range(2)]
    assert rows[0][0].startswith("GD α")
    assert int(rows[1][1]) <= 2 < int(rows[0][1]) < int(rows[0][2]) <= 60
    assert rows[0][3] == rows[1][3]


def test_the_selected_run_is_the_one_that_the_inspector_speaks_of(page, qtbot):
    """A click on a run's name shows its method and rate, at the same step."""
    page.desk.add_run("adam")
    page.frame.player.go_to(7)
    assert page.step_card.method.currentData() == "adam"
    click(qtbot, page.runs_card.rows[0].name)
    assert page.step_card.method.currentData() == "gd"
    assert page.frame.player.timeline.index == 7
    assert page.desk.race.selected == 0


def test_a_click_on_the_contours_starts_all_runs_there_or_one(page, qtbot):
    """With “same start for all” every path begins at the click, without it the selected one's."""
    page.desk.add_run("momentum")
    contour = page.landscape.contour
    click(qtbot, contour, contour.place(200.0, 400.0).toPoint())
    starts = np.array([path.points[0] for path in contour._paths])
    assert starts == pytest.approx(np.array([[200.0, 400.0]] * 2), abs=4)
    page.runs_card.same_start.click()
    click(qtbot, contour, contour.place(900.0, 100.0).toPoint())
    starts = sorted(path.points[0].tolist() for path in contour._paths)
    assert starts[0] == pytest.approx([200.0, 400.0], abs=4)
    assert starts[1] == pytest.approx([900.0, 100.0], abs=4)


def test_of_many_parameters_two_are_chosen_and_the_hint_says_how_others_stand(page):
    """The ground is the slice through the optimum, or through where the run is."""
    page.desk.open(shipped("diabetes"))
    page.frame.player.go_to(4)
    assert page.axes_button.isVisible()
    assert "others at optimum" in page.surface_card.hint.full_text
    assert page.landscape.ground.plane.least == pytest.approx(
        page.desk.race.problem.quadratic.least
    )
    actions = page.axes_button.menu().actions()
    actions[1].menu().actions()[3].trigger()
    page.axes_button.menu().actions()[-1].trigger()
    assert page.landscape.axes.shown == [0, 3]
    assert "others where they are" in page.contour_card.hint.full_text
    ground, race = page.landscape.ground, page.desk.race
    here = race.current.parameters[[0, 3]]
    assert ground.plane.cost(here[:1], here[1:])[0, 0] == pytest.approx(race.current.cost)
    page.frame.player.forward()
    assert page.landscape.ground.plane is not ground.plane


def test_standardised_coefficients_are_shown_in_both_units(page):
    """Own units agree with the fit to the raw columns, step units with the standardised ones."""
    problem = page.desk.race.problem
    x, y = page.fit.points.getData()
    slope, intercept = np.polyfit(x, y, 1)
    shown = page.normal_card.coefficients
    assert float(shown.value(1)) == pytest.approx(slope, rel=1e-3)
    assert float(shown.value(0)) == pytest.approx(intercept, rel=1e-3)
    assert float(shown.value(1, 2)) == pytest.approx(slope * x.std(), rel=1e-3)
    page.data_card.standardise.click()
    assert not page.desk.race.problem.standardise
    assert page.desk.race.problem.X is problem.X
    assert not page.normal_card.coefficients._numbers[1, 2].isVisible()


def test_target_and_features_are_chosen_from_the_data_set(page):
    """Unticking features in the list fits from the rest; the undo brings them back."""
    page.desk.open(shipped("stackloss"))
    features = page.desk.race.problem.features
    assert len(features) == 3
    page.data_card.features.list.actions()[0].toggle()
    page.data_card.features.list.aboutToHide.emit()
    assert page.desk.race.problem.features == features[1:]
    page.data_card.columns_chosen.emit("AIRFLOW", ())
    assert page.desk.race.problem.target == "AIRFLOW"
    page.frame.history.undo()
    page.frame.history.undo()
    assert page.desk.race.problem.features == features
    assert page.data_card.target.currentText() == "STACKLOSS"


def test_undo_brings_back_the_data_set_that_was_open(page):
    """Opening other data is a change like any other."""
    page.desk.open(shipped("nile"))
    assert page.data_card.datasets.currentData() == "nile"
    page.frame.history.undo()
    assert page.data_card.datasets.currentData() == "engel"
    assert page.fit.points.getData()[0].size == 235


def test_the_generator_makes_data_with_the_slope_that_is_asked_for(page, qtbot):
    """Without noise the optimum is the truth; editing the slope keeps the path's start."""
    card = page.data_card
    card.generator.generate()
    type_into(qtbot, card.generator.noise, "0")
    type_into(qtbot, card.generator.slopes[0], "-3")
    assert page.desk.race.current.optimal_coefficients == pytest.approx([1.0, -3.0])
    assert card.generator.isVisible()
    assert page.fit.points.getData()[0].size == 60


def test_a_file_that_is_no_table_leaves_the_page_as_it_was(page, tmp_path):
    """Bad input is refused and what was shown stays."""
    path = tmp_path / "empty.csv"
    path.write_text("")
    before = page.frame.player.timeline
    with pytest.raises(ValueError, match=r"empty\.csv"):
        page.open_file(path)
    assert page.frame.player.timeline is before


def large_table(path, rows):
    """Write a table that is too large to be read at once, y = 2 x + 1."""
    x = np.arange(rows)
    lines = "\n".join(f"{v},{2 * v + 1}.0000000000000" for v in x)
    path.write_text(f"x,y\n{lines}\n")
    assert path.stat().st_size > READ_AT_ONCE
    return path


def test_a_large_file_is_read_beside_the_window(page, qtbot, tmp_path):
    """There is progress while it is read, and then the data."""
    page.open_file(large_table(tmp_path / "large.csv", 60_000))
    assert page.data_card.progress.isVisible()
    qtbot.waitUntil(lambda: page.desk.dataset.title == "large", timeout=20_000)
    assert page.desk.race.current.optimal_coefficients == pytest.approx([1.0, 2.0])
    qtbot.waitUntil(lambda: not page.data_card.progress.isVisible())


def test_reading_can_be_cancelled(page, qtbot, tmp_path):
    """After the cancel the data are those from before."""
    page.open_file(large_table(tmp_path / "large.csv", 60_000))
    click(qtbot, page.data_card.progress.cancel_button)
    qtbot.waitUntil(lambda: not page.data_card.progress.isVisible(), timeout=20_000)
    assert page.desk.dataset.name == "engel"
    page.close_tasks()


def test_every_control_has_a_name(page):
    """Nothing that takes the keyboard is silent for a screen reader."""
    page.desk.add_run("momentum")
    silent = [
        widget
        for widget in page.findChildren(object)
        if hasattr(widget, "focusPolicy")
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.isVisible()
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert not silent


def test_points_are_chosen_moved_added_and_removed_by_keys(page, qtbot):
    """Whoever cannot use a mouse can do the same; the keys do not move the player."""
    view = page.fit
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(view.hasFocus)
    order = np.lexsort(view.points.getData()[::-1])
    qtbot.keyClick(view, Qt.Key.Key_Right)
    row = int(order[(order.tolist().index(0) + 1) % len(order)])
    x, y = (float(values[row]) for values in view.points.getData())
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    view.grab()
    assert view.points.getData()[1][row] > y
    assert view.points.getData()[0][row] < x
    assert page.frame.player.timeline.index == 0
    page.frame.history.undo()
    assert (view.points.getData()[0][row], view.points.getData()[1][row]) == (x, y)
    qtbot.keyClick(view, Qt.Key.Key_Insert)
    assert view.points.getData()[0].size == 236
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert view.points.getData()[0].size == 235


def test_a_start_is_chosen_by_keys(page, qtbot):
    """A cross moves over the contours, Return starts where it is."""
    contour = page.landscape.contour
    contour.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(contour.hasFocus)
    for _ in range(10):
        qtbot.keyClick(contour, Qt.Key.Key_Right)
    contour.grab()
    (left, right), _ = contour.ranges
    qtbot.keyClick(contour, Qt.Key.Key_Return)
    start = page.landscape.contour._paths[0].points[0]
    assert start[0] == pytest.approx(left + 0.7 * (right - left))


def test_views_that_show_nothing_yet_are_painted_without_an_error(qtbot):
    """An exception while painting would end the app."""
    page = DescentPage()
    qtbot.addWidget(page)
    for view in (FitView(), CostView(), Landscape(page).contour, Landscape(page).surface):
        qtbot.addWidget(view)
        view.resize(300, 200)
        assert not view.grab().isNull()
